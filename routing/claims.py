"""Claims: one volunteer takes a question, writes, gives it back, or lets the time pass."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from policies import answering, escalation
from policies.document import Policy
from policies.eligibility import Hands, Reason, may_claim
from routing import views
from routing.acts import Done, once
from routing.candidates import why_away
from routing.cards import QuestionView
from routing.errors import AlreadyClaimed, ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer, member, open_to
from routing.people import Act
from routing.rings import due_again, latest_cards, open_next_ring
from store import audit, claims, deliveries, evidence, questions
from store.models import Claim, Note, Offer, Volunteer

MOST = 4096  # characters that any channel takes; the policy and each channel's own count allow fewer
A_SLIP = timedelta(minutes=2)  # whoever gives a question back so soon clicked by mistake: no harm done

_TO_ONESELF = {
    Reason.PAUSED: "You have paused Byhand; /byhand resume ends that.",
    Reason.AT_CAPACITY: "You have as many open questions as you can take; answer one or give one back first.",
}


@dataclass(frozen=True)
class Writing:
    """What the answer's modal needs. `text` is what was typed before, or a note; `limit` as the channel counts."""

    claim_id: int
    question: QuestionView
    text: str
    signature: str
    limit: int


def claim(kit: Kit, act: Act, offer_id: int) -> Writing:
    """Take the question of this offer. One of a thousand wins; AlreadyClaimed names the winner to the others."""
    return once(kit, act, Writing, lambda session: _claim(kit, session, act, offer_id))


def _claim(kit: Kit, session: Session, act: Act, offer_id: int) -> Writing:
    claimant = claims.claimant(session, act.team_id, act.slack_id)
    person = member(kit, act, claimant)
    offer = open_to(kit, session, person, claims.offer(session, offer_id))
    policy, now = kit.policy(), kit.clock.now()
    if not _is_open(session, offer) or questions.advance(session, offer.question_id, "claim", due_at=None) is None:
        raise _too_late(session, offer, person)
    reason = may_claim(Hands(person.paused, person.paused_until, claimant.live_claims, person.capacity), policy, now)
    if reason is not None:  # what was moved above is undone with it
        raise NotAllowed(f"You cannot take it now. {_TO_ONESELF[reason]}")
    claim_id = _take(session, offer, person, escalation.claim_deadline(policy, now), now)
    evidence.count_for(session, offer.question_id, person.id or 0, "claimed", now)
    audit.record(session, now, f"volunteer:{person.id}", "question.claimed", f"question:{offer.question_id}")
    deliveries.owe_renewals(session, offer.question_id, now)
    return _writing(kit, session, claim_id, offer.question_id, person)


def _is_open(session: Session, offer: Offer) -> bool:
    """Whether this card may be clicked; a channel's card serves on when nobody took the question in time."""
    if offer.state == "pending":
        return True
    return offer.volunteer_id is None and questions.question(session, offer.question_id).state == "unanswered"


def _too_late(session: Session, offer: Offer, person: Volunteer) -> ByhandError:
    """Why the question cannot be taken from this card any more, naming who was quicker."""
    live = questions.live_claim(session, offer.question_id)
    if live is not None and live.volunteer_id == person.id:
        return AlreadyClaimed("You have this one already: the button “Answer” on its card opens it.")
    if live is not None:
        winner = session.get_one(Volunteer, live.volunteer_id)
        return AlreadyClaimed(f"{winner.name} was quicker and is answering this one.")
    question = questions.question(session, offer.question_id)
    if question.state in {"offered", "unanswered"}:
        return OfferExpired("This offer is over: the question has gone on to others.")
    return OfferExpired(views.ending(session, question) or "This question is no longer open.")


def _take(session: Session, offer: Offer, person: Volunteer, deadline: datetime, now: datetime) -> int:
    """The question has been moved by one compare-and-set; the unique index on live claims is the second net."""
    claims.close_offers(session, offer.question_id, offer.id or 0, now)
    return claims.take(session, offer.question_id, person.id or 0, offer.id or 0, now, deadline)


def writing(kit: Kit, act: Act, claim_id: int, note_id: int | None = None) -> Writing:
    """Open the answer again with what was typed, or with a note of the claimant's own."""
    return once(kit, act, Writing, lambda session: _reopen(kit, session, act, claim_id, note_id))


