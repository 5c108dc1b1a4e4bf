"""An update as a RawEvent: what it is called, and the key that makes its second arrival harmless. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bots.telegram.client import Us
from routing.ports import RawEvent

CHANNEL = "telegram"


def of_update(update: Any, us: Us) -> RawEvent:
    """The update as Telegram wrote it, with who we were when it came: a mention means us by name."""
    known = update if isinstance(update, dict) else {}
    kind = next((key for key in known if key != "update_id"), "")
    which = number(update)
    if not kind or which is None:
        return of_text(json.dumps(update, sort_keys=True), us)
    return RawEvent(CHANNEL, _key(which, kind, known[kind]), kind, {"us": _us(us), "update": known})


def number(update: Any) -> int | None:
    """The update's number, if it has one."""
    which = update.get("update_id") if isinstance(update, dict) else None
    return which if isinstance(which, int) else None


def of_text(text: str, us: Us) -> RawEvent:
    """Something that came the right way and is no update: kept as it is, to be looked at."""
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    return RawEvent(CHANNEL, f"unreadable:{digest}", "unreadable", {"us": _us(us), "raw": text})


def _key(which: int, kind: str, content: object) -> str:
    """Unique for ever, and the same whenever Telegram repeats the update.

    The update's number alone is not: after a quiet week Telegram starts anew at random. The message's own identity
    alone is not either: one message can change twice within a second.
    """
    chat = _found(content, "chat", "id")
    message = _found(content, "message_id")
    when = _found(content, "edit_date") or _found(content, "date")
    return f"{which}:{kind}:{chat}:{message}:{when}"


def _found(content: object, *path: str) -> str:
    for name in path:
        content = content.get(name) if isinstance(content, Mapping) else None
    return str(content) if isinstance(content, int) else ""


def _us(us: Us) -> dict[str, Any]:
    return {"id": us.id, "username": us.username}
