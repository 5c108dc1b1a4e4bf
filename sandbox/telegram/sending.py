"""What the bot does in chats: send, edit, delete, within Telegram's limits."""

import time
from typing import Any

from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.entities import MOST_UNITS, detect, strip, units
from sandbox.telegram.errors import bad_request, forbidden, too_many
from sandbox.telegram.params import Params
from sandbox.telegram.world import World

CHAT_BURST, CHAT_SECONDS = 3, 3.0  # one a second on average; Telegram bears short bursts
GROUP_MESSAGES, GROUP_SECONDS = 20, 60.0
ALL_MESSAGES, ALL_SECONDS = 30, 1.0
DELETE_SECONDS = 48 * 60 * 60
MOST_ENTITIES = 100
GROUP_NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


class Sending:
    def __init__(self, world: World) -> None:
        self.world = world

    def send_message(self, params: Params) -> dict[str, Any]:
        chat = self.reach(params)
        body = self._read_text(params)
        message = self.world.compose(chat, self.world.bot, body)
        message.reply_to = self._read_reply(chat, params)
        message.thread = self._read_thread(chat, params, message.reply_to)
        if chat.type == "channel":
            message.sender, message.sender_chat = None, chat
        self._count(chat)
        return self.world.add(message).shape()

    def edit_message_text(self, params: Params) -> dict[str, Any]:
        chat = self.reach(params)
        message = self._find(chat, params, "message to edit not found")
        if not self._is_ours(message) or "text" not in message.body:
            raise bad_request("message can't be edited")
        body = self._read_text(params)
        if body == message.body:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        self._count(chat)
        message.body, message.edited = body, int(time.time())
        self.world.tell("edit", message)
        return message.shape()

    def delete_message(self, params: Params) -> bool:
        """Own messages within 48 hours; others' in private chats, or as an administrator."""
        chat = self.reach(params)
        message = self._find(chat, params, "message to delete not found")
        late = time.time() - message.date > DELETE_SECONDS
        if late or not (self._is_ours(message) or chat.type == "private" or chat.bot == "administrator"):
            raise bad_request("message can't be deleted for everyone")
        message.deleted = True
        self.world.tell("delete", message)
        return True

    def reach(self, params: Params) -> Chat:
        """The chat a call names, if the bot may act in it."""
        chat = self.find_chat(params)
        if chat.migrated_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        if chat.type == "private":
            if chat.bot == "kicked":
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.bot == "kicked":
            raise forbidden(f"bot was kicked from the {GROUP_NAMES[chat.type]}")
        elif chat.bot == "left":
            raise forbidden(f"bot is not a member of the {GROUP_NAMES[chat.type]}")
        return chat

    def find_chat(self, params: Params) -> Chat:
        wanted = str(params.values.get("chat_id", ""))
        if not wanted:
            raise bad_request("chat_id is empty")
        if wanted.startswith("@"):
            names = (one for one in self.world.chats.values() if one.type != "private" and f"@{one.username}" == wanted)
            found = next(names, None)
        else:
            found = self.world.chats.get(int(wanted)) if wanted.lstrip("-").isdigit() else None
        if found is None:
            raise bad_request("chat not found")
        return found

    def _is_ours(self, message: Message) -> bool:
        return message.sender is self.world.bot or (
            message.chat.type == "channel" and message.sender_chat is message.chat
        )

    def _find(self, chat: Chat, params: Params, gone: str) -> Message:
        message = chat.messages.get(params.integer("message_id"))
        if message is None or message.deleted:
            raise bad_request(gone)
        return message

    def _read_text(self, params: Params) -> dict[str, Any]:
        if params.text("parse_mode"):
            raise bad_request("unsupported parse_mode: the sandbox takes plain text and entities")
        text, given = strip(params.text("text"), _read_entities(params))
        if not text:
            raise bad_request("message text is empty")
        if units(text) > MOST_UNITS:
            raise bad_request("message is too long")
        body: dict[str, Any] = {"text": text}
        entities = given or detect(text)
        if entities:
            body["entities"] = entities
        if params.mapping("link_preview_options"):
            body["link_preview_options"] = params.mapping("link_preview_options")
        return body

    def _read_reply(self, chat: Chat, params: Params) -> Message | None:
        reply = params.mapping("reply_parameters")
        if not reply and params.has("reply_to_message_id"):
            lenient = params.boolean("allow_sending_without_reply")
            reply = {"message_id": params.integer("reply_to_message_id"), "allow_sending_without_reply": lenient}
        if not reply:
            return None
        message = chat.messages.get(Params(reply).integer("message_id"))
        if message is not None and not message.deleted:
            return message
        if Params(reply).boolean("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def _read_thread(self, chat: Chat, params: Params, reply_to: Message | None) -> int | None:
        """A topic must exist; a reply without one goes into the topic of what it answers."""
        if params.has("message_thread_id"):
            thread = params.integer("message_thread_id")
            if thread not in chat.topics:
                raise bad_request("message thread not found")
            return thread
        return thread_of(chat, reply_to)

    def _count(self, chat: Chat) -> None:
        """Refuses what is too fast, with the longest wait; what is refused does not count."""
        rules = [(f"chat {chat.id}", CHAT_BURST, CHAT_SECONDS), ("all", ALL_MESSAGES, ALL_SECONDS)]
        if chat.type != "private":
            rules.append((f"group {chat.id}", GROUP_MESSAGES, GROUP_SECONDS))
        wait = max(self.world.limits.wait(*rule) for rule in rules)
        if wait > 0:
            raise too_many(wait)
        for key, _, _ in rules:
            self.world.limits.count(key)


def thread_of(chat: Chat, reply_to: Message | None) -> int | None:
    """The topic, or in other supergroups the thread, that a reply falls into."""
    if reply_to is None or chat.type != "supergroup":
        return None
    if chat.forum:
        return reply_to.thread
    return reply_to.thread if reply_to.thread is not None else reply_to.id


def _read_entities(params: Params) -> list[dict[str, Any]]:
    found = []
    for one in params.array("entities")[:MOST_ENTITIES]:
        if not isinstance(one, dict) or not {"type", "offset", "length"} <= set(one):
            raise bad_request("can't parse MessageEntity")
        found.append(one | {"offset": int(one["offset"]), "length": int(one["length"])})
    return found
