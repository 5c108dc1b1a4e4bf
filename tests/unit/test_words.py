"""Words, hashtags and the spelling under which names are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.atlas.words import fold, spell, words


def keys(text: str) -> list[str]:
    return [word.key for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zürich", "ZURICH"),
        ("Łódź", "lodz"),
        ("Saint-Étienne", "st etienne"),
        ("St. Louis", "Saint Louis"),
        ("L’Aquila", "L'Aquila"),  # noqa: RUF001 - both apostrophes are typed
        ("İstanbul", "istanbul"),
        ("U.S.A.", "USA"),
        ("Straße", "STRASSE"),
        ("القاهرة", "القاهره"),
    ],
)
def test_two_ways_to_write_a_name_are_one(one: str, other: str) -> None:
    assert spell(one) == spell(other)


def test_addresses_of_pages_and_people_are_no_words() -> None:
    assert keys("@brightaisle see https://paris.example/london or ask a@berlin.example") == ["see", "or", "ask"]


def test_a_hashtag_is_cut_where_its_case_changes() -> None:
    assert keys("#KeralaFloods2018 #NewYork #nyc") == ["kerala", "floods", "2018", "new", "york", "nyc"]


def test_a_genitive_ends_before_its_apostrophe() -> None:
    text = "Dublin's shop"
    first = words(text)[0]
    assert (first.key, text[first.start : first.end], first.own) == ("dublin", "Dublin", True)


def test_scripts_without_blanks_give_a_word_a_character() -> None:
    assert keys("東京で") == ["東", "京", "で"]


@given(st.text(max_size=200))
def test_any_text_gives_words_that_stand_where_they_say(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.raw


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(word: str) -> None:
    assert fold(fold(word)) == fold(word)
