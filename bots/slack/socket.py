"""Slack over Socket Mode: one connection at a time, watched, and followed by a new one however it ends.

docs.slack.dev/apis/events-api/using-socket-mode. Slack announces most ends; the watch is for the rest: connections that
are refused, that die without a word, and a tear-down that hangs. Each connection has an address of its own.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.client import call
from bots.slack.connection import Connection
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
    steady: float = 10.0  # a connection that lasts no longer counts as a failure
    silent: float = 1800.0  # Slack itself renews every connection about once an hour
    close: float = 3.0
    longest_pause: float = 8.0  # clicks fail meanwhile; Slack says by 429 when it is asked too often


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
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def last_event_age(self) -> float:
        """Seconds since Slack said anything over the socket."""
        return time.monotonic() - self._heard

    async def run(self) -> None:
        """Connect, watch, and begin again, until cancelled."""
        failures = 0
        try:
            while True:
                began, asked = time.monotonic(), 0.0
                try:
                    reason = await self._one_connection()
                except DeliveryError as error:
                    reason, asked = str(error), error.retry_after or 0.0
                except Exception as error:  # noqa: BLE001 - one broken connection must not end the doorway
                    reason = "Slack's socket does not answer."
                    library_log.debug("slack.socket_failed", exc_info=error)
                failures = 0 if time.monotonic() - began > self._patience.steady else failures + 1
                self._on_health(DOWN, reason)
                log.warning("slack.socket_down", extra={"why": reason, "failures": failures})
                await asyncio.sleep(max(asked, self._pause(failures)))
        finally:
            await asyncio.gather(*self._ending, return_exceptions=True)

    def _pause(self, failures: int) -> float:
        """None before the first new attempt, then 1, 3, 7 … seconds."""
        return min(2.0 ** max(failures - 1, 0) - 1, self._patience.longest_pause)

    async def _one_connection(self) -> str:
        """Live with one connection until it has to be given up; returns why."""
        connection = self._make(await self._address())
        try:
            async with asyncio.timeout(self._patience.connect):
                await connection.connect()
            self._heard = time.monotonic()
            self._on_health(UP, "connected over Socket Mode")
            return await self._watch(connection)
        finally:
            # Beside what follows: a new connection does not wait for the old one's last words.
            ending = asyncio.create_task(connection.end(self._patience.close))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _address(self) -> str:
        """A fresh address: each serves for one connection only."""
        answer = await call(self._web.apps_connections_open(app_token=self._app_token), "the app token")
        address = str(answer.get("url") or "")
        if not address:
            raise DeliveryError(Outcome.REFUSED, "Slack gave no address for Socket Mode.")
        return address

    def _make(self, address: str) -> Connection:
        connection = Connection(address, self._app_token, self._web, self._patience.ping)
        connection.on_message_listeners.append(self._hear)
        connection.socket_mode_request_listeners.append(self._handle)
        return connection

    async def _hear(self, _message: object) -> None:
        self._heard = time.monotonic()

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope; acknowledged only when Bolt says 200, which it does when all is stored."""
        began = time.time()
        await send_async_response(client, request, await self._answer(request), began)

    async def _answer(self, request: SocketModeRequest) -> BoltResponse:
        try:
            read = AsyncBoltRequest(mode="socket_mode", body=request.payload)
        except (AttributeError, TypeError, ValueError):  # of another shape than Bolt knows
            return await self._unreadable(request.payload)
        return await self._dispatch(read)

    async def _watch(self, connection: Connection) -> str:
        while not await connection.is_over(self._patience.look):
            if self.last_event_age > self._patience.silent:
                return "Slack was silent for long; a new connection is made."
        return "The connection to Slack ended; a new one is made."
