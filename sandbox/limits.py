"""Counters for the vendors' limits; `speed` of the sandbox divides every period."""

import math
import time
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Window:
    """What one fixed window says after a call: how many are left until when, and whether it was let in."""

    limit: int
    remaining: int
    reset: int
    allowed: bool


@dataclass
class FixedWindows:
    """Counts calls per key in windows that begin with a key's first call, as X does."""

    speed: float = 1.0
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def take(self, key: str, limit: int, period: float) -> Window:
        now, length = time.time(), period / self.speed
        start, count = self._windows.get(key, (now, 0))
        if now >= start + length:
            start, count = now, 0
        allowed = count < limit
        count += allowed
        self._windows[key] = (start, count)
        return Window(limit, limit - count, math.ceil(start + length), allowed)

    def clear(self) -> None:
        self._windows.clear()


@dataclass
class SlidingWindows:
    """Lets in at most `limit` calls in any `period` per key, as Telegram and Slack do."""

    speed: float = 1.0
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, key: str, limit: int, period: float) -> float:
        """Seconds until one more call would be let in: 0 when it is let in now."""
        now, length = time.monotonic(), period / self.speed
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - length:
            calls.popleft()
        return 0.0 if len(calls) < limit else calls[-limit] + length - now

    def count(self, key: str) -> None:
        """Note one call that was let in."""
        self._calls.setdefault(key, deque()).append(time.monotonic())

    def clear(self) -> None:
        self._calls.clear()
