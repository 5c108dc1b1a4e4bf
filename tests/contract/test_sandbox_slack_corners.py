"""The rarer corners of the Slack stand-in, through the real slack_sdk."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.serve import running
from tests.contract.slack_play import (
    BOT_TOKEN,
    Json,
    Stage,
    WebDescription,
    button,
    card,
    make_app,
    modal,
    over_socket,
    plain,
    refusal,
)

DESCRIPTION = WebDescription()


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
def client(stage: Stage) -> AsyncWebClient:
    return stage.client()


async def post(client: AsyncWebClient, **more: Any) -> str:
    answer = await client.chat_postMessage(**({"channel": "C0QUEUE", "text": "a question"} | more))
    return str(answer["ts"])


async def raw(stage: Stage, method: str, content: bytes, kind: str) -> Json:
    headers = {"authorization": f"Bearer {BOT_TOKEN}"} | ({"content-type": kind} if kind else {})
    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.post(f"{stage.url}/slack/api/{method}", content=content, headers=headers)
    found: Json = answer.json()
    return found


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        (b"{", "application/json; charset=utf-8", "invalid_json"),
        (b"[]", "application/json; charset=utf-8", "json_not_object"),
        (b"x", "text/csv", "invalid_post_type"),
        (b"x", "", "missing_post_type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_by_its_kind(
    stage: Stage, content: bytes, kind: str, error: str
) -> None:
    assert (await raw(stage, "auth.test", content, kind))["error"] == error


async def test_json_without_a_charset_is_warned_of(stage: Stage) -> None:
    answer = await raw(stage, "auth.test", b"{}", "application/json")

    assert (answer["ok"], answer["warning"]) == (True, "missing_charset")


async def test_structures_may_come_as_json_text_in_a_form(stage: Stage) -> None:
    form = {"channel": "C0QUEUE", "blocks": '[{"type": "divider", "block_id": "d"}]', "text": "x", "token": BOT_TOKEN}
    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.post(f"{stage.url}/slack/api/chat.postMessage", data=form)

    assert answer.json()["message"]["blocks"] == [{"type": "divider", "block_id": "d"}]


async def test_api_test_gives_back_what_it_got(client: AsyncWebClient) -> None:
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert (await refusal(client.api_test(error="my_error")))["error"] == "my_error"


async def test_the_workspace_describes_itself_with_the_right_scope(stage: Stage, client: AsyncWebClient) -> None:
    await stage.control("app", scopes=["team:read"])

    answer = await client.team_info()

    DESCRIPTION.check("team.info", answer.data)
    assert answer["team"]["domain"] == "brightaisle"


async def test_a_reaction_is_added_once(stage: Stage, client: AsyncWebClient) -> None:
    ts = await post(client)
    await stage.control("app", scopes=["reactions:write", "channels:history"])

    await client.reactions_add(channel="C0QUEUE", timestamp=ts, name="eyes")

    again = await refusal(client.reactions_add(channel="C0QUEUE", timestamp=ts, name="eyes"))
    assert again["error"] == "already_reacted"
    (message,) = (await client.conversations_history(channel="C0QUEUE"))["messages"]
    assert message["reactions"] == [{"name": "eyes", "users": ["U0BYHAND"], "count": 1}]


async def test_somebody_who_is_not_to_be_disturbed_says_so(stage: Stage, client: AsyncWebClient) -> None:
    await stage.control("app", scopes=["dnd:read", "users:read"])
    await stage.control("people", id="U0ANNA", snoozed=True, presence="away")

    answer = await client.dnd_info(user="U0ANNA")

    DESCRIPTION.check("dnd.info", answer.data)
    assert answer["dnd_enabled"] is True
    assert answer["next_dnd_start_ts"] < answer["next_dnd_end_ts"]
    assert (await client.users_getPresence(user="U0ANNA"))["presence"] == "away"
    (event,) = await stage.events("dnd_updated_user")
    assert (event["user"], event["dnd_status"]["dnd_enabled"]) == ("U0ANNA", True)


async def test_the_app_joins_a_channel_with_the_right_scope(stage: Stage, client: AsyncWebClient) -> None:
    await stage.control("app", scopes=["channels:join", "chat:write"])

    joined = await client.conversations_join(channel="C0GENERAL")

    DESCRIPTION.check("conversations.join", joined.data)
    await post(client, channel="#general")
    assert (await client.conversations_join(channel="C0GENERAL"))["warning"] == "already_in_channel"


async def test_kinds_of_conversations_need_their_own_scopes(client: AsyncWebClient) -> None:
    public = await client.conversations_list(types="public_channel", limit=2)
    private = await refusal(client.conversations_list(types="public_channel,im"))

    assert [channel["name"] for channel in public["channels"]] == ["byhand-queue", "byhand-leads"]
    assert public["response_metadata"]["next_cursor"]
    assert (private["error"], private["needed"]) == ("missing_scope", "im:read")


async def test_direct_messages_open_once_and_not_with_machines(client: AsyncWebClient) -> None:
    first = await client.conversations_open(users="U0ANNA")
    again = await client.conversations_open(users=["U0ANNA"])

    assert (first["channel"]["id"], "already_open" in first.data) == (again["channel"]["id"], False)
    assert again["already_open"] is True
    for people, error in (
        ("U0ROBOT", "cannot_dm_bot"),
        ("U0GONE", "user_disabled"),
        ("U0NOBODY", "user_not_found"),
        ("U0ANNA,U0BEN", "missing_scope"),
    ):
        assert (await refusal(client.conversations_open(users=people)))["error"] == error


async def test_a_deleted_parent_leaves_a_stone_and_a_deleted_reply_nothing(client: AsyncWebClient) -> None:
    parent = await post(client)
    first, second = await post(client, thread_ts=parent), await post(client, thread_ts=parent)

    await client.chat_delete(channel="C0QUEUE", ts=first)
    await client.chat_delete(channel="C0QUEUE", ts=parent)

    stone, reply = (await client.conversations_replies(channel="C0QUEUE", ts=parent))["messages"]
    assert (stone["subtype"], stone["text"], reply["ts"]) == ("tombstone", "This message was deleted.", second)


async def test_a_reply_may_be_sent_to_the_channel_too(client: AsyncWebClient) -> None:
    parent = await post(client)
    reply = await post(client, thread_ts=parent, reply_broadcast=True)

    found = (await client.conversations_history(channel="C0QUEUE"))["messages"]

    assert [(message["ts"], message.get("subtype")) for message in found] == [
        (reply, "thread_broadcast"),
        (parent, None),
    ]
    link = (await client.chat_getPermalink(channel="C0QUEUE", message_ts=reply))["permalink"]
    assert link.endswith(f"p{reply.replace('.', '')}?thread_ts={parent}&cid=C0QUEUE")


async def test_attachments_are_numbered_and_at_most_a_hundred(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C0QUEUE", text="x", attachments=[{"fallback": "f", "text": "t"}])

    assert answer["message"]["attachments"] == [{"fallback": "f", "text": "t", "id": 1}]
    many = [{"fallback": "f"}] * 101
    refused = await refusal(client.chat_postMessage(channel="C0QUEUE", text="x", attachments=many))
    assert refused["error"] == "too_many_attachments"


async def test_people_edit_and_delete_what_they_wrote(stage: Stage) -> None:
    ts = (await stage.control("message", person="anna", channel="C0QUEUE", text="one"))["ts"]

    assert "no such message" in await stage.refused("edit", person="ben", channel="C0QUEUE", ts=ts, text="x")
    await stage.control("edit", person="anna", channel="C0QUEUE", ts=ts, text="first & last")
    await stage.control("delete", person="anna", channel="C0QUEUE", ts=ts)

    _, changed, deleted = await stage.events("message")
    assert changed["message"]["text"] == "first &amp; last"
    assert changed["message"]["edited"]["user"] == "U0ANNA"
    assert deleted["previous_message"]["text"] == "first &amp; last"
    assert await stage.messages("C0QUEUE") == []


async def test_the_app_hears_that_its_token_was_taken(stage: Stage) -> None:
    await stage.control("revoke")

    (event,) = await stage.events("tokens_revoked")
    assert event["tokens"] == {"oauth": [], "bot": ["U0BYHAND"]}


async def test_who_left_a_channel_does_not_see_its_cards(stage: Stage, client: AsyncWebClient) -> None:
    ts = await post(client, blocks=card(button("a")))
    await stage.control("leave", person="anna", channel="C0QUEUE")

    where = {"channel": "C0QUEUE", "ts": ts, "action_id": "a"}
    assert "does not see" in await stage.refused("click", person="anna", **where)
    assert (await stage.control("click", person="anna", force=True, **where))["error"] == "connection_failed"


@pytest.mark.parametrize(
    ("call", "data", "words"),
    [
        ("click", {"person": "nobody"}, "Nobody here"),
        ("click", {"person": "anna", "channel": "C0NOWHERE"}, "no channel"),
        ("click", {"person": "anna", "channel": "C0QUEUE", "ts": "1.1"}, "no message"),
        ("click", {"person": "anna", "view": True}, "no modal open"),
        ("click", {"person": "anna", "home": True}, "no Home tab"),
        ("submit", {"person": "anna"}, "no modal open"),
        ("message", {"person": "anna", "channel": "C0QUEUE", "text": "x", "thread_ts": "1.1"}, "no thread"),
        ("people", {"id": "U0ANNA", "age": 7}, "A person has"),
        ("app", {"colour": "red"}, "can be set"),
        ("replay", {"number": 99}, "No payload"),
        ("payload", {"kind": "letter"}, "A payload has"),
        ("disconnect", {"reason": "boredom"}, "The reason is"),
        ("clicks", {}, "must be a list"),
    ],
)
async def test_a_control_call_that_makes_no_sense_is_explained(stage: Stage, call: str, data: Json, words: str) -> None:
    assert words in await stage.refused(call, **data)


async def test_menus_in_messages_and_buttons_in_the_home_tab_work(stage: Stage, client: AsyncWebClient) -> None:
    app = make_app(stage)
    got: list[Json] = []

    @app.action("choose")
    async def choose(ack: Any, body: Json) -> None:
        got.append(body)
        await ack()

    options = [{"text": plain(word), "value": word} for word in ("tv", "audio")]
    menu = {"type": "static_select", "action_id": "choose", "options": options}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    where = {"channel": "C0QUEUE", "ts": await post(client, blocks=blocks), "action_id": "choose", "wait": 0}
    home = {"type": "home", "blocks": card(button("choose"))}
    await client.views_publish(user_id="U0ANNA", view=home)
    async with over_socket(stage, app):
        assert "not among the options" in await stage.refused("click", person="anna", selected="sofa", **where)
        await stage.control("click", person="anna", selected="audio", **where)
        await stage.control("click", person="anna", home=True, action_id="choose", wait=0)

    assert got[0]["actions"][0]["selected_option"]["value"] == "audio"
    assert got[0]["state"]["values"]["b"]["choose"]["selected_option"]["value"] == "audio"
    assert got[1]["view"]["type"] == "home"


async def test_an_ephemeral_is_replaced_through_its_response_url(stage: Stage, client: AsyncWebClient) -> None:
    app = make_app(stage)

    @app.action("a")
    async def respond_to(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="replaced", replace_original=True)
        answered.set()

    answered = asyncio.Event()
    whisper = await client.chat_postEphemeral(channel="C0QUEUE", user="U0ANNA", text="x", blocks=card(button("a")))
    async with over_socket(stage, app):
        where = {"channel": "C0QUEUE", "ts": whisper["message_ts"], "action_id": "a", "wait": 0}
        await stage.control("click", person="anna", **where)
        await asyncio.wait_for(answered.wait(), 5)

    assert [m["text"] for m in (await stage.state())["ephemerals"]["U0ANNA"]] == ["replaced"]


async def test_what_was_typed_stays_only_while_its_input_stands(stage: Stage, client: AsyncWebClient) -> None:
    app = make_app(stage)
    preview = modal("answer.post", blocks=[{"type": "section", "text": plain("typed")}])

    @app.view("answer.submit")
    async def submit(ack: Any) -> None:
        await ack(response_action="update", view=preview)

    @app.view("answer.post")
    async def back(ack: Any) -> None:
        await ack(response_action="update", view=modal())

    @app.command("/byhand")
    async def command(ack: Any, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    async with over_socket(stage, app):
        await stage.control("command", person="anna", wait=5)
        await stage.control("submit", person="anna", values={"answer": {"text": "typed"}})
        answer = await stage.control("submit", person="anna")

    assert answer["view"]["state"]["values"]["answer"]["text"]["value"] is None


async def test_the_external_id_of_a_view_is_its_own(stage: Stage, client: AsyncWebClient) -> None:
    for person in ("anna", "ben"):
        await stage.control("command", person=person, wait=0)
    first, second = [one["trigger_id"] for one in await stage.sent("slash_commands")]
    await client.views_open(trigger_id=first, view=modal(external_id="own"))

    doubled = await refusal(client.views_open(trigger_id=second, view=modal(external_id="own")))
    updated = await client.views_update(external_id="own", view=modal("other"))

    assert doubled["error"] == "duplicate_external_id"
    assert updated["view"]["callback_id"] == "other"


async def test_a_command_given_twice_by_a_bad_network_is_the_same_command(stage: Stage) -> None:
    app = make_app(stage)
    got: list[str] = []

    @app.command("/byhand")
    async def command(ack: Any, body: Json) -> None:
        got.append(body["trigger_id"])
        await ack()

    async with over_socket(stage, app):
        await stage.control("command", person="anna", duplicate=2, wait=0)

    assert (len(got), len(set(got))) == (2, 1)
