"""The methods `chat.*`."""

import copy
from typing import Any

from sandbox.slack import events, messages
from sandbox.slack.call import Call
from sandbox.slack.channels import Channel, Message, from_bot
from sandbox.slack.errors import Refused
from sandbox.slack.people import BOT, TEAM_DOMAIN


def post_message(call: Call) -> dict[str, Any]:
    channel = messages.reachable(call)
    message = {**from_bot(""), **messages.content(call, messages.POST_CHARACTERS)}
    if call.text("thread_ts"):
        message["thread_ts"] = messages.thread_of(channel, call.text("thread_ts"))
        if call.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    call.world.limits.take_post(channel.id, call.sandbox.speed)
    message["ts"] = call.world.next_ts()
    messages.add(channel, message)
    events.posted(call.wire, channel, message)
    call.sandbox.tell("slack", {"kind": "message", "channel": channel.id, "ts": message["ts"]})
    return {"channel": channel.id, "ts": message["ts"], "message": copy.deepcopy(message)}


def update(call: Call) -> dict[str, Any]:
    channel = messages.reachable(call)
    message = messages.own(channel, call.needed("ts"), "cant_update_message")
    after = messages.content(call, messages.UPDATE_CHARACTERS)
    replace(call, channel, message, after)
    shown = copy.deepcopy(message)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def replace(call: Call, channel: Channel, message: Message, after: dict[str, Any]) -> None:
    """Give a message another content; metadata stays unless there is new."""
    before = copy.deepcopy(message)
    message.pop("attachments", None)
    message |= after | {"edited": {"user": BOT, "ts": call.world.next_ts()}}
    channel.changed(message["ts"])
    events.changed(call.wire, channel, before, copy.deepcopy(message))
    call.sandbox.tell("slack", {"kind": "message_changed", "channel": channel.id, "ts": message["ts"]})


def delete(call: Call) -> dict[str, Any]:
    channel = messages.reachable(call)
    message = messages.own(channel, call.needed("ts"), "cant_delete_message")
    remove(call, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def remove(call: Call, channel: Channel, message: Message) -> None:
    """Take a message away; a thread keeps a stone in its place."""
    ts, thread = message["ts"], message.get("thread_ts")
    if thread == ts and channel.replies(ts):
        stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        channel.messages[ts] = {**stone, "text": "This message was deleted.", "ts": ts, "thread_ts": ts}
    else:
        del channel.messages[ts]
    channel.changed(ts)
    if thread and thread != ts:
        messages.count_replies(channel, thread)
    events.deleted(call.wire, channel, message)
    call.sandbox.tell("slack", {"kind": "message_deleted", "channel": channel.id, "ts": ts})


def post_ephemeral(call: Call) -> dict[str, Any]:
    channel, person = messages.reachable(call), call.needed("user")
    if person not in channel.members:
        raise Refused("user_not_in_channel")
    message = {**from_bot(""), **messages.content(call, messages.POST_CHARACTERS)}
    message |= {"ts": call.world.next_ts(), "channel": channel.id, "is_ephemeral": True}
    if call.text("thread_ts"):
        message["thread_ts"] = call.text("thread_ts")
    call.world.whisper(person, message)
    call.sandbox.tell("slack", {"kind": "ephemeral", "person": person, "channel": channel.id})
    return {"message_ts": message["ts"]}


def get_permalink(call: Call) -> dict[str, Any]:
    channel, ts = messages.reachable(call), call.needed("message_ts")
    if ts not in channel.messages:
        raise Refused("message_not_found")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = channel.messages[ts].get("thread_ts")
    if thread and thread != ts:
        link += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
