"""How a play is judged: by what the public and Slack show, and by nothing that we would like to believe."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from sandbox.replay import tally, wording
from sandbox.replay.asked import Asked, Ledger
from sandbox.replay.askers import Askers, Tempo
from sandbox.replay.blocks import Shown, buttons, plainly, words
from sandbox.replay.control import Control
from sandbox.replay.limits import Calls
from sandbox.replay.scene import Public, Scene
from sandbox.replay.script import Line
from sandbox.replay.stage import Said, Stage

CARD = "Question on X\nFrom Maria (@maria_h)\n@brightaisle My TV flickers\nWould you answer this?"


def _line(**more: Any) -> Line:
    told = {"channel": "x", "author": "maria_h", "at": 0, "text": "@brightaisle My TV flickers"}
    return Line.model_validate({**told, **more})


def _card(text: str = CARD, channel: str = "D1", owner: str = "U0ANNA", mark: str = "", **shown: str) -> Shown:
    action_ids = {name.replace("_", "."): value for name, value in shown.items()}
    return Shown(channel, f"1.{len(text)}{mark}", owner, frozenset({owner}), text, action_ids, mark)


@pytest.fixture
async def stage() -> Stage:
    return Stage(Control("http://127.0.0.1:9"), Tempo(fast=True), Random(1))


def _ask(stage: Stage, number: str = "11", **more: Any) -> Asked:
    return stage.ledger.add(_line(**more), 100.0, "", number)


def _judged(stage: Stage) -> tally.Summary:
    askers = Askers(stage.control, stage.ledger, stage.tempo, stage.chance)
    return tally.judge(stage, askers, (), Calls(speed=1.0), 1.0)


def test_a_question_without_a_card_is_lost(stage: Stage) -> None:
    _ask(stage)

    assert _judged(stage).lost == ("x, maria_h: @brightaisle My TV flickers",)
    assert not _judged(stage).is_well


@pytest.mark.parametrize("expected", ["listen", "ignore", "join"])
def test_what_is_expected_on_no_card_of_its_own_is_not_lost(stage: Stage, expected: str) -> None:
    _ask(stage, expect=expected)

    assert _judged(stage).lost == ()


def test_byhands_own_record_accounts_for_what_no_card_shows(stage: Stage) -> None:
    _ask(stage)
    summary = _judged(stage)

    assert tally.really_lost(summary, stage, Counter(listened=1)) == ()
    assert tally.really_lost(summary, stage, Counter(answered=1)) == summary.lost


def test_what_should_have_been_listened_to_and_is_not_recorded_is_lost(stage: Stage) -> None:
    _ask(stage, expect="listen")

    lost = tally.really_lost(_judged(stage), stage, Counter(answered=1))

    assert lost == ("1 of which Byhand has no record that it only listened",)


def test_the_same_words_twice_under_one_question_are_doubled(stage: Stage) -> None:
    _ask(stage)
    posts = [Public("x", "", number, "11", "@maria_h It is the cable. ^Anna") for number in ("12", "13")]
    stage.scene = Scene(posts=posts)

    assert _judged(stage).doubled == ("2 times on x: @maria_h It is the cable. ^Anna",)


def test_the_same_words_under_two_questions_are_not(stage: Stage) -> None:
    _ask(stage, "11")
    _ask(stage, "21")
    stage.scene = Scene(posts=[Public("x", "", f"{to}9", to, "It is the cable. ^Anna") for to in ("11", "21")])

    assert _judged(stage).doubled == ()


def test_one_intent_shown_twice_is_doubled(stage: Stage) -> None:
    stage.scene = Scene(messages=[_card(mark="7"), _card("again", mark="7")])

    assert _judged(stage).doubled == ("2 messages in Slack of one intent 7",)


def test_one_offer_on_two_cards_is_doubled(stage: Stage) -> None:
    stage.scene = Scene(messages=[_card(question_claim="5"), _card("again", question_claim="5")])

    assert _judged(stage).doubled == ("2 cards of offer 5",)


def test_an_answer_of_which_nobody_said_what_became_of_it_is_undecided(stage: Stage) -> None:
    _ask(stage)
    stage.scene = Scene(messages=[_card(delivery_there="3", delivery_again="3")])

    assert len(_judged(stage).undecided) == 1


def test_a_notice_without_words_is_about_the_answer_of_the_same_delivery(stage: Stage) -> None:
    asked = _ask(stage)
    stage.said["[Rehearsal] It is the cable. (no. 1, 1)"] = Said("U0ANNA", asked)
    answer = _card("From Maria (@maria_h)\n[Rehearsal] It is the cable. (no. 1, 1) ^Anna", delivery_there="3")
    notice = _card("May have been posted on X", delivery_there="3")
    other = _card("May have been posted on X", delivery_there="4")
    stage.scene = Scene(messages=[answer, notice, other])

    assert stage.about(notice) is asked
    assert stage.about(other) is None


def test_a_card_is_the_askers_whose_name_and_words_it_bears() -> None:
    ledger = Ledger()
    asked = ledger.add(_line(), 1.0, "", "1")
    ledger.add(_line(author="tomas"), 1.0, "", "2")
    ledger.add(_line(text="@brightaisle My printer jams"), 1.0, "", "3")

    assert ledger.on(_card()) == [asked]


def test_an_edited_question_is_known_by_either_version() -> None:
    ledger = Ledger()
    asked = ledger.add(_line(), 1.0, "", "1")
    ledger.now_says(asked, "@brightaisle My radio flickers", "2")

    assert ledger.on(_card()) == [asked]
    assert ledger.on(_card(CARD.replace("TV", "radio"))) == [asked]
    assert ledger.of("x", "", "2") is asked


def test_times_until_the_first_answer(stage: Stage) -> None:
    for number, seconds in enumerate((10, 20, 60)):
        _ask(stage, str(number)).answered_at = 100.0 + seconds

    summary = _judged(stage)

    assert (summary.median_seconds, summary.answered) == (20, 3)
    assert summary.p90_seconds == pytest.approx(52)


def test_words_are_compared_without_names_links_and_blanks() -> None:
    assert plainly("@brightaisle  My TV\n https://t.co/x flickers") == "my tv flickers"


def test_blocks_are_read_as_people_read_them() -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Question on X"}},
        {"type": "context", "elements": [{"type": "plain_text", "text": "From Maria"}]},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "question.claim", "value": "5", "text": {"text": "I'll take it"}},
                {"type": "button", "action_id": "question.open", "url": "https://x.com", "text": {"text": "Open"}},
            ],
        },
    ]

    assert words(blocks) == "Question on X\nFrom Maria"
    assert buttons(blocks) == {"question.claim": "5"}


@pytest.mark.parametrize("kind", ["question", "complaint", "praise"])
def test_every_answer_is_marked_and_the_only_one_of_its_kind(kind: str) -> None:
    ledger = Ledger()
    every = [ledger.add(_line(topic="tv", kind=kind), 1.0, "", str(number)) for number in range(40)]

    texts = [wording.answer(asked, attempt, Random(1)) for asked in every for attempt in (1, 2)]

    assert len(set(texts)) == 80
    assert all(text.startswith("[Rehearsal] ") and len(text) <= 250 for text in texts)


def _call(number: int, method: str, **more: Any) -> dict[str, Any]:
    told = {"number": number, "at": 10.0 + number, "method": method, "status": 200, "fault": None, "body": {}}
    return {**told, **more}


@pytest.mark.parametrize(
    ("method", "calls", "least"),
    [
        ("chat.postMessage", 103, 100.0),  # one a second in one channel, after a burst of three
        ("chat.update", 160, 120.0),  # fifty a minute, after sixty at once
        ("views.open", 119, 0.0),
    ],
)
def test_the_least_time_is_what_slacks_limits_allow(method: str, calls: int, least: float) -> None:
    made = Calls(speed=1.0)
    for number in range(calls):
        made.count(_call(number, method, body={"channel": "C0QUEUE"}))

    assert made.squeezes()[0].least == pytest.approx(least)
    assert made.squeezes()[0].took == calls - 1


def test_what_failed_before_its_effect_draws_on_no_limit() -> None:
    made = Calls(speed=1.0)
    made.count(_call(1, "chat.update", status=503, fault="5xx"))
    made.count(_call(2, "chat.update", status=0, fault="cut_after"))
    made.count(_call(3, "chat.update", status=429))

    assert (made.every, made.refused, made.squeezes()[0].calls) == (3, 1, 1)
