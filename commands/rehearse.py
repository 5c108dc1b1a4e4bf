"""`byhand rehearse`: who would have been asked about yesterday's questions. It posts nothing and keeps nothing."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from commands import mentions, newpolicy
from commands.toolbox import Missing, Toolbox
from policies.document import Policy
from policies.eligibility import zone
from policies.file import read
from routing import rehearsal
from routing.kit import SystemClock
from routing.rehearsal import page
from routing.rehearsal.asked import Asked, numbered, read_questions
from routing.rehearsal.colleagues import read_colleagues
from routing.rehearsal.faults import Fault, Unusable
from routing.rehearsal.play import play

EXAMPLE = Path(rehearsal.__file__).parent / "example"
_SAMPLES = ("questions.jsonl", "colleagues.csv")
_MOST_FAULTS_SHOWN = 10
_LARGEST = 64 * 1024 * 1024
Made = TypeVar("Made")


_ABOUT_FILES = """\b
A question is a line such as
  {"text": "My TV flickers. Is it the cable?", "author": "Ada", "place": "Leeds", "time": "2026-11-23T09:30:00Z"}
of which only the text must be there; `language` may be, too. Colleagues are a table such as
  name,topics,place,hours,languages,time zone
  Vera Hardy,tv:3; audio,Leeds,09:00-18:00,"en, de",
