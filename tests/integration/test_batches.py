"""Posts that are worked through together leave the same rows as when each is worked through alone."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from routing.kit import Kit
from routing.ports import RawEvent
from store.db import Database
from tests.factories import claimed, make_volunteer
from tests.integration.scenery import ADA, NOON, came, make_inbox, message

TABLES = (
    "asker",
    "audit",
    "claim",
    "conversation",
    "delivery",
    "offer",
    "question",
    "questionpart",
    "receipt",
    "volunteer",
)
BEN: dict[str, Any] = {"chat": 12, "from": {"id": 12, "first_name": "Ben", "is_bot": False}}
GROUP: dict[str, Any] = {"chat": -5}
SAID = ("My new TV in Leeds flickers", "And my washing machine leaks", "/stop", "start asking", "Thank you!")

numbers = st.integers(100, 103)  # of messages: few, so that they meet
asked = st.builds(message, numbers, st.sampled_from(SAID))
others = st.builds(lambda number, said: message(number, said, **BEN), numbers, st.sampled_from(SAID))
in_group = st.builds(lambda number: message(number, "@brightaisle_bot my TV flickers", **GROUP), numbers)
chatter = st.builds(lambda number: message(number, "Did you see the match?", **GROUP), numbers)
places = st.builds(lambda number: message(number, location={"latitude": 53.55, "longitude": 9.99}), numbers)
replies = st.builds(
    lambda number, to: message(number, "It is from 2019", reply_to_message={**message(to, "…"), "date": NOON}),
    numbers,
    numbers | st.just(1),
)
moves = st.just(message(104, migrate_to_chat_id=-1005, **GROUP))
edits = st.builds(lambda number, said: message(number, said, edit_date=NOON + 60), numbers, st.sampled_from(SAID))
events = st.one_of(asked, others, in_group, chatter, places, replies, moves).map(came) | edits.map(
    lambda content: came(content, "edited_message")
)


def rows_of(kit: Kit) -> dict[str, list[tuple[Any, ...]]]:
    with kit.db.read() as session:
        return {
            table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]
            for table in TABLES
        }


def after(kit: Kit, path: Path, batches: Sequence[Sequence[RawEvent]]) -> dict[str, list[tuple[Any, ...]]]:
    """What a copy of the kit's database holds when these events came and were worked through, batch by batch."""
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    shutil.copy(kit.db.path, path)
    copy = Kit(Database(f"sqlite:///{path}"), kit.clock, kit.rulebook, kit.channels, kit.finder, kit.reader, kit.home)
    inbox = make_inbox(copy)
    for batch in batches:
        asyncio.run(inbox.keep_page(batch))
        inbox.work_batch()
    rows = rows_of(copy)
    copy.writer.shutdown()
    copy.db.close()
    return rows


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(came_in=st.lists(events, max_size=12))
def test_posts_taken_in_together_leave_the_same_rows_as_one_by_one(
    kit: Kit, tmp_path: Path, caplog: pytest.LogCaptureFixture, came_in: list[RawEvent]
) -> None:
    if not rows_of(kit)["volunteer"]:
        make_volunteer(kit, "UBO", "Bo Second")
        claimed(kit, author=ADA, chat="11", external_id="11:1")
        kit.db.close()  # with everything in the one file

    together, alone = (
        after(kit, tmp_path / "a.db", [came_in]),
        after(kit, tmp_path / "b.db", [[one] for one in came_in]),
    )

    assert together == alone
    assert "a batch of receipts failed" not in caplog.text  # or they were taken in one by one after all
