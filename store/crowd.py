"""Who comes into question: members near a place, or anywhere, with a topic or with any, out of however many there are.

What there is least of leads: a topic that few chose, else the box around the place by the R*Tree, else the order in
which people were asked. So it costs what is found, and not what is enrolled.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Select,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    type_coerce,
)
from sqlmodel import Session

from store.built import table_of
from store.models import Claim, Offer, Volunteer, VolunteerTopic
from store.types import among

Values = dict[str, Any]

_KM_PER_DEGREE = 111.0  # of latitude; a little under the true figure, so that the box never cuts the circle
_POLE_WIDTH = 0.01
_CLOSER = 8.0  # a smaller circle is tried first
PAGE = 50  # volunteers looked at together
_FEW = 2_000  # volunteers of a topic: so many are looked through faster than all others are
_DAY = timedelta(days=1)

_V, _T, _O, _C = table_of(Volunteer), table_of(VolunteerTopic), table_of(Offer), table_of(Claim)
_TREE = table("volunteer_tree", column("id"), column("south"), column("north"), column("west"), column("east"))
_TOPICS = select(func.group_concat(_T.c.topic)).where(_T.c.volunteer_id == _V.c.id)
_LIVE_CLAIMS = select(func.count()).where(_C.c.volunteer_id == _V.c.id, among(_C.c.state, "held", "submitted"))
_OFFERS = select(func.count()).where(_O.c.volunteer_id == _V.c.id, _O.c.offered_at >= bindparam("since"))
_IS_PAUSED = or_(_V.c.paused, and_(_V.c.paused_until.is_not(None), _V.c.paused_until > bindparam("now")))
_IS_QUIET = and_(
    _V.c.quiet_until.is_not(None),
    _V.c.quiet_until > bindparam("now"),
    or_(_V.c.quiet_from.is_(None), _V.c.quiet_from <= bindparam("now")),
)


class Askable(NamedTuple):
    """A volunteer as a question needs to know them, at one moment. `hours` is JSON, `topics` are joined by commas."""

    id: int
    slack_id: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    hours: str | None
    capacity: int | None
    is_paused: bool
    is_quiet: bool
    topics: str | None
    live_claims: int
    offers_today: int


_ASKABLE = select(
    *(_V.c[name] for name in Askable._fields[:5]),
    type_coerce(_V.c.hours, Text),
    _V.c.capacity,
    _IS_PAUSED,
    _IS_QUIET,
    _TOPICS.correlate(_V).scalar_subquery(),
    _LIVE_CLAIMS.correlate(_V).scalar_subquery(),
    _OFFERS.correlate(_V).scalar_subquery(),
)
_THESE = _ASKABLE.where(_V.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Circle:
    """Around a position, degrees and kilometres."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True)
class Wanted:
    """Of which topic, None for any; around which place, None for anywhere. `is_rare`: there is a topic, of few."""

    circle: Circle | None = None
    topic: str | None = None
    is_rare: bool = False


def these(session: Session, volunteer_ids: Sequence[int], now: datetime) -> list[Askable]:
    """These volunteers, in whatever order."""
    given = {"ids": volunteer_ids, "now": now, "since": now - _DAY}
    return _ask(session, _THESE, given)


def in_reach(session: Session, wanted: Wanted, now: datetime, page: int) -> list[Askable]:
    """Members who are wanted, a page of them in no order; it is shorter than PAGE when there are no more to be asked.

    The nearest are on the first page, without a circle those asked longest ago, and who is away on the last, if at all.
    The caller measures exactly.
    """
    given: Values = {"now": now, "since": now - _DAY, "most": PAGE, "skipped": page * PAGE}
    if wanted.topic is not None:
        given["topic"] = wanted.topic
    return _anywhere(session, wanted, given) if wanted.circle is None else _near(session, wanted, wanted.circle, given)


def _anywhere(session: Session, wanted: Wanted, given: Values) -> list[Askable]:
    kind = {"near": False, "topical": wanted.topic is not None, "few": wanted.is_rare}
    found = _ask(session, _statement(**kind), given)
    if wanted.is_rare or given["skipped"] or len(found) == PAGE:
        return found
    return found + _ask(session, _statement(**kind, away=True), given)


def _near(session: Session, wanted: Wanted, circle: Circle, given: Values) -> list[Askable]:
    """The box is as large as it has to be: where people live close together, a page is full soon."""
    statement = _statement(near=True, topical=wanted.topic is not None, few=wanted.is_rare)
    if not (wanted.is_rare or given["skipped"]):
        inner = replace(circle, km=circle.km / _CLOSER)
        found = _in_boxes(session, statement, inner, given)
        if len(found) >= PAGE and all(_is_sure(inner, one) for one in found):
            return found
    return _in_boxes(session, statement, circle, given)


