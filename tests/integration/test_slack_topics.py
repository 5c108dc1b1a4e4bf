"""Through Bolt and the sandbox's Slack: "Wrong topic?", "Why me?", and what one knows and speaks at enrolment."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from routing.kit import Kit
from sandbox.serve import running
from store.models import Claim, Lesson, Offer, Question, Volunteer, VolunteerTopic
from tests.integration.slack_stage import SPEED, Json, Stage, byhand

ANNA, BEN, CARLA = "U0ANNA", "U0BEN", "U0CARLA"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str, kit: Kit) -> AsyncIterator[Stage]:
    """Over signed HTTP."""
    async with byhand(address, kit, socket=False) as stage:
        yield stage


@pytest.fixture(params=["socket", "http"])
async def either(address: str, kit: Kit, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Over each of Slack's two ways."""
    async with byhand(address, kit, socket=request.param == "socket") as stage:
        yield stage


async def press(stage: Stage, person: str, action_id: str, channel: str = "", **more: Any) -> Json:
    """Click on the newest card there; what it led to."""
    card = await stage.card(channel or person, action_id)
    return await stage.click(person, card, action_id, wait=1.0, **more)


async def choose(stage: Stage, person: str, topic: str, **more: Any) -> Json:
    return await stage.play("submit", person=person, values={"topic": {"topic": topic}}, **more)


def said(given: Any) -> str:
    return json.dumps(given, ensure_ascii=False)


# --- wrong topic ---------------------------------------------------------------------------------------------------


async def test_a_wrong_topic_is_put_right_in_three_clicks(either: Stage) -> None:
    await either.join(ANNA)
    await either.join(BEN, topics="printers")
    await either.ask()
    opened = await press(either, ANNA, "question.topic")
    assert opened["view"]["callback_id"] == "topic.save"
    saved = await choose(either, ANNA, "printers")

    assert saved["view"] is None
    assert "You said: this is about Printers and scanners." in said(await either.card(ANNA, "You said:"))
    assert "Printers and scanners" in said(await either.card(BEN, "question.claim"))
    assert [(lesson.kind, lesson.topic) for lesson in either.rows(Lesson)] == [("corrected", "printers")]
    assert "is about Printers and scanners" in said(await either.card(ANNA, "lesson.forget"))


async def test_a_repeated_choice_is_one_lesson_and_one_thanks(either: Stage) -> None:
    await either.join(ANNA)
    await either.ask()
    await press(either, ANNA, "question.topic", duplicate=3)
    await choose(either, ANNA, "printers", duplicate=3)
    await either.play("replay")
    await either.settle()

    assert len(either.rows(Lesson)) == 1
    thanks = [one for one in await either.messages(ANNA) if "lesson.forget" in said(one)]
    assert len(thanks) == 1
    assert len(await either.calls("views.open")) == 1


async def test_what_was_said_can_be_taken_back_once(either: Stage) -> None:
    await either.join(ANNA)
    await either.ask()
    await press(either, ANNA, "question.topic")
    await choose(either, ANNA, "printers")
    thanks = await either.card(ANNA, "lesson.forget")
    await either.click(ANNA, thanks, "lesson.forget", duplicate=2)

    assert "It stands under Phones" in said(await either.card(ANNA, "Taken back."))
    assert await either.whispers(ANNA) == []
    assert "question.claim" in said(await either.card(ANNA, "question.claim"))
    assert "lesson.forget" not in said(await either.messages(ANNA))
    assert [lesson.forgotten_at is not None for lesson in either.rows(Lesson)] == [True]
    assert either.rows(Question)[0].topic == "phones"


async def test_choosing_nothing_and_what_it_is_already_stays_in_the_modal(stage: Stage) -> None:
    await stage.join(ANNA, BEN)
    await stage.ask()
    await press(stage, ANNA, "question.topic")
    await press(stage, BEN, "question.topic")
    assert (await choose(stage, ANNA, "printers"))["view"] is None
    late = await choose(stage, BEN, "printers")

    assert "Anna Lindqvist said that this is about Printers" in late["errors"]["topic"]
    assert len(stage.rows(Lesson)) == 1


async def test_two_who_say_it_at_once_are_one_lesson(stage: Stage) -> None:
    await stage.join(ANNA, BEN)
    await stage.ask()
    for person in (ANNA, BEN):
        await press(stage, person, "question.topic")
    both = await asyncio.gather(choose(stage, ANNA, "printers"), choose(stage, BEN, "tv"))

    assert sorted(one["view"] is None for one in both) == [False, True]
    assert len(stage.rows(Lesson)) == 1
    assert stage.rows(Question)[0].topic == stage.rows(Lesson)[0].topic


