"""Circles on the Earth as boxes of degrees, which an R*Tree can look into, and how far apart two positions are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

KM_PER_DEGREE = 111.0  # of latitude; a little under the true figure, so that the box never cuts the circle
_RADIUS_KM = 6371.0088  # of a sphere with the Earth's mean radius
_POLE_WIDTH = 0.01


@dataclass(frozen=True)
class Circle:
    """Around a position, degrees and kilometres."""

    latitude: float
    longitude: float
    km: float


def boxes(circle: Circle) -> Iterator[dict[str, float]]:
    """The box around a circle; where it crosses the date line also the same box from the other side of it.

    `shrink`: what a degree of longitude is worth there beside one of latitude.
    """
    latitude, longitude = circle.latitude, circle.longitude
    south, north = latitude - circle.km / KM_PER_DEGREE, latitude + circle.km / KM_PER_DEGREE
    widest = max(abs(south), abs(north))
    shrink = math.cos(math.radians(widest)) if widest < 90.0 - _POLE_WIDTH else 0.0
    width = min(180.0, circle.km / (KM_PER_DEGREE * shrink)) if shrink else 180.0
    box = {"south": south, "north": north, "latitude": latitude, "shrink": math.cos(math.radians(latitude))}
    for turn in (-360.0, 0.0, 360.0):
        west, east = longitude - width + turn, longitude + width + turn
        if west <= 180.0 and east >= -180.0:  # noqa: PLR2004 - half a turn
            yield {**box, "west": west, "east": east, "longitude": longitude + turn}


def apart_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Along a great circle of a sphere, at most 0.6 % off."""
    south, north = math.radians(latitude), math.radians(other_latitude)
    down, along = math.sin((north - south) / 2), math.sin(math.radians(other_longitude - longitude) / 2)
    return (
        2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(down * down + math.cos(south) * math.cos(north) * along * along)))
    )
