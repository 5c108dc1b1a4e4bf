"""A question that turns out to be about something else: its topic changes, and others are asked; and the way back."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from policies.document import Policy
from routing.candidates import why_away
from routing.kit import Kit
from routing.rings import due_again, open_next_ring
from routing.threads import FOLLOW_UP_RING
from store import questions, volunteers
from store.models import Delivery, Offer, Question, Volunteer

SAID = "a volunteer said so"


# --- what it is called -------------------------------------------------------------------------------------------


def rename(question: Question, topic: str, told: dict[str, Any]) -> None:
    """The question is about this topic; `told` is kept with its decision: who said so, what it was, when."""
    found = [each for each in question.decision.get("topics", ()) if "lesson" not in each]
    said = [{"topic": topic, "score": 1.0, "evidence": [SAID], "lesson": told["lesson"]}] if topic else []
    corrected = [*question.decision.get("corrections", ()), told]
    question.topic, question.second_topic = topic, ""
    question.decision = {**question.decision, "topics": [*said, *found], "corrections": corrected}


def name_back(question: Question, was: str, lesson_id: int) -> None:
    """As before the correction, which does not count any more."""
    kept = {
        key: [each for each in question.decision.get(key, ()) if each.get("lesson") != lesson_id]
        for key in ("topics", "corrections")
    }
    question.topic = was
    question.decision = {**question.decision, **kept}


# --- who is asked ------------------------------------------------------------------------------------------------


def ask_anew(kit: Kit, session: Session, question: Question, now: datetime) -> None:
    """The rings begin again for the new topic; who was asked for the old one alone is asked no longer."""
    before = [offer for offer in questions.offers(session, question.id or 0) if offer.state == "pending"]
    knows = volunteers.topics(session, [offer.volunteer_id for offer in before if offer.volunteer_id is not None])
    for offer in before:
        if offer.volunteer_id is not None and question.topic not in knows.get(offer.volunteer_id, ()):
            questions.move_offer(session, offer.id or 0, "rescind", now)
    if question.ring is None:
        question.ring = 0  # a follow-up's card is over with these words, not anybody's as when the time has passed
    open_next_ring(kit, session, question, None, _verb(question))
    _one_card_a_channel(session, question.id or 0, [offer for offer in before if offer.volunteer_id is None], now)


def _one_card_a_channel(session: Session, question_id: int, before: list[Offer], now: datetime) -> None:
    """A channel that is asked again goes on with the card that it has; in the others the card is over."""
    known = {offer.id for offer in before}
    after = {
        offer.slack_channel: offer
        for offer in questions.offers(session, question_id)
        if offer.state == "pending" and offer.slack_channel and offer.id not in known
    }
    for offer in before:
        again = after.get(offer.slack_channel)
        if again is None:
            questions.move_offer(session, offer.id or 0, "rescind", now)
            continue
        offer.ring, offer.ring_name, offer.deadline = again.ring, again.ring_name, again.deadline
        session.execute(delete(Delivery).where(col(Delivery.offer_id) == again.id))  # nobody has seen it yet
        session.execute(delete(Offer).where(col(Offer.id) == again.id))
    session.flush()


def ask_as_before(kit: Kit, session: Session, question: Question, corrected_at: datetime, now: datetime) -> None:
    """What a correction had closed is open again, and what it had opened is over."""
    offers, policy = questions.offers(session, question.id or 0), kit.policy()
    closed = [offer for offer in offers if _was_closed(kit, session, offer, corrected_at, policy)]
    for offer in offers:
        if offer.state == "pending" and offer.offered_at >= corrected_at:
            questions.move_offer(session, offer.id or 0, "rescind", now)
    reopened = [offer for offer in closed if questions.move_offer(session, offer.id or 0, "reopen", now)]
    if not reopened:
        open_next_ring(kit, session, question, None, _verb(question))
        return
    ring = max(offer.ring for offer in reopened)
    question.ring = None if ring == FOLLOW_UP_RING else ring
    due = due_again(question, policy, now)
    for offer in reopened:
        offer.deadline = due
    session.flush()
    questions.advance(session, question.id or 0, _verb(question), due_at=due)


def _verb(question: Question) -> str:
    return "reopen" if question.state == "unanswered" else "escalate"


def _was_closed(kit: Kit, session: Session, offer: Offer, at: datetime, policy: Policy) -> bool:
    """By the correction of that moment, and whoever it was for is still there."""
    if offer.state != "rescinded" or offer.decided_at != at:
        return False
    if offer.volunteer_id is None:
        return True
    return why_away(kit, session, session.get_one(Volunteer, offer.volunteer_id), policy) is None
