"""What stands where at one moment: in Slack as each person sees it, and in public."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.replay.blocks import Shown, shown
from sandbox.replay.control import Control

View = dict[str, Any]


@dataclass(frozen=True)
class Public:
    """One post of the company's; `to` is the id of what it replies to."""

    channel: str
    chat: str
    id: str
    to: str
    text: str


@dataclass(frozen=True)
class Scene:
    """A look at the whole sandbox."""

    messages: list[Shown] = field(default_factory=list)
    views: dict[str, list[View]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    posts: list[Public] = field(default_factory=list)
    handle: str = ""

    def view_of(self, person: str) -> View | None:
        stack = self.views.get(person)
        return stack[-1] if stack else None


async def look(control: Control) -> Scene:
    state = await control.see("state")
    slack = state["slack"]
    messages = [
        shown(channel, message)
        for channel in slack["channels"]
        for message in channel["messages"]
        if message.get("bot_id")
    ]
    names = {person["id"]: person.get("real_name", person["name"]) for person in slack["people"]}
    posted = [*_on_x(state["x"]), *_on_telegram(state["telegram"])]
    return Scene(messages, slack["views"], names, posted, state["x"]["me"])


async def posts(control: Control, channel: str) -> list[Public]:
    """What the company has posted on one platform, as anybody may look."""
    state = await control.see("state")
    return list(_on_x(state["x"]) if channel == "x" else _on_telegram(state["telegram"]))


def _on_x(x: dict[str, Any]) -> Iterator[Public]:
    for post in x["posts"]:
        if post["ours"]:
            yield Public("x", "", post["id"], post["in_reply_to"] or "", post["text"])


def _on_telegram(telegram: dict[str, Any]) -> Iterator[Public]:
    for chat in telegram["chats"]:
        for message in chat["messages"]:
            if message["ours"] and not message["deleted"]:
                to = (message.get("reply_to_message") or {}).get("message_id", "")
                text = message.get("text") or message.get("caption") or ""
                yield Public("telegram", str(chat["id"]), str(message["message_id"]), str(to), text)
