"""Scores to probabilities that hold, learnt from what each example scores by all the others; pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sharpness", "Threshold", "probabilities", "sharpness_of", "threshold_of"]

Numbers = NDArray[np.float32]

_TRIED = tuple(float(each) for each in np.geomspace(1.5, 14.0, 24))
# Scores are divided by a power of their own spread: a question that no topic stands out for is answered less surely.
_POWER, _USUAL, _EXAMPLES_WORTH = 0.5, 5.0, 12.0
# Without examples the scores' size says little, and their spread more.
_POWER_WITHOUT, _USUAL_WITHOUT = 1.0, 1.3
_FEWEST = 12  # examples that a sharpness can be learnt from
_LEAST_SPREAD = 1e-6

# Where "none" begins: at a share of what all but the least likely twentieth of the examples reach.
_LOW, _MIDDLE, _LEAST_MIDDLE, _MOST_MIDDLE, _WIDTH = 0.05, 0.55, 0.8, 5.0, 0.4
_MIDDLE_WITHOUT, _WIDTH_WITHOUT = 0.4, 0.35


@dataclass(frozen=True)
class Sharpness:
    """How sure scores make us: the factor, and the power of their spread by which they are divided."""

    factor: float
    power: float


@dataclass(frozen=True)
class Threshold:
    """Where likeness to what belongs to no topic ends: `middle` is a half, and `width` how gradually it passes.

    Both in the units of `usual` and `spread`: how like the topics such texts are.
    """

    usual: float
    spread: float
    middle: float
    width: float

    def doubt(self, likeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability that texts so like the topics belong to none of them; never quite 0 or 1."""
        away = ((likeness - self.usual) / self.spread - self.middle) / self.width
        doubted: NDArray[np.float64] = 1 / (1 + np.exp(np.clip(away, -30, 600)))
        return doubted


def probabilities(scores: Numbers, sharpness: Sharpness) -> Numbers:
    """Along the last axis; together 1."""
    spread = np.maximum(scores.std(axis=-1, keepdims=True), _LEAST_SPREAD) ** sharpness.power
    powers = np.exp((scores - scores.max(axis=-1, keepdims=True)) / spread * sharpness.factor)
    shares: Numbers = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def sharpness_of(scores: Numbers, right: NDArray[np.int32], fitting: Numbers) -> tuple[Sharpness, float]:
    """The sharpness that surprises least, and by how much on average; few examples move it little from the usual."""
    if len(right) < _FEWEST:
        return Sharpness(_USUAL_WITHOUT, _POWER_WITHOUT), np.inf
    spread = np.maximum(scores.std(axis=1, keepdims=True), _LEAST_SPREAD) ** _POWER
    ready = (scores - scores.max(axis=1, keepdims=True)) / spread
    surprises = [_surprise(ready, right, tried, fitting) for tried in _TRIED]
    costs = [
        total + _EXAMPLES_WORTH * np.log(tried / _USUAL) ** 2 for total, tried in zip(surprises, _TRIED, strict=True)
    ]
    best = int(np.argmin(costs))
    return Sharpness(_TRIED[best], _POWER), surprises[best] / len(right)


def _surprise(scores: Numbers, right: NDArray[np.int32], factor: float, fitting: Numbers) -> float:
    """How unlikely the right topics were taken to be: the negative logarithms of their probabilities, together.

    `fitting` has the probability, for each row, that any topic fits.
    """
    powers = np.exp(scores * np.float32(factor))
    given = powers[np.arange(len(right)), right] / powers.sum(axis=1) * fitting
    return float(-np.log(given + 1e-6).sum())


def threshold_of(outside: Numbers, inside: Numbers) -> Threshold:
    """From the likeness of texts that belong to no topic, and of examples that do, where there are any."""
    usual, spread = float(outside.mean()), max(float(outside.std()), _LEAST_SPREAD)
    if len(inside) < _FEWEST:
        return Threshold(usual, spread, _MIDDLE_WITHOUT, _WIDTH_WITHOUT)
    low = (float(np.quantile(inside, _LOW)) - usual) / spread
    middle = min(max(_MIDDLE * low, _LEAST_MIDDLE), _MOST_MIDDLE)
    return Threshold(usual, spread, middle, _WIDTH * middle)
