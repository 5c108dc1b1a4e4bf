"""The store keeps what it is given: transactions, moments, trouble, versions, the chain of what was done."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import datetimes, timezones
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import Session, col, select

from policies.file import PolicyError
from routing.rulebook import NoPolicy, Rulebook, apply
from store import audit, deliveries, receipts, rules
from store.db import Database, StoreDown, answers
from store.migrate import upgrade
from store.models import Alarm, Audit, Cursor, Delivery, Gap, PolicyVersion, Receipt
from tests.factories import MONDAY_NOON, FrozenClock

NOW = MONDAY_NOON


def count(db: Database, table: str) -> int:
    with db.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


# --- transactions ---------------------------------------------------------------------------------------------


def test_a_block_that_ends_well_is_committed_and_told(db: Database) -> None:
    told: list[str] = []
    db.on_commit = lambda: told.append("committed")
    with db.write() as session:
        session.add(Alarm(key="one", told_at=NOW))
        assert told == []
    assert (count(db, "alarm"), told) == (1, ["committed"])


def test_a_quiet_block_is_committed_and_nobody_is_told(db: Database) -> None:
    told: list[str] = []
    db.on_commit = lambda: told.append("committed")
    with db.write(quiet=True) as session:
        session.add(Alarm(key="one", told_at=NOW))
    assert (count(db, "alarm"), told) == (1, [])


def test_a_block_that_raises_is_undone_and_nobody_is_told(db: Database) -> None:
    told: list[str] = []
    db.on_commit = lambda: told.append("committed")
    with pytest.raises(ZeroDivisionError), db.write() as session:
        _add_and_fail(session)
    assert (count(db, "alarm"), told) == (0, [])


def _add_and_fail(session: Session) -> None:
    session.add(Alarm(key="one", told_at=NOW))
    audit.record(session, NOW, "byhand", "step", "question:1")
    raise ZeroDivisionError


def test_what_is_read_and_then_written_by_many_is_never_lost(db: Database) -> None:
    with db.write() as session:
        session.add(Cursor(name="number", value="0", moved_at=NOW))

    def add(_: int) -> None:
        for _ in range(25):
            with db.write() as session:
                row = session.get_one(Cursor, "number")
                row.value = str(int(row.value) + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    with db.read() as session:
        assert session.get_one(Cursor, "number").value == "200"


def test_several_databases_on_one_file_lose_nothing_either(db: Database) -> None:
    """As two processes would: the lock is the file's, not the engine's."""
    with db.write() as session:
        session.add(Cursor(name="number", value="0", moved_at=NOW))

    def add(_: int) -> None:
        own = Database(str(db.url), busy_seconds=30)
        for _ in range(15):
            with own.write() as session:
                row = session.get_one(Cursor, "number")
                row.value = str(int(row.value) + 1)
        own.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    with db.read() as session:
        assert session.get_one(Cursor, "number").value == "60"


def test_a_reader_waits_for_no_writer_and_sees_one_moment(db: Database) -> None:
    with db.write() as writing:
        writing.add(Alarm(key="one", told_at=NOW))
        writing.flush()
        with db.read() as reading:
            assert reading.execute(select(Alarm)).all() == []
            writing.commit()
            assert reading.execute(select(Alarm)).all() == []
    assert count(db, "alarm") == 1


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(StoreDown), db.read() as session:
        session.execute(text("DELETE FROM alarm"))


def test_only_sqlite_is_taken() -> None:
    with pytest.raises(ValueError, match="only sqlite:///FILE"):
        Database("postgresql://localhost/byhand")


# --- moments --------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(moment=datetimes(timezones=timezones()))
def test_a_moment_comes_back_as_the_same_moment_in_utc(db: Database, moment: datetime) -> None:
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return
    with db.write() as session:
        session.merge(Cursor(name="moment", value="", moved_at=moment))
    with db.read() as session:
        found = session.get_one(Cursor, "moment").moved_at
    assert found == expected
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"), db.write() as session:
        receipts.move_cursor(session, "naive", "", datetime(2026, 11, 23, 12))  # noqa: DTZ001 - the mistake itself


def test_moments_sort_as_moments_whatever_their_zones(db: Database) -> None:
    moments = [
        datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Tokyo")),
        datetime(2026, 11, 23, 4, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 22, 22, 30, tzinfo=timezone(timedelta(hours=-6))),
    ]
    with db.write() as session:
        session.add_all(Cursor(name=str(number), moved_at=moment) for number, moment in enumerate(moments))
    with db.read() as session:
        rows = session.execute(select(Cursor).order_by(col(Cursor.moved_at))).scalars()
        assert [row.name for row in rows] == ["0", "1", "2"]


# --- a database that fails, and comes back --------------------------------------------------------------------


@contextmanager
def locked(db: Database) -> Iterator[None]:
    """Somebody else writes and does not end."""
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def _pragma(db: Database, setting: str) -> object:
    """On the connection that writes."""
    connection = db.engine.raw_connection()
    (found,) = connection.driver_connection.execute(f"PRAGMA {setting}").fetchone() or (None,)  # type: ignore[union-attr] # it is open
    connection.close()
    return found


@contextmanager
def full(db: Database) -> Iterator[None]:
    """There is no room for one more page."""
    _pragma(db, f"max_page_count = {_pragma(db, 'page_count')}")
    yield
    _pragma(db, "max_page_count = 1000000")


@contextmanager
def read_only(db: Database) -> Iterator[None]:
    """The file may only be read."""
    _pragma(db, "query_only = ON")
    yield
    _pragma(db, "query_only = OFF")


@pytest.fixture
def hasty(db: Database) -> Iterator[Database]:
    """The same database for somebody who does not wait long."""
    database = Database(str(db.url), busy_seconds=0.05)
    yield database
    database.close()


@pytest.mark.parametrize("trouble", [locked, full, read_only])
def test_a_store_that_takes_nothing_says_so_and_recovers_by_itself(
    hasty: Database, trouble: Callable[[Database], AbstractContextManager[None]]
) -> None:
    rows = [{**a_receipt(str(number)), "payload": "x" * 5000} for number in range(50)]
    with trouble(hasty):
        with pytest.raises(StoreDown), hasty.write() as session:
            receipts.keep(session, rows)
        assert count(hasty, "receipt") == 0
    with hasty.write() as session:
        assert len(receipts.keep(session, rows)) == 50
    assert answers(hasty)


def test_readiness_is_whether_a_write_is_taken(hasty: Database) -> None:
    assert answers(hasty)
    with locked(hasty):
        assert not answers(hasty)
    assert answers(hasty)


def test_a_file_that_is_no_database_is_a_store_that_is_down(tmp_path: Path) -> None:
    path = tmp_path / "byhand.db"
    path.write_bytes(b"This is no database at all. " * 100)
    db = Database(f"sqlite:///{path}")
    with pytest.raises(StoreDown), db.read() as session:
        session.execute(text("SELECT 1"))
    db.close()


def test_a_folder_that_is_not_there_is_a_store_that_is_down(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'nowhere' / 'byhand.db'}")
    assert not answers(db)
    db.close()


def test_a_database_that_nobody_set_up_is_a_store_that_is_down(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not answers(db)
    db.close()


def test_a_writer_who_never_gets_his_turn_is_told_so(db: Database) -> None:
    impatient = Database(str(db.url), patience_seconds=0.05)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with impatient.write():
            holding.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(30)
    with pytest.raises(StoreDown, match="busy"), impatient.write():
        pass
    done.set()
    holder.join()
    impatient.close()


def test_a_mistake_in_a_statement_is_no_trouble_of_the_store(db: Database) -> None:
    with pytest.raises(OperationalError, match="no such column"), db.read() as session:
        session.execute(text("SELECT nonsense FROM receipt"))


# --- receipts, cursors, gaps ----------------------------------------------------------------------------------


def a_receipt(key: str, channel: str = "x", at: datetime = NOW) -> dict[str, object]:
    return {
        "channel": channel,
        "key": key,
        "kind": "mention",
        "payload": "{}",
        "state": "kept",
        "reason": "",
        "album": "",
        "attempts": 0,
        "result": None,
        "received_at": at,
        "not_before": at,
    }


def test_the_same_event_is_kept_once(db: Database) -> None:
    with db.write() as session:
        assert receipts.keep(session, [a_receipt("1"), a_receipt("2"), a_receipt("1")]) == {("x", "1"), ("x", "2")}
    with db.write() as session:
        assert receipts.keep(session, [a_receipt("2"), a_receipt("2", "telegram")]) == {("telegram", "2")}
        assert receipts.keep(session, []) == set()
    assert count(db, "receipt") == 3


def test_kept_receipts_are_worked_through_oldest_first_and_when_their_time_has_come(db: Database) -> None:
    with db.write() as session:
        receipts.keep(session, [a_receipt("late", at=NOW + timedelta(minutes=1)), a_receipt("a"), a_receipt("b")])
    with db.read() as session:
        assert [row.key for row in receipts.due(session, NOW, 10)] == ["a", "b"]
        assert [row.key for row in receipts.due(session, NOW, 1)] == ["a"]
        assert receipts.next_due(session) == NOW


def test_a_receipt_ends_once_and_an_unparsed_one_can_be_replayed(db: Database) -> None:
    with db.write() as session:
        receipts.keep(session, [a_receipt("bad"), a_receipt("good"), a_receipt("worse")])
        bad, good, worse = (row.id or 0 for row in receipts.due(session, NOW, 10))
        receipts.finish(session, bad, "fail", "not JSON", NOW)
        receipts.finish(session, worse, "fail", "not JSON", NOW)
        receipts.finish(session, good, "finish", "a question", NOW)
        receipts.finish(session, good, "ignore", "a second thought", NOW)
    with db.read() as session:
        assert receipts.counts(session) == {("x", "done"): 1, ("x", "unparsed"): 2}
        found = receipts.find(session, "x", "good")
        assert found is not None
        assert (found.state, found.reason) == ("done", "a question")
    with db.write() as session:
        assert receipts.replay(session, NOW, good) == 0
        assert receipts.replay(session, NOW, bad) == 1
        assert receipts.replay(session, NOW) == 1
    with db.read() as session:
        assert [row.key for row in receipts.due(session, NOW, 10)] == ["bad", "worse"]


def test_a_receipt_that_could_not_be_worked_through_waits(db: Database) -> None:
    with db.write() as session:
        receipts.keep(session, [a_receipt("1")])
        (row,) = receipts.due(session, NOW, 1)
        receipts.postpone(session, row.id or 0, "a fault of ours", NOW + timedelta(seconds=2))
    with db.read() as session:
        assert receipts.due(session, NOW, 1) == []
        (row,) = receipts.due(session, NOW + timedelta(seconds=2), 1)
        assert (row.attempts, session.get_one(Receipt, row.id).reason) == (1, "a fault of ours")


def test_an_album_waits_for_its_newest_part(db: Database) -> None:
    with db.write() as session:
        receipts.keep(session, [a_receipt("1"), a_receipt("2"), a_receipt("3")])
        first, second, _ = (row.id or 0 for row in receipts.due(session, NOW, 10))
        receipts.wait_for_album(session, first, "telegram:7", NOW + timedelta(seconds=1))
        receipts.wait_for_album(session, second, "telegram:7", NOW + timedelta(seconds=2))
    with db.read() as session:
        assert [row.key for row in receipts.due(session, NOW + timedelta(seconds=1), 10)] == ["3"]
        assert len(receipts.due(session, NOW + timedelta(seconds=2), 10)) == 3


def test_a_cursor_moves(db: Database) -> None:
    with db.write() as session:
        assert receipts.cursor(session, "x") is None
        receipts.move_cursor(session, "x", "5", NOW)
        receipts.move_cursor(session, "x", "9", NOW)
        assert receipts.cursor(session, "x") == "9"


def test_the_same_gap_is_recorded_once(db: Database) -> None:
    def gap(reason: str = "too far behind", later: float = 0) -> Gap:
        return Gap(channel="x", until=NOW + timedelta(seconds=later), reason=reason, noted_at=NOW)

    with db.write() as session:
        assert receipts.add_gap(session, gap())
        assert not receipts.add_gap(session, gap(later=30))
        assert receipts.add_gap(session, gap(later=90))
        assert receipts.add_gap(session, gap("first start"))


# --- deliveries -----------------------------------------------------------------------------------------------


def owe(db: Database, number: int) -> list[int]:
    """So many notices, each to a channel of its own."""
    with db.write() as session:
        return [deliveries.owe_notice(session, f"C{lane}", {}, NOW) for lane in range(number)]


def test_of_many_who_take_everyone_gets_what_nobody_else_has(db: Database) -> None:
    ids = owe(db, 40)

    def take(worker: int) -> list[int]:
        with db.write() as session:
            rows = deliveries.take(session, ids, f"worker {worker}", NOW, NOW + timedelta(minutes=1))
            return [row.id or 0 for row in rows]

    with ThreadPoolExecutor(8) as pool:
        got = [delivery_id for share in pool.map(take, range(8)) for delivery_id in share]
    assert sorted(got) == ids


def test_many_who_take_one_by_one_share_without_overlap(db: Database) -> None:
    ids = owe(db, 24)

    def take(worker: int) -> list[int]:
        mine = []
        for delivery_id in ids:
            with db.write() as session:
                mine += deliveries.take(session, [delivery_id], f"{worker}", NOW, NOW)
        return [row.id or 0 for row in mine]

    with ThreadPoolExecutor(6) as pool:
        got = [delivery_id for share in pool.map(take, range(6)) for delivery_id in share]
    assert sorted(got) == ids


def test_each_lane_shows_its_most_urgent_and_then_its_oldest(db: Database) -> None:
    def notice(session: Session, lane: str, priority: int, wait: float = 0) -> int:
        at = NOW + timedelta(seconds=wait)
        row = Delivery(kind="notice", channel="slack", lane=lane, priority=priority, not_before=at, created_at=NOW)
        session.add(row)
        session.flush()
        return row.id or 0

    with db.write() as session:
        notice(session, "a", 5)
        urgent = notice(session, "a", 1)
        notice(session, "a", 1)
        notice(session, "a", 0, wait=60)
        other = notice(session, "b", 9)
    with db.read() as session:
        assert [row.id for row in deliveries.heads(session, NOW)] == [urgent, other]
        assert deliveries.next_ready(session, NOW) == NOW + timedelta(seconds=60)


# --- versions of the policy -----------------------------------------------------------------------------------


def test_the_newest_policy_is_in_force_and_older_ones_are_kept(db: Database, policy_text: str) -> None:
    clock = FrozenClock()
    book = Rulebook(db, fresh_seconds=0)
    with pytest.raises(NoPolicy):
        book.current()
    changes: list[str] = []
    book.on_change.append(lambda policy: changes.append(policy.company.name))
    assert apply(db, clock, policy_text, "ann")[::2] == (1, True)
    assert apply(db, clock, policy_text, "ann")[::2] == (1, False)
    assert book.current()[0] == 1
    other = policy_text.replace("name: Brightaisle", "name: Dimaisle")
    assert apply(db, clock, other, "bob")[::2] == (2, True)
    assert (book.current()[0], book.current()[1].company.name) == (2, "Dimaisle")
    assert changes == ["Brightaisle", "Dimaisle"]
    with db.read() as session:
        first = rules.version(session, 1)
        assert first is not None
        assert (first.source, first.applied_by) == (policy_text, "ann")


def test_a_policy_with_a_mistake_changes_nothing(db: Database, policy_text: str) -> None:
    apply(db, FrozenClock(), policy_text, "ann")
    with pytest.raises(PolicyError):
        apply(db, FrozenClock(), policy_text.replace("rings:", "rinks:"), "bob")
    assert count(db, "policyversion") == 1


def test_a_policy_is_looked_up_again_only_when_it_may_have_changed(db: Database, policy_text: str) -> None:
    apply(db, FrozenClock(), policy_text, "ann")
    book = Rulebook(db, fresh_seconds=3600)
    assert book.current()[0] == 1
    with db.write() as session:
        session.add(PolicyVersion(source=policy_text, digest="", applied_by="bob", applied_at=NOW))
    assert book.current()[0] == 1
    book.forget()
    assert book.current()[0] == 2


# --- the chain of what was done -------------------------------------------------------------------------------


def chain(db: Database, number: int = 5) -> None:
    with db.write() as session:
        for step in range(number):
            audit.record(session, NOW + timedelta(seconds=step), "byhand", "step", f"question:{step}", number=step)


def broken(db: Database) -> audit.Broken | None:
    with db.read() as session:
        return audit.verify(audit.every_row(session), audit.length(session))


@contextmanager
def unguarded(db: Database) -> Iterator[sqlite3.Connection]:
    """Somebody with the file and without scruples."""
    connection = sqlite3.connect(db.path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    connection.close()


def test_an_untouched_chain_holds(db: Database) -> None:
    assert broken(db) is None
    chain(db)
    assert broken(db) is None


@pytest.mark.parametrize(
    ("tampering", "seq", "why"),
    [
        ("UPDATE audit SET subject = 'question:9' WHERE seq = 3", 3, "changed"),
        ("UPDATE audit SET actor = 'volunteer:1' WHERE seq = 1", 1, "changed"),
        ("UPDATE audit SET at = '2026-11-23 12:00:00.000001' WHERE seq = 1", 1, "changed"),
        ("UPDATE audit SET detail = '{}' WHERE seq = 5", 5, "changed"),
        ("UPDATE audit SET act = 'other' WHERE seq = 2", 2, "changed"),
        ("DELETE FROM audit WHERE seq = 1", 2, "row 1 is missing"),
        ("DELETE FROM audit WHERE seq = 3", 4, "row 3 is missing"),
        ("DELETE FROM audit WHERE seq = 5", 5, "row 5 is missing"),
        ("DELETE FROM audit", 1, "row 1 is missing"),
        ("UPDATE audit SET seq = seq + 100 WHERE seq = 2", 3, "row 2 is missing"),
        (
            (
                "INSERT INTO audit (at, actor, act, subject, detail, prev_hash, hash)"
                " SELECT at, actor, act, subject, detail, hash, 'made up' FROM audit WHERE seq = 5"
            ),
            6,
            "changed",
        ),
        (
            (
                "INSERT INTO audit (at, actor, act, subject, detail, prev_hash, hash)"
                " SELECT at, actor, act, subject, detail, prev_hash, hash || '0' FROM audit WHERE seq = 5"
            ),
            6,
            "does not continue",
        ),
    ],
)
def test_a_changed_missing_or_inserted_row_is_found(db: Database, tampering: str, seq: int, why: str) -> None:
    chain(db)
    with unguarded(db) as connection:
        connection.execute(tampering)
    found = broken(db)
    assert found is not None
    assert found.seq == seq
    assert why in found.why


def test_rows_that_changed_places_are_found(db: Database) -> None:
    chain(db)
    with unguarded(db) as connection:
        for move in ("seq = -2 WHERE seq = 2", "seq = 2 WHERE seq = 3", "seq = 3 WHERE seq = -2"):
            connection.execute(f"UPDATE audit SET {move}")
    assert broken(db) is not None


def test_many_who_append_at_once_make_one_chain(db: Database) -> None:
    def append(_: int) -> None:
        for _ in range(10):
            chain(db, 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(8)))
    assert count(db, "audit") == 80
    assert broken(db) is None


def test_what_is_undone_leaves_no_hole_in_the_chain(db: Database) -> None:
    chain(db, 2)
    with pytest.raises(ZeroDivisionError), db.write() as session:
        _add_and_fail(session)
    chain(db, 2)
    with db.read() as session:
        assert [row.seq for row in session.execute(select(Audit)).scalars()] == [1, 2, 3, 4]
    assert broken(db) is None


def test_a_chain_survives_the_next_start(db: Database) -> None:
    chain(db)
    upgrade(db)
    chain(db)
    assert broken(db) is None


def test_nothing_on_the_way_is_updated_without_its_row(db: Database) -> None:
    (delivery_id,) = owe(db, 1)
    with db.write() as session:
        assert deliveries.advance(session, delivery_id, "record") is None
        session.execute(update(Receipt).values(state="done"))
        assert deliveries.delivery(session, 999) is None
