"""The Slack doorway with a real store behind it and the sandbox's Slack before it."""

import asyncio
import contextlib
import itertools
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn
from sqlalchemy import text
from sqlmodel import select
from starlette.types import ASGIApp

from bots.slack.doorway import SlackDoorway, SlackSettings
from bots.slack.parse import parse as parse_slack
from bots.slack.socket import Patience
from routing import clocks
from routing.inbox import Inbox
from routing.kit import Home, Kit
from routing.outbox import Outbox
from routing.pace import Pace
from routing.ports import (
    Author,
    DeliveryError,
    Found,
    Limit,
    Outcome,
    Place,
    Point,
    Post,
    Published,
    RawEvent,
    Reply,
)
from sandbox.server import listen

BOT_TOKEN, APP_TOKEN = "xoxb-sandbox-bot-token", "xapp-sandbox-app-token"
SECRET = "sandbox-signing-secret"
SPEED = 200.0
OPENING = {"question.claim", "question.answer", "question.dismiss", "note.answer"}  # what is followed by a modal
Json = dict[str, Any]


class Clock:
    """The machine's time, and as much later as a test says."""

    def __init__(self) -> None:
        self.later = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later


class Leeds:
    """A place finder that knows one place."""

    place = Place("Leeds, GB", Point(53.8, -1.55), 10.0, "text", 0.9, "GB", "Europe/London", "Leeds")

    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        return (self.place,) if "Leeds" in text else ()

    def in_profile(self, text: str) -> Place | None:
        return self.place if "Leeds" in text else None

    def near(self, point: Point) -> Place | None:
        return None


class Board:
    """A public channel in memory; `fails` is what the next publishing ends with."""

    name = "telegram"
    can_find = False

    def __init__(self) -> None:
        self.published: list[Reply] = []
        self.fails: DeliveryError | None = None

    def parse(self, event: RawEvent) -> Post:
        asked = event.payload
        return Post(
            channel=self.name,
            external_id=event.key,
            first_id=event.key,
            conversation_id=asked.get("conversation", event.key),
            author=Author(f"asker of {event.key}", asked.get("author", "Ada Asker"), "ada"),
            text=asked["text"],
            posted_at=datetime.now(UTC),
            url=f"https://t.example/{event.key}",
            private=True,
            reply_to=asked.get("reply_to", ""),
            chat=asked.get("conversation", event.key),
        )

    def length(self, text: str) -> int:
        return len(text)

    def has_link(self, text: str) -> bool:
        return "https://" in text

    def limits(self, reply: Reply) -> tuple[Limit, ...]:
        return ()

    async def publish(self, reply: Reply) -> Published:
        failure, self.fails = self.fails, None
        if failure is None or failure.outcome is Outcome.UNKNOWN:
            self.published.append(reply)
        if failure is not None:
            raise failure
        return Published(f"{reply.target}:answer", f"https://t.example/{reply.target}/answer")

    async def find(self, reply: Reply, since: datetime) -> Found:
        raise DeliveryError(Outcome.UNKNOWN, "The board cannot be searched.")

    async def delete(self, reply: Reply, published: Published) -> None:
        self.published = [one for one in self.published if one.target != reply.target]


