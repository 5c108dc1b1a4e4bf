"""Byhand's HTTP doorway in a process of its own, as `byhand run` serves it: `DATABASE PORT [--working]`."""

import argparse
import asyncio
from pathlib import Path

import uvloop

from bench.material import US, make_inbox, make_kit
from bench.processes import LOOPBACK, leave_with_parent
from bots.telegram.webhook import Webhook
from commands.running import Part, Running
from console import app as console
from routing.health import Health
from routing.kit import SystemClock

SECRET = "bench-secret"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("database", type=Path)
    options.add_argument("port", type=int)
    options.add_argument("--working", action="store_true", help="work through what is kept meanwhile")
    given = options.parse_args()
    leave_with_parent()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(given.database, given.port, working=given.working))


async def serve(database: Path, port: int, *, working: bool) -> None:
    kit = make_kit(database, SystemClock())
    health = Health(kit.clock)
    inbox = make_inbox(kit)
    running = Running(kit, health, f"{LOOPBACK}:{port}", ticks=())
    if working:
        running.parts.append(Part("inbox", inbox.work))
    running.web = console.build(kit, health, {"/telegram/webhook": Webhook(inbox, lambda: US, SECRET)})
    await running.run()


if __name__ == "__main__":
    main()
