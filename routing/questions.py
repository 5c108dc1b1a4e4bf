"""What happens to a question as a whole: let it be, take that back, withdrawn by its asker, closed."""

from sqlmodel import Session

from policies import escalation
from routing.acts import Done, once
from routing.errors import AlreadyClaimed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer, open_next_ring, own_offer
from routing.people import Act
from store import audit, deliveries, questions
from store.models import Question, Volunteer


def dismiss(kit: Kit, act: Act, offer_id: int, reason: str) -> Done:
    """Let it be: nobody needs to answer this. It is counted, and can be undone for a day."""
    return once(kit, act, Done, lambda session: _dismiss(kit, session, act, offer_id, reason))


def _dismiss(kit: Kit, session: Session, act: Act, offer_id: int, reason: str) -> Done:
    person = acting_volunteer(kit, session, act)
    offer = own_offer(session, offer_id, person)
    now = kit.clock.now()
    live = questions.live_claim(session, offer.question_id)
    if live is not None and live.volunteer_id != person.id:
        raise AlreadyClaimed(f"{session.get_one(Volunteer, live.volunteer_id).name} is answering this one.")
    if live is not None and questions.move_claim(session, live.id or 0, "dismiss", ended_at=now) is None:
        raise OfferExpired("Your answer is on its way already.")
    if questions.advance(session, offer.question_id, "dismiss", due_at=None, ended_at=now, reason=reason) is None:
        raise OfferExpired("This question is no longer open.")
    questions.move_pending(session, offer.question_id, "rescind", now)
    _note_dismissal(session, offer.question_id, person, reason, now.isoformat())
    audit.record(
        session, now, f"volunteer:{person.id}", "question.dismissed", f"question:{offer.question_id}", reason=reason
    )
    deliveries.owe_renewals(session, offer.question_id, now)
    return Done("Left as it is. You can undo this for a day, on the card.")


def _note_dismissal(session: Session, question_id: int, person: Volunteer, reason: str, at: str) -> None:
    question = questions.question(session, question_id)
    question.decision = {**question.decision, "dismissed": {"volunteer_id": person.id, "reason": reason, "at": at}}
    session.flush()


def undo_dismiss(kit: Kit, act: Act, offer_id: int) -> Done:
    """A mistaken "let it be" is taken back; the rings begin again."""
    return once(kit, act, Done, lambda session: _undo(kit, session, act, offer_id))


def _undo(kit: Kit, session: Session, act: Act, offer_id: int) -> Done:
    person = acting_volunteer(kit, session, act)
    offer = own_offer(session, offer_id, person)
    question = questions.question(session, offer.question_id)
    now = kit.clock.now()
    if question.state != "dismissed" or question.ended_at is None:
        raise OfferExpired("There is nothing to undo here.")
    if now > escalation.undo_deadline(kit.policy(), question.ended_at):
        raise OfferExpired("This was left as it is more than a day ago, so it can no longer be undone.")
    question.decision = {key: value for key, value in question.decision.items() if key != "dismissed"}
    question.reason, question.ended_at = "", None
    session.flush()
    open_next_ring(kit, session, question, None if not question.ring else question.ring - 1, "undo")
    audit.record(session, now, f"volunteer:{person.id}", "question.undismissed", f"question:{question.id}")
    deliveries.owe_renewals(session, question.id or 0, now)
    return Done("It is open again.")


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


def close(kit: Kit, session: Session, question: Question) -> None:
    """Nobody has written for the policy's days after the answer: the conversation is over."""
    questions.advance(session, question.id or 0, "close", due_at=None, ended_at=kit.clock.now())
