"""What people do on Telegram: write, edit, open topics, block the bot, turn a group into a supergroup."""

import time
from dataclasses import dataclass
from typing import Any

from sandbox.control import Mistake
from sandbox.telegram.chats import BotStatus, Chat, Message, Person
from sandbox.telegram.entities import detect
from sandbox.telegram.methods import bot_member
from sandbox.telegram.sending import thread_of
from sandbox.telegram.world import World

TOPIC_COLOUR = 7322096
# A handful of those that ReactionTypeEmoji lists.
REACTIONS = ("👍", "👎", "❤", "🔥", "👏", "😁", "🤔", "😢", "🎉", "🙏", "💯", "👀", "🤝")


@dataclass
class Given:
    """A message as a person wants to send it; `data` is the control call."""

    chat: Chat
    sender: Person | None
    data: dict[str, Any]
    reply_to: Message | None = None
    sender_chat: Chat | None = None


def say(world: World, given: Given) -> tuple[Message, int | None]:
    """The message, and the number of the bot's update about it, if it gets one at once."""
    chat, data = given.chat, given.data
    message = world.compose(chat, given.sender, _body(world, data))
    message.sender_chat = chat if chat.type == "channel" else given.sender_chat
    message.sender = None if chat.type == "channel" else message.sender
    if message.sender is None and message.sender_chat is None:
        raise Mistake("A message needs a `from`, or a `sender_chat`")
    message.reply_to, message.thread = given.reply_to, data.get("thread") or thread_of(chat, given.reply_to)
    if chat.forum and message.thread is not None and message.reply_to is None:
        # Telegram makes what is written in a topic a reply to the message that opened it.
        message.reply_to = chat.messages.get(message.thread)
    if data.get("album"):
        message.extra["media_group_id"] = str(data["album"])
    if data.get("is_automatic_forward"):
        message.extra["is_automatic_forward"] = True
    if "date" in data:
        message.date = int(data["date"])
    chat.started = True
    number = _announce(world, world.add(message), data)
    if chat.type == "channel":
        _forward(world, message)
    return message, number


def edit(world: World, message: Message, data: dict[str, Any]) -> int | None:
    """The message changes; the bot is told, if it gets to see it."""
    body = {
        name: value
        for name, value in message.body.items()
        if name not in {"text", "entities", "caption", "caption_entities"}
    }
    if data.get("location"):
        body["location"] = _location(data["location"])
    elif "caption" in message.body:
        body |= _words("caption", str(data.get("caption") or data.get("text")))
    else:
        body |= _words("text", str(data.get("text")))
    message.body, message.edited = body, int(time.time())
    world.tell("edit", message)
    return _announce(world, message, data, edited=True)


def react(world: World, message: Message, person: Person, emoji: str | None) -> int | None:
    """The person's one reaction changes; the bot is told where it may hear of it and asked to."""
    if emoji is not None and emoji not in REACTIONS:
        raise Mistake(f"Telegram knows no reaction {emoji}")
    if message.chat.type == "channel":
        raise Mistake("In channels reactions are anonymous; the sandbox has none there")
    old = message.reactions.pop(person.id, None)
    if emoji is not None:
        message.reactions[person.id] = emoji
    world.tell("reaction", message)
    if old == emoji or (message.chat.type != "private" and message.chat.bot != "administrator"):
        return None
    shape = {"chat": message.chat.shape(), "message_id": message.id, "user": person.shape(), "date": int(time.time())}
    return world.updates.add(
        "message_reaction", shape | {"old_reaction": _reactions(old), "new_reaction": _reactions(emoji)}
    )


def _reactions(emoji: str | None) -> list[dict[str, str]]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def open_topic(world: World, chat: Chat, sender: Person, name: str) -> int:
    """A new topic; its number is that of the service message which opens it."""
    body = {"forum_topic_created": {"name": name, "icon_color": TOPIC_COLOUR}}
    message = world.compose(chat, sender, body)
    message.thread = message.id
    chat.topics[message.id] = name
    world.changed(chat)
    world.tell_bot(world.add(message))
    return message.id


