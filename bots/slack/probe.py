"""Looks at Slack without changing anything: who we are there, what we may do, which channels there are."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.client import Identity, call, identity_of, make_client, open_session
from routing.looks import Seen, ahead, seen

__all__ = ["SlackChannel", "SlackLook", "Workspace", "join", "look"]

_PAGE, _MOST_PAGES = 1000, 10
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Workspace:
    """The bot token's workspace; `ahead` is by how many seconds our clock is ahead of Slack's."""

    identity: Identity
    name: str
    ahead: float | None = None


@dataclass(frozen=True)
class SlackChannel:
    """A public channel; `is_member` says whether we are in it."""

    id: str
    name: str
    is_member: bool
    is_archived: bool


@dataclass(frozen=True)
class SlackLook:
    """`socket` is None without an app token."""

    workspace: Seen[Workspace]
    channels: Seen[tuple[SlackChannel, ...]]
    socket: Seen[bool] | None = None


async def look(api_url: str, bot_token: str, app_token: str = "", seconds: float = 3.0) -> SlackLook:
    """One look, over after about that many seconds. No socket is opened: it would take events from the real one."""
    deadline = asyncio.get_running_loop().time() + seconds
    session = open_session()
    try:
        client = make_client(api_url, session, bot_token)
        asked: Awaitable[Seen[bool] | None] = _seen(_socket(client, app_token), deadline) if app_token else _nothing()
        (workspace, channels), socket = await asyncio.gather(_workspace_and_channels(client, deadline), asked)
    finally:
        await session.close()
    return SlackLook(workspace, channels, socket)


async def join(api_url: str, bot_token: str, channels: tuple[SlackChannel, ...]) -> None:
    """Become a member of public channels; needs the scope channels:join. Raises DeliveryError."""
    session = open_session()
    try:
        client = make_client(api_url, session, bot_token)
        for channel in channels:
            await call(client.conversations_join(channel=channel.id), f"#{channel.name}")
    finally:
        await session.close()


async def _workspace_and_channels(
    client: AsyncWebClient, deadline: float
) -> tuple[Seen[Workspace], Seen[tuple[SlackChannel, ...]]]:
    workspace = await _seen(_workspace(client), deadline)
    if workspace.thing is None:
        return workspace, Seen(None, workspace.trouble, workspace.refused)
    return workspace, await _seen(_channels(client), deadline)


async def _seen(looking: Awaitable[Thing], deadline: float) -> Seen[Thing]:
    return await seen(looking, "Slack", deadline)


async def _nothing() -> None:
    return None


async def _workspace(client: AsyncWebClient) -> Workspace:
    answer = await call(client.auth_test(), "the workspace")
    identity = identity_of(answer)
    headers = {str(name).lower(): str(value) for name, value in dict(answer.headers or {}).items()}
    return Workspace(identity, str(answer.get("team") or identity.team_id), ahead(headers.get("date")))


async def _socket(client: AsyncWebClient, app_token: str) -> bool:
    """Whether Slack gives an address for Socket Mode; the address itself is let go."""
    answer = await call(client.apps_connections_open(app_token=app_token), "the app token")
    return bool(answer.get("url"))


async def _channels(client: AsyncWebClient) -> tuple[SlackChannel, ...]:
    found: list[SlackChannel] = []
    cursor = ""
    for _ in range(_MOST_PAGES):
        params: dict[str, Any] = {"limit": _PAGE, **({"cursor": cursor} if cursor else {})}
        asked = client.api_call("conversations.list", http_verb="GET", params=params)
        answer = await call(asked, "the list of channels")
        found += [_channel(row) for row in answer.get("channels") or []]
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    return tuple(found)


def _channel(row: dict[str, Any]) -> SlackChannel:
    return SlackChannel(
        str(row.get("id")), str(row.get("name")), bool(row.get("is_member")), bool(row.get("is_archived"))
    )
