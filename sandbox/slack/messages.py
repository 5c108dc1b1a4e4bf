"""The arguments that make a message: text, blocks, attachments, metadata; and how they are stored."""

import json
from typing import Any

from sandbox.slack import markup
from sandbox.slack.blocks import check_message_blocks
from sandbox.slack.call import Call
from sandbox.slack.channels import Channel, Message
from sandbox.slack.errors import Refused
from sandbox.slack.people import BOT_PERSON

POST_CHARACTERS, UPDATE_CHARACTERS = 40_000, 4_000
MOST_ATTACHMENTS = 100
METADATA_BYTES = 16_000


def content(call: Call, most: int) -> dict[str, Any]:
    """The checked content of a message; Slack's warning when there is nothing to read aloud."""
    text, blocks = call.text("text"), call.data("blocks", "invalid_blocks_format")
    attachments = call.data("attachments", "invalid_attachments")
    if len(text) > most:
        raise Refused("msg_too_long")
    if not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    if not text.strip():
        call.warnings.append("missing_text_in_message")
    stored = markup.from_app(text)
    found: dict[str, Any] = {"text": stored}
    found["blocks"] = check_message_blocks(blocks) if blocks else markup.as_rich_text(stored)
    if attachments:
        found["attachments"] = _attachments(attachments)
    return found | metadata(call)


def metadata(call: Call) -> dict[str, Any]:
    """`{"metadata": …}` if the call has any."""
    found = call.data("metadata", "invalid_metadata_format")
    if not found:
        return {}
    if not isinstance(found, dict) or set(found) - {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_schema")
    if not isinstance(found.get("event_type"), str) or not isinstance(found.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(found).encode()) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return {"metadata": found}


def _attachments(attachments: Any) -> list[dict[str, Any]]:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    return [{"fallback": "[no preview available]", **one, "id": n} for n, one in enumerate(attachments, start=1)]


def reachable(call: Call) -> Channel:
    """The channel that the call names, if the app may write there."""
    channel = call.world.channel(call.needed("channel"))
    if channel.between:
        raise Refused("channel_not_found")
    if BOT_PERSON not in channel.members:
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def own(channel: Channel, ts: str, refusal: str) -> Message:
    """A message of the app's own."""
    message = channel.messages.get(ts)
    if message is None:
        raise Refused("message_not_found")
    if message.get("user") != BOT_PERSON:
        raise Refused(refusal)
    return message


def add(channel: Channel, message: Message) -> None:
    """Put a message in its channel and, as a reply, count it at its parent."""
    channel.messages[message["ts"]] = message
    channel.changed(message["ts"])
    thread = message.get("thread_ts")
    if thread:
        message["parent_user_id"] = channel.messages[thread]["user"]
        count_replies(channel, thread)


def count_replies(channel: Channel, thread: str) -> None:
    """The figures about its thread on a parent message."""
    parent = channel.messages.get(thread)
    replies = channel.replies(thread)
    if parent is None:
        return
    channel.changed(thread)
    for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply", "subscribed"):
        parent.pop(name, None)
    if not replies:
        return
    writers = list(dict.fromkeys(reply["user"] for reply in replies))
    parent |= {
        "thread_ts": thread,
        "reply_count": len(replies),
        "reply_users": writers,
        "reply_users_count": len(writers),
        "latest_reply": replies[-1]["ts"],
        "is_locked": False,
        "subscribed": True,
    }


def thread_of(channel: Channel, ts: str) -> str:
    """The parent of the thread that this message starts or belongs to."""
    if ts not in channel.messages:
        raise Refused("thread_not_found")
    return str(channel.messages[ts].get("thread_ts", ts))
