"""Slack over signed HTTP: an ASGI application that verifies before it reads, and answers a repeat as the first time.

docs.slack.dev/authentication/verifying-requests-from-slack
"""

import binascii
import json
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.types import Receive, Scope, Send

MOST_BYTES = 1024 * 1024
REMEMBERED_SECONDS = 600.0
MOST_REMEMBERED = 10_000
_FIELD = "payload="
_PLAIN_FIELD = re.compile(r"%7B[\w.%*+-]*", re.ASCII | re.IGNORECASE)  # an object, every other sign spelt out
OK, BAD_REQUEST, UNAUTHORIZED, BAD_METHOD, TOO_LARGE = 200, 400, 401, 405, 413

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
Unreadable = Callable[[Any], Awaitable[BoltResponse]]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


class Repeats:
    """Signatures seen in the last ten minutes with what was answered; only what was carried out is remembered."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, tuple[float, Answer]] = OrderedDict()

    def answer(self, signature: str) -> Answer | None:
        seen = self._seen.get(signature)
        return seen[1] if seen and self._clock() - seen[0] < REMEMBERED_SECONDS else None

    def remember(self, signature: str, answer: Answer) -> None:
        if answer.status != OK:
            return
        self._seen[signature] = (self._clock(), answer)
        while len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
        oldest = next(iter(self._seen))
        if self._clock() - self._seen[oldest][0] > REMEMBERED_SECONDS:
            del self._seen[oldest]


class SignedEndpoint:
    """`dispatch` gets what Slack signed within the last five minutes; `unreadable`, what of it Bolt cannot read."""

    def __init__(
        self,
        signing_secret: str,
        dispatch: Dispatch,
        clock: Clock | None = None,
        ticks: Callable[[], float] | None = None,
        unreadable: Unreadable | None = None,
    ) -> None:
        self._verifier = SignatureVerifier(signing_secret, clock or Clock())
        self._dispatch = dispatch
        self._unreadable = unreadable
        self._repeats = Repeats(ticks or time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _play(await self._answer(scope, receive), send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] != "POST":
            return _unsigned(scope)
        body = await _read(scope, receive)
        if body is None:
            return Answer(TOO_LARGE)
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        if not self._is_signed(body, headers):
            return Answer(UNAUTHORIZED)
        signature = headers["x-slack-signature"]
        return self._repeats.answer(signature) or await self._first_time(signature, body, headers)

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        timestamp, signature = headers.get("x-slack-request-timestamp"), headers.get("x-slack-signature")
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (TypeError, ValueError):  # no whole number, no UTF-8, no ASCII: none of it Slack's
            return False

    async def _first_time(self, signature: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            request = AsyncBoltRequest(
                body=_unwrapped(body.decode()), headers={key: [value] for key, value in headers.items()}
            )
        except (AttributeError, TypeError, ValueError):  # no JSON, or JSON of another shape than Bolt knows
            return await self._odd(body)
        answer = _from_bolt(await self._dispatch(request))
        self._repeats.remember(signature, answer)
        return answer

    async def _odd(self, body: bytes) -> Answer:
        try:
            read = json.loads(body)
        except ValueError:
            return Answer(BAD_REQUEST)
        return _from_bolt(await self._unreadable(read)) if self._unreadable else Answer(BAD_REQUEST)


def _unwrapped(body: str) -> str:
    """The JSON that a click's form carries in its one field; any other body as it is.

    Python reads a form byte by byte, for longer than the act itself takes. Quoted-printable is the same with another
    sign, and read by C; a form that it could misread is left to Bolt.
    """
    wrapped = body.removeprefix(_FIELD)
    if wrapped is body or not _PLAIN_FIELD.fullmatch(wrapped):
        return body
    return binascii.a2b_qp(wrapped.replace("+", " ").replace("%", "=")).decode("utf-8", "replace")


def _unsigned(scope: Scope) -> Answer:
    """Slack looks now and then, unsigned, whether the certificate is good."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return Answer(OK) if scope["method"] == "GET" and asked.get("ssl_check") == ["1"] else Answer(BAD_METHOD)


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """The body, or None when it is larger than Slack ever sends."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return None
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > MOST_BYTES or message["type"] == "http.disconnect":
            return None
        if not message.get("more_body", False):
            return body


def _from_bolt(response: BoltResponse) -> Answer:
    kind = response.headers.get("content-type", ["text/plain; charset=utf-8"])[0]
    return Answer(response.status, response.body.encode(), kind)


def _headers(answer: Answer) -> Iterator[tuple[bytes, bytes]]:
    yield b"content-type", answer.content_type.encode("latin-1")
    yield b"content-length", str(len(answer.body)).encode()


async def _play(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": list(_headers(answer))})
    await send({"type": "http.response.body", "body": answer.body})
