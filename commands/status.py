"""`byhand status`: how things stand, live in a terminal, in words for a pipe, as JSON for programs."""

import dataclasses
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from commands import keys, readyz, status_picture
from commands.opening import opened
from commands.toolbox import Toolbox
from policies.values import parse_duration
from routing.errors import StoreDown
from routing.status import Status, read

Look = Callable[[], tuple[Status, readyz.Heard]]
_STILL = 0.1  # seconds in which a key is noticed

# What `--json` prints, by path; names and meanings stay as they are.
KEYS = {
    "at": "when this was read (UTC, ISO 8601, as all moments here)",
    "company": "the company's name; empty while there is no policy",
    "questions.open": "waiting to be taken, late or claimed",
    "questions.offered": "shown to somebody and not taken yet",
    "questions.late": "all rings are over and nobody took it, or a deadline passed and nothing happened",
    "questions.held": "claimed, the answer not sent yet",
    "questions.submitted": "claimed, the answer on its way out",
    "questions.oldest_asked_at": "when the longest waiting question was asked, or null",
    "longest_waiting": "up to eight waiting questions: question, channel, state, topic, place, ring, asked_at",
    "last_day.asked": "questions of the last 24 hours",
    "last_day.answered": "of these, answered by now",
    "last_day.median_seconds_to_answer": "from asked to answered, or null",
    "last_day.by_hour": "24 counts of questions, the present hour last",
    "owed.ready": "messages to be sent",
    "owed.sending": "messages on their way",
    "owed.ready_by_channel": "those to be sent, by channel",
    "owed.oldest_since": "since when the oldest of them is owed, or null",
    "undecided": "answers that may have been posted: delivery, question, channel, since, asked (a person was asked)",
    "receipts.waiting": "events to be worked through",
    "receipts.oldest_since": "since when the oldest of them waits, or null",
    "receipts.unparsed": "events that could not be read",
    "volunteers.enrolled": "members who joined",
    "volunteers.on_hand": "of these, within their hours, not paused, with a hand free",
    "spend": "X this UTC month: month, usd, budget_usd, percent, by_kind (calls, usd); null without a policy",
    "gaps": "stretches of time in which posts may have been missed",
    "running.address": "where `byhand run` was asked",
    "running.answers": "whether it answered",
    "running.ready": "whether all its parts work",
    "running.why": "when it did not answer, why",
    "running.parts": "by channel, and for the database: state (up, limited, down, off, starting), detail, since",
}
_ABOUT_JSON = "\b\nKeys of --json:\n" + "\n".join(f"  {name}: {meaning}" for name, meaning in KEYS.items())


def register(app: typer.Typer) -> None:
    app.command("status", epilog=_ABOUT_JSON)(status)


def status(
    context: typer.Context,
    once: bool = typer.Option(False, "--once", help="show it once and end; a pipe gets it so, in words"),
    as_json: bool = typer.Option(False, "--json", help="once, as JSON, with the keys listed below"),
    every: str = typer.Option("2s", help="how often to look again, such as 500ms, 2s or 1m"),
) -> None:
    """Show what is open, late, claimed and owed, how the channels fare, who is there and what X costs; q ends it."""
    seconds = seconds_of(every)
    toolbox: Toolbox = context.obj
    listen = next(setting.value for setting in toolbox.settings if setting.name == "BYHAND_LISTEN")
    with opened(toolbox) as db:
        kit = toolbox.kit(db)

        def look() -> tuple[Status, readyz.Heard]:
            return read(kit), readyz.ask(listen)

        if as_json:
            print(json.dumps(as_document(*look()), ensure_ascii=False, indent=2))
        elif not sys.stdout.isatty():
            print("\n".join(status_picture.words(*look())))
        elif once:
            Console(highlight=False).print(status_picture.picture(*look(), height=sys.maxsize))
        else:
            _watch(look, seconds)


def seconds_of(text: str) -> float:
    """How long a text such as "500ms" or "2s" is. Raises BadParameter in words."""
    try:
        seconds = int(text[:-2]) / 1000 if text.endswith("ms") else parse_duration(text).total_seconds()
    except ValueError:
        raise typer.BadParameter("a length of time such as 500ms, 2s or 1m", param_hint="--every") from None
    if seconds < _STILL:
        raise typer.BadParameter("at least 100ms", param_hint="--every")
    return seconds


def as_document(found: Status, heard: readyz.Heard) -> dict[str, Any]:
    """What `--json` prints."""
    document: dict[str, Any] = _plain({**dataclasses.asdict(found), "running": dataclasses.asdict(heard)})
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


# --- live ----------------------------------------------------------------------------------------------------------


def _watch(look: Look, seconds: float) -> None:
    """Draw it again and again until q or Ctrl-C; a slow database holds up neither keys nor the picture."""
    console = Console(highlight=False)
    with (
        ThreadPoolExecutor(1, "status") as thread,
        keys.reading() as key,
        Live(console=console, screen=True, auto_refresh=False) as live,
    ):
        watched = _Watched(console, live, f"every {seconds:g} s · q ends")
        try:
            while True:
                watched.show(thread.submit(look))
                if watched.wait(key, time.monotonic() + seconds):
                    return
        except KeyboardInterrupt:
            return


class _Watched:
    """The picture on the screen, drawn again when there is news or when the window's size changes."""

    def __init__(self, console: Console, live: Live, footer: str) -> None:
        self._console, self._live, self._footer = console, live, footer
        self._coming: Future[tuple[Status, readyz.Heard]] | None = None
        self._shown: tuple[Status, readyz.Heard] | None = None
        self._trouble = ""
        self._size = console.size

    def show(self, coming: "Future[tuple[Status, readyz.Heard]]") -> None:
        self._coming = coming

    def wait(self, key: Callable[[float], str], until: float) -> bool:
        """Until it is time to look again; whether somebody wants to end it."""
        while self._coming is not None or time.monotonic() < until:
            if key(_STILL) in {"q", "Q"}:
                return True
            self._take()
        return False

    def _take(self) -> None:
        if self._coming is not None and self._coming.done():
            try:
                self._shown, self._trouble = self._coming.result(), ""
            except StoreDown as error:
                self._trouble = f"The database cannot be read: {error}"
            self._coming = None
            self._draw()
        elif self._console.size != self._size:
            self._draw()

    def _draw(self) -> None:
        self._size = self._console.size
        footer = self._trouble or self._footer
        text = Text(f" {footer}")
        if self._shown is not None:
            text = status_picture.picture(*self._shown, height=self._size.height, footer=footer)
        text.no_wrap, text.overflow = True, "ellipsis"
        self._live.update(text, refresh=True)
