"""The only file that speaks to Telegram: python-telegram-bot's `Bot`, its timeouts and its errors in our words.

No call is made twice from here. httpcore sends a request once: `retries` stays 0 (and would only repeat the
connecting), and its loop over `ConnectionNotAvailable` turns before anything is written. What remains is a kept-alive
connection that the server closes just as we write on it: not repeated, but nobody knows then. Calls therefore each
get a connection of their own; only the long poll keeps one.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from bots.telegram.errors import FloodError, delivery_error
from bots.telegram.redact import keep_out_of_logs

__all__ = ["ALLOWED_UPDATES", "Telegram", "Us", "WebhookState"]

# Always sent, since Telegram remembers the last list. Channel posts are the channel's own words; the comments under
# them come as messages of the linked group.
ALLOWED_UPDATES = ("message", "edited_message", "my_chat_member")

_CONNECTIONS = 40
_POLL_MARGIN = 10.0  # seconds that an answer may take beyond the long poll's own time
# PTB tells these apart by itself; 408 leaves open what happened.
_TOLD_APART = {400, 401, 403, 404, 408, 409}
_DEFAULT_WAIT = 5.0
_LONGEST_SEND = 60.0  # in all, however slowly an answer drips in: after that nobody knows


@dataclass(frozen=True)
class Us:
    """The bot itself; `username` is empty until Telegram has told it."""

    id: int
    username: str = ""
    reads_groups: bool = False
    joins_groups: bool = True


@dataclass(frozen=True)
class WebhookState:
    """What Telegram says of the webhook that is set; `url` is empty when there is none."""

    url: str
    pending: int = 0
    last_error: str = ""
    last_error_at: datetime | None = None
    ip: str = ""
    allowed: tuple[str, ...] = ()  # empty: Telegram's default


class Telegram:
    """One bot's line to Telegram. Every method raises DeliveryError and nothing else."""

    def __init__(self, token: str, api_url: str = "https://api.telegram.org") -> None:
        number, _, secret = token.partition(":")
        keep_out_of_logs(secret)
        base = api_url.rstrip("/")
        own = urlsplit(base).hostname in {"127.0.0.1", "::1", "localhost"}
        self._requests = (_request(kept=1, own=own), _request(kept=0, own=own))
        self._bot = _Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self.us = Us(int(number) if number.isdecimal() else 0)

    async def meet(self) -> Us:
        """Ask Telegram who we are; `us` holds it from then on."""
        async with _in_our_words():
            me = await self._bot.get_me()
        self.us = Us(me.id, me.username or "", bool(me.can_read_all_group_messages), me.can_join_groups is not False)
        return self.us

    async def updates(self, offset: int | None, seconds: int, limit: int = 100) -> Sequence[Any]:
        """What waits for us, as Telegram wrote it; confirms everything below `offset`."""
        async with _in_our_words():
            return await self._bot.raw_updates(offset, seconds, limit)

    async def send(self, chat: int, text: str, *, reply_to: int | None, thread: int | None) -> Message:
        """Post plain text once, byte for byte; a missing message to reply to is refused."""
        async with _in_our_words(), asyncio.timeout(_LONGEST_SEND):
            return await self._bot.send_message(
                chat,
                text,
                message_thread_id=thread,
                reply_parameters=ReplyParameters(reply_to) if reply_to is not None else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

    async def delete(self, chat: int, message: int) -> None:
        async with _in_our_words():
            await self._bot.delete_message(chat, message)

    async def webhook(self) -> WebhookState:
        async with _in_our_words():
            info = await self._bot.get_webhook_info()
        last_error, allowed = info.last_error_message or "", tuple(info.allowed_updates or ())
        seen = info.pending_update_count, last_error, info.last_error_date, info.ip_address or ""
        return WebhookState(info.url, *seen, allowed)

    async def set_webhook(self, url: str, secret: str, max_connections: int) -> None:
        keep_out_of_logs(secret)
        async with _in_our_words():
            await self._bot.set_webhook(
                url,
                secret_token=secret,
                max_connections=max_connections,
                allowed_updates=list(ALLOWED_UPDATES),
                drop_pending_updates=False,
            )

    async def delete_webhook(self) -> None:
        """Let polling work again; what waits there stays."""
        async with _in_our_words():
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def description(self) -> str:
        """What an asker reads before the first message."""
        async with _in_our_words():
            return (await self._bot.get_my_description()).description

    async def short_description(self) -> str:
        """What stands on the bot's profile."""
        async with _in_our_words():
            return (await self._bot.get_my_short_description()).short_description

    async def describe(self, description: str, short: str) -> None:
        """Set what an asker reads before the first message and on the bot's profile."""
        async with _in_our_words():
            await self._bot.set_my_description(description)
            await self._bot.set_my_short_description(short)

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()


class _Bot(Bot):
    async def raw_updates(self, offset: int | None, seconds: int, limit: int) -> Sequence[Any]:
        """The call getUpdates without PTB's own reading, which one update of an unknown shape would stop for ever."""
        answer = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": seconds, "limit": limit, "allowed_updates": list(ALLOWED_UPDATES)},
            read_timeout=seconds + _POLL_MARGIN,
        )
        if not isinstance(answer, list):
            raise TypeError(f"getUpdates gave a {type(answer).__name__}")
        return answer


class _Request(HTTPXRequest):
    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """PTB's own, with the status codes sorted out that PTB would make a plain NetworkError of."""
        code, payload = await super().do_request(*args, **kwargs)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            raise FloodError(_asked_wait(payload))
        if HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR and code not in _TOLD_APART:
            raise BadRequest(f"HTTP {code}")
        return code, payload


def _request(*, kept: int, own: bool) -> _Request:
    """`kept`: how many idle connections stay open. `own`: a loopback address, never asked for through a proxy."""
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=kept)
    return _Request(
        connect_timeout=5.0,
        pool_timeout=5.0,
        write_timeout=10.0,
        read_timeout=20.0,
        httpx_kwargs={"limits": limits, "trust_env": not own},
    )


def _asked_wait(payload: bytes) -> float:
    try:
        asked = float(_Request.parse_json_payload(payload)["parameters"]["retry_after"])
    except Exception:  # noqa: BLE001 - an answer without it, or no JSON at all, only means that we choose
        return _DEFAULT_WAIT
    return max(asked, 1.0)


@asynccontextmanager
async def _in_our_words() -> AsyncIterator[None]:
    try:
        yield
    except Exception as error:
        # Anything at all: an answer that PTB cannot read raises what it likes, after the effect.
        raise delivery_error(error) from error
