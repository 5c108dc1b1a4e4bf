"""The methods `conversations.*`."""

import copy
import re
from typing import Any

from sandbox.slack.call import Call
from sandbox.slack.channels import Channel, Message
from sandbox.slack.errors import Refused
from sandbox.slack.paging import limit_of, page
from sandbox.slack.people import BOT_PERSON

TYPE_SCOPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
TS = re.compile(r"\d{1,16}(\.\d{1,6})?")


def read_scope(call: Call) -> str:
    return "im:read" if call.text("channel").startswith("D") else "channels:read"


def history_scope(call: Call) -> str:
    return "im:history" if call.text("channel").startswith("D") else "channels:history"


def list_scope(call: Call) -> str:
    """The first scope that the asked-for types need and the app has not."""
    needed = [f"{TYPE_SCOPES.get(kind.strip(), 'channels')}:read" for kind in _types(call)]
    missing = [scope for scope in needed if scope not in call.world.settings.scopes]
    return (missing or needed)[0]


def _types(call: Call) -> list[str]:
    return (call.text("types") or "public_channel").split(",")


def list_(call: Call) -> dict[str, Any]:
    kinds = {kind.strip() for kind in _types(call)}
    if kinds - set(TYPE_SCOPES):
        raise Refused("invalid_types")
    seen = [channel for channel in call.world.channels.values() if not channel.between]
    wanted = [c for c in seen if ("im" if c.is_im else "public_channel") in kinds]
    rows, more = page(call, wanted, lambda channel: channel.id)
    return {"channels": [channel.as_json(count_members=not channel.is_im) for channel in rows], **more}


def info(call: Call) -> dict[str, Any]:
    channel = _named(call)
    return {"channel": channel.as_json(count_members=call.flag("include_num_members"))}


def _named(call: Call) -> Channel:
    """The channel by its id; names are not taken here."""
    name = call.needed("channel")
    if name not in call.world.channels or call.world.channels[name].between:
        raise Refused("channel_not_found")
    return call.world.channels[name]


def open_(call: Call) -> dict[str, Any]:
    if call.text("channel"):
        channel, known = _named(call), True
    else:
        ids = [one.strip() for one in call.text("users").split(",") if one.strip()]
        if not ids:
            raise Refused("users_list_not_supplied")
        if len(ids) > 1:
            raise Refused("missing_scope", needed="mpim:write", provided=",".join(call.world.settings.scopes))
        person = call.world.person(ids[0])
        known = call.world.has_direct(person)
        channel = call.world.direct(person)
    body = channel.as_json() if call.flag("return_im") else {"id": channel.id}
    return {"channel": body, **({"no_op": True, "already_open": True} if known else {})}


def join(call: Call) -> dict[str, Any]:
    channel = _named(call)
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    if BOT_PERSON in channel.members:
        call.warnings.append("already_in_channel")
    channel.members.add(BOT_PERSON)
    call.world.touch("channels", channel.id)
    return {"channel": channel.as_json()}


def members(call: Call) -> dict[str, Any]:
    rows, more = page(call, sorted(_named(call).members), lambda person: person)
    return {"members": rows, **more}


def history(call: Call) -> dict[str, Any]:
    rows, more = _window(call, _joined(call).timeline())
    return {"messages": rows, "pin_count": 0, "channel_actions_ts": None, "channel_actions_count": 0, **more}


def replies(call: Call) -> dict[str, Any]:
    """A thread, its parent first."""
    channel, ts = _joined(call), call.needed("ts")
    if ts not in channel.messages:
        raise Refused("thread_not_found")
    thread = channel.messages[ts].get("thread_ts", ts)
    parent = [channel.messages[thread]] if thread in channel.messages else []
    rows, more = page(call, [*parent, *_between(call, channel.replies(thread))], lambda message: message["ts"])
    return {"messages": [_shown(call, message) for message in rows], "has_more": _more(more), **more}


def _more(more: dict[str, Any]) -> bool:
    return bool(more["response_metadata"]["next_cursor"])


def _joined(call: Call) -> Channel:
    channel = _named(call)
    if BOT_PERSON not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _window(call: Call, newest_first: list[Message]) -> tuple[list[Message], dict[str, Any]]:
    """One page between `oldest` and `latest`, newest first.

    The page is taken from the newest end, except that `oldest` alone takes it from the oldest end and pages forward.
    """
    rows = _between(call, newest_first)
    forward = bool(call.text("oldest")) and not call.text("latest")
    limit_of(call, 100)
    found, more = page(call, rows[::-1] if forward else rows, lambda message: message["ts"])
    shown = [_shown(call, message) for message in (found[::-1] if forward else found)]
    if not _more(more):
        return shown, {"has_more": False}
    return shown, {"has_more": True, **more}


def _between(call: Call, rows: list[Message]) -> list[Message]:
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", float("inf"))
    inside = call.flag("inclusive")
    found = []
    for message in rows:
        at = float(message["ts"])
        if oldest < at < latest or (inside and at in {oldest, latest}):
            found.append(message)
    return found


def _moment(call: Call, name: str, default: float) -> float:
    text = call.text(name)
    if not text:
        return default
    if not TS.fullmatch(text):
        raise Refused(f"invalid_ts_{name}")
    return float(text)


def _shown(call: Call, message: Message) -> Message:
    """A copy; metadata only for those who ask for it."""
    shown = copy.deepcopy(message)
    if not call.flag("include_all_metadata"):
        shown.pop("metadata", None)
    return shown
