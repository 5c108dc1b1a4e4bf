"""The Slack stand-in as an ASGI application, mounted under `/slack`."""

from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp, Scope

from sandbox.core import Guarded, Sandbox
from sandbox.slack.world import World


def build(sandbox: Sandbox, world: World) -> ASGIApp:
    """The whole stand-in, recorded and guarded."""
    return Guarded(Starlette(), sandbox, "slack", _name_call, _limited)


def _name_call(scope: Scope, body: bytes) -> tuple[str, Any]:
    return str(scope["path"]).rsplit("/", 1)[-1], body.decode("utf-8", "replace")


def _limited(seconds: float) -> tuple[list[tuple[bytes, bytes]], bytes]:
    headers = [(b"content-type", b"application/json"), (b"retry-after", str(max(1, round(seconds))).encode())]
    return headers, b'{"ok":false,"error":"ratelimited"}'
