"""A figure with its goal and what it is held against; as a table for people and as JSON for programs."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from rich.table import Table


@dataclass(frozen=True)
class Goal:
    """What a figure should be: at least or at most this much."""

    bound: float
    at_most: bool = False

    def is_met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {_number(self.bound)}"


@dataclass(frozen=True)
class Figure:
    """`beside` says what stands next to it: the peer, the limit, or what was counted."""

    measurement: str
    name: str
    value: float
    unit: str
    goal: Goal | None = None
    beside: str = ""

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "reached" if self.goal.is_met(self.value) else "missed"


def at_least(bound: float) -> Goal:
    return Goal(bound)


def at_most(bound: float) -> Goal:
    return Goal(bound, at_most=True)


def middle(values: Sequence[float]) -> float:
    return median(values)


def percentile(values: Sequence[float], percent: int) -> float:
    """Of at least two values; linear between the two that are nearest."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def spread(values: Sequence[float]) -> str:
    """The single runs behind a median."""
    return "runs " + ", ".join(_number(value) for value in values)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def as_table(figures: Iterable[Figure]) -> Table:
    table = Table(title="Byhand, measured")
    for heading in ("what", "figure", "", "goal", ""):
        table.add_column(heading, justify="right" if heading in {"figure", "goal"} else "left", no_wrap=True)
    table.add_column("beside")
    colours = {"reached": "green", "missed": "red", "": ""}
    before = ""
    for figure in figures:
        if figure.measurement != before:
            table.add_section()
        before = figure.measurement
        verdict = f"[{colours[figure.verdict]}]{figure.verdict}[/]" if figure.verdict else ""
        goal = str(figure.goal or "")
        name = f"{figure.measurement}: {figure.name}"
        table.add_row(name, _number(figure.value), figure.unit, goal, verdict, figure.beside)
    return table


def keep(figures: Iterable[Figure], path: Path, *, quick: bool, load_before: float) -> None:
    """Write the figures as JSON, with what they were taken on."""
    document = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "load_before": round(load_before, 2),
            "load_after": round(os.getloadavg()[0], 2),
        },
        "figures": [
            {
                "measurement": figure.measurement,
                "name": figure.name,
                "value": round(figure.value, 4),
                "unit": figure.unit,
                "goal": str(figure.goal) if figure.goal else None,
                "verdict": figure.verdict or None,
                "beside": figure.beside,
            }
            for figure in figures
        ],
    }
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
