"""An app behind the Slack stand-in, in a thread of its own, for a browser that is driven from here."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from slack_bolt.async_app import AsyncApp

from tests.contract.slack_play import BOT_TOKEN, Json, Stage, make_app, over_socket

Prepare = Callable[[AsyncApp], None]


class Slack:
    """What the test itself does in the workspace, beside the browser."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=10, verify=False)

    def api(self, method: str, **arguments: Any) -> Json:
        """A call of the app's that must succeed."""
        head = {"authorization": f"Bearer {BOT_TOKEN}"}
        answer: Json = self._http.post(f"/slack/api/{method}", json=arguments, headers=head).json()
        assert answer["ok"], answer
        return answer

    def post(self, *blocks: Json, channel: str = "C0QUEUE", text: str = "a card") -> str:
        return str(self.api("chat.postMessage", channel=channel, text=text, blocks=list(blocks))["ts"])

    def play(self, call: str, **data: Any) -> Json:
        """What somebody else does."""
        answer: Json = self._http.post(f"/_control/slack/{call}", json=data).raise_for_status().json()
        return answer

    def sent(self, kind: str) -> list[Json]:
        """The payloads of this type that went to the app."""
        every = self._http.get("/_control/slack/sent").json()
        return [one["payload"] for one in every if one["payload"].get("type") == kind]

    def reset(self) -> None:
        self._http.post("/_control/reset")

    def close(self) -> None:
        self._http.close()


@contextlib.contextmanager
def behind(url: str, prepare: Prepare) -> Iterator[None]:
    """The app is connected while the block lasts."""
    loop, ready, done = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def stay() -> None:
        app = make_app(Stage(url))
        prepare(app)
        async with over_socket(Stage(url), app):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(stay()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


def plain(text: str, **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str, **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def section(text: Json, **more: Any) -> Json:
    return {"type": "section", "text": text, **more}


def button(label: str, action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str, label: str, **more: Any) -> Json:
    return {"text": plain(label), "value": value, **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input; its element's action is called `it`."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
        **more,
    }


def modal(*blocks: Json, title: str = "Window", callback_id: str = "window", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": list(blocks),
        **more,
    }


def opens(view: Json, action_id: str = "go") -> Prepare:
    """The app opens this modal when the button is clicked."""

    def prepare(app: AsyncApp) -> None:
        @app.action(action_id)
        async def open_it(ack: Any, body: Json, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.event("message")
        async def hear() -> None: ...

    return prepare


def answers(got: list[Json], *answer: Json, callback_id: str = "window") -> Prepare:
    """The app answers a submission so, the next one as the next says, the last again and again."""

    def prepare(app: AsyncApp) -> None:
        @app.view(callback_id)
        async def submitted(ack: Any, body: Json) -> None:
            got.append(body)
            await ack(**answer[min(len(got), len(answer)) - 1] if answer else {})

    return prepare


def both(*prepares: Prepare) -> Prepare:
    def prepare(app: AsyncApp) -> None:
        for one in prepares:
            one(app)

    return prepare
