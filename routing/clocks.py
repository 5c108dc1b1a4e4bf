"""What is due by time: each entry is a query of due rows plus a use case, so a missed tick only delays."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from routing.claims import give_back
from routing.failpoints import reach
from routing.kit import Kit
from routing.offers import ring_is_over
from routing.questions import close
from store import audit, questions


@dataclass(frozen=True)
class Tick:
    """Run `work` every `seconds`; it returns how many rows it moved."""

    name: str
    seconds: float
    work: Callable[[Kit], int]


def rings_over(kit: Kit) -> int:
    """Offered questions whose ring is over go to the next; answered ones with nothing more are closed."""
    now = kit.clock.now()
    with kit.db.read() as session:
        due = [question.id or 0 for question in questions.due(session, now)]
    for question_id in due:
        with kit.db.write() as session:
            _ring_over(kit, question_id, session)
            reach("clock.before_commit")
    return len(due)


def _ring_over(kit: Kit, question_id: int, session: Session) -> None:
    question = questions.question(session, question_id)
    if question.due_at is None or question.due_at > kit.clock.now():
        return  # somebody was quicker since we looked
    if question.state == "offered":
        ring_is_over(kit, session, question)
    elif question.state == "answered":
        close(kit, session, question)


def claims_over(kit: Kit) -> int:
    """Held claims whose time is over go back to the queue."""
    now = kit.clock.now()
    with kit.db.read() as session:
        due = [claim.id or 0 for claim in questions.overdue_claims(session, now)]
    moved = 0
    for claim_id in due:
        with kit.db.write() as session:
            claim = questions.claim(session, claim_id)
            if claim is None or claim.state != "held" or claim.deadline > kit.clock.now():
                continue
            if give_back(kit, session, claim, "expire"):
                subject = f"question:{claim.question_id}"
                audit.record(session, now, "byhand", "claim.expired", subject, volunteer=claim.volunteer_id)
                moved += 1
            reach("clock.before_commit")
    return moved


TICKS = (
    Tick("rings", 1.0, rings_over),
    Tick("claims", 5.0, claims_over),
)