@dataclass
class Stage:
    """One workspace, one Byhand, and hands to play with."""

    url: str
    kit: Kit
    inbox: Inbox
    outbox: Outbox
    doorway: SlackDoorway
    board: Board
    clock: Clock
    health: list[tuple[str, str]]
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def until_up(self) -> None:
        await until(lambda: bool(self.health) and self.health[-1][0] in {"up", "limited"})

    # --- the sandbox

    async def play(self, call: str, **data: Any) -> Json:
        """What a person in Slack does."""
        return await self._control(f"/_control/slack/{call}", data)

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        await self._control("/_control/faults", {"platform": "slack", "method": method, "kind": kind, **more})

    async def _control(self, path: str, data: Json) -> Json:
        async with httpx.AsyncClient(base_url=self.url, timeout=30, trust_env=False) as http:
            answer = await http.post(path, json=data)
        assert answer.is_success, answer.text
        found: Json = answer.json()
        return found

    async def look(self, path: str) -> Any:
        async with httpx.AsyncClient(base_url=self.url, timeout=30, trust_env=False) as http:
            return (await http.get(path)).json()

    async def calls(self, method: str = "*") -> list[Json]:
        found: list[Json] = await self.look(f"/_control/requests?platform=slack&method={method}")
        return found

    async def whispers(self, person: str) -> list[str]:
        """What only this person sees, besides the answers to commands."""
        await self.doorway._afterwards.finish()
        state = await self.look("/_control/slack/state")
        mine = [json.dumps(one, ensure_ascii=False) for one in state["ephemerals"].get(person, [])]
        return [one for one in mine if "Welcome, " not in one]

    async def messages(self, channel: str) -> list[Json]:
        state = await self.look("/_control/slack/state")
        return [
            message
            for one in state["channels"]
            if channel in {one["id"], one["owner"], one["name"]}
            for message in one["messages"]
        ]

    async def card(self, channel: str, words: str = "") -> Json:
        """The newest message there that says these words."""
        await self.settle()
        found = [one for one in await self.messages(channel) if words in json.dumps(one, ensure_ascii=False)]
        assert found, f"nothing in {channel} says {words!r}"
        return found[-1]

    # --- Byhand

    async def settle(self) -> None:
        """Until nothing is left to work through, to send or to say."""
        for _ in range(400):
            worked = await asyncio.to_thread(self.inbox.work_batch)
            delay = await self.outbox.round()
            flying = bool(self.outbox._flying)
            await self.outbox.settle()
            await self.doorway._afterwards.finish()
            if not worked and not flying and delay >= 0.5:
                return
            await asyncio.sleep(min(delay, 0.02))
        raise AssertionError("it does not come to rest")

    async def tick(self, later: timedelta) -> None:
        self.clock.later += later
        for tick in clocks.TICKS:
            await self.kit.run(tick.work)
        await self.settle()

    async def ask(self, text: str = "My phone battery is empty in Leeds. What now?", **more: str) -> str:
        key = f"post-{next(self._numbers)}"
        await self.inbox.keep(RawEvent("telegram", key, "message", {"text": text, **more}))
        await self.settle()
        return key

    async def join(self, *people: str, topics: str = "phones") -> None:
        for person in people:
            typed = f"join {topics} near Leeds hours 00:00-24:00"
            said = await self.play("command", person=person, text=typed, wait=0)
            assert "Welcome" in json.dumps(said), said
        await self.settle()

    async def claim(self, person: str) -> tuple[Json, Json]:
        """The person's card, and what the click on it led to."""
        card = await self.card(person, "question.claim")
        return card, await self.click(person, card, "question.claim")

    async def click(self, person: str, card: Json, action_id: str, **more: Any) -> Json:
        channel = card.get("channel") or await self._channel_of(card)
        more.setdefault("wait", 1.0 if action_id in OPENING else 0.0)
        return await self.play("click", person=person, channel=channel, ts=card["ts"], action_id=action_id, **more)

    async def _channel_of(self, card: Json) -> str:
        state = await self.look("/_control/slack/state")
        return next(
            str(one["id"]) for one in state["channels"] for message in one["messages"] if message["ts"] == card["ts"]
        )

    async def write(self, person: str, text: str) -> Json:
        return await self.play("submit", person=person, values={"answer": {"text": text}})

    def rows(self, table: type[Any]) -> list[Any]:
        with self.kit.db.read() as session:
            return list(session.exec(select(table)))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the database."""
        with self.kit.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 100")
        other = sqlite3.connect(self.kit.db.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    def spoil(self, statement: str) -> None:
        """Make the data such as our code never would."""
        with self.kit.db.write() as session:
            session.execute(text(statement))


@contextlib.asynccontextmanager
async def byhand(
    url: str, plain: Kit, *, socket: bool, patience: Patience | None = None, wait: bool = True
) -> AsyncIterator[Stage]:
    """Byhand connected to the sandbox's Slack, by Socket Mode or by signed HTTP."""
    if wait:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            await http.post("/_control/reset")
    clock, board = Clock(), Board()
    kit = replace(plain, clock=clock, channels={"telegram": board}, finder=Leeds(), home=Home())
    inbox, pace = Inbox(kit, {"telegram": board.parse, "slack": parse_slack}), Pace(SPEED)
    settings = SlackSettings(
        BOT_TOKEN,
        APP_TOKEN if socket else "",
        "" if socket else SECRET,
        api_url=f"{url}/slack/api/",
        patience=patience or Patience(),
    )
    told: list[tuple[str, str]] = []
    doorway = SlackDoorway(settings, kit, inbox, pace, lambda state, detail: told.append((state, detail)))
    stage = Stage(url, kit, inbox, Outbox(kit, doorway.desk, pace), doorway, board, clock, told)
    running = asyncio.create_task(doorway.run())
    try:
        if wait:
            await stage.until_up()
        if doorway.endpoint is None:
            yield stage
        else:
            async with serving(doorway.endpoint) as address:
                await stage.play("app", request_url=f"{address}/slack/events")
                yield stage
                await stage.play("app", request_url="")
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await doorway.close()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """The ASGI application on a free port of this loop."""
    listener = listen(0)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment] # signals are pytest's
    task: asyncio.Task[Any] = asyncio.create_task(_serve(server.serve(sockets=[listener])))
    await until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def _serve(running: Coroutine[Any, Any, None]) -> None:
    await running


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to be")
