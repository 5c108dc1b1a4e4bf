"""The control calls that all platforms share: faults, the recording, the live feed, the state of the worlds."""

import asyncio
import fnmatch
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, Protocol, get_args

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.core import Fault, FaultKind, Sandbox
from sandbox.reading import loads

PLATFORMS = {"x", "telegram", "slack", "*"}
FEED_LENGTH = 500
HEARTBEAT_SECONDS = 15.0


class HasView(Protocol):
    def view(self) -> dict[str, Any]: ...


Worlds = Mapping[str, HasView]
Endpoint = Callable[[Request], Awaitable[Response]]


class Mistake(ValueError):  # noqa: N818 - a word of its own, for people
    """A control call that cannot be obeyed, in words for whoever made it."""


def mistaken(text: str, status: int = 400) -> JSONResponse:
    return JSONResponse({"error": text}, status_code=status)


async def read_json(request: Request) -> dict[str, Any]:
    """The call's body; an empty one is an empty object."""
    try:
        raw = await request.body()
    except ClientDisconnect as gone:
        raise Mistake("The body ended early") from gone
    try:
        data = loads(raw or b"{}")
    except ValueError as error:
        raise Mistake(f"The body is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise Mistake("The body must be a JSON object")
    return data


def told(call: Endpoint) -> Endpoint:
    """The call, with a mistake in what it was given told in words."""

    async def answer(request: Request) -> Response:
        try:
            return await call(request)
        except Mistake as mistake:
            return mistaken(str(mistake))
        except (KeyError, TypeError, ValueError) as error:
            return mistaken(f"This cannot be read: {error!r}")

    return answer


def turn(switches: Any, data: dict[str, Any]) -> None:
    """Set fields of a dataclass of switches: yes or no, a number, or None for "without end"."""
    for name, value in data.items():
        before = getattr(switches, name)
        if isinstance(before, bool) != isinstance(value, bool) or not isinstance(value, bool | int | float | None):
            raise Mistake(f"`{name}` must be {'true or false' if isinstance(before, bool) else 'a number'}")
        setattr(switches, name, value)


def check_names(data: dict[str, Any], *kinds: Any) -> None:
    known = {one.name for kind in kinds for one in fields(kind)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise Mistake(f"There is no {', '.join(unknown)}; there are {', '.join(sorted(known))}")


def routes(sandbox: Sandbox, worlds: Worlds) -> list[Route]:
    """The shared control calls, mounted under `/_control`."""
    calls = _Calls(sandbox, worlds)
    return [
        Route("/faults", told(calls.add_fault), methods=["POST"]),
        Route("/faults", calls.faults, methods=["GET"]),
        Route("/faults", calls.clear_faults, methods=["DELETE"]),
        Route("/faults/{id:int}", calls.remove_fault, methods=["DELETE"]),
        Route("/requests", calls.requests, methods=["GET"]),
        Route("/reset", calls.reset, methods=["POST"]),
        Route("/feed", calls.feed, methods=["GET"]),
        Route("/state", calls.state, methods=["GET"]),
    ]


class _Calls:
    def __init__(self, sandbox: Sandbox, worlds: Worlds) -> None:
        self.sandbox, self.worlds = sandbox, worlds

    async def add_fault(self, request: Request) -> Response:
        fault = _read_fault(await read_json(request))
        return JSONResponse(asdict(self.sandbox.add_fault(fault)), status_code=201)

    async def faults(self, _request: Request) -> Response:
        return JSONResponse([asdict(fault) for fault in self.sandbox.faults])

    async def clear_faults(self, _request: Request) -> Response:
        self.sandbox.remove_faults()
        return Response(status_code=204)

    async def remove_fault(self, request: Request) -> Response:
        if not self.sandbox.remove_faults(request.path_params["id"]):
            return mistaken("There is no such fault", 404)
        return Response(status_code=204)

    async def requests(self, request: Request) -> Response:
        """The recording, oldest first, narrowed by `platform`, `method` (a glob), `after` a number, `last` so many."""
        query = request.query_params
        platform, method = query.get("platform", "*"), query.get("method", "*")
        after, last = query.get("after", "0"), query.get("last", "0")
        if not (after.isdigit() and last.isdigit()):
            return mistaken("`after` and `last` must be numbers")
        found = [
            asdict(entry)
            for entry in self.sandbox.recording
            if entry.number > int(after)
            and platform in {"*", entry.platform}
            and fnmatch.fnmatchcase(entry.method, method)
        ]
        return JSONResponse(found[-int(last) :])

    async def reset(self, _request: Request) -> Response:
        self.sandbox.reset()
        self.sandbox.tell("reset", {})
        return Response(status_code=204)

    async def feed(self, _request: Request) -> Response:
        headers = {"cache-control": "no-store"}
        return StreamingResponse(_events(self.sandbox), media_type="text/event-stream", headers=headers)

    async def state(self, _request: Request) -> Response:
        return JSONResponse({name: world.view() for name, world in self.worlds.items()})


_KINDS: dict[str, FaultKind] = {kind: kind for kind in get_args(FaultKind)}


def _read_fault(data: dict[str, Any]) -> Fault:
    check_names(data, Fault)
    kind, platform = _KINDS.get(str(data.get("kind"))), data.get("platform", "*")
    if kind is None:
        raise Mistake(f"`kind` must be one of {', '.join(get_args(FaultKind))}")
    if platform not in PLATFORMS:
        raise Mistake(f"`platform` must be one of {', '.join(sorted(PLATFORMS))}")
    # A platform that is down stays so until it is said to be up again; every other fault happens once.
    times = data.get("times", None if kind == "down" else 1)
    _check_number("times", times, lowest=1, absent=True)
    rate, seconds = data.get("rate", 1.0), data.get("seconds", 1.0)
    _check_number("rate", rate)
    _check_number("seconds", seconds)
    return Fault(platform, str(data.get("method", "*")), kind, times, float(rate), float(seconds))


def _check_number(name: str, value: Any, lowest: float = 0, *, absent: bool = False) -> None:
    if value is None and absent:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or value < lowest:
        raise Mistake(f"`{name}` must be a number of at least {lowest}")


async def _events(sandbox: Sandbox) -> AsyncIterator[str]:
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(FEED_LENGTH)
    sandbox.listeners.append(queue)
    try:
        yield ": welcome\n\n"
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            yield f"event: {event['kind']}\ndata: {json.dumps(event['data'], default=str)}\n\n"
    finally:
        sandbox.listeners.remove(queue)
