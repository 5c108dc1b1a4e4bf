"""What both ways of receiving share: where updates are kept, how we are, and how long nobody listened."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bots.telegram.event import CHANNEL
from routing.errors import StoreDown
from routing.ports import Clock, DeliveryError, Outcome, RawEvent

__all__ = ["Attendance", "Health", "Keeper", "OnHealth", "unless_refused", "why"]

OnHealth = Callable[[str, str], None]  # state ("up", "limited", "down"), and a sentence when not up

_log = logging.getLogger(__name__)

_SEEN = "telegram.seen_at"
_KEPT_BY_TELEGRAM = timedelta(hours=24)
_WRITE_EVERY = timedelta(minutes=1)
_LONGEST_WAIT = 60.0


class Keeper(Protocol):
    """What we need of routing's inbox."""

    async def keep(self, event: RawEvent) -> bool: ...

    async def keep_page(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> int: ...

    async def cursor(self, name: str) -> str | None: ...

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None: ...


class Attendance:
    """When we last surely had all that Telegram held for us; a longer absence than it waits leaves a gap."""

    def __init__(self, inbox: Keeper, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock
        self._seen: datetime | None = None
        self._written: datetime | None = None

    async def keep(self, events: Sequence[RawEvent]) -> None:
        """Keep one page, and that we were there, in one transaction; before that, what was lost meanwhile."""
        now = self._clock.now()
        await self._record_absence(now)
        if events or self._written is None or now - self._written >= _WRITE_EVERY:
            await self._inbox.keep_page(events, cursor=(_SEEN, now.isoformat()))
            self._written = now
        self._seen = now

    async def _record_absence(self, now: datetime) -> None:
        if self._seen is None:
            before = await self._inbox.cursor(_SEEN)
            self._seen = datetime.fromisoformat(before) if before else now
        lost_until = now - _KEPT_BY_TELEGRAM
        if self._seen < lost_until:
            reason = "Telegram keeps messages for 24 hours, and nobody fetched them for longer."
            await self._inbox.record_gap(CHANNEL, self._seen, lost_until, reason)
            self._seen = now


def why(error: Exception) -> str:
    """What failed in the store, for the log: where, but not with which of the askers' words."""
    if isinstance(error, StoreDown):
        return str(error)
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {at.filename}:{at.lineno}"


class Health:
    """How receiving fares: told when it changes, with how long to wait after failures in a row."""

    def __init__(self, tell: OnHealth, first_wait: float) -> None:
        self._tell, self._first_wait = tell, first_wait
        self._failures = 0
        self._told = ("", "")

    def well(self) -> None:
        self._failures = 0
        self.say("up", "")

    def ill(self, detail: str, asked: float = 0.0) -> float:
        """Seconds to wait now; `asked` is what Telegram asks for at least."""
        self._failures += 1
        self.say("limited" if asked else "down", detail)
        return max(min(self._first_wait * 2.0 ** min(self._failures - 1, 10), _LONGEST_WAIT), asked)

    def say(self, state: str, detail: str) -> None:
        if (state, detail) != self._told:
            self._told = (state, detail)
            self._tell(state, detail)


async def unless_refused(step: Callable[[], Awaitable[object]]) -> None:
    """Take a step that helps and is not needed: what Telegram refuses is logged, other failures are raised."""
    try:
        await step()
    except DeliveryError as error:
        if error.outcome is not Outcome.REFUSED:
            raise
        _log.warning("Telegram refused a step: %s", error.for_person)
