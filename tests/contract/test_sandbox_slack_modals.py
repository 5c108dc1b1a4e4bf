"""Modals of a real Bolt app in the Slack stand-in, over Socket Mode and over signed HTTP alike."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.serve import running
from tests.contract.slack_play import (
    Json,
    Stage,
    answering,
    button,
    make_app,
    modal,
    open_modal,
    opening,
    over_http,
    over_socket,
    plain,
)

TROUBLE = "We had some trouble connecting. Try again?"


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