def _in_boxes(session: Session, statement: Select[Any], circle: Circle, given: Values) -> list[Askable]:
    found = (one for box in _boxes(circle) for one in _ask(session, statement, {**given, **box}))
    return list({one.id: one for one in found}.values())


def _is_sure(circle: Circle, one: Askable) -> bool:
    """Whether nobody outside of the box would come before this one: who is in its circle, and there."""
    down = (one.latitude or 0.0) - circle.latitude
    along = abs((one.longitude or 0.0) - circle.longitude)
    along = min(along, 360.0 - along) * math.cos(math.radians(circle.latitude))
    return not (one.is_paused or one.is_quiet) and math.hypot(down, along) * _KM_PER_DEGREE <= circle.km


def _ask(session: Session, statement: Select[Any], given: Values) -> list[Askable]:
    return [Askable._make(row) for row in session.connection().execute(statement, given).all()]


def is_rare(session: Session, topic: str) -> bool:
    """Whether so few chose this topic that they are better looked at one by one."""
    return (session.connection().execute(_COUNT, {"topic": topic, "few": _FEW}).scalar() or 0) < _FEW


def _boxes(circle: Circle) -> Iterator[dict[str, float]]:
    """The box around a circle; where it crosses the date line also the same box from the other side of it."""
    latitude, longitude = circle.latitude, circle.longitude
    south, north = latitude - circle.km / _KM_PER_DEGREE, latitude + circle.km / _KM_PER_DEGREE
    widest = max(abs(south), abs(north))
    shrink = math.cos(math.radians(widest)) if widest < 90.0 - _POLE_WIDTH else 0.0
    width = min(180.0, circle.km / (_KM_PER_DEGREE * shrink)) if shrink else 180.0
    box = {"south": south, "north": north, "latitude": latitude, "shrink": math.cos(math.radians(latitude))}
    for turn in (-360.0, 0.0, 360.0):
        west, east = longitude - width + turn, longitude + width + turn
        if west <= 180.0 and east >= -180.0:  # noqa: PLR2004 - half a turn
            yield {**box, "west": west, "east": east, "longitude": longitude + turn}


# --- statements ------------------------------------------------------------------------------------------------------

_IS_MEMBER = and_(_V.c.standing == literal_column("'member'"), _V.c.left_at.is_(None))
_HAS_TOPIC = and_(_T.c.volunteer_id == _V.c.id, _T.c.topic == bindparam("topic"))
_SOME: Any = select(literal_column("1")).where(_T.c.topic == bindparam("topic")).limit(bindparam("few"))
_COUNT = select(func.count()).select_from(_SOME.subquery())
_IS_AWAY = or_(_IS_PAUSED, _IS_QUIET)


@lru_cache
def _statement(*, near: bool, topical: bool, few: bool, away: bool = False) -> Select[Any]:
    """Few of a topic are all looked at; else the tree, or the order of asking, leads, and the topic is looked up.

    The order of asking is an index's as long as who is away is left out of it, or asked for alone.
    """
    chosen = select(_V.c.id).where(_IS_MEMBER)
    if few:
        chosen = chosen.join(_T, _HAS_TOPIC)
    elif topical:
        chosen = chosen.where(select(_T.c.topic).where(_HAS_TOPIC).correlate(_V).exists())
    if near and few:
        chosen = chosen.where(*_in_box(_V.c.latitude, _V.c.latitude, _V.c.longitude, _V.c.longitude))
    elif near:
        chosen = chosen.join(_TREE, _TREE.c.id == _V.c.id)
        chosen = chosen.where(*_in_box(_TREE.c.south, _TREE.c.north, _TREE.c.west, _TREE.c.east))
    elif not few:
        chosen = chosen.where(_IS_AWAY if away else not_(_IS_AWAY))
    first = [_IS_AWAY] if near or few else []
    last = _distance() if near else _V.c.asked_at.nulls_first()
    page = chosen.order_by(*first, last, _V.c.id).limit(bindparam("most")).offset(bindparam("skipped"))
    return _ASKABLE.where(_V.c.id.in_(page))


def _in_box(south: Any, north: Any, west: Any, east: Any) -> tuple[Any, ...]:
    return (
        north >= bindparam("south"),
        south <= bindparam("north"),
        east >= bindparam("west"),
        west <= bindparam("east"),
    )


def _distance() -> Any:
    """Enough to tell who is nearer: squared, in degrees of latitude, on a flat map."""
    down = _V.c.latitude - bindparam("latitude")
    along = (_V.c.longitude - bindparam("longitude")) * bindparam("shrink")
    return down * down + along * along
