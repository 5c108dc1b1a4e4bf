"""What a picture shows, without how it is drawn: bars, or lines over two axes. Kept as JSON beside the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.figures import percentile

OURS, PEER, PLAIN = "ours", "peer", "plain"  # how a bar or a line is coloured


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    kind: str = OURS


@dataclass(frozen=True)
class Bars:
    """Lying bars with their numbers. `limit` is a line across them with its words."""

    name: str
    title: str
    unit: str
    bars: tuple[Bar, ...]
    limit: float | None = None
    limit_words: str = ""
    log: bool = False
    colours: tuple[str, ...] = ()  # of single bars, when they are not by kind


@dataclass(frozen=True)
class Line:
    label: str
    points: tuple[tuple[float, float], ...]
    kind: str = OURS
    dashed: bool = False


@dataclass(frozen=True)
class Lines:
    """Lines over two axes; `marks` are single points to stay below, with their words."""

    name: str
    title: str
    x: str
    y: str
    lines: tuple[Line, ...]
    marks: tuple[tuple[float, float, str], ...] = ()
    log_x: bool = False
    log_y: bool = False


Picture = Bars | Lines
_PERCENTS = (0.1, *range(1, 100), 99.5, 99.9)


def distribution(waits: Sequence[float], scale: float = 1000.0) -> tuple[tuple[float, float], ...]:
    """Points (wait, percent of all that took no longer); by default seconds become milliseconds."""
    return tuple((round(scale * percentile(waits, percent), 4), float(percent)) for percent in _PERCENTS)


def to_json(picture: Picture) -> dict[str, Any]:
    return {"kind": type(picture).__name__, **asdict(picture)}


def from_json(kept: Mapping[str, Any]) -> Picture:
    values = {name: value for name, value in kept.items() if name != "kind"}
    if kept["kind"] == Bars.__name__:
        bars = tuple(Bar(**bar) for bar in kept["bars"])
        return Bars(**{**values, "bars": bars, "colours": tuple(kept["colours"])})
    lines = tuple(Line(**{**line, "points": tuple(map(tuple, line["points"]))}) for line in kept["lines"])
    return Lines(**{**values, "lines": lines, "marks": tuple(map(tuple, kept["marks"]))})
