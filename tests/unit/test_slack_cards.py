"""A card in every state, and strangers' words on it."""

import itertools
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.slack import blocks
from routing.cards import Spoken
from tests.unit.slack_samples import HOSTILE, NOW, SOON, answer, buttons, card, check_blocks, claim, said, texts

# Markup that would do something if Slack read it in a stranger's words.
LIVE = re.compile(r"<[!@#h]|[*_~`]")


def test_a_pending_card_shows_the_question_and_who_asked_where_and_why_you() -> None:
    shown = blocks.card(card())

    check_blocks(shown.blocks)
    assert shown.blocks[0]["text"]["text"] == "Question on X · Phones"
    for words in (
        "My battery is empty after an hour. What can I do?",
        "From Ada Asker (@ada)",
        "Place: Leeds, GB, named in the text",
        "Why you: You know about Phones; You are 3 km away",
    ):
        assert words in said(shown.blocks)
    assert buttons(shown.blocks) == {
        "I'll take it": "question.claim=7",
        "Not me": "question.decline=7",
        "Let it be": "question.dismiss=7",
        "Wrong topic?": "question.topic=7",
        "Why me?": "question.why=7",
        "Open (x.com)": "question.open=https://x.com/ada/status/1",
    }


def test_a_deadline_is_shown_in_each_readers_own_time() -> None:
    asked, until = texts(blocks.card(card()).blocks, "mrkdwn")

    assert (
        asked
        == f"Question 11, asked <!date^{int(NOW.timestamp())}^{{date_short_pretty}} {{time}}|21 Nov 2026, 12:00 UTC>"
    )
    assert until.startswith(
        f"Until <!date^{int(SOON.timestamp())}^{{date_short_pretty}} {{time}}|21 Nov 2026, 12:15 UTC>"
    )


def test_a_channels_card_has_no_not_me_and_says_why_here() -> None:
    shown = blocks.card(card(for_volunteer="", why=("Nobody has taken it so far.",)))

    assert "Not me" not in buttons(shown.blocks)
    assert "Why here: Nobody has taken it so far" in said(shown.blocks)
    assert buttons(shown.blocks)["Why here?"] == "question.why=7"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"topic_share": 0.617}, "Topic: Phones, 62 % likely"),
        ({"topic_share": 0.997, "second_topic": "Printers"}, "Topic: Phones, 99 % likely, or Printers"),
        ({"topic_share": 1.0}, "Topic: Phones"),
        ({"topic": "", "topic_share": None}, "Topic: nobody could tell so far"),
    ],
)
def test_a_card_says_how_surely_it_has_its_topic(changes: dict[str, Any], line: str) -> None:
    shown = blocks.card(card(question=changes))

    assert line in said(shown.blocks).splitlines()
    assert ("Wrong topic?" in buttons(shown.blocks)) == bool(changes.get("topic", "Phones"))
    assert "question.topic=7" in buttons(shown.blocks).values()


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"kind": "complaint", "language": "de"}, {"A complaint", "Written in German"}),
        ({"kind": "praise", "language": "xx"}, {"Praise", "Written in xx"}),
        ({"kind": "question", "language": "en"}, set()),
        ({"kind": "chatter", "language": ""}, set()),
    ],
)
def test_another_tone_and_another_language_than_ones_own_are_said(changes: dict[str, Any], remarks: set[str]) -> None:
    shown = blocks.card(card(question=changes, reads=("en", "fr")))

    told = {"A complaint", "Praise", "Written in German", "Written in xx"}
    assert told & set(said(shown.blocks).splitlines()) == remarks


BY_BEN = {"volunteer": "Ben Okafor", "volunteer_slack_id": "U0BEN"}


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "declined"},
        {"state": "rescinded", "claim": claim(**BY_BEN)},
        {"state": "rescinded", "dismissed_by": "Ben Okafor"},
        {"state": "accepted", "claim": claim(state="submitted"), "answers": (answer(state="ready"),)},
        {"state": "accepted", "claim": claim(state="done"), "answers": (answer(),)},
        {"state": "expired", "closing_note": "Nobody took it in time."},
    ],
)
def test_nobody_is_asked_about_the_topic_of_what_is_over_for_him(changes: dict[str, Any]) -> None:
    shown = blocks.card(card(**changes))

    assert not {"question.topic=7", "question.why=7"} & set(buttons(shown.blocks).values())


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "accepted", "claim": claim()},
        {"state": "accepted", "claim": claim(), "for_volunteer": ""},
        {
            "state": "expired",
            "closing_note": "Nobody took it.",
            "question": {"state": "unanswered"},
            "for_volunteer": "",
        },
        {"question": {"may_reply": "no"}},
    ],
)
def test_who_has_it_or_could_take_it_has_a_say_in_the_topic(changes: dict[str, Any]) -> None:
    assert "question.topic=7" in buttons(blocks.card(card(**changes)).blocks).values()


