"""The scorers that lie beside the sets, run against `byhand route` as any program would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import ROOT

ROUTE = (sys.executable, "-c", "import main; main.cli()", "route")
_PATIENCE = 380.0  # seconds


@dataclass(frozen=True)
class Scored:
    """What the scorer says of one run, and every answer with the milliseconds it took."""

    row: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...]
    most_mb: float

    @property
    def accuracy(self) -> float:
        return 100 * float(self.row["acc1"])


def topics(scorer: Path, data: Path, folder: Path, name: str, options: Sequence[str]) -> Scored:
    """One run of score_topic.py: one set, one number of examples."""
    heard = folder / "heard.jsonl"
    overheard = [sys.executable, "-m", "bench.routing_overheard", str(heard), *ROUTE]
    row = _run([str(scorer), "--data", str(data), "--datasets", name, *options], overheard, folder)[0]
    *answers, last = [json.loads(line) for line in heard.read_text("utf-8").splitlines()]
    return Scored(row, tuple(one for one in answers if "topic" in one and one["id"] != -1), last["most_mb"])


def places(scorer: Path, data: Path, folder: Path, name: str, options: Sequence[str]) -> Mapping[str, Any]:
    """One run of score_geo.py: one set."""
    return _run([str(scorer), "--data", str(data), "--datasets", name, *options], list(ROUTE), folder)[0]


def _run(scorer: Sequence[str], command: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """The rows it prints. Raises RuntimeError with what it said when it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYHAND_")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    whole = [sys.executable, *scorer, "--", *command]
    done = subprocess.run(
        whole, cwd=folder, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{scorer[0]} failed: {(done.stderr or done.stdout)[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
