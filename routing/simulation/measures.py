"""What came of one run: the figures that runs are held against each other by, and the curves that are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from routing.geo import distance_km
from routing.ports import Point
from routing.simulation.ground import Floats, Ints
from routing.simulation.play import Fate
from routing.simulation.scene import Scene
from routing.simulation.stream import DAY

NEAR_KM = 50.0
WAITS = tuple(round(float(wait), 3) for wait in np.geomspace(0.5, 1440, 81))  # minutes
SOON = 10.0  # minutes


@dataclass(frozen=True)
class Outcome:
    """Of the questions that count (those after the warm-up). A figure is None where there is nothing to tell.

    `curves`: "waits" shares answered within WAITS; "load" the Lorenz curve of answers in hundredths of the volunteers;
    "hours" shares answered within SOON, by the hour of the asker's day.
    """

    strategy: str
    seed: int
    figures: Mapping[str, float | None]
    curves: Mapping[str, tuple[float, ...]]


def outcome_of(scene: Scene, strategy: str, fates: list[Fate]) -> Outcome:
    begins = scene.assumed.warm_up_days * DAY
    counted = [fate for fate in fates if scene.stream.minute[fate.number] >= begins]
    answered = [fate for fate in counted if fate.claimant >= 0]
    took = np.array([fate.minutes for fate in counted])
    offers, answers = _loads(scene, counted)
    near = [_is_near(scene, fate) for fate in answered if scene.stream.place_known[fate.number]]
    figures = {
        "answered": _share(int(np.count_nonzero(took <= DAY)), len(took)),
        "median": _quantile(took, 0.5),
        "p90": _quantile(took, 0.9),
        "messages": _share(sum(len(fate.asked) for fate in counted), len(answered)),
        "offers": _share(int(offers.sum()), len(answered)),
        "near": _share(sum(near), len(near)),
        "gini_answers": gini(answers),
        "gini_offers": gini(offers),
        "thanked": _share(sum(fate.thanked for fate in answered), len(answered)),
        "questions": float(len(counted)),
    }
    curves = {
        "waits": tuple(float(np.mean(took <= wait)) if len(took) else 0.0 for wait in WAITS),
        "load": lorenz(answers),
        "hours": _by_hour(scene, counted, took),
    }
    return Outcome(strategy, scene.seed, figures, curves)


def gini(loads: Ints) -> float | None:
    """0 when all carry the same, 1 when one carries all; None when there is nothing to carry."""
    total = loads.sum()
    if not total:
        return None
    ranks = np.arange(1, len(loads) + 1)
    return float(2 * np.sum(ranks * np.sort(loads)) / (len(loads) * total) - (len(loads) + 1) / len(loads))


def lorenz(loads: Ints) -> tuple[float, ...]:
    """What share the least loaded hundredths carry, from none of them to all."""
    carried = np.concatenate([[0.0], np.cumsum(np.sort(loads))])
    at = np.linspace(0, len(loads), 101)
    return tuple((np.interp(at, np.arange(len(carried)), carried) / max(carried[-1], 1.0)).tolist())


def _loads(scene: Scene, fates: list[Fate]) -> tuple[Ints, Ints]:
    """Offers and answers of each volunteer: messages sent to him and open cards that he looked at; what he posted."""
    offers, answers = np.zeros((2, len(scene.force)), np.int64)
    for fate in fates:
        offers[list(fate.asked)] += 1
        offers[fate.seen] += 1
        answers[fate.claimant] += fate.claimant >= 0
    return offers, answers


def _is_near(scene: Scene, fate: Fate) -> bool:
    number, who = fate.number, fate.claimant
    asker = Point(float(scene.stream.latitude[number]), float(scene.stream.longitude[number]))
    return distance_km(asker, Point(float(scene.force.latitude[who]), float(scene.force.longitude[who]))) <= NEAR_KM


def _by_hour(scene: Scene, fates: list[Fate], took: Floats) -> tuple[float, ...]:
    hour = scene.stream.hour[[fate.number for fate in fates]]
    soon = took <= SOON
    return tuple(float(np.mean(soon[hour == each])) if np.any(hour == each) else 0.0 for each in range(24))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _quantile(took: Floats, share: float) -> float | None:
    """Of all that were asked: what was never answered took for ever. None when that is the answer."""
    if not len(took):
        return None
    value = float(np.quantile(took, share, method="inverted_cdf"))
    return value if value < np.inf else None