def test_what_was_said_of_the_topic_closes_the_card() -> None:
    words = "You said: this is about Printers. People who know that are asked."
    shown = blocks.card(card(state="rescinded", corrected=words))
    taken = blocks.card(
        card(state="rescinded", corrected=words, claim=claim(volunteer="Ben", volunteer_slack_id="U0BEN"))
    )

    assert words in said(shown.blocks)
    assert words in shown.text
    assert words not in said(taken.blocks)
    assert "Ben took it." in said(taken.blocks)


def test_who_took_it_can_answer_or_give_it_back() -> None:
    shown = blocks.card(card(state="accepted", claim=claim()))

    assert "You took it." in said(shown.blocks)
    assert buttons(shown.blocks).items() >= {("Answer", "question.answer=5"), ("Give it back", "question.release=5")}


def test_a_claimed_channel_card_says_who_took_it() -> None:
    shown = blocks.card(card(for_volunteer="", state="accepted", claim=claim()))

    assert "Anna Lindqvist took it." in said(shown.blocks)
    assert buttons(shown.blocks).keys() >= {"Answer", "Give it back"}


@pytest.mark.parametrize("state", ["held", "submitted", "done"])
def test_the_others_see_who_took_it_and_can_do_nothing(state: str) -> None:
    shown = blocks.card(card(for_volunteer="U0BEN", state="rescinded", claim=claim(state=state)))

    assert "Anna Lindqvist took it." in said(shown.blocks)
    assert buttons(shown.blocks).keys() == {"Open (x.com)"}


@pytest.mark.parametrize("state", ["ready", "sending"])
def test_an_answer_on_its_way_is_said_to_be(state: str) -> None:
    shown = blocks.card(card(state="accepted", claim=claim(state="submitted"), answers=(answer(state=state),)))

    assert "You wrote this; it is on its way to X:" in said(shown.blocks)
    assert "Try another charger. ^Anna" in said(shown.blocks)
    assert buttons(shown.blocks) == {}


def test_an_answer_that_stands_is_shown_with_its_link() -> None:
    shown = blocks.card(card(state="accepted", claim=claim(state="done"), answers=(answer(),)))

    assert "You answered on X:\nTry another charger. ^Anna" in said(shown.blocks)
    assert buttons(shown.blocks)["See the answer (x.com)"] == "question.open=https://x.com/us/2"


def test_the_others_see_the_answer_too() -> None:
    shown = blocks.card(
        card(for_volunteer="U0BEN", state="rescinded", claim=claim(state="done"), answers=(answer(state="by_hand"),))
    )

    assert "Anna Lindqvist answered by hand on X:" in said(shown.blocks)


def test_the_others_do_not_see_a_text_that_is_not_public_yet() -> None:
    waiting = answer(state="unknown")
    shown = blocks.card(
        card(for_volunteer="U0BEN", state="rescinded", claim=claim(state="submitted"), answers=(waiting,))
    )

    assert waiting.text not in said(shown.blocks)
    assert "Post again" not in buttons(shown.blocks)


def test_an_unknown_outcome_is_put_to_a_person() -> None:
    shown = blocks.card(card(state="accepted", claim=claim(state="submitted"), answers=(answer(state="unknown"),)))

    assert "May have been posted" in said(shown.blocks)
    assert buttons(shown.blocks) == {
        "Open the chat (x.com)": "question.open=https://x.com/ada/status/1",
        "It is there": "delivery.there=9",
        "Post again": "delivery.again=9",
    }


def test_a_refused_answer_says_why_and_what_can_be_done() -> None:
    refused = answer(state="refused", error="X refused it: duplicate text.")
    shown = blocks.card(card(state="accepted", claim=claim(), answers=(refused,)))

    assert "Not posted. X refused it: duplicate text." in said(shown.blocks)
    assert buttons(shown.blocks).items() >= {
        ("Post by hand on X", "delivery.by_hand=9"),
        ("Answer", "question.answer=5"),
    }


