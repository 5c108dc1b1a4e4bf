"""Payloads as signed HTTP requests to the app's address, instead of Socket Mode."""

import asyncio
import contextlib
import hashlib
import hmac
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from sandbox.reading import loads
from sandbox.slack.settings import SIGNING_SECRET

Tampering = Literal["signature", "timestamp", "unsigned"]
STALE_SECONDS = 3600
MOST_AT_ONCE = 250
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Answered:
    """What the app's server said; `data` is the body, as data where it is JSON."""

    status: int
    data: Any
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return self.status == HTTPStatus.OK


def encode(kind: str, payload: dict[str, Any], text: str) -> str:
    """The body of a request: events as JSON, interactions as one form field, commands as a form.

    `text` is the payload's JSON.
    """
    if kind == "events_api":
        return text
    if kind == "interactive":
        return urlencode({"payload": text})
    return urlencode(payload)


def sign(body: str, timestamp: int) -> str:
    """Slack's v0 signature over the raw body."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()


def headers(kind: str, body: str, tampering: Tampering | None = None) -> dict[str, str]:
    timestamp = int(time.time()) - (STALE_SECONDS if tampering == "timestamp" else 0)
    signature = sign(body + "x" if tampering == "signature" else body, timestamp)
    found = {
        "content-type": JSON if kind == "events_api" else FORM,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "x-slack-request-timestamp": str(timestamp),
        "x-slack-signature": signature,
    }
    if tampering == "unsigned":
        del found["x-slack-signature"], found["x-slack-request-timestamp"]
    return found


class Sender:
    """Slack's side of the connections to the app.

    They are kept while anything is under way and closed after it, so that nobody need close them at the end.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._under_way = 0
        self._places: asyncio.Semaphore | None = None

    async def post(self, url: str, body: str, sent_headers: dict[str, str], deadline: float) -> Answered:
        """Post to the app; raises TimeoutError after the deadline, which begins with the sending."""
        if self._session is None or self._places is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trust_env=False)
            self._places = asyncio.Semaphore(MOST_AT_ONCE)
        session, places = self._session, self._places
        self._under_way += 1
        try:
            async with (
                places,
                asyncio.timeout(deadline),
                session.post(url, data=body.encode(), headers=sent_headers) as answer,
            ):
                return await _read(answer)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._session = None
                await session.close()


async def _read(answer: aiohttp.ClientResponse) -> Answered:
    text, data = await answer.text(), None
    if text and "json" in answer.content_type:
        with contextlib.suppress(ValueError):
            data = loads(text)
    elif text:
        data = text
    return Answered(answer.status, data, answer.headers.get("x-slack-no-retry") == "1")
