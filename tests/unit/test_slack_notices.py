"""Notices: Byhand's own words to colleagues, with somebody's words quoted."""

import re

import pytest

from bots.slack import blocks
from routing.cards import Notice, NoticeButton
from tests.unit.slack_samples import HOSTILE, buttons, check_blocks, said, texts


def test_a_notice_shows_title_lines_quote_buttons_and_link() -> None:
    notice = Notice(
        "May have been posted on X",
        ("Please look.", "Nothing is sent again."),
        "their words",
        "https://x.com/1",
        (NoticeButton("delivery.there", "It is there", "9", "primary"),),
    )
    shown = blocks.notice(notice)

    check_blocks(shown.blocks)
    assert said(shown.blocks).startswith(
        "May have been posted on X\nPlease look.\nNothing is sent again.\ntheir words\n"
    )
    assert buttons(shown.blocks) == {"It is there": "delivery.there=9", "Open (x.com)": "question.open=https://x.com/1"}
    assert shown.text == "May have been posted on X Please look. Nothing is sent again. their words"


def test_a_title_alone_is_enough() -> None:
    check_blocks(blocks.notice(Notice("Hello")).blocks)


def test_a_quiet_notice_has_no_heading() -> None:
    assert {block["type"] for block in blocks.notice(Notice("Hello", ("you",)), quiet=True).blocks} == {"section"}


@pytest.mark.parametrize("words", list(HOSTILE.values()), ids=list(HOSTILE))
def test_hostile_words_are_never_markup_in_a_notice(words: str) -> None:
    shown = blocks.notice(Notice(words, (words,), words, words[:300]))

    check_blocks(shown.blocks)
    assert list(texts(shown.blocks, "mrkdwn")) == []
    assert not re.search("<[!@#h]|[*_~`]", shown.text)