of which only the first three columns must be there; `:1` to `:3` says how well a topic is known."""


def register(app: typer.Typer) -> None:
    app.command("rehearse", epilog=_ABOUT_FILES)(rehearse)


@dataclass(frozen=True)
class _Questions:
    """Where the questions come from: a file, or so many mentions on X."""

    file: Path | None
    mentions: int
    agreed: bool

    @property
    def words(self) -> str:
        return self.file.name if self.file else f"the last {self.mentions:,} mentions on X"


def rehearse(
    context: typer.Context,
    questions: Path | None = typer.Option(None, "--questions", help="a file with one JSON object a line"),
    mentions_: int = typer.Option(0, "--mentions", min=0, max=mentions.MOST, help="or the last so many mentions on X"),
    colleagues: Path | None = typer.Option(None, "--colleagues", help="a CSV file: name, topics, place"),
    policy: Path | None = typer.Option(
        None, "--policy", help="the policy; left out: BYHAND_POLICY's, else the example"
    ),
    out: Path = typer.Option(Path("rehearsal.html"), "--out", help="the page to write"),
    yes: bool = typer.Option(False, "--yes", help="agree to what reading mentions costs"),
    example: bool = typer.Option(False, "--example", help="write two sample files here and rehearse them"),
) -> None:
    """Show on one page who would have been asked, how near, what nobody knows and where nobody is.

    It takes questions that were asked before and a list of colleagues, and puts them through the router as it would
    work for you. Nothing is posted, nobody is asked, and no database is needed or touched. It is a model.
    """
    if example:
        questions, colleagues = _write_samples()
    source = _Questions(questions, mentions_, yes)
    if (questions is None) == (mentions_ == 0) or colleagues is None:
        raise Missing("Name --colleagues FILE, and either --questions FILE or --mentions N; or try --example.")
    _check_out(out, questions, colleagues)
    _rehearse(context.obj, source, colleagues, policy, out)


def _rehearse(toolbox: Toolbox, source: _Questions, colleagues: Path, policy_file: Path | None, out: Path) -> None:
    policy = _policy(policy_file or toolbox.policy_file or newpolicy.EXAMPLE)
    people_data, now = _bytes(colleagues), SystemClock().now()
    asked, question_faults = _asked(toolbox, source, policy, now)
    with _progress() as progress:
        waiting = progress.add_task("reading the policy", total=None)
        router = toolbox.router(policy)
        people, people_faults = _usable(colleagues, lambda: read_colleagues(people_data, policy, router.finder))
        progress.update(waiting, visible=False)
        bar = progress.add_task("asking", total=len(asked))
        found = play(router, asked, people, lambda done: progress.update(bar, completed=done))
        progress.update(bar, description="drawing", total=None)
        sources = page.Sources(source.words, colleagues.name, now, question_faults, people_faults)
        text = page.render(found, sources, router.finder.settlements())
    _write(out, text)
    _tell_faults(source.words, question_faults)
    _tell_faults(colleagues.name, people_faults)
    print("\n".join(page.summary(found)))
    print(f"Nothing was posted; it is a model. The page: {out.resolve()}")


# --- what goes in -------------------------------------------------------------------------------------------------


def _policy(file: Path) -> Policy:
    return read(_bytes(file).decode("utf-8", "replace"))


def _asked(
    toolbox: Toolbox, source: _Questions, policy: Policy, now: datetime
) -> tuple[tuple[Asked, ...], tuple[Fault, ...]]:
    if source.file is not None:
        file, data = source.file, _bytes(source.file)
        return _usable(file, lambda: read_questions(data, _working_noon(policy, now)))
    client = toolbox.x_client()
    _agree(source, policy)
    with _progress() as progress:
        bar = progress.add_task("reading mentions", total=source.mentions)
        posts = mentions.read_mentions(client, source.mentions, lambda number: progress.update(bar, completed=number))
    if not posts:
        raise Missing("X has no mention of this account that can be read.")
    return numbered(posts), ()


def _agree(source: _Questions, policy: Policy) -> None:
    """Nothing is read before somebody knows what it costs."""
    cost = mentions.cost_of(source.mentions, policy)
    said = f"Reading {cost.reads:,} posts on X costs up to {cost}, by the policy's prices."
    if source.agreed:
        print(said, file=sys.stderr)
    elif not sys.stdin.isatty():
        raise Missing(f"{said} --yes agrees to it.")
    elif not typer.confirm(f"{said} Read them?", err=True):
        raise Missing("Nothing was read.")


def _working_noon(policy: Policy, now: datetime) -> datetime:
    """The last noon, where the company is, of a day on which people work."""
    local = now.astimezone(zone(policy.company.time_zone))
    noon = datetime.combine(local.date(), time(12), local.tzinfo)
    while noon > local or noon.weekday() not in policy.working_days:
        noon -= timedelta(days=1)
    return noon.astimezone(UTC)


def _usable(file: Path, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except Unusable as error:
        raise Missing(f"{file} cannot be used. {error}") from error


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise Missing(f"{file} is larger than {_LARGEST // 1024**2} MiB; take a part of it.")
        return file.read_bytes()
    except FileNotFoundError:
        raise Missing(f"There is no file {file}.") from None
    except OSError as error:
        raise Missing(f"{file} cannot be read: {error.strerror}.") from None


def _write_samples() -> tuple[Path, Path]:
    """Copies of the two sample files in the present folder; what is there already stays."""
    for name in _SAMPLES:
        try:
            with Path(name).open("xb") as copy:
                copy.write((EXAMPLE / name).read_bytes())
        except FileExistsError:
            raise Missing(f"There is a {name} here already; `--questions` and `--colleagues` rehearse it.") from None
        print(f"Wrote {name}: change it, and rehearse again.")
    return Path(_SAMPLES[0]), Path(_SAMPLES[1])


# --- what comes out -----------------------------------------------------------------------------------------------


def _check_out(out: Path, *sources: Path | None) -> None:
    if out.suffix.lower() not in {".html", ".htm"}:
        raise Missing(f"{out} is no name for a page: it ends in .html.")
    if any(source is not None and source.resolve() == out.resolve() for source in sources):
        raise Missing(f"{out} is what is read; name another file for the page.")
    if not os.access(out.resolve().parent, os.W_OK):
        raise Missing(f"Nothing can be written to {out.resolve().parent}.")


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise Missing(f"{out} cannot be written: {error.strerror}.") from None


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal, nothing in a pipe; it is gone when it is done."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


def _tell_faults(source: str, faults: tuple[Fault, ...]) -> None:
    for fault in faults[:_MOST_FAULTS_SHOWN]:
        print(f"{source}, {fault}", file=sys.stderr)
    if len(faults) > _MOST_FAULTS_SHOWN:
        print(f"{source}: {len(faults) - _MOST_FAULTS_SHOWN:,} more; the page has them all.", file=sys.stderr)
