"""X's weighted length, against counts that twitter-text itself gave for texts of ours, and today's emoji by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter.length import length
from bots.twitter.links import find_links

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "x_lengths.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: f"{case['kind']}: {case['text'][:30]}")
def test_it_counts_as_twitter_text_does(case: dict[str, Any]) -> None:
    assert length(case["text"]) == case["length"]


@pytest.mark.parametrize(
    "emoji",
    [
        "❤️‍🔥",  # heart on fire, Emoji 13.1
        "❤️‍🩹",
        "🧑🏻‍❤️‍🧑🏿",
        "👩🏽‍❤️‍💋‍👨🏿",
        "😶‍🌫️",
        "🧔🏾‍♀️",
        "🫱🏿‍🫲🏻",  # Emoji 14
        "🫠",
        "🩷",  # Emoji 15
        "🐦‍⬛",
        "🙂‍↔️",  # Emoji 15.1
        "🐦‍🔥",
        "🧑‍🧑‍🧒‍🧒",
        "🚶🏽‍♀️‍➡️",
        "⛓️‍💥",
        "🫩",  # Emoji 16
        "🇨🇶",
        "🫪",  # Emoji 17
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "👁️‍🗨️",
        "👨‍❤‍👨",  # as some keyboards write it, without FE0F
        "☝️🏽",
    ],
)
def test_an_emoji_of_today_weighs_2_however_it_is_put_together(emoji: str) -> None:
    assert length(emoji) == 2
    assert length(f"a{emoji}b{emoji}") == 6


def test_a_new_domain_ending_makes_a_link() -> None:
    assert length("brightaisle.zip") == 23
    assert length("brightaisle.nosuchending") == len("brightaisle.nosuchending")


def test_mentions_at_the_start_count_like_any_text() -> None:
    assert length("@ann @bea yes") == len("@ann @bea yes")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("see https://example.com/a?b=1, or brightaisle.com/x!", ["https://example.com/a?b=1", "brightaisle.com/x"]),
        ("(example.com)", ["example.com"]),
        ("me@example.com and v1.2", []),
        ("https://t.co/" + "a" * 41, []),
    ],
)
def test_links_are_found_where_x_makes_them(text: str, addresses: list[str]) -> None:
    links = list(find_links(text))

    assert [link.address for link in links] == addresses
    assert [text[link.start : link.end] for link in links] == addresses


@given(st.text(max_size=300))
def test_any_text_has_a_length_within_twice_its_signs_and_23_a_link(text: str) -> None:
    assert 0 <= length(text) <= 2 * 3 * len(text) + 23 * text.count(".")


@given(st.text(alphabet="a1.-_/@:()?=é日 ", max_size=2000))
def test_nothing_that_looks_like_links_takes_long(text: str) -> None:
    assert length(text) >= 0


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    [
        "a." * 5000,
        "a-" * 5000,
        "https://" * 2000,
        "x.com/" + "(a" * 3000,
        "x.com/" + "a!" * 4000,
        "_a.com" * 2000,
        "👩‍" * 3000,
    ],
)
def test_a_hostile_text_is_counted_in_time(text: str) -> None:
    assert length(text) > 0
