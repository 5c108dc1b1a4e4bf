"""Reads across tables, for lists, metrics and `byhand explain`."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from store.models import Claim, Delivery, Gap, Lesson, Offer, Question, Receipt, Spend, Volunteer
from store.types import among


def pending_offers_of(session: Session, volunteer_id: int) -> list[Offer]:
    return list(
        session.execute(
            select(Offer).where(col(Offer.volunteer_id) == volunteer_id, col(Offer.state) == "pending")
        ).scalars()
    )


def held_by(session: Session, volunteer_id: int) -> list[Claim]:
    """Claims of a volunteer that are still to be answered."""
    held = among(col(Claim.state), "held", "submitted"), col(Claim.state) == "held"
    return list(session.execute(select(Claim).where(col(Claim.volunteer_id) == volunteer_id, *held)).scalars())


def claimed_by(session: Session, volunteer_id: int) -> list[Question]:
    return list(
        session.execute(
            select(Question)
            .join(Claim, col(Claim.question_id) == col(Question.id))
            .where(col(Claim.volunteer_id) == volunteer_id, among(col(Claim.state), "held", "submitted"))
            .order_by(col(Question.id))
        ).scalars()
    )


def open_questions(session: Session, limit: int) -> list[Question]:
    """Questions that wait to be taken, longest waiting first."""
    return list(
        session.execute(
            select(Question)
            .where(among(col(Question.state), "offered", "unanswered"))
            .order_by(col(Question.posted_at))
            .limit(limit)
        ).scalars()
    )


def question_counts(session: Session) -> dict[str, int]:
    rows = session.execute(select(col(Question.state), func.count()).group_by(col(Question.state)))
    return {state: number for state, number in rows}  # noqa: C416 - typed as it is read


def volunteer_count(session: Session) -> int:
    found: int = session.execute(select(func.count()).where(col(Volunteer.left_at).is_(None))).scalar_one()
    return found


def offers_of(session: Session, question_id: int) -> list[tuple[Offer, Volunteer | None]]:
    rows = session.execute(
        select(Offer, Volunteer)
        .join(Volunteer, col(Volunteer.id) == col(Offer.volunteer_id), isouter=True)
        .where(col(Offer.question_id) == question_id)
        .order_by(col(Offer.id))
    )
    return [(offer, person) for offer, person in rows]


def claims_of(session: Session, question_id: int) -> list[tuple[Claim, Volunteer]]:
    rows = session.execute(
        select(Claim, Volunteer)
        .join(Volunteer, col(Volunteer.id) == col(Claim.volunteer_id))
        .where(col(Claim.question_id) == question_id)
        .order_by(col(Claim.id))
    )
    return [(claim, person) for claim, person in rows]


def lessons_of(session: Session, question_id: int) -> list[tuple[Lesson, Volunteer]]:
    """What was said of a question's topic, with whoever said it; what was forgotten since too."""
    rows = session.execute(
        select(Lesson, Volunteer)
        .join(Volunteer, col(Volunteer.id) == col(Lesson.volunteer_id))
        .where(col(Lesson.question_id) == question_id)
        .order_by(col(Lesson.id))
    )
    return [(lesson, person) for lesson, person in rows]


def names(session: Session, volunteer_ids: Collection[int]) -> dict[int, str]:
    """By id, those who left among them."""
    rows = session.execute(select(col(Volunteer.id), col(Volunteer.name)).where(col(Volunteer.id).in_(volunteer_ids)))
    return {number: name for number, name in rows}  # noqa: C416 - typed as it is read


def everybody(session: Session) -> list[Volunteer]:
    """All who ever joined, by name; those who left too."""
    return list(session.execute(select(Volunteer).order_by(col(Volunteer.name), col(Volunteer.id))).scalars())


def gaps(session: Session) -> list[Gap]:
    return list(session.execute(select(Gap).order_by(col(Gap.id))).scalars())


def unparsed(session: Session, limit: int = 50) -> list[Receipt]:
    return list(
        session.execute(
            select(Receipt).where(among(col(Receipt.state), "unparsed")).order_by(col(Receipt.id).desc()).limit(limit)
        ).scalars()
    )


def oldest_kept(session: Session) -> datetime | None:
    """When the oldest receipt that still waits came in."""
    return session.execute(select(func.min(col(Receipt.received_at))).where(among(col(Receipt.state), "kept"))).scalar()


def oldest_ready(session: Session) -> datetime | None:
    """Since when the oldest delivery that is to be sent, and has not been, is owed."""
    return session.execute(
        select(func.min(col(Delivery.created_at))).where(among(col(Delivery.state), "ready"))
    ).scalar()


def spent(session: Session, month: str) -> int:
    """Micro-dollars counted in a UTC month ("2026-11")."""
    found: int = session.execute(
        select(func.coalesce(func.sum(col(Spend.micro_usd)), 0)).where(col(Spend.month) == month)
    ).scalar_one()
    return found


def spent_by_kind(session: Session, month: str) -> dict[str, tuple[int, int]]:
    """Calls and micro-dollars of a month, by kind."""
    rows = session.execute(
        select(col(Spend.kind), func.sum(col(Spend.calls)), func.sum(col(Spend.micro_usd)))
        .where(col(Spend.month) == month)
        .group_by(col(Spend.kind))
    )
    return {kind: (int(calls), int(micro_usd)) for kind, calls, micro_usd in rows}
