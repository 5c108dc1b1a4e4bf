"""The twenty nearest of a million volunteers, asked for from shops' towns and from anywhere on Earth."""

import math
import random
import time
from collections.abc import Iterator

from bench import crowd, material
from bench.figures import Figure, at_most, percentile
from bench.scale import Bench
from routing.kit import Kit
from routing.ports import Point
from store.nearest import nearest

NAME = "nearest"
COUNT = 20
MANY, FEW = 1_000_000, 100_000
_ASKED, _WARM = 1_000, 50
_NEAR_A_SHOP = 0.3  # degrees, the standard deviation of where people ask from around a shop


def measure(bench: Bench) -> list[Figure]:
    among = FEW if bench.scale.quick else MANY
    bench.step(f"nearest: {among:,} volunteers are enrolled")
    began = time.perf_counter()
    kit = material.fresh(bench.folder, NAME, material.DayByDay())
    material.close(kit)
    crowd.enrol(bench.folder / f"{NAME}.db", among, topics_each=0)
    enrolled = time.perf_counter() - began
    kit = material.make_kit(bench.folder / f"{NAME}.db", material.DayByDay())
    bench.step(f"nearest: the {COUNT} nearest of {among:,}")
    towns, anywhere = _waits(kit, _towns()), _waits(kit, _anywhere())
    material.close(kit)
    told = f"{_ASKED} positions; the middle one {percentile(towns, 50):.2f} ms; enrolled in {enrolled:.0f} s"
    name = f"the {COUNT} nearest of {among:,} volunteers"
    return [
        Figure(NAME, f"{name} from a shop's town, p95", percentile(towns, 95), "ms", at_most(5), told),
        Figure(
            NAME,
            f"{name} from anywhere on Earth, p95",
            percentile(anywhere, 95),
            "ms",
            at_most(5),
            f"{_ASKED} positions; the middle one {percentile(anywhere, 50):.2f} ms",
        ),
    ]


def steps(_bench: Bench) -> int:
    return 2


def _waits(kit: Kit, points: Iterator[Point]) -> list[float]:
    """Milliseconds of each look, after some that only fill the caches."""
    waits = []
    with kit.db.read() as session:
        for _ in range(_WARM + _ASKED):
            point = next(points)
            began = time.perf_counter()
            found = nearest(session, point.latitude, point.longitude, COUNT)
            waits.append(1000 * (time.perf_counter() - began))
            if len(found) != COUNT:
                raise RuntimeError(f"only {len(found)} were found around {point}")
    return waits[_WARM:]


def _towns() -> Iterator[Point]:
    dice, shops = random.Random(1), material.policy().places
    while True:
        shop = dice.choice(shops)
        yield Point(dice.gauss(shop.latitude, _NEAR_A_SHOP), dice.gauss(shop.longitude, _NEAR_A_SHOP))


def _anywhere() -> Iterator[Point]:
    """Evenly over the sphere, so that the poles get their share and no more."""
    dice = random.Random(2)
    while True:
        yield Point(math.degrees(math.asin(dice.uniform(-1, 1))), dice.uniform(-180, 180))
