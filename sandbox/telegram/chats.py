"""What Telegram knows of people, chats and messages."""

from dataclasses import dataclass, field
from typing import Any, Literal

ChatType = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator", "left", "kicked"]
TELEGRAM_ID = 777000


@dataclass
class Person:
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "en"
    is_bot: bool = False

    def shape(self) -> dict[str, Any]:
        shape = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        more = {"username": self.username, "language_code": self.language_code}
        return shape | {name: value for name, value in more.items() if value}


@dataclass
class Chat:
    """`person` is the other side of a private chat; `bot` is how the bot stands in the chat."""

    id: int
    type: ChatType
    title: str
    username: str | None = None
    person: Person | None = None
    forum: bool = False
    linked: int | None = None
    bot: BotStatus = "member"
    started: bool = True
    migrated_to: int | None = None
    messages: dict[int, "Message"] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)

    def shape(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.person is not None:
            shape["first_name"] = self.person.first_name
        else:
            shape["title"] = self.title
        if self.username:
            shape["username"] = self.username
        return shape | ({"is_forum": True} if self.forum else {})


@dataclass
class Message:
    """`body` is what kind of message it is, in the Bot API's own fields (text, photo, location, a service message).

    `reactions` holds the emoji of each person by the person's id.
    """

    id: int
    chat: Chat
    date: int
    sender: Person | None
    body: dict[str, Any]
    sender_chat: Chat | None = None
    reply_to: "Message | None" = None
    thread: int | None = None
    edited: int | None = None
    deleted: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body.get("entities") or self.body.get("caption_entities") or []
        return found

    def shape(self, *, inner: bool = False) -> dict[str, Any]:
        """The message as the Bot API gives it; the one it answers is given without its own."""
        shape: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": self.chat.shape()}
        if self.sender is not None:
            shape["from"] = self.sender.shape()
        if self.sender_chat is not None:
            shape["sender_chat"] = self.sender_chat.shape()
        if self.thread is not None:
            shape["message_thread_id"] = self.thread
            shape |= {"is_topic_message": True} if self.chat.forum else {}
        if self.edited is not None:
            shape["edit_date"] = self.edited
        if self.reply_to is not None and not inner and not self.reply_to.deleted:
            shape["reply_to_message"] = self.reply_to.shape(inner=True)
        return shape | self.extra | self.body
