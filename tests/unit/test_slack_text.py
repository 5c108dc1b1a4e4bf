"""Strangers' words made safe, and Slack's markup read back to what a colleague meant."""

# ruff: noqa: RUF001 - letters of other scripts are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.slack.text import as_date, escape, fallback, host, link, pieces, read_markup, shorten, visible
from tests.unit.slack_samples import NOW


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("two\r\nlines\rand\u2028more", "two\nlines\nand\nmore"),
        ("pay \u202egpj.exe", "pay [U+202E]gpj.exe"),
        ("pass\u200bword", "pass[U+200B]word"),
        ("bell\x07", "bell[U+0007]"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("x\u200dy", "x[U+200D]y"),
        ("Zoe\u0308", "Zoe\u0308"),
        ("tag\U000e0041", "tag[U+E0041]"),
    ],
)
def test_what_is_hidden_is_spelled_out_and_what_scripts_need_stays(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🇸🇪",
    ],
)
def test_emoji_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_a_flood_of_marks_is_cut_and_counted() -> None:
    assert visible("a" + "\u0301" * 100 + "b") == "a" + "\u0301" * 6 + "[94 more marks]b"


@given(st.text(max_size=5000), st.integers(min_value=1, max_value=100))
def test_pieces_joined_are_the_text_again(text: str, limit: int) -> None:
    parts = pieces(text, limit)

    assert "".join(parts) == text
    assert all(0 < len(part) <= limit for part in parts)


def test_a_text_is_cut_after_a_blank_where_there_is_one() -> None:
    assert pieces("one two three", 8) == ["one two ", "three"]


def test_a_text_up_to_the_limit_stays_whole() -> None:
    assert pieces("x" * 3000) == ["x" * 3000]
    assert pieces("") == []


def test_shortened_words_end_in_an_ellipsis() -> None:
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abcd", 4) == "abcd"


def test_only_slacks_three_characters_are_escaped() -> None:
    assert escape("<a> & \"b\" 'c'") == "&lt;a&gt; &amp; \"b\" 'c'"


def test_the_fallback_text_has_no_markup_left() -> None:
    assert fallback("*bold* <!channel>\n`code` a_b", 100) == "bold &lt;!channel&gt; code a b"


def test_a_date_is_slacks_token_with_utc_in_words() -> None:
    assert as_date(NOW) == "<!date^1795262400^{date_short_pretty} {time}|21 Nov 2026, 12:00 UTC>"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.com/a", "x.com"),
        ("https://x.com@evil.example/a", "evil.example"),
        ("https://xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("https://аррӏе.com/", "xn--80ak6aa92e.com"),
        ("http://[::1", ""),
        ("javascript:alert(1)", ""),
        ("https://" + "a" * 300 + ".com", ""),
        ("", ""),
    ],
)
def test_the_host_is_the_one_a_link_really_leads_to(url: str, name: str) -> None:
    assert host(url) == name


def test_a_link_with_blanks_or_line_breaks_is_none() -> None:
    assert link("https://x.com/a") == "https://x.com/a"
    assert link("https://x.com/a b") == link("https://x.com/\n") == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("AT&amp;T &lt;3 &gt;", "AT&T <3 >"),
        ("see <https://x.com/a|x.com/a> now", "see https://x.com/a now"),
        ("see <https://x.com/a?b=1&amp;c=2>", "see https://x.com/a?b=1&c=2"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
        ("call <tel:+4412345>", "call +4412345"),
        ("<@U0ANNA|anna> knows", "@anna knows"),
        ("<@U0ANNA> knows", "(a colleague) knows"),
        ("in <#C0QUEUE|byhand-queue>", "in #byhand-queue"),
        ("in <#C0QUEUE>", "in (a channel)"),
        ("<!here> <!channel|channel>", "@here channel"),
        ("<!subteam^S1|@leads> <!subteam^S1>", "@leads @subteam"),
        ("<!date^1^{date}|yesterday>", "yesterday"),
        ("1 &lt; 2 and a &amp;lt; b", "1 < 2 and a &lt; b"),
        ("*stays* _as_ `typed`", "*stays* _as_ `typed`"),
    ],
)
def test_a_colleagues_message_is_read_as_it_was_meant(text: str, meant: str) -> None:
    assert read_markup(text) == meant


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_words_survive_slacks_escaping(text: str) -> None:
    assert read_markup(escape(text)) == text
