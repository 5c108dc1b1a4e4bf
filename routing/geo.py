"""Distances on the Earth; the only file that imports geopy."""

import math
from functools import lru_cache

from geopy.distance import EARTH_RADIUS, geodesic

from routing.ports import Place, Point

__all__ = ["beyond_km", "distance_km", "exact_km", "sane"]

_QUARTER_TURN = 90.0
_HALF_TURN = 180.0
_RADIUS_KM = float(EARTH_RADIUS)


def sane(point: Point) -> Point | None:
    """The same position with its longitude within ±180; None when it is nowhere on Earth."""
    latitude, longitude = point.latitude, point.longitude
    if not (math.isfinite(latitude) and math.isfinite(longitude)) or abs(latitude) > _QUARTER_TURN:
        return None
    if abs(longitude) <= _HALF_TURN:
        return point
    return Point(latitude, (longitude + _HALF_TURN) % 360 - _HALF_TURN)


def distance_km(one: Point, other: Point) -> float:
    """Along a sphere: quick and at most 0.6 % off, good for ranking. Raises ValueError for no place on Earth."""
    (south, west), (north, east) = _pairs(one, other)
    down, along = math.radians(north - south) / 2, math.radians(east - west) / 2
    shrink = math.cos(math.radians(south)) * math.cos(math.radians(north))
    haversine = math.sin(down) ** 2 + shrink * math.sin(along) ** 2
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(haversine)))


@lru_cache(maxsize=65_536)
def exact_km(one: Point, other: Point) -> float:
    """Along the ellipsoid: what people are told. Raises ValueError for no place on Earth."""
    return float(geodesic(*_pairs(one, other)).km)


def beyond_km(place: Place, point: Point) -> float:
    """How far a position lies outside a place's circle; 0 within it, so that a country is an area and no point."""
    return max(0.0, distance_km(place.point, point) - place.radius_km)


def _pairs(*points: Point) -> list[tuple[float, float]]:
    checked = [sane(point) for point in points]
    if None in checked:
        raise ValueError("a latitude is between -90 and 90 degrees, and both coordinates are numbers")
    return [(point.latitude, point.longitude) for point in checked if point]
