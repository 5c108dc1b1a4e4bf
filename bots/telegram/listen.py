"""Long polling: fetch a page, keep it, and only then, with the next call, tell Telegram that we have it."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bots.telegram import event
from bots.telegram.client import Telegram
from bots.telegram.errors import ConflictingError
from bots.telegram.keeping import Attendance, Health, Keeper, OnHealth, unless_refused, why
from routing.ports import Clock, DeliveryError

__all__ = ["Listener"]

_log = logging.getLogger(__name__)

# After a week without updates Telegram numbers them anew, at random: an offset that old could confirm what we never
# saw. Telegram remembers by itself what was confirmed, so no offset at all is always safe; that is why none is kept
# over a restart either (the token may be another bot's by then).
_OFFSET_LASTS = timedelta(days=6)
_BREATH = 0.25  # seconds between polls of a server that does not wait for updates


class Listener:
    """The poll. `run` ends only when it is cancelled."""

    def __init__(
        self,
        client: Telegram,
        inbox: Keeper,
        clock: Clock,
        on_health: OnHealth,
        *,
        seconds: int = 30,
        first_wait: float = 1.0,
    ) -> None:
        self._client, self._clock, self._seconds = client, clock, seconds
        self._attendance = Attendance(inbox, clock)
        self._health = Health(on_health, first_wait)
        self._offset: int | None = None
        self._offset_at: datetime | None = None
        self._webhook_ended = False
        self._answered = False

    async def run(self) -> None:
        while True:
            wait = await self._turn()
            if wait:
                await asyncio.sleep(wait)

    async def _turn(self) -> float:
        """One poll; how long to wait before the next."""
        try:
            wait = await self._poll()
        except ConflictingError:
            return self._health.ill("another poller or a webhook is active")
        except DeliveryError as error:
            return self._health.ill(error.for_person, error.retry_after or 0.0)
        except Exception as error:  # noqa: BLE001 - whatever it is, the poll goes on
            # The store, most likely: nothing is confirmed, so Telegram gives the same page again.
            _log.warning("A page of Telegram updates was not kept: %s", why(error))
            return self._health.ill("what Telegram sends cannot be stored")
        self._health.well()
        return wait

    async def _poll(self) -> float:
        """Fetch and keep what waits; how long to wait before the next poll."""
        await self._prepare()
        seconds = self._seconds if self._answered else 0  # so that we know at once how we fare
        self._answered = False
        began = asyncio.get_running_loop().time()
        page = await self._client.updates(self._valid_offset(), seconds)
        at_once = asyncio.get_running_loop().time() - began < _BREATH
        await self._attendance.keep([event.of_update(update, self._client.us) for update in page])
        self._move_on(page)
        self._answered = True
        return _BREATH if seconds and at_once and not page else 0.0

    async def _prepare(self) -> None:
        """Learn our own name, and, once, take a webhook away: Telegram allows one of the two.

        What Telegram refuses here does not keep us from polling: the poll says best what is wrong. A webhook that
        is set later is somebody's wish, and we do not quarrel over it.
        """
        if not self._client.us.username:
            await unless_refused(self._client.meet)
        if not self._webhook_ended:
            await unless_refused(self._end_webhook)
            self._webhook_ended = True

    async def _end_webhook(self) -> None:
        if (await self._client.webhook()).url:
            await self._client.delete_webhook()

    def _valid_offset(self) -> int | None:
        if self._offset_at is not None and self._clock.now() - self._offset_at > _OFFSET_LASTS:
            self._offset = None
        return self._offset

    def _move_on(self, page: Sequence[Any]) -> None:
        numbers = [number for number in map(event.number, page) if number is not None]
        if numbers:
            self._offset, self._offset_at = max(numbers) + 1, self._clock.now()
        elif page:
            raise ValueError("Telegram sent updates without a number; they are kept and cannot be confirmed")
