"""Reads the mentions of us, again and again: the poll is the truth. A page is stored before the watermark moves."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bots.twitter.client import Account, Page, XClient
from bots.twitter.gather import CHANNEL, post_ids, quotes_only, raw_events
from bots.twitter.snowflake import id_at, time_of
from policies.listening import XCapture
from routing.ports import Clock, DeliveryError, Outcome, RawEvent

MENTIONS = "x:mentions"
QUOTES = "x:quotes"
SEARCH_REACH = timedelta(days=7)
SEARCH_MARGIN = timedelta(minutes=5)
SEARCH_LAG = timedelta(minutes=1)
LONGEST_BACKOFF = 120.0
LEAST_BETWEEN_QUOTES = timedelta(seconds=60)
AFTER_REFUSED_QUOTES = timedelta(hours=1)
FULL_REACH = 700  # X keeps 800 mentions, some of which it may leave out of the pages

log = logging.getLogger(__name__)


class Inbox(Protocol):
    """What the listener needs of routing's inbox."""

    async def keep_page(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> int: ...

    async def cursor(self, name: str) -> str | None: ...

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None: ...


@dataclass(frozen=True)
class Surroundings:
    """What the listener is given.

    `count(kind, quantity)` notes what X bills; `on_health(state, detail)` gets "up", "limited" or "down" whenever that
    changes, with a sentence.
    """

    clock: Clock
    capture: Callable[[], XCapture]
    count: Callable[[str, int], Awaitable[Any]]
    on_health: Callable[[str, str], None]


class Listener:
    """Captures what is said to us on X: mentions and replies by the mentions timeline, quotes by search."""

    def __init__(self, client: XClient, inbox: Inbox, around: Surroundings, poll_seconds: float) -> None:
        self._client, self._inbox, self._around = client, inbox, around
        self._poll_seconds = poll_seconds
        self._account: Account | None = None
        self._health = ("", "")
        self._quotes_due: datetime | None = None

    async def run(self) -> None:
        """Polls until cancelled; an error is told, waited out and never the end."""
        failures = 0
        while True:
            wait = self._poll_seconds
            try:
                await self.poll()
            except DeliveryError as error:
                failures += 1
                wait = max(error.retry_after or 0.0, self._backoff(failures))
                self._tell("limited" if error.retry_after else "down", error.for_person)
            except Exception:
                failures += 1
                wait = self._backoff(failures)
                log.exception("Reading X failed")
                self._tell("down", "Reading X failed; the log says more.")
            else:
                failures = 0
                self._tell("up", "")
            await asyncio.sleep(wait)

    async def poll(self) -> None:
        """Reads once what is new. Raises DeliveryError, or StoreDown when it cannot be kept."""
        account = await self._me()
        await self._poll_mentions(account)
        if self._around.capture().quotes != "ignore":
            await self._poll_quotes_when_due(account)

    async def _me(self) -> Account:
        if self._account is None:
            self._account = await self._client.me()
            await self._around.count("user_read", 1)
        return self._account

    # --- mentions and replies ------------------------------------------------------------------------------

    async def _poll_mentions(self, account: Account) -> None:
        """Everything since the watermark less the overlap; what lies beyond X's 800 is searched for."""
        watermark = await self._inbox.cursor(MENTIONS)
        bounds, floor = await self._bounds(watermark)
        ids: list[int] = []
        async for page in _pages(self._client.mentions, "pagination_token", bounds, self._limited):
            await self._keep(page, account, "mention", "owned_read")
            ids += post_ids(page)
        if ids and min(ids) > floor:
            await self._fill(account, bounds["since_id"] or str(floor), floor, min(ids), is_full=len(ids) >= FULL_REACH)
        newest = max([*ids, floor])
        if str(newest) != watermark:
            await self._inbox.keep_page((), (MENTIONS, str(newest)))

    async def _bounds(self, watermark: str | None) -> tuple[dict[str, str | None], int]:
        """How the first page is asked for, and the id from which on nothing may be missing."""
        if watermark is not None:
            since = time_of(watermark) - self._around.capture().poll_overlap
            return {"since_id": id_at(since)}, int(watermark)
        now = self._around.clock.now()
        start = now - self._around.capture().first_look_back
        await self._inbox.record_gap(CHANNEL, None, start, "First start: what was said before this was not read.")
        return {"since_id": None, "start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}"}, int(id_at(start))

    async def _fill(self, account: Account, since_id: str, floor: int, oldest: int, *, is_full: bool) -> None:
        """Searches for mentions between the watermark and the oldest one read; what search cannot reach is a gap.

        The watermark's own post is read again by the overlap; when it did not come, it is deleted, or X has cut the
        list off. A search that finds nothing costs nothing, so both are asked.
        """
        reach = self._around.clock.now() - SEARCH_REACH + SEARCH_MARGIN
        if is_full and time_of(str(floor)) < reach:
            lost_until = min(reach, time_of(str(oldest)))
            await self._inbox.record_gap(CHANNEL, time_of(str(floor)), lost_until, "More than X keeps was missed.")
        bounds = {"since_id": str(max(int(since_id), int(id_at(reach)))), "until_id": str(oldest)}
        if int(bounds["since_id"]) >= oldest:
            return
        search = self._searching(f"@{account.handle}")
        async for page in _pages(search, "next_token", bounds, self._limited):
            await self._keep(page, account, "mention", "post_read")

    # --- quotes ----------------------------------------------------------------------------------------------

    async def _poll_quotes_when_due(self, account: Account) -> None:
        """X's mentions leave quotes out; a refused search must not stop the mentions."""
        now = self._around.clock.now()
        if self._quotes_due is not None and now < self._quotes_due:
            return
        self._quotes_due = now + max(LEAST_BETWEEN_QUOTES, timedelta(seconds=self._poll_seconds))
        try:
            await self._poll_quotes(account, now)
        except DeliveryError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            log.warning("X refuses to search for quotes of us: %s", error)
            self._quotes_due = now + AFTER_REFUSED_QUOTES

    async def _poll_quotes(self, account: Account, now: datetime) -> None:
        capture, watermark = self._around.capture(), await self._inbox.cursor(QUOTES)
        since = time_of(watermark) - capture.poll_overlap if watermark else now - capture.first_look_back
        reach = now - SEARCH_REACH + SEARCH_MARGIN
        if since < reach and watermark:
            await self._inbox.record_gap(CHANNEL, since, reach, "Quotes of us: X's search goes back seven days.")
        handle = account.handle
        addresses = " OR ".join(f'url:"{host}/{handle}/status"' for host in ("x.com", "twitter.com"))
        search = self._searching(f"is:quote ({addresses}) -from:{handle}")
        async for page in _pages(search, "next_token", {"since_id": id_at(max(since, reach))}, self._limited):
            await self._keep(quotes_only(page, account), account, "quote", "post_read")
        await self._inbox.keep_page((), (QUOTES, id_at(now - SEARCH_LAG)))

    # --- both ------------------------------------------------------------------------------------------------

    def _searching(self, query: str) -> Callable[..., Awaitable[Page]]:
        async def search(**bounds: str | None) -> Page:
            return await self._client.search(query, **bounds)

        return search

    async def _keep(self, page: Page, account: Account, kind: str, price: str) -> None:
        new = await self._inbox.keep_page(raw_events(page, account, kind))
        if new:
            # Read again within a day costs nothing, so only what is new is counted.
            await self._around.count(price, new)

    def _limited(self, seconds: float) -> None:
        self._tell("limited", f"X allows no more reading for {seconds:.0f} s.")

    def _tell(self, state: str, detail: str) -> None:
        if (state, detail) != self._health:
            self._health = (state, detail)
            self._around.on_health(state, detail)

    @staticmethod
    def _backoff(failures: int) -> float:
        return min(2.0 ** min(failures - 1, 10), LONGEST_BACKOFF) * random.uniform(1.0, 1.25)  # noqa: S311 - spreads load


async def _pages(
    read: Callable[..., Awaitable[Page]],
    token_name: str,
    bounds: Mapping[str, str | None],
    on_pause: Callable[[float], None],
) -> AsyncIterator[Page]:
    """Every page until X names no next one; waits where X's limit is spent."""
    token: str | None = None
    while True:
        page = await read(**bounds, **{token_name: token})
        yield page
        token = page.next_token
        if page.pause:
            on_pause(page.pause)
            await asyncio.sleep(page.pause)
        if token is None:
            return
