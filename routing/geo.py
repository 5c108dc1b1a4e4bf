"""Distances on the Earth, and servers that find addresses; the only file that imports geopy."""

import math
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from geopy.distance import EARTH_RADIUS, ELLIPSOIDS, geodesic

from routing.ports import Place, Point

__all__ = ["AddressServer", "ServerFailed", "beyond_km", "distance_km", "exact_km", "sane"]

_QUARTER_TURN = 90.0
_HALF_TURN = 180.0
_RADIUS_KM = float(EARTH_RADIUS)
_EQUATOR_KM, _FLATTENING = float(ELLIPSOIDS["WGS-84"][0]), float(ELLIPSOIDS["WGS-84"][2])
_FAR = 2.5  # radians, beyond which Lambert's formula is no longer good


def sane(point: Point) -> Point | None:
    """The same position with its longitude within ±180; None when it is nowhere on Earth."""
    latitude, longitude = point.latitude, point.longitude
    if -_QUARTER_TURN <= latitude <= _QUARTER_TURN and -_HALF_TURN <= longitude <= _HALF_TURN:
        return point
    if not (math.isfinite(latitude) and math.isfinite(longitude)) or abs(latitude) > _QUARTER_TURN:
        return None
    return Point(latitude, (longitude + _HALF_TURN) % 360 - _HALF_TURN)


def distance_km(one: Point, other: Point) -> float:
    """Along a sphere: quick and at most 0.6 % off, good for ranking. Raises ValueError for no place on Earth."""
    (south, west), (north, east) = _pairs(one, other)
    return _RADIUS_KM * _angle(math.radians(south), math.radians(north), math.radians(east - west))


def exact_km(one: Point, other: Point) -> float:
    """Along the ellipsoid: what people are told. Raises ValueError for no place on Earth.

    By Lambert's formula for long lines, less than a hundred metres off and much quicker than geopy's geodesic, which is
    asked where that fails: for the other side of the Earth.
    """
    (south, west), (north, east) = _pairs(one, other)
    low, high = _reduced(south), _reduced(north)
    angle = _angle(low, high, math.radians(east - west))
    if angle > _FAR:
        return float(geodesic((south, west), (north, east)).km)
    if angle == 0:
        return 0.0
    middle, half = (low + high) / 2, (high - low) / 2
    apart = (math.sin(middle) * math.cos(half) / math.cos(angle / 2)) ** 2 * (angle - math.sin(angle))
    along = (math.cos(middle) * math.sin(half) / math.sin(angle / 2)) ** 2 * (angle + math.sin(angle))
    return _EQUATOR_KM * (angle - _FLATTENING / 2 * (apart + along))


def _reduced(latitude: float) -> float:
    """The latitude on a sphere around the ellipsoid, in radians."""
    return math.atan((1 - _FLATTENING) * math.tan(math.radians(latitude)))


def _angle(south: float, north: float, turn: float) -> float:
    """Between two directions from the middle of a sphere, all in radians."""
    haversine = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
    return 2 * math.asin(min(1.0, math.sqrt(haversine)))


def beyond_km(place: Place, point: Point) -> float:
    """How far a position lies outside a place's circle; 0 within it, so that a country is an area and no point."""
    return max(0.0, distance_km(place.point, point) - place.radius_km)


def _pairs(*points: Point) -> list[tuple[float, float]]:
    checked = [sane(point) for point in points]
    if None in checked:
        raise ValueError("a latitude is between -90 and 90 degrees, and both coordinates are numbers")
    return [(point.latitude, point.longitude) for point in checked if point]


# --- addresses -----------------------------------------------------------------------------------------------------


class ServerFailed(Exception):  # noqa: N818 - names what happened
    """The server gave no answer that can be used; the message says why, without what was asked."""


class AddressServer:
    """A Nominatim server, by geopy. `url` is its base, such as https://nominatim.example.com, a path included.

    Raises ValueError, in words, for what is no address of a server.
    """

    def __init__(self, url: str, seconds: float) -> None:
        from geopy.adapters import RequestsAdapter  # noqa: PLC0415 - only for who names a server: it loads TLS
        from geopy.geocoders import Nominatim  # noqa: PLC0415 - as above

        parts = _split(url)
        if (
            parts is None
            or parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.query
            or parts.fragment
        ):
            raise ValueError("a server's address looks like https://nominatim.example.com")
        self._seconds = seconds
        self._nominatim = Nominatim(
            domain=parts.netloc + parts.path.rstrip("/"),
            scheme=parts.scheme,
            user_agent="Byhand (questions of the public to a company's own people)",
            timeout=seconds,
            # Asked once: who waits for a question waits for no second try.
            adapter_factory=lambda **given: RequestsAdapter(**given, max_retries=0),
        )

    def find(self, address: str, seconds: float) -> list[Mapping[str, Any]]:
        """What the server knows under this address, best first, as it says it. Raises ServerFailed.

        The wait is for the whole answer: one that comes drop by drop is left to itself.
        """
        heard: list[list[Mapping[str, Any]] | Exception] = []
        asking = threading.Thread(target=self._ask, args=(address, heard), daemon=True, name="address")
        asking.start()
        asking.join(max(0.1, min(seconds, self._seconds)))
        if not heard:
            raise ServerFailed("it did not answer in time")
        answer = heard[0]
        if isinstance(answer, Exception):
            raise ServerFailed(type(answer).__name__) from answer
        return answer

    def _ask(self, address: str, heard: list[list[Mapping[str, Any]] | Exception]) -> None:
        try:
            found = self._nominatim.geocode(address, exactly_one=False, limit=5, addressdetails=True, language="en")
            heard.append([location.raw for location in found or () if isinstance(location.raw, Mapping)])
        except Exception as error:  # noqa: BLE001 - whatever geopy or the answer's shape brings up is no place
            heard.append(error)


def _split(url: str) -> SplitResult | None:
    """None for what is no base address of a server."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_base = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
    return parts if is_base else None
