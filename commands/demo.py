"""`byhand demo`: the whole of Byhand on this machine, with stand-ins for X, Telegram and Slack; no account needed."""

import signal
import tempfile
import threading
from pathlib import Path

import typer

from commands import tour as play
from commands.stage import Stage, staged

PORT = 8500


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    tour: bool = typer.Option(False, "--tour", help="play one conversation on X and one on Telegram, and end"),
    port: int = typer.Option(PORT, help="port of the sandbox's page; another free one is taken when it is in use"),
    folder: Path | None = typer.Option(None, help="where to keep its database and logs; by default a new folder"),
) -> None:
    """Start Byhand with the sandbox, to play in; or, with --tour, watch it play by itself."""
    with tempfile.TemporaryDirectory(prefix="byhand-") as fresh:
        if tour:
            with staged(folder or Path(fresh)) as stage:
                raise typer.Exit(play.play(stage))
        with staged(folder or Path(fresh), port) as stage:
            enrol(stage)
            _stay(stage)


def enrol(stage: Stage) -> None:
    """Some colleagues join as they would in Slack, at all hours, so that there is somebody to ask."""
    for person, topics, place in play.COLLEAGUES:
        stage.act("slack/command", person=person, text=f"join {topics} near {place} hours 00:00-24:00")


def _stay(stage: Stage) -> None:
    print("Byhand runs, with stand-ins for X, Telegram and Slack. Nothing leaves this machine.")
    print(f"  Look here:         {stage.sandbox}/")
    print(f"  Its health:        {stage.byhand}/readyz")
    print(f"  Logs and database: {stage.folder}")
    names = ", ".join(person.removeprefix("U0").capitalize() for person, _, _ in play.COLLEAGUES)
    print(f"Ask something on X or Telegram on that page; {names} are volunteers in Slack. Ctrl-C ends it.", flush=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
