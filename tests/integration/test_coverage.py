"""Whom the policy can find, and whether the file underneath is sound."""

import sqlite3
from datetime import timedelta

import pytest

from policies.document import Policy
from policies.file import read
from routing import coverage, rulebook
from routing.atlas.gazetteer import DEFAULT_PATH, Gazetteer
from routing.kit import Kit
from routing.ports import Point
from store import soundness
from store.db import Database
from tests.factories import FrozenClock, make_volunteer

HAMBURG, CHICAGO = (53.55, 9.99), (41.88, -87.63)


def apply(kit: Kit, *changes: tuple[str, str]) -> Policy:
    """The default policy with other words in it, put into force."""
    text = rulebook_text(kit)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    rulebook.apply(kit.db, kit.clock, text, "tests")
    kit.rulebook.forget()
    return read(text)


def rulebook_text(kit: Kit) -> str:
    with kit.db.read() as session:
        return str(session.connection().exec_driver_sql("SELECT source FROM policyversion").scalar())


def test_counts_who_is_there_and_what_nobody_knows(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit, "U1", topics=("tv", "stamps"), near=HAMBURG)
    make_volunteer(kit, "U2", topics=("audio",), near=CHICAGO, paused=True)
    make_volunteer(kit, "U3", topics=("audio",), near=None, paused_until=clock.now() + timedelta(hours=1))
    make_volunteer(kit, "U4", topics=("phones",), left_at=clock.now())
    make_volunteer(kit, "U5", topics=("phones",), standing="guest")

    found = coverage.look(kit)

    assert (found.enrolled, found.away) == (3, 2)
    assert "TVs and home cinema" not in found.without_topic
    assert any("hone" in topic for topic in found.without_topic)
    assert found.stray_topics == ("stamps",)
    assert found.teams == ("T1",)
    assert found.zones == ("Europe/London",)
    assert "Brightaisle Hamburg" not in found.lonely_shops
    assert "Brightaisle London" in found.lonely_shops
    assert "DE" not in found.empty_countries
    assert found.empty_rings == ()


def test_nobody_with_a_place_leaves_rings_by_distance_empty(kit: Kit) -> None:
    make_volunteer(kit, near=None)

    found = coverage.look(kit)

    assert [name for name, _ in found.empty_rings] == ["near", "wider"]
    assert len(found.lonely_shops) == len(kit.policy().places)


def test_that_nobody_has_joined_makes_no_ring_empty_by_itself(kit: Kit) -> None:
    assert coverage.look(kit).empty_rings == ()


def test_a_ring_that_reaches_less_far_than_one_before_is_said(kit: Kit) -> None:
    apply(
        kit, ("name: anywhere, ask: volunteers, count: 5,", "name: anywhere, ask: volunteers, count: 5, within_km: 9,")
    )
    make_volunteer(kit)

    assert coverage.look(kit).empty_rings == (("anywhere", "it reaches less far than a ring before it"),)


def test_a_ring_of_topics_channels_without_any_finds_nobody(kit: Kit) -> None:
    ring = "  - {name: experts, ask: channel, match_topic: true, wait: 5m}\n  - {name: everybody,"
    apply(kit, ("  - {name: everybody,", ring))
    make_volunteer(kit)

    assert coverage.look(kit).empty_rings == (("experts", "no topic has a Slack channel of its own"),)


def test_without_rings_by_distance_no_shop_is_lonely(kit: Kit) -> None:
    apply(kit, ("count: 5, within_km: 50,", "count: 5,"), ("count: 5, within_km: 400,", "count: 5,"))
    make_volunteer(kit)

    found = coverage.look(kit)

    assert found.lonely_shops == found.empty_countries == ()


# --- the file --------------------------------------------------------------------------------------------------------


def test_a_sound_file_is_said_to_be(db: Database) -> None:
    found = soundness.examine(db, 60.0)

    assert (found.journal, found.synchronous) == ("wal", 2)
    assert (found.faults, found.strays, found.chain, found.unwritable) == ((), 0, "", "")
    assert found.size > 0


def test_without_time_the_file_is_not_looked_through(db: Database) -> None:
    """SQLite looks at the clock every so many steps, so the file must be large enough for some."""
    with db.write() as session:
        connection = session.connection()
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " INSERT INTO cursor (name, value, moved_at) SELECT 'c' || i, '', '2026-11-20 12:00:00.000000' FROM n"
        )

    found = soundness.examine(db, 0.0)

    assert found.faults is None


def test_a_file_that_is_held_can_be_read_and_not_written(db: Database) -> None:
    holder = sqlite3.connect(db.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    impatient = Database(str(db.url), busy_seconds=0.1)
    try:
        assert "locked" in soundness.examine(impatient, 60.0).unwritable
    finally:
        impatient.close()
        holder.close()


def test_a_broken_chain_is_told_with_its_row(kit: Kit) -> None:
    with kit.db.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER audit_is_never_changed")
        connection.exec_driver_sql("UPDATE audit SET actor = 'somebody else' WHERE seq = 1")

    assert soundness.examine(kit.db, 60.0).chain == "row 1: it was changed after it was written"


def test_a_chain_too_long_to_follow_in_passing_is_left(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "MOST_AUDITED", 0)

    assert soundness.examine(kit.db, 60.0).chain is None


def test_a_file_without_our_tables_has_no_chain(tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = Database(f"sqlite:///{tmp_path_factory.mktemp('bare') / 'bare.db'}")
    try:
        bare.path.touch()
        assert soundness.examine(bare, 60.0).chain is None
    finally:
        bare.close()


# --- the map ---------------------------------------------------------------------------------------------------------


def test_tells_which_countries_lie_around_a_position() -> None:
    gazetteer = Gazetteer(DEFAULT_PATH)
    basel, ocean, nowhere = Point(47.56, 7.59), Point(-48.88, -123.39), Point(95.0, 0.0)

    found = gazetteer.countries_near([basel, ocean, nowhere])
    gazetteer.close()

    assert {"CH", "DE", "FR"} <= found[basel]
    assert found[ocean] == frozenset()
    assert nowhere not in found
