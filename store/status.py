"""How things stand at one moment: counts of what is open, found by partial indexes however much lies in the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, literal_column, or_, select
from sqlmodel import Session, col

from store.models import Claim, Delivery, Offer, Question, Receipt, Volunteer
from store.types import among

_WAITING = ("offered", "unanswered")


@dataclass(frozen=True)
class Counted:
    """How many there are, and since when the oldest of them is."""

    number: int = 0
    oldest: datetime | None = None


def waiting(session: Session) -> dict[str, Counted]:
    """Questions that wait to be taken, by state, and when the longest waiting was asked."""
    asked_at = col(Question.posted_at)
    rows = session.execute(
        select(col(Question.state), func.count(), func.min(asked_at))
        .where(among(col(Question.state), *_WAITING))
        .group_by(col(Question.state))
    )
    return {state: Counted(number, oldest) for state, number, oldest in rows}


def claims(session: Session) -> dict[str, int]:
    """Live claims by state: held, or submitted and on the way out."""
    rows = session.execute(
        select(col(Claim.state), func.count())
        .where(among(col(Claim.state), "held", "submitted"))
        .group_by(col(Claim.state))
    )
    return {state: number for state, number in rows}  # noqa: C416 - typed as it is read


def overdue(session: Session, before: datetime) -> int:
    """Questions and claims whose deadline passed before this moment, and nothing happened."""
    rings = (
        select(func.count())
        .where(among(col(Question.state), "offered", "answered"))
        .where(among(col(Question.state), "offered"), col(Question.due_at) < before)
    )
    held = select(func.count()).where(among(col(Claim.state), "held"), col(Claim.deadline) < before)
    return sum(int(session.execute(query).scalar_one()) for query in (rings, held))


def ready(session: Session) -> dict[str, Counted]:
    """Deliveries that wait to be sent, by channel."""
    rows = session.execute(
        select(col(Delivery.channel), func.count(), func.min(col(Delivery.created_at)))
        .where(among(col(Delivery.state), "ready"))
        .group_by(col(Delivery.channel))
    )
    return {channel: Counted(number, oldest) for channel, number, oldest in rows}


def sending(session: Session) -> int:
    return int(session.execute(select(func.count()).where(among(col(Delivery.state), "sending"))).scalar_one())


def unknown_answers(session: Session) -> list[Delivery]:
    """Answers of which nobody knows whether they were posted, oldest first."""
    found = select(Delivery).where(among(col(Delivery.state), "unknown"), col(Delivery.channel) != "slack")
    return list(session.execute(found.order_by(col(Delivery.started_at))).scalars())


def kept_receipts(session: Session) -> Counted:
    """Receipts that wait to be worked through."""
    received_at = col(Receipt.received_at)
    number, oldest = session.execute(
        select(func.count(), func.min(received_at)).where(among(col(Receipt.state), "kept"))
    ).one()
    return Counted(number, oldest)


def unparsed_receipts(session: Session) -> int:
    return int(session.execute(select(func.count()).where(among(col(Receipt.state), "unparsed"))).scalar_one())


def newest_questions(session: Session, most: int) -> Sequence[Any]:
    """Of the newest questions (captured_at, posted_at, answered_at), newest first."""
    columns = col(Question.captured_at), col(Question.posted_at), col(Question.answered_at)
    return session.execute(select(*columns).order_by(col(Question.id).desc()).limit(most)).all()


def longest_waiting(session: Session, most: int) -> list[tuple[Question, str]]:
    """Questions that wait to be taken, longest first, each with the name of the ring that was asked last."""
    ring = (
        select(col(Offer.ring_name))
        .where(col(Offer.question_id) == col(Question.id))
        .order_by(col(Offer.id).desc())
        .limit(literal_column("1"))
        .correlate(Question)
        .scalar_subquery()
    )
    found = select(Question, ring).where(among(col(Question.state), *_WAITING))
    rows = session.execute(found.order_by(col(Question.posted_at)).limit(most))
    return [(question, name or "") for question, name in rows]


def live_claims(session: Session) -> dict[int, int]:
    """Volunteers who hold questions now, and how many."""
    rows = session.execute(
        select(col(Claim.volunteer_id), func.count())
        .where(among(col(Claim.state), "held", "submitted"))
        .group_by(col(Claim.volunteer_id))
    )
    return {volunteer_id: number for volunteer_id, number in rows}  # noqa: C416 - typed as it is read


def capacities(session: Session, volunteer_ids: Sequence[int]) -> dict[int, int | None]:
    """What each of these people can take at once; None where the policy says it."""
    rows = session.execute(
        select(col(Volunteer.id), col(Volunteer.capacity)).where(col(Volunteer.id).in_(volunteer_ids))
    )
    return {number: capacity for number, capacity in rows if number is not None}


def members(session: Session) -> int:
    found = select(func.count()).where(col(Volunteer.left_at).is_(None), among(col(Volunteer.standing), "member"))
    return int(session.execute(found).scalar_one())


def reachable(session: Session, now: datetime, full: Sequence[int]) -> list[tuple[str, list[list[str]] | None, int]]:
    """Members who neither paused nor want to be left alone nor have their hands full, by time zone and hours."""
    zone, hours = col(Volunteer.time_zone), col(Volunteer.hours)
    quiet = col(Volunteer.quiet_until) > now, or_(col(Volunteer.quiet_from).is_(None), col(Volunteer.quiet_from) <= now)
    rows = session.execute(
        select(zone, hours, func.count())
        .where(
            col(Volunteer.left_at).is_(None),
            among(col(Volunteer.standing), "member"),
            col(Volunteer.paused).is_(false()),
            or_(col(Volunteer.paused_until).is_(None), col(Volunteer.paused_until) <= now),
            or_(col(Volunteer.quiet_until).is_(None), ~(quiet[0] & quiet[1])),
            col(Volunteer.id).not_in(full),
        )
        .group_by(zone, hours)
    )
    return [(name, spans, number) for name, spans, number in rows]
