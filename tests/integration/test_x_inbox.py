"""X's listener on the real inbox and a real file: what is said to us on X is in the file before the watermark moves."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bots.twitter.listen import MENTIONS
from policies.listening import XCapture
from routing.inbox import Inbox
from routing.kit import Kit, SystemClock
from routing.ports import Place, Point, RawEvent
from routing.rulebook import Rulebook
from sandbox.serve import RunningSandbox, running
from store.db import Database
from store.migrate import upgrade
from tests.contract.standins import control_of
from tests.contract.x_stage import XStage, until
from tests.factories import make_reader


class Nowhere:
    """Knows no place: these tests end when a receipt is kept."""

    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        return ()

    def in_profile(self, text: str) -> Place | None:
        return None

    def near(self, point: Point) -> Place | None:
        return None


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=1000) as one:
        yield one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "byhand.db"


class QuietGaps:
    """The real inbox, but for gaps, which need administrators to tell them to."""

    def __init__(self, inbox: Inbox) -> None:
        self.keep_page, self.cursor = inbox.keep_page, inbox.cursor

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
        """Nobody is there to be told."""


@pytest.fixture
def inbox(file: Path) -> Iterator[QuietGaps]:
    db = Database(f"sqlite:///{file}", busy_seconds=0.05)
    upgrade(db)

    kit = Kit(db, SystemClock(), Rulebook(db), {}, Nowhere(), make_reader(db))
    yield QuietGaps(Inbox(kit, {}))
    kit.writer.shutdown()
    db.close()


@pytest.fixture
def stage(sandbox: RunningSandbox) -> Iterator[XStage]:
    with control_of(sandbox.url) as control:
        one = XStage(sandbox.url, control)
        one.capture = XCapture(quotes="ignore")
        yield one


def kept(file: Path) -> list[str]:
    """The keys another process sees in the file, in the order in which they were stored."""
    with sqlite3.connect(file) as other:
        keys = [str(key) for (key,) in other.execute("SELECT key FROM receipt ORDER BY id")]
    other.close()
    return keys


async def test_each_mention_is_in_the_file_once_oldest_first(stage: XStage, inbox: QuietGaps, file: Path) -> None:
    keys = stage.control.post("x/flood", count=90)["ids"]
    listener = stage.listener(inbox)
    await listener.poll()
    await listener.poll()

    assert kept(file) == keys
    assert await inbox.cursor(MENTIONS) == keys[-1]
    assert stage.tally.counted["owned_read"] == 90


async def test_while_the_file_is_locked_nothing_moves_and_afterwards_nothing_is_lost(
    stage: XStage, inbox: QuietGaps, file: Path
) -> None:
    await stage.listener(inbox).poll()
    key = stage.post("@brightaisle anybody?")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    task = asyncio.create_task(stage.listener(inbox).run())
    await until(lambda: stage.health)
    assert kept(file) == []
    other.execute("ROLLBACK")
    other.close()
    await until(lambda: stage.health[-1][0] == "up")
    task.cancel()

    assert stage.health[0][0] == "down"
    assert kept(file) == [key]


async def test_half_a_sign_in_a_post_does_not_stop_the_page(inbox: QuietGaps, file: Path) -> None:
    events = [RawEvent("x", "1", "mention", {"post": {"text": "half \ud83d a sign and \0"}})]

    assert await inbox.keep_page(events) == 1
    assert kept(file) == ["1"]
