"""Payloads as signed HTTP requests to the app's address, instead of Socket Mode."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import httpx

from sandbox.slack.settings import SIGNING_SECRET

Tampering = Literal["signature", "timestamp", "unsigned"]
STALE_SECONDS = 3600
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SECONDS = 3.0


@dataclass(frozen=True)
class Answered:
    """What the app's server said; `data` is the body, as data where it is JSON."""

    status: int
    data: Any
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return self.status == httpx.codes.OK


def encode(kind: str, payload: dict[str, Any]) -> str:
    """The body of a request: events as JSON, interactions as one form field, commands as a form."""
    if kind == "events_api":
        return json.dumps(payload)
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)})
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


async def post(url: str, body: str, sent_headers: dict[str, str]) -> Answered:
    """Post to the app within Slack's three seconds; raises httpx.HTTPError when that fails."""
    async with httpx.AsyncClient(timeout=SECONDS, verify=False, trust_env=False) as client:  # noqa: S501 - loopback
        answer = await client.post(url, content=body.encode(), headers=sent_headers)
    return Answered(answer.status_code, _data(answer), answer.headers.get("x-slack-no-retry") == "1")


def _data(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    if "json" in answer.headers.get("content-type", ""):
        try:
            return answer.json()
        except ValueError:
            return None
    return answer.text
