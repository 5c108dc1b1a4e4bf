"""Named queries of volunteers: who they are, and who comes into question for a question."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, column, delete, func, literal_column, select, table
from sqlmodel import Session, col

from store.built import table_of
from store.models import Claim, Offer, Volunteer, VolunteerTopic

_KM_PER_DEGREE = 111.0  # of latitude; a little under the true figure, so that the box never cuts the circle
_POLE_WIDTH = 0.01

_V, _T, _O = table_of(Volunteer), table_of(VolunteerTopic), table_of(Offer)
_TREE = table("volunteer_tree", column("id"), column("south"), column("north"), column("west"), column("east"))
_IDS: Any = bindparam("ids", expanding=True)
_IS_MEMBER = and_(_V.c.standing == literal_column("'member'"), _V.c.left_at.is_(None))
_HAS_TOPIC = and_(_T.c.volunteer_id == _V.c.id, _T.c.topic == bindparam("topic"))

_WITHIN = (
    select(_V.c.id)
    .join(_TREE, _TREE.c.id == _V.c.id)
    .where(
        _TREE.c.north >= bindparam("south"),
        _TREE.c.south <= bindparam("north"),
        _TREE.c.east >= bindparam("west"),
        _TREE.c.west <= bindparam("east"),
        _IS_MEMBER,
    )
)
_WITHIN_OF_TOPIC = _WITHIN.join(_T, _HAS_TOPIC)
_LAST_ASKED = select(func.max(_O.c.offered_at)).where(_O.c.volunteer_id == _V.c.id).correlate(_V).scalar_subquery()
_ANYWHERE = select(_V.c.id).where(_IS_MEMBER).order_by(_LAST_ASKED.nulls_first(), _V.c.id).limit(bindparam("most"))
_ANYWHERE_OF_TOPIC = _ANYWHERE.join(_T, _HAS_TOPIC)
_ASKABLE = ("id", "slack_id", "time_zone", "latitude", "longitude", "hours", "capacity")
_AWAY = ("paused", "paused_until", "quiet_from", "quiet_until")
_ROWS = select(*(_V.c[name] for name in (*_ASKABLE, *_AWAY))).where(_V.c.id.in_(_IDS))
_TOPICS = select(_T.c.volunteer_id, _T.c.topic).where(_T.c.volunteer_id.in_(_IDS))
_OFFERS_SINCE = (
    select(_O.c.volunteer_id, func.count())
    .where(_O.c.volunteer_id.in_(_IDS), _O.c.offered_at >= bindparam("since"))
    .group_by(_O.c.volunteer_id)
)


def by_slack_id(session: Session, team_id: str, slack_id: str) -> Volunteer | None:
    return session.execute(
        select(Volunteer).where(col(Volunteer.team_id) == team_id, col(Volunteer.slack_id) == slack_id)
    ).scalar_one_or_none()


def topics(session: Session, volunteer_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for volunteer_id, topic in session.connection().execute(_TOPICS, {"ids": volunteer_ids}):
        found.setdefault(volunteer_id, set()).add(topic)
    return {volunteer_id: frozenset(names) for volunteer_id, names in found.items()}


def set_topics(session: Session, volunteer_id: int, names: Sequence[str]) -> None:
    session.execute(delete(VolunteerTopic).where(col(VolunteerTopic.volunteer_id) == volunteer_id))
    session.add_all(VolunteerTopic(volunteer_id=volunteer_id, topic=name) for name in dict.fromkeys(names))
    session.flush()


def within(session: Session, latitude: float, longitude: float, km: float, topic: str | None) -> list[int]:
    """Ids of enrolled members in the box around a circle, by the R*Tree; the caller measures exactly."""
    connection, statement = session.connection(), _WITHIN if topic is None else _WITHIN_OF_TOPIC
    found: dict[int, None] = {}
    for box in _boxes(latitude, longitude, km):
        ids = connection.execute(statement, box if topic is None else {**box, "topic": topic}).scalars()
        found.update(dict.fromkeys(ids))
    return list(found)


def _boxes(latitude: float, longitude: float, km: float) -> Iterator[dict[str, float]]:
    """The box around a circle; where it crosses the date line also the same box from the other side of it."""
    south, north = latitude - km / _KM_PER_DEGREE, latitude + km / _KM_PER_DEGREE
    widest = max(abs(south), abs(north))
    width = 180.0 if widest >= 90.0 - _POLE_WIDTH else km / (_KM_PER_DEGREE * math.cos(math.radians(widest)))
    west, east = max(longitude - width, longitude - 180.0), min(longitude + width, longitude + 180.0)
    for turn in (-360.0, 0.0, 360.0):
        if west + turn <= 180.0 and east + turn >= -180.0:  # noqa: PLR2004 - the half of a turn
            yield {"south": south, "north": north, "west": west + turn, "east": east + turn}


def anywhere(session: Session, topic: str | None, limit: int) -> list[int]:
    """Ids of enrolled members, those asked longest ago first."""
    wanted: dict[str, Any] = {"most": limit} if topic is None else {"most": limit, "topic": topic}
    statement = _ANYWHERE if topic is None else _ANYWHERE_OF_TOPIC
    return list(session.connection().execute(statement, wanted).scalars())


def rows(session: Session, volunteer_ids: Sequence[int]) -> list[Any]:
    """What asking needs to know of these, by the names of the columns."""
    return list(session.connection().execute(_ROWS, {"ids": volunteer_ids}))


def offers_since(session: Session, volunteer_ids: Sequence[int], since: datetime) -> dict[int, int]:
    rows = session.connection().execute(_OFFERS_SINCE, {"ids": volunteer_ids, "since": since})
    return {volunteer_id: number for volunteer_id, number in rows}  # noqa: C416 - typed as it is read


def asked(session: Session, question_id: int) -> set[int]:
    """Volunteers who were offered this question, or who gave it back."""
    offered = session.execute(select(col(Offer.volunteer_id)).where(col(Offer.question_id) == question_id)).scalars()
    claimed = session.execute(select(col(Claim.volunteer_id)).where(col(Claim.question_id) == question_id)).scalars()
    return {volunteer_id for volunteer_id in (*offered, *claimed) if volunteer_id is not None}


def enrolled(session: Session) -> list[Volunteer]:
    return list(session.execute(select(Volunteer).where(col(Volunteer.left_at).is_(None))).scalars())
