"""Where people live and ask: the policy's shops, and scattered around them."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from policies.document import Place, Policy
from policies.eligibility import zone
from routing.errors import ByhandError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

START = datetime(2025, 11, 10, tzinfo=UTC)  # a Monday, months away from any change of the clocks
_KM_PER_DEGREE = 111.2
_NEAREST_POLE = 80.0  # degrees; nobody is scattered beyond


class NothingToSimulate(ByhandError):  # noqa: N818 - names what the policy is
    """The policy lacks what a workforce is drawn from; the message says what."""


@dataclass(frozen=True)
class Ground:
    """The shops that count, and the time zones they stand in; `zone_of` is a number of `zones` for each shop."""

    shops: tuple[Place, ...]
    zones: tuple[str, ...]
    latitude: Floats
    longitude: Floats
    zone_of: Ints


def ground_of(policy: Policy, time_zones: int) -> Ground:
    """The shops in the time zones with most of them; zones that show the same time count as one."""
    if not policy.places:
        raise NothingToSimulate("This policy has no places: a workforce lives around the shops of a policy.")
    by_offset: dict[float, list[Place]] = {}
    for shop in policy.places:
        by_offset.setdefault(ahead(shop.time_zone), []).append(shop)
    largest = sorted(by_offset, key=lambda offset: (-len(by_offset[offset]), offset))[:time_zones]
    shops = tuple(shop for shop in policy.places if ahead(shop.time_zone) in largest)
    zones = tuple(dict.fromkeys(shop.time_zone for shop in shops))
    return Ground(
        shops,
        zones,
        np.array([shop.latitude for shop in shops]),
        np.array([shop.longitude for shop in shops]),
        np.array([zones.index(shop.time_zone) for shop in shops]),
    )


def ahead(time_zone: str) -> float:
    """Minutes by which a zone's clock is ahead of UTC."""
    offset = START.astimezone(zone(time_zone)).utcoffset() or timedelta()
    return offset.total_seconds() / 60.0


def zipf(count: int, exponent: float, dice: np.random.Generator) -> Floats:
    """Shares that fall with the rank; who has which rank is drawn."""
    shares = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    return dice.permutation(shares / shares.sum())


def scattered(
    latitude: Floats, longitude: Floats, dice: np.random.Generator, median_km: float, spread: float
) -> tuple[Floats, Floats]:
    """Positions around these, at log-normal distances in any direction; on a map flat enough for that."""
    many = len(latitude)
    away = median_km * np.exp(dice.normal(0.0, spread, many)) / _KM_PER_DEGREE
    turn = dice.uniform(0.0, 2 * math.pi, many)
    north = np.clip(latitude + away * np.sin(turn), -_NEAREST_POLE, _NEAREST_POLE)
    east = longitude + away * np.cos(turn) / np.cos(np.radians(np.clip(latitude, -_NEAREST_POLE, _NEAREST_POLE)))
    return north, (east + 180.0) % 360.0 - 180.0
