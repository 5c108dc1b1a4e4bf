"""The Desk over the real slack_sdk against the stand-in: what is shown, found again, and how failures are told."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bots.slack import limits
from bots.slack.client import make_client, open_session, who_are_we
from bots.slack.desk import SlackDesk
from bots.slack.people import People
from routing.cards import Notice, NoticeButton, Shown, Spot
from routing.pace import Pace
from routing.ports import DeliveryError, Outcome
from sandbox.serve import running
from tests.contract import specs
from tests.contract.standins import Control, control_of
from tests.unit.slack_samples import HOSTILE, NOW, answer, card, claim

BOT_TOKEN = "xoxb-sandbox-bot-token"
SPEED = 200.0
# What Slack added to its methods after it last described them.
NEWER = {
    "chat.postMessage": {"metadata"},
    "conversations.history": {"include_all_metadata"},
    "conversations.replies": {"include_all_metadata"},
}
QUEUE = Spot("byhand-queue")
NOTICE = Notice(
    "Please look", ("One line.",), "a *quote*", "https://x.com/1", (NoticeButton("note.answer", "Yes", "4"),)
)


@dataclass
class Stage:
    url: str
    control: Control
    desk: SlackDesk
    people: People

    def message(self, shown: Shown) -> dict[str, Any]:
        channels = self.control.get("slack/state")["channels"]
        return next(
            message
            for channel in channels
            if channel["id"] == shown.channel
            for message in channel["messages"]
            if message["ts"] == shown.ts
        )

    def calls(self, method: str) -> list[dict[str, Any]]:
        return self.control.requests(platform="slack", method=method)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@asynccontextmanager
async def staged(address: str, speed: float = SPEED) -> AsyncIterator[Stage]:
    with control_of(address) as control:
        async with open_session() as session:
            client = make_client(f"{address}/slack/api/", session, BOT_TOKEN)
            desk = SlackDesk(client, Pace(speed))
            yield Stage(address, control, desk, People(desk._lookups, "T0SANDBOX"))


@pytest.fixture
async def stage(address: str) -> AsyncIterator[Stage]:
    async with staged(address) as made:
        yield made


def just_now() -> datetime:
    return datetime.now(UTC)


async def test_we_are_who_slack_says(stage: Stage) -> None:
    identity = await who_are_we(stage.desk._client)

    assert (identity.team_id, identity.bot_id, identity.bot_user_id) == ("T0SANDBOX", "B0BYHAND", "U0BYHAND")
    assert "chat:write" in identity.scopes


@pytest.mark.parametrize("to", ["U0ANNA", "byhand-queue", "#byhand-queue", "C0QUEUE"])
async def test_a_card_goes_to_a_person_or_a_channel_and_is_found_by_its_mark(stage: Stage, to: str) -> None:
    since = just_now()
    shown = await stage.desk.show_card(card(), Spot(to), "delivery-1")
    await stage.desk.show_card(card(), Spot(to), "delivery-2")

    assert "My battery is empty" in json.dumps(stage.message(shown))
    assert await stage.desk.find(Spot(to), "delivery-1", since) == shown
    assert await stage.desk.find(Spot(to), "delivery-9", since) is None


async def test_a_card_in_a_thread_is_found_there(stage: Stage) -> None:
    since = just_now()
    first = await stage.desk.show_card(card(), Spot("U0ANNA"), "first")
    spot = Spot(first.channel, first.ts)
    second = await stage.desk.show_card(card(is_follow_up=True), spot, "second")

    assert stage.message(second)["thread_ts"] == first.ts
    assert await stage.desk.find(spot, "second", since) == second


async def test_what_was_posted_long_before_is_not_found(stage: Stage) -> None:
    await stage.desk.show_card(card(), QUEUE, "old")

    assert await stage.desk.find(QUEUE, "old", just_now() + timedelta(minutes=1)) is None


async def test_a_message_far_back_is_found_page_by_page(stage: Stage) -> None:
    since = just_now()
    shown = await stage.desk.show_notice(NOTICE, Spot("C0QUEUE"), "wanted")
    for number in range(205):
        stage.control.post("slack/message", person="U0ANNA", channel="C0QUEUE", text=f"talk {number}")

    assert await stage.desk.find(QUEUE, "wanted", since) == shown


async def test_a_renewed_card_stands_where_it_stood_and_keeps_its_mark(stage: Stage) -> None:
    since = just_now()
    shown = await stage.desk.show_card(card(), QUEUE, "delivery-1")
    await stage.desk.renew_card(card(for_volunteer="", state="accepted", claim=claim()), shown)
    await stage.desk.renew_card(card(for_volunteer="", state="accepted", claim=claim()), shown)

    assert "Anna Lindqvist took it." in json.dumps(stage.message(shown))
    assert await stage.desk.find(QUEUE, "delivery-1", since) == shown


async def test_a_notice_is_shown_and_renewed(stage: Stage) -> None:
    shown = await stage.desk.show_notice(NOTICE, QUEUE, "n")
    await stage.desk.renew_notice(Notice("Decided"), shown)

    assert "Decided" in json.dumps(stage.message(shown)["blocks"])


async def test_a_whisper_is_seen_by_one_person_and_found_by_nobody(stage: Stage) -> None:
    spot = Spot("C0QUEUE", only_to="U0ANNA")
    await stage.desk.show_notice(NOTICE, spot, "w")
    state = stage.control.get("slack/state")

    assert [len(heard) for heard in state["ephemerals"].values()] == [1]
    assert "a *quote*" in json.dumps(state["ephemerals"]["U0ANNA"])
    assert await stage.desk.find(spot, "w", just_now()) is None


@pytest.mark.parametrize("words", list(HOSTILE.values()), ids=list(HOSTILE))
async def test_slack_takes_hostile_words_as_they_are_and_reads_no_markup(stage: Stage, words: str) -> None:
    asked = {"text": words, "author_name": words[:200], "place": words[:100], "topic": words[:100]}
    shown = await stage.desk.show_card(card(question=asked, answers=(answer(text=words),)), QUEUE, "h")
    await stage.desk.show_notice(Notice(words[:100], (words,), words), QUEUE, "n")
    posted = stage.message(shown)

    assert not [part for part in _parts(posted["blocks"]) if part.get("type") in {"user", "broadcast", "link", "emoji"}]
    for block in posted["blocks"]:
        assert block["type"] != "section" or block["text"]["emoji"] is False


async def test_every_call_is_as_slack_describes_it(stage: Stage) -> None:
    shown = await stage.desk.show_card(card(), QUEUE, "a")
    await stage.desk.show_card(card(), Spot(shown.channel, shown.ts), "b")
    await stage.desk.renew_card(card(), shown)
    await stage.desk.show_notice(NOTICE, Spot("C0QUEUE", only_to="U0ANNA"), "c")
    await stage.desk.find(QUEUE, "a", NOW)
    await stage.desk.find(Spot(shown.channel, shown.ts), "b", NOW)
    await stage.desk.find(Spot("U0ANNA"), "a", NOW)
    await stage.people.get("U0ANNA")
    described = specs.load(specs.SLACK_WEB)["paths"]
    calls = stage.calls("*")

    assert {call["method"] for call in calls} == {
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.list",
        "conversations.open",
        "conversations.replies",
        "users.info",
    }
    for call in calls:
        (operation,) = described[f"/{call['method']}"].values()
        known = {parameter["name"] for parameter in operation["parameters"]} | NEWER.get(call["method"], set())
        assert set(call["body"]) <= known, call["method"]


async def test_posts_ask_for_no_markup_no_names_and_no_previews(stage: Stage) -> None:
    await stage.desk.show_card(card(), QUEUE, "a")
    (body,) = [call["body"] for call in stage.calls("chat.postMessage")]

    assert body["parse"] == "none"
    assert not any(body[name] for name in ("link_names", "unfurl_links", "unfurl_media", "mrkdwn"))
    assert body["metadata"] == {"event_type": "byhand_card", "event_payload": {"intent_id": "a"}}
    assert body["text"].startswith("Question on X")


async def test_a_channel_is_looked_up_once(stage: Stage) -> None:
    await asyncio.gather(*(stage.desk.show_card(card(), QUEUE, f"{number}") for number in range(3)))

    assert len(stage.calls("conversations.list")) == 1


async def test_without_the_permission_to_list_the_name_itself_is_used(stage: Stage) -> None:
    stage.control.post("slack/app", scopes=["chat:write"])
    shown = await stage.desk.show_card(card(), QUEUE, "a")

    assert shown.channel == "C0QUEUE"
    assert [call["body"]["channel"] for call in stage.calls("chat.postMessage")] == ["#byhand-queue"]


# --- failures ----------------------------------------------------------------------------------------------------


async def failure(stage: Stage, spot: Spot = QUEUE) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await stage.desk.show_card(card(), spot, "delivery-1")
    return caught.value


@pytest.mark.parametrize(
    ("kind", "outcome", "stands"),
    [
        ("cut_before", Outcome.UNKNOWN, False),
        ("cut_after", Outcome.UNKNOWN, True),
        ("5xx", Outcome.UNKNOWN, False),
        ("429", Outcome.NOT_SENT, False),
    ],
)
async def test_a_fault_is_told_for_what_it_is_and_is_never_repeated(
    stage: Stage, kind: str, outcome: Outcome, stands: bool
) -> None:
    since = just_now()
    stage.control.fault("slack", "chat.postMessage", kind, seconds=7)
    error = await failure(stage)

    assert error.outcome is outcome
    assert error.retry_after == (7 if kind == "429" else None)
    assert len(stage.calls("chat.postMessage")) == 1
    assert (await stage.desk.find(QUEUE, "delivery-1", since) is not None) is stands


async def test_what_cannot_be_reached_was_not_sent(stage: Stage) -> None:
    async with open_session() as session:
        desk = SlackDesk(make_client("http://127.0.0.1:1/api/", session, BOT_TOKEN), Pace())
        with pytest.raises(DeliveryError) as caught:
            await desk.show_card(card(), Spot("C0QUEUE"), "a")

    assert caught.value.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("spot", "words"),
    [
        (Spot("nowhere"), "#nowhere does not exist or @byhand is not in it"),
        (Spot("C0NOWHERE"), "the channel does not exist"),
        (Spot("U0NOBODY"), "Slack does not know this person."),
        (Spot("C0GENERAL"), "Invite @byhand to the channel."),
    ],
)
async def test_a_refusal_is_final_and_says_what_to_do(stage: Stage, spot: Spot, words: str) -> None:
    error = await failure(stage, spot)

    assert error.outcome is Outcome.REFUSED
    assert words in error.for_person


async def test_an_invitation_afterwards_is_enough(stage: Stage) -> None:
    await failure(stage, Spot("general"))
    stage.control.post("slack/join", person="U0BYHAND", channel="C0GENERAL")

    assert (await stage.desk.show_card(card(), Spot("general"), "a")).channel == "C0GENERAL"


async def test_a_revoked_token_is_named(stage: Stage) -> None:
    stage.control.post("slack/revoke")

    assert "token was revoked" in (await failure(stage, Spot("C0QUEUE"))).for_person


async def test_within_the_stated_limits_slack_never_says_429() -> None:
    """One after the other, as a lane of the outbox sends, at limits slow enough for a busy machine to keep its beat."""
    with running(speed=4) as sandbox:
        async with staged(sandbox.url, 4) as slow:
            pace = Pace(4)
            for number in range(12):
                await pace.wait(slow.desk.limits("show", Spot("C0QUEUE")))
                await slow.desk.show_notice(NOTICE, Spot("C0QUEUE"), f"n{number}")

            assert {call["status"] for call in slow.calls("chat.postMessage")} == {200}


# --- people ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slack_id", "marks"),
    [
        ("U0ANNA", set()),
        ("U0LEAD", {"is_admin"}),
        ("U0GUEST", {"is_guest"}),
        ("U0ULTRA", {"is_guest"}),
        ("U0PARTNER", {"is_stranger"}),
        ("U0GONE", {"is_deleted"}),
        ("U0ROBOT", {"is_bot"}),
        ("USLACKBOT", {"is_bot"}),
    ],
)
async def test_who_somebody_is(stage: Stage, slack_id: str, marks: set[str]) -> None:
    found = await stage.people.get(slack_id)

    assert {
        mark for mark in ("is_admin", "is_guest", "is_stranger", "is_deleted", "is_bot") if getattr(found, mark)
    } == marks


async def test_a_person_is_asked_for_once_until_something_changes(stage: Stage) -> None:
    await stage.people.get("U0ANNA")
    await stage.people.get("U0ANNA")
    stage.people.forget("U0ANNA")
    await stage.people.get("U0ANNA")

    assert len(stage.calls("users.info")) == 2


def rushed(stage: Stage) -> People:
    """Our view of the people when users.info has been asked as often in this minute as it may be."""
    pace = Pace()
    for _ in range(100):
        pace.take(limits.method("users.info"))
    return People(replace(stage.desk._lookups, pace=pace), "T0SANDBOX")


async def test_when_many_enrol_at_once_one_list_tells_who_they_are(stage: Stage) -> None:
    people = rushed(stage)

    found = await asyncio.gather(*(people.soon(one) for one in ("U0BEN", "U0CARLA", "U0BEN")))

    assert [one.slack_id for one in found] == ["U0BEN", "U0CARLA", "U0BEN"]
    assert len(stage.calls("users.list")) == 1
    assert stage.calls("users.info") == []


async def test_without_the_list_whoever_waits_is_asked_about_beyond_the_tier(stage: Stage) -> None:
    stage.control.fault("slack", "users.list", "5xx")

    assert (await rushed(stage).soon("U0BEN")).slack_id == "U0BEN"


async def test_after_a_429_the_next_lookup_waits(stage: Stage) -> None:
    lookups = replace(stage.desk._lookups, pace=Pace())
    stage.control.fault("slack", "users.info", "429", seconds=600)

    with pytest.raises(DeliveryError):
        await lookups.get("users.info", {"user": "U0BEN"}, "this person")

    assert lookups.pace.delay(limits.method("users.info")) > 0


async def test_do_not_disturb_is_asked_where_we_may(stage: Stage) -> None:
    stage.control.post("slack/app", scopes=["users:read"])
    assert await stage.people.quiet("U0ANNA") is None
    assert not stage.people.knows_quiet

    stage.control.post("slack/app", scopes=["dnd:read"])
    assert await stage.people.quiet("U0ANNA") is not None
    assert stage.people.knows_quiet


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within blocks."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _parts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _parts(one)


async def test_direct_messages_that_are_gone_are_opened_again(stage: Stage) -> None:
    since = just_now()
    first = await stage.desk.show_card(card(), Spot("U0ANNA"), "first")
    assert await stage.desk.find(Spot("U0ANNA"), "first", since) == first
    stage.control.post("reset")

    assert await stage.desk.find(Spot("U0ANNA"), "first", since) is None
    shown = await stage.desk.show_card(card(), Spot("U0ANNA"), "second")
    assert shown.channel != first.channel
    assert await stage.desk.find(Spot("U0ANNA"), "second", since) == shown


async def test_a_card_is_posted_although_the_direct_messages_it_knew_are_gone(stage: Stage) -> None:
    assert await stage.desk.find(Spot("U0ANNA"), "none", just_now()) is None
    stage.control.post("reset")

    shown = await stage.desk.show_card(card(), Spot("U0ANNA"), "card")
    assert "My battery is empty" in json.dumps(stage.message(shown))
