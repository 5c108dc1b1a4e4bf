"""How long each kind of row is kept, and what is taken out of a raw payload before it is stored."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from policies.document import Policy

REMOVED = "[removed]"
_SECRET_KEYS = frozenset(
    {
        "access_token",
        "api_app_token",
        "app_token",
        "authorization",
        "bot_access_token",
        "client_secret",
        "refresh_token",
        "response_url",
        "response_urls",
        "secret",
        "secret_token",
        "token",
        "trigger_id",
        "user_access_token",
        "verification_token",
    }
)
# Addresses that may be posted to by whoever knows them.
_SECRET_PREFIXES = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")


@dataclass(frozen=True)
class Period:
    """What is kept for how long, counted from when, and what happens then ("erase" the text, "delete" the row)."""

    kind: str
    what: str
    keep: timedelta
    since: str
    then: str


def periods(policy: Policy) -> tuple[Period, ...]:
    """One period for each kind of row that holds something about a person; questions still open are never touched."""
    kept = policy.retention
    return (
        Period("receipt", "the raw event as the platform sent it", kept.receipts, "received", "delete"),
        Period("question", "the asker's text, name and place", kept.text, "last activity", "erase"),
        Period("answer", "the volunteer's answer as posted", kept.text, "last activity", "erase"),
        Period("draft", "text typed and not posted", kept.text, "last activity", "delete"),
        Period("decision", "why somebody was asked", kept.text, "last activity", "erase"),
        Period("count", "numbers without names", kept.counts, "counted", "delete"),
    )


def redact(payload: Any) -> Any:
    """The same payload without tokens, addresses to respond to and triggers; the original is left as it is."""
    if isinstance(payload, dict):
        return {key: REMOVED if _is_secret(key) else _redact_field(key, value) for key, value in payload.items()}
    if isinstance(payload, list | tuple):
        return [redact(part) for part in payload]
    return REMOVED if _is_secret_address(payload) else payload


@lru_cache(maxsize=1024)
def _is_secret(key: Any) -> bool:
    return isinstance(key, str) and key.lower() in _SECRET_KEYS


def _is_secret_address(value: Any) -> bool:
    """The address alone; a sentence that holds one is somebody's words."""
    return isinstance(value, str) and value.startswith(_SECRET_PREFIXES) and not any(c.isspace() for c in value)


def _redact_field(key: Any, value: Any) -> Any:
    """Slack's form posts carry the whole payload as JSON in one field."""
    if key == "payload" and isinstance(value, str):
        try:
            return json.dumps(redact(json.loads(value)), ensure_ascii=False)
        except ValueError:
            return REMOVED
    return redact(value)
