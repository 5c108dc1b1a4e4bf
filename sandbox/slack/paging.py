"""Slack's cursors."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sandbox.slack.call import Call
from sandbox.slack.errors import Refused

T = TypeVar("T")
MOST = 1000


def encode(mark: str) -> str:
    return base64.b64encode(mark.encode()).decode()


def decode(cursor: str, kind: str) -> str:
    """What follows `kind:` in a cursor."""
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise Refused("invalid_cursor") from fault
    if not text.startswith(f"{kind}:"):
        raise Refused("invalid_cursor")
    return text.removeprefix(f"{kind}:")


def page(call: Call, rows: Sequence[T], key: Callable[[T], str], default: int = 100) -> tuple[list[T], dict[str, Any]]:
    """One page of rows after the call's cursor, and `response_metadata` with the next."""
    limit = limit_of(call, default)
    start = 0
    if call.text("cursor"):
        mark = decode(call.text("cursor"), "next")
        found = [number for number, row in enumerate(rows) if key(row) == mark]
        if not found:
            raise Refused("invalid_cursor")
        start = found[0]
    rest = rows[start + limit : start + limit + 1]
    cursor = encode(f"next:{key(rest[0])}") if rest else ""
    return list(rows[start : start + limit]), {"response_metadata": {"next_cursor": cursor}}


def limit_of(call: Call, default: int) -> int:
    limit = call.number("limit", default)
    if not 1 <= limit <= MOST:
        raise Refused("invalid_limit")
    return limit
