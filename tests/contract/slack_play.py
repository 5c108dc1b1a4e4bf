"""What the tests of the Slack stand-in share: a running sandbox, its control calls, the real libraries against it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
from aiohttp import web
from jsonschema import Draft4Validator
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.contract import specs

BOT_TOKEN, APP_TOKEN = "xoxb-sandbox-bot-token", "xapp-sandbox-app-token"
SECRET = "sandbox-signing-secret"
Json = dict[str, Any]


@dataclass
class Stage:
    """One running sandbox, seen from outside."""

    url: str

    def client(self, token: str | None = BOT_TOKEN, **more: Any) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=f"{self.url}/slack/api/", retry_handlers=[], **more)

    async def control(self, call: str, **data: Any) -> Json:
        """A control call that must succeed."""
        answer = await self.post(call, data)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def refused(self, call: str, **data: Any) -> str:
        """Why a control call cannot be obeyed."""
        answer = await self.post(call, data)
        assert answer.status_code == 400, answer.text
        return str(answer.json()["error"])

    async def post(self, call: str, data: Json) -> httpx.Response:
        async with self._http() as http:
            return await http.post(f"/_control/slack/{call}", json=data)

    async def get(self, path: str) -> Any:
        async with self._http() as http:
            return (await http.get(path)).json()

    async def state(self) -> Json:
        found: Json = await self.get("/_control/slack/state")
        return found

    async def sent(self, kind: str) -> list[Json]:
        """The payloads of one type that went to the app, oldest first, without Slack's repetitions."""
        every = await self.get("/_control/slack/sent")
        first = [one for one in every if not one["retry"]]
        return [one["payload"] for one in first if kind in {one["payload"].get("type"), one["kind"]}]

    async def reset(self) -> None:
        async with self._http() as http:
            await http.post("/_control/reset")

    async def events(self, kind: str) -> list[Json]:
        return [p["event"] for p in await self.sent("event_callback") if p["event"]["type"] == kind]

    async def messages(self, channel: str) -> list[Json]:
        found = next(one for one in (await self.state())["channels"] if channel in {one["id"], one["owner"]})
        messages: list[Json] = found["messages"]
        return messages

    def _http(self) -> httpx.AsyncClient:
        # Loading certificates would take longer than most calls.
        return httpx.AsyncClient(base_url=self.url, timeout=30, verify=False)


@contextlib.asynccontextmanager
async def over_socket(stage: Stage, app: AsyncApp, ping_interval: float = 10) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app connected by Socket Mode; it gives a connection up when a ping stays without answer for half as long."""
    handler = AsyncSocketModeHandler(app, APP_TOKEN, ping_interval=ping_interval)
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt does not annotate it
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # as above


@contextlib.asynccontextmanager
async def over_http(stage: Stage, app: AsyncApp) -> AsyncIterator[str]:
    """The app behind its own web server, and Slack told of its address."""
    async with serving(app.web_app("/slack/events")) as base:
        await stage.control("app", request_url=f"{base}/slack/events")
        yield f"{base}/slack/events"
        # What the stand-in would still send would keep the server from its end.
        await stage.reset()


@contextlib.asynccontextmanager
async def serving(application: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def make_app(stage: Stage) -> AsyncApp:
    return AsyncApp(client=stage.client(), signing_secret=SECRET, ignoring_self_events_enabled=False)


async def refusal(calling: Any) -> Json:
    """What Slack answers to a call that it refuses."""
    try:
        await calling
    except SlackApiError as error:
        found: Json = error.response.data
        return found
    raise AssertionError("Slack did not refuse")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str = "1", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "value": value, "text": plain("Take it"), **more}


def card(*buttons: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "card", "elements": list(buttons)}]


def modal(callback_id: str = "answer.submit", **more: Any) -> Json:
    """A modal with one text to fill in; `element` changes its input."""
    element = {"type": "plain_text_input", "action_id": "text", **more.pop("element", {})}
    blocks = [{"type": "input", "block_id": "answer", "label": plain("Your answer"), "element": element}]
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("Answer"),
        "submit": plain("Preview"),
        "blocks": blocks,
        **more,
    }


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


# Ids here are short and speak; a list of messages may be empty; Slack has added fields and errors since 2021.
LOOSENED = {"pattern", "minItems", "uniqueItems", "additionalProperties"}


def loosen(schema: Any) -> Any:
    """The description's schema, with its `items` lists as the alternatives that they mean, tolerant of newer fields."""
    if isinstance(schema, list):
        return [loosen(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: loosen(one) for name, one in schema.items() if name not in LOOSENED}
    if isinstance(found.get("items"), list) and "type" not in found:
        found["anyOf"] = found.pop("items")
    return found


class WebDescription:
    """Slack's description of the Web API."""

    def __init__(self) -> None:
        self.whole = specs.load(specs.SLACK_WEB)
        self.definitions = loosen(self.whole["definitions"])

    def check(self, method: str, answer: Any, *, refused: bool = False) -> None:
        """Raise if the answer lacks what is described, or has another type."""
        (operation,) = self.whole["paths"][f"/{method}"].values()
        schema = loosen(operation["responses"]["default" if refused else "200"]["schema"])
        # Of chat.update it is said that a message's blocks are an object; they are a list everywhere.
        schema["properties"].get("message", {}).get("properties", {}).pop("blocks", None)
        if refused:
            schema["properties"].pop("error", None)
        Draft4Validator({**schema, "definitions": self.definitions}).validate(answer)
