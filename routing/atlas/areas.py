"""A circle for an area of which only the settlements in it are known; pure."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Circle", "circle_around"]

_LEAST_RADIUS_KM = 10.0
_KM_A_DEGREE = 111.2
_SHARE_WITHIN = 0.9
_NO_SURFACE = 1e-9  # a line or a single point
_GAP_DEGREES = 3.0
_LARGE_PART = 0.08  # a part with fewer of the settlements lies out of the way


class Circle(NamedTuple):
    """A position in degrees and a distance in kilometres around it."""

    latitude: float
    longitude: float
    radius_km: float


class _Centre(NamedTuple):
    """The middle of a surface, as latitude and longitude, and how large the surface is."""

    point: tuple[float, float]
    surface: float


def circle_around(points: Sequence[tuple[float, float]], middle: tuple[float, float] | None = None) -> Circle:
    """Nine tenths of the area's main part lie within; centred on `middle` or else on that part's outline."""
    turn = middle[1] if middle else _mean_longitude(points)
    flat = [(latitude, _wrapped(longitude - turn)) for latitude, longitude in points]
    main = _main_part(flat)
    latitude, longitude = (middle[0], 0.0) if middle else _outline_centre(main)
    distances = sorted(_flat_km((latitude, longitude), point) for point in main)
    radius = distances[min(len(distances) - 1, int(_SHARE_WITHIN * len(distances)))]
    return Circle(round(latitude, 4), round(_wrapped(longitude + turn), 4), round(max(_LEAST_RADIUS_KM, radius), 1))


def _mean_longitude(points: Iterable[tuple[float, float]]) -> float:
    """The direction in which most points lie, so that the date line cuts through nothing."""
    east = north = 0.0
    for _, longitude in points:
        east += math.cos(math.radians(longitude))
        north += math.sin(math.radians(longitude))
    return math.degrees(math.atan2(north, east))


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _main_part(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points of all large parts, as wide gaps divide them: a mainland without its far islands."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for point in sorted(points):
        cells.setdefault((round(point[0] / _GAP_DEGREES), round(point[1] / _GAP_DEGREES)), []).append(point)
    parts: list[list[tuple[float, float]]] = []
    while cells:
        part, edge = [], [next(iter(cells))]
        while edge:
            cell = edge.pop()
            part += cells.pop(cell, [])
            edge += [near for near in _neighbours(cell) if near in cells]
        parts.append(part)
    return [point for part in parts if len(part) >= _LARGE_PART * len(points) for point in part] or sorted(points)


def _neighbours(cell: tuple[int, int]) -> list[tuple[int, int]]:
    row, column = cell
    return [(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)]


def _outline_centre(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the convex outline; of the points themselves when they make no surface."""
    centre = _centre_of(_outline(points))
    if centre.surface > 0:
        return centre.point
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)


def _centre_of(ring: Sequence[tuple[float, float]]) -> _Centre:
    """The centre of gravity of what a closed line encloses, and its size in square degrees as they are up there."""
    doubled = x = y = 0.0
    for (y1, x1), (y2, x2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if abs(doubled) < _NO_SURFACE:
        return _Centre(ring[0], 0.0)
    point = y / (3 * doubled), x / (3 * doubled)
    return _Centre(point, abs(doubled) / 2 * math.cos(math.radians(point[0])))


def _outline(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The convex hull, counter-clockwise (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    lower, upper = _half(ordered), _half(ordered[::-1])
    return lower[:-1] + upper[:-1] or ordered


def _half(ordered: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    chain: list[tuple[float, float]] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _flat_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    shrink = math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * shrink) * _KM_A_DEGREE
