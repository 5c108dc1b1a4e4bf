"""Where in Slack something goes: names of channels and ids of people turned into what the calls take."""

import asyncio
import re

from bots.slack.client import Lookups
from bots.slack.errors import A_PERSON
from routing.ports import DeliveryError

_CONVERSATION = re.compile(r"[CGD][A-Z0-9]{2,}")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_PAGE = 1000
_MOST_PAGES = 50


def is_person(to: str) -> bool:
    return _PERSON.fullmatch(to) is not None


def in_words(to: str) -> str:
    """The destination for a sentence to a person."""
    if is_person(to):
        return A_PERSON
    return "the channel" if _CONVERSATION.fullmatch(to) else f"#{to.removeprefix('#')}"


class Directory:
    """Channels by name and direct messages by person; each is asked once."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._channels: dict[str, str] = {}
        self._direct: dict[str, str] = {}
        self._listing = asyncio.Lock()

    async def to_post(self, to: str) -> str:
        """What chat.postMessage takes: an id as it is, a channel's id, or its name when we may not list channels."""
        if is_person(to) or _CONVERSATION.fullmatch(to):
            return self._direct.get(to, to)
        return await self._channel(to.removeprefix("#")) or f"#{to.removeprefix('#')}"

    async def conversation(self, to: str) -> str:
        """The id of the conversation itself, as reading its history needs it. Raises DeliveryError."""
        if not is_person(to):
            return await self.to_post(to)
        if to not in self._direct:
            answer = await self._lookups.post("conversations.open", {"users": to}, in_words(to))
            self._direct[to] = str((answer.get("channel") or {}).get("id") or to)
        return self._direct[to]

    async def otherwise(self, to: str) -> str | None:
        """Another address of the same place, for a Slack that does not know the first. Raises DeliveryError."""
        if is_person(to):
            opened = await self.conversation(to)
            return None if opened == to else opened
        return None if _CONVERSATION.fullmatch(to) or to in self._channels else to.removeprefix("#")

    def forget(self, to: str) -> None:
        """What Slack no longer knows is asked again."""
        self._channels.pop(to.removeprefix("#"), None)
        self._direct.pop(to, None)

    async def _channel(self, name: str) -> str | None:
        async with self._listing:
            if name not in self._channels:
                self._channels |= await self._list()
            return self._channels.get(name)

    async def _list(self) -> dict[str, str]:
        """All public channels' ids by name; empty when we may not ask."""
        found: dict[str, str] = {}
        cursor = ""
        for _ in range(_MOST_PAGES):
            params = {"exclude_archived": True, "limit": _PAGE, **({"cursor": cursor} if cursor else {})}
            try:
                answer = await self._lookups.get("conversations.list", params, "the list of channels")
            except DeliveryError:
                break
            channels = answer.get("channels") or []
            found |= {str(channel.get("name")): str(channel.get("id")) for channel in channels}
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found
