"""Slack over Socket Mode: one connection, watched, and rebuilt when it is silent although it seems alive.

docs.slack.dev/apis/events-api/using-socket-mode. The library reconnects by itself when Slack announces it; the watch
is for the rest: connections that die without a word, and a tear-down that hangs.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.client import call, proxy_for
from routing.ports import DeliveryError, Outcome

log = logging.getLogger(__name__)
library_log = logging.getLogger("slack_sdk.socket_mode")

OnHealth = Callable[[str, str], None]
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
Unreadable = Callable[[Any], Awaitable[BoltResponse]]
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Patience:
    """How long things may take, in seconds."""

    ping: float = 10.0
    connect: float = 15.0
    look: float = 1.0
    away: float = 25.0  # not connected for so long although the library tries by itself
    silent: float = 1800.0  # Slack itself renews every connection about once an hour
    close: float = 3.0
    longest_pause: float = 60.0


class Socket:
    """Keeps one connection open for as long as `run` runs."""

    def __init__(
        self,
        dispatch: Dispatch,
        web: AsyncWebClient,
        app_token: str,
        on_health: OnHealth,
        patience: Patience,
        unreadable: Unreadable,
    ) -> None:
        self._dispatch = dispatch
        self._web = web
        self._app_token = app_token
        self._on_health = on_health
        self._patience = patience
        self._unreadable = unreadable
        self._heard = time.monotonic()
        self._handling: set[asyncio.Task[Any] | None] = set()

    @property
    def last_event_age(self) -> float:
        """Seconds since Slack said anything over the socket."""
        return time.monotonic() - self._heard

    async def run(self) -> None:
        """Connect, watch, and begin again, until cancelled."""
        failures = 0
        while True:
            try:
                reason = await self._one_connection()
                failures = 0
            except Exception as error:  # noqa: BLE001 - one broken connection must not end the doorway
                failures += 1
                known = isinstance(error, DeliveryError)
                reason = str(error) if known else "Slack's socket does not answer."
                library_log.debug("slack.socket_failed", exc_info=error)
            self._on_health(DOWN, reason)
            log.warning("slack.socket_down", extra={"why": reason, "failures": failures})
            await asyncio.sleep(min(2.0**failures - 1, self._patience.longest_pause) if failures else 0)

    async def _one_connection(self) -> str:
        """Live with one connection until it has to be given up; returns why."""
        address = await self._address()
        client = self._make(address)
        try:
            async with asyncio.timeout(self._patience.connect):
                await _connect(client)
            self._heard = time.monotonic()
            self._on_health(UP, "connected over Socket Mode")
            return await self._watch(client)
        finally:
            await self._close(client)

    async def _address(self) -> str:
        """A fresh address: each serves for one connection only."""
        answer = await call(self._web.apps_connections_open(app_token=self._app_token), "the app token")
        address = str(answer.get("url") or "")
        if not address:
            raise DeliveryError(Outcome.REFUSED, "Slack gave no address for Socket Mode.")
        return address

    def _make(self, address: str) -> SocketModeClient:
        client = SocketModeClient(
            self._app_token, logger=library_log, web_client=self._web, ping_interval=self._patience.ping
        )
        client.proxy = proxy_for(address.replace("wss://", "https://", 1), client.proxy)
        client.wss_uri = address
        client.on_message_listeners.append(self._hear)
        client.socket_mode_request_listeners.append(self._handle)
        return client

    async def _hear(self, _message: object) -> None:
        self._heard = time.monotonic()

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope; acknowledged only when Bolt says 200, which it does when all is stored."""
        task = asyncio.current_task()
        self._handling.add(task)
        try:
            began = time.time()
            await send_async_response(client, request, await self._answer(request), began)
        finally:
            self._handling.discard(task)

    async def _answer(self, request: SocketModeRequest) -> BoltResponse:
        try:
            read = AsyncBoltRequest(mode="socket_mode", body=request.payload)
        except (AttributeError, TypeError, ValueError):  # of another shape than Bolt knows
            return await self._unreadable(request.payload)
        return await self._dispatch(read)

    async def _watch(self, client: SocketModeClient) -> str:
        away_since: float | None = None
        while True:
            await asyncio.sleep(self._patience.look)
            if await client.is_connected():
                if away_since is not None:
                    self._on_health(UP, "connected again over Socket Mode")
                away_since = None
            elif away_since is None:
                away_since = time.monotonic()
                self._on_health(DOWN, "reconnecting to Slack")
            elif time.monotonic() - away_since > self._patience.away:
                return "The connection to Slack did not come back; a new one is made."
            if self.last_event_age > self._patience.silent:
                return "Slack was silent for long; a new connection is made."

    async def _close(self, client: SocketModeClient) -> None:
        """What is in hand is acknowledged first; never longer than a moment, whatever the other side does."""
        client.auto_reconnect_enabled = False
        if self._handling:
            await asyncio.wait([task for task in self._handling if task], timeout=self._patience.close)
        client.closed = True
        with contextlib.suppress(Exception):  # it ends anyway: nothing of it is needed any more
            async with asyncio.timeout(self._patience.close):
                await _disconnect(client)
        for task in (client.message_processor, client.message_receiver, client.current_session_monitor):
            if task is not None:
                task.cancel()
        with contextlib.suppress(Exception):  # it ends anyway: nothing of it is needed any more
            async with asyncio.timeout(self._patience.close):
                await client.aiohttp_client_session.close()


async def _connect(client: SocketModeClient) -> None:
    """The library leaves these two without types."""
    await client.connect()  # type: ignore[no-untyped-call] # see above


async def _disconnect(client: SocketModeClient) -> None:
    await client.close()  # type: ignore[no-untyped-call] # see above
