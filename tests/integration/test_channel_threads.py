"""A follow-up in the thread of a channel's card: all read it, one person is asked first, then it is anybody's."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bots.slack.text import as_date
from routing.clocks import questions_due
from routing.kit import Kit
from sandbox.serve import running
from store.models import Claim, Delivery, Offer, Question, Volunteer
from tests.integration.slack_stage import SPEED, Stage, byhand

QUEUE = "byhand-queue"
FOR_ANNA = "For Anna Lindqvist first, who answered before."
TELLS_ANNA = "For <@U0ANNA> first, who answered before."  # Slack notifies whom such words name
OPEN_NOW = "They wrote again, under an answer of ours. Who would go on?"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str, kit: Kit) -> AsyncIterator[Stage]:
    """Anna has answered a question from the queue's card, and somebody replied to her answer."""
    async with byhand(address, kit, socket=False) as stage:
        post = await stage.ask()
        await stage.join("U0ANNA", "U0BEN")
        await stage.click("U0ANNA", await stage.card(QUEUE, "question.claim"), "question.claim")
        await stage.write("U0ANNA", "Charge it with another cable.")
        await stage.play("submit", person="U0ANNA")
        await stage.settle()
        await stage.ask("It is still empty", conversation=post, reply_to=f"{post}:answer")
        yield stage


def words(card: Json) -> str:
    return json.dumps(card["blocks"], ensure_ascii=False)


def newest_offer(stage: Stage) -> Offer:
    offer: Offer = max(stage.rows(Offer), key=lambda row: row.id)
    return offer


def volunteer(stage: Stage, slack_id: str) -> Volunteer:
    found: Volunteer = next(row for row in stage.rows(Volunteer) if row.slack_id == slack_id)
    return found


def holders(stage: Stage) -> list[str]:
    """Slack ids of who holds a question now."""
    people = {row.id: row.slack_id for row in stage.rows(Volunteer)}
    return [people[row.volunteer_id] for row in stage.rows(Claim) if row.state == "held"]


async def follow_up(stage: Stage) -> Json:
    """The card in the thread as it stands."""
    return await stage.card(QUEUE, "Follow-up on Telegram")


async def first_time_is_over(stage: Stage) -> None:
    await stage.tick(timedelta(minutes=31))


async def test_the_card_says_whom_it_waits_for_and_until_when(stage: Stage) -> None:
    card, offer = await follow_up(stage), newest_offer(stage)

    assert card["thread_ts"] == (await stage.card(QUEUE, "Question on Telegram"))["ts"]
    assert offer.deadline is not None
    assert TELLS_ANNA in words(card)
    assert f"From {as_date(offer.deadline)} anybody may take it." in words(card)
    assert "Why here: Anna Lindqvist answered in this conversation before" in words(card)
    assert FOR_ANNA in card["text"]
    assert not [yours for yours in ("You answered", "your answer", "Would you") if yours in words(card)]


@pytest.mark.parametrize("action", ["question.claim", "question.dismiss"])
async def test_who_clicks_too_early_is_told_the_same_by_his_own_clock(stage: Stage, action: str) -> None:
    card, offer = await follow_up(stage), newest_offer(stage)
    assert offer.deadline is not None
    local = offer.deadline.astimezone(ZoneInfo(volunteer(stage, "U0BEN").time_zone))
    await stage.click("U0BEN", card, action)

    said = (await stage.whispers("U0BEN"))[-1]
    assert "This is for Anna Lindqvist first, who answered before; from " in said
    assert f"{local:%H:%M} anybody may take it." in said
    assert holders(stage) == []


async def test_the_card_is_posted_in_the_channels_lane(stage: Stage) -> None:
    offer = newest_offer(stage)

    lanes = [row.lane for row in stage.rows(Delivery) if row.kind == "card" and row.offer_id == offer.id]
    assert lanes == [f"post:{QUEUE}"]


