"""What Slack sends when a person clicks, submits, closes, commands or searches."""

import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.blocks import Block, interactive
from sandbox.slack.channels import Channel, Message
from sandbox.slack.inputs import FIELDS, STATELESS, Values, state_of
from sandbox.slack.people import APP, TEAM, TEAM_DOMAIN, Person
from sandbox.slack.settings import VERIFICATION_TOKEN
from sandbox.slack.views import View

Payload = dict[str, Any]


@dataclass(frozen=True)
class Surface:
    """Where an element stands: in a message of a channel, or in a view."""

    blocks: list[Block]
    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None
    # What the person has chosen here; a view keeps it itself.
    values: Values = field(default_factory=dict)

    def find(self, action_id: str, value: Any = None) -> tuple[Block, dict[str, Any]] | None:
        """The element and its block; among several of one action, the one with this value."""
        for block in self.blocks:
            for element in interactive(block):
                if element.get("action_id") == action_id and value in {None, element.get("value")}:
                    return block, element
        return None


def team() -> dict[str, str]:
    return {"id": TEAM, "domain": TEAM_DOMAIN}


def user(person: Person) -> dict[str, str]:
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team}


def interaction(kind: str, person: Person) -> Payload:
    """The fields that all interactions have."""
    return {
        "type": kind,
        "user": user(person),
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "team": team(),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def block_actions(person: Person, surface: Surface, action: dict[str, Any], trigger: str, response_url: str) -> Payload:
    """A click, complete; `response_url` only exists for messages."""
    payload = interaction("block_actions", person) | {"trigger_id": trigger, "actions": [action]}
    if surface.view is not None:
        payload["container"] = {"type": "view", "view_id": surface.view.id}
        payload["view"] = surface.view.as_json()
        return payload
    return payload | _in_message(surface) | {"response_url": response_url}


def _in_message(surface: Surface) -> Payload:
    channel, message = surface.channel, surface.message
    assert channel is not None  # noqa: S101 - a surface is a view or a message in a channel
    assert message is not None  # noqa: S101
    ephemeral = bool(message.get("is_ephemeral"))
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id, "is_ephemeral": ephemeral}
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    body: Payload = {
        "container": container,
        "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
        "state": {"values": state_of(surface.blocks, surface.values)},
    }
    # An ephemeral message's content does not come back.
    return body if ephemeral else {**body, "message": message}


def action(block: Block, element: dict[str, Any], state: dict[str, Any] | None) -> dict[str, Any]:
    """What was done, as in `actions`."""
    found = {"action_id": element["action_id"], "block_id": block["block_id"]}
    shown = ("type", "text", "value", "style", "placeholder", "confirm")
    found |= {name: element[name] for name in shown if name in element}
    name, initial = FIELDS.get(element["type"], ("", ""))
    if initial and initial in element:
        found[initial] = element[initial]
    if state is not None and element["type"] not in STATELESS - {"overflow"}:
        found[name] = state[name]
    return found | {"action_ts": f"{time.time():.6f}"}


def view_submission(person: Person, view: View, trigger: str) -> Payload:
    return interaction("view_submission", person) | {
        "trigger_id": trigger,
        "view": view.as_json(),
        "response_urls": [],
    }


def view_closed(person: Person, view: View, *, cleared: bool) -> Payload:
    return interaction("view_closed", person) | {"view": view.as_json(), "is_cleared": cleared}


def block_suggestion(person: Person, surface: Surface, element: dict[str, Any], query: str) -> Payload:
    """What a person types into a menu whose options the app gives."""
    found = surface.find(element["action_id"])
    block_id = found[0]["block_id"] if found else ""
    payload = interaction("block_suggestion", person)
    payload |= {"action_id": element["action_id"], "block_id": block_id, "value": query}
    if surface.view is not None:
        container = {"type": "view", "view_id": surface.view.id}
        return payload | {"container": container, "view": surface.view.as_json()}
    return payload | _in_message(surface)


def command(person: Person, channel: Channel, name: str, text: str, keys: tuple[str, str]) -> Payload:
    """A slash command's fields; `keys` are its trigger_id and response_url."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": keys[1],
        "trigger_id": keys[0],
    }
