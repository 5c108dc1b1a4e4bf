"""A burst of questions into Slack, held against the time that Slack allows; the sandbox runs 20 times as fast."""

import json
import subprocess
import sys
from typing import Any

from bench.figures import Figure, at_most
from bench.scale import Bench
from commands.stage import ROOT, staged

NAME = "burst"
SPEED = 20.0
QUESTIONS, FEW = 2_000, 300


def steps(_bench: Bench) -> int:
    return 2


def measure(bench: Bench) -> list[Figure]:
    """All questions at once; over when each has its card. Nobody answers, so nothing but the cards is drained."""
    count = FEW if bench.scale.quick else QUESTIONS
    folder = bench.folder / NAME
    folder.mkdir(exist_ok=True)
    bench.step("burst: starting Byhand and the sandbox")
    with staged(folder, speed=SPEED) as stage:
        bench.step(f"burst: {count} questions at once")
        words = ["--sandbox", stage.sandbox, "--byhand", stage.byhand, "--limits", str(SPEED), "--count", str(count)]
        found = replay(*words, "--fast", "--only-ask")
    return figures(found)


def replay(*words: str) -> dict[str, Any]:
    """The summary of one replay. Raises RuntimeError when it could not be played."""
    command = [sys.executable, "-m", "sandbox", "replay", *words, "--json"]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if not played.stdout.strip():
        raise RuntimeError(f"the burst could not be played: {played.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(played.stdout)
    return found


def figures(found: dict[str, Any]) -> list[Figure]:
    tightest = max(found["squeezes"], key=lambda one: one["least"])
    least, took = tightest["least"], tightest["took"]
    told = f"{tightest['limit']}: {tightest['calls']} calls in {took:.1f} s, Slack allows them in {least:.1f} s"
    share = 100 * found["too_many"] / max(found["calls"], 1)
    cards = f"{found['offered']} of {found['asked']} messages on cards, in {found['seconds']:.0f} s all in all"
    return [
        Figure(NAME, "drained, against what Slack's limits allow", took / least, "x", at_most(1.05), told),
        Figure(NAME, "calls that Slack answered 429", share, "%", at_most(1), f"{found['calls']} calls"),
        Figure(NAME, "questions lost", len(found["lost"]), "", at_most(0), cards),
        Figure(NAME, "cards doubled", len(found["doubled"]), "", at_most(0), cards),
    ]
