"""Looks at Telegram without changing anything: who the bot is, its webhook, what people read, who else polls."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from bots.telegram.about import opening
from bots.telegram.client import ALLOWED_UPDATES, Telegram, Us, WebhookState
from bots.telegram.errors import ConflictingError
from routing.looks import Seen, seen

__all__ = ["ALLOWED_UPDATES", "Description", "TelegramLook", "Using", "look", "opening", "with_client"]

_WATCH = 1.5  # seconds in which another poller takes its poll up again
_LISTEN = 1  # seconds, whole ones, that one poll of ours waits
Thing = TypeVar("Thing")
Using = Coroutine[Any, Any, Thing]


@dataclass(frozen=True)
class Description:
    """What people read before they write, and what stands on the bot's profile."""

    long: str
    short: str


@dataclass(frozen=True)
class TelegramLook:
    """`alone` is None when it was not looked whether anybody else polls; a thing of None there means: not sure."""

    us: Seen[Us]
    webhook: Seen[WebhookState]
    description: Seen[Description]
    alone: Seen[bool | None] | None = None


async def look(api_url: str, token: str, *, watch: bool = False, seconds: float = 3.0) -> TelegramLook:
    """One look, over after about that many seconds.

    `watch`: poll as well, for a moment, without confirming anything. That ends another poller's poll, so it must not be
    done while ours runs; whoever else polls begins again and ends ours, which is how we know.
    """
    return await with_client(api_url, token, lambda client: _look(client, watch=watch, seconds=seconds))


async def with_client(api_url: str, token: str, use: Callable[[Telegram], Using[Thing]]) -> Thing:
    """What comes of using a line to Telegram that is closed afterwards."""
    client = Telegram(token, api_url)
    try:
        return await use(client)
    finally:
        await client.close()


async def _look(client: Telegram, *, watch: bool, seconds: float) -> TelegramLook:
    deadline = asyncio.get_running_loop().time() + seconds
    us = await _seen(client.meet(), deadline)
    if us.thing is None:
        lost = us.trouble, us.refused
        return TelegramLook(us, Seen(None, *lost), Seen(None, *lost))
    webhook, description = await asyncio.gather(
        _seen(client.webhook(), deadline), _seen(_description(client), deadline)
    )
    free = watch and webhook.thing is not None and not webhook.thing.url
    return TelegramLook(us, webhook, description, await _seen(_is_alone(client), deadline + _WATCH) if free else None)


async def _seen(looking: Awaitable[Thing], deadline: float) -> Seen[Thing]:
    return await seen(looking, "Telegram", deadline)


async def _description(client: Telegram) -> Description:
    return Description(await client.description(), await client.short_description())


async def _is_alone(client: Telegram) -> bool | None:
    """Whether nobody ends our polls. While updates wait, Telegram answers at once, and nobody can tell."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _WATCH
    waited = True
    try:
        while loop.time() < until:
            if await client.updates(None, _LISTEN, limit=1):
                waited = False
                await asyncio.sleep(0.2)
    except ConflictingError:
        return False
    return True if waited else None