def change_member(world: World, chat: Chat, by: Person | None, status: BotStatus) -> int | None:
    """The bot's place in the chat changes, and the bot is told."""
    old = bot_member(world, chat)
    chat.bot = status
    by = by or world.telegram
    shape = {"chat": chat.shape(), "from": by.shape(), "date": int(time.time())}
    shape |= {"old_chat_member": old, "new_chat_member": bot_member(world, chat)}
    world.changed(chat)
    world.sandbox.tell("telegram", {"what": "member", "chat": chat.id, "status": status})
    return world.updates.add("my_chat_member", shape)


def migrate(world: World, chat: Chat) -> Chat:
    """The group goes on as a supergroup with another id; both tell so by a service message."""
    new = world.new_chat("supergroup", chat.title)
    chat.migrated_to = new.id
    world.changed(chat)
    admin = next((message.sender for message in chat.messages.values() if message.sender), world.telegram)
    world.tell_bot(world.add(world.compose(chat, admin, {"migrate_to_chat_id": new.id})))
    world.tell_bot(world.add(world.compose(new, admin, {"migrate_from_chat_id": chat.id})))
    return new


def _forward(world: World, post: Message) -> None:
    """A channel's post appears in its discussion group by itself."""
    group = world.chats.get(post.chat.linked) if post.chat.linked is not None else None
    if group is None:
        return
    copy = world.compose(group, world.telegram, dict(post.body))
    copy.sender_chat = post.chat
    origin = {"type": "channel", "date": post.date, "chat": post.chat.shape(), "message_id": post.id}
    copy.extra = {"is_automatic_forward": True, "forward_origin": origin}
    world.tell_bot(world.add(copy))


def _announce(world: World, message: Message, data: dict[str, Any], *, edited: bool = False) -> int | None:
    duplicate, delay = int(data.get("duplicate", 1)), float(data.get("delay", 0))
    return world.tell_bot(message, edited=edited, duplicate=duplicate, delay=delay)


def _body(world: World, data: dict[str, Any]) -> dict[str, Any]:
    if data.get("location"):
        return {"location": _location(data["location"])}
    if data.get("photo") or data.get("album"):
        caption = _words("caption", str(data["caption"])) if data.get("caption") else {}
        return {"photo": _photo(world, data.get("photo"))} | caption
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Mistake("A message needs a `text`, a `photo` or a `location`")
    return _words("text", text)


def _words(name: str, text: str) -> dict[str, Any]:
    entities = detect(text)
    key = "entities" if name == "text" else "caption_entities"
    return {name: text} | ({key: entities} if entities else {})


def _location(given: dict[str, Any]) -> dict[str, Any]:
    try:
        place: dict[str, Any] = {"latitude": float(given["latitude"]), "longitude": float(given["longitude"])}
    except (KeyError, TypeError, ValueError) as error:
        raise Mistake("A location needs a `latitude` and a `longitude`") from error
    return place | ({"live_period": int(given["live_period"])} if given.get("live_period") else {})


def _photo(world: World, given: Any) -> list[dict[str, Any]]:
    """A picture sent before, as `{"picture": NUMBER}`; else one grey pixel."""
    number = len(world.files) + 1
    world.files[f"photo{number}"] = f"photos/file_{number}.png"
    size = {"file_id": f"photo{number}", "file_unique_id": f"uphoto{number}", "width": 1, "height": 1}
    if not isinstance(given, dict):
        return [size | {"file_size": 67}]
    picture = world.sandbox.pictures.find(given.get("picture"))
    if picture is None:
        raise Mistake(f"There is no picture {given.get('picture')}")
    world.pictures[f"photo{number}"] = str(given["picture"])
    return [size | {"width": picture.width, "height": picture.height, "file_size": len(picture.data)}]
