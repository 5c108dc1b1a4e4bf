"""The Telegram stand-in pushes updates to the bot's own address as Telegram does."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.contract import specs
from tests.contract.standins import Control
from tests.contract.telegram_by_ptb import call, say


@dataclass
class Receiver:
    """A small address of the bot's own: keeps what comes, and answers as told."""

    url: str = ""
    received: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def wait_for(self, count: int) -> list[dict[str, Any]]:
        for _ in range(500):
            if len(self.received) >= count:
                break
            await asyncio.sleep(0.01)
        return [body for _, body in self.received]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            receiver.received.append((self.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_a_webhook_gets_each_update_with_the_secret(bot: Bot, control: Control) -> None:
    with receiving() as receiver:
        said_before = await asyncio.to_thread(say, control)
        assert await bot.set_webhook(receiver.url, secret_token="a-Secret_1", allowed_updates=["message"])
        said_after = await asyncio.to_thread(say, control)
        found = await receiver.wait_for(2)
        assert {one["update_id"] for one in found} == {said_before["update_id"], said_after["update_id"]}
        assert [fault for one in found for fault in specs.telegram_faults("Update", one)] == []
        assert {secret for secret, _ in receiver.received} == {"a-Secret_1"}
        info = await call(bot, "getWebhookInfo")
        assert (info["url"], info["allowed_updates"]) == (receiver.url, ["message"])
        await bot.delete_webhook()
    assert (await call(bot, "getWebhookInfo"))["url"] == ""


async def test_a_webhook_that_fails_is_asked_again_and_the_failure_told(bot: Bot, control: Control) -> None:
    with receiving() as receiver:
        receiver.answers = [500, 403]
        await bot.set_webhook(receiver.url)
        await asyncio.to_thread(say, control)
        found = await receiver.wait_for(3)
        assert len({one["update_id"] for one in found}) == 1
        info = await call(bot, "getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
        await bot.delete_webhook()


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot) -> None:
    with receiving() as receiver:
        waiting = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await bot.set_webhook(receiver.url)
        with pytest.raises(Conflict):
            await waiting
        with pytest.raises(Conflict, match=r"(?i)webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_new_webhook_may_drop_what_waits(bot: Bot, control: Control) -> None:
    say(control)
    assert (await call(bot, "getWebhookInfo"))["pending_update_count"] == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert (await call(bot, "getWebhookInfo"))["pending_update_count"] == 0


@pytest.mark.parametrize(
    "options",
    [
        {"url": "http://example.com/hook"},
        {"url": "https://example.com:8444/hook"},
        {"url": "http://127.0.0.1:1/hook", "secret_token": "not allowed!"},
        {"url": "http://127.0.0.1:1/hook", "max_connections": 101},
    ],
)
async def test_a_webhook_telegram_would_not_take_is_refused(bot: Bot, options: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(**options)
