"""The Telegram stand-in as an ASGI application, mounted under `/telegram`."""

import base64
import hmac
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from sandbox.core import Guarded, Sandbox
from sandbox.telegram.errors import Refused, too_many
from sandbox.telegram.methods import Methods
from sandbox.telegram.params import Params, parse
from sandbox.telegram.world import World

# One grey pixel, so that a photo can be fetched.
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")


def build(sandbox: Sandbox, world: World) -> ASGIApp:
    """The whole stand-in, recorded and guarded."""
    front = _Front(world)
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", front.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", front.file, methods=["GET"]),
        ],
        exception_handlers={404: _nowhere, 405: _nowhere},
    )
    return Guarded(app, sandbox, "telegram", _name_call, _limited)


class _Front:
    def __init__(self, world: World) -> None:
        self.world, self.methods = world, Methods(world)

    async def call(self, request: Request) -> Response:
        try:
            self._check_token(request)
            name = self.methods.by_lower_name.get(request.path_params["method"].lower())
            if name is None:
                raise Refused(404, "Not Found: method not found")
            kind = request.headers.get("content-type", "")
            params = Params(parse(request.scope["query_string"], await request.body(), kind))
            return JSONResponse({"ok": True, "result": await self.methods.table[name](params)})
        except Refused as refusal:
            return refusal.answer()

    async def file(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except Refused as refusal:
            return refusal.answer()
        path = request.path_params["path"]
        number = next((number for number, place in self.world.files.items() if place == path), None)
        if number is None:
            return Refused(404, "Not Found").answer()
        picture = self.world.sandbox.pictures.find(self.world.pictures.get(number))
        return Response(picture.data if picture else PIXEL, media_type="application/octet-stream")

    def _check_token(self, request: Request) -> None:
        if not hmac.compare_digest(request.path_params["token"].encode(), self.world.token.encode()):
            raise Refused(401, "Unauthorized")


async def _nowhere(_request: Request, _error: Exception) -> Response:
    return Refused(404, "Not Found").answer()


def _name_call(scope: Scope, body: bytes) -> tuple[str, Any]:
    """The method's name and parameters; the token in the path stays out of the recording."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
    if path.startswith("/file/"):
        return "file", path.split("/", 3)[-1]
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").decode("latin-1")
    try:
        params: Any = parse(scope["query_string"], body, kind)
    except Refused:
        params = body.decode("utf-8", "replace")
    return path.rsplit("/", 1)[-1], params


def _limited(seconds: float) -> tuple[list[tuple[bytes, bytes]], bytes]:
    refusal = too_many(seconds)
    wait = str(refusal.parameters["retry_after"]).encode()
    return [(b"content-type", b"application/json"), (b"retry-after", wait)], json.dumps(refusal.body()).encode()
