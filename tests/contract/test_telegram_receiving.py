"""Receiving from Telegram through the real library, against the stand-in: by polling and by webhook."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bots.telegram.client import ALLOWED_UPDATES, Telegram
from bots.telegram.listen import Listener
from bots.telegram.webhook import Registration, Webhook
from sandbox import serve
from tests.contract.telegram_stage import US, Clock, Shelf, Stage, line_to, running, stage_at, until

SECRET = "a-Secret_1"
DAY = timedelta(hours=24)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[serve.RunningSandbox]:
    with serve.running(speed=1000) as started:
        yield started


@pytest.fixture
async def stage(sandbox: serve.RunningSandbox) -> AsyncIterator[Stage]:
    async with stage_at(sandbox.url) as stage:
        yield stage


@pytest.fixture
def line(stage: Stage) -> Telegram:
    return stage.line


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def listener(line: Telegram, shelf: Shelf, clock: Clock, health: list[tuple[str, str]]) -> Listener:
    return Listener(line, shelf, clock, lambda *told: health.append(told), seconds=1, first_wait=0.01)


# --- polling


async def test_what_people_write_is_kept_and_then_confirmed(stage: Stage, shelf: Shelf, listener: Listener) -> None:
    async with running(listener.run()):
        stage.say("My oven is cold")
        await until(lambda: len(shelf.events) == 1)
        stage.say("Now it is hot")
        await until(lambda: len(shelf.events) == 2)
        calls = stage.calls("getUpdates")
    assert shelf.texts() == ["My oven is cold", "Now it is hot"]
    assert all(call["body"]["allowed_updates"] == list(ALLOWED_UPDATES) for call in calls)
    assert stage.faults_in_calls() == []


async def test_what_cannot_be_stored_is_not_confirmed_and_comes_again(
    stage: Stage, shelf: Shelf, listener: Listener, health: list[tuple[str, str]]
) -> None:
    shelf.down = True
    stage.say("My oven is cold")
    async with running(listener.run()):
        await until(lambda: shelf.refused >= 3)
        assert all("offset" not in call["body"] for call in stage.calls("getUpdates"))
        shelf.down = False
        await until(lambda: health[-1] == ("up", ""))
    assert shelf.texts() == ["My oven is cold"]
    assert health == [("down", "what Telegram sends cannot be stored"), ("up", "")]


async def test_a_page_after_the_other_is_kept_until_nothing_waits(
    stage: Stage, shelf: Shelf, listener: Listener
) -> None:
    for number in range(130):
        stage.say(f"Question {number}")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 130)


@pytest.mark.parametrize("switch", [{"duplicate": 3}, {"reorder": True}])
async def test_repeated_and_shuffled_updates_are_each_kept_once(
    stage: Stage, shelf: Shelf, listener: Listener, switch: dict[str, object]
) -> None:
    stage.play("switches", **switch)
    for number in range(20):
        stage.say(f"Question {number}")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 20)
        stage.say("The last")
        await until(lambda: len(shelf.events) == 21)


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "5xx", "429", "latency"])
async def test_the_poll_survives_every_fault_and_loses_nothing(
    stage: Stage, shelf: Shelf, listener: Listener, fault: str
) -> None:
    stage.fault("getUpdates", fault, times=2, seconds=0.1)
    stage.say("My oven is cold")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 1)


async def test_the_poll_starts_before_telegram_can_be_reached(
    stage: Stage, shelf: Shelf, listener: Listener, health: list[tuple[str, str]]
) -> None:
    stage.fault("*", "down", times=5)
    stage.say("My oven is cold")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 1)
    assert (health[0][0], health[-1]) == ("down", ("up", ""))


async def test_numbers_that_start_anew_after_a_quiet_week_lose_nothing(
    stage: Stage, shelf: Shelf, clock: Clock, listener: Listener
) -> None:
    async with running(listener.run()):
        stage.say("My oven is cold")
        await until(lambda: len(shelf.events) == 1)
        clock.go(timedelta(days=8))
        polls = len(stage.calls("getUpdates"))
        while len(stage.calls("getUpdates")) < polls + 2:  # noqa: ASYNC110 - the stand-in gives no event
            await asyncio.sleep(0.05)
        last = (stage.calls("getUpdates"))[-1]
        assert "offset" not in last["body"]


async def test_a_second_poller_is_told_and_waited_out(
    stage: Stage, shelf: Shelf, listener: Listener, health: list[tuple[str, str]]
) -> None:
    async with running(listener.run()), line_to(stage.url) as other:
        await until(lambda: ("up", "") in health)
        await other.updates(None, 0)
        await until(lambda: ("down", "another poller or a webhook is active") in health)
        stage.say("My oven is cold")
        await until(lambda: len(shelf.events) == 1 and health[-1] == ("up", ""))


async def test_a_webhook_that_is_set_gives_way_to_polling_and_nothing_is_dropped(
    stage: Stage, line: Telegram, shelf: Shelf, listener: Listener
) -> None:
    await line.set_webhook("http://127.0.0.1:9/telegram/webhook", SECRET, 1)
    stage.say("My oven is cold")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 1)
    (call,) = stage.calls("deleteWebhook")
    assert call["body"] == {"drop_pending_updates": "false"}


async def test_without_a_webhook_none_is_taken_away(stage: Stage, shelf: Shelf, listener: Listener) -> None:
    stage.say("My oven is cold")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 1)
    assert stage.calls("deleteWebhook") == []


async def test_what_we_were_told_says_who_we_were(stage: Stage, shelf: Shelf, listener: Listener) -> None:
    stage.say("My oven is cold")
    async with running(listener.run()):
        await until(lambda: len(shelf.events) == 1)
    (event,) = shelf.events.values()
    assert event.payload["us"] == {"id": US, "username": "brightaisle_bot"}


# --- gaps


async def test_an_absence_longer_than_a_day_leaves_a_gap_with_its_bounds(
    stage: Stage, line: Telegram, shelf: Shelf, clock: Clock, health: list[tuple[str, str]]
) -> None:
    left = clock.now()
    await _listen_once(line, shelf, clock, health)
    clock.go(DAY + timedelta(hours=5))
    await _listen_once(line, shelf, clock, health)
    assert shelf.gaps == [("telegram", left, left + timedelta(hours=5))]


async def test_an_absence_within_a_day_leaves_no_gap(
    stage: Stage, line: Telegram, shelf: Shelf, clock: Clock, health: list[tuple[str, str]]
) -> None:
    await _listen_once(line, shelf, clock, health)
    clock.go(DAY)
    await _listen_once(line, shelf, clock, health)
    assert shelf.gaps == []


async def test_a_first_start_leaves_no_gap(
    stage: Stage, line: Telegram, shelf: Shelf, clock: Clock, health: list[tuple[str, str]]
) -> None:
    await _listen_once(line, shelf, clock, health)
    assert shelf.gaps == []


async def test_an_outage_while_running_leaves_a_gap_once(
    stage: Stage, shelf: Shelf, clock: Clock, listener: Listener, health: list[tuple[str, str]]
) -> None:
    async with running(listener.run()):
        await until(lambda: health == [("up", "")])
        stage.fault("getUpdates", "down", times=3)
        await until(lambda: health[-1][0] == "down")
        clock.go(DAY * 2)
        await until(lambda: health[-1] == ("up", ""))
        stage.say("My oven is cold")
        await until(lambda: len(shelf.events) == 1)
    assert len(shelf.gaps) == 1


async def _listen_once(line: Telegram, shelf: Shelf, clock: Clock, health: list[tuple[str, str]]) -> None:
    health.clear()
    listener = Listener(line, shelf, clock, lambda *told: health.append(told), seconds=0)
    async with running(listener.run()):
        await until(lambda: health == [("up", "")])


# --- by webhook


class Minimal:
    """A Bot API that knows setWebhook and getUpdates, and nothing else."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str]]] = []

    async def answer(self, request: Request) -> JSONResponse:
        method = request.url.path.rpartition("/")[2]
        self.calls.append((method, dict(parse_qsl((await request.body()).decode()))))
        if method == "getUpdates":
            first = len([name for name, _ in self.calls if name == method]) == 1
            return JSONResponse({"ok": True, "result": [UPDATE] if first else []})
        if method == "setWebhook":
            return JSONResponse({"ok": True, "result": True})
        return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, status_code=404)


