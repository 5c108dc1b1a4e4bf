"""The Slack stand-in's Web API, through the real slack_sdk, against Slack's own description."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.slack.manifest import manifest
from sandbox.serve import running
from tests.contract.slack_play import (
    APP_TOKEN,
    BOT_TOKEN,
    Stage,
    WebDescription,
    button,
    card,
    modal,
    plain,
    refusal,
)

DESCRIPTION = WebDescription()
Calling = Callable[[], Awaitable[AsyncSlackResponse]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str) -> Stage:
    found = Stage(address)
    await found.reset()
    return found


@pytest.fixture
def client(stage: Stage) -> AsyncWebClient:
    return stage.client()


async def post(client: AsyncWebClient, channel: str = "C0QUEUE", **more: Any) -> str:
    answer = await client.chat_postMessage(channel=channel, text=more.pop("text", "a question"), **more)
    return str(answer["ts"])


async def test_answers_have_the_shape_that_slack_describes(stage: Stage, client: AsyncWebClient) -> None:
    ts = await post(client)
    reply = await post(client, thread_ts=ts)
    direct = (await client.conversations_open(users="U0ANNA", return_im=True))["channel"]["id"]
    calls: dict[str, Calling] = {
        "api.test": client.api_test,
        "auth.test": client.auth_test,
        "chat.postMessage": lambda: client.chat_postMessage(channel=direct, text="hello"),
        "chat.update": lambda: client.chat_update(channel="C0QUEUE", ts=ts, text="changed"),
        "chat.getPermalink": lambda: client.chat_getPermalink(channel="C0QUEUE", message_ts=ts),
        "chat.postEphemeral": lambda: client.chat_postEphemeral(channel="C0QUEUE", user="U0ANNA", text="psst"),
        "conversations.list": client.conversations_list,
        "conversations.info": lambda: client.conversations_info(channel="C0QUEUE", include_num_members=True),
        "conversations.members": lambda: client.conversations_members(channel="C0QUEUE"),
        "conversations.history": lambda: client.conversations_history(channel="C0QUEUE"),
        "conversations.replies": lambda: client.conversations_replies(channel="C0QUEUE", ts=ts),
        "users.info": lambda: client.users_info(user="U0ANNA", include_locale=True),
        "users.list": client.users_list,
        "users.getPresence": lambda: client.users_getPresence(user="U0ANNA"),
        "chat.delete": lambda: client.chat_delete(channel="C0QUEUE", ts=reply),
    }
    for method, calling in calls.items():
        DESCRIPTION.check(method, (await calling()).data)


async def test_refusals_have_the_shape_that_slack_describes(client: AsyncWebClient) -> None:
    calls: dict[str, Calling] = {
        "chat.postMessage": lambda: client.chat_postMessage(channel="C0NOWHERE", text="x"),
        "chat.update": lambda: client.chat_update(channel="C0QUEUE", ts="1.1", text="x"),
        "conversations.info": lambda: client.conversations_info(channel="C0NOWHERE"),
        "conversations.join": lambda: client.conversations_join(channel="C0GENERAL"),
        "users.info": lambda: client.users_info(user="U0NOBODY"),
        "team.info": client.team_info,
    }
    for method, calling in calls.items():
        DESCRIPTION.check(method, await refusal(calling()), refused=True)


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-other", "auth.test", "invalid_auth"),
        (APP_TOKEN, "chat.postMessage", "not_allowed_token_type"),
        (BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
        (BOT_TOKEN, "chat.explode", "unknown_method"),
    ],
)
async def test_only_the_right_token_opens_a_method(stage: Stage, token: str | None, method: str, error: str) -> None:
    assert (await refusal(stage.client(token).api_call(method)))["error"] == error


async def test_the_token_may_stand_in_a_form_body(stage: Stage) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{stage.url}/slack/api/auth.test", data={"token": BOT_TOKEN})

    assert answer.json()["user_id"] == "U0BYHAND"


async def test_granted_scopes_come_as_a_header_and_a_missing_one_is_named(stage: Stage, client: AsyncWebClient) -> None:
    granted = (await client.auth_test()).headers["x-oauth-scopes"]
    assert granted == ",".join(sorted(manifest()["oauth_config"]["scopes"]["bot"]))

    missing = await refusal(client.team_info())
    assert (missing["error"], missing["needed"], missing["provided"]) == ("missing_scope", "team:read", granted)

    await stage.control("app", scopes=["team:read"])
    assert (await client.team_info())["ok"] is True
    assert (await refusal(post(client)))["error"] == "missing_scope"


async def test_a_revoked_token_is_told_so(stage: Stage, client: AsyncWebClient) -> None:
    await stage.control("revoke")

    assert (await refusal(client.auth_test()))["error"] == "token_revoked"


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0GENERAL", "not_in_channel"), ("C0NOWHERE", "channel_not_found"), ("U0GONE", "user_disabled")],
)
async def test_the_app_posts_only_where_it_is_a_member(client: AsyncWebClient, channel: str, error: str) -> None:
    assert (await refusal(post(client, channel)))["error"] == error


async def test_a_message_needs_something_to_say_and_not_too_much(client: AsyncWebClient) -> None:
    assert (await refusal(client.api_call("chat.postMessage", json={"channel": "C0QUEUE", "text": " "})))[
        "error"
    ] == "no_text"
    assert (await refusal(post(client, text="x" * 40_001)))["error"] == "msg_too_long"


async def test_a_message_without_text_to_read_aloud_is_warned_of(client: AsyncWebClient) -> None:
    with pytest.warns(UserWarning, match="`text` argument is missing"):
        answer = await client.chat_postMessage(channel="C0QUEUE", blocks=card(button("question.claim")))

    assert answer["warning"] == "missing_text_in_message"
    assert answer["response_metadata"]["warnings"] == ["missing_text_in_message"]


async def test_text_is_stored_escaped_and_markup_is_kept(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C0QUEUE", text="a < b & <@U0ANNA> &amp; <https://a.b|c>")

    assert answer["message"]["text"] == "a &lt; b &amp; <@U0ANNA> &amp; <https://a.b|c>"
    (section,) = answer["message"]["blocks"][0]["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "a < b & "},
        {"type": "user", "user_id": "U0ANNA"},
        {"type": "text", "text": " & "},
        {"type": "link", "url": "https://a.b", "text": "c"},
    ]


async def test_metadata_comes_back_in_the_history_only_when_asked_for(client: AsyncWebClient) -> None:
    sent = Metadata(event_type="byhand_card", event_payload={"intent_id": "7"})
    await post(client, metadata=sent)

    bare = await client.conversations_history(channel="C0QUEUE")
    full = await client.conversations_history(channel="C0QUEUE", include_all_metadata=True)

    assert "metadata" not in bare["messages"][0]
    assert full["messages"][0]["metadata"] == sent.to_dict()


async def test_metadata_without_a_payload_is_refused(client: AsyncWebClient) -> None:
    answer = await refusal(post(client, metadata={"event_type": "byhand_card"}))

    assert answer["error"] == "invalid_metadata_schema"


async def test_history_is_paged_from_the_newest_and_leaves_threads_out(stage: Stage, client: AsyncWebClient) -> None:
    first, second, third = [await post(client, text=word) for word in ("one", "two", "three")]
    await stage.control("message", person="anna", channel="C0QUEUE", text="in a thread", thread_ts=first)

    page = await client.conversations_history(channel="C0QUEUE", limit=2)
    rest = await client.conversations_history(
        channel="C0QUEUE", limit=2, cursor=page["response_metadata"]["next_cursor"]
    )

    assert [m["ts"] for m in page["messages"]] == [third, second]
    assert page["has_more"] is True
    assert [m["ts"] for m in rest["messages"]] == [first]
    assert rest["has_more"] is False
    assert rest["messages"][0]["reply_count"] == 1


async def test_oldest_and_latest_leave_their_own_message_out_unless_inclusive(client: AsyncWebClient) -> None:
    first, second, third = [await post(client, text=word) for word in ("one", "two", "three")]

    async def between(**more: Any) -> list[str]:
        found = await client.conversations_history(channel="C0QUEUE", **more)
        return [message["ts"] for message in found["messages"]]

    assert await between(oldest=first) == [third, second]
    assert await between(oldest=first, latest=third) == [second]
    assert await between(oldest=first, latest=third, inclusive=True) == [third, second, first]
    assert await between(oldest=first, limit=1) == [second]


async def test_a_thread_is_listed_with_its_parent_first(client: AsyncWebClient) -> None:
    parent = await post(client)
    replies = [await post(client, thread_ts=parent, text=word) for word in ("one", "two")]

    found = await client.conversations_replies(channel="C0QUEUE", ts=parent)

    assert [message["ts"] for message in found["messages"]] == [parent, *replies]
    assert (await refusal(post(client, thread_ts="1700000000.000001")))["error"] == "thread_not_found"


async def test_only_own_messages_are_changed_or_deleted(stage: Stage, client: AsyncWebClient) -> None:
    other = (await stage.control("message", person="anna", channel="C0QUEUE", text="mine"))["ts"]
    own = await post(client)

    assert (await refusal(client.chat_update(channel="C0QUEUE", ts=other, text="x")))["error"] == (
        "cant_update_message"
    )
    assert (await refusal(client.chat_delete(channel="C0QUEUE", ts=other)))["error"] == "cant_delete_message"
    await client.chat_delete(channel="C0QUEUE", ts=own)
    assert (await refusal(client.chat_delete(channel="C0QUEUE", ts=own)))["error"] == "message_not_found"


async def test_an_update_takes_the_old_buttons_away_and_keeps_the_metadata(client: AsyncWebClient) -> None:
    ts = await post(client, blocks=card(button("x")), metadata={"event_type": "t", "event_payload": {}})

    await client.chat_update(channel="C0QUEUE", ts=ts, text="done")

    (message,) = (await client.conversations_history(channel="C0QUEUE", include_all_metadata=True))["messages"]
    assert [block["type"] for block in message["blocks"]] == ["rich_text"]
    assert message["metadata"]["event_type"] == "t"
    assert message["edited"]["user"] == "B0BYHAND"


async def test_an_update_is_shorter_than_a_post(client: AsyncWebClient) -> None:
    ts = await post(client)

    answer = await refusal(client.chat_update(channel="C0QUEUE", ts=ts, text="x" * 4001))

    assert answer["error"] == "msg_too_long"


async def test_an_ephemeral_is_seen_by_its_person_only_and_not_in_the_history(
    stage: Stage, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel="C0QUEUE", user="U0ANNA", text="taken by Ben")

    assert [m["text"] for m in (await stage.state())["ephemerals"]["U0ANNA"]] == ["taken by Ben"]
    assert (await client.conversations_history(channel="C0QUEUE"))["messages"] == []
    outside = await refusal(client.chat_postEphemeral(channel="C0LEADS", user="U0ANNA", text="x"))
    assert outside["error"] == "user_not_in_channel"


async def test_people_of_every_kind_are_told_apart(client: AsyncWebClient) -> None:
    async def who(person: str) -> dict[str, Any]:
        found: dict[str, Any] = (await client.users_info(user=person, include_locale=True))["user"]
        return found

    assert (await who("U0GUEST"))["is_restricted"] is True
    assert (await who("U0ULTRA"))["is_ultra_restricted"] is True
    assert (await who("U0GONE"))["deleted"] is True
    assert (await who("U0ROBOT"))["is_bot"] is True
    assert (await who("U0LEAD"))["is_admin"] is True
    partner, anna = await who("U0PARTNER"), await who("U0ANNA")
    assert (partner["is_stranger"], partner["team_id"]) == (True, "T0OTHER")
    assert (anna["tz"], anna["locale"], "is_stranger" in anna) == ("Europe/Stockholm", "sv-SE", False)
    assert isinstance(anna["tz_offset"], int)


async def test_employees_live_in_several_zones(client: AsyncWebClient) -> None:
    members = (await client.users_list())["members"]

    employees = [m for m in members if m["team_id"] == "T0SANDBOX" and not m["deleted"] and not m["is_bot"]]
    assert len(employees) >= 12
    assert len({m["tz"] for m in employees}) >= 6


async def test_members_and_lists_are_paged_to_the_end(client: AsyncWebClient) -> None:
    pages = await client.conversations_members(channel="C0QUEUE", limit=5)

    ids = [person async for page in pages for person in page["members"]]
    assert len(ids) == len(set(ids))
    assert {"U0ANNA", "U0BYHAND", "U0PARTNER"} <= set(ids)
    assert (await refusal(client.conversations_members(channel="C0QUEUE", cursor="x")))["error"] == "invalid_cursor"


async def test_a_channel_takes_about_one_message_a_second(client: AsyncWebClient) -> None:
    for _ in range(3):
        await post(client)

    limited = await _limited(client.chat_postMessage(channel="C0QUEUE", text="too soon"))

    assert (limited.status_code, limited.data) == (429, {"ok": False, "error": "ratelimited"})
    assert limited.headers["Retry-After"] == "1"
    await post(client, "C0LEADS")


async def test_the_workspace_takes_five_messages_a_second(stage: Stage, client: AsyncWebClient) -> None:
    names = "ANNA BEN CARLA DEV ELENA GRACE HUGO IRENE JONAS KEIKO LUCAS MAYA NOAH LEAD GUEST ULTRA"
    people = [f"U0{name}" for name in names.split()]

    answers = await asyncio.gather(*(post(client, person) for person in people), return_exceptions=True)

    assert any(isinstance(answer, Exception) for answer in answers[8:])
    assert not any(isinstance(answer, Exception) for answer in answers[:5])


async def test_a_method_of_tier_2_is_limited_beyond_its_tolerance_and_others_are_not(client: AsyncWebClient) -> None:
    for _ in range(24):
        await client.users_list(limit=1)

    assert (await _limited(client.users_list(limit=1))).status_code == 429
    await client.users_info(user="U0ANNA")


async def _limited(calling: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        await calling
    return caught.value.response


async def test_a_speed_makes_limits_pass_sooner_but_retry_after_stays_whole() -> None:
    with running(speed=1000) as sandbox:
        client = Stage(sandbox.url).client()
        for _ in range(20):
            await post(client)


async def test_views_open_only_with_a_trigger_and_only_once(stage: Stage, client: AsyncWebClient) -> None:
    assert (await refusal(client.views_open(trigger_id="1.2.3", view=modal())))["error"] == "invalid_trigger_id"

    await stage.control("command", person="anna", wait=0)
    (command,) = await stage.sent("slash_commands")
    opened = await client.views_open(trigger_id=command["trigger_id"], view=modal())

    DESCRIPTION.check("views.open", opened.data)
    assert opened["view"]["root_view_id"] == opened["view"]["id"]
    again = await refusal(client.views_open(trigger_id=command["trigger_id"], view=modal()))
    assert again["error"] == "exchanged_trigger_id"


async def test_a_view_is_replaced_only_with_its_present_hash(stage: Stage, client: AsyncWebClient) -> None:
    await stage.control("command", person="anna", wait=0)
    (command,) = await stage.sent("slash_commands")
    view = (await client.views_open(trigger_id=command["trigger_id"], view=modal()))["view"]

    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal("second"))
    stale = await refusal(client.views_update(view_id=view["id"], hash=view["hash"], view=modal("third")))

    assert stale["error"] == "hash_conflict"
    assert (await refusal(client.views_update(view_id="V0", view=modal())))["error"] == "not_found"
    ((open_view,),) = (await stage.state())["views"].values()
    assert open_view["callback_id"] == "second"


async def test_at_most_three_views_lie_on_each_other(stage: Stage, client: AsyncWebClient) -> None:
    async def trigger() -> str:
        await stage.control("command", person="anna", wait=0)
        return str((await stage.sent("slash_commands"))[-1]["trigger_id"])

    root = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    second = (await client.views_push(trigger_id=await trigger(), view=modal()))["view"]
    await client.views_push(trigger_id=await trigger(), view=modal())

    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    full = await refusal(client.views_push(trigger_id=await trigger(), view=modal()))
    assert full["error"] == "push_limit_reached"


async def test_a_faulty_view_is_refused_with_the_place_and_keeps_its_trigger(
    stage: Stage, client: AsyncWebClient
) -> None:
    await stage.control("command", person="anna", wait=0)
    (command,) = await stage.sent("slash_commands")

    answer = await refusal(client.views_open(trigger_id=command["trigger_id"], view=modal(title=plain("x" * 25))))

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    await client.views_open(trigger_id=command["trigger_id"], view=modal())


async def test_a_home_tab_is_published_per_person(stage: Stage, client: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = (await client.views_publish(user_id="U0ANNA", view=home))["view"]
    second = (await client.views_publish(user_id="U0ANNA", view=home, hash=first["hash"]))["view"]

    assert second["id"] == first["id"]
    stale = await refusal(client.views_publish(user_id="U0ANNA", view=home, hash=first["hash"]))
    assert stale["error"] == "hash_conflict"
    assert list((await stage.state())["homes"]) == ["U0ANNA"]


async def test_a_manifest_is_checked_with_pointers(stage: Stage) -> None:
    client = stage.client("xoxe.xoxp-sandbox-config-token")
    good = '{"display_information": {"name": "Byhand"}, "settings": {"socket_mode_enabled": true}}'
    assert (await client.apps_manifest_validate(manifest=good))["ok"] is True

    bad = await refusal(client.apps_manifest_validate(manifest='{"display_information": {"name": ""}}'))

    assert bad["error"] == "invalid_manifest"
    assert bad["errors"] == [{"message": "must be more than 0 characters", "pointer": "/display_information/name"}]


async def test_faults_of_the_sandbox_reach_slacks_methods(stage: Stage, client: AsyncWebClient) -> None:
    async with httpx.AsyncClient(base_url=stage.url) as http:
        fault = {"platform": "slack", "method": "chat.*", "kind": "429", "seconds": 7}
        assert (await http.post("/_control/faults", json=fault)).status_code == 201

    limited = await _limited(client.chat_postMessage(channel="C0QUEUE", text="x"))

    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    recorded = (await stage.get("/_control/requests?platform=slack&method=chat.postMessage"))[-1]
    assert recorded["body"] == {"channel": "C0QUEUE", "text": "x"}
