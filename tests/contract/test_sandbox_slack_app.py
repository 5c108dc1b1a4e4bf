"""A real Bolt app against the Slack stand-in, over Socket Mode and over signed HTTP alike: clicks, commands, events."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator
from slack_bolt.async_app import AsyncApp

from sandbox.serve import running
from tests.contract import specs
from tests.contract.slack_play import (
    Json,
    Stage,
    acknowledge,
    button,
    card,
    click,
    loosen,
    make_app,
    modal,
    over_http,
    over_socket,
    plain,
    post_card,
    refusal,
)

WRAPPER = loosen(specs.load(specs.SLACK_EVENTS)["components"]["schemas"]["GenericEventWrapper"])
# Slack has replaced this field by `authorizations` since.
WRAPPER["required"].remove("authed_users")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=1000) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str) -> Stage:
    found = Stage(address)
    await found.reset()
    return found


@pytest.fixture
def app(stage: Stage) -> AsyncApp:
    return make_app(stage)


@pytest.fixture(params=[over_socket, over_http])
async def connected(request: pytest.FixtureRequest, stage: Stage, app: AsyncApp) -> AsyncIterator[str]:
    async with request.param(stage, app):
        yield request.param.__name__


@pytest.mark.usefixtures("connected")
async def test_a_click_arrives_complete(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    ts = await post_card(stage, metadata={"event_type": "byhand_card", "event_payload": {"intent_id": "7"}})

    answer = await click(stage, "anna", ts)

    assert (answer["acknowledged"], answer["error"]) == (True, None)
    (body,) = got
    assert body["user"] == {"id": "U0ANNA", "username": "anna", "name": "anna", "team_id": "T0SANDBOX"}
    assert body["team"] == {"id": "T0SANDBOX", "domain": "brightaisle"}
    assert body["channel"] == {"id": "C0QUEUE", "name": "byhand-queue"}
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0QUEUE",
        "is_ephemeral": False,
    }
    assert body["message"]["metadata"]["event_payload"] == {"intent_id": "7"}
    assert body["message"]["blocks"][0]["block_id"] == "card"
    assert (body["api_app_id"], body["enterprise"], body["is_enterprise_install"]) == ("A0BYHAND", None, False)
    assert body["state"] == {"values": {}}
    assert body["response_url"].startswith(f"{stage.url}/slack/response/")
    (action,) = body["actions"]
    assert action.pop("action_ts")
    assert action == {
        "action_id": "question.claim",
        "block_id": "card",
        "type": "button",
        "value": "7",
        "text": {"type": "plain_text", "text": "Take it", "emoji": True},
    }


@pytest.mark.usefixtures("connected")
async def test_a_click_on_one_of_many_cards_names_its_value(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    two = [{"type": "actions", "elements": [button("question.claim", value)]} for value in ("1", "2")]

    await click(stage, "anna", await post_card(stage, blocks=two), value="2")

    assert got[0]["actions"][0]["value"] == "2"


@pytest.mark.usefixtures("connected")
async def test_somebody_of_another_workspace_keeps_his_team(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)

    await click(stage, "U0PARTNER", await post_card(stage))

    assert (got[0]["user"]["team_id"], got[0]["team"]["id"]) == ("T0OTHER", "T0SANDBOX")


async def test_people_click_only_what_they_see(stage: Stage) -> None:
    ts = await post_card(stage, "U0ANNA")

    where = {"channel": "U0ANNA", "ts": ts, "action_id": "question.claim"}
    assert "does not see" in await stage.refused("click", person="ben", **where)
    assert "no 'question.other' here" in await stage.refused(
        "click", person="anna", **(where | {"action_id": "question.other"})
    )


@pytest.mark.usefixtures("connected")
async def test_an_app_that_refuses_or_ignores_a_click_is_not_asked_again(stage: Stage, app: AsyncApp) -> None:
    await stage.control("app", deadline=0.2)

    answer = await click(stage, "anna", await post_card(stage))

    assert answer["acknowledged"] is False
    assert len(await stage.sent("block_actions")) == 1


@pytest.mark.usefixtures("connected")
async def test_a_command_arrives_complete_and_its_answer_is_shown_to_one(stage: Stage, app: AsyncApp) -> None:
    got: list[Json] = []

    @app.command("/byhand")
    async def command(ack: Any, body: Json) -> None:
        got.append(body)
        await ack("Welcome")

    answer = await stage.control("command", person="anna", text="join tv near Malmö", channel="C0LEADS", wait=0)

    assert (answer["error"], answer["shown"]["text"]) == (None, "Welcome")
    assert [m["text"] for m in (await stage.state())["ephemerals"]["U0ANNA"]] == ["Welcome"]
    body = got[0]
    assert body.pop("trigger_id")
    assert body.pop("response_url").startswith(f"{stage.url}/slack/response/")
    assert body == {
        "token": "sandbox-verification-token",
        "team_id": "T0SANDBOX",
        "team_domain": "brightaisle",
        "channel_id": "C0LEADS",
        "channel_name": "byhand-leads",
        "user_id": "U0ANNA",
        "user_name": "anna",
        "command": "/byhand",
        "text": "join tv near Malmö",
        "api_app_id": "A0BYHAND",
        "is_enterprise_install": "false",
    }


async def test_a_command_that_nobody_hears_fails_as_slack_says(stage: Stage) -> None:
    assert (await stage.control("command", person="anna"))["error"] == "dispatch_failed"
    assert "not a valid command" in await stage.refused("command", person="anna", command="/other")


@pytest.mark.usefixtures("connected")
async def test_a_response_url_answers_five_times(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    ts = await post_card(stage)
    await click(stage, "anna", ts)
    url = got[0]["response_url"]

    async def use(**answer: Any) -> tuple[int, str]:
        async with httpx.AsyncClient() as http:
            found = await http.post(url, json=answer)
        return found.status_code, found.text

    assert await use(text="only you") == (200, "ok")
    assert await use(text="all", response_type="in_channel", replace_original=False) == (200, "ok")
    assert await use(text="taken", replace_original=True) == (200, "ok")
    assert [m["text"] for m in await stage.messages("C0QUEUE")] == ["taken", "all"]
    assert await use(delete_original=True) == (200, "ok")
    assert [m["text"] for m in await stage.messages("C0QUEUE")] == ["all"]
    assert await use(text="five") == (200, "ok")
    assert await use(text="six") == (404, "used_url")
    assert [m["text"] for m in (await stage.state())["ephemerals"]["U0ANNA"]] == ["only you", "five"]


@pytest.mark.usefixtures("connected")
async def test_buttons_of_an_ephemeral_work_through_its_response_url(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    blocks = card(button("question.claim"))
    whisper = await stage.client().chat_postEphemeral(channel="C0QUEUE", user="U0ANNA", text="x", blocks=blocks)

    await click(stage, "anna", str(whisper["message_ts"]))
    async with httpx.AsyncClient() as http:
        await http.post(got[0]["response_url"], json={"delete_original": True})

    assert got[0]["container"]["is_ephemeral"] is True
    assert "message" not in got[0]
    assert (await stage.state())["ephemerals"]["U0ANNA"] == []


@pytest.mark.usefixtures("connected")
async def test_a_message_is_told_escaped_and_wrapped_as_slack_describes(stage: Stage, app: AsyncApp) -> None:
    got: list[Json] = []

    @app.event("message")
    async def message(body: Json) -> None:
        got.append(body)

    text = "a < b & @ben see https://a.b/c?d&e."
    answer = await stage.control("message", person="anna", channel="C0QUEUE", text=text)

    assert answer["acknowledged"] is True
    (body,) = await stage.sent("event_callback")
    Draft4Validator(WRAPPER).validate(body)
    event = body["event"]
    assert event["text"] == "a &lt; b &amp; <@U0BEN> see <https://a.b/c?d&amp;e>."
    assert (event["channel"], event["channel_type"], event["user"]) == ("C0QUEUE", "channel", "U0ANNA")
    assert body["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": "T0SANDBOX",
            "user_id": "U0BYHAND",
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]


@pytest.mark.usefixtures("connected")
async def test_a_reply_in_a_direct_thread_names_its_parent(stage: Stage, app: AsyncApp) -> None:
    @app.event("message")
    async def message() -> None: ...

    parent = await post_card(stage, "U0ANNA")
    await stage.control("message", person="anna", channel="U0ANNA", text="hm", thread_ts=parent)

    reply = (await stage.events("message"))[-1]
    assert (reply["thread_ts"], reply["parent_user_id"], reply["channel_type"]) == (parent, "U0BYHAND", "im")


@pytest.mark.usefixtures("connected")
async def test_own_messages_changes_and_deletions_are_told_too(stage: Stage, app: AsyncApp) -> None:
    @app.event("message")
    async def message() -> None: ...

    client = stage.client()
    ts = await post_card(stage)
    await client.chat_update(channel="C0QUEUE", ts=ts, text="changed")
    await client.chat_delete(channel="C0QUEUE", ts=ts)

    own, changed, deleted = await stage.events("message")
    assert (own["bot_id"], own["user"], own["ts"]) == ("B0BYHAND", "U0BYHAND", ts)
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "changed")
    assert changed["previous_message"]["text"] == "a card"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


async def test_events_come_only_with_their_subscription_scope_and_membership(stage: Stage) -> None:
    await stage.control("message", person="anna", channel="C0GENERAL", text="the app is not here")
    await stage.control("message", person="anna", channel="C0QUEUE", text="hello @byhand")
    assert [event["type"] for event in [p["event"] for p in await stage.sent("event_callback")]] == ["message"]

    await stage.control("app", scopes=["app_mentions:read"])
    await stage.control("message", person="anna", channel="C0QUEUE", text="hello @byhand")
    assert [event["text"] for event in await stage.events("app_mention")] == ["hello <@U0BYHAND>"]
    assert len(await stage.events("message")) == 1


@pytest.mark.usefixtures("connected")
async def test_opening_the_home_tab_lets_the_app_publish_it(stage: Stage, app: AsyncApp) -> None:
    published = asyncio.Event()

    @app.event("app_home_opened")
    async def home(event: Json, client: Any) -> None:
        view = {"type": "home", "blocks": [{"type": "section", "text": plain("Your questions")}]}
        await client.views_publish(user_id=event["user"], view=view)
        published.set()

    await stage.control("home", person="anna")
    await asyncio.wait_for(published.wait(), 5)

    assert (await stage.state())["homes"]["U0ANNA"]["blocks"][0]["text"]["text"] == "Your questions"


async def test_people_join_change_and_the_app_hears_of_it(stage: Stage) -> None:
    await stage.control("join", person="anna", channel="C0LEADS")
    await stage.control("people", id="U0ANNA", tz="Asia/Tokyo")
    await stage.control("people", id="U0NEW", name="newt", kind="guest")

    (joined,) = await stage.events("member_joined_channel")
    (changed,) = await stage.events("user_change")
    assert (joined["user"], joined["channel"]) == ("U0ANNA", "C0LEADS")
    assert (changed["user"]["tz"], changed["user"]["tz_offset"]) == ("Asia/Tokyo", 9 * 3600)
    assert (await stage.client().users_info(user="U0NEW"))["user"]["is_restricted"] is True


@pytest.mark.usefixtures("connected")
async def test_a_replayed_click_is_the_same_to_the_byte(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    first = await click(stage, "anna", await post_card(stage))

    replayed = await stage.control("replay", number=first["number"], duplicate=2)

    assert [one["acknowledged"] for one in replayed["outcomes"]] == [True, True]
    assert got[0] == got[1] == got[2]


@pytest.mark.usefixtures("connected")
async def test_a_payload_may_be_made_up(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    await click(stage, "anna", await post_card(stage))
    forged = {**got[0], "user": {**got[0]["user"], "id": "U0ROBOT"}}

    answer = await stage.control("payload", kind="interactive", payload=forged)

    assert (answer["acknowledged"], got[1]["user"]["id"]) == (True, "U0ROBOT")


@pytest.mark.usefixtures("connected")
async def test_a_doubled_message_has_one_event_id(stage: Stage, app: AsyncApp) -> None:
    got: list[str] = []

    @app.event("message")
    async def message(body: Json) -> None:
        got.append(body["event_id"])

    await stage.control("message", person="anna", channel="C0QUEUE", text="once", duplicate=3)

    events = await stage.sent("event_callback")
    assert (len(events), len({event["event_id"] for event in events})) == (3, 1)


@pytest.mark.usefixtures("connected")
async def test_a_late_message_is_overtaken(stage: Stage, app: AsyncApp) -> None:
    @app.event("message")
    async def message() -> None: ...

    async def say(text: str, delay: float) -> None:
        await stage.control("message", person="anna", channel="C0QUEUE", text=text, delay=delay)

    await asyncio.gather(say("first", 0.2), say("second", 0))

    assert [event["text"] for event in await stage.events("message")] == ["second", "first"]


@pytest.mark.usefixtures("connected")
async def test_a_thousand_people_click_at_once_and_each_is_answered(stage: Stage, app: AsyncApp) -> None:
    got = acknowledge(app)
    crowd = (await stage.post("people", {"count": 1000})).json()
    where = {"channel": "C0QUEUE", "ts": await post_card(stage), "action_id": "question.claim"}
    # Both sides and the test share one process here.
    await stage.control("app", deadline=30)

    answers = (await stage.post("clicks", {"people": crowd, **where})).json()

    assert all(answer["acknowledged"] for answer in answers)
    assert len(got) == 1000
    assert {body["user"]["id"] for body in got} == set(crowd)
    assert len({body["trigger_id"] for body in got}) == 1000


async def test_a_trigger_dies_after_three_seconds(stage: Stage) -> None:
    await stage.control("command", person="anna", wait=0)
    (command,) = await stage.sent("slash_commands")
    await asyncio.sleep(3.05)

    late = await refusal(stage.client().views_open(trigger_id=command["trigger_id"], view=modal()))

    assert late["error"] == "expired_trigger_id"
