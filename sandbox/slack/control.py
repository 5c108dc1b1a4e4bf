"""What people and tests use to play volunteers and administrators in Slack."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control import Mistake, mistaken, read_json
from sandbox.core import Sandbox
from sandbox.slack import office
from sandbox.slack.errors import Refused
from sandbox.slack.world import World
from sandbox.slack.writer import Writer

Act = Callable[[dict[str, Any]], Awaitable[Any]]
PERSONAL = (
    "click",
    "submit",
    "close",
    "command",
    "suggest",
    "message",
    "edit",
    "delete",
    "home",
    "direct",
    "join",
    "leave",
)


def routes(sandbox: Sandbox, world: World) -> list[Route]:
    """The control calls, mounted under `/_control/slack`."""
    calls = office.Office(sandbox, world)
    acts: dict[str, Act] = {name: _personal(sandbox, world, name) for name in PERSONAL}
    acts |= {
        "people": calls.people,
        "app": calls.app,
        "replay": calls.replay,
        "payload": calls.payload,
        "channel": calls.channel,
        "disconnect": calls.disconnect,
        "revoke": calls.revoke,
        "ssl_check": calls.ssl_check,
    }

    async def clicks(data: dict[str, Any]) -> Any:
        """Many people click the same at the same moment; who was acknowledged, and who was shown a modal."""
        people = data.pop("people", None)
        if not isinstance(people, list):
            raise Mistake("`people` must be a list of those who click")
        players = [Writer(sandbox, world, {"wait": 0, **data, "person": person}) for person in people]
        answers = await asyncio.gather(*(player.click() for player in players))
        return [{"person": person, **answer} for person, answer in zip(people, answers, strict=True)]

    acts["clicks"] = clicks

    async def state(_request: Request) -> Response:
        return JSONResponse(world.view())

    async def sent(request: Request) -> Response:
        return JSONResponse(calls.sent(int(request.query_params.get("after", 0))))

    return [
        Route("/state", state, methods=["GET"]),
        Route("/sent", sent, methods=["GET"]),
        *(Route(f"/{name}", _endpoint(act), methods=["POST"]) for name, act in acts.items()),
    ]


def _personal(sandbox: Sandbox, world: World, name: str) -> Act:
    async def act(data: dict[str, Any]) -> Any:
        return await getattr(Writer(sandbox, world, data), name)()

    return act


def _endpoint(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await act(await read_json(request)))
        except Mistake as mistake:
            return mistaken(str(mistake))
        except Refused as refused:
            return mistaken(refused.error)

    return answer