def _reopen(kit: Kit, session: Session, act: Act, claim_id: int, note_id: int | None) -> Writing:
    person = acting_volunteer(kit, session, act)
    note = session.get(Note, note_id) if note_id is not None else None
    if note is None:
        held = held_claim(session, claim_id, person)
        return _writing(kit, session, held.id or 0, held.question_id, person)
    live = questions.live_claim(session, note.question_id)  # perhaps a later one than when the note was written
    held = held_claim(session, (live.id if live else None) or note.claim_id, person)
    return _writing(kit, session, held.id or 0, held.question_id, person, note.text or "")


def held_claim(session: Session, claim_id: int, person: Volunteer) -> Claim:
    """The claim, if this volunteer holds it. Raises NotAllowed, OfferExpired."""
    own = own_claim(session, claim_id, person)
    over = why_not_held(session, own)
    if over:
        raise OfferExpired(over)
    return own


def own_claim(session: Session, claim_id: int, person: Volunteer) -> Claim:
    """The claim, if it is or was this volunteer's. Raises NotAllowed, OfferExpired."""
    found = questions.claim(session, claim_id)
    if found is None:
        raise OfferExpired("This claim does not exist any more.")
    if found.volunteer_id != person.id:
        owner = session.get_one(Volunteer, found.volunteer_id)
        raise NotAllowed(f"{owner.name} has taken this question.")
    return found


def why_not_held(session: Session, own: Claim) -> str:
    """Why nothing can be written by this claim now, in a sentence; empty while it is held."""
    if own.state == "held":
        return ""
    if own.state == "submitted":
        return "Your answer is on its way already."
    question = questions.question(session, own.question_id)
    return views.ending(session, question) or (
        "Your time for this question is over, and it went back to the queue. Your text is still here to copy."
    )


def _writing(kit: Kit, session: Session, claim_id: int, question_id: int, person: Volunteer, text: str = "") -> Writing:
    """With this text, or else with what the volunteer typed on this question before, in this claim or an earlier."""
    question, policy = views.question_view(kit, session, question_id), kit.policy()
    return Writing(
        claim_id=claim_id,
        question=question,
        text=text or claims.typed(session, question_id, person.id or 0),
        signature=signature_of(person, question.channel, policy),
        limit=answering.limit_of(question.channel, MOST, policy),
    )


def signature_of(person: Volunteer, channel: str, policy: Policy) -> str:
    return answering.sign("", person.first_name, person.name, None, policy, channel).strip()


def release(kit: Kit, act: Act, claim_id: int) -> Done:
    """Give the question back; the rings go on."""
    return once(kit, act, Done, lambda session: _release(kit, session, act, claim_id))


def _release(kit: Kit, session: Session, act: Act, claim_id: int) -> Done:
    person = acting_volunteer(kit, session, act)
    held = held_claim(session, claim_id, person)
    give_back(kit, session, held, "release")
    audit.record(
        session, kit.clock.now(), f"volunteer:{person.id}", "question.released", f"question:{held.question_id}"
    )
    return Done("Given back. Somebody else will be asked.")


def give_back(kit: Kit, session: Session, held: Claim, verb: str) -> bool:
    """The claim ends by release or expiry and its question goes to others; False if the claim had moved on.

    The cards that the claim had closed are open again; when there are none, the ring is asked once more.
    """
    now = kit.clock.now()
    if questions.move_claim(session, held.id or 0, verb, ended_at=now) is None:
        return False
    if now - held.claimed_at > A_SLIP:
        evidence.count_for(session, held.question_id, held.volunteer_id, "released", now)
    question = questions.question(session, held.question_id)
    due = due_again(question, kit.policy(), now)
    if _reopen_cards(kit, session, held, due):
        questions.advance(session, held.question_id, verb, due_at=due)
    else:
        open_next_ring(kit, session, question, question.ring - 1 if question.ring else None, verb)
    deliveries.owe_renewals(session, held.question_id, now)
    return True


def _reopen_cards(kit: Kit, session: Session, held: Claim, due: datetime) -> bool:
    """Channels' cards, and what was offered to others until this claim; not to who is away by now."""
    now, policy, reopened = kit.clock.now(), kit.policy(), False
    for offer in latest_cards(questions.offers(session, held.question_id)):
        if offer.state == "rescinded" and offer.decided_at != held.claimed_at:
            continue  # it was over before
        if offer.volunteer_id is not None:
            if offer.state != "rescinded":
                continue
            if why_away(kit, session, session.get_one(Volunteer, offer.volunteer_id), policy) is not None:
                continue
        if questions.move_offer(session, offer.id or 0, "reopen", now):
            offer.deadline, reopened = due, True
    session.flush()
    return reopened
