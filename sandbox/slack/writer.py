"""Plays what people do in the workspace beside using the app: write, edit, delete, join, open the Home tab."""

import asyncio
import copy
import uuid
from typing import Any

from sandbox.control import Mistake
from sandbox.slack import events, messages
from sandbox.slack.call import Call
from sandbox.slack.channels import Channel, Message
from sandbox.slack.chat import remove
from sandbox.slack.markup import as_rich_text, from_person
from sandbox.slack.people import BOT_PERSON, Person
from sandbox.slack.player import Answer, Player

TABS = ("home", "messages")


class Writer(Player):
    """One person at the keyboard."""

    async def message(self) -> Answer:
        """Write in a channel, a thread or to the app; `duplicate` and `delay` play a bad network to the app."""
        person, channel = self.person(), self.channel()
        message = self._written(person)
        thread = self.data.get("thread_ts")
        if thread:
            if thread not in channel.messages:
                raise Mistake(f"There is no thread {thread!r}")
            message["thread_ts"] = messages.thread_of(channel, str(thread))
        messages.add(channel, message)
        self.sandbox.tell("slack", {"kind": "message", "channel": channel.id, "ts": message["ts"]})
        answer = await self._tell(self._heard(channel, message))
        return answer | {"channel": channel.id, "ts": message["ts"]}

    def _written(self, person: Person) -> Message:
        names = {one.name: one.id for one in self.world.people.values()}
        text = from_person(str(self.data.get("text", "")), names)
        return {
            "client_msg_id": str(uuid.uuid4()),
            "type": "message",
            "text": text,
            "user": person.id,
            "ts": self.world.next_ts(),
            "team": person.team,
            "blocks": as_rich_text(text),
        }

    def _heard(self, channel: Channel, message: Message) -> list[dict[str, Any]]:
        """The events that the app gets of a new message."""
        found = []
        if events.heard(self.world, channel):
            found.append(events.message_event(self.world, channel, copy.deepcopy(message)))
        mentioned = f"<@{BOT_PERSON}>" in message["text"] and BOT_PERSON in channel.members
        if mentioned and not channel.is_im and self.world.settings.hears("app_mention"):
            event = events.message_event(self.world, channel, copy.deepcopy(message))
            del event["channel_type"]
            found.append(event | {"type": "app_mention"})
        return found

    async def _tell(self, found: list[dict[str, Any]]) -> Answer:
        """Send these events, each as often as asked; the answer tells of the first."""
        copies, delay = int(self.data.get("duplicate", 1)), float(self.data.get("delay", 0))
        wrapped = [events.envelope(event) for event in found]
        sendings = [self.wire.event(one, delay) for one in wrapped for _ in range(copies)]
        outcomes = await asyncio.gather(*sendings)
        if not outcomes:
            return {"acknowledged": False, "error": "not_subscribed", "number": None}
        return self._answer(self.person(), outcomes[0])

    async def edit(self) -> Answer:
        person, channel = self.person(), self.channel()
        message = self._own(person, channel)
        before = copy.deepcopy(message)
        names = {one.name: one.id for one in self.world.people.values()}
        message["text"] = from_person(str(self.data.get("text", "")), names)
        message["blocks"] = as_rich_text(message["text"])
        message["edited"] = {"user": person.id, "ts": self.world.next_ts()}
        channel.changed(message["ts"])
        events.changed(self.wire, channel, before, copy.deepcopy(message))
        return {"ts": message["ts"]}

    async def delete(self) -> Answer:
        message = self._own(self.person(), self.channel())
        remove(Call(self.sandbox, self.world, "delete", {}), self.channel(), message)
        return {"ts": message["ts"]}

    def _own(self, person: Person, channel: Channel) -> Message:
        message = channel.messages.get(str(self.data.get("ts", "")))
        if message is None or message.get("user") != person.id:
            raise Mistake(f"{person.name} has written no such message")
        return message

    async def home(self) -> Answer:
        """Open the app's Home tab, or another `tab` of it; the answer shows what the app has published by then."""
        person = self.person()
        tab = str(self.data.get("tab", "home"))
        if tab not in TABS:
            raise Mistake(f"The tab is one of {', '.join(TABS)}")
        channel = self.world.direct(person)
        event: dict[str, Any] = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
        event["event_ts"] = self.world.next_ts()
        home = self.world.views.homes.get(person.id)
        hears = self.world.settings.hears("app_home_opened")
        # Slack sends the published view along with the Home tab only.
        if home and tab == "home":
            event["view"] = home.as_json()
        answer = await self._tell([event] if hears else [])
        home = self.world.views.homes.get(person.id)
        return answer | {"home": home and home.as_json()}

    async def direct(self) -> Answer:
        """Open the direct messages with a colleague (`with`), of which the app hears nothing."""
        person, other = self.person(), Player(self.sandbox, self.world, {"person": self.data.get("with")}).person()
        return {"channel": self.world.between(person, other).id}

    async def join(self) -> Answer:
        """Join a public channel; the app itself is invited by naming it."""
        person, channel = self.person(), self.channel()
        channel.members.add(person.id)
        self.world.touch("channels", channel.id)
        event = {"type": "member_joined_channel", "user": person.id, "channel": channel.id, "channel_type": "C"}
        event |= {"team": person.team, "event_ts": self.world.next_ts()}
        hears = BOT_PERSON in channel.members and self.world.settings.hears("member_joined_channel")
        return await self._tell([event] if hears else [])

    async def leave(self) -> Answer:
        channel = self.channel()
        channel.members.discard(self.person().id)
        self.world.touch("channels", channel.id)
        return {}
