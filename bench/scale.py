"""How much is measured: `--quick` for a look, else for figures worth quoting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.pictures import Picture

Step = Callable[[str], None]


@dataclass(frozen=True)
class Scale:
    """Counts for one run of each measurement, and how often it is repeated. Every figure is a median over `runs`."""

    quick: bool
    runs: int
    webhooks: int  # updates brought to each server
    questions: int  # taken in
    clicks: int  # on one card, on as many questions, and through the doorway
    starts: int
    settle_seconds: float  # before the idle ones, so that what a question led to is over
    idle_seconds: float
    cards: int  # one after the other
    crowds: tuple[int, ...]  # volunteers among whom is chosen
    routed: int  # questions routed in each crowd
    kill_seconds: float  # no further kill is begun after so long


QUICK = Scale(
    quick=True,
    runs=1,
    webhooks=4_000,
    questions=400,
    clicks=200,
    starts=1,
    settle_seconds=2.0,
    idle_seconds=4.0,
    cards=30,
    crowds=(1_000, 10_000),
    routed=100,
    kill_seconds=1.0,
)
WHOLE = Scale(
    quick=False,
    runs=3,
    webhooks=30_000,
    questions=2_000,
    clicks=1_000,
    starts=3,
    settle_seconds=5.0,
    idle_seconds=60.0,
    cards=300,
    crowds=(1_000, 10_000, 100_000),
    routed=500,
    kill_seconds=150.0,
)


@dataclass(frozen=True)
class Bench:
    """What a measurement is handed: how much, a folder on a real disk, and whom to tell of each step.

    What it adds to `pictures` is drawn and stands in the README.
    """

    scale: Scale
    folder: Path
    step: Step
    pictures: list[Picture] = field(default_factory=list)
