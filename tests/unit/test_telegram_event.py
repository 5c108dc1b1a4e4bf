"""An update's key: the same when Telegram repeats it, another for anything else."""

from typing import Any

import pytest

from bots.telegram import event
from bots.telegram.client import Us

US = Us(4200, "brightaisle_bot")
MESSAGE: dict[str, Any] = {"message_id": 3, "date": 100, "chat": {"id": -55, "type": "group"}, "text": "Hi"}


def key(update: Any) -> str:
    return event.of_update(update, US).key


def test_a_repeated_update_has_the_same_key() -> None:
    assert key({"update_id": 9, "message": MESSAGE}) == key({"message": dict(MESSAGE), "update_id": 9})


@pytest.mark.parametrize(
    "other",
    [
        {"update_id": 10, "message": MESSAGE},
        {"update_id": 9, "message": MESSAGE | {"message_id": 4}},
        {"update_id": 9, "message": MESSAGE | {"chat": {"id": -56}}},
        {"update_id": 9, "message": MESSAGE | {"date": 101}},
        {"update_id": 9, "edited_message": MESSAGE},
    ],
    ids=["number", "message", "chat", "date", "kind"],
)
def test_another_update_has_another_key_even_with_the_same_number(other: dict[str, Any]) -> None:
    assert key(other) != key({"update_id": 9, "message": MESSAGE})


def test_two_edits_within_one_second_have_two_keys() -> None:
    edited = MESSAGE | {"edit_date": 105}
    assert key({"update_id": 9, "edited_message": edited}) != key({"update_id": 10, "edited_message": edited})


@pytest.mark.parametrize("strange", [None, 5, [], "x", {}, {"update_id": 9}, {"message": MESSAGE}, {"update_id": "9"}])
def test_what_is_no_update_is_kept_as_it_is(strange: Any) -> None:
    kept = event.of_update(strange, US)
    assert (kept.kind, kept.key) == ("unreadable", key(strange))
    assert kept.payload["us"] == {"id": 4200, "username": "brightaisle_bot"}


def test_a_strangely_filled_update_still_has_a_key() -> None:
    assert key({"update_id": 9, "message": {"chat": 4, "message_id": [], "date": {}}}) == "9:message:::"
