"""A figure with its goal and what it is held against, and how a list of them looks in a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from rich.table import Table

NOT_YET = "not there yet"


@dataclass(frozen=True)
class Goal:
    """What a figure should be: at least or at most this much."""

    bound: float
    at_most: bool = False

    def is_met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def share(self, value: float) -> float:
        """How much of the goal is reached: 1 is the goal, more is better than it."""
        part, whole = (self.bound, value) if self.at_most else (value, self.bound)
        return part / whole if whole else float("inf") if part else 1.0

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {number(self.bound)}"


@dataclass(frozen=True)
class Figure:
    """`beside` says what stands next to it: the peer, the limit, or what was counted. No value: it is not there yet."""

    measurement: str
    name: str
    value: float | None
    unit: str
    goal: Goal | None = None
    beside: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return NOT_YET
        if self.goal is None:
            return ""
        return "reached" if self.goal.is_met(self.value) else "missed"

    @property
    def shown(self) -> str:
        return "" if self.value is None else number(self.value)


def at_least(bound: float) -> Goal:
    return Goal(bound)


def at_most(bound: float) -> Goal:
    return Goal(bound, at_most=True)


def not_yet(measurement: str, name: str, unit: str, goal: Goal, why: str) -> Figure:
    """A figure that cannot be taken: what it measures is not built."""
    return Figure(measurement, name, None, unit, goal, why)


def middle(values: Sequence[float]) -> float:
    return median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """Of at least two values; linear between the two that are nearest."""
    return quantiles(values, n=1000, method="inclusive")[round(10 * percent) - 1]


def spread(values: Sequence[float]) -> str:
    """The single runs behind a median."""
    return "runs " + ", ".join(number(value) for value in values)


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def as_table(figures: Iterable[Figure], *, wide: bool = True) -> Table:
    """What stands beside the figures is shown only where there is room for it."""
    table = Table(title="Byhand, measured")
    table.add_column("what")
    for heading in ("figure", "", "goal", ""):
        table.add_column(heading, justify="right" if heading in {"figure", "goal"} else "left", no_wrap=True)
    if wide:
        table.add_column("beside")
    colours = {"reached": "green", "missed": "red", NOT_YET: "yellow"}
    before = ""
    for figure in figures:
        if figure.measurement != before:
            table.add_section()
        before = figure.measurement
        verdict = f"[{colours[figure.verdict]}]{figure.verdict}[/]" if figure.verdict else ""
        name = f"{figure.measurement}: {figure.name}"
        beside = (figure.beside,) if wide else ()
        table.add_row(name, figure.shown, figure.unit, str(figure.goal or ""), verdict, *beside)
    return table
