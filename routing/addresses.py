"""Street addresses in a text, found by a Nominatim server that the administrators name; off unless they do.

Only what looks like an address leaves the house, never the text around it. One request a second at most, which is what
the public server's usage policy asks for (operations.osmfoundation.org/policies/nominatim); whoever runs his own loses
nothing, since few questions name a street. A failure is no place, and holds no question up for more than two seconds.
"""

import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from routing.geo import AddressServer, ServerFailed, distance_km, sane
from routing.ports import Place, Point
from routing.streets import address_in

__all__ = ["Addresses", "Limits", "place_of_answers"]

log = logging.getLogger("byhand.addresses")

_SAME_KM = 25.0  # two answers further apart are two addresses
_LARGEST_KM = 20.0  # what is larger is a town, and no address
_WITH_NUMBER, _STREET_ALONE = 0.95, 0.8
_LEAST_RADIUS_KM = 0.1

# --- where it is ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Limits:
    """How long a question waits for an answer, and for its turn; the pause between requests; that after a failure.

    All in seconds; `remembered` is how many addresses are.
    """

    patience: float = 2.0
    turn: float = 0.25
    between: float = 1.0
    rest: float = 60.0
    remembered: int = 512


class Addresses:
    """Finds the place of an address in a text. Never raises; many threads may ask.

    `near` names the settlement of a position: an address has that one's time zone. Raises ValueError for what is no
    server's address.
    """

    def __init__(
        self, url: str, near: Callable[[Point], Place | None] | None = None, limits: Limits | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._server = AddressServer(url, self._limits.patience)
        self._near = near
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Place | None] = OrderedDict()
        self._next = 0.0  # when the server may be asked again, by the monotonic clock

    def __call__(self, text: str) -> Place | None:
        wanted = address_in(text)
        if not wanted:
            return None
        key = wanted.casefold()
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        return self._ask(wanted, key)

    def _ask(self, wanted: str, key: str) -> Place | None:
        started = time.monotonic()
        wait = self._turn(started)
        if wait is None:
            return None
        time.sleep(wait)
        try:
            answers = self._server.find(wanted, self._limits.patience - wait)
        except ServerFailed as error:
            self._leave_alone(str(error))
            return None
        if time.monotonic() - started > self._limits.patience / 2:
            self._leave_alone("it takes long")
        return self._keep(key, place_of_answers(answers, wanted))

    def _leave_alone(self, why: str) -> None:
        log.warning("addresses are not looked up for %.0f s: %s", self._limits.rest, why)
        with self._lock:
            self._next = max(self._next, time.monotonic() + self._limits.rest)

    def _turn(self, now: float) -> float | None:
        """How long to wait for one's turn, which is then taken; None when it is not worth waiting for."""
        with self._lock:
            wait = max(0.0, self._next - now)
            if wait > self._limits.turn:
                return None  # a batch of questions is not held up for its addresses: the town in the text serves
            self._next = now + wait + self._limits.between
            return wait

    def _keep(self, key: str, place: Place | None) -> Place | None:
        """Remembered for as long as this process lives, and no longer than others push it out."""
        settlement = self._near(place.point) if place is not None and self._near else None
        if place is not None and settlement is not None:
            place = replace(place, time_zone=settlement.time_zone, country=place.country or settlement.country)
        with self._lock:
            self._known[key] = place
            while len(self._known) > self._limits.remembered:
                self._known.popitem(last=False)
        return place


def place_of_answers(answers: list[Mapping[str, Any]], wanted: str) -> Place | None:
    """The one address that all answers speak of; None for none, for several, and for what is a town."""
    found = [place for answer in answers if (place := _as_place(answer, wanted)) is not None]
    if not found:
        return None
    first = found[0]
    if any(distance_km(first.point, other.point) > _SAME_KM for other in found[1:]):
        return None
    return first if first.radius_km <= _LARGEST_KM else None


def _as_place(answer: Mapping[str, Any], wanted: str) -> Place | None:
    """One answer as documented (nominatim.org, Search): lat, lon and boundingbox as text, south, north, west, east."""
    try:
        point = sane(Point(float(answer["lat"]), float(answer["lon"])))
        south, north, west, east = (float(edge) for edge in answer.get("boundingbox") or (0, 0, 0, 0))
    except (KeyError, TypeError, ValueError):
        return None
    if point is None or not all(map(math.isfinite, (south, north, west, east))):
        return None
    parts = answer.get("address")
    parts = parts if isinstance(parts, Mapping) else {}
    confidence = _WITH_NUMBER if parts.get("house_number") else _STREET_ALONE
    country = str(parts.get("country_code") or "").upper()
    radius = max(_LEAST_RADIUS_KM, _half_across(south, north, west, east))
    name = _short(str(answer.get("display_name") or wanted), parts)
    return Place(name, point, round(radius, 2), "address", confidence, country, "", wanted)


def _half_across(south: float, north: float, west: float, east: float) -> float:
    corners = sane(Point(south, west)), sane(Point(north, east))
    return distance_km(corners[0], corners[1]) / 2 if corners[0] and corners[1] else math.inf


def _short(display: str, parts: Mapping[str, Any]) -> str:
    """Street and town, as people say it, of an answer that goes on to county, state and postcode."""
    town = next((parts[kind] for kind in ("city", "town", "village", "municipality", "suburb") if parts.get(kind)), "")
    street = parts.get("road") or parts.get("pedestrian") or display.partition(",")[0]
    number = parts.get("house_number")
    return ", ".join(str(part) for part in (f"{street} {number}" if number else street, town) if part)[:120]
