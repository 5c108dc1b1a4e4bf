"""Who comes into question: members near a place, or anywhere, with a topic or with any, out of however many there are.

What there is least of leads: a topic that few chose, else the box around the place by the R*Tree, else the order in
which people were asked. So it costs what is found, and not what is enrolled.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Table,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlmodel import Session

from store.boxes import KM_PER_DEGREE, Circle, boxes
from store.built import Built, table_of
from store.models import Claim, Evidence, Offer, Volunteer, VolunteerTopic
from store.nearest import TREE, how_many
from store.types import among

Values = dict[str, Any]

_CLOSER = 8.0  # a smaller circle is tried first
_HOUSE_KM = 0.1  # and none smaller than this
_LOOKED_AT = 500  # volunteers whom it costs little to look at, whatever their topics
PAGE = 50  # volunteers looked at together
_FEW = 2_000  # volunteers of a topic: so many are looked through faster than all others are
_DAY, _LATELY = timedelta(days=1), timedelta(weeks=4)

_OVER = ("accepted", "declined", "expired")  # what became of an offer that its volunteer saw

_V, _T, _O, _C = table_of(Volunteer), table_of(VolunteerTopic), table_of(Offer), table_of(Claim)
_E = table_of(Evidence)


def _joined(of: Table, *names: str) -> ScalarSelect[Any]:
    """What a table says of a volunteer in one value: "tv:2,audio:3"."""
    told: ColumnElement[str] = of.c[names[0]]
    for name in names[1:]:
        told = told.concat(literal_column("':'")).concat(of.c[name])
    return select(func.group_concat(told)).where(of.c.volunteer_id == _V.c.id).correlate(_V).scalar_subquery()


_TOPICS = _joined(_T, "topic", "level")
_EVIDENCE = _joined(_E, "topic", "claimed", "answered", "released", "corrected", "thanked")
_LIVE_CLAIMS = select(func.count()).where(_C.c.volunteer_id == _V.c.id, among(_C.c.state, "held", "submitted"))
# Others took it when his time was over.
_LET_PASS = and_(among(_O.c.state, "rescinded"), _O.c.decided_at > _O.c.deadline)
_HOW_MANY = (
    _O.c.offered_at >= bindparam("since"),
    or_(among(_O.c.state, *_OVER), _LET_PASS),
    among(_O.c.state, "accepted"),
)
_TODAY, _PAST, _TAKEN = (type_coerce(func.sum(each), Text) for each in _HOW_MANY)
_OFFERS = (
    select(_TODAY.concat(literal_column("':'")).concat(_PAST).concat(literal_column("':'")).concat(_TAKEN))
    .where(_O.c.volunteer_id == _V.c.id, _O.c.offered_at >= bindparam("lately"))
    .correlate(_V)
    .scalar_subquery()
)
_IS_PAUSED = or_(_V.c.paused, and_(_V.c.paused_until.is_not(None), _V.c.paused_until > bindparam("now")))
_IS_QUIET = and_(
    _V.c.quiet_until.is_not(None),
    _V.c.quiet_until > bindparam("now"),
    or_(_V.c.quiet_from.is_(None), _V.c.quiet_from <= bindparam("now")),
)


class Askable(NamedTuple):
    """A volunteer as a question needs to know them, at one moment. `hours` and `languages` are JSON.

    `topics`: each with its level, "tv:2,audio:3". `evidence`: each topic with its counts, in the table's order.
    `offers`: how many there were in a day; how many of the last weeks' are over; how many of these were taken: "2:9:3".
    """

    id: int
    slack_id: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    country: str
    present: bool | None
    seen_at: datetime | None
    asked_at: datetime | None
    capacity: int | None
    hours: str | None
    languages: str | None
    is_paused: bool
    is_quiet: bool
    topics: str | None
    evidence: str | None
    live_claims: int
    offers: str | None


_ASKABLE = select(
    *(_V.c[name] for name in Askable._fields[:10]),
    type_coerce(_V.c.hours, Text),
    type_coerce(_V.c.languages, Text),
    _IS_PAUSED,
    _IS_QUIET,
    _TOPICS,
    _EVIDENCE,
    _LIVE_CLAIMS.correlate(_V).scalar_subquery(),
    _OFFERS,
)
_THESE = _ASKABLE.where(_V.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Wanted:
    """Around which place, None for anywhere; of which topics, one or two, none for any. `is_rare`: they are of few.

    `awake`: time zones as JSON, to leave out who lives elsewhere and named no hours; empty for everybody.
    """

    circle: Circle | None = None
    topics: tuple[str, ...] = ()
    is_rare: bool = False
    awake: str = ""

    @property
    def kind(self) -> dict[str, bool]:
        """Which statement looks for it."""
        return {
            "near": self.circle is not None,
            "topical": bool(self.topics),
            "few": self.is_rare,
            "awake": bool(self.awake),
        }


def these(session: Session, volunteer_ids: Sequence[int], now: datetime) -> list[Askable]:
    """These volunteers, in whatever order."""
    given = {"ids": volunteer_ids, "now": now, "since": now - _DAY, "lately": now - _LATELY}
    return [Askable._make(row) for row in session.connection().execute(_THESE, given).all()]


def in_reach(session: Session, wanted: Wanted, now: datetime, page: int) -> list[Askable]:
    """Members who are wanted, a page of them in no order; it is shorter than PAGE when there are no more to be asked.

    The nearest are on the first page, without a circle those asked longest ago, and who is away on the last, if at all.
    The caller measures exactly.
    """
    given: Values = {"now": now, "since": now - _DAY, "lately": now - _LATELY, "most": PAGE, "skipped": page * PAGE}
    given |= {**_named(wanted.topics), **({"zones": wanted.awake} if wanted.awake else {})}
    return _anywhere(session, wanted, given) if wanted.circle is None else _near(session, wanted, wanted.circle, given)


def _anywhere(session: Session, wanted: Wanted, given: Values) -> list[Askable]:
    found = _ask(session, _statement(**wanted.kind), given)
    if wanted.is_rare or given["skipped"] or len(found) == PAGE:
        return found
    return found + _ask(session, _statement(**wanted.kind, away=True), given)


def _near(session: Session, wanted: Wanted, circle: Circle, given: Values) -> list[Askable]:
    """The box is as large as it has to be: where people live close together, a page is full soon."""
    statement = _statement(**wanted.kind)
    if wanted.is_rare or given["skipped"]:
        return _in_boxes(session, statement, circle, given)
    inner, step = replace(circle, km=circle.km / _CLOSER), _CLOSER
    while inner.km > _HOUSE_KM and _holds_many(session, inner):
        inner, step = replace(inner, km=inner.km / 2), 2.0
    while inner.km < circle.km:
        found = _in_boxes(session, statement, inner, given)
        if len(found) >= PAGE and all(_is_sure(inner, one) for one in found):
            return found
        inner = replace(inner, km=inner.km * step)
    return _in_boxes(session, statement, circle, given)


def _holds_many(session: Session, circle: Circle) -> bool:
    return any(how_many(session, box, _LOOKED_AT) == _LOOKED_AT for box in boxes(circle))


def _in_boxes(session: Session, statement: Built, circle: Circle, given: Values) -> list[Askable]:
    found = (one for box in boxes(circle) for one in _ask(session, statement, {**given, **box}))
    return list({one.id: one for one in found}.values())


def _is_sure(circle: Circle, one: Askable) -> bool:
    """Whether nobody outside of the box would come before this one: who is in its circle, and there."""
    down = (one.latitude or 0.0) - circle.latitude
    along = abs((one.longitude or 0.0) - circle.longitude)
    along = min(along, 360.0 - along) * math.cos(math.radians(circle.latitude))
    return not (one.is_paused or one.is_quiet) and math.hypot(down, along) * KM_PER_DEGREE <= circle.km


def _ask(session: Session, statement: Built, given: Values) -> list[Askable]:
    return [Askable._make(row) for row in statement.all(session, **given)]


def is_rare(session: Session, topics: Sequence[str]) -> bool:
    """Whether so few chose these topics that they are better looked at one by one."""
    return int(_COUNT.value(session, **_named(topics), few=_FEW)) < _FEW


def _named(topics: Sequence[str]) -> Values:
    """One topic stands for both: a question has two at most."""
    return {"topic": topics[0], "other": topics[-1]} if topics else {}


# --- statements ------------------------------------------------------------------------------------------------------

_IS_MEMBER = and_(_V.c.standing == literal_column("'member'"), _V.c.left_at.is_(None))
_IS_TOPIC = _T.c.topic.in_([bindparam("topic"), bindparam("other")])
_HAS_TOPIC = and_(_T.c.volunteer_id == _V.c.id, _IS_TOPIC)
_THEIRS = select(_T.c.volunteer_id).where(_IS_TOPIC)
_SOME: Any = select(literal_column("1")).where(_IS_TOPIC).limit(bindparam("few"))
_COUNT = Built(select(func.count()).select_from(_SOME.subquery()))
_HAS_HOURS = type_coerce(_V.c.hours, Text) != literal_column("'null'")  # JSON's; nor is NULL different from it
_ZONES: Any = select(column("value")).select_from(func.json_each(bindparam("zones")).table_valued("value"))
IS_AWAY = or_(_IS_PAUSED, _IS_QUIET)


@lru_cache
def _statement(*, near: bool, topical: bool, few: bool, awake: bool, away: bool = False) -> Built:
    """Few of a topic are all looked at; else the tree, or the order of asking, leads, and the topic is looked up.

    The order of asking is an index's as long as who is away is left out of it, or asked for alone.
    """
    chosen = select(_V.c.id).where(_IS_MEMBER)
    if few:
        chosen = chosen.where(_V.c.id.in_(_THEIRS))
    elif topical:
        chosen = chosen.where(select(_T.c.topic).where(_HAS_TOPIC).correlate(_V).exists())
    if awake:
        chosen = chosen.where(or_(_HAS_HOURS, _V.c.time_zone.in_(_ZONES)))
    if near and few:
        chosen = chosen.where(*_in_box(_V.c.latitude, _V.c.latitude, _V.c.longitude, _V.c.longitude))
    elif near:
        chosen = chosen.join(TREE, TREE.c.id == _V.c.id)
        chosen = chosen.where(*_in_box(TREE.c.south, TREE.c.north, TREE.c.west, TREE.c.east))
    elif not few:
        chosen = chosen.where(IS_AWAY if away else not_(IS_AWAY))
    first = [IS_AWAY] if near or few else []
    last = _distance() if near else _V.c.asked_at.nulls_first()
    page = chosen.order_by(*first, last, _V.c.id).limit(bindparam("most")).offset(bindparam("skipped"))
    return Built(_ASKABLE.where(_V.c.id.in_(page)))


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
