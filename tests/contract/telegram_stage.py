"""Askers on the stand-in's Telegram, an inbox in memory, and a clock that is told the time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bots.telegram.client import Telegram
from bots.telegram.parse import parse
from routing.ports import Post, RawEvent
from tests.contract import specs

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
    """The stand-in as its people see it, and what it recorded of us."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/telegram"
        self._http = httpx.AsyncClient(base_url=f"{url}/_control", trust_env=False)

    async def play(self, path: str, **body: Any) -> Any:
        answer = await self._http.post(path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def say(self, text: str, sender: str = "anna", **more: Any) -> str:
        """Somebody writes; the message's external id."""
        said = await self.play("/telegram/messages", text=text, **{"from": sender}, **more)
        return f"{said['chat_id']}:{said['message_id']}"

    async def chat(self, kind: str, title: str, **more: Any) -> int:
        return int((await self.play("/telegram/chats", type=kind, title=title, **more))["id"])

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        await self.play("/faults", platform="telegram", method=method, kind=kind, **more)

    async def ours(self, chat: str) -> list[dict[str, Any]]:
        """What the bot has written there and not deleted."""
        answer = await self._http.get(f"/telegram/chats/{chat}/messages")
        return [each for each in answer.json() if each["ours"] and not each["deleted"]]

    async def calls(self, method: str = "*") -> list[dict[str, Any]]:
        answer = await self._http.get("/requests", params={"platform": "telegram", "method": method})
        return list(answer.json())

    async def faults_in_calls(self) -> list[str]:
        """Where anything we sent breaks the Bot API's own description."""
        return [
            fault for call in await self.calls() for fault in specs.telegram_call_faults(call["method"], _typed(call))
        ]

    async def close(self) -> None:
        await self._http.aclose()


def _typed(call: dict[str, Any]) -> dict[str, Any]:
    """A form's values with the types that the description gives them."""
    fields = {field["name"]: field["types"] for field in specs.load(specs.TELEGRAM)["methods"][call["method"]]["fields"]}
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
    while not true():
        await asyncio.sleep(0.005)
