"""How payloads reach the app: by Socket Mode or signed HTTP, within three seconds, events with retries."""

import asyncio
import json
import time
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.core import Sandbox
from sandbox.slack import signed_http
from sandbox.slack.people import APP, TEAM
from sandbox.slack.settings import VERIFICATION_TOKEN
from sandbox.slack.signed_http import Answered, Tampering
from sandbox.slack.socket_mode import ConnectionLost
from sandbox.slack.world import Sent, World

# Slack tries an event again nearly at once, after a minute and after five.
RETRIES = (0.0, 60.0, 300.0)


def rate_limited() -> dict[str, Any]:
    """What Slack sends instead of events beyond the limit (docs.slack.dev/reference/events/app_rate_limited)."""
    minute = int(time.time()) // 60 * 60
    about = {"token": VERIFICATION_TOKEN, "team_id": TEAM, "api_app_id": APP}
    return {**about, "type": "app_rate_limited", "minute_rate_limited": minute}


@dataclass(frozen=True)
class Outcome:
    """What became of one payload: `error` is how Slack would name the failure, None if the app acknowledged."""

    number: int
    acknowledged: bool
    milliseconds: float
    response: Any = None
    error: str | None = None
    no_retry: bool = False


class Wire:
    """The way to the app; without state of its own, so that any number may stand for the same world."""

    def __init__(self, sandbox: Sandbox, world: World) -> None:
        self.sandbox, self.world = sandbox, world

    async def send(self, kind: str, payload: dict[str, Any], tampering: Tampering | None = None) -> Outcome:
        """Send one interaction or command, once."""
        return await self._once(self.keep(kind, payload), tampering=tampering)

    async def again(self, sent: Sent, tampering: Tampering | None = None) -> Outcome:
        """Send an earlier payload once more, byte for byte (over HTTP with a new time and signature)."""
        return await self._once(sent, tampering=tampering)

    def start_event(self, payload: dict[str, Any], delay: float = 0.0) -> "asyncio.Task[Outcome]":
        """Send an event beside what else happens, with Slack's retries."""
        return self.start(self.event(payload, delay))

    def start(self, work: Coroutine[Any, Any, Outcome]) -> "asyncio.Task[Outcome]":
        task = asyncio.get_running_loop().create_task(work)
        self.world.tasks.add(task)
        task.add_done_callback(self.world.tasks.discard)
        return task

    async def event(self, payload: dict[str, Any], delay: float = 0.0) -> Outcome:
        """Send one event; if the app does not acknowledge, Slack's retries follow beside what else happens."""
        await asyncio.sleep(delay)
        settings, limits, speed = self.world.settings, self.world.limits, self.sandbox.speed
        if not limits.take_event(settings.events_an_hour, speed):
            if limits.take_notice(speed):
                await self._once(self.keep("events_api", rate_limited(), (0, "")))
            return Outcome(0, acknowledged=False, milliseconds=0.0, error="app_rate_limited")
        outcome = await self._once(self.keep("events_api", payload, (0, "")))
        if not outcome.acknowledged and not outcome.no_retry:
            self.start(self._retry(payload, outcome))
        return outcome

    async def _retry(self, payload: dict[str, Any], outcome: Outcome) -> Outcome:
        for number, seconds in enumerate(RETRIES, start=1):
            await asyncio.sleep(seconds / self.sandbox.speed)
            reason = outcome.error or ""
            again = self.keep("events_api", payload, (number, reason))
            outcome = await self._once(again, retry=(number, reason))
            if outcome.acknowledged or outcome.no_retry:
                break
        return outcome

    def keep(self, kind: str, payload: dict[str, Any], retry: tuple[int, str] | None = None) -> Sent:
        """Note what is sent, in the very bytes."""
        envelope, body = str(uuid.uuid4()), json.dumps(payload)
        if self.world.settings.request_url:
            text = signed_http.encode(kind, payload, body)
        else:
            more: dict[str, Any] = {"accepts_response_payload": kind != "events_api"}
            if retry is not None:
                more |= {"retry_attempt": retry[0], "retry_reason": retry[1]}
            frame = json.dumps({"envelope_id": envelope, "type": kind, **more})
            text = f'{frame[:-1]}, "payload": {body}}}'
        sent = Sent(len(self.world.sent) + 1, kind, body, envelope, text, retry[0] if retry else 0)
        self.world.sent.append(sent)
        return sent

    async def _once(
        self, sent: Sent, retry: tuple[int, str] | None = None, tampering: Tampering | None = None
    ) -> Outcome:
        start = time.monotonic()
        answer: Any = None
        error: str | None = None
        no_retry = False
        try:
            if self.world.settings.request_url:
                answered = await self._over_http(sent, retry, tampering)
                answer, no_retry = answered.data, answered.no_retry
                error = None if answered.ok else "http_error"
            else:
                answer = await self._over_socket(sent)
        except TimeoutError:
            error = "http_timeout" if self.world.settings.request_url else "timeout"
        except (ConnectionLost, aiohttp.ClientError, OSError):
            error = "connection_failed"
        outcome = Outcome(
            sent.number, error is None, round((time.monotonic() - start) * 1000, 1), answer, error, no_retry
        )
        self._tell(sent, outcome)
        return outcome

    async def _over_socket(self, sent: Sent) -> Any:
        """Each payload goes to exactly one of the app's connections."""
        if not self.world.connections:
            raise ConnectionLost
        connection = self.sandbox.random.choice(self.world.connections)
        async with asyncio.timeout(self.world.settings.deadline):
            return await connection.deliver(sent.envelope, sent.text)

    async def _over_http(self, sent: Sent, retry: tuple[int, str] | None, tampering: Tampering | None) -> Answered:
        head = signed_http.headers(sent.kind, sent.text, tampering)
        if retry:
            head |= {"x-slack-retry-num": str(retry[0]), "x-slack-retry-reason": retry[1]}
        settings = self.world.settings
        return await self.world.sender.post(settings.request_url or "", sent.text, head, settings.deadline)

    def _tell(self, sent: Sent, outcome: Outcome) -> None:
        sent.acknowledged = outcome.acknowledged
        data: dict[str, Any] = {"number": sent.number, "kind": sent.kind}
        data |= {"acknowledged": outcome.acknowledged, "milliseconds": outcome.milliseconds, "error": outcome.error}
        self.sandbox.tell("slack", data)
