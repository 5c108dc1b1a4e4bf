"""Reads the mentions of us, again and again: the poll is the truth. A page is stored before the watermark moves."""

import asyncio
import functools
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bots.twitter.client import Account, Page, XClient
from bots.twitter.gather import CHANNEL, post_ids, quotes_only, raw_events
from bots.twitter.mark import Mark, iso
from bots.twitter.snowflake import id_at, time_of
from policies.listening import XCapture
from routing.errors import ByhandError
from routing.ports import Clock, DeliveryError, Outcome, RawEvent

MENTIONS = "x:mentions"
QUOTES = "x:quotes"
SEARCH_REACH = timedelta(days=7) - timedelta(minutes=5)  # a little less than X's seven days, which go on meanwhile
SEARCH_LAG = timedelta(minutes=1)  # X's search leaves the last half minute out
BETWEEN_QUOTES = timedelta(seconds=60)
AFTER_REFUSED_QUOTES = timedelta(hours=1)
FULL_REACH = 700  # X keeps 800 mentions, of which it may leave some out
LONGEST_BACKOFF = 120.0

log = logging.getLogger(__name__)
Search = Callable[..., Awaitable[Page]]


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
        self._first_backoff = min(poll_seconds, 1.0)
        self._account: Account | None = None
        self._health = ("", "")
        self._quotes_due: datetime | None = None
        self._remark = ""
        self._rest = 0.0  # seconds for which X allows no further call

    async def run(self) -> None:
        """Polls until cancelled; an error is told, waited out and never the end."""
        failures = 0
        while True:
            wait = await self._attempt(failures)
            failures = 0 if self._health[0] == "up" else failures + 1
            await asyncio.sleep(max(wait, self._rest))

    async def poll(self) -> None:
        """Reads once what is new. Raises DeliveryError, or StoreDown when it cannot be kept."""
        account = await self._me()
        await self._poll_mentions(account)
        if self._around.capture().quotes != "ignore":
            await self._poll_quotes_when_due(account)

    async def _attempt(self, failures: int) -> float:
        """Polls, and says how long to wait until the next time."""
        self._rest = 0.0
        backoff = min(self._first_backoff * 2.0 ** min(failures, 10), LONGEST_BACKOFF)
        backoff *= random.uniform(1.0, 1.25)  # noqa: S311 - spreads load, guards nothing
        try:
            await self.poll()
        except DeliveryError as error:
            self._tell("limited" if error.retry_after else "down", error.for_person)
            return max(error.retry_after or 0.0, backoff)
        except ByhandError as error:
            self._tell("down", str(error))
            return backoff
        except Exception:
            log.exception("Reading X failed")
            self._tell("down", "Reading X failed; the log says more.")
            return backoff
        self._tell("up", self._remark)
        return self._poll_seconds

    async def _me(self) -> Account:
        if self._account is None:
            self._account = await self._client.me()
            await self._around.count("user_read", 1)
        return self._account

    # --- mentions and replies ------------------------------------------------------------------------------------

    async def _poll_mentions(self, account: Account) -> None:
        """Everything since the watermark less the overlap; what lies beyond X's 800 is searched for."""
        mark = await self._mark()
        ids: list[int] = []
        bounds = mark.bounds(self._around.capture().poll_overlap)
        async for page in self._pages(self._client.mentions, "pagination_token", **bounds):
            await self._keep(mark.without_older(page), account, "mention", "owned_read")
            ids += post_ids(page)
        moved = mark.moved_to(ids)
        if ids and mark.may_miss(ids, full=FULL_REACH):
            is_full = len(ids) >= FULL_REACH
            await self._fill(account, mark, min(ids), was_full=is_full)
            moved = self._settled(mark, ids) if is_full else moved
        if moved != mark:
            await self._inbox.keep_page((), (MENTIONS, moved.value))

    async def _mark(self) -> Mark:
        """How far we have read; at the first start the policy says how far to look back."""
        value = await self._inbox.cursor(MENTIONS)
        if value is not None:
            return Mark(value)
        start = self._around.clock.now() - self._around.capture().first_look_back
        await self._inbox.record_gap(CHANNEL, None, start, "First start: what was said before this was not read.")
        await self._inbox.keep_page((), (MENTIONS, iso(start)))
        return Mark(iso(start))

    async def _fill(self, account: Account, mark: Mark, oldest: int, *, was_full: bool) -> None:
        """Searches for mentions between the watermark and the oldest one read; what search cannot reach is a gap.

        The watermark's own post is read again by the overlap. When it does not come it is deleted, or X has cut the
        list off; a search that finds nothing costs nothing, so in both cases it is made.
        """
        since, oldest_at = mark.time(), time_of(str(oldest))
        reach = self._around.clock.now() - SEARCH_REACH
        if was_full and since < reach:
            reason = "More was said than X keeps in its list of mentions, and longer ago than its search goes back."
            await self._inbox.record_gap(CHANNEL, since, min(reach, oldest_at), reason)
        since_id = id_at(max(since - self._around.capture().poll_overlap, reach))
        if int(since_id) >= oldest:
            return
        search = functools.partial(self._client.search, f"@{account.handle}")
        async for page in self._pages(search, "next_token", since_id=since_id, until_id=str(oldest)):
            await self._keep(page, account, "mention", "post_read")

    def _settled(self, mark: Mark, ids: Sequence[int]) -> Mark:
        """The mark after a full list; short of search's lag while the list begins within it.

        Search has not seen all that was said before such a list, so the next poll waits until it has, and fills again.
        """
        settled = self._around.clock.now() - SEARCH_LAG
        early = time_of(str(min(ids))) - settled
        if early <= timedelta(0):
            return mark.moved_to(ids)
        self._rest = max(self._rest, early.total_seconds())
        return Mark(id_at(settled)) if settled > mark.time() else mark

    # --- quotes --------------------------------------------------------------------------------------------------

    async def _poll_quotes_when_due(self, account: Account) -> None:
        """X's mentions leave quotes out; search is dearer, so less often, and its failure must not stop them."""
        now = self._around.clock.now()
        if self._quotes_due is not None and now < self._quotes_due:
            return
        self._quotes_due = now + max(BETWEEN_QUOTES, timedelta(seconds=self._poll_seconds))
        try:
            await self._poll_quotes(account, now)
            self._remark = ""
        except DeliveryError as error:
            self._remark = f"Quotes of us cannot be searched for: {error.for_person}"
            wait = (
                AFTER_REFUSED_QUOTES if error.outcome is Outcome.REFUSED else timedelta(seconds=error.retry_after or 0)
            )
            self._quotes_due = max(self._quotes_due, now + wait)

    async def _poll_quotes(self, account: Account, now: datetime) -> None:
        capture, value = self._around.capture(), await self._inbox.cursor(QUOTES)
        since = Mark(value).time() - capture.poll_overlap if value else now - capture.first_look_back
        reach = now - SEARCH_REACH
        if value and since < reach:
            await self._inbox.record_gap(CHANNEL, since, reach, "Quotes of us: X's search goes back seven days.")
        handle = account.handle
        addresses = " OR ".join(f'url:"{host}/{handle}/status"' for host in ("x.com", "twitter.com"))
        search = functools.partial(self._client.search, f"is:quote ({addresses}) -from:{handle}")
        async for page in self._pages(search, "next_token", start_time=iso(max(since, reach))):
            await self._keep(quotes_only(page, account), account, "quote", "post_read")
        await self._inbox.keep_page((), (QUOTES, iso(now - SEARCH_LAG)))

    # --- both ----------------------------------------------------------------------------------------------------

    async def _pages(self, read: Search, token_name: str, **bounds: str) -> AsyncIterator[Page]:
        """Every page until X names no next one; where X's limit is spent, the next one waits."""
        token: str | None = None
        while True:
            page = await read(**bounds, **{token_name: token})
            self._rest = max(self._rest, page.pause)
            yield page
            if page.next_token in {None, token}:
                return
            token = page.next_token
            if self._rest:
                self._tell("limited", f"X allows no more reading for {self._rest:.0f} s.")
                await asyncio.sleep(self._rest)
                self._rest = 0.0

    async def _keep(self, page: Page, account: Account, kind: str, price: str) -> None:
        new = await self._inbox.keep_page(raw_events(page, account, kind)) if page.posts else 0
        if new:
            # What is read again within a day costs nothing, so only what is new is counted.
            await self._around.count(price, new)

    def _tell(self, state: str, detail: str) -> None:
        if (state, detail) != self._health:
            self._health = (state, detail)
            self._around.on_health(state, detail)
