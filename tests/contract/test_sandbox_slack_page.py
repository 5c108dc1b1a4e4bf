"""What the page needs of the Slack stand-in: changes one by one, tabs of the app, colleagues' own messages, inputs."""

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.manifest import manifest
from sandbox.serve import running
from tests.contract.slack_play import (
    Json,
    Stage,
    acknowledge,
    answering,
    button,
    make_app,
    modal,
    open_modal,
    opening,
    over_socket,
    plain,
    post_card,
    refusal,
)


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


class Watching:
    """An open page: what changed in Slack since it last looked."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self.lines = lines

    async def next(self) -> Json:
        """The next change of Slack's; what else happens passes by."""
        while True:
            line = await anext(self.lines)
            if line.startswith("data: "):
                changes: Json = json.loads(line.removeprefix("data: "))["changes"]
                if "slack" in changes:
                    found: Json = changes["slack"]
                    return found

    async def until(self, *path: str) -> Any:
        """What stands at this path, as soon as it is told of."""
        while True:
            found: Any = await self.next()
            for name in path:
                found = found.get(name, {}) if isinstance(found, dict) else {}
            if found != {}:
                return found


@contextlib.asynccontextmanager
async def page(stage: Stage) -> AsyncIterator[Watching]:
    async with (
        httpx.AsyncClient(base_url=stage.url, timeout=10, verify=False) as http,
        http.stream("GET", "/_control/live") as answer,
    ):
        yield Watching(aiter(answer.aiter_lines()))


async def test_a_page_first_gets_everything(stage: Stage) -> None:
    ts = await post_card(stage)
    await stage.control("people", count=3)

    async with page(stage) as watching:
        whole = await watching.next()

    assert set(whole["channels"]) == {"C0QUEUE", "C0LEADS", "C0GENERAL"}
    assert whole["messages"]["C0QUEUE"][ts]["text"] == "a card"
    assert not [one for one in whole["people"] if "Crowd" in one["profile"]["real_name"]]
    assert whole["channels"]["C0GENERAL"]["members_count"] == len(whole["channels"]["C0GENERAL"]["members"]) + 3


async def test_then_only_what_changed(stage: Stage, client: AsyncWebClient) -> None:
    ts = await post_card(stage)
    async with page(stage) as watching:
        await watching.next()
        await client.chat_update(channel="C0QUEUE", ts=ts, text="taken")
        update = await watching.until("messages", "C0QUEUE")
        reply = await stage.control("message", person="anna", channel="C0QUEUE", thread_ts=ts, text="I know that")
        thread = await watching.until("messages", "C0QUEUE")
        await client.chat_delete(channel="C0QUEUE", ts=ts)
        stone = await watching.until("messages", "C0QUEUE")

    assert {one: message["text"] for one, message in update.items()} == {ts: "taken"}
    assert set(thread) == {ts, reply["ts"]}
    assert thread[ts]["reply_count"] == 1
    assert stone[ts]["subtype"] == "tombstone"


async def test_what_is_gone_is_told_as_nothing(stage: Stage) -> None:
    written = await stage.control("message", person="anna", channel="C0QUEUE", text="oops")
    async with page(stage) as watching:
        await watching.next()
        await stage.control("delete", person="anna", channel="C0QUEUE", ts=written["ts"])

        assert await watching.until("messages", "C0QUEUE") == {written["ts"]: None}


async def test_modals_homes_whispers_and_members_reach_the_page(stage: Stage, client: AsyncWebClient) -> None:
    app = make_app(stage)
    opening(app, modal())
    answering(app, response_action="errors", errors={"answer": "Too short"})
    async with over_socket(stage, app), page(stage) as watching:
        await watching.next()
        await open_modal(stage)
        (shown,) = await watching.until("views", "U0ANNA")
        await stage.control("submit", person="anna", values={"answer": {"text": "x"}})
        (refused,) = await watching.until("views", "U0ANNA")
        await stage.control("close", person="anna")
        gone = await watching.until("views", "U0ANNA")
        await client.views_publish(user_id="U0ANNA", view={"type": "home", "blocks": [{"type": "divider"}]})
        home = await watching.until("homes", "U0ANNA")
        await client.chat_postEphemeral(channel="C0QUEUE", user="U0ANNA", text="psst")
        (whisper,) = await watching.until("ephemerals", "U0ANNA")
        await stage.control("leave", person="anna", channel="C0QUEUE")
        channel = await watching.until("channels", "C0QUEUE")

    assert (shown["callback_id"], shown["errors"]) == ("answer.submit", {})
    assert refused["errors"] == {"answer": "Too short"}
    assert gone is None
    assert home["blocks"][0]["type"] == "divider"
    assert whisper["text"] == "psst"
    assert "U0ANNA" not in channel["members"]


async def test_a_reset_begins_anew(stage: Stage) -> None:
    await post_card(stage)
    async with page(stage) as watching:
        await watching.next()
        await stage.reset()
        whole = await watching.next()

    assert "messages" not in whole
    assert len(whole["people"]) > 15


async def test_an_app_installed_from_a_manifest_has_exactly_what_it_asks_for(stage: Stage) -> None:
    asked = manifest()
    installed = await stage.control("app", manifest=asked)

    assert installed["scopes"] == asked["oauth_config"]["scopes"]["bot"]
    assert installed["events"] == asked["settings"]["event_subscriptions"]["bot_events"]
    assert installed["commands"] == ["/byhand"]


