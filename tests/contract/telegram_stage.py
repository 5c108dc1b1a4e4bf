"""Askers on the stand-in's Telegram, an inbox in memory, and a clock that is told the time."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bots.telegram.channel import TelegramChannel
from bots.telegram.client import Telegram
from bots.telegram.parse import parse
from routing.ports import Channel, Post, RawEvent, Reply
from tests.contract import specs
from tests.contract.standins import Control, control_of

TOKEN = "4200000001:sandbox-telegram-token"
US = 4200000001


class Clock:
    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time

    def go(self, step: timedelta) -> None:
        self.time += step


class Shelf:
    """An inbox in memory. `down` makes it refuse."""

    def __init__(self) -> None:
        self.events: dict[str, RawEvent] = {}
        self.cursors: dict[str, str] = {}
        self.gaps: list[tuple[str, datetime | None, datetime]] = []
        self.down = False
        self.refused = 0

    def _check(self) -> None:
        if self.down:
            self.refused += 1
            raise OSError("no space left")

    async def keep(self, event: RawEvent) -> bool:
        return await self.keep_page([event]) == 1

    async def keep_page(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> int:
        self._check()
        new = [event for event in events if event.key not in self.events]
        self.events |= {event.key: event for event in new}
        self.cursors |= dict([cursor] if cursor else [])
        return len(new)

    async def cursor(self, name: str) -> str | None:
        self._check()
        return self.cursors.get(name)

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
        self._check()
        self.gaps.append((channel, since, until))

    def posts(self) -> list[Post]:
        return [post for event in self.events.values() if isinstance(post := parse(event.payload), Post)]

    def texts(self) -> list[str]:
        return [post.text for post in self.posts()]


class Stage:
    """The stand-in as its people see it, what it recorded of us, and our real adapter on it."""

    platform = "telegram"
    post_call = "sendMessage"

    def __init__(self, url: str, control: Control) -> None:
        self.url, self.control = f"{url}/telegram", control
        self.line = Telegram(TOKEN, self.url)
        self.channel: Channel = TelegramChannel(self.line)

    # --- people

    def play(self, path: str, **body: Any) -> Any:
        return self.control.post(f"telegram/{path}", **body)

    def say(self, text: str, sender: str = "anna", **more: Any) -> str:
        """Somebody writes; the message's external id."""
        said = self.play("messages", text=text, **{"from": sender}, **more)
        return f"{said['chat_id']}:{said['message_id']}"

    def chat(self, kind: str, title: str, **more: Any) -> int:
        return int(self.play("chats", type=kind, title=title, **more)["id"])

    def fault(self, method: str, kind: str, **more: Any) -> None:
        self.control.fault(self.platform, method, kind, **more)

    # --- what stands there, and what we asked for

    def messages(self, chat: int | str) -> list[dict[str, Any]]:
        return [each for each in self.control.get(f"telegram/chats/{chat}/messages") if not each["deleted"]]

    def ours(self, chat: int | str) -> list[dict[str, Any]]:
        return [each for each in self.messages(chat) if each["ours"]]

    def calls(self, method: str = "*") -> list[dict[str, Any]]:
        return self.control.requests(platform=self.platform, method=method)

    def faults_in_calls(self) -> list[str]:
        """Where anything we sent breaks the Bot API's own description."""
        return [fault for call in self.calls() for fault in specs.telegram_call_faults(call["method"], _typed(call))]

    # --- as every channel's stage

    def ask(self) -> Reply:
        question = self.say("My oven is cold")
        return Reply(1, "Turn it off and on again, please. Ben", question, chat=question.rpartition(":")[0])

    def said(self) -> list[str]:
        return [each["text"] for chat in self.control.get("telegram/chats") for each in self.ours(chat["id"])]

    def unreachable(self) -> Channel:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
        return TelegramChannel(Telegram(TOKEN, f"http://127.0.0.1:{port}"))

    def take_away(self, reply: Reply) -> None:
        chat, _, number = reply.target.rpartition(":")
        self.play("messages/delete", chat=chat, message_id=number)


def _typed(call: dict[str, Any]) -> dict[str, Any]:
    """A form's values with the types that the description gives them."""
    described = specs.load(specs.TELEGRAM)["methods"][call["method"]]
    fields = {field["name"]: field["types"] for field in described.get("fields", [])}
    return {name: _value(fields.get(name, []), value) for name, value in call["body"].items()}


def _value(types: list[str], value: Any) -> Any:
    if "Integer" in types and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if types == ["Boolean"] and value in {"true", "false"}:
        return value == "true"
    return value


@asynccontextmanager
async def line_to(address: str, token: str = TOKEN) -> AsyncIterator[Telegram]:
    line = Telegram(token, address)
    try:
        yield line
    finally:
        await line.close()


@asynccontextmanager
async def running(task: Any) -> AsyncIterator[None]:
    """A listener at work for the length of a `with` block."""
    runner = asyncio.create_task(task)
    try:
        yield
    finally:
        assert not runner.done()
        runner.cancel()
        await asyncio.wait([runner])


async def until(true: Callable[[], bool]) -> None:
    """Wait for something to come true; the test's own time limit ends it otherwise."""
    while not true():  # noqa: ASYNC110 - what happens, happens in the stand-in
        await asyncio.sleep(0.005)


@asynccontextmanager
async def stage_at(url: str) -> AsyncIterator[Stage]:
    """An empty stand-in with our adapter on it."""
    with control_of(url) as control:
        stage = Stage(url, control)
        try:
            yield stage
        finally:
            await stage.line.close()
