"""What may be posted, what a volunteer is told, and how an answer is signed."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.answering import AnswerProblem, ProblemCode, Typed, clean, limit_of, problems, sign
from tests.unit.policy_samples import make_policy

POLICY = make_policy(answering={"sensitive_words": ["password", "card number"], "links": "refuse"})


def typed(text: str = "Hold the power button for ten seconds.", **facts: Any) -> Typed:
    return Typed(**{"text": text, "channel": "x", "used": len(text), "limit": 280, **facts})


def only(found: tuple[AnswerProblem, ...]) -> AnswerProblem:
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Hold the power button for ten seconds.",
        "Line one\n\n\tline two",
        "Familie 👩‍👩‍👧 und ❤️‍🔥",
        "مرحبا\u200f كيف الحال",
        "नमस्ते\u200d",
        "@jo have you tried another cable?",
        "Bring it back. No receipt needed",
        "thanks.it works",
        "write to me@shop.example",
    ],
)
def test_an_ordinary_answer_has_no_problem(text: str) -> None:
    assert problems(typed(text), POLICY) == ()


@pytest.mark.parametrize("text", ["", "\u200b\u2060", "\ufeff"])
def test_an_answer_that_shows_nothing_is_empty(text: str) -> None:
    assert only(problems(typed(text), POLICY)).code is ProblemCode.EMPTY


@pytest.mark.parametrize("text", ["@jo", "@jo @brightaisle"])
def test_an_answer_that_only_mentions_somebody_is_refused(text: str) -> None:
    assert only(problems(typed(text), POLICY)).code is ProblemCode.ONLY_MENTION


def test_too_long_says_count_limit_and_by_how_much() -> None:
    problem = only(problems(typed(used=293), POLICY))

    assert problem.code is ProblemCode.TOO_LONG
    assert problem.message == (
        "This is 13 characters too long: with your signature it counts 293, and 280 are allowed."
    )


@pytest.mark.parametrize(("used", "told"), [(280, 0), (281, 1)])
def test_the_limit_itself_is_still_allowed(used: int, told: int) -> None:
    assert len(problems(typed(used=used), POLICY)) == told


def test_one_character_too_many_is_one_character() -> None:
    assert "1 character too long" in only(problems(typed(used=281), POLICY)).message


def test_the_policy_may_allow_less_than_the_platform() -> None:
    policy = make_policy(answering={"max_length": {"x": 200, "telegram": 1000}})

    assert limit_of("x", 280, policy) == 200
    assert limit_of("telegram", 4096, policy) == 1000
    assert limit_of("x", 100, policy) == 100
    assert limit_of("forum", 5000, policy) == 5000
    assert "200 are allowed" in only(problems(typed(used=201), policy)).message


@pytest.mark.parametrize("word", ["Password", "CARD\nNUMBER", "\uff50assword"])
def test_a_sensitive_word_is_named(word: str) -> None:
    problem = only(problems(typed(f"Send me your {word}, please"), POLICY))

    assert problem.code is ProblemCode.SENSITIVE_WORD
    assert problem.blocks


def test_a_sensitive_word_within_another_is_none() -> None:
    assert problems(typed("Open the passwordless sign-in"), POLICY) == ()


@pytest.mark.parametrize("text", ["see https://example.org/a", "see WWW.example.org", "see example.com", "it.me/x"])
def test_a_link_is_refused_where_the_policy_says_so(text: str) -> None:
    assert only(problems(typed(text), POLICY)).code is ProblemCode.LINK_REFUSED


def test_a_link_that_only_the_channel_sees_counts() -> None:
    assert only(problems(typed(has_link=True), POLICY)).code is ProblemCode.LINK_REFUSED


def test_a_link_may_be_warned_of_with_what_it_costs() -> None:
    policy = make_policy(answering={"links": "warn"})

    on_x = only(problems(typed("see example.com"), policy))
    on_telegram = only(problems(typed("see example.com", channel="telegram"), policy))

    assert (on_x.code, on_x.blocks) == (ProblemCode.LINK_COSTS, False)
    assert "0.20 US dollars" in on_x.message
    assert "dollars" not in on_telegram.message


def test_a_link_may_be_allowed() -> None:
    assert problems(typed("see example.com"), make_policy(answering={"links": "allow"})) == ()


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\x00", "\x1b", "\x0b", "\x85", "\u2028", "\ud800"])
def test_a_character_that_would_hide_or_turn_text_is_refused_and_named(char: str) -> None:
    problem = only(problems(typed(f"ab{char}c"), POLICY))

    assert problem.code is ProblemCode.CONTROL_CHARACTER
    assert f"U+{ord(char):04X}, at position 3" in problem.message


def test_several_problems_are_told_together() -> None:
    found = problems(typed("password \u202e https://example.com", used=300), POLICY)

    assert [problem.code for problem in found] == [
        ProblemCode.TOO_LONG,
        ProblemCode.CONTROL_CHARACTER,
        ProblemCode.SENSITIVE_WORD,
        ProblemCode.LINK_REFUSED,
    ]


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a  b \n", "a  b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("Cafe\u0301", "Café"),
        ("\n\na\n\n\nb\n", "a\n\n\nb"),
        ("<!channel> &amp; *bold*", "<!channel> &amp; *bold*"),
        ("\u00a0a\u3000", "a"),
    ],
)
def test_cleaning_is_nfc_line_ends_and_outer_blanks_alone(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_no_character_of_a_composed_text_is_lost_inside(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert clean(composed) == composed.strip()


SIGNED = make_policy(
    signature={
        "x": {"template": "^{first_name}"},
        "telegram": {"template": "— {name}, {shop} ({company})", "separator": "\n\n"},
    }
)


def test_an_answer_is_text_separator_and_signature() -> None:
    assert sign("Try again", "Ada", "Ada Lovelace", "Berlin", SIGNED, "x") == "Try again ^Ada"
    assert (
        sign("Try again", "Ada", "Ada Lovelace", "Berlin", SIGNED, "telegram")
        == "Try again\n\n— Ada Lovelace, Berlin (Brightaisle)"
    )


def test_without_a_shop_the_company_stands_in_its_place() -> None:
    assert sign("Hi", "Ada", "Ada L", None, SIGNED, "telegram").endswith("— Ada L, Brightaisle (Brightaisle)")


def test_without_a_first_name_the_whole_name_signs() -> None:
    assert sign("Hi", " ", "Ada L", None, SIGNED, "x") == "Hi ^Ada L"


def test_a_channel_the_policy_does_not_name_is_signed_as_on_x() -> None:
    assert sign("Hi", "Ada", "Ada L", None, SIGNED, "forum") == "Hi ^Ada"


def test_a_name_is_never_read_as_a_placeholder_nor_breaks_the_line() -> None:
    assert sign("Hi", "{company}\n\u202eX", "", None, SIGNED, "x") == "Hi ^{company} X"


@given(st.text(), st.text(min_size=1), st.sampled_from(["x", "telegram"]))
def test_a_persons_text_stands_unchanged_before_the_signature(text: str, name: str, channel: str) -> None:
    assert sign(text, name, name, None, SIGNED, channel).startswith(text)
