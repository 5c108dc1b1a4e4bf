"""A verified interaction of Slack as a human act: who did what, under which key, and where to answer. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.privacy import redact
from routing.people import Act

_WORDS = {"attachments", "blocks", "state", "text"}


class Malformed(ValueError):  # noqa: N818 - names what the payload is
    """The payload is none of Slack's."""


@dataclass(frozen=True)
class Where:
    """Where words for one person only may go; every field may be empty but the person's id."""

    slack_id: str
    channel: str = ""
    thread: str = ""
    response_url: str = ""


@dataclass(frozen=True)
class Interaction:
    """One click, submission or command. `value` is the button's, the view's metadata or the command's text."""

    act: Act
    value: str
    trigger_id: str
    body: Mapping[str, Any]
    view: Mapping[str, Any]

    @property
    def where(self) -> Where:
        return where_of(self.body)

    def number(self) -> int:
        """The id of ours that the button or the view carries."""
        head = self.value.partition(":")[0]
        if not head.isascii() or not head.isdigit() or len(head) > 18:  # noqa: PLR2004 - what a 64-bit id can have
            raise Malformed("this button carries no number of ours")
        return int(head)


def read_click(body: Mapping[str, Any]) -> Interaction:
    """A block_actions payload; of several actions the first."""
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], Mapping):
        raise Malformed("a click without an action")
    action = actions[0]
    return _interaction(body, str(action.get("action_id") or ""), str(action.get("value") or ""), {})


def read_submission(body: Mapping[str, Any]) -> Interaction:
    """A view_submission payload."""
    view = body.get("view")
    if not isinstance(view, Mapping):
        raise Malformed("a submission without a view")
    return _interaction(body, str(view.get("callback_id") or ""), str(view.get("private_metadata") or ""), view)


def read_command(body: Mapping[str, Any]) -> Interaction:
    """A slash command's form."""
    return _interaction(body, str(body.get("command") or ""), str(body.get("text") or ""), {})


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace of whoever acted; empty when the payload names none."""
    user = _mapping(body, "user")
    return str(user.get("team_id") or _mapping(body, "team").get("id") or body.get("team_id") or "")


def actor_of(body: Mapping[str, Any]) -> str:
    return str(_mapping(body, "user").get("id") or body.get("user_id") or "")


def where_of(body: Mapping[str, Any]) -> Where:
    message, container = _mapping(body, "message"), _mapping(body, "container")
    thread = message.get("thread_ts") or container.get("thread_ts") or ""
    channel = _mapping(body, "channel").get("id") or container.get("channel_id") or body.get("channel_id") or ""
    return Where(actor_of(body), str(channel), str(thread), str(body.get("response_url") or ""))


def _interaction(body: Mapping[str, Any], kind: str, value: str, view: Mapping[str, Any]) -> Interaction:
    slack_id, team_id = actor_of(body), team_of(body)
    if not slack_id or not team_id or not kind:
        raise Malformed("an act without a person, a workspace or a name")
    trigger_id = str(body.get("trigger_id") or "")
    act = Act(
        key=trigger_id or _key_from(body),
        kind=kind,
        team_id=team_id,
        slack_id=slack_id,
        view_id=str(view.get("id") or ""),
        payload=json.dumps(redact(_without_words(body)), ensure_ascii=False, separators=(",", ":")),
    )
    return Interaction(act, value, trigger_id, body, view)


def _without_words(body: Mapping[str, Any]) -> dict[str, Any]:
    """The act itself. What the message or modal said is not kept a second time, where no erasure would find it."""
    kept = {key: value for key, value in body.items() if key != "state"}
    for key in ("message", "view"):
        if isinstance(body.get(key), Mapping):
            kept[key] = {name: value for name, value in body[key].items() if name not in _WORDS}
    return kept


def _key_from(body: Mapping[str, Any]) -> str:
    """A key for an act that came without a trigger: the same payload has the same one."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _mapping(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}  # as JSON has it; asking for any mapping takes ten times as long
