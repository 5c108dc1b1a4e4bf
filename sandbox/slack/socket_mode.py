"""Socket Mode: the WebSocket over which payloads go to the app and acknowledgements come back."""

import asyncio
import contextlib
import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.reading import loads
from sandbox.slack.people import APP
from sandbox.slack.world import World

MOST_CONNECTIONS = 10
LIFETIME_SECONDS = 18_060


# How sending and receiving fail once either side has left (starlette.websockets.WebSocketDisconnected is the latter).
GONE = (WebSocketDisconnect, RuntimeError, OSError)


class ConnectionLost(Exception):  # noqa: N818 - what happened, as a person would say it
    """The connection closed before the app acknowledged."""


@dataclass(eq=False)
class Connection:
    """One of the app's connections, and the envelopes that wait for their acknowledgement."""

    socket: WebSocket
    started: str = field(default_factory=lambda: time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime()))
    host: str = field(default_factory=lambda: f"applink-{secrets.randbelow(10**9)}")
    waiting: dict[str, deque["asyncio.Future[Any]"]] = field(default_factory=dict)
    silent: bool = False

    def debug_info(self) -> dict[str, Any]:
        return {
            "host": self.host,
            "started": self.started,
            "build_number": 100,
            "approximate_connection_time": LIFETIME_SECONDS,
        }

    async def greet(self, connections: int) -> None:
        hello = {
            "type": "hello",
            "num_connections": connections,
            "debug_info": self.debug_info(),
            "connection_info": {"app_id": APP},
        }
        await self.socket.send_text(json.dumps(hello))

    async def dismiss(self, reason: str) -> None:
        """Tell the app to come back on a new connection (`warning`, `refresh_requested`, `too_many_websockets`)."""
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": self.host}}
        with contextlib.suppress(*GONE):
            await self.socket.send_text(json.dumps(goodbye))

    async def cut(self, code: int) -> None:
        """Close it without a word of why."""
        with contextlib.suppress(*GONE):
            await self.socket.close(code=code)

    async def deliver(self, envelope: str, text: str) -> Any:
        """Send one envelope; the payload of its acknowledgement, None for an empty one."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(envelope, deque()).append(answer)
        try:
            if not self.silent:
                await self.socket.send_text(text)
        except GONE as fault:
            raise ConnectionLost from fault
        return await answer

    def acknowledge(self, text: str) -> None:
        try:
            message = loads(text)
        except ValueError:
            return
        waiting = self.waiting.get(str(message.get("envelope_id"))) if isinstance(message, dict) else None
        while waiting:
            answer = waiting.popleft()
            if not answer.done():
                answer.set_result(message.get("payload"))
                return

    def lose(self) -> None:
        for waiting in self.waiting.values():
            for answer in waiting:
                if not answer.done():
                    answer.set_exception(ConnectionLost())


async def serve(world: World, socket: WebSocket) -> None:
    """Hold one connection until the app leaves; each ticket opens one."""
    ticket = socket.query_params.get("ticket", "")
    if ticket not in world.tickets:
        await socket.close(code=1008)
        return
    world.tickets.discard(ticket)
    with contextlib.suppress(*GONE):  # whoever asked may have left before it opens
        await socket.accept()
        await _hold(world, Connection(socket))


async def _hold(world: World, connection: Connection) -> None:
    if len(world.connections) >= MOST_CONNECTIONS:
        await connection.dismiss("too_many_websockets")
        await connection.cut(1000)
        return
    world.connections.append(connection)
    world.touch("app")
    try:
        await connection.greet(len(world.connections))
        while (message := await connection.socket.receive())["type"] != "websocket.disconnect":
            connection.acknowledge(message.get("text") or "")
    finally:
        world.connections.remove(connection)
        world.touch("app")
        connection.lose()
