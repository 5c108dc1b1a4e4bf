"""Slack's limits of calls: buckets that fill again with time.

Slack says "about one a second a channel, short bursts tolerated" of posting and "N+ a minute" of its tiers. Here a
channel tolerates a burst of 3, the workspace (5 a second) one of 8, and a method a minute's number and a fifth more at
once, so that a caller who keeps exactly to the rate is not refused for the network's unevenness; all fill up at their
rate. `Retry-After` is a whole number of seconds, at least 1, whatever the sandbox's speed.
"""

import time
from dataclasses import dataclass, field

from sandbox.slack.errors import Limited

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = 600
CHANNEL_BURST, CHANNEL_RATE = 3, 1.0
WORKSPACE_BURST, WORKSPACE_RATE = 8, 5.0
HOUR, MINUTE = 3600.0, 60.0
TOLERANCE = 1.2


@dataclass
class Limits:
    """One bucket per key: how full it is, and since when."""

    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take_method(self, method: str, tier: int, speed: float) -> None:
        """Count a call against its method's tier; tier 0 is Slack's "special"."""
        calls = PER_MINUTE.get(tier, SPECIAL)
        self.take({f"method {method}": (int(calls * TOLERANCE), calls / MINUTE * speed)})

    def take_event(self, most: int, speed: float) -> bool:
        """Count an event to the app; False beyond so many an hour."""
        return self._has("events", most, most / HOUR * speed)

    def take_notice(self, speed: float) -> bool:
        """Whether the app is to be told now that events are left out: once a minute."""
        return self._has("notice of events", 1, speed / MINUTE)

    def _has(self, key: str, size: int, rate: float) -> bool:
        try:
            self.take({key: (size, rate)})
        except Limited:
            return False
        return True

    def take_post(self, channel: str, speed: float) -> None:
        """Count a message against its channel and the workspace, or neither."""
        self.take(
            {
                f"channel {channel}": (CHANNEL_BURST, CHANNEL_RATE * speed),
                "workspace": (WORKSPACE_BURST, WORKSPACE_RATE * speed),
            }
        )

    def take(self, buckets: dict[str, tuple[int, float]]) -> None:
        """Take one from each of these buckets (size, rate a second), or raise and take from none."""
        now, levels = time.monotonic(), {}
        for key, (size, rate) in buckets.items():
            level, since = self._buckets.get(key, (float(size), now))
            level = min(size, level + (now - since) * rate)
            if level < 1:
                raise Limited((1 - level) / rate)
            levels[key] = level - 1
        self._buckets |= {key: (level, now) for key, level in levels.items()}
