"""Clocks may tick twice, at the same moment and in two processes: what is due happens once."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from routing import clocks
from routing.clocks import TICKS, claims_over, questions_due
from routing.errors import StoreDown
from routing.kit import Kit
from tests.factories import (
    FrozenClock,
    claim_now,
    claimed,
    make_question,
    make_volunteer,
    question_now,
)

ROOT = Path(__file__).parents[2]
QUIET = 0  # rows moved by a tick with nothing to do


# --- once, and by whoever is first -------------------------------------------------------------------------------


def due_work(kit: Kit, clock: FrozenClock) -> None:
    """Ten questions whose ring is over, and five claims whose time is."""
    vera = make_volunteer(kit, capacity=99)
    for _ in range(5):
        claimed(kit, vera)
    for _ in range(10):
        make_question(kit)
    clock.advance(hours=2)


def audited(kit: Kit) -> int:
    with kit.db.read() as session:
        found: int = session.execute(text("SELECT count(*) FROM audit WHERE act = 'claim.expired'")).scalar_one()
        return found


def test_a_second_tick_moves_nothing(kit: Kit, clock: FrozenClock) -> None:
    due_work(kit, clock)
    first = questions_due(kit) + claims_over(kit)

    assert (first, questions_due(kit) + claims_over(kit)) == (15, QUIET)
    assert audited(kit) == 5


async def test_two_processes_that_tick_on_one_file_act_once(kit: Kit, clock: FrozenClock) -> None:
    due_work(kit, clock)
    tick_for_alarms = 1  # deliveries have waited for two hours
    ticking = [str(ROOT / "tests" / "integration" / "ticking.py"), str(kit.db.path), clock.now().isoformat(), "3"]
    both = [
        await asyncio.create_subprocess_exec(
            sys.executable, *ticking, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    moved = [int((await process.communicate())[0]) for process in both]

    assert sum(moved) == 15 + tick_for_alarms
    assert audited(kit) == 5
    with kit.db.read() as session:
        cards = session.execute(text("SELECT count(*) FROM offer WHERE ring_name = 'everybody'")).scalar_one()
    assert cards == 15


def test_one_row_that_cannot_be_moved_stops_no_other(kit: Kit, clock: FrozenClock) -> None:
    """The first question due has a decision such as our code never writes."""
    make_volunteer(kit)
    spoilt, sound = make_question(kit), make_question(kit)
    with kit.db.write() as session:
        session.execute(text("UPDATE question SET decision = '[]' WHERE id = :id"), {"id": spoilt.id})
    clock.advance(minutes=5)

    assert questions_due(kit) == 1
    assert question_now(kit, sound.id or 0).ring != sound.ring
    assert question_now(kit, spoilt.id or 0).ring == spoilt.ring


def test_a_store_that_is_down_is_said(kit: Kit, clock: FrozenClock) -> None:
    make_question(kit)
    clock.advance(hours=2)
    with kit.db.write() as session:
        session.execute(text("ALTER TABLE delivery RENAME TO elsewhere"))

    with pytest.raises(StoreDown):
        questions_due(kit)


def test_what_somebody_else_moved_since_it_was_looked_at_is_left_alone(kit: Kit, clock: FrozenClock) -> None:
    """Another process was quicker between the look and the move."""
    walked, waiting = claimed(kit), make_question(kit)
    looked_at = [
        (clocks._question_due, waiting.id or 0),
        (clocks._claim_over, walked.claim_id),
        (clocks._remind, walked.claim_id),
    ]

    assert [clocks._each(kit, [row], move) for move, row in looked_at] == [QUIET, QUIET, QUIET]
    assert question_now(kit, waiting.id or 0).ring == waiting.ring
    assert claim_now(kit, walked.claim_id).state == "held"


def test_every_clock_has_a_name_and_a_period() -> None:
    assert [(each.name, each.seconds) for each in TICKS] == [
        ("rings", 1.0),
        ("claims", 5.0),
        ("reminders", 15.0),
        ("waiting", 30.0),
    ]
