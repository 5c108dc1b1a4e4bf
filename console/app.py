"""The HTTP doorway: health, metrics, and the platforms' webhooks, which pass first and by the shortest way."""

import asyncio
from collections.abc import Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from console import metrics
from routing import overview
from routing.errors import StoreDown
from routing.health import Health
from routing.kit import Kit

# Whoever asks waits no longer: a locked database keeps a write waiting for many seconds.
LONGEST_LOOK = 2.0


class Asking:
    """One question to the store at a time, however many ask; no answer in time is a no."""

    def __init__(self, question: Callable[[], bool], longest: float = LONGEST_LOOK) -> None:
        self._question = question
        self._longest = longest
        self._asked: asyncio.Task[bool] | None = None

    async def says_yes(self) -> bool:
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(asyncio.to_thread(self._question))
        answered, _ = await asyncio.wait({self._asked}, timeout=self._longest)
        return bool(answered) and self._asked.result()


def build(kit: Kit, health: Health, webhooks: Mapping[str, ASGIApp]) -> ASGIApp:
    """One ASGI application; `webhooks` maps a path to the doorway that takes it."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    store = Asking(lambda: overview.can_write(kit))

    async def readyz(_: Request) -> Response:
        stores = await store.says_yes()
        parts = {
            name: {"state": part.state, "detail": part.detail, "since": part.since.isoformat(timespec="seconds")}
            for name, part in health.states().items()
        }
        parts["database"] = {"state": "up" if stores else "down", "detail": "" if stores else "it cannot be written to"}
        ready = stores and health.is_ready()
        return JSONResponse({"ready": ready, "parts": parts}, status_code=200 if ready else 503)

    async def numbers(_: Request) -> Response:
        try:
            text = await asyncio.to_thread(metrics.render, kit, health)
        except StoreDown:
            return PlainTextResponse("the database cannot be read\n", status_code=503)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    pages = Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", numbers)],
    )

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        webhook = webhooks.get(scope["path"]) if scope["type"] == "http" else None
        await (webhook or pages)(scope, receive, send)

    return dispatch
