"""The Telegram that the stand-in knows: its people, chats and messages, and what the bot is told of them."""

import itertools
import re
import time
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.core import Sandbox
from sandbox.limits import SlidingWindows
from sandbox.live import Key
from sandbox.telegram.chats import TELEGRAM_ID, Chat, ChatType, Message, Person
from sandbox.telegram.entities import of_kind
from sandbox.telegram.updates import Updates
from sandbox.telegram.webhook import Webhook

TOKEN = "4200000001:sandbox-telegram-token"  # noqa: S105 - the stand-in's own, known to all
FIRST_PERSON = 500_000_001
FIRST_GROUP = 4_000_000_001
OPENED = 1_767_225_600  # 2026-01-01
SUPERGROUP_BASE = -1_000_000_000_000
USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,31}")
SERVICE = {
    "new_chat_members", "left_chat_member", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
    "migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_created", "new_chat_title", "pinned_message",
}  # fmt: skip


@dataclass
class Account:
    """The bot, and the token that lets a program act as it."""

    token: str = TOKEN
    username: str = "brightaisle_bot"
    name: str = "Brightaisle"


@dataclass
class Switches:
    """What a person may turn: `privacy` hides from the bot what is not meant for it in groups; it may join them."""

    privacy: bool = True
    can_join_groups: bool = True


