"""Our X adapter on the stand-in, and what its tests share."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bots.twitter.channel import XChannel
from bots.twitter.client import Keys, XClient
from bots.twitter.listen import Inbox, Listener, Surroundings
from policies.listening import XCapture
from routing.ports import RawEvent, Reply
from tests.contract.standins import Control

KEYS = Keys("sandbox-consumer-key", "sandbox-consumer-secret", "1000000001-sandbox-access", "sandbox-access-secret")


async def until(condition: Callable[[], object]) -> None:
    """Waits for what happens in the stand-in or in another thread."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - nothing there can set an event of this loop
            await asyncio.sleep(0.01)


@dataclass
class MovedClock:
    """The machine's time, moved by as much as a test wants."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Tally:
    """What X would bill, by kind."""

    counted: dict[str, int] = field(default_factory=dict)

    async def count(self, kind: str, quantity: int) -> None:
        self.counted[kind] = self.counted.get(kind, 0) + quantity


@dataclass
class MemoryInbox:
    """Keeps what it is given, once; a crash may be set to happen when a cursor is about to move."""

    events: dict[str, RawEvent] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    gaps: list[tuple[datetime | None, datetime, str]] = field(default_factory=list)
    crash_at_cursor: bool = False
    pages: int = 0

    async def keep_page(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> int:
        if cursor and self.crash_at_cursor:
            raise ConnectionError("the store is gone")
        new = {event.key: event for event in events if event.key not in self.events}
        self.events |= new
        self.pages += bool(events)
        self.cursors |= dict([cursor] if cursor else [])
        return len(new)

    async def cursor(self, name: str) -> str | None:
        return self.cursors.get(name)

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
        assert channel == "x"
        self.gaps.append((since, until, reason))


class XStage:
    """One stand-in of X with our channel and our listener on it."""

    platform = "x"
    post_call = "POST /2/tweets"

    def __init__(self, url: str, control: Control) -> None:
        self.url, self.control = f"{url}/x", control
        self.clock, self.tally, self.inbox = MovedClock(), Tally(), MemoryInbox()
        self.capture = XCapture()
        self.health: list[tuple[str, str]] = []
        self.client = XClient(KEYS, self.url)
        self.channel = self.channel_of(self.client)

    def channel_of(self, client: XClient) -> XChannel:
        return XChannel(client, self.clock, self.tally.count)

    def listener(self, inbox: Inbox | None = None) -> Listener:
        """Our real listener, on an inbox in memory unless another is given."""

        def hear(state: str, detail: str) -> None:
            self.health.append((state, detail))

        around = Surroundings(self.clock, lambda: self.capture, self.tally.count, hear)
        return Listener(self.client, inbox or self.inbox, around, poll_seconds=0.01)

    def post(self, text: str, author: str = "ann", **more: Any) -> str:
        return str(self.control.post("x/posts", author=author, text=text, **more)["id"])

    def ask(self) -> Reply:
        return self.reply_to(self.post("@brightaisle my fridge hums, what now?"))

    def reply_to(self, target: str, text: str = "Is it level? A hum often goes away then. ^Tom") -> Reply:
        return Reply(delivery_id=1, text=text, target=target, asker_handle="ann")

    def ours(self) -> list[dict[str, Any]]:
        posts: list[dict[str, Any]] = self.control.get("x/timeline")
        return [post for post in reversed(posts) if post["ours"]]

    def said(self) -> list[str]:
        return [post["typed"] for post in self.ours()]

    def take_away(self, reply: Reply) -> None:
        self.control.delete(f"x/posts/{reply.target}")

    def unreachable(self) -> XChannel:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        return self.channel_of(XClient(KEYS, f"http://127.0.0.1:{port}"))

    def calls(self, method: str = "*") -> list[dict[str, Any]]:
        return self.control.requests(platform="x", method=method)
