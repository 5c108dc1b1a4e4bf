"""What kind of post a text is: question, praise, complaint or chatter."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.embedding import MiniLM
from routing.kind_examples import examples
from routing.kind_signs import signs_in
from routing.kinds import KINDS, Kinds, is_thanks
from tests.unit.kinds_samples import lines

SURE = 0.8  # from here on a policy may pass a post over in silence


@pytest.fixture(scope="module")
def by_words() -> Kinds:
    return Kinds()


@pytest.fixture(scope="module")
def by_meaning() -> Kinds:
    return Kinds(MiniLM())


@pytest.mark.parametrize(("which", "least"), [("by_words", 0.93), ("by_meaning", 0.95)])
def test_nearly_all_lines_are_judged_rightly(which: str, least: float, request: pytest.FixtureRequest) -> None:
    kinds: Kinds = request.getfixturevalue(which)

    wrong = [(kind, text) for kind, _, text in lines() if kinds.judge(text).value != kind]

    assert len(lines()) >= 150
    assert len(wrong) <= (1 - least) * len(lines()), wrong


@pytest.mark.parametrize("which", ["by_words", "by_meaning"])
def test_nothing_that_waits_for_an_answer_is_surely_something_else(which: str, request: pytest.FixtureRequest) -> None:
    kinds: Kinds = request.getfixturevalue(which)
    judged = [(text, kinds.judge(text)) for _, is_open, text in lines() if is_open]

    assert [one for one in judged if one[1].value != "question" and one[1].confidence >= SURE] == []


def test_what_is_surely_judged_is_rightly_judged(by_meaning: Kinds) -> None:
    sure = [(kind, guess.value) for kind, _, text in lines() if (guess := by_meaning.judge(text)).confidence >= SURE]

    assert len(sure) >= len(lines()) / 2
    assert sum(kind == found for kind, found in sure) >= 0.97 * len(sure)


def test_our_test_lines_are_not_among_the_examples() -> None:
    assert {text for _, _, text in lines()}.isdisjoint(text for _, text in examples())


def test_every_kind_has_a_few_dozen_examples() -> None:
    kinds = [kind for kind, _ in examples()]

    assert set(kinds) == set(KINDS)
    assert min(kinds.count(kind) for kind in KINDS) >= 24


def test_a_question_within_praise_is_a_question(by_meaning: Kinds) -> None:
    guess = by_meaning.judge("Love the new store! Do you open on Sundays?")

    assert guess.value == "question"
    assert guess.evidence[:2] == ("a question mark", "asks “do you”")


def test_a_complaint_about_what_could_be_mended_is_never_sure(by_meaning: Kinds) -> None:
    guess = by_meaning.judge("My TV broke after 2 days, awful!")

    assert guess.value == "complaint"
    assert guess.confidence < SURE
    assert "something is wrong: “broke”" in guess.evidence


def test_the_nearest_example_is_shown(by_meaning: Kinds) -> None:
    assert any(told.startswith("like “") for told in by_meaning.judge("Thanks so much, it works!").evidence)


def test_emoji_alone_are_chatter(by_words: Kinds) -> None:
    guess = by_words.judge("@brightaisle 😍😍🔥")

    assert (guess.value, guess.evidence[0]) == ("chatter", "no words")


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\0", "?" * 5000, "😀" * 4096, "ﷺ" * 300, "a" * 100_000])
def test_any_text_has_a_kind(text: str, by_meaning: Kinds) -> None:
    guess = by_meaning.judge(text)

    assert guess.value in KINDS
    assert 0 <= guess.confidence <= 1


@given(st.text(max_size=200))
def test_whatever_has_a_question_mark_is_never_surely_passed_over(text: str) -> None:
    guess = Kinds().judge(f"{text} ?") if "/" not in text and "http" not in text and "@" not in text else None

    assert guess is None or guess.value == "question" or guess.confidence < SURE


# --- signs -----------------------------------------------------------------------------------------------------------


def _found(text: str) -> set[str]:
    return set(signs_in(text)) - {"words"}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Is it on?", {"mark", "opening"}),
        ("متى تفتحون؟", {"mark", "request"}),
        ("see https://example.com/?q=1", set()),
        ("What a day", set()),
        ("How lovely", {"praise"}),
        ("Hello. How do I reset it", {"opening", "request"}),
        ("thanks for nothing", {"thanks", "sarcasm"}),
        ("it doesn't work", {"problem"}),
        ("😡", {"angry", "wordless"}),
    ],
)
def test_signs_are_seen_where_they_are(text: str, signs: set[str]) -> None:
    assert _found(text) == signs


def test_a_word_within_another_is_no_sign() -> None:
    assert _found("the whatever brand, unbroken, thankless") == set()


# --- thanks ----------------------------------------------------------------------------------------------------------

THANKS: Sequence[str] = (
    "thanks",
    "Thank you so much, that worked!",
    "thx!!",
    "@brightaisle works now, cheers",
    "🙏",
    "❤️",
    "Danke dir, läuft wieder",
    "Merci beaucoup !",
    "¡Muchas gracias!",
    "grazie mille",
    "obrigada",
    "ありがとうございます",
    "شكرا جزيلا",
    "Спасибо!",
)
NO_THANKS: Sequence[str] = (
    "",
    "Thanks. Which cable do I need",
    "thanks but it still doesn't work",
    "Thanks for nothing",
    "thanks for ruining my day 😡",
    "Thanks in advance",
    "no thanks",
    "thank you, and where is the manual?",
    "Danke, aber es geht nicht",
    "ok",
    "😡",
    "thanks " + "and more words about it all " * 10,
)


@pytest.mark.parametrize("text", THANKS)
def test_thanks_are_taken_for_thanks(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize("text", NO_THANKS)
def test_whoever_asks_more_or_is_angry_does_not_thank(text: str) -> None:
    assert not is_thanks(text)
