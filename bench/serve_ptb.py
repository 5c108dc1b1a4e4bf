"""The peer: a webhook server of python-telegram-bot, which only puts updates into its queue: `PORT KIND`.

`own` is the library's `Updater.start_webhook`, which needs tornado, on asyncio's own loop as the library runs it, and
`own-uvloop` the same on uvloop, which is what Byhand runs on; `custom` has the shape of the library's example
"customwebhookbot" for Starlette and uvicorn. Nothing takes from the queue, which only makes them faster.
"""

import asyncio
import sys
from importlib.util import find_spec
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.ext import Updater

from bench.processes import LOOPBACK, leave_with_parent
from bench.serve_byhand import SECRET

TOKEN = "4200000001:bench"
KINDS = ("own", "own-uvloop", "custom") if find_spec("tornado") else ("custom",)


class Alone(Bot):
    """A bot that has no Telegram to talk to."""

    async def initialize(self) -> None:
        pass

    async def set_webhook(self, *_: Any, **__: Any) -> bool:
        return True

    async def delete_webhook(self, *_: Any, **__: Any) -> bool:
        return True


async def own(port: int) -> None:
    updater = Updater(Alone(TOKEN), asyncio.Queue())
    await updater.initialize()
    await updater.start_webhook(LOOPBACK, port, "telegram/webhook", webhook_url="https://x", secret_token=SECRET)
    await asyncio.Event().wait()


def custom(port: int) -> None:
    bot, queue = Alone(TOKEN), asyncio.Queue[object]()

    async def take(request: Request) -> Response:
        await queue.put(Update.de_json(await request.json(), bot))
        return Response()

    server = Starlette(routes=[Route("/telegram/webhook", take, methods=["POST"])])
    uvicorn.run(server, host=LOOPBACK, port=port, log_config=None, access_log=False, lifespan="off")


def main() -> None:
    leave_with_parent()
    port, kind = int(sys.argv[1]), sys.argv[2]
    if kind == "custom":
        custom(port)
        return
    loop_factory = uvloop.new_event_loop if kind == "own-uvloop" else None
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(own(port))


if __name__ == "__main__":
    main()
