"""The control calls that an open page makes: what changed, live; one call of the recording; pictures."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.control import HEARTBEAT_SECONDS, Mistake, mistaken, read_json, told
from sandbox.core import Sandbox

# What happens together is told together; nobody sees the difference.
GATHER_SECONDS = 0.03


def routes(sandbox: Sandbox) -> list[Route]:
    """The page's calls, mounted under `/_control`."""
    calls = _Calls(sandbox)
    return [
        Route("/live", calls.live, methods=["GET"]),
        Route("/requests/{number:int}", calls.request, methods=["GET"]),
        Route("/pictures", told(calls.add_picture), methods=["POST"]),
        Route("/pictures/{number}", calls.picture, methods=["GET"]),
    ]


class _Calls:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def live(self, request: Request) -> Response:
        """Everything as it is, then whatever changes, as events whose id lets a page go on where it was."""
        asked = request.headers.get("last-event-id") or request.query_params.get("since", "")
        epoch, _, version = asked.partition(".")
        known = int(version) if epoch == self._epoch() and version.isdigit() else None
        headers = {"cache-control": "no-store"}
        return StreamingResponse(self._changes(known), media_type="text/event-stream", headers=headers)

    def _epoch(self) -> str:
        # Another process counts anew: its versions must not be taken for this one's.
        return f"{self.sandbox.born}-{self.sandbox.live.epoch}"

    async def _changes(self, version: int | None) -> AsyncIterator[str]:
        live, epoch = self.sandbox.live, self._epoch()
        with live.watch() as watch:
            while True:
                if epoch != self._epoch():
                    epoch, version = self._epoch(), None
                live.settle()
                if version is None or version < live.version:
                    tree: dict[str, Any] = {"whole": version is None, "changes": live.since(version or 0)}
                    version = live.version
                    yield f"id: {epoch}.{version}\nevent: changes\ndata: {json.dumps(tree, default=str)}\n\n"
                if await watch.change(HEARTBEAT_SECONDS):
                    await asyncio.sleep(GATHER_SECONDS)
                else:
                    yield ": still here\n\n"

    async def request(self, request: Request) -> Response:
        """One call of the recording, whole."""
        entry = self.sandbox.find_request(request.path_params["number"])
        return JSONResponse(vars(entry)) if entry else mistaken("There is no such call", 404)

    async def add_picture(self, request: Request) -> Response:
        """Keep a picture, to be sent by its number afterwards."""
        data = await read_json(request)
        try:
            number = self.sandbox.pictures.add(str(data["data"]), int(data["width"]), int(data["height"]))
        except KeyError as error:
            raise Mistake(f"A picture needs `{error.args[0]}`") from error
        except ValueError as error:
            raise Mistake(str(error)) from error
        return JSONResponse({"picture": number}, status_code=201)

    async def picture(self, request: Request) -> Response:
        picture = self.sandbox.pictures.find(request.path_params["number"])
        if picture is None:
            return mistaken("There is no such picture", 404)
        return Response(picture.data, media_type=picture.kind, headers={"x-content-type-options": "nosniff"})
