"""What the Slack stand-in knows: its people, channels, messages and views."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.live import Live
from sandbox.slack.channels import Channel, Message, founding_channels
from sandbox.slack.errors import Refused
from sandbox.slack.inputs import Values
from sandbox.slack.limits import Limits
from sandbox.slack.people import BOT_PERSON, Person, crowd, founding_people
from sandbox.slack.pieces import every, is_shown, piece
from sandbox.slack.settings import Settings
from sandbox.slack.signed_http import Sender
from sandbox.slack.views import Views

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS, RESPONSE_USES = 1800.0, 5


@dataclass
class Trigger:
    """The right to open one modal for a person, for three seconds."""

    person: str
    made: float = field(default_factory=time.monotonic)
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer an interaction: five times within half an hour."""

    person: str
    channel: str
    ts: str | None = None
    made: float = field(default_factory=time.monotonic)
    uses: int = 0


@dataclass
class Sent:
    """One payload (JSON) that went to the app, and the very text that was sent, so that it can be sent again."""

    number: int
    kind: str
    payload: str
    envelope: str
    text: str
    retry: int = 0
    acknowledged: bool | None = None

    def as_json(self) -> dict[str, Any]:
        found = {"number": self.number, "kind": self.kind, "payload": json.loads(self.payload)}
        return found | {"retry": self.retry, "acknowledged": self.acknowledged}


class World:
    """The state of one Slack workspace."""

    def __init__(self, live: Live | None = None) -> None:
        """`live` carries each change to the open pages."""
        self.live = live
        if live is not None:
            live.sources["slack"] = lambda key: piece(self, key[1:])
        # Open Socket Mode connections and what is under way outlive a reset: the app is still there.
        self.connections: list[Any] = []
        self.tickets: set[str] = set()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.sender = Sender()
        self.reset()

    def reset(self) -> None:
        """As on the first day."""
        for task in self.tasks:
            task.cancel()
        self.people = founding_people()
        self.channels: dict[str, Channel] = {}
        self.directs: dict[str, str] = {}
        self.entered: dict[tuple[str, str], Values] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.views = Views(self.touch)
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseUrl] = {}
        self.settings = Settings()
        self.limits = Limits()
        self.sent: list[Sent] = []
        self._ts = 0
        for channel in founding_channels(set(self.people)).values():
            self.add_channel(channel)
        for key in every(self):
            self.touch(*key)

    def touch(self, *key: str) -> None:
        """This changed (see `pieces`); open pages hear of it."""
        if self.live is not None:
            self.live.touch("slack", *key)

    def add_channel(self, channel: Channel) -> Channel:
        if is_shown(channel):
            channel.changed = lambda ts: self.touch("messages", channel.id, ts)
            self.touch("channels", channel.id)
        self.channels[channel.id] = channel
        return channel

    def person(self, person_id: str) -> Person:
        if person_id not in self.people:
            raise Refused("user_not_found")
        return self.people[person_id]

    def channel(self, name: str) -> Channel:
        """The channel by id or name; the direct messages of a person by the person's id."""
        if name in self.channels:
            return self.channels[name]
        if name in self.people:
            return self.direct(self.person(name))
        for channel in self.channels.values():
            if not channel.is_im and channel.name == name.removeprefix("#"):
                return channel
        raise Refused("channel_not_found")

    def direct(self, person: Person) -> Channel:
        """The direct messages between a person and the app, opened if need be."""
        if person.is_bot or person.id == "USLACKBOT":
            raise Refused("cannot_dm_bot")
        if person.is_deleted:
            raise Refused("user_disabled")
        if person.id not in self.directs:
            channel = Channel(f"D{secrets.token_hex(5).upper()}", "", {person.id, BOT_PERSON}, owner=person.id)
            self.add_channel(channel)
            self.directs[person.id] = channel.id
        return self.channels[self.directs[person.id]]

    def between(self, one: Person, other: Person) -> Channel:
        """The direct messages of two people, opened if need be."""
        both = {one.id, other.id}
        for channel in self.channels.values():
            if channel.between and channel.members == both:
                return channel
        if BOT_PERSON in both:
            return self.direct(one if other.id == BOT_PERSON else other)
        return self.add_channel(Channel(f"D{secrets.token_hex(5).upper()}", "", both, between=True))

    def has_direct(self, person: Person) -> bool:
        return person.id in self.directs

    def add_crowd(self, count: int) -> list[Person]:
        """Many employees at once, in the public channels."""
        start = sum(1 for person in self.people.values() if person.is_crowd)
        people = crowd(count, start)
        for person in people:
            self.add_person(person)
        return people

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        for name in ("C0QUEUE", "C0GENERAL"):
            self.channels[name].members.add(person.id)
            self.touch("channels", name)

    def next_ts(self) -> str:
        """A time stamp that no other message has."""
        self._ts = max(self._ts + 1, int(time.time() * 1_000_000))
        return f"{self._ts // 1_000_000}.{self._ts % 1_000_000:06d}"

    def new_trigger(self, person: str) -> str:
        name = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(person)
        return name

    def use_trigger(self, name: str) -> Trigger:
        """The trigger, used up; else Slack's refusal."""
        trigger = self.triggers.get(name)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.made > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, base: str, response: ResponseUrl) -> str:
        name = secrets.token_urlsafe(18)
        self.responses[name] = response
        return f"{base}/slack/response/{name}"

    def whisper(self, person: str, message: Message) -> None:
        """Show a person what nobody else sees."""
        self.ephemerals.setdefault(person, []).append(message)
        self.touch("ephemerals", person)

    def view(self) -> dict[str, Any]:
        """Everything, as JSON, for the page and for tests."""
        return {
            "app": self.settings.as_json() | {"connections": len(self.connections)},
            # A crowd would drown the rest; whoever added it knows the ids.
            "people": [{**p.as_json(locale=True), "kind": p.kind} for p in self.people.values() if not p.is_crowd],
            "people_count": len(self.people),
            "channels": [_channel_view(channel) for channel in self.channels.values()],
            "ephemerals": self.ephemerals,
            "views": {
                person: [{**self.views.open[one].as_json(), "errors": self.views.open[one].errors} for one in stack]
                for person, stack in self.views.stacks.items()
                if stack
            },
            "homes": {person: home.as_json() for person, home in self.views.homes.items()},
        }


def _channel_view(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "owner": channel.owner,
        "between": channel.between,
        "members": sorted(channel.members),
        "messages": sorted(channel.messages.values(), key=lambda message: message["ts"]),
    }
