"""One Socket Mode connection, for one address: it never reconnects by itself, and says when it is over.

The library on its own tries a refused address again and again, every `ping_interval`, though each serves only once.
"""

import asyncio
import contextlib
import logging
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.client import proxy_for

log = logging.getLogger("slack_sdk.socket_mode")


class Connection(SocketModeClient):
    """The library's client, of which whatever would make it reconnect sets `over`."""

    def __init__(self, address: str, app_token: str, web: AsyncWebClient, ping_interval: float) -> None:
        super().__init__(app_token, logger=log, web_client=web, ping_interval=ping_interval)
        self.over = asyncio.Event()
        self.handling: set[asyncio.Task[Any]] = set()
        self.proxy = proxy_for(address.replace("wss://", "https://", 1), self.proxy)
        self.wss_uri = address

    async def connect(self) -> None:
        """Shake hands, once. Raises what aiohttp raises."""
        self.current_session = await self.aiohttp_client_session.ws_connect(
            str(self.wss_uri),
            autoping=False,
            heartbeat=self.ping_interval,
            proxy=self.proxy,
            ssl=True if self.web_client.ssl is None else self.web_client.ssl,
        )
        self.message_receiver = asyncio.ensure_future(self.receive_messages())
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 - the library's
        """What the library calls when Slack announces the end, or the connection is lost or does not answer pings."""
        self.over.set()

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """One message from Slack; known as in hand until all is said to it."""
        task = asyncio.current_task()
        self.handling |= {task} if task else set()
        try:
            await super().run_message_listeners(message, raw_message)
        finally:
            self.handling -= {task} if task else set()

    async def is_over(self, seconds: float) -> bool:
        """Whether it ended; looks for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.over.wait()
        return self.over.is_set() or not await self.is_connected()

    async def end(self, seconds: float) -> None:
        """What is in hand is acknowledged first; no step takes longer than that, whatever the other side does."""
        self.auto_reconnect_enabled = False
        if self.handling and await self.is_connected():
            await asyncio.wait(set(self.handling), timeout=seconds)
        self.closed = True
        with contextlib.suppress(Exception):  # it ends anyway: nothing of it is needed any more
            async with asyncio.timeout(seconds):
                await self.close()  # type: ignore[no-untyped-call] # the library leaves it without types
        for task in (self.message_processor, self.message_receiver, self.current_session_monitor):
            if task is not None:
                task.cancel()
        with contextlib.suppress(Exception):  # it ends anyway: nothing of it is needed any more
            async with asyncio.timeout(seconds):
                await self.aiohttp_client_session.close()
