"""A real Bolt app against the Slack stand-in, over Socket Mode and over signed HTTP alike: clicks, modals, commands."""

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
    button,
    card,
    loosen,
    make_app,
    modal,
    over_http,
    over_socket,
    plain,
    refusal,
)

TROUBLE = "We had some trouble connecting. Try again?"
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


async def post_card(stage: Stage, channel: str = "C0QUEUE", **more: Any) -> str:
    blocks = more.pop("blocks", card(button("question.claim", "7")))
    answer = await stage.client().chat_postMessage(channel=channel, text="a card", blocks=blocks, **more)
    return str(answer["ts"])


async def click(stage: Stage, person: str, ts: str, **more: Any) -> Json:
    where = {"channel": "C0QUEUE", "ts": ts, "action_id": "question.claim", "wait": 0}
    return await stage.control("click", person=person, **(where | more))


def acknowledge(app: AsyncApp) -> list[Json]:
    """The app acknowledges every click; the list fills with what it got."""
    got: list[Json] = []

    @app.action("question.claim")
    async def claim(ack: Any, body: Json) -> None:
        got.append(body)
        await ack()

    return got


def opening(app: AsyncApp, view: Json) -> None:
    """The app opens this modal when the card's button is clicked."""

    @app.action("question.claim")
    async def claim(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)


def answering(app: AsyncApp, **answer: Any) -> list[Json]:
    """The app answers a submitted modal so; the list fills with what it got."""
    got: list[Json] = []

    @app.view("answer.submit")
    async def submit(ack: Any, body: Json) -> None:
        got.append(body)
        await ack(**answer)

    return got


async def open_modal(stage: Stage, person: str = "anna", **more: Any) -> Json:
    found = await click(stage, person, await post_card(stage), wait=5, **more)
    view: Json = found["view"]
    return view


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
async def test_a_modal_opens_is_filled_in_and_closes(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal(private_metadata="42"))
    got = answering(app)

    shown = await open_modal(stage)
    answer = await stage.control("submit", person="anna", values={"answer": {"text": " <b> & it's\nmine "}})

    assert shown["callback_id"] == "answer.submit"
    assert (answer["acknowledged"], answer["error"], answer["view"]) == (True, None, None)
    (body,) = got
    assert body["view"]["state"]["values"] == {
        "answer": {"text": {"type": "plain_text_input", "value": " <b> & it's\nmine "}}
    }
    assert {key: body["view"][key] for key in ("id", "hash", "root_view_id", "previous_view_id")} == {
        "id": shown["id"],
        "hash": shown["hash"],
        "root_view_id": shown["id"],
        "previous_view_id": None,
    }
    assert {key: body["view"][key] for key in ("private_metadata", "team_id", "app_id", "bot_id")} == {
        "private_metadata": "42",
        "team_id": "T0SANDBOX",
        "app_id": "A0BYHAND",
        "bot_id": "B0BYHAND",
    }
    assert (body["response_urls"], body["user"]["id"]) == ([], "U0ANNA")
    assert body["trigger_id"]


@pytest.mark.usefixtures("connected")
async def test_slacks_client_holds_back_what_does_not_fit(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal(element={"min_length": 5, "max_length": 8}))
    got = answering(app)
    await open_modal(stage)

    async def blocked(text: str) -> Any:
        answer = await stage.control("submit", person="anna", values={"answer": {"text": text}})
        return answer.get("blocked", {}).get("answer")

    assert await blocked("") == "Please complete this required field."
    assert await blocked("four") == "Must be at least 5 characters"
    assert await blocked("nine long") == "Must be less than 9 characters"
    assert got == []
    assert await blocked("just so") is None
    assert len(got) == 1


@pytest.mark.usefixtures("connected")
async def test_complaints_show_under_their_input_and_the_text_stays(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal())
    answering(app, response_action="errors", errors={"answer": "Too long by 3"})
    shown = await open_modal(stage)

    answer = await stage.control("submit", person="anna", values={"answer": {"text": "typed"}})

    assert (answer["error"], answer["errors"]) == (None, {"answer": "Too long by 3"})
    assert (answer["view"]["id"], answer["view"]["hash"]) == (shown["id"], shown["hash"])
    assert answer["view"]["state"]["values"]["answer"]["text"]["value"] == "typed"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal", "title": plain("No blocks")}},
        {"response_action": "dance"},
    ],
)
@pytest.mark.usefixtures("connected")
async def test_an_answer_that_slack_cannot_use_shows_as_trouble(stage: Stage, app: AsyncApp, answer: Json) -> None:
    opening(app, modal())

    @app.view("answer.submit")
    async def submit(ack: Any) -> Any:
        return await ack(answer)

    shown = await open_modal(stage)
    found = await stage.control("submit", person="anna", values={"answer": {"text": "typed"}})

    assert (found["error"], found["view"]["id"]) == (TROUBLE, shown["id"])


@pytest.mark.usefixtures("connected")
async def test_a_submission_without_an_answer_shows_as_trouble(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal("nobody.listens"))
    await open_modal(stage)
    await stage.control("app", deadline=0.2)

    answer = await stage.control("submit", person="anna", values={"answer": {"text": "typed"}})

    assert (answer["acknowledged"], answer["error"]) == (False, TROUBLE)


