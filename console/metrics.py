"""What `/metrics` shows, in Prometheus' text form: counts by state, ages, spend. No person's name, no text."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from routing import overview
from routing.health import Health
from routing.kit import Kit


class _Collector:
    def __init__(self, figures: overview.Figures, health: Health) -> None:
        self._figures = figures
        self._health = health

    def collect(self) -> Iterable[Metric]:
        figures = self._figures
        yield _family("byhand_questions", "Questions by state", ["state"], [((s,), n) for s, n in figures.questions])
        yield _family("byhand_receipts", "Receipts by channel and state", ["channel", "state"], figures.receipts)
        yield _family("byhand_deliveries", "Deliveries by channel and state", ["channel", "state"], figures.deliveries)
        yield _family("byhand_volunteers", "Enrolled volunteers", [], [((), figures.volunteers)])
        yield _family("byhand_gaps", "Stretches of time with posts that may be lost", [], [((), figures.gaps)])
        oldest = "Age of the oldest receipt that waits, in seconds"
        yield _family("byhand_oldest_receipt_seconds", oldest, [], [((), figures.oldest_receipt_seconds)])
        yield _family("byhand_spend_usd", "Spent on X this month", [], [((), figures.spend_usd)])
        up = [((part,), float(state.state in {"up", "limited"})) for part, state in self._health.states().items()]
        yield _family("byhand_up", "Whether a part works", ["part"], up)


def _family(
    name: str, words: str, labels: list[str], rows: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=labels)
    for values, number in rows:
        family.add_metric(list(values), number)
    return family


def render(kit: Kit, health: Health) -> bytes:
    """The whole text. Raises StoreDown."""
    registry = CollectorRegistry()
    registry.register(_Collector(overview.figures(kit), health))
    return generate_latest(registry)
