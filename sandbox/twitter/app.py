"""The X stand-in as an ASGI application, mounted under `/x`."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from sandbox.core import Guarded, Sandbox
from sandbox.reading import loads
from sandbox.twitter import problems, quotas
from sandbox.twitter.oauth import Door
from sandbox.twitter.problems import Refused
from sandbox.twitter.reads import Asked, Reads
from sandbox.twitter.world import World
from sandbox.twitter.writes import Writes

ACCOUNT_ONLY = {"GET /2/users/me", "POST /2/tweets", "DELETE /2/tweets/:id"}
FREE = {"GET /2/usage/tweets", "GET /2/users/me"}
Answer = tuple[int, dict[str, Any]]


def build(sandbox: Sandbox, world: World) -> ASGIApp:
    """The whole stand-in, recorded and guarded."""
    front = _Front(world)
    routes = [
        Route(re.sub(r":(\w+)", r"{\1}", name.split()[1]), front.endpoint(name), methods=[name.split()[0]])
        for name in front.calls
    ]
    app = Starlette(routes=routes, exception_handlers={404: _nowhere, 405: _nowhere})
    app.router.redirect_slashes = False
    return Guarded(app, sandbox, "x", _name_call, front.limited)


class _Front:
    """Lets a call in, or not; and draws its answer."""

    def __init__(self, world: World) -> None:
        self.world, self.door = world, Door(world.account.keys)
        reads, self.writes = Reads(world), Writes(world)
        self.calls: dict[str, Callable[[Request], Any]] = {
            "GET /2/users/me": _reading(reads.me),
            "GET /2/users/by/username/:username": _reading(reads.person_by_username),
            "GET /2/users/:id": _reading(reads.person_by_id),
            "GET /2/users/:id/mentions": _reading(reads.mentions),
            "GET /2/users/:id/tweets": _reading(reads.posts_of),
            "GET /2/tweets": _reading(reads.lookup),
            "GET /2/tweets/search/recent": _reading(reads.search),
            "GET /2/tweets/:id": _reading(reads.lookup_one),
            "GET /2/usage/tweets": _reading(reads.usage),
            "POST /2/tweets": self._create,
            "DELETE /2/tweets/:id": self._delete,
        }

    def endpoint(self, name: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                await self._let_in(name, request, headers)
                status, body = await self.calls[name](request)
                response: Response = JSONResponse(body, status_code=status)
            except Refused as refusal:
                response = refusal.answer()
            response.headers.update(headers)
            return response

        return answer

    async def _let_in(self, name: str, request: Request, headers: dict[str, str]) -> None:
        caller = await self.door.identify(request)
        if caller == "app" and name in ACCOUNT_ONLY:
            raise problems.unsupported_authentication()
        verdict = quotas.take(self.world.limits, name, caller)
        headers |= verdict.headers
        may_write = self.world.switches.may_write
        if caller == "account":
            headers["x-access-level"] = "read-write" if may_write else "read"
        if not verdict.allowed:
            raise problems.rate_limited()
        if not (may_write or name.startswith("GET")):
            raise problems.read_only()
        if name not in FREE:
            self._check_money(name)

    def _check_money(self, name: str) -> None:
        switches, book = self.world.switches, self.world.ledger
        if switches.credit is not None and book.spent >= switches.credit:
            raise problems.out_of_credit(self.world.me.id)
        if name.startswith("GET") and switches.usage_cap is not None and book.posts_read >= switches.usage_cap:
            raise problems.usage_capped()

    async def _create(self, request: Request) -> Answer:
        return 201, self.writes.create(await request.body())

    async def _delete(self, request: Request) -> Answer:
        return 200, self.writes.delete(request.path_params["id"])

    def limited(self, seconds: float) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """A 429 as a fault: X names no Retry-After, only when the window ends."""
        refusal = problems.rate_limited()
        headers = {"content-type": "application/problem+json"} | quotas.refusal_headers(seconds)
        return [(name.encode(), value.encode()) for name, value in headers.items()], json.dumps(refusal.body).encode()


def _reading(read: Callable[[Asked], dict[str, Any]]) -> Callable[[Request], Any]:
    async def call(request: Request) -> Answer:
        return 200, read(Asked(request.query_params, request.path_params))

    return call


async def _nowhere(_request: Request, _error: Exception) -> Response:
    return problems.not_found().answer()


def _name_call(scope: Scope, body: bytes) -> tuple[str, Any]:
    """The call as X's pages name it, and its path, query and body."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
    name = re.sub(r"(?<=/)\d+(?=/|$)", ":id", path.replace("/2/", "/\0/", 1)).replace("\0", "2")
    name = re.sub(r"(?<=/by/username/).+", ":username", name)
    query = dict(parse_qsl(scope["query_string"].decode("ascii", "replace"), keep_blank_values=True))
    try:
        data = loads(body) if body else None
    except ValueError:
        data = body.decode("utf-8", "replace")
    return f"{scope['method']} {name}", {"path": path, "query": query, "json": data}
