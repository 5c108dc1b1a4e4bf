"""Runs of many seeds side by side: means with intervals, and differences that are sure or within the noise."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from routing.simulation.measures import WAITS, Outcome

Verdict = Literal["better", "worse", "noise"]

# Student's t, two-sided 95 %, by degrees of freedom from 1 on; beyond the list the normal's is near enough.
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131),
    *(2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_NORMAL = 1.96


@dataclass(frozen=True)
class Measure:
    """A figure by which runs are compared. `share`: it is shown in per cent. `goal`: what the default should reach."""

    name: str
    words: str
    unit: str = ""
    digits: int = 2
    more_is_better: bool = False
    share: bool = False
    goal: float | None = None

    def reaches(self, value: float) -> bool | None:
        if self.goal is None:
            return None
        return value >= self.goal if self.more_is_better else value <= self.goal

    def written(self, value: float) -> str:
        return f"{value * 100:.1f}" if self.share else f"{value:.{self.digits}f}"


MEASURES = (
    Measure("answered", "answered in 24 h", "%", more_is_better=True, share=True, goal=0.95),
    Measure("median", "median wait", "min", digits=1, goal=10.0),
    Measure("p90", "90th percentile", "min", digits=0),
    Measure("messages", "messages per answer"),
    Measure("offers", "offers per answer", goal=4.0),
    Measure("near", "answered within 50 km", "%", more_is_better=True, share=True),
    Measure("gini_answers", "Gini of answers", digits=3),
    Measure("gini_offers", "Gini of offers", digits=3),
    Measure("thanked", "thanked", "%", more_is_better=True, share=True),
)


@dataclass(frozen=True)
class Interval:
    """A mean over seeds, and where it lies with 95 % confidence; without bounds when there is one seed."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """Ours less another's, seed by seed; `verdict` says whether ours is surely better or worse."""

    interval: Interval
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """The outcomes of all strategies, by strategy in the order of the seeds; the first one is ours."""

    strategies: tuple[str, ...]
    seeds: tuple[int, ...]
    outcomes: dict[str, tuple[Outcome, ...]]

    def values(self, strategy: str, measure: Measure) -> list[float | None]:
        return [outcome.figures[measure.name] for outcome in self.outcomes[strategy]]

    def interval(self, strategy: str, measure: Measure) -> Interval | None:
        """None when no seed has the figure, or some seed has none: such a mean would flatter."""
        return interval_of(self.values(strategy, measure))

    def difference(self, other: str, measure: Measure) -> Difference | None:
        pairs = zip(self.values(self.strategies[0], measure), self.values(other, measure), strict=True)
        apart = [None if ours is None or theirs is None else ours - theirs for ours, theirs in pairs]
        found = interval_of(apart)
        return None if found is None else Difference(found, _verdict(found, measure))

    def curve(self, strategy: str, name: str) -> tuple[float, ...]:
        """Point by point the mean over seeds."""
        rows = [outcome.curves[name] for outcome in self.outcomes[strategy]]
        return tuple(math.fsum(points) / len(points) for points in zip(*rows, strict=True))


def compared(strategies: Sequence[str], outcomes: Sequence[Outcome]) -> Comparison:
    seeds = tuple(sorted({outcome.seed for outcome in outcomes}))
    by_name = {
        name: tuple(sorted((one for one in outcomes if one.strategy == name), key=lambda one: one.seed))
        for name in strategies
    }
    return Comparison(tuple(strategies), seeds, by_name)


def interval_of(values: Sequence[float | None]) -> Interval | None:
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    mean, many = math.fsum(known) / len(known), len(known)
    if many == 1:
        return Interval(mean, None, None)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (many - 1))
    reach = (_T[many - 2] if many - 2 < len(_T) else _NORMAL) * spread / math.sqrt(many)
    return Interval(mean, mean - reach, mean + reach)


def _verdict(found: Interval, measure: Measure) -> Verdict:
    if found.low is None or found.high is None or found.low <= 0.0 <= found.high:
        return "noise"
    return "better" if (found.mean > 0) == measure.more_is_better else "worse"


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Every figure of JSON's types only, with each seed's own."""
    ours, *others = comparison.strategies
    return {
        "seeds": list(comparison.seeds),
        "strategies": list(comparison.strategies),
        "figures": {name: _figures(comparison, name) for name in comparison.strategies},
        "differences": {name: _differences(comparison, name) for name in others},
        "goals": _goals(comparison, ours),
        "wait_minutes": list(WAITS),
        "curves": {
            name: {of: [round(point, 6) for point in comparison.curve(name, of)] for of in ("waits", "load", "hours")}
            for name in comparison.strategies
        },
    }


def _figures(comparison: Comparison, strategy: str) -> dict[str, Any]:
    return {
        measure.name: {
            **_bounds(comparison.interval(strategy, measure)),
            "by_seed": [_short(value) for value in comparison.values(strategy, measure)],
        }
        for measure in MEASURES
    }


def _differences(comparison: Comparison, other: str) -> dict[str, Any]:
    found = {measure.name: comparison.difference(other, measure) for measure in MEASURES}
    return {
        name: None if one is None else {**_bounds(one.interval), "verdict": one.verdict} for name, one in found.items()
    }


def _goals(comparison: Comparison, ours: str) -> dict[str, Any]:
    told = {}
    for measure in MEASURES:
        found = comparison.interval(ours, measure)
        if measure.goal is not None:
            reached = None if found is None else measure.reaches(found.mean)
            told[measure.name] = {"goal": measure.goal, "reached": reached}
    return told


def _bounds(found: Interval | None) -> dict[str, float | None]:
    if found is None:
        return {"mean": None, "low": None, "high": None}
    return {name: _short(value) for name, value in asdict(found).items()}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