def test_where_a_link_proves_nothing_there_is_no_post_by_hand() -> None:
    on_telegram = {"channel": "telegram", "channel_name": "Telegram"}
    shown = blocks.card(card(question=on_telegram, state="accepted", claim=claim(), answers=(answer(state="refused"),)))

    assert "delivery.by_hand=9" not in buttons(shown.blocks).values()


def test_a_dismissed_card_says_who_and_why_and_can_be_undone() -> None:
    shown = blocks.card(
        card(state="rescinded", dismissed_by="Ben Okafor", dismissed_reason="It asks nothing", undo_until=SOON)
    )

    assert "Ben Okafor let it be: It asks nothing." in said(shown.blocks)
    assert buttons(shown.blocks)["Undo"] == "question.undo=7"


def test_what_cannot_be_undone_any_more_has_no_undo() -> None:
    shown = blocks.card(card(state="rescinded", dismissed_by="Ben Okafor"))

    assert "Ben Okafor let it be." in said(shown.blocks)
    assert buttons(shown.blocks) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "declined"}, "You said: not me."),
        ({"state": "expired"}, "The time for this offer has passed"),
        ({"state": "rescinded"}, "This is no longer offered here."),
        ({"closing_note": "The question was deleted by its author."}, "The question was deleted by its author."),
    ],
)
def test_an_offer_that_is_over_says_so(changes: dict[str, Any], words: str) -> None:
    shown = blocks.card(card(**changes))

    assert words in said(shown.blocks)
    assert buttons(shown.blocks).keys() <= {"Open (x.com)"}


def test_what_nobody_took_can_still_be_taken_from_the_channel() -> None:
    over = {"closing_note": "Nobody took it in time.", "question": {"state": "unanswered"}, "state": "expired"}

    assert "I'll take it" in buttons(blocks.card(card(**over, for_volunteer="")).blocks)
    assert "I'll take it" not in buttons(blocks.card(card(**over)).blocks)


def test_a_follow_up_can_be_taken_or_said_to_need_nothing() -> None:
    before = (Spoken("Ada Asker", "It is empty", NOW), Spoken("Anna", "Charge it", NOW, is_ours=True))
    shown = blocks.card(card(is_follow_up=True, question={"earlier": before}))

    assert shown.blocks[0]["text"]["text"] == "Follow-up on X · Phones"
    assert "Ada Asker: It is empty" in said(shown.blocks)
    assert "Anna (for us): Charge it" in said(shown.blocks)
    assert buttons(shown.blocks)["Nothing more needed"] == "question.dismiss=7:nothing more needed"
    assert "I'll take it" in buttons(shown.blocks)
    assert "Not me" not in buttons(shown.blocks)


def test_a_follow_up_that_all_read_says_whom_it_waits_for_in_each_readers_own_time() -> None:
    shown = blocks.card(card(is_follow_up=True, for_volunteer="", waits_for="Anna <!here> Lindqvist"))

    check_blocks(shown.blocks)
    assert "For Anna <!here> Lindqvist first, who answered before." in texts(shown.blocks, "plain_text")
    *_, until = texts(shown.blocks, "mrkdwn")
    moment = f"<!date^{int(SOON.timestamp())}^{{date_short_pretty}} {{time}}|21 Nov 2026, 12:15 UTC>"
    assert until == f"From {moment} anybody may take it."
    assert "For Anna &lt;!here&gt; Lindqvist first, who answered before." in shown.text


def test_whom_a_follow_up_waits_for_in_a_channel_is_told_by_slack() -> None:
    waiting = card(is_follow_up=True, for_volunteer="", waits_for="Anna Lindqvist", waits_for_slack_id="U0ANNA")
    shown = blocks.card(waiting)

    check_blocks(shown.blocks)
    assert "For <@U0ANNA> first, who answered before." in list(texts(shown.blocks, "mrkdwn"))
    assert "For Anna Lindqvist first, who answered before." in shown.text


def test_a_follow_up_to_be_answered_by_hand_waits_for_nobody() -> None:
    shown = blocks.card(card(is_follow_up=True, for_volunteer="", waits_for="Anna", question={"may_reply": "no"}))

    assert "anybody may take it" not in said(shown.blocks)
    assert "Whoever wants to answer does it by hand on X." in said(shown.blocks)


