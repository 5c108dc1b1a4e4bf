"""What happens to a question as a whole: let it be, take that back, withdrawn by its asker, closed."""

from sqlmodel import Session

from policies import escalation
from policies.values import write_duration
from routing.acts import Done, once
from routing.errors import AlreadyClaimed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer, own_offer
from routing.people import Act
from routing.rings import ask_again
from store import audit, deliveries, questions
from store.models import Offer, Question, Volunteer


def dismiss(kit: Kit, act: Act, offer_id: int, reason: str) -> Done:
    """Let it be: nobody needs to answer this. It is counted, and can be undone for as long as the policy says."""
    return once(kit, act, Done, lambda session: _dismiss(kit, session, act, offer_id, reason))


def _dismiss(kit: Kit, session: Session, act: Act, offer_id: int, reason: str) -> Done:
    person = acting_volunteer(kit, session, act)
    offer = own_offer(kit, session, offer_id, person)
    now = kit.clock.now()
    _let_go(kit, session, offer, person)
    if questions.advance(session, offer.question_id, "dismiss", due_at=None, ended_at=now, reason=reason) is None:
        raise OfferExpired("This question is no longer open.")
    questions.move_pending(session, offer.question_id, "rescind", now)
    question = questions.question(session, offer.question_id)
    told = {"volunteer_id": person.id, "reason": reason, "at": now.isoformat()}
    question.decision = {**question.decision, "dismissed": told}
    session.flush()
    subject = f"question:{offer.question_id}"
    audit.record(session, now, f"volunteer:{person.id}", "question.dismissed", subject, reason=reason)
    deliveries.owe_renewals(session, offer.question_id, now)
    return Done(f"Left as it is. You can undo this for {_undo_wait(kit)}, on the card.")


def _let_go(kit: Kit, session: Session, offer: Offer, person: Volunteer) -> None:
    """Whoever holds the question gives it up with that. Raises AlreadyClaimed, OfferExpired for everybody else."""
    live = questions.live_claim(session, offer.question_id)
    if live is None:
        _refuse_if_over(session, offer)
    elif live.volunteer_id != person.id:
        raise AlreadyClaimed(f"{session.get_one(Volunteer, live.volunteer_id).name} is answering this one.")
    elif questions.move_claim(session, live.id or 0, "dismiss", ended_at=kit.clock.now()) is None:
        raise OfferExpired("Your answer is on its way already.")


def _refuse_if_over(session: Session, offer: Offer) -> None:
    """Only who is still asked can say that nobody needs to answer; of what nobody took, everybody in the channel."""
    question = questions.question(session, offer.question_id)
    of_all = question.state == "unanswered" and offer.volunteer_id is None
    if question.state in questions.OPEN and offer.state != "pending" and not of_all:
        raise OfferExpired("This offer is over: the question has gone on to others.")


def undo_dismiss(kit: Kit, act: Act, offer_id: int) -> Done:
    """A mistaken "let it be" is taken back: whoever was asked then is asked again."""
    return once(kit, act, Done, lambda session: _undo(kit, session, act, offer_id))


def _undo(kit: Kit, session: Session, act: Act, offer_id: int) -> Done:
    person = acting_volunteer(kit, session, act)
    offer = own_offer(kit, session, offer_id, person)
    question = questions.question(session, offer.question_id)
    now = kit.clock.now()
    if question.state != "dismissed" or question.ended_at is None:
        raise OfferExpired("There is nothing to undo here.")
    if now > escalation.undo_deadline(kit.policy(), question.ended_at):
        raise OfferExpired(f"This was left as it is more than {_undo_wait(kit)} ago, so it can no longer be undone.")
    ask_again(kit, session, question, offer_id)
    audit.record(session, now, f"volunteer:{person.id}", "question.undismissed", f"question:{question.id}")
    deliveries.owe_renewals(session, question.id or 0, now)
    return Done("It is open again.")


def _undo_wait(kit: Kit) -> str:
    return write_duration(kit.policy().answering.undo_wait)


def withdraw(kit: Kit, session: Session, question: Question, why: str) -> None:
    """The asker took the question away: nothing more is offered, and no answer is sent under it."""
    now = kit.clock.now()
    if questions.advance(session, question.id or 0, "withdraw", due_at=None, ended_at=now, reason=why) is None:
        return
    questions.move_pending(session, question.id or 0, "rescind", now)
    live = questions.live_claim(session, question.id or 0)
    if live is not None:
        questions.move_claim(session, live.id or 0, "withdraw", ended_at=now)
    for _, delivery in questions.answers(session, question.id or 0):
        deliveries.advance(session, delivery.id or 0, "withdraw", error=why, finished_at=now)
    audit.record(session, now, "asker", "question.withdrawn", f"question:{question.id}")
    deliveries.owe_renewals(session, question.id or 0, now)


def close(kit: Kit, session: Session, question: Question) -> bool:
    """Nobody has written for the policy's days after the answer: the conversation is over."""
    return questions.advance(session, question.id or 0, "close", due_at=None, ended_at=kit.clock.now()) is not None
