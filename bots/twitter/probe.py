"""Looks at X without changing anything, and as good as free: whose account it is, what we may do, what was read."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bots.twitter import snowflake
from bots.twitter.client import Keys, XClient
from bots.twitter.wire import Answered
from routing.looks import Seen, ahead, seen

__all__ = ["Keys", "Profile", "Quota", "Usage", "XLook", "look", "status_of"]

_CONNECT, _READ = 2.0, 2.5
# Posts that mention us and are this young are hardly ever there: nothing is returned, so nothing is billed.
_YOUNG = timedelta(seconds=10)
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Profile:
    """Our account. `access` is what X lets the keys do ("read", "read-write", …), empty when X did not say."""

    id: str
    handle: str
    bio: str
    protected: bool
    access: str
    ahead: float | None


@dataclass(frozen=True)
class Quota:
    """How often mentions may be read in a window, and how often still; None where X did not say."""

    limit: int | None
    remaining: int | None


@dataclass(frozen=True)
class Usage:
    """Posts read in the billing month, of how many; a cap of 0 means that X named none."""

    read: int
    cap: int


@dataclass(frozen=True)
class XLook:
    """`usage` is None without a bearer token."""

    profile: Seen[Profile]
    quota: Seen[Quota]
    usage: Seen[Usage] | None = None


async def look(api_url: str, keys: Keys, seconds: float = 3.0) -> XLook:
    """One look, over after about that many seconds."""
    deadline = asyncio.get_running_loop().time() + seconds
    client = XClient(keys, api_url, (_CONNECT, _READ))
    try:
        profile, usage = await asyncio.gather(
            _seen(_profile(client), deadline), _seen(_usage(client), deadline) if keys.bearer_token else _nothing()
        )
        if profile.thing is None:
            return XLook(profile, Seen(None, profile.trouble, profile.refused), usage)
        return XLook(profile, await _seen(_quota(client), deadline), usage)
    finally:
        await client.close()


def status_of(looked: Seen[Thing]) -> int | None:
    """The HTTP status with which X refused, where it answered at all."""
    cause = looked.error.__cause__ if looked.error else None
    return cause.response.status_code if isinstance(cause, Answered) else None


async def _seen(looking: Awaitable[Thing], deadline: float) -> Seen[Thing]:
    return await seen(looking, "X", deadline)


async def _nothing() -> None:
    return None


async def _profile(client: XClient) -> Profile:
    data, headers = await client.profile()
    return Profile(
        id=str(data.get("id")),
        handle=str(data.get("username")),
        bio=str(data.get("description") or ""),
        protected=bool(data.get("protected")),
        access=headers.get("x-access-level", ""),
        ahead=ahead(headers.get("date")),
    )


async def _quota(client: XClient) -> Quota:
    headers = await client.reading(snowflake.id_at(datetime.now(UTC) - _YOUNG))
    return Quota(_number(headers, "x-rate-limit-limit"), _number(headers, "x-rate-limit-remaining"))


async def _usage(client: XClient) -> Usage:
    data = await client.usage()
    return Usage(_whole(data.get("project_usage")), _whole(data.get("project_cap")))


def _number(headers: Mapping[str, str], name: str) -> int | None:
    with suppress(KeyError, ValueError):
        return int(headers[name])
    return None


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0
