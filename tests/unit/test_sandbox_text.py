"""What X and Telegram see in a text: its weight, links, mentions, entities; and the time in X's ids."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.entities import covered, detect, strip, units
from sandbox.twitter import snowflake
from sandbox.twitter.text import find_mentions, find_urls, leading_mentions, weigh

# X's arithmetic


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("hello", 5),
        ("漢字", 4),
        ("e\u0301", 1),
        ("“quoted” \u2013 and…", 16),
        ("example.com", 23),
        ("see https://example.com/a/very/long/path?with=query, please", 4 + 23 + 8),
        ("e.g. v1.2 a.b", 13),
        ("😀", 2),
        ("\u2764\ufe0f\u200d\U0001f525", 2),
        ("👩\u200d👩\u200d👧\u200d👦", 2),
        ("🇫🇷🇬🇧", 4),
        ("👍🏽", 2),
        ("1\ufe0f\u20e3", 2),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
        ("©", 1),
        ("http://localhost", 16),
        ("https://example.com/x_(y)", 23),
    ],
)
def test_a_text_weighs_what_x_says(text: str, weight: int) -> None:
    assert weigh(text) == weight


@given(st.text(max_size=60))
def test_a_weight_is_never_more_than_twice_the_characters_or_a_link_each(text: str) -> None:
    assert 0 <= weigh(text) <= 2 * len(text) + 23 * text.count(".")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ann and @Bob_1!", ["ann", "Bob_1"]),
        ("mail ann@example.com", []),
        ("@ann/friends", []),
        ("@sixteen_letters_", []),
        ("(@ann)", ["ann"]),
        ("https://x.com/@ann", []),
    ],
)
def test_mentions_are_found_as_x_finds_them(text: str, found: list[str]) -> None:
    assert [span.value for span in find_mentions(text)] == found


def test_links_end_before_what_follows_them() -> None:
    text = "(www.example.com), https://example.com/a. And example.co.uk/b?c=d!"
    assert [span.value for span in find_urls(text)] == [
        "www.example.com",
        "https://example.com/a",
        "example.co.uk/b?c=d",
    ]


def test_leading_mentions_are_those_at_the_very_start() -> None:
    assert leading_mentions("@ann @bob hello @cid") == (["ann", "bob"], "hello @cid")
    assert leading_mentions("hello @ann") == ([], "hello @ann")


@given(st.datetimes(datetime(2011, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_snowflake_holds_its_time_to_the_millisecond(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    found = snowflake.to_time(snowflake.from_time(aware))
    assert abs((aware - found).total_seconds()) < 0.0011


# Telegram's arithmetic


@given(st.text(max_size=60))
def test_entities_cover_what_they_were_found_in(text: str) -> None:
    for entity in detect(f"{text} @somebody_1 {text}"):
        assert entity["length"] == units(covered(f"{text} @somebody_1 {text}", entity))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/start@a_bot go", [("bot_command", "/start@a_bot")]),
        ("mail ann@example.com", [("email", "ann@example.com")]),
        ("see example.com/a.", [("url", "example.com/a")]),
        ("and/or #1 a@b", []),
        ("@ab @abc", [("mention", "@abc")]),
    ],
)
def test_entities_are_found_as_telegram_finds_them(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(one["type"], covered(text, one)) for one in detect(text)] == kinds


def test_stripping_moves_entities_and_drops_empty_ones() -> None:
    bold = [{"type": "bold", "offset": 2, "length": 2}, {"type": "italic", "offset": 0, "length": 2}]
    assert strip("  😀 ", bold) == ("😀", [{"type": "bold", "offset": 0, "length": 2}])