async def test_whoever_answered_takes_it_and_all_read_who_it_was(stage: Stage) -> None:
    card = await follow_up(stage)
    await stage.click("U0ANNA", card, "question.claim")
    await stage.click("U0BEN", card, "question.claim")

    taken = words(await follow_up(stage))
    assert holders(stage) == ["U0ANNA"]
    assert "Anna Lindqvist took it. Only Anna Lindqvist can answer it or give it back." in taken
    assert "You took it" not in taken
    assert "Anna Lindqvist was quicker and is answering this one." in (await stage.whispers("U0BEN"))[-1]


async def test_when_her_time_is_over_the_same_message_is_anybodys(stage: Stage) -> None:
    before = await follow_up(stage)
    await first_time_is_over(stage)
    card = await follow_up(stage)

    assert card["ts"] == before["ts"]
    assert OPEN_NOW in words(card)
    assert TELLS_ANNA not in words(card)
    await stage.click("U0BEN", card, "question.claim")
    assert holders(stage) == ["U0BEN"]
    assert f"{volunteer(stage, 'U0BEN').name} took it. Only " in words(await follow_up(stage))


async def test_her_offer_stays_on_record_as_expired_and_what_followed_is_explained(stage: Stage) -> None:
    await first_time_is_over(stage)
    anna = volunteer(stage, "U0ANNA").id
    question = max(stage.rows(Question), key=lambda row: row.id)
    offers = [row for row in stage.rows(Offer) if row.question_id == question.id and row.ring_name == "follow-up"]

    assert [(row.volunteer_id, row.state) for row in offers] == [(anna, "expired"), (None, "pending")]
    told = [(step["name"], step["ask"], step.get("channel")) for step in question.decision["rings"][:2]]
    assert told == [("follow-up", "volunteers", None), ("follow-up", "channel", QUEUE)]


async def test_a_click_on_the_card_as_it_was_counts_when_it_is_anybodys(stage: Stage) -> None:
    """Time passes, and somebody is quicker than the renewal."""
    before = await follow_up(stage)
    stage.clock.later += timedelta(minutes=31)
    await stage.kit.run(questions_due)
    await stage.click("U0BEN", before, "question.claim")

    assert holders(stage) == ["U0BEN"]


@pytest.mark.parametrize("ends", ["given back", "expired", "left"])
async def test_what_she_gives_back_is_anybodys_in_the_thread(stage: Stage, ends: str) -> None:
    card = await follow_up(stage)
    if ends != "left":
        await stage.click("U0ANNA", card, "question.claim")
    if ends == "given back":
        await stage.click("U0ANNA", await follow_up(stage), "question.release")
    elif ends == "expired":
        await stage.tick(timedelta(hours=2))
    else:
        await stage.play("command", person="U0ANNA", text="leave", wait=0)

    assert OPEN_NOW in words(await follow_up(stage))
    await stage.click("U0BEN", await follow_up(stage), "question.claim")
    assert holders(stage) == ["U0BEN"]


async def test_given_back_by_the_next_one_it_is_open_in_the_thread_once_more(stage: Stage) -> None:
    await first_time_is_over(stage)
    await stage.click("U0BEN", await follow_up(stage), "question.claim")
    await stage.click("U0BEN", await follow_up(stage), "question.release")

    assert OPEN_NOW in words(await follow_up(stage))
    await stage.click("U0ANNA", await follow_up(stage), "question.claim")
    assert holders(stage) == ["U0ANNA"]


async def test_nothing_more_needed_can_be_said_and_taken_back_by_whoever_it_waits_for(stage: Stage) -> None:
    await stage.click("U0ANNA", await follow_up(stage), "question.dismiss")
    assert "Anna Lindqvist let it be: nothing more needed." in words(await follow_up(stage))
    await stage.click("U0ANNA", await follow_up(stage), "question.undo")

    assert TELLS_ANNA in words(await follow_up(stage))
