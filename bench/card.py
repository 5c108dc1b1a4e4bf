"""One question at a time: from the webhook's arrival until its first card is handed to Slack's client."""

import asyncio
import itertools
import json
import time
from typing import Any

import uvloop
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bench import material
from bench.figures import Figure, at_most, percentile
from bench.pictures import Line, Lines, distribution
from bench.scale import Bench
from bench.serve_byhand import SECRET
from bots.slack.desk import SlackDesk
from bots.telegram.webhook import Webhook
from console import app as console
from routing.health import Health
from routing.kit import SystemClock
from routing.outbox import Outbox
from routing.pace import Pace

NAME = "card"
VOLUNTEERS = 200
WARM = 20
_UNLIMITED = 1e9  # Slack's own limits are no part of our time


def measure(bench: Bench) -> list[Figure]:
    bench.step("card: one question at a time")
    waits = uvloop.run(_ask_one_by_one(bench))
    marks = (15.0, 50.0, "p50 at most"), (50.0, 99.0, "p99 at most")
    words = "From the webhook to the first card, one question at a time", "milliseconds", "percent shown by then"
    bench.pictures.append(Lines(NAME, *words, (Line("Byhand", distribution(waits)),), marks, log_x=True))
    told = f"{len(waits)} questions one after the other, {VOLUNTEERS} volunteers, durable"
    return [
        Figure(NAME, "webhook to card, p50", 1000 * percentile(waits, 50), "ms", at_most(15), told),
        Figure(NAME, "webhook to card, p99", 1000 * percentile(waits, 99), "ms", at_most(50), told),
    ]


def steps(_bench: Bench) -> int:
    return 1


class NoNetwork(AsyncWebClient):
    """Takes every call as Slack would, at once, and notes when the first card of a question came."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-bench")
        self._numbers = itertools.count(1)
        self.first_card: asyncio.Future[float] | None = None

    async def api_call(self, api_method: str, **_: Any) -> AsyncSlackResponse:
        if api_method == "chat.postMessage" and self.first_card is not None and not self.first_card.done():
            self.first_card.set_result(time.perf_counter())
        number = next(self._numbers)
        said = {"ok": True, "channel": {"id": f"D{number:08}"} if api_method == "conversations.open" else "D00000001"}
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data={**said, "ts": f"1790000000.{number:06}", "channels": []},
            headers={},
            status_code=200,
        )


async def _ask_one_by_one(bench: Bench) -> list[float]:
    kit = material.fresh(bench.folder, "card", SystemClock())
    material.enrol(kit, VOLUNTEERS)
    inbox, client, pace = material.make_inbox(kit), NoNetwork(), Pace(_UNLIMITED)
    outbox = Outbox(kit, SlackDesk(client, pace), pace)
    kit.db.on_commit = outbox.wake
    web = console.build(kit, Health(kit.clock), {"/telegram/webhook": Webhook(inbox, lambda: material.US, SECRET)})
    working = [asyncio.create_task(part) for part in (inbox.work(), outbox.run())]
    waits = [await _ask(web, client, number) for number in range(WARM + bench.scale.cards)]
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    material.close(kit)
    return waits[WARM:]


async def _ask(web: Any, client: NoNetwork, number: int) -> float:
    """Seconds from the request until the card; then a pause in which the rest is done."""
    body = json.dumps(material.update(number)).encode()
    headers = [(b"x-telegram-bot-api-secret-token", SECRET.encode()), (b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "method": "POST", "path": "/telegram/webhook", "headers": headers}
    client.first_card = asyncio.get_running_loop().create_future()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(_message: Any) -> None:
        pass

    began = time.perf_counter()
    await web(scope, receive, send)
    shown = await asyncio.wait_for(client.first_card, timeout=10)
    await asyncio.sleep(0.1)
    return shown - began
