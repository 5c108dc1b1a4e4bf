"""The Slack stand-in as an ASGI application, mounted under `/slack`."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Scope
from starlette.websockets import WebSocket

from sandbox.core import Guarded, Sandbox
from sandbox.slack import response_urls, socket_mode, web
from sandbox.slack.call import read_arguments
from sandbox.slack.errors import Refused
from sandbox.slack.world import World


def build(sandbox: Sandbox, world: World) -> ASGIApp:
    """The whole stand-in, recorded and guarded."""

    async def api(request: Request) -> Response:
        return await web.answer(sandbox, world, request)

    async def respond(request: Request) -> Response:
        return await response_urls.answer(sandbox, world, request)

    async def socket(websocket: WebSocket) -> None:
        await socket_mode.serve(world, websocket)

    routes = [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/response/{name}", respond, methods=["POST"]),
        WebSocketRoute("/socket/link/", socket),
    ]
    return Guarded(Starlette(routes=routes), sandbox, "slack", name_call, web.limited)


def name_call(scope: Scope, body: bytes) -> tuple[str, Any]:
    """The method's name, and its arguments without the token."""
    parts = str(scope["path"]).rstrip("/").rsplit("/", 2)
    name = "response_url" if parts[-2] == "response" else parts[-1]
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    try:
        args, _ = read_arguments(scope["query_string"].decode(), headers.get("content-type", ""), body)
    except Refused:
        return name, body.decode("utf-8", "replace")
    args.pop("token", None)
    return name, args
