"""The web server under the stand-ins: uvicorn on loopback, with connections that can be cut without an answer."""

import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LOOPBACK = "127.0.0.1"


class CuttableProtocol(HttpToolsProtocol):
    """Gives each request `scope["extensions"]["sandbox.cut"]`, which drops its connection as a broken network would."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {"sandbox.cut": self.cut}
        self.scope["extensions"] = extensions

    def cut(self) -> None:
        self.cycle.disconnected = True
        self.transport.abort()


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 takes a free one."""
    return socket.create_server((LOOPBACK, port), backlog=2048)


def make_server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # Long polls and open pages would otherwise hold the end back.
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)
