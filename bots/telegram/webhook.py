"""The webhook: the secret first, then the body, then the commit, and only then 200.

Telegram repeats what is not answered 2xx. A body that is no update would come again and again and could never be
kept as one, so it is kept as it is, as an unreadable receipt, and acknowledged: not lost, not repeated, and shown.
The answer's body is always empty, since Telegram would take one for a call to carry out.
"""

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from bots.telegram import event
from bots.telegram.client import Telegram, Us, WebhookState
from bots.telegram.errors import UnknownCallError
from bots.telegram.keeping import Attendance, Health, Keeper, OnHealth, unless_refused, why
from routing.ports import Clock, DeliveryError, RawEvent

__all__ = ["Registration", "Webhook", "register", "whole"]

_log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
_SECRET_HEADER = b"x-telegram-bot-api-secret-token"
_SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LARGEST_BODY = 1024 * 1024
_MAX_CONNECTIONS = 100  # the most Telegram allows: what comes together is committed together
_LOOK_EVERY = 60.0
_RECENT = timedelta(minutes=10)


class Webhook:
    """An ASGI application for `/telegram/webhook`. `us` tells who we are by now."""

    def __init__(self, inbox: Keeper, us: Callable[[], Us], secret: str) -> None:
        if not _SECRET_SHAPE.fullmatch(secret):
            raise ValueError("The Telegram webhook's secret must be 1 to 256 of A-Z, a-z, 0-9, _ and -")
        self._inbox, self._us, self._secret = inbox, us, secret.encode()
        self._failing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            status = await self._answer(scope, receive)
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Scope, receive: Receive) -> int:
        if scope["method"] != "POST":
            return 405
        headers = dict(scope["headers"])
        if not hmac.compare_digest(headers.get(_SECRET_HEADER, b""), self._secret):
            return 403
        try:
            body = await _body(headers, receive)
            if body is None:
                return 413
            await self._inbox.keep(self._event(body))
        except ClientDisconnect:
            return 400
        except Exception as error:  # noqa: BLE001 - whatever went wrong, it is not stored: Telegram must send it again
            self._note(error)
            return 503
        self._note(None)
        return 200

    def _note(self, error: Exception | None) -> None:
        """Log when keeping begins to fail and when it works again: in between there may be thousands a second."""
        if error is not None and not self._failing:
            _log.error("Telegram updates cannot be kept: %s", why(error))
        elif error is None and self._failing:
            _log.info("Telegram updates are kept again")
        self._failing = error is not None

    def _event(self, body: bytes) -> RawEvent:
        try:
            update: Any = json.loads(body)
        except (ValueError, RecursionError):
            return event.of_text(body.decode("utf-8", "backslashreplace"), self._us())
        return event.of_update(update, self._us())


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes | None:
    """The whole body, or None when it is larger than any update."""
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit() or int(announced) > _LARGEST_BODY:
        return None
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        size += len(part)
        if size > _LARGEST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def register(client: Telegram, url: str, secret: str) -> None:
    """Tell Telegram where to bring updates, which ones, and with which secret."""
    await client.set_webhook(url, secret, _MAX_CONNECTIONS)


class Registration:
    """Keeps the webhook set and watches how Telegram fares with it. `run` ends only when it is cancelled."""

    def __init__(  # noqa: PLR0913 - four parts it works with, what to register, and two timings
        self,
        client: Telegram,
        inbox: Keeper,
        clock: Clock,
        on_health: OnHealth,
        *,
        url: str,
        secret: str,
        every: float = _LOOK_EVERY,
        first_wait: float = 1.0,
    ) -> None:
        self._client, self._clock = client, clock
        self._attendance = Attendance(inbox, clock)
        self._health = Health(on_health, first_wait)
        self._url, self._secret, self._every = whole(url), secret, every
        self._registered = False

    async def run(self) -> None:
        while True:
            wait = await self._turn()
            await asyncio.sleep(wait)

    async def _turn(self) -> float:
        """One look; how long to wait before the next."""
        try:
            detail = await self._look()
        except DeliveryError as error:
            return self._health.ill(error.for_person, error.retry_after or 0.0)
        except Exception as error:  # noqa: BLE001 - whatever it is, the watch goes on
            _log.warning("That the Telegram webhook works could not be noted: %s", why(error))
            return self._health.ill("what Telegram sends cannot be stored")
        if detail:
            return self._health.ill(detail)
        self._health.well()
        return self._every

    async def _look(self) -> str:
        """What is wrong, or nothing. While updates wait and Telegram cannot bring them, we are not there."""
        if not self._registered:
            await unless_refused(self._client.meet)
            await register(self._client, self._url, self._secret)
            self._registered = True
        try:
            state = await self._client.webhook()
        except UnknownCallError:
            return ""  # a server that takes webhooks and cannot tell of them
        if state.url != self._url:
            self._registered = False
            return "the webhook was taken away or set elsewhere"
        if state.pending and self._is_recent(state):
            return f"Telegram cannot bring {state.pending} updates: {state.last_error}"
        await self._attendance.keep([])
        return ""

    def _is_recent(self, state: WebhookState) -> bool:
        """Telegram remembers the last error for ever, long after all is well."""
        at = state.last_error_at
        return at is not None and self._clock.now() - at < _RECENT


def whole(url: str) -> str:
    """An address without a path is that of our server; Telegram is told the whole."""
    parts = urlsplit(url)
    return url if parts.path.strip("/") else parts._replace(path=PATH).geturl()
