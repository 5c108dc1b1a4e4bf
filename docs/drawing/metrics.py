"""The page of metrics, from the collector itself on figures of nothing."""

import dataclasses
from datetime import UTC, datetime
from typing import Any, get_type_hints

from console.metrics import _Collector
from docs.drawing.page import code, head, table
from routing.health import Health
from routing.overview import Figures

_INTRO = """\
`/metrics` at `BYHAND_LISTEN`, in Prometheus' text form. Counts, ages and money; no name and no text of anybody. All are
gauges, read from the database when they are asked for.
"""


class _Noon:
    """A clock for a page that says nothing about time."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


def page() -> str:
    """Every metric with its labels and what it counts."""
    found = _Collector(_nothing(), Health(_Noon())).collect()
    rows = ((code(one.name), ", ".join(map(code, _labels(one))), one.documentation) for one in found)
    return f"{head('Metrics', 'console/metrics.py', _INTRO)}\n{table(('metric', 'labels', 'what it says'), rows)}"


def _labels(family: Any) -> tuple[str, ...]:
    return tuple(family._labelnames)  # noqa: SLF001 - prometheus_client has no other way to ask


def _nothing() -> Figures:
    kinds = get_type_hints(Figures)
    empty: Any = {one.name: 0 if kinds[one.name] in {int, float} else () for one in dataclasses.fields(Figures)}
    return Figures(**empty)