async def test_the_stand_in_is_installed_as_our_manifest_asks(stage: Stage) -> None:
    scopes = (await stage.state())["app"]["scopes"]

    assert sorted(scopes) == sorted(manifest()["oauth_config"]["scopes"]["bot"])


async def test_a_faulty_manifest_installs_nothing(stage: Stage) -> None:
    before = (await stage.state())["app"]
    asked = manifest()
    asked["display_information"]["name"] = "x" * 36

    assert "/display_information/name" in await stage.refused("app", manifest=asked)
    assert (await stage.state())["app"] == before


async def test_colleagues_write_to_each_other_unseen_by_the_app(stage: Stage, client: AsyncWebClient) -> None:
    opened = await stage.control("direct", person="anna", **{"with": "ben"})
    again = await stage.control("direct", person="ben", **{"with": "anna"})
    said = await stage.control("message", person="anna", channel=opened["channel"], text="lunch?")

    assert again == opened
    assert said["error"] == "not_subscribed"
    assert await stage.events("message") == []
    for calling in (client.conversations_history, client.chat_postMessage):
        refused = await refusal(calling(channel=opened["channel"], text="me too"))
        assert refused["error"] == "channel_not_found"


async def test_a_message_to_the_app_is_to_the_app(stage: Stage) -> None:
    opened = await stage.control("direct", person="anna", **{"with": "byhand"})
    direct = next(one for one in (await stage.state())["channels"] if one["id"] == opened["channel"])

    assert (direct["owner"], direct["between"]) == ("U0ANNA", False)


async def test_the_apps_tabs_are_told_by_name(stage: Stage, client: AsyncWebClient) -> None:
    await client.views_publish(user_id="U0ANNA", view={"type": "home", "blocks": [{"type": "divider"}]})
    await stage.control("home", person="anna")
    await stage.control("home", person="anna", tab="messages")

    home, messages = await stage.events("app_home_opened")
    assert (home["tab"], home["view"]["type"]) == ("home", "home")
    assert (messages["tab"], "view" in messages) == ("messages", False)
    assert "home, messages" in await stage.refused("home", person="anna", tab="about")


async def test_a_tab_is_not_told_to_an_app_that_did_not_ask(stage: Stage) -> None:
    await stage.control("app", events=[])

    assert (await stage.control("home", person="anna"))["error"] == "not_subscribed"


async def test_a_button_in_a_modal_sends_what_was_typed_so_far(stage: Stage) -> None:
    app = make_app(stage)
    opening(app, modal(blocks=[*modal()["blocks"], {"type": "actions", "elements": [button("look")]}]))
    got: list[Json] = []

    @app.action("look")
    async def look(ack: Any, body: Json) -> None:
        got.append(body)
        await ack()

    async with over_socket(stage, app):
        await open_modal(stage)
        typed = {"answer": {"text": "half a sen"}}
        await stage.control("click", person="anna", view=True, action_id="look", wait=0, values=typed)

    assert got[0]["view"]["state"]["values"]["answer"]["text"]["value"] == "half a sen"


INPUTS: dict[str, tuple[Json, str, str, str]] = {
    "link": ({"type": "url_text_input"}, "example.com", "https://example.com/a", "Please enter a valid URL"),
    "mail": ({"type": "email_text_input"}, "anna", "anna@example.com", "Please enter a valid email address"),
    "whole": (
        {"type": "number_input", "is_decimal_allowed": False},
        "1.5",
        "15",
        "Please enter a whole number",
    ),
    "decimal": ({"type": "number_input", "is_decimal_allowed": True}, "a lot", "1.5", "Please enter a valid number"),
    "least": (
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "3"},
        "2",
        "3",
        "Must be at least 3",
    ),
    "most": (
        {"type": "number_input", "is_decimal_allowed": False, "max_value": "3"},
        "4",
        "3",
        "Must be at most 3",
    ),
}


@pytest.mark.parametrize("kind", INPUTS)
async def test_slacks_client_looks_at_what_was_entered(stage: Stage, kind: str) -> None:
    element, wrong, right, complaint = INPUTS[kind]
    app = make_app(stage)
    opening(app, modal(element=element))
    got = answering(app)
    async with over_socket(stage, app):
        await open_modal(stage)
        held = await stage.control("submit", person="anna", values={"answer": {"text": wrong}})
        taken = await stage.control("submit", person="anna", values={"answer": {"text": right}})

    assert held["blocked"] == {"answer": complaint}
    assert taken["acknowledged"] is True
    assert len(got) == 1


async def test_no_more_is_chosen_than_allowed(stage: Stage) -> None:
    options = [{"text": plain(one), "value": one} for one in ("a", "b")]
    app = make_app(stage)
    opening(app, modal(element={"type": "multi_static_select", "options": options, "max_selected_items": 1}))
    async with over_socket(stage, app):
        await open_modal(stage)
        held = await stage.control("submit", person="anna", values={"answer": {"text": ["a", "b"]}})

    assert held["blocked"] == {"answer": "Please choose at most 1"}


async def test_through_a_silent_connection_nothing_comes_any_more(stage: Stage) -> None:
    app = make_app(stage)
    got = acknowledge(app)
    await stage.control("app", deadline=0.2)
    ts = await post_card(stage)
    where = {"channel": "C0QUEUE", "ts": ts, "action_id": "question.claim", "wait": 0}
    async with over_socket(stage, app):
        await stage.control("disconnect", silent=True)
        lost = await stage.control("click", person="anna", **where)

    assert (lost["acknowledged"], lost["error"], got) == (False, "timeout", [])
