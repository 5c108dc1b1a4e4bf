"""How fast we may go: the platforms' limits, kept so that they are never met with a 429."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterable

from routing.ports import Limit

_ABOUT, _LATENESS = 1.0, 0.2  # the longest window that is "about", in seconds, and how late, of a window


class Pace:
    """Sliding windows, one a key. Asking and taking are apart: who cannot go yet takes nothing.

    Times are seconds of a monotonic clock. `speed` is for stand-ins whose limits run faster: it divides the windows.
    A limit of a second is one that platforms call "about": a turn that was taken a little late counts as taken when it
    came, so that the lateness of each does not add up.
    """

    def __init__(self, speed: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._speed = speed
        self._clock = clock
        self._taken: dict[str, deque[float]] = {}
        self._blocked: dict[str, float] = {}

    def delay(self, limits: Iterable[Limit]) -> float:
        """Seconds until one more call under all these limits may be made; 0 when now."""
        now = self._clock()
        return max((self._delay(limit, now) for limit in limits), default=0.0)

    def take(self, limits: Iterable[Limit]) -> None:
        """Count one call made now."""
        now = self._clock()
        for limit in limits:
            window, late = self._window(limit)
            taken = self._taken.setdefault(limit.key, deque())
            turn = taken[-limit.count] + window if len(taken) >= limit.count else now
            taken.append(max(turn, now - late))

    def block(self, limits: Iterable[Limit], seconds: float) -> None:
        """The platform asked us to wait, whatever we counted."""
        until = self._clock() + seconds
        for limit in limits:
            self._blocked[limit.key] = max(until, self._blocked.get(limit.key, 0.0))

    async def wait(self, limits: tuple[Limit, ...], patience: float = math.inf) -> bool:
        """Wait for a turn and take it; False when it does not come within so many seconds."""
        until = self._clock() + patience
        while (seconds := self.delay(limits)) > 0:
            if self._clock() + seconds > until:
                return False
            await asyncio.sleep(seconds)
        self.take(limits)
        return True

    def _delay(self, limit: Limit, now: float) -> float:
        return max(self._blocked_for(limit.key, now), self._full_for(limit, now))

    def _blocked_for(self, key: str, now: float) -> float:
        seconds = self._blocked.get(key, now) - now
        if seconds <= 0:
            self._blocked.pop(key, None)
        return max(seconds, 0.0)

    def _full_for(self, limit: Limit, now: float) -> float:
        """Until the oldest call that fills the window leaves it; what has left is forgotten, its key as well."""
        window, late = self._window(limit)
        taken = self._taken.get(limit.key, deque())
        while taken and taken[0] <= now - window - late:
            taken.popleft()
        if not taken:
            self._taken.pop(limit.key, None)
        return max(taken[-limit.count] + window - now, 0.0) if len(taken) >= limit.count else 0.0

    def _window(self, limit: Limit) -> tuple[float, float]:
        """How long it is, and how late a turn in it may be taken."""
        window = limit.seconds / self._speed
        return window, _LATENESS * window if limit.seconds <= _ABOUT else 0.0
