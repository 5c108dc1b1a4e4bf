"""Updates on their way to the bot: queued, filtered, confirmed by offset or by a webhook's answer, lost after a day."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import conflict

# Telegram leaves these out unless they are asked for.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
    "chat_member", "chat_join_request", "message_reaction", "message_reaction_count",
}  # fmt: skip
DAY_SECONDS = 24 * 60 * 60.0
MOST_AT_ONCE = 100
LONGEST_POLL_SECONDS = 50
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Update:
    """One copy of one update; `place` tells copies apart."""

    id: int
    kind: str
    shape: dict[str, Any]
    place: int
    at: float

    def body(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.shape}


@dataclass
class Delivery:
    """How updates are delivered for now: faults a person may switch on.

    `keep_seconds` is how long Telegram keeps what nobody fetched.
    """

    duplicate: int = 1
    reorder: bool = False
    delay: float = 0.0
    keep_seconds: float = DAY_SECONDS


class Updates:
    """The one queue of the bot.

    `push` is told of each new update, for a webhook; `on_taken`, of each one handed out.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.push: Callable[[Update], None] | None = None
        self.on_taken: Callable[[Update], None] = lambda _update: None
        self._places = itertools.count()
        self._polls = 0
        self._late: list[asyncio.TimerHandle] = []
        self._changed = asyncio.Event()
        self.renumber()
        self.reset()

    def reset(self) -> None:
        """Nothing waits. The numbers go on: a bot that polls from its last offset would not hear lower ones."""
        self.waiting: dict[int, Update] = {}
        for timer in self._late:
            timer.cancel()
        self._late.clear()
        self.allowed: set[str] | None = None
        self.delivery = Delivery()
        self.interrupt()

    def renumber(self) -> None:
        """Go on from another number, as Telegram does after a quiet week."""
        self._next = self.chance.randint(10_000_000, 900_000_000)

    def allow(self, kinds: list[str]) -> None:
        """An empty list means Telegram's default; the choice sticks."""
        self.allowed = set(kinds) & KINDS or None

    def add(self, kind: str, shape: dict[str, Any], *, duplicate: int = 1, delay: float = 0.0) -> int | None:
        """Queue one update; None when the bot did not ask for its kind. A delayed one gets its number when it comes."""
        if kind not in (self.allowed if self.allowed is not None else KINDS - ON_REQUEST):
            return None
        copies = int(max(duplicate, self.delivery.duplicate))
        delay = delay or self.delivery.delay
        if delay:
            self._late.append(asyncio.get_running_loop().call_later(delay, self._queue, kind, shape, copies))
            return None
        return self._queue(kind, shape, copies)

    def pending(self) -> list[Update]:
        """What still waits, oldest first; anything older than a day is lost."""
        self._forget_old()
        return list(self.waiting.values())

    def waits(self, update: Update) -> bool:
        self._forget_old()
        return update.place in self.waiting

    def drop(self) -> None:
        self.waiting.clear()

    def done(self, update: Update) -> None:
        """The webhook took it."""
        self.waiting.pop(update.place, None)
        self.on_taken(update)

    def interrupt(self) -> None:
        """End the poll that waits now."""
        self._polls += 1
        self._wake()

    async def poll(self, offset: int, limit: int, seconds: float, ended: str = OTHER_POLL) -> list[dict[str, Any]]:
        """Up to `limit` updates from `offset` on, waiting for the first; a newer poll ends this one with a conflict."""
        self.interrupt()
        mine, deadline = self._polls, time.monotonic() + min(seconds, LONGEST_POLL_SECONDS)
        self._confirm(offset)
        while True:
            found = self.pending()[:limit]
            left = deadline - time.monotonic()
            if found or left <= 0:
                for update in found:
                    self.on_taken(update)
                return [update.body() for update in self._ordered(found)]
            changed = self._changed
            try:
                async with asyncio.timeout(left):
                    await changed.wait()
            except TimeoutError:
                continue
            if self._polls != mine:
                raise conflict(ended)

    def _confirm(self, offset: int) -> None:
        """Everything below the offset is done with; a negative one counts from the end."""
        kept = self.pending()[offset:] if offset < 0 else [one for one in self.pending() if one.id >= offset]
        self.waiting = {one.place: one for one in kept}

    def _forget_old(self) -> None:
        oldest = time.time() - self.delivery.keep_seconds
        while self.waiting and next(iter(self.waiting.values())).at < oldest:
            del self.waiting[next(iter(self.waiting))]

    def _queue(self, kind: str, shape: dict[str, Any], copies: int) -> int:
        number, self._next = self._next, self._next + 1
        for _ in range(copies):
            update = Update(number, kind, shape, next(self._places), time.time())
            self.waiting[update.place] = update
            if self.push is not None:
                self.push(update)
        self._wake()
        return number

    def _ordered(self, found: list[Update]) -> list[Update]:
        return self.chance.sample(found, len(found)) if self.delivery.reorder else found

    def _wake(self) -> None:
        """Whoever waits looks again; those who come later wait for the next change."""
        self._changed.set()
        self._changed = asyncio.Event()