class World:
    """One small Telegram with one bot. Everything happens in one event loop, so nothing here is locked."""

    def __init__(self, sandbox: Sandbox, account: Account | None = None) -> None:
        account = account or Account()
        self.sandbox, self.token = sandbox, account.token
        number = int(account.token.split(":", 1)[0])
        self.bot = Person(number, account.name, account.username, None, is_bot=True)
        self.limits = SlidingWindows(sandbox.speed)
        self.updates = Updates(sandbox.random)
        self.webhook = Webhook(self.updates, sandbox.speed)
        sandbox.live.sources["telegram"] = self.piece
        self.reset()

    def reset(self) -> None:
        """Nobody but the bot, and nothing said."""
        self.people: dict[str, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, str] = {}
        self.pictures: dict[str, str] = {}
        self.profile: dict[tuple[str, str], Any] = {}
        self.switches = Switches()
        self.limits.clear()
        self.webhook.clear()
        self.updates.reset()
        # Nobody who comes after a reset or a restart is taken for somebody who was here before.
        later = int((time.time() - OPENED) * 10)
        self._people = itertools.count(FIRST_PERSON + later)
        self._groups = itertools.count(FIRST_GROUP + later)
        self._private_messages = itertools.count(1)
        self.telegram = Person(TELEGRAM_ID, "Telegram", None, None)
        self.sandbox.live.touch("telegram", "bot")

    def view(self) -> dict[str, Any]:
        """Everything, as JSON, for the page and for tests."""
        return {
            "bot": self.bot.shape(),
            "switches": asdict(self.switches) | asdict(self.updates.delivery),
            "people": [person.shape() for person in self.people.values()],
            "chats": [self.show(chat) | {"messages": self.show_messages(chat)} for chat in self.chats.values()],
            "webhook": self.webhook.info(),
            "profile": {f"{what} {language}".strip(): value for (what, language), value in self.profile.items()},
        }

    def piece(self, key: Key) -> Any:
        """What an open page shows of one thing: `bot`, a person by name, a chat, a message of a chat."""
        match key:
            case (_, "people", name):
                return self.people[name].shape()
            case (_, "chats", number):
                return self.show(self.chats[int(number)])
            case (_, "messages", chat, number):
                message = self.chats[int(chat)].messages[int(number)]
                return None if message.deleted else self.show_message(message)
            case _:
                return self.bot.shape()

    def changed(self, chat: Chat) -> None:
        self.sandbox.live.touch("telegram", "chats", str(chat.id))

    def show(self, chat: Chat) -> dict[str, Any]:
        more = {"bot": chat.bot, "migrated_to": chat.migrated_to, "linked": chat.linked, "topics": chat.topics}
        return chat.shape() | {"title": chat.title} | more

    def show_messages(self, chat: Chat) -> list[dict[str, Any]]:
        """Everything in the chat, the bot's messages and deleted ones included."""
        return [self.show_message(message) for message in chat.messages.values()]

    def show_message(self, message: Message) -> dict[str, Any]:
        """The message as its readers see it: with reactions by name, and where its picture is."""
        more: dict[str, Any] = {"deleted": message.deleted, "ours": message.sender is self.bot}
        if message.reactions:
            names = {person.id: person.first_name for person in self.people.values()}
            more["reactions"] = {names[number]: emoji for number, emoji in message.reactions.items()}
        for size in message.body.get("photo", []):
            more["picture"] = self.pictures.get(size["file_id"])
        return message.shape() | more

    def person(self, name: str) -> Person:
        """The person of that username or first name, who joins now if there is none."""
        name = name.removeprefix("@")
        known = self.people.get(name.lower())
        if known is None:
            username = name if USERNAME.fullmatch(name) else None
            known = self.people[name.lower()] = Person(next(self._people), name, username)
            self.sandbox.live.touch("telegram", "people", name.lower())
        return known

    def private_chat(self, person: Person) -> Chat:
        chat = self.chats.get(person.id)
        if chat is None:
            chat = self.chats[person.id] = Chat(person.id, "private", person.first_name, person.username, person)
            self.changed(chat)
        return chat

    def new_chat(self, kind: ChatType, title: str, *, forum: bool = False, linked: int | None = None) -> Chat:
        """A group, supergroup or channel with the bot in it; in a channel the bot is an administrator."""
        number = next(self._groups)
        number = -number if kind == "group" else SUPERGROUP_BASE - number
        chat = self.chats[number] = Chat(number, kind, title, forum=forum, linked=linked)
        if kind == "channel":
            chat.bot = "administrator"
        if linked is not None and linked in self.chats:
            self.chats[linked].linked = number
        self.changed(chat)
        return chat

    def add(self, message: Message) -> Message:
        message.chat.messages[message.id] = message
        self.tell("message", message)
        return message

    def tell(self, what: str, message: Message) -> None:
        """Something became of a message: `message` (it is new), `edit`, `delete`, `reaction`."""
        self.sandbox.live.touch("telegram", "messages", str(message.chat.id), str(message.id))
        self.sandbox.tell("telegram", {"what": what, "message": message.shape()})

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups and channels count for themselves, from their creation on; all other chats share one count."""
        if chat.type in {"supergroup", "channel"}:
            return max(chat.messages, default=1) + 1
        return next(self._private_messages)

    def compose(self, chat: Chat, sender: Person | None, body: dict[str, Any]) -> Message:
        """A message not yet in its chat."""
        return Message(self.next_message_id(chat), chat, int(time.time()), sender, body)

    def tell_bot(self, message: Message, *, edited: bool = False, duplicate: int = 1, delay: float = 0.0) -> int | None:
        """Queue the update about a message, if the bot gets to see it; its number, if it has one already."""
        if message.chat.bot in {"left", "kicked"} or not self.bot_sees(message):
            return None
        kind = "channel_post" if message.chat.type == "channel" else "message"
        return self.updates.add(f"edited_{kind}" if edited else kind, message.shape(), duplicate=duplicate, delay=delay)

    def bot_sees(self, message: Message) -> bool:
        """In groups, with privacy on, only commands, mentions of the bot, replies to it, and service messages."""
        chat = message.chat
        if chat.type in {"private", "channel"} or not self.switches.privacy or chat.bot == "administrator":
            return True
        if SERVICE & set(message.body):
            return True
        if message.reply_to is not None and message.reply_to.sender is self.bot:
            return True
        return self._addressed(message)

    def _addressed(self, message: Message) -> bool:
        name = f"@{self.bot.username}".lower()
        if any(one.lower() == name for one in of_kind(message.text, message.entities, "mention")):
            return True
        commands = of_kind(message.text, message.entities, "bot_command")
        return any("@" not in one or one.lower().endswith(name) for one in commands)
