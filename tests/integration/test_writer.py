"""What waits for the writer is flushed to disk together, and each hears of its own: no sooner, and of nothing else."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from routing.acts import Done, once
from routing.errors import NotAllowed, StoreDown
from routing.kit import Kit
from store.db import Database
from store.models import Alarm
from tests.factories import act


def mark(kit: Kit, name: str) -> str:
    """A use case that leaves a mark; the second of a name is refused by the table."""
    with kit.db.write() as session:
        session.add(Alarm(key=name, told_at=kit.clock.now()))
    return name


def marks(db: Database) -> list[str]:
    with db.read() as session:
        return [row[0] for row in session.execute(text("SELECT key FROM alarm ORDER BY id"))]


@contextlib.asynccontextmanager
async def held(kit: Kit) -> AsyncIterator[None]:
    """The writer is busy for as long as the block lasts, so that whatever comes waits together."""
    begun, go_on = threading.Event(), threading.Event()

    def work(_kit: Kit) -> None:
        begun.set()
        go_on.wait(10)

    busy = asyncio.create_task(kit.run(work))
    await asyncio.to_thread(begun.wait, 10)
    try:
        yield
    finally:
        await asyncio.sleep(0)  # whoever is to wait has begun to
        go_on.set()
        await busy


async def at_once(kit: Kit, *use_cases: Callable[[Kit], object]) -> list[object]:
    """What came of each, errors included, when all wait for the writer at the same moment."""
    async with held(kit):
        waiting = [asyncio.create_task(kit.run(use_case)) for use_case in use_cases]
        await asyncio.sleep(0)
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_waits_together_is_committed_once(kit: Kit) -> None:
    commits: list[list[str]] = []
    kit.db.on_commit = lambda: commits.append(marks(kit.db))
    names = [f"mark {number}" for number in range(5)]

    assert await at_once(kit, *(partial(mark, name=name) for name in names)) == names
    assert commits == [names]


async def test_who_waits_hears_nothing_before_it_is_on_disk(kit: Kit) -> None:
    seen: list[list[str]] = []

    def look_afterwards(kit: Kit, name: str) -> None:
        with kit.db.write(afterwards=lambda: seen.append(marks(kit.db))) as session:
            session.add(Alarm(key=name, told_at=kit.clock.now()))
            session.flush()
        seen.append(marks(kit.db))

    await at_once(kit, partial(look_afterwards, name="one"), partial(look_afterwards, name="two"))
    assert seen == [[], [], ["one", "two"], ["one", "two"]]


async def test_a_fault_of_one_undoes_none_of_the_others(kit: Kit) -> None:
    came = await at_once(
        kit, partial(mark, name="one"), partial(mark, name="one"), partial(mark, name="two"), lambda _kit: "no writing"
    )

    assert came[0] == "one"
    assert isinstance(came[1], IntegrityError)
    assert came[2:] == ["two", "no writing"]
    assert marks(kit.db) == ["one", "two"]


async def test_a_refused_act_undoes_its_own_work_and_nothing_else(kit: Kit) -> None:
    def refuse(kit: Kit, session: Session) -> Done:
        session.add(Alarm(key="half done", told_at=kit.clock.now()))
        session.flush()
        raise NotAllowed("Not like this.")

    def refused(kit: Kit) -> Done:
        return once(kit, act(), Done, partial(refuse, kit))

    came = await at_once(kit, partial(mark, name="one"), refused, partial(mark, name="two"))
    assert [came[0], str(came[1]), came[2]] == ["one", "Not like this.", "two"]
    assert marks(kit.db) == ["one", "two"]


async def test_when_the_store_is_down_all_hear_of_it_and_nothing_is_kept(kit: Kit) -> None:
    with kit.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with contextlib.closing(sqlite3.connect(kit.db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        came = await at_once(kit, partial(mark, name="one"), partial(mark, name="two"))
        other.execute("ROLLBACK")

    assert [type(error) for error in came] == [StoreDown, StoreDown]
    assert marks(kit.db) == []
    assert await kit.run(mark, "three") == "three"


async def test_who_gave_up_waiting_is_left_out(kit: Kit) -> None:
    async with held(kit):
        gone = asyncio.create_task(kit.run(mark, "gone"))
        await asyncio.sleep(0)
        gone.cancel()
        stays = asyncio.create_task(kit.run(mark, "stays"))
        await asyncio.sleep(0)
    assert await stays == "stays"
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert marks(kit.db) == ["stays"]


async def test_who_only_looks_waits_for_no_writer(kit: Kit) -> None:
    async with held(kit):
        assert await kit.look(lambda kit: marks(kit.db)) == []
