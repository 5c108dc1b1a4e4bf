"""The nearest volunteers to a position, out of a million as quickly as out of a hundred.

The Earth is cut into cells of degrees. The nearest cell is looked into; one that holds many is cut in four, and its
parts wait their turn; when the next cell lies farther away than those found so far, they are the nearest.
"""

import heapq
import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, column, func, literal_column, select, table
from sqlmodel import Session

from store.boxes import apart_km
from store.built import Built, table_of
from store.models import Volunteer
from store.types import among

_MANY = 64  # people in a cell: looked at one by one rather than cut once more
_SMALL = 0.0005  # degrees, some 50 m: who is closer together works in one house, and is looked at in any case
_QUARTER = 90.0  # degrees

TREE = table("volunteer_tree", column("id"), column("south"), column("north"), column("west"), column("east"))
_V = table_of(Volunteer)
_IN_CELL = and_(
    TREE.c.north >= bindparam("south"),
    TREE.c.south <= bindparam("north"),
    TREE.c.east >= bindparam("west"),
    TREE.c.west <= bindparam("east"),
)
_SOME: Any = select(literal_column("1")).where(_IN_CELL).limit(bindparam("most"))
_HOW_MANY = Built(select(func.count()).select_from(_SOME.subquery()))
_PEOPLE = Built(
    select(_V.c.id, _V.c.latitude, _V.c.longitude)
    .select_from(TREE.join(_V, _V.c.id == TREE.c.id))
    .where(_IN_CELL, among(_V.c.standing, "member"), _V.c.left_at.is_(None))
)


def how_many(session: Session, box: Mapping[str, float], most: int) -> int:
    """People in a box, members or not, counted up to so many; `box` has south, north, west and east."""
    sides = {name: box[name] for name in ("south", "north", "west", "east")}
    return int(_HOW_MANY.value(session, **sides, most=most))


class _Cell(NamedTuple):
    """Between two parallels and two meridians, in degrees."""

    south: float
    north: float
    west: float
    east: float

    @property
    def is_small(self) -> bool:
        return self.north - self.south < _SMALL

    def quarters(self) -> Iterator["_Cell"]:
        middle, centre = (self.south + self.north) / 2, (self.west + self.east) / 2
        for (south, north), (west, east) in product(
            ((self.south, middle), (middle, self.north)), ((self.west, centre), (centre, self.east))
        ):
            yield _Cell(south, north, west, east)

    def km_from(self, latitude: float, longitude: float) -> float:
        """At least how far everybody in it is; 0 from within."""
        if self.west <= longitude <= self.east:
            on_it = min(max(latitude, self.south), self.north)
            return apart_km(latitude, longitude, on_it, longitude)
        edge = min((self.west, self.east), key=lambda along: abs((along - longitude + 180) % 360 - 180))
        return min(
            apart_km(latitude, longitude, self.south, edge),
            apart_km(latitude, longitude, self.north, edge),
            self._meridian_km(latitude, longitude, edge),
        )

    def _meridian_km(self, latitude: float, longitude: float, edge: float) -> float:
        """To where a meridian comes nearest, if that is on the cell's edge."""
        turn = math.radians(edge - longitude)
        up, ahead = math.sin(math.radians(latitude)), math.cos(math.radians(latitude)) * math.cos(turn)
        foot = math.degrees(math.atan2(up, ahead))
        return apart_km(latitude, longitude, foot, edge) if self.south <= foot <= self.north else math.inf


_EARTH = tuple(
    _Cell(south, south + _QUARTER, west, west + _QUARTER)
    for south, west in product((-90.0, 0.0), (-180.0, -90.0, 0.0, 90.0))
)


def nearest(session: Session, latitude: float, longitude: float, count: int) -> list[tuple[int, float]]:
    """The nearest members with their distance in kilometres, nearest first; of those as near the lower id."""
    waiting = [(cell.km_from(latitude, longitude), cell) for cell in _EARTH]
    heapq.heapify(waiting)
    found: dict[int, float] = {}
    farthest = math.inf  # of the nearest so far, once they are enough
    while waiting and waiting[0][0] <= farthest:
        _, cell = heapq.heappop(waiting)
        people = how_many(session, cell._asdict(), _MANY)
        if people == _MANY and not cell.is_small:
            for part in cell.quarters():
                heapq.heappush(waiting, (part.km_from(latitude, longitude), part))
        elif people:
            inside = _PEOPLE.all(session, **cell._asdict())
            found |= {one.id: apart_km(latitude, longitude, one.latitude, one.longitude) for one in inside}
            farthest = heapq.nsmallest(count, found.values())[-1] if len(found) >= count else math.inf
    return sorted(found.items(), key=lambda one: (one[1], one[0]))[:count]
