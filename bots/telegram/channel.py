"""Telegram as a Channel: reads, publishes, deletes. It cannot look a message up: bots do not see their own."""

from datetime import datetime

from bots.telegram import words
from bots.telegram.client import Telegram
from bots.telegram.errors import MissingError
from bots.telegram.event import CHANNEL
from bots.telegram.links import message_url
from bots.telegram.parse import parse
from policies.wording import has_link
from routing.ports import DeliveryError, Found, Limit, Outcome, Parsed, Published, RawEvent, Reply

MAX_LENGTH = 4096  # UTF-16 code units, the strictest reading of Telegram's "characters"


class TelegramChannel:
    """Implements routing.ports.Channel."""

    name = CHANNEL
    can_find = False

    def __init__(self, client: Telegram) -> None:
        self._client = client

    def parse(self, event: RawEvent) -> Parsed:
        return parse(event.payload, self._client.us.username)

    def length(self, text: str) -> int:
        return words.length(text)

    def has_link(self, text: str) -> bool:
        return has_link(text)

    def limits(self, reply: Reply) -> tuple[Limit, ...]:
        """The narrowest first: one a second in a chat, 20 a minute in a group, 30 a second in all."""
        chat = _chat(reply)
        narrow = [Limit(f"telegram.chat.{chat}", 1, 1.0)]
        if chat.startswith("-"):
            narrow.append(Limit(f"telegram.group.{chat}", 20, 60.0))
        return (*narrow, Limit("telegram", 30, 1.0))

    async def publish(self, reply: Reply) -> Published:
        """Post the answer once, under the question, in the question's topic."""
        sent = await self._client.send(
            _number(_chat(reply)),
            reply.text,
            reply_to=_number(reply.target.rpartition(":")[2]) if reply.attach else None,
            thread=_number(reply.thread) if reply.thread else None,
        )
        url = message_url(sent.chat.id, sent.chat.type, sent.chat.username, sent.message_id)
        return Published(f"{sent.chat.id}:{sent.message_id}", url)

    async def find(self, reply: Reply, since: datetime) -> Found:  # noqa: ARG002 - the port's
        """Never knows: neither "it is there" nor "it is not" may be concluded."""
        raise DeliveryError(Outcome.UNKNOWN, "Telegram does not let a bot look for its own messages.")

    async def delete(self, reply: Reply, published: Published) -> None:  # noqa: ARG002 - the port's
        """Within 48 hours; a message that is gone already counts as deleted."""
        chat, _, message = published.external_id.rpartition(":")
        try:
            await self._client.delete(_number(chat), _number(message))
        except MissingError:
            return


def _chat(reply: Reply) -> str:
    return reply.chat or reply.target.rpartition(":")[0]


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise DeliveryError(Outcome.REFUSED, f"Telegram has no message or chat called {text!r}.") from error
