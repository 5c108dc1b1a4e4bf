"""Telegram's webhook on the real inbox and a real file: committed before it is acknowledged, or not acknowledged."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bots.telegram.client import Us
from bots.telegram.webhook import Webhook
from routing.inbox import Inbox
from routing.kit import Kit, SystemClock
from routing.ports import Place, Point
from routing.rulebook import Rulebook
from store.db import Database
from store.migrate import upgrade
from tests.factories import make_reader

SECRET = "a-Secret_1"


class Nowhere:
    """Knows no place: these tests end when a receipt is kept."""

    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        return ()

    def in_profile(self, text: str) -> Place | None:
        return None

    def near(self, point: Point) -> Place | None:
        return None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "byhand.db"


@pytest.fixture
def webhook(file: Path) -> Iterator[Webhook]:
    db = Database(f"sqlite:///{file}", busy_seconds=0.05)
    upgrade(db)

    kit = Kit(db, SystemClock(), Rulebook(db), {}, Nowhere(), make_reader(db))
    yield Webhook(Inbox(kit, {}), lambda: Us(4200, "brightaisle_bot"), SECRET)
    kit.writer.shutdown()
    db.close()


def update(number: int, text: str = "My oven is cold") -> bytes:
    said = f'"message_id": {number}, "date": 100, "chat": {{"id": 7, "type": "private"}}, "text": "{text}"'
    return f'{{"update_id": {number}, "message": {{{said}}}}}'.encode()


async def post(webhook: Webhook, *bodies: bytes) -> list[int]:
    """The status of each, all sent at once."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(webhook), base_url="http://byhand") as client:
        answers = await asyncio.gather(*(client.post("/", content=body, headers=headers) for body in bodies))
    return [answer.status_code for answer in answers]


def kept(file: Path) -> int:
    """What another process sees in the file."""
    with sqlite3.connect(file) as other:
        (number,) = other.execute("SELECT count(*) FROM receipt").fetchone()
    other.close()
    return int(number)


async def test_what_is_acknowledged_is_in_the_file(webhook: Webhook, file: Path) -> None:
    assert set(await post(webhook, *(update(number) for number in range(200)))) == {200}
    assert kept(file) == 200


async def test_what_telegram_repeats_is_kept_once(webhook: Webhook, file: Path) -> None:
    assert await post(webhook, *[update(1)] * 5) == [200] * 5
    assert kept(file) == 1


async def test_while_the_store_takes_nothing_nothing_is_acknowledged(webhook: Webhook, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await post(webhook, update(1), update(2)) == [503, 503]
    other.execute("ROLLBACK")
    other.close()
    assert await post(webhook, update(1), update(2)) == [200, 200]
    assert kept(file) == 2


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "\\ud83d\\udd25", "🔥"])
async def test_no_text_keeps_those_beside_it_from_being_kept(webhook: Webhook, file: Path, text: str) -> None:
    assert await post(webhook, update(1), update(2, text), update(3)) == [200, 200, 200]
    assert kept(file) == 3
