"""Finding words, links and question marks in any script."""

import pytest

from policies.wording import asks, first_word_in, folded, has_link, without_links


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("My FRIDGE hums", "fridge"),
        ("air  \n fryer", "air fryer"),
        ("Straße", "STRASSE"),
        ("das ist 4K", "4k"),
        ("空调坏了吗", "空调"),
        ("ตู้เย็นเสีย", "ตู้เย็น"),
        ("wi-fi?", "wi-fi"),
        ("#ad", "#ad"),
    ],
)
def test_a_word_is_found_whole_in_any_case_and_script(text: str, word: str) -> None:
    assert first_word_in(text, ["nothing", word]) == word


@pytest.mark.parametrize(("text", "word"), [("fridges", "fridge"), ("badge", "ad"), ("anything", " "), ("", "tv")])
def test_a_part_of_a_word_is_not_the_word(text: str, word: str) -> None:
    assert first_word_in(text, [word]) is None


@pytest.mark.parametrize("text", ["http://a", "www.a.b", "shop.com", "go to my-shop.co.uk/x", "EXAMPLE.ORG."])
def test_a_link_is_seen(text: str) -> None:
    assert has_link(text)


@pytest.mark.parametrize("text", ["me@shop.com", "end.No start", "3.50", "e.g. this", "v1.2.3", "@shop.com"])
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert not has_link(text)


def test_links_are_taken_out_whole() -> None:
    assert without_links("see https://a.example/?x=1 now") == "see   now"


@pytest.mark.parametrize("text", ["why?", "¿qué", "لماذا؟", "什么\uff1f", "what⁉"])
def test_a_question_mark_of_any_script_asks(text: str) -> None:
    assert asks(text)


def test_nothing_is_asked_by_a_semicolon() -> None:
    assert not asks("one; two")


def test_what_is_far_too_long_is_compared_only_in_part() -> None:
    assert len(folded("a" * 50_000)) == 10_000
