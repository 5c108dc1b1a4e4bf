"""How `byhand status` draws: 80 columns, as many lines as there are, words without bars for a pipe."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commands.readyz import Heard
from commands.status_picture import picture, span, sparkline, words
from routing import status as s

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEARD = Heard(
    "127.0.0.1:8420",
    answers=True,
    ready=True,
    parts={
        "slack": {"state": "up", "detail": "", "since": ""},
        "telegram": {"state": "limited", "detail": "Another program reads this bot's messages too.", "since": ""},
        "x": {"state": "off", "detail": "", "since": ""},
    },
)


def a_waiting(number: int) -> s.Waiting:
    asked_at = NOW - timedelta(minutes=7 * number)
    return s.Waiting(number, "telegram", "offered", "TVs and home cinema", "Leeds, GB", "everybody", asked_at)


BUSY = s.Status(
    at=NOW,
    company="Brightaisle",
    questions=s.Questions(14, 9, 2, 2, 1, NOW - timedelta(minutes=72)),
    longest_waiting=tuple(a_waiting(number) for number in range(8, 0, -1)),
    last_day=s.LastDay(87, 81, 412.0, (*range(23), 40)),
    owed=s.Owed(5, 1, {"slack": 5}, NOW - timedelta(seconds=3)),
    undecided=(s.Undecided(7, 12, "telegram", NOW - timedelta(minutes=4), asked=True),),
    receipts=s.Receipts(2, NOW - timedelta(seconds=1), 1),
    volunteers=s.People(120, 32),
    spend=s.Spend("2026-11", 12.4, 50.0, 24, {}),
    gaps=0,
)
QUIET = s.Status(
    at=NOW,
    company="",
    questions=s.Questions(0, 0, 0, 0, 0, None),
    longest_waiting=(),
    last_day=s.LastDay(0, 0, None, (0,) * 24),
    owed=s.Owed(0, 0, {}, None),
    undecided=(),
    receipts=s.Receipts(0, None, 0),
    volunteers=s.People(0, 0),
    spend=None,
    gaps=0,
)


@pytest.mark.parametrize("found", [BUSY, QUIET, replace(BUSY, undecided=BUSY.undecided * 9)])
@pytest.mark.parametrize("heard", [HEARD, Heard("127.0.0.1:8420", why="not running")])
@pytest.mark.parametrize("height", [10, 24, 50])
def test_fits_the_window(found: s.Status, heard: Heard, height: int) -> None:
    lines = picture(found, heard, height, "every 2 s · q ends").split("\n")

    assert len(lines) <= height
    assert max(line.cell_len for line in lines) <= 80


def test_a_taller_window_shows_more_of_what_waits_and_the_footer_stays_at_the_bottom() -> None:
    few, many = (picture(BUSY, HEARD, height, "q ends").plain for height in (24, 40))

    assert many.count("everybody") == 8
    assert 0 < few.count("everybody") < 8
    assert few.endswith("q ends")
    assert many.endswith("q ends")
    assert len(many.splitlines()) == 40


def test_words_say_everything_without_a_bar() -> None:
    told = "\n".join(words(BUSY, HEARD))

    assert "14 open" in told
    assert "the longest for 1 h 12 min" in told
    assert "87 asked, 81 answered, half of them within 6 min" in told
    assert "12.40 of 50.00 USD, 24 %" in told
    assert "#12 on Telegram, for 4 min: its volunteer was asked to look" in told
    assert "Telegram: Another program reads" in told
    assert "1 could not be read" in told
    assert not set("█░▁▇") & set(told)


def test_a_stacked_bar_shows_even_one_of_very_many() -> None:
    found = replace(BUSY, questions=s.Questions(100_001, 100_000, 1, 0, 0, NOW))
    styles = {str(span.style) for span in picture(found, HEARD, 24).split("\n")[2].spans}
    assert "red" in styles


def test_a_house_without_policy_or_process_says_so() -> None:
    told = "\n".join(words(QUIET, Heard("127.0.0.1:8420", why="not running")))

    assert "without a policy yet" in told
    assert "not running" in told
    assert "Spend" not in told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (412, "6 min"),
        (3600, "1 h"),
        (4320, "1 h 12 min"),
        (90_000, "1 d 1 h"),
        (-5, "0 s"),
    ],
)
def test_a_length_of_time_has_two_units_at_most(seconds: float, told: str) -> None:
    assert span(seconds) == told


def test_a_sparkline_is_as_high_as_its_numbers() -> None:
    assert sparkline([0, 1, 2, 7, 14]) == "▁▂▂▅█"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([]) == ""