@pytest.mark.parametrize("changes", [{}, {"state": "accepted", "claim": claim()}])
def test_where_we_may_not_reply_it_is_said_and_the_way_by_hand_is_shown(changes: dict[str, Any]) -> None:
    shown = blocks.card(card(question={"may_reply": "no"}, **changes))

    assert "X does not let Byhand answer here, because the asker did not mention us." in said(shown.blocks)
    assert buttons(shown.blocks)["Post by hand on X (x.com)"] == "question.open=https://x.com/ada/status/1"
    assert not {"I'll take it", "Answer"} & buttons(shown.blocks).keys()


def test_media_and_edits_are_told() -> None:
    shown = blocks.card(card(question={"media": ("photo", "video"), "edited": True}))

    assert "With it: photo, video. The asker has edited this." in said(shown.blocks)


def test_a_long_conversation_shows_its_end_and_counts_the_rest() -> None:
    before = tuple(Spoken("Ada", f"message {number}", NOW) for number in range(30))
    shown = blocks.card(card(question={"earlier": before}))

    assert "What was said before (24 earlier messages left out):" in said(shown.blocks)
    assert "Ada: message 29" in said(shown.blocks)
    assert "message 23" not in said(shown.blocks)


@pytest.mark.parametrize("text", list(HOSTILE.values()), ids=list(HOSTILE))
def test_hostile_words_are_never_markup(text: str) -> None:
    stranger = {"text": text, "author_name": text[:500], "author_handle": text[:50], "chat_title": text[:200]}
    before = (Spoken(text[:300], text, NOW),)
    shown = blocks.card(card(question={**stranger, "place": text[:100], "earlier": before}, answers=(answer(),)))

    check_blocks(shown.blocks)
    ours = ("Question 11, asked <!date^", "Until <!date^")
    assert all(found.startswith(ours) for found in texts(shown.blocks, "mrkdwn"))
    assert not LIVE.search(shown.text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\x00-\x08]", said(shown.blocks) + shown.text)
    assert all('"emoji": true' not in str(block) for block in shown.blocks)
    assert shown.text.encode()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x", "https://a b", "https://x.com/" + "a" * 4000, "no link"]
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert "question.open" not in str(blocks.card(card(question={"url": url})).blocks)


def test_a_link_names_the_host_it_really_leads_to() -> None:
    disguised = "https://x.com@evil.example/ada"

    assert "Open (evil.example)" in buttons(blocks.card(card(question={"url": disguised})).blocks)


def test_a_very_long_question_is_cut_and_the_rest_is_pointed_at() -> None:
    shown = blocks.card(card(question={"text": "x" * 25_000}))

    check_blocks(shown.blocks)
    assert sum(text.count("x" * 100) for text in texts(shown.blocks, "plain_text")) >= 3
    assert "… The rest is on X." in said(shown.blocks)


def test_the_top_level_text_tells_the_question_and_the_state() -> None:
    shown = blocks.card(card())

    assert shown.text.startswith("Question on X · Phones. Would you answer this? They wrote: My battery is empty")


STATES = ["pending", "accepted", "declined", "expired", "rescinded"]
CLAIMS = [None, *(claim(state=state) for state in ("held", "submitted", "done", "released", "expired"))]
ANSWERS = ["ready", "sending", "sent", "refused", "unknown", "by_hand"]


@pytest.mark.parametrize(("state", "whose"), [*itertools.product(STATES, ["", "U0ANNA", "U0BEN"])])
def test_every_combination_of_states_is_a_valid_card(state: str, whose: str) -> None:
    for taken, posted, may_reply in itertools.product(CLAIMS, [(), *ANSWERS], ["yes", "no", "unknown"]):
        given = tuple(answer(state=posted) for _ in range(5)) if posted else ()
        shown = blocks.card(
            card(state=state, for_volunteer=whose, claim=taken, answers=given, question={"may_reply": may_reply})
        )
        check_blocks(shown.blocks)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=4000), st.text(max_size=200))
def test_any_text_at_all_makes_a_valid_card(text: str, name: str) -> None:
    shown = blocks.card(card(question={"text": text, "author_name": name, "topic": name}))

    check_blocks(shown.blocks)
    assert not LIVE.search(shown.text)
