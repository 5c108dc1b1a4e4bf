"""The Events API: what happens in the workspace, told to the app as far as it subscribed and its scopes go."""

import base64
import json
import secrets
import time
from typing import Any

from sandbox.slack.channels import Channel, Message
from sandbox.slack.people import APP, BOT_PERSON, TEAM
from sandbox.slack.settings import VERIFICATION_TOKEN
from sandbox.slack.wire import Wire
from sandbox.slack.world import World


def envelope(event: dict[str, Any]) -> dict[str, Any]:
    """The outer event, with an id and time of its own."""
    who = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_PERSON}
    context = json.dumps({"et": event["type"], "tid": TEAM, "aid": APP, "cid": event.get("channel")})
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(time.time()),
        "authorizations": [{**who, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-" + base64.urlsafe_b64encode(context.encode()).decode().rstrip("="),
    }


def heard(world: World, channel: Channel) -> bool:
    """True if the app is told of messages in this channel."""
    name = "message.im" if channel.is_im else "message.channels"
    return BOT_PERSON in channel.members and world.settings.hears(name)


def message_event(world: World, channel: Channel, message: Message) -> dict[str, Any]:
    """A new message, as the event `message` carries it."""
    event = {**message, "channel": channel.id, "event_ts": message["ts"]}
    event["channel_type"] = "im" if channel.is_im else "channel"
    person = world.people.get(str(message.get("user")))
    if person and person.kind == "stranger":
        event |= {"user_team": person.team, "source_team": person.team}
    return event


def posted(wire: Wire, channel: Channel, message: Message) -> None:
    """Tell of a new message."""
    if heard(wire.world, channel):
        wire.start_event(envelope(message_event(wire.world, channel, message)))


def changed(wire: Wire, channel: Channel, before: Message, after: Message) -> None:
    """Tell that a message has another content now."""
    event = _about(wire.world, channel, "message_changed")
    if heard(wire.world, channel):
        wire.start_event(envelope({**event, "message": after, "previous_message": before}))


def deleted(wire: Wire, channel: Channel, before: Message) -> None:
    event = _about(wire.world, channel, "message_deleted")
    if heard(wire.world, channel):
        wire.start_event(envelope({**event, "previous_message": before, "deleted_ts": before["ts"]}))


def _about(world: World, channel: Channel, subtype: str) -> dict[str, Any]:
    ts = world.next_ts()
    return {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": "im" if channel.is_im else "channel",
    }
