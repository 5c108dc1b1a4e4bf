"""How long the platforms' own limits make it take, held against how long it took: from the recording of calls."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.replay.control import Control
from sandbox.slack.limits import (
    CHANNEL_BURST,
    CHANNEL_RATE,
    PER_MINUTE,
    SPECIAL,
    TOLERANCE,
    WORKSPACE_BURST,
    WORKSPACE_RATE,
)
from sandbox.slack.methods import METHODS

POST = "chat.postMessage"
OK, TOO_MANY = 200, 429
# Faults after which the call has had its effect all the same.
DONE_ANYWAY = {"cut_after", "5xx_after"}


@dataclass(frozen=True)
class Squeeze:
    """One of Slack's limits, the calls that drew on it, the least seconds they can take, and what they took."""

    limit: str
    calls: int
    least: float
    took: float


@dataclass
class Calls:
    """The calls that Byhand made to Slack since the play began, read as they come."""

    speed: float
    after: int = 0
    every: int = 0
    refused: int = 0
    _times: dict[str, list[float]] = field(default_factory=dict)

    async def begin(self, control: Control) -> None:
        last = await control.see("requests", last=1)
        self.after = last[-1]["number"] if last else 0

    async def read(self, control: Control) -> None:
        """What has come since the last time; calls under way are read again when they are through."""
        rows = await control.see("requests", platform="slack", after=self.after)
        for row in rows:
            if row["status"] is None:
                break
            self.after = row["number"]
            self.count(row)

    def count(self, row: dict[str, Any]) -> None:
        self.every += 1
        self.refused += row["status"] == TOO_MANY and not row["fault"]
        if row["status"] != OK and row["fault"] not in DONE_ANYWAY:
            return
        for name in self._limits(row):
            self._times.setdefault(name, []).append(row["at"])

    def _limits(self, row: dict[str, Any]) -> Iterable[str]:
        if row["method"] != POST:
            return (row["method"],)
        return ("posts in the workspace", f"posts in {row['body'].get('channel', '')}")

    def squeezes(self) -> list[Squeeze]:
        """Every limit that was drawn on, the tightest first."""
        found = [
            Squeeze(name, len(times), _least(name, len(times)) / self.speed, max(times) - min(times))
            for name, times in self._times.items()
            if name in METHODS or name.startswith("posts")
        ]
        return sorted(found, key=lambda one: -one.least)

    def counts(self) -> Counter[str]:
        return Counter({name: len(times) for name, times in self._times.items()})


def _least(name: str, calls: int) -> float:
    """Seconds that so many calls take at Slack's own pace, after the burst that Slack tolerates."""
    if name in METHODS:
        a_minute = PER_MINUTE.get(METHODS[name].tier, SPECIAL)
        return max(0.0, calls - int(a_minute * TOLERANCE)) * 60 / a_minute
    if name == "posts in the workspace":
        return max(0.0, calls - WORKSPACE_BURST) / WORKSPACE_RATE
    return max(0.0, calls - CHANNEL_BURST) / CHANNEL_RATE
