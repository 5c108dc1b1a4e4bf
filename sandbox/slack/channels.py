"""Channels, direct messages and what was written in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.people import APP, BOT, BOT_PERSON, FOUNDED, TEAM

Message = dict[str, Any]


@dataclass
class Channel:
    """A public channel; with `owner` the direct messages of that person and the app, or `between` two people."""

    id: str
    name: str
    members: set[str]
    owner: str | None = None
    between: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    # Told the time stamp of every message that is new, changed or gone.
    changed: Callable[[str], None] = field(default=lambda _ts: None, repr=False, compare=False)
    archived: bool = False

    @property
    def is_im(self) -> bool:
        return self.owner is not None or self.between

    def replies(self, thread: str) -> list[Message]:
        """The answers in a thread, oldest first."""
        found = [m for m in self.messages.values() if m.get("thread_ts") == thread and m["ts"] != thread]
        return sorted(found, key=lambda m: m["ts"])

    def timeline(self) -> list[Message]:
        """What stands in the channel itself, newest first; thread replies only when sent there too."""
        found = [m for m in self.messages.values() if is_top(m)]
        return sorted(found, key=lambda m: m["ts"], reverse=True)

    def as_json(self, *, count_members: bool = False) -> dict[str, Any]:
        """The conversation object of conversations.info."""
        body = self._im() if self.is_im else self._public()
        if count_members:
            body["num_members"] = len(self.members)
        return body

    def _public(self) -> dict[str, Any]:
        nothing = {"value": "", "creator": "", "last_set": 0}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": False,
            "created": FOUNDED,
            "is_archived": self.archived,
            "is_general": self.id == "C0GENERAL",
            "unlinked": 0,
            "is_shared": False,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "is_ext_shared": False,
            "parent_conversation": None,
            "creator": "U0LEAD",
            "shared_team_ids": [TEAM],
            "pending_connected_team_ids": [],
            "is_member": BOT_PERSON in self.members,
            "topic": nothing,
            "purpose": nothing,
            "previous_names": [],
        }

    def _im(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "created": FOUNDED,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": self.owner,
            "is_user_deleted": False,
            "priority": 0,
        }


def is_top(message: Message) -> bool:
    """True of what conversations.history lists."""
    in_thread = "thread_ts" in message and message["thread_ts"] != message["ts"]
    return not in_thread or message.get("subtype") == "thread_broadcast"


def founding_channels(everybody: set[str]) -> dict[str, Channel]:
    """The public channels on the first day; the app is a member of the first two."""
    outsiders = {"U0ULTRA", "U0GONE", "U0ROBOT", BOT_PERSON, "USLACKBOT"}
    staff = everybody - outsiders
    rows = [
        Channel("C0QUEUE", "byhand-queue", staff | {BOT_PERSON}),
        Channel("C0LEADS", "byhand-leads", {"U0LEAD", BOT_PERSON}),
        Channel("C0GENERAL", "general", staff - {"U0PARTNER"} | {"U0ROBOT"}),
    ]
    return {channel.id: channel for channel in rows}


def bot_profile() -> dict[str, Any]:
    return {
        "id": BOT,
        "app_id": APP,
        "user_id": BOT_PERSON,
        "name": "Byhand",
        "icons": {f"image_{size}": f"https://avatars.example/app-{size}.png" for size in (36, 48, 72)},
        "deleted": False,
        "updated": FOUNDED,
        "team_id": TEAM,
    }


def from_bot(text: str) -> Message:
    """The start of a message by the app itself."""
    return {
        "user": BOT_PERSON,
        "type": "message",
        "bot_id": BOT,
        "app_id": APP,
        "text": text,
        "team": TEAM,
        "bot_profile": bot_profile(),
    }