async def test_taking_it_and_saying_that_the_topic_is_wrong_at_once_never_both_win(stage: Stage) -> None:
    await stage.join(ANNA, BEN)
    await stage.ask()
    await press(stage, ANNA, "question.topic")
    card = await stage.card(BEN, "question.claim")
    await asyncio.gather(choose(stage, ANNA, "printers"), stage.click(BEN, card, "question.claim"))
    await stage.settle()

    corrected, taken = bool(stage.rows(Lesson)), bool(stage.rows(Claim))
    assert corrected != taken
    question = stage.rows(Question)[0]
    assert (question.topic, question.state) == (("printers", "offered") if corrected else ("phones", "claimed"))
    pending = [offer for offer in stage.rows(Offer) if offer.state == "pending"]
    assert bool(pending) is corrected


async def test_who_took_it_may_put_the_topic_right_and_goes_on(stage: Stage) -> None:
    await stage.join(ANNA)
    await stage.ask()
    await stage.claim(ANNA)
    await stage.play("close", person=ANNA)
    opened = await press(stage, ANNA, "question.topic")
    assert "You keep the question" in said(opened["view"])
    await choose(stage, ANNA, "printers")

    card = await stage.card(ANNA, "question.answer")
    assert "Topic: Printers and scanners" in said(card)
    assert "You go on with it." in said(await stage.card(ANNA, "lesson.forget"))


async def test_none_of_these_goes_to_everybody(stage: Stage) -> None:
    await stage.join(ANNA)
    await stage.ask()
    await press(stage, ANNA, "question.topic")
    await choose(stage, ANNA, "-")

    card = await stage.card("C0QUEUE", "question.claim")
    assert "Topic: nobody could tell so far" in said(card)
    await press(stage, ANNA, "question.topic", channel="C0QUEUE")
    await choose(stage, ANNA, "phones")
    assert stage.rows(Question)[0].topic == "phones"


async def test_who_has_not_joined_is_told_so(stage: Stage) -> None:
    await stage.ask()
    opened = await press(stage, CARLA, "question.topic", channel="C0QUEUE")

    assert opened["view"] is None
    assert "You have not joined Byhand yet." in " ".join(await stage.whispers(CARLA))


# --- why me --------------------------------------------------------------------------------------------------------


async def test_why_me_is_told_with_ones_own_figures(either: Stage) -> None:
    await either.join(ANNA, BEN)
    await either.ask()
    opened = await press(either, ANNA, "question.why", duplicate=2)

    view = opened["view"]
    assert view["callback_id"] == "question.explained"
    shown = said(view)
    assert "Why you were asked" in shown
    assert "█" in shown
    assert "Ben" not in shown
    assert len(await either.calls("views.open")) == 1


async def test_in_a_channel_why_here_tells_of_nobody_in_particular(stage: Stage) -> None:
    await stage.ask()
    await stage.join(ANNA)
    opened = await press(stage, ANNA, "question.why", channel="C0QUEUE")

    shown = said(opened["view"])
    assert "Topic: Phones" in shown
    assert "█" not in shown


# --- what one knows and speaks -------------------------------------------------------------------------------------


def known(stage: Stage) -> dict[str, int]:
    return {row.topic: row.level for row in stage.rows(VolunteerTopic)}


async def test_levels_and_languages_can_be_said_in_one_line(stage: Stage) -> None:
    typed = "join phones=3,tv=a little,audio near Leeds hours 00:00-24:00 speaks en, German"
    answer = await stage.play("command", person=ANNA, text=typed, wait=0)

    assert "(like few others)" in said(answer)
    assert "(a little)" in said(answer)
    assert "Languages: English, German." in said(answer)
    anna = stage.rows(Volunteer)[0]
    assert (anna.languages, anna.country) == (["en", "de"], "GB")
    assert known(stage) == {"phones": 3, "tv": 1, "audio": 2}

    await stage.play("command", person=ANNA, text="join phones near Leeds", wait=0)
    assert stage.rows(Volunteer)[0].languages is None
    assert known(stage) == {"phones": 2}

    await stage.play("command", person=ANNA, text="leave", wait=0)
    anna = stage.rows(Volunteer)[0]
    assert (anna.languages, anna.country, known(stage)) == (None, "", {})


async def test_the_modal_asks_what_is_known_best_and_which_languages(stage: Stage) -> None:
    await stage.play("command", person=BEN, text="join tv=1,audio near Leeds", wait=0)
    await stage.play("command", person=BEN, text="")
    values = {"expert": {"expert": ["audio", "phones"]}, "languages": {"languages": ["de", "en"]}}
    saved = await stage.play("submit", person=BEN, values=values)

    assert "Languages: German, English." in said(saved["view"])
    assert known(stage) == {"tv": 1, "audio": 3, "phones": 3}
    await stage.play("close", person=BEN)
    again = (await stage.play("command", person=BEN, text=""))["view"]
    elements = {block["block_id"]: block["element"] for block in again["blocks"] if block["type"] == "input"}
    assert {one["value"] for one in elements["expert"]["initial_options"]} == {"audio", "phones"}
    assert {one["value"] for one in elements["languages"]["initial_options"]} == {"de", "en"}