@pytest.mark.usefixtures("connected")
async def test_a_preview_takes_the_place_of_the_modal(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal())
    preview = {
        "type": "modal",
        "callback_id": "answer.post",
        "title": plain("Preview"),
        "submit": plain("Post"),
        "blocks": [{"type": "section", "text": {**plain("a < b"), "emoji": False}}],
    }
    answering(app, response_action="update", view=preview)
    shown = await open_modal(stage)

    answer = await stage.control("submit", person="anna", values={"answer": {"text": "a < b"}})

    assert answer["view"]["callback_id"] == "answer.post"
    assert answer["view"]["id"] == shown["id"]
    assert answer["view"]["hash"] != shown["hash"]
    assert answer["view"]["blocks"][0]["text"] == {"type": "plain_text", "text": "a < b", "emoji": False}


@pytest.mark.usefixtures("connected")
async def test_a_pushed_modal_closes_back_to_the_one_beneath(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal())
    answering(app, response_action="push", view=modal("answer.more", notify_on_close=True))
    closed: list[Json] = []

    @app.view_closed("answer.more")
    async def close(ack: Any, body: Json) -> None:
        closed.append(body)
        await ack()

    root = await open_modal(stage)
    pushed = (await stage.control("submit", person="anna", values={"answer": {"text": "x"}}))["view"]
    after = await stage.control("close", person="anna")
    last = await stage.control("close", person="anna")

    assert (pushed["callback_id"], pushed["previous_view_id"]) == ("answer.more", root["id"])
    assert (after["view"]["id"], last["view"]) == (root["id"], None)
    ((body,)) = closed
    assert (body["view"]["id"], body["is_cleared"]) == (pushed["id"], False)


@pytest.mark.usefixtures("connected")
async def test_clear_closes_every_modal(stage: Stage, app: AsyncApp) -> None:
    opening(app, modal())
    answering(app, response_action="clear")
    await open_modal(stage)

    answer = await stage.control("submit", person="anna", values={"answer": {"text": "x"}})

    assert answer["view"] is None


@pytest.mark.usefixtures("connected")
async def test_choices_are_sent_as_slack_sends_them(stage: Stage, app: AsyncApp) -> None:
    options = [{"text": plain(word), "value": word.lower()} for word in ("Televisions", "Audio", "Kitchen")]
    elements = {
        "topic": {"type": "static_select", "action_id": "a", "options": options},
        "topics": {"type": "checkboxes", "action_id": "a", "options": options},
        "close": {"type": "radio_buttons", "action_id": "a", "options": options, "initial_option": options[1]},
        "from": {"type": "timepicker", "action_id": "a", "initial_time": "09:00"},
        "place": {"type": "external_select", "action_id": "a"},
    }
    blocks = [
        {"type": "input", "block_id": name, "label": plain(name), "element": element, "optional": True}
        for name, element in elements.items()
    ]
    opening(app, modal(blocks=blocks))
    got = answering(app)
    await open_modal(stage)
    place = {"text": plain("Malmö"), "value": "12"}

    await stage.control(
        "submit",
        person="anna",
        values={"topic": {"a": "audio"}, "topics": {"a": ["audio", "kitchen"]}, "place": {"a": place}},
    )

    state = {block: fields["a"] for block, fields in got[0]["view"]["state"]["values"].items()}
    assert [option["value"] for option in state["topics"].pop("selected_options")] == ["audio", "kitchen"]
    assert state["topic"]["selected_option"]["value"] == "audio"
    assert state["close"]["selected_option"]["value"] == "audio"
    assert state["from"] == {"type": "timepicker", "selected_time": "09:00"}
    assert state["place"] == {"type": "external_select", "selected_option": place}


@pytest.mark.usefixtures("connected")
async def test_a_menu_with_options_from_the_app_is_searched(stage: Stage, app: AsyncApp) -> None:
    element = {"type": "external_select", "action_id": "place", "min_query_length": 1}
    blocks = [{"type": "input", "block_id": "place", "label": plain("Place"), "element": element}]
    opening(app, modal(blocks=blocks))

    @app.options("place")
    async def options(ack: Any, payload: Json) -> None:
        await ack(options=[{"text": plain(f"{payload['value']}mö"), "value": "12"}])

    await open_modal(stage)
    answer = await stage.control("suggest", person="anna", view=True, action_id="place", query="Mal")

    assert answer["response"]["options"][0]["text"]["text"] == "Malmö"


@pytest.mark.usefixtures("connected")
async def test_a_button_in_a_modal_carries_the_view_and_what_is_typed(stage: Stage, app: AsyncApp) -> None:
    blocks = [*modal()["blocks"], {"type": "actions", "elements": [button("look")]}]
    opening(app, modal(blocks=blocks))
    got: list[Json] = []

    @app.action("look")
    async def look(ack: Any, body: Json) -> None:
        got.append(body)
        await ack()

    shown = await open_modal(stage)
    await stage.control("click", person="anna", view=True, action_id="look", wait=0)

    assert got[0]["container"] == {"type": "view", "view_id": shown["id"]}
    assert got[0]["view"]["id"] == shown["id"]
    assert {"channel", "message", "response_url"} & set(got[0]) == set()


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
