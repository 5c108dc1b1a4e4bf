"""What is due by time: each entry is a query of due rows plus a use case, so a missed tick only delays."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from routing.alarms import tell_what_waits
from routing.claims import give_back
from routing.errors import StoreDown
from routing.failpoints import reach
from routing.kit import Kit
from routing.notices import remind_claimant, tell_former_claimant
from routing.questions import close
from routing.rings import ring_is_over
from store import audit, questions
from store.models import Claim

REMIND_BEFORE = timedelta(minutes=10)  # of a claim's end, or a quarter of its time if that is less
_MOST_REMINDERS = 1000
log = logging.getLogger("byhand.clocks")


@dataclass(frozen=True)
class Tick:
    """Run `work` every `seconds`; it returns how many rows it moved."""

    name: str
    seconds: float
    work: Callable[[Kit], int]


def _each(kit: Kit, ids: Iterable[int], move: Callable[[Kit, Session, int], bool]) -> int:
    """Move each row in a transaction of its own: one that fails stops no other, and is due again. Raises StoreDown."""
    moved = 0
    for row_id in ids:
        try:
            with kit.db.write() as session:
                moved += move(kit, session, row_id)
                reach("clock.before_commit")
        except StoreDown:
            raise
        except Exception:
            log.exception("a deadline could not be acted on", extra={"move": move.__name__, "row": row_id})
    return moved


def questions_due(kit: Kit) -> int:
    """Offered questions whose ring is over go to the next; answered ones with nothing more are closed."""
    with kit.db.read() as session:
        due = [question.id or 0 for question in questions.due(session, kit.clock.now())]
    return _each(kit, due, _question_due)


def _question_due(kit: Kit, session: Session, question_id: int) -> bool:
    question = questions.question(session, question_id)
    if question.due_at is None or question.due_at > kit.clock.now():
        return False  # somebody was quicker since we looked
    if question.state == "offered":
        ring_is_over(kit, session, question)
        return True
    return close(kit, session, question)


def claims_over(kit: Kit) -> int:
    """Held claims whose time is over go back to the queue."""
    with kit.db.read() as session:
        due = [claim.id or 0 for claim in questions.overdue_claims(session, kit.clock.now())]
    return _each(kit, due, _claim_over)


def _claim_over(kit: Kit, session: Session, claim_id: int) -> bool:
    now = kit.clock.now()
    claim = questions.claim(session, claim_id)
    if claim is None or claim.state != "held" or claim.deadline > now or not give_back(kit, session, claim, "expire"):
        return False
    tell_former_claimant(kit, session, claim)
    audit.record(session, now, "byhand", "claim.expired", f"question:{claim.question_id}", volunteer=claim.volunteer_id)
    return True


def claims_ending(kit: Kit) -> int:
    """Whoever holds a question whose time is nearly over is told so, once for each deadline."""
    until = kit.clock.now() + REMIND_BEFORE
    with kit.db.read() as session:
        ending = questions.overdue_claims(session, until, _MOST_REMINDERS)
        due = [claim.id or 0 for claim in ending if _wants_reminder(kit, claim)]
    return _each(kit, due, _remind)


def _remind(kit: Kit, session: Session, claim_id: int) -> bool:
    claim = questions.claim(session, claim_id)
    if claim is None or claim.state != "held" or not _wants_reminder(kit, claim):
        return False
    claim.reminded_at = kit.clock.now()
    session.flush()
    remind_claimant(kit, session, claim)
    return True


def _wants_reminder(kit: Kit, claim: Claim) -> bool:
    begins = claim.deadline - min(REMIND_BEFORE, (claim.deadline - claim.claimed_at) / 4)
    told = claim.reminded_at is not None and claim.reminded_at >= begins
    return not told and begins <= kit.clock.now() < claim.deadline


TICKS = (
    Tick("rings", 1.0, questions_due),
    Tick("claims", 5.0, claims_over),
    Tick("reminders", 15.0, claims_ending),
    Tick("waiting", 30.0, tell_what_waits),
)
