"""Who is enrolled, in counts: how many, how many of them paused, for which topics, where, of which workspaces."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlmodel import Session, col

from store.models import Volunteer, VolunteerTopic
from store.types import among

_TENTHS = 1  # decimals of a degree: some 11 km, near enough to say whether anybody is near


def members(session: Session) -> int:
    return int(session.execute(_of_members(func.count())).scalar_one())


def paused(session: Session, now: datetime) -> int:
    away = or_(col(Volunteer.paused).is_(true()), col(Volunteer.paused_until) > now)
    return int(session.execute(_of_members(func.count()).where(away)).scalar_one())


def topics(session: Session) -> dict[str, int]:
    """How many have chosen each topic."""
    chosen = select(col(VolunteerTopic.topic), func.count()).join(
        Volunteer, col(Volunteer.id) == col(VolunteerTopic.volunteer_id)
    )
    rows = session.execute(chosen.where(*_MEMBER).group_by(col(VolunteerTopic.topic)))
    return {topic: number for topic, number in rows}  # noqa: C416 - typed as it is read


def positions(session: Session) -> list[tuple[float, float]]:
    """Where they are, in tenths of a degree, each position once."""
    latitude, longitude = (func.round(col(column), _TENTHS) for column in (Volunteer.latitude, Volunteer.longitude))
    rows = session.execute(
        _of_members(latitude, longitude)
        .where(col(Volunteer.latitude).is_not(None), col(Volunteer.longitude).is_not(None))
        .distinct()
    )
    return [(north, east) for north, east in rows]


def teams(session: Session) -> tuple[str, ...]:
    return tuple(session.execute(_of_members(col(Volunteer.team_id)).distinct()).scalars())


def zones(session: Session) -> tuple[str, ...]:
    return tuple(session.execute(_of_members(col(Volunteer.time_zone)).distinct()).scalars())


_MEMBER: tuple[ColumnElement[bool], ...] = (
    col(Volunteer.left_at).is_(None),
    among(col(Volunteer.standing), "member"),
)


def _of_members(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(Volunteer).where(*_MEMBER)