UPDATE = {
    "update_id": 9,
    "message": {"message_id": 3, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": "Hi"},
}


@asynccontextmanager
async def at_work(app: Starlette) -> AsyncIterator[str]:
    """An application behind a real server; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none"))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def minimal() -> AsyncIterator[tuple[Minimal, Telegram]]:
    server = Minimal()
    app = Starlette(routes=[Route("/{path:path}", server.answer, methods=["POST"])])
    async with at_work(app) as address, line_to(address) as line:
        yield server, line


async def test_a_server_that_knows_only_what_is_needed_is_enough_to_poll(
    shelf: Shelf, clock: Clock, health: list[tuple[str, str]]
) -> None:
    async with minimal() as (server, line):
        listener = Listener(line, shelf, clock, lambda *told: health.append(told), seconds=1, first_wait=0.01)
        async with running(listener.run()):
            await until(lambda: len(server.calls) > 5)
    assert (shelf.texts(), health) == (["Hi"], [("up", "")])
    assert ("getUpdates", "10") in {(name, body.get("offset")) for name, body in server.calls}


async def test_a_server_that_knows_only_what_is_needed_is_enough_for_a_webhook(
    shelf: Shelf, health: list[tuple[str, str]]
) -> None:
    async with minimal() as (server, line), running(registration(line, shelf, health, "http://127.0.0.1:9").run()):
        await until(lambda: health == [("up", "")])
    ((_, body),) = [call for call in server.calls if call[0] == "setWebhook"]
    assert body["url"] == "http://127.0.0.1:9/telegram/webhook"


@asynccontextmanager
async def served(shelf: Shelf, line: Telegram) -> AsyncIterator[str]:
    """Our webhook behind a real server; gives its address."""
    app = Starlette(routes=[Route("/telegram/webhook", Webhook(shelf, lambda: line.us, SECRET))])
    async with at_work(app) as address:
        yield f"{address}/telegram/webhook"


def registration(line: Telegram, shelf: Shelf, health: list[tuple[str, str]], url: str) -> Registration:
    return Registration(
        line,
        shelf,
        Clock(),
        lambda *told: health.append(told),
        url=url,
        secret=SECRET,
        every=0.05,
        first_wait=0.01,
    )


async def test_telegram_brings_updates_to_the_webhook_that_we_registered(
    stage: Stage, line: Telegram, shelf: Shelf, health: list[tuple[str, str]]
) -> None:
    async with served(shelf, line) as url, running(registration(line, shelf, health, url).run()):
        await until(lambda: ("up", "") in health)
        for number in range(30):
            stage.say(f"Question {number}")
        await until(lambda: len(shelf.events) == 30)
    (call,) = stage.calls("setWebhook")
    assert call["body"]["allowed_updates"] == list(ALLOWED_UPDATES)
    assert (call["body"]["secret_token"], call["body"]["url"]) == (SECRET, url)
    assert stage.faults_in_calls() == []


async def test_what_the_webhook_could_not_store_comes_again(
    stage: Stage, line: Telegram, shelf: Shelf, health: list[tuple[str, str]]
) -> None:
    async with served(shelf, line) as url, running(registration(line, shelf, health, url).run()):
        await until(lambda: ("up", "") in health)
        shelf.down = True
        stage.say("My oven is cold")
        await until(lambda: shelf.refused > 0)
        await until(lambda: health[-1][0] == "down")
        shelf.down = False
        await until(lambda: shelf.texts() == ["My oven is cold"] and health[-1] == ("up", ""))


async def test_a_webhook_that_was_taken_away_is_set_again(
    stage: Stage, line: Telegram, shelf: Shelf, health: list[tuple[str, str]]
) -> None:
    async with served(shelf, line) as url, running(registration(line, shelf, health, url).run()):
        await until(lambda: ("up", "") in health)
        await line.delete_webhook()
        await until(lambda: ("down", "the webhook was taken away or set elsewhere") in health)
        await until(lambda: health[-1] == ("up", ""))
    assert len(stage.calls("setWebhook")) == 2


async def test_registering_waits_until_telegram_can_be_reached(
    stage: Stage, line: Telegram, shelf: Shelf, health: list[tuple[str, str]]
) -> None:
    stage.fault("setWebhook", "5xx", times=2)
    async with served(shelf, line) as url, running(registration(line, shelf, health, url).run()):
        await until(lambda: health != [] and health[-1] == ("up", ""))
    assert len(stage.calls("setWebhook")) == 3
