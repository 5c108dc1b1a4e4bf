"""Claims: one volunteer takes a question, writes, gives it back, or lets the time pass."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from policies import answering, escalation
from policies.document import Policy
from policies.eligibility import may_claim
from routing import views
from routing.acts import Done, once
from routing.cards import QuestionView
from routing.errors import AlreadyClaimed, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer, as_candidates, open_next_ring, own_offer
from routing.people import Act
from store import audit, deliveries, questions
from store.models import Claim, Draft, Note, Offer, Question, Volunteer


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
    person = acting_volunteer(kit, session, act)
    offer = own_offer(session, offer_id, person)
    policy, now = kit.policy(), kit.clock.now()
    _refuse_if_taken(session, offer.question_id, person)
    _refuse_if_over(session, offer)
    reason = may_claim(as_candidates(kit, session, [person], policy)[0], policy, now)
    if reason is not None:
        raise NotAllowed(f"You cannot take it now: {person.name} {reason.words}.")
    taken = _take(session, offer, person, escalation.claim_deadline(policy, now), now)
    audit.record(session, now, f"volunteer:{person.id}", "question.claimed", f"question:{offer.question_id}")
    deliveries.owe_renewals(session, offer.question_id, now)
    return _writing(kit, session, taken, person, _typed_before(session, taken))


def _refuse_if_taken(session: Session, question_id: int, person: Volunteer) -> None:
    live = questions.live_claim(session, question_id)
    if live is None:
        return
    if live.volunteer_id == person.id:
        raise AlreadyClaimed("You have this one already: the button “Answer” on its card opens it.")
    winner = session.get_one(Volunteer, live.volunteer_id)
    raise AlreadyClaimed(f"{winner.name} was quicker and is answering this one.")


def _refuse_if_over(session: Session, offer: Offer) -> None:
    question = questions.question(session, offer.question_id)
    if question.state not in {"offered", "unanswered"}:
        raise OfferExpired(views.ending(session, question) or "This question is no longer open.")
    if offer.state == "pending" or (question.state == "unanswered" and offer.volunteer_id is None):
        return
    raise OfferExpired("This offer is over: the question has gone on to others.")


def _take(session: Session, offer: Offer, person: Volunteer, deadline: datetime, now: datetime) -> Claim:
    """One compare-and-set on the question; the unique index on live claims is the second net."""
    if questions.advance(session, offer.question_id, "claim", due_at=None) is None:
        raise AlreadyClaimed("Somebody else was quicker.")
    questions.move_offer(session, offer.id or 0, "claim", now)
    questions.move_pending(session, offer.question_id, "rescind", now)
    taken = Claim(
        question_id=offer.question_id,
        volunteer_id=person.id or 0,
        offer_id=offer.id or 0,
        claimed_at=now,
        deadline=deadline,
    )
    session.add(taken)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyClaimed("Somebody else was quicker.") from error
    return taken


def writing(kit: Kit, act: Act, claim_id: int, note_id: int | None = None) -> Writing:
    """Open the answer again with what was typed, or with a note of the claimant's own."""
    return once(kit, act, Writing, lambda session: _reopen(kit, session, act, claim_id, note_id))


def _reopen(kit: Kit, session: Session, act: Act, claim_id: int, note_id: int | None) -> Writing:
    person = acting_volunteer(kit, session, act)
    note = session.get(Note, note_id) if note_id is not None else None
    if note is not None:
        claim_id = note.claim_id
    held = held_claim(session, claim_id, person)
    text = note.text or "" if note is not None and note.volunteer_id == person.id else _typed_before(session, held)
    return _writing(kit, session, held, person, text)


def held_claim(session: Session, claim_id: int, person: Volunteer) -> Claim:
    """The claim, if this volunteer holds it. Raises NotAllowed, OfferExpired."""
    found = questions.claim(session, claim_id)
    if found is None:
        raise OfferExpired("This claim does not exist any more.")
    if found.volunteer_id != person.id:
        owner = session.get_one(Volunteer, found.volunteer_id)
        raise NotAllowed(f"{owner.name} has taken this question.")
    if found.state == "submitted":
        raise OfferExpired("Your answer is on its way already.")
    if found.state != "held":
        question = questions.question(session, found.question_id)
        raise OfferExpired(
            views.ending(session, question)
            or "Your time for this question is over, and it went back to the queue. Your text is still here to copy."
        )
    return found


def _typed_before(session: Session, taken: Claim) -> str:
    """What this volunteer typed on this question before, in this claim or an earlier one."""
    draft = session.execute(
        select(col(Draft.typed))
        .join(Claim, col(Claim.id) == col(Draft.claim_id))
        .where(col(Claim.question_id) == taken.question_id, col(Claim.volunteer_id) == taken.volunteer_id)
        .order_by(col(Draft.id).desc())
    ).scalars()
    return draft.first() or ""


def _writing(kit: Kit, session: Session, taken: Claim, person: Volunteer, text: str) -> Writing:
    question = questions.question(session, taken.question_id)
    policy = kit.policy()
    return Writing(
        claim_id=taken.id or 0,
        question=views.question_view(kit, session, question),
        text=text,
        signature=signature_of(person, question, policy),
        limit=answering.limit_of(question.channel, 4096, policy),
    )


def signature_of(person: Volunteer, question: Question, policy: Policy) -> str:
    return answering.sign("", person.first_name, person.name, None, policy, question.channel).strip()


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
    """The claim ends by release or expiry and the question returns to its rings; False if it had moved on."""
    now = kit.clock.now()
    if questions.move_claim(session, held.id or 0, verb, ended_at=now) is None:
        return False
    deliveries.owe_renewals(session, held.question_id, now)
    question = questions.question(session, held.question_id)
    again_from = None if question.ring is None else question.ring - 1
    open_next_ring(kit, session, question, again_from if question.ring else None, verb)
    return True
