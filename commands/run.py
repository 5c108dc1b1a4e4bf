"""`byhand run`: everything, in one process, until it is told to stop."""

import asyncio
import sys

import typer

from commands import logs
from commands.opening import held, seed_policy
from commands.toolbox import Toolbox
from routing.health import State
from store.db import Database


def register(app: typer.Typer) -> None:
    app.command("run")(run)


def run(context: typer.Context, log_level: str = typer.Option("INFO", help="DEBUG, INFO, WARNING or ERROR")) -> None:
    """Run Byhand: capture, route, offer, publish. Stops in order on SIGTERM or Ctrl-C."""
    toolbox: Toolbox = context.obj
    logs.set_up(toolbox.secrets(), log_level.upper())
    with held(toolbox) as db:
        seed_policy(toolbox, db)
        _run_loop(toolbox, db)


def _run_loop(toolbox: Toolbox, db: Database) -> None:
    async def main() -> None:
        running = toolbox.running(db)
        await running.run(lambda: _say_what_is_on(toolbox, running.health.states()))

    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(main())


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - not on every platform
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _say_what_is_on(toolbox: Toolbox, states: dict[str, State]) -> None:
    listen = next(setting.value for setting in toolbox.settings if setting.name == "BYHAND_LISTEN")
    on = [name for name, state in states.items() if state.state != "off"]
    off = [name for name, state in states.items() if state.state == "off"]
    words = f"byhand runs on http://{listen} with {', '.join(on)}"
    if off:
        words += f"; off, because not set up: {', '.join(off)}"
    print(words, file=sys.stderr, flush=True)
