"""Whether probabilities hold: of all that were said to be 80 % sure, four of five should be right."""

from collections import defaultdict
from collections.abc import Sequence

BINS = 10
_FEWEST = 20  # answers that a point of the curve stands for


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error over ten equal bins, of probabilities and whether they were right; 0 to 1."""
    return sum(len(some) * abs(_said(some) - _right(some)) for some in _binned(pairs).values()) / max(1, len(pairs))


def reliability(pairs: Sequence[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """Points (probability said, share right), in percent, of the bins with enough answers."""
    kept = [some for _, some in sorted(_binned(pairs).items()) if len(some) >= _FEWEST]
    return tuple((round(100 * _said(some), 1), round(100 * _right(some), 1)) for some in kept)


def _binned(pairs: Sequence[tuple[float, bool]]) -> dict[int, list[tuple[float, bool]]]:
    bins = defaultdict(list)
    for probability, right in pairs:
        bins[min(BINS - 1, int(BINS * probability))].append((probability, right))
    return bins


def _said(some: Sequence[tuple[float, bool]]) -> float:
    return sum(probability for probability, _ in some) / len(some)


def _right(some: Sequence[tuple[float, bool]]) -> float:
    return sum(right for _, right in some) / len(some)
