"""The webhook as an ASGI application: the secret, the commit, the answer."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest
from starlette.types import Message

from bots.telegram.client import Us
from bots.telegram.parse import parse
from bots.telegram.webhook import Webhook
from routing.ports import Post, RawEvent, Unparsable

SECRET = "a-Secret_1"
UPDATE: dict[str, Any] = {
    "update_id": 9,
    "message": {
        "message_id": 3,
        "date": 100,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "Anna"},
        "text": "My oven is cold",
    },
}


class Shelf:
    """An inbox in memory; `down` makes it refuse."""

    def __init__(self) -> None:
        self.events: dict[str, RawEvent] = {}
        self.down = False

    async def keep(self, event: RawEvent) -> bool:
        if self.down:
            raise OSError("no space left")
        new = event.key not in self.events
        self.events.setdefault(event.key, event)
        return new

    async def keep_page(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> int:
        return len([await self.keep(event) for event in events])

    async def cursor(self, name: str) -> str | None:
        return None

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
        raise AssertionError("a webhook records no gap")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def call(shelf: Shelf, method: str = "POST", *, secret: str | None = SECRET, **request: Any) -> httpx.Response:
    app = Webhook(shelf, lambda: Us(4200, "brightaisle_bot"), SECRET)
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://byhand") as client:
        return await client.request(method, "/telegram/webhook", headers=headers, **request)


async def test_an_update_with_the_secret_is_kept_and_then_acknowledged(shelf: Shelf) -> None:
    answer = await call(shelf, json=UPDATE)
    assert (answer.status_code, answer.content) == (200, b"")
    (kept,) = shelf.events.values()
    assert isinstance(parse(kept.payload), Post)


async def test_a_repeated_update_is_acknowledged_again_and_kept_once(shelf: Shelf) -> None:
    answers = [await call(shelf, json=UPDATE) for _ in range(2)]
    assert ([answer.status_code for answer in answers], len(shelf.events)) == ([200, 200], 1)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.lower(), SECRET + "x"])
async def test_without_the_right_secret_nothing_is_kept(shelf: Shelf, secret: str | None) -> None:
    answer = await call(shelf, secret=secret, json=UPDATE)
    assert (answer.status_code, shelf.events) == (403, {})


async def test_the_secret_comes_before_the_body_is_read() -> None:
    app = Webhook(Shelf(), lambda: Us(4200), SECRET)
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the body was read")

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "http", "method": "POST", "headers": []}, receive, send)
    assert sent[0]["status"] == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "OPTIONS"])
async def test_only_a_post_is_answered(shelf: Shelf, method: str) -> None:
    assert (await call(shelf, method)).status_code == 405


async def test_a_body_over_a_megabyte_is_refused(shelf: Shelf) -> None:
    answer = await call(shelf, content=b"x" * (1024 * 1024 + 1))
    assert (answer.status_code, shelf.events) == (413, {})


async def test_a_body_that_does_not_say_how_long_it_is_may_not_be_longer_either(shelf: Shelf) -> None:
    async def endless() -> Any:
        for _ in range(1025):
            yield b"x" * 1024

    assert (await call(shelf, content=endless())).status_code == 413


@pytest.mark.parametrize("body", [b"{not json", b"\xff\xfe", b"", b"[]", b"null", b"[" * 100_000, b'{"update_id": 1}'])
async def test_what_is_no_update_is_kept_and_not_sent_for_ever(shelf: Shelf, body: bytes) -> None:
    answer = await call(shelf, content=body)
    assert (answer.status_code, len(shelf.events)) == (200, 1)
    (kept,) = shelf.events.values()
    with pytest.raises(Unparsable):
        parse(kept.payload)


async def test_an_unreadable_body_is_kept_as_it_came(shelf: Shelf) -> None:
    await call(shelf, content=b'{"half": "an upd')
    (kept,) = shelf.events.values()
    assert kept.payload["raw"] == '{"half": "an upd'


async def test_what_could_not_be_stored_is_not_acknowledged(shelf: Shelf) -> None:
    shelf.down = True
    assert (await call(shelf, json=UPDATE)).status_code == 503
    shelf.down = False
    assert (await call(shelf, json=UPDATE)).status_code == 200
    assert len(shelf.events) == 1


async def test_a_sender_who_hangs_up_leaves_nothing_behind(shelf: Shelf) -> None:
    app = Webhook(shelf, lambda: Us(4200), SECRET)
    half = json.dumps(UPDATE).encode()[:40]
    messages: list[Message] = [{"type": "http.request", "body": half, "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None: ...

    headers = [(b"x-telegram-bot-api-secret-token", SECRET.encode())]
    await app({"type": "http", "method": "POST", "headers": headers}, receive, send)
    assert shelf.events == {}


@pytest.mark.parametrize("secret", ["", "with blank", "ä", "x" * 257])
def test_a_secret_that_telegram_does_not_take_is_refused_at_start(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook(Shelf(), lambda: Us(4200), secret)
