"""Receipts: kept once and in groups, worked through in one transaction, none lost and none stopping another."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, text

from routing import overview
from routing.errors import StoreDown
from routing.inbox import Inbox
from routing.kit import Kit
from routing.ports import Place, Point, RawEvent, Withdrawn
from store import overview as reads
from store import receipts
from tests.factories import FrozenClock, make_kit, make_volunteer
from tests.integration.scenery import (
    all_questions,
    all_receipts,
    came,
    keep,
    make_inbox,
    message,
    notices,
    only_question,
)


@pytest.fixture
def inbox(kit: Kit) -> Inbox:
    return make_inbox(kit)


def strange(key: str = "k1", channel: str = "telegram") -> RawEvent:
    """An event that is not what the platform promises."""
    return RawEvent(channel, key, "message", {"us": {"id": 4200}, "update": {"message": {"chat": "a word"}}})


def commits(kit: Kit) -> list[int]:
    """A list that grows with every write that is committed from now on."""
    seen: list[int] = []
    kit.db.on_commit = lambda: seen.append(1)
    return seen


# --- keeping -----------------------------------------------------------------------------------------------------


async def test_an_event_is_kept_once(kit: Kit, inbox: Inbox) -> None:
    raw = came(message(1, "Hello"))

    assert [await inbox.keep(raw), await inbox.keep(raw)] == [True, False]
    assert len(all_receipts(kit)) == 1


async def test_events_that_wait_at_the_same_moment_share_one_transaction(kit: Kit, inbox: Inbox) -> None:
    seen = commits(kit)
    raw = [came(message(number, "Hello")) for number in range(40)]
    new = await asyncio.gather(*(inbox.keep(one) for one in (*raw, raw[0])))

    assert (new.count(True), new.count(False)) == (40, 1)
    assert len(seen) < 5


async def test_a_page_and_its_cursor_are_kept_together(kit: Kit, inbox: Inbox) -> None:
    seen = commits(kit)
    raw = [came(message(number, "Hello")) for number in range(3)]

    assert await inbox.keep_page(raw, ("x.mentions", "17")) == 3
    assert await inbox.keep_page(raw[:1], ("x.mentions", "18")) == 0
    assert await inbox.cursor("x.mentions") == "18"
    assert await inbox.cursor("x.quotes") is None
    assert len(seen) == 2


async def test_what_cannot_be_stored_is_said_to_everybody_who_waits(kit: Kit, inbox: Inbox) -> None:
    holder = sqlite3.connect(kit.db.path)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with short_patience(kit):
            outcomes = await asyncio.gather(
                *(inbox.keep(came(message(number, "Hello"))) for number in range(3)), return_exceptions=True
            )
    finally:
        holder.rollback()
        holder.close()

    assert [type(one) for one in outcomes] == [StoreDown] * 3
    assert all_receipts(kit) == []
    assert await inbox.keep(came(message(9, "Hello")))


class short_patience:  # noqa: N801 - reads as a phrase
    """Connections of this kit wait 50 ms for a lock, not five seconds."""

    def __init__(self, kit: Kit) -> None:
        self._engine = kit.db.engine

    def _hurry(self, connection: object, _record: object, _proxy: object) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.execute("PRAGMA busy_timeout = 50")

    def __enter__(self) -> None:
        event.listen(self._engine, "checkout", self._hurry)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "checkout", self._hurry)
        self._engine.dispose()


# --- working through ---------------------------------------------------------------------------------------------


async def test_a_batch_of_fifty_posts_is_one_transaction(kit: Kit, inbox: Inbox) -> None:
    make_volunteer(kit)
    await keep(inbox, *(message(number, "My TV flickers", chat=number) for number in range(1, 51)))
    seen = commits(kit)

    assert inbox.work_batch() == 50
    assert len(seen) == 1
    assert len(all_questions(kit)) == 50
    assert inbox.work_batch() == 0


async def test_what_cannot_be_read_stays_with_its_reason_and_is_told_once_a_day(kit: Kit, inbox: Inbox) -> None:
    await inbox.keep_page([strange("k1"), strange("k2"), came(message(1, "My TV flickers"))])
    inbox.work_batch()

    kept = all_receipts(kit)
    assert [receipt.state for receipt in kept] == ["unparsed", "unparsed", "done"]
    assert kept[0].reason.startswith("message_id: Field required")
    assert notices(kit) == ["Something from Telegram could not be read"]
    assert dict(overview.figures(kit).receipts) == {("telegram", "unparsed"): 2, ("telegram", "done"): 1}


async def test_what_could_not_be_read_is_shown_and_can_be_replayed_after_a_fix(kit: Kit, clock: FrozenClock) -> None:
    broken, fixed = Inbox(kit, {"telegram": _always_fails}), make_inbox(kit)
    await keep(broken, message(1, "My TV flickers"))
    broken.work_batch()
    with kit.db.read() as session:
        shown = [row.reason for row in reads.unparsed(session)]
    assert shown == ["the parser failed: ZeroDivisionError: division by zero"]

    with kit.db.write() as session:
        assert receipts.replay(session, clock.now()) == 1
    assert fixed.work_batch() == 1
    assert only_question(kit).state == "offered"
    assert all_receipts(kit)[0].state == "done"


def _always_fails(_: RawEvent) -> object:
    return 1 / 0


async def test_an_event_of_a_channel_nobody_reads_stays(kit: Kit, inbox: Inbox) -> None:
    await inbox.keep(strange(channel="mastodon"))
    inbox.work_batch()

    assert all_receipts(kit)[0].reason == "nothing here reads events of mastodon"


async def test_a_receipt_whose_payload_was_spoilt_stops_no_other(kit: Kit, inbox: Inbox) -> None:
    await keep(inbox, message(1, "One"), message(2, "Two"))
    with kit.db.write() as session:
        session.execute(text("UPDATE receipt SET payload = '{' WHERE id = 1"))
    inbox.work_batch()

    assert [receipt.state for receipt in all_receipts(kit)] == ["unparsed", "done"]


async def test_one_post_that_the_tables_refuse_stops_no_other_and_is_tried_again(
    kit: Kit, inbox: Inbox, clock: FrozenClock
) -> None:
    """The row refuses a second question of the same post: one that lost its parts, as no code of ours makes it."""
    await keep(inbox, message(1, "My TV flickers"))
    inbox.work_batch()
    with kit.db.write() as session:
        session.execute(text("DELETE FROM questionpart"))
    await keep(inbox, message(2, "Two", chat=12), message(1, "My TV flickers"), message(3, "Three", chat=13))

    assert inbox.work_batch() == 3
    kept = all_receipts(kit)
    assert [receipt.state for receipt in kept] == ["done", "done", "kept", "done"]
    assert "UNIQUE constraint failed" in kept[2].reason
    assert "flickers" not in kept[2].reason  # the asker's words are no part of an error
    assert [question.text for question in all_questions(kit)] == ["My TV flickers", "Two", "Three"]

    waits = []
    while all_receipts(kit)[2].state == "kept":
        waits.append((all_receipts(kit)[2].not_before - clock.now()).total_seconds())
        clock.set(all_receipts(kit)[2].not_before)
        inbox.work_batch()
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert all_receipts(kit)[2].state == "unparsed"
    assert notices(kit) == ["Something from Telegram could not be read"]


class Lost:
    """A place finder that fails."""

    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        raise LookupError("the index is broken")

    def in_profile(self, text: str) -> Place | None:
        raise LookupError("the index is broken")

    def near(self, point: Point) -> Place | None:
        raise LookupError("the index is broken")


async def test_a_post_that_cannot_be_looked_into_is_tried_again(kit: Kit, clock: FrozenClock, inbox: Inbox) -> None:
    await keep(inbox, message(1, "My TV flickers"))
    broken = make_kit(kit.db, clock, Lost())
    assert make_inbox(broken).work_batch() == 1
    broken.writer.shutdown()

    assert (all_receipts(kit)[0].state, all_receipts(kit)[0].attempts) == ("kept", 1)
    assert all_receipts(kit)[0].reason == "LookupError: the index is broken"
    clock.advance(seconds=1)
    inbox.work_batch()
    assert only_question(kit).state == "offered"


async def test_a_post_that_was_taken_away_is_worked_through(kit: Kit) -> None:
    inbox = Inbox(kit, {"telegram": lambda event: Withdrawn("telegram", (event.key,))})
    await inbox.keep(strange())
    inbox.work_batch()

    assert all_receipts(kit)[0].reason == "posts were deleted that we do not have"


async def _until_worked(kit: Kit) -> None:
    for _ in range(1000):
        if all_receipts(kit)[0].state != "kept":
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the receipt is not worked through")


async def test_a_store_that_is_down_during_the_work_only_delays_it(kit: Kit, inbox: Inbox) -> None:
    await keep(inbox, message(1, "My TV flickers"))
    holder = sqlite3.connect(kit.db.path)
    holder.execute("BEGIN IMMEDIATE")
    with short_patience(kit):
        running = asyncio.create_task(inbox.work())
        await asyncio.sleep(0.3)
        assert all_receipts(kit)[0].state == "kept"
        holder.rollback()
        holder.close()
        await _until_worked(kit)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert only_question(kit).state == "offered"
    assert (all_receipts(kit)[0].attempts, all_receipts(kit)[0].reason) == (0, "question 1 was offered")


async def test_work_begins_when_something_is_kept(kit: Kit, inbox: Inbox) -> None:
    running = asyncio.create_task(inbox.work())
    await asyncio.sleep(0)
    await inbox.keep(came(message(1, "My TV flickers")))
    await _until_worked(kit)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert only_question(kit).state == "offered"


async def test_events_that_ask_nothing_of_us_are_ignored_with_the_reason(kit: Kit, inbox: Inbox) -> None:
    joined = message(1, new_chat_members=[{"id": 5, "first_name": "Eve", "is_bot": False}])
    slack = RawEvent(
        "slack", "Ev1", "app_home_opened", {"team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}}
    )
    await keep(inbox, joined)
    await inbox.keep(slack)
    inbox.work_batch()

    assert [(receipt.state, receipt.reason) for receipt in all_receipts(kit)] == [
        ("ignored", "service message: new_chat_members"),
        ("ignored", "nothing to do"),
    ]


async def test_a_chat_that_moved_is_worked_through(kit: Kit, inbox: Inbox) -> None:
    await keep(inbox, message(1, chat=-5, migrate_to_chat_id=-1005))
    inbox.work_batch()

    assert all_receipts(kit)[0].reason == "the chat moved; 0 conversations go along"
