"""How much is measured: `--quick` for a look, else for figures worth quoting."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Step = Callable[[str], None]


@dataclass(frozen=True)
class Scale:
    """Counts for one run of each measurement, and how often it is repeated. Every figure is a median over `runs`."""

    runs: int
    webhooks: int  # updates brought to each server
    questions: int  # taken in
    clicks: int  # on one card, on as many questions, and through the doorway
    starts: int
    idle_seconds: float
    cards: int  # one after the other


QUICK = Scale(runs=2, webhooks=10_000, questions=400, clicks=200, starts=1, idle_seconds=8.0, cards=50)
WHOLE = Scale(runs=3, webhooks=30_000, questions=1_500, clicks=1_000, starts=3, idle_seconds=30.0, cards=300)


@dataclass(frozen=True)
class Bench:
    """What a measurement is handed: how much, a folder on a real disk, and whom to tell of each step."""

    scale: Scale
    folder: Path
    step: Step
