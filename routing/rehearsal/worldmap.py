"""Maps of a rehearsal: settlements as faint dots that draw the continents, questions and colleagues upon them."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routing.ports import Place, Point
from routing.rehearsal.markup import Html, tag
from routing.rehearsal.play import Outcome, Rehearsal

__all__ = ["Frame", "Spot", "draw", "frame_of", "points_of", "regions", "spots_of"]

_DOT = 3.4  # picture units between the dots of the land
_LEAST_DEGREES = 14.0  # of longitude: closer up there would be too few settlements to make out where one is
_MARGIN = 0.12
_LOWEST, _HIGHEST = -57.0, 78.0  # where people live
_LOWEST_RATIO, _HIGHEST_RATIO = 0.5, 1.1  # of a picture's height to its width
_WHOLE = 150.0  # degrees: whoever needs so much gets the whole world
_REGION = 22.0  # degrees: what is nearer to each other is of one region
_MOST_REGIONS, _LEAST_OF_REGION = 4, 4
_SHAPES = {Outcome.NEAR: "near", Outcome.ELSEWHERE: "elsewhere", Outcome.OPEN: "open", Outcome.NOBODY: "nobody"}
_ORDER = list(_SHAPES)


@dataclass(frozen=True)
class Frame:
    """The piece of the Earth that is shown, in degrees, on a picture of `width` units."""

    west: float
    east: float
    south: float
    north: float
    width: int

    @property
    def scale(self) -> float:
        """Picture units a degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def stretch(self) -> float:
        """How much higher a degree of latitude is drawn than one of longitude: as it lies in the middle."""
        return 1 / max(0.25, math.cos(math.radians((self.south + self.north) / 2)))

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale * self.stretch)

    @property
    def is_world(self) -> bool:
        return self.east - self.west > _WHOLE

    def at(self, point: Point) -> tuple[float, float]:
        x = (point.longitude - self.west) * self.scale
        return round(x, 1), round((self.north - point.latitude) * self.scale * self.stretch, 1)

    def shows(self, point: Point) -> bool:
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north


@dataclass(frozen=True)
class Spot:
    """Questions from about one place: how many became what, and the first one's number."""

    place: Place
    counts: Counter[Outcome]
    first: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def worst(self) -> Outcome:
        """What most of them became; among equals the worse."""
        return max(self.counts, key=lambda outcome: (self.counts[outcome], _ORDER.index(outcome)))


def spots_of(found: Rehearsal) -> tuple[Spot, ...]:
    """Where questions came from, most first."""
    by_name: defaultdict[str, list[tuple[Place, Outcome, int]]] = defaultdict(list)
    for one in found.questions:
        if one.place is not None and one.outcome is not Outcome.LISTENED:
            by_name[one.place.name].append((one.place, one.outcome, one.asked.number))
    spots = (
        Spot(some[0][0], Counter(outcome for _, outcome, _ in some), min(number for _, _, number in some))
        for some in by_name.values()
    )
    return tuple(sorted(spots, key=lambda spot: (-spot.total, spot.place.name)))


def points_of(found: Rehearsal, spots: Iterable[Spot]) -> tuple[Point, ...]:
    """Every position that the map has to show."""
    homes = [person.place.point for person in found.people if person.place is not None]
    return (*(spot.place.point for spot in spots), *homes)


# --- which piece of the Earth -----------------------------------------------------------------------------------------


def frame_of(points: Sequence[Point], width: int, ratio: float = 0.0) -> Frame:
    """As close as shows every point with some room around; the whole world when they lie all over it.

    `ratio` is the picture's height by its width; left out, whatever fits.
    """
    if not points:
        return Frame(-180, 180, _LOWEST, _HIGHEST, width)
    west, east = min(point.longitude for point in points), max(point.longitude for point in points)
    south, north = min(point.latitude for point in points), max(point.latitude for point in points)
    middle, level = (west + east) / 2, (south + north) / 2
    stretch = 1 / max(0.25, math.cos(math.radians(level)))
    wide = max(_LEAST_DEGREES, (east - west) * (1 + 2 * _MARGIN))
    high = (north - south) * (1 + 2 * _MARGIN)
    wide = max(wide, high * stretch / (ratio or _HIGHEST_RATIO))
    if wide > _WHOLE:
        return Frame(-180, 180, _LOWEST, _HIGHEST, width)
    high = wide * ratio / stretch if ratio else max(high, wide * _LOWEST_RATIO / stretch)
    left, right = _within(middle - wide / 2, middle + wide / 2, -180, 180)
    low, top = _within(level - high / 2, level + high / 2, -85, 85)
    return Frame(left, right, low, top, width)


