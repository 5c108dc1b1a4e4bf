"""The Web API: one way in for every method, with Slack's order of checks and its headers."""

import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.core import Sandbox
from sandbox.slack.call import Call, read_arguments
from sandbox.slack.errors import Limited, Refused
from sandbox.slack.methods import METHODS, Method
from sandbox.slack.world import World

RATE_LIMITED = {"ok": False, "error": "ratelimited"}


async def answer(sandbox: Sandbox, world: World, request: Request) -> Response:
    """The answer to one call of the Web API."""
    name = request.path_params["method"]
    call = Call(sandbox, world, name, {})
    try:
        args, call.warnings = read_arguments(
            request.url.query, request.headers.get("content-type", ""), await request.body()
        )
        call.args = args
        body = run(call, request.headers.get("authorization", ""))
    except Limited as limited:
        headers = {"retry-after": str(wait_seconds(limited.seconds))}
        return JSONResponse(RATE_LIMITED, 429, headers=_headers(call) | headers)
    except Refused as refused:
        body = refused.answer()
    return JSONResponse(_warned(body, call.warnings), headers=_headers(call))


def wait_seconds(seconds: float) -> int:
    """`Retry-After`: whole seconds, at least one."""
    return max(1, math.ceil(seconds))


def run(call: Call, authorization: str) -> dict[str, Any]:
    """Checks in Slack's order: method, token, limit, scope; then the method's own."""
    method = METHODS.get(call.method)
    if method is None:
        raise Refused("unknown_method", req_method=call.method)
    _authenticate(call, method, authorization)
    call.world.limits.take_method(call.method, method.tier, call.sandbox.speed)
    _authorize(call, method)
    return {"ok": True, **method.run(call)}


def _authenticate(call: Call, method: Method, authorization: str) -> None:
    token = str(call.args.pop("token", "")) or authorization.removeprefix("Bearer ").strip()
    if not method.token:
        return
    settings = call.world.settings
    if not token:
        raise Refused("not_authed")
    if token in settings.revoked:
        raise Refused("token_revoked")
    if token not in settings.tokens:
        raise Refused("invalid_auth")
    call.caller = settings.tokens[token]
    if call.caller not in method.token:
        raise Refused("not_allowed_token_type")


def _authorize(call: Call, method: Method) -> None:
    scope = method.scope if isinstance(method.scope, str) else method.scope(call)
    granted = call.world.settings.scopes
    if scope and scope not in granted:
        raise Refused("missing_scope", needed=scope, provided=",".join(granted))


def _warned(body: dict[str, Any], warnings: list[str]) -> dict[str, Any]:
    if not warnings:
        return body
    metadata = {**body.get("response_metadata", {}), "warnings": warnings}
    return {**body, "warning": ",".join(warnings), "response_metadata": metadata}


def _headers(call: Call) -> dict[str, str]:
    found = {"x-slack-req-id": "sandbox", "cache-control": "private, no-cache, no-store, must-revalidate"}
    if call.caller == "bot":
        found["x-oauth-scopes"] = ",".join(call.world.settings.scopes)
    elif call.caller == "app":
        found["x-oauth-scopes"] = "connections:write"
    method = METHODS.get(call.method)
    if method and isinstance(method.scope, str) and method.scope:
        found["x-accepted-oauth-scopes"] = method.scope
    return found


def limited(seconds: float) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Slack's 429 as headers and body, for faults that a person switched on."""
    headers = [
        (b"content-type", b"application/json"),
        (b"retry-after", str(wait_seconds(seconds)).encode()),
    ]
    return headers, json.dumps(RATE_LIMITED).encode()
