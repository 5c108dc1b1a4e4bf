"""`byhand demo`: the whole of Byhand on this machine, with stand-ins for X, Telegram and Slack; no account needed."""

import contextlib
import os
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import typer
from rich.console import Console

from commands import tour as play
from commands.stage import ROOT, Say, Stage, ends_on_signals, in_folder, staged
from commands.toolbox import Missing

PORT = 8500
# A demo is played, not lived through: limits pass a little faster, and a second's wait for X breaks none of them.
SPEED = 4.0
LOOK_SECONDS = 0.3
INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    file: Path | None = typer.Argument(None, help="questions of your own for --replay; by default 200 come along"),
    tour: bool = typer.Option(False, "--tour", help="play one conversation on X and one on Telegram, and end"),
    replay: bool = typer.Option(False, "--replay", help="let people ask and colleagues answer, then stay"),
    pace: float = typer.Option(10.0, min=0.01, help="with --replay: how many times as fast as in life"),
    fast: bool = typer.Option(False, "--fast", help="with --replay: as fast as the platforms' limits allow"),
    count: int | None = typer.Option(None, min=1, help="with --replay: so many questions"),
    crowd: int = typer.Option(0, min=0, help="with --replay: so many volunteers more"),
    faults: str = typer.Option("0%", help="with --replay: let this share of everything go wrong, as in 5%"),
    end: bool = typer.Option(False, "--end", help="with --replay: end when it is over, with its exit code"),
    port: int = typer.Option(PORT, min=1, max=65535, help="of the sandbox's page; another when it is in use"),
    folder: Path | None = typer.Option(None, help="where to keep its database and logs; by default nowhere"),
    speed: float = typer.Option(SPEED, min=0.01, help="how much faster than in life the platforms' limits pass"),
    browser: bool = typer.Option(True, help="open the page in the browser, when there is one"),
) -> None:
    """Start Byhand with the sandbox, to play in; or watch it play: --tour one conversation, --replay many."""
    if file is not None and not replay:
        raise Missing(f"What is to be done with {file}? To play it: byhand demo --replay {file}")
    ends_on_signals()
    console = Console(highlight=False, soft_wrap=True)
    try:
        with in_folder(folder) as place:
            if tour:
                with staged(place, speed=SPEED) as stage:
                    code = play.play(stage)
            else:
                wishes = _Replay(file, pace, count, crowd, faults, fast=fast, end=end) if replay else None
                code = _stay(console, place, (port, speed), wishes, browser=browser)
    except KeyboardInterrupt:
        console.print("Ended before it was ready.")
        code = INTERRUPTED
    except httpx.HTTPError as error:
        raise Missing(f"The sandbox does not answer any more: {error}") from error
    raise typer.Exit(code)


@dataclass(frozen=True)
class _Replay:
    """What is to be replayed, and how."""

    file: Path | None
    pace: float
    count: int | None
    crowd: int
    faults: str
    fast: bool
    end: bool

    def command(self, stage: Stage, speed: float) -> list[str]:
        """`python -m sandbox replay …`, as one would type it."""
        words = [str(self.file.resolve())] if self.file else []
        words += ["--sandbox", stage.sandbox, "--byhand", stage.byhand, "--limits", str(speed)]
        words += ["--fast"] if self.fast else ["--speed", str(self.pace)]
        words += ["--count", str(self.count)] if self.count else []
        words += ["--crowd", str(self.crowd), "--faults", self.faults]
        return [sys.executable, "-m", "sandbox", "replay", *words]


def enrol(stage: Stage) -> None:
    """Some colleagues join as they would in Slack, at all hours, so that there is somebody to ask."""
    for person, topics, place in play.COLLEAGUES:
        stage.act("slack/command", person=person, text=f"join {topics} near {place} hours 00:00-24:00", wait=0)


def _stay(console: Console, folder: Path, sandbox: tuple[int, float], replay: _Replay | None, *, browser: bool) -> int:
    """Until somebody ends it, or a part of it does. `sandbox` is its port and the speed of its limits."""
    port, speed = sandbox
    with contextlib.ExitStack() as stack:
        with _steps(console) as say:
            stage = stack.enter_context(staged(folder, port, speed, say))
            say("Colleagues join in Slack")
            enrol(stage)
        _tell(console, stage)
        if browser and _has_browser():
            webbrowser.open(f"{stage.sandbox}/")
        try:
            if replay is not None:
                code = _replay(stage, replay, speed)
                if replay.end:
                    return code
            while True:
                stage.check()
                time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            console.print("\nEnding.")
            return 0


@contextlib.contextmanager
def _steps(console: Console) -> Iterator[Say]:
    """Says each step: with a spinner to a person, as plain lines to a pipe."""
    if not console.is_terminal:
        yield lambda text: console.print(f"{text} …")
        return
    with console.status("") as status:
        said = ""

        def say(text: str) -> None:
            nonlocal said
            if said:
                console.print(f"[green]✓[/] {said}")
            said = text
            status.update(f"{text} …")

        yield say
        say("")


def _tell(console: Console, stage: Stage) -> None:
    names = ", ".join(person.removeprefix("U0").capitalize() for person, _, _ in play.COLLEAGUES)
    console.print("\nByhand runs, with stand-ins for X, Telegram and Slack. Nothing leaves this machine.\n")
    console.print(f"  Look here:         [bold cyan]{stage.sandbox}/[/]")
    console.print(f"  Its health:        {stage.byhand}/readyz")
    console.print(f"  Logs and database: {stage.folder}", markup=False)
    asked = f"BYHAND_DATABASE_URL=sqlite:///{stage.folder / 'byhand.db'} byhand explain 1"
    console.print(f"  Why just they:     {asked}\n", markup=False, soft_wrap=True)
    console.print(f"Ask something on X or Telegram on that page; {names} are volunteers in Slack. Ctrl-C ends it.")
    sys.stdout.flush()


def _has_browser() -> bool:
    """Whether a person sits at a terminal with a display beside it."""
    shown = sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return shown and sys.stdout.isatty()


def _replay(stage: Stage, replay: _Replay, speed: float) -> int:
    """The replay as a process of its own, which shows how far it is on our terminal."""
    process = subprocess.Popen(replay.command(stage, speed), cwd=ROOT)  # noqa: S603 - our own program
    try:
        while process.poll() is None:
            stage.check()
            time.sleep(LOOK_SECONDS)
    finally:
        process.terminate()
        process.wait()
    return process.returncode