def _within(start: float, end: float, least: float, most: float) -> tuple[float, float]:
    """The same stretch moved inside the bounds."""
    if end - start >= most - least:
        return least, most
    move = max(0.0, least - start) - max(0.0, end - most)
    return start + move, end + move


def regions(points: Iterable[Point]) -> list[list[Point]]:
    """Points that hang together, the largest first; what stands alone is of no region."""
    left, found = sorted(set(points), key=lambda point: (point.longitude, point.latitude)), []
    while left:
        region, fringe = [], [left.pop()]
        while fringe:
            here = fringe.pop()
            region.append(here)
            close = [point for point in left if _apart(here, point) < _REGION]
            left = [point for point in left if _apart(here, point) >= _REGION]
            fringe += close
        if len(region) >= _LEAST_OF_REGION:
            found.append(region)
    return sorted(found, key=len, reverse=True)[:_MOST_REGIONS]


def _apart(one: Point, other: Point) -> float:
    return max(abs(one.longitude - other.longitude), abs(one.latitude - other.latitude))


# --- the picture ---------------------------------------------------------------------------------------------------


def draw(frame: Frame, found: Rehearsal, spots: Sequence[Spot], settlements: Iterable[Point], label: str) -> Html:
    """What lies in the frame, as inline SVG."""
    homes = Counter(person.place for person in found.people if person.place is not None)
    shown = [spot for spot in reversed(spots) if frame.shows(spot.place.point)]
    return tag(
        "svg",
        tag("title", label),
        tag("path", class_="land", d=_land(frame, settlements)),
        tag("g", [_way(frame, start, end) for start, end in _ways(found, frame)], class_="ways"),
        tag("g", [_colleagues(frame, home, number) for home, number in homes.items() if frame.shows(home.point)]),
        tag("g", [_question(frame, spot) for spot in shown]),
        viewBox=f"0 0 {frame.width} {frame.height}",
        role="img",
        class_="map",
    )


def _land(frame: Frame, settlements: Iterable[Point]) -> str:
    """One dot for each cell of a grid in which somebody lives, as a path of points with round ends."""
    across, down = frame.scale / _DOT, frame.scale * frame.stretch / _DOT
    west, north = frame.west, frame.north
    cells = {
        (int((point.longitude - west) * across), int((north - point.latitude) * down))
        for point in settlements
        if frame.shows(point)
    }
    return "".join(f"M{(x + 0.5) * _DOT:.1f} {(y + 0.5) * _DOT:.1f}h0" for x, y in sorted(cells))


def _ways(found: Rehearsal, frame: Frame) -> list[tuple[Point, Point]]:
    """From each question's place to the nearest colleague who would have been asked, each way once."""
    ways: dict[tuple[Point, Point], None] = {}
    for one in found.questions:
        placed = [each for each in one.reached if each.distance_km is not None and each.person.place is not None]
        nearest = min(placed, key=lambda each: each.distance_km or 0.0, default=None)
        if one.place is not None and nearest is not None and nearest.person.place is not None:
            ways[one.place.point, nearest.person.place.point] = None
    return [way for way in ways if frame.shows(way[0]) or frame.shows(way[1])]


def _way(frame: Frame, start: Point, end: Point) -> Html:
    (x, y), (to_x, to_y) = frame.at(start), frame.at(end)
    bend = 0.12 * math.dist((x, y), (to_x, to_y))
    return tag("path", d=f"M{x} {y}Q{(x + to_x) / 2:.1f} {(y + to_y) / 2 - bend:.1f} {to_x} {to_y}")


def _question(frame: Frame, spot: Spot) -> Html:
    x, y = frame.at(spot.place.point)
    radius = round(5 + 2.6 * math.sqrt(spot.total - 1), 1)
    marks = [tag("circle", cx=x, cy=y, r=radius)]
    if spot.worst is Outcome.NOBODY:
        arm = round(radius * 0.45, 1)
        marks.append(
            tag("path", d=f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm} {2 * arm}m0 {-2 * arm}l{-2 * arm} {2 * arm}")
        )
    title = tag("title", f"{spot.place.name}: {spot.total} asked")
    return tag("g", title, marks, class_=f"q {_SHAPES[spot.worst]}")


def _colleagues(frame: Frame, home: Place, number: int) -> Html:
    x, y = frame.at(home.point)
    size = round(4.5 + 1.6 * math.sqrt(number - 1), 1)
    diamond = f"M{x} {y - size:.1f}L{x + size:.1f} {y}L{x} {y + size:.1f}L{x - size:.1f} {y}Z"
    people = "1 colleague" if number == 1 else f"{number} colleagues"
    return tag("g", tag("title", f"{home.name}: {people}"), tag("path", d=diamond), class_="home")
