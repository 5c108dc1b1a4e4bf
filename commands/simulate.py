"""`byhand simulate`: what would come of a policy, with a drawn workforce, in virtual time."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from commands import simulate_picture
from commands.newpolicy import EXAMPLE
from commands.opening import opened
from commands.toolbox import Missing, Toolbox
from policies.document import Policy
from policies.file import read
from routing import rulebook
from routing.simulation import comparison, plots, told
from routing.simulation.assumptions import Assumptions, Unthinkable
from routing.simulation.comparison import Comparison
from routing.simulation.runs import OURS, Plan, simulate

_MOST_SEEDS = 1000
_MOST_CORES = 8
_LITTLE = 2000  # questions, all in all
_EPILOG = (
    "\b\nKeys of --json:\n"
    "  model: that it is a model, and not a result\n"
    "  assumptions, assumed: in words, and as the numbers that --assume changes\n"
    "  strategies, seeds: what was held against what, in which worlds\n"
    "  figures.STRATEGY.FIGURE: mean, low, high (95 % over seeds), by_seed\n"
    "  differences.STRATEGY.FIGURE: ours less theirs, seed by seed: mean, low, high, verdict (better, worse, noise)\n"
    "  goals.FIGURE: goal, reached\n"
    "  curves.STRATEGY: what the pictures show: waits, load, hours (see the page on the simulation)\n"
)


def register(app: typer.Typer) -> None:
    app.command("simulate", epilog=_EPILOG)(command)


def command(
    context: typer.Context,
    policy: Path | None = typer.Option(None, help="a policy file; else the one in force, else the example"),
    against: Path | None = typer.Option(None, help="a second policy file, to be compared with the first"),
    days: int = typer.Option(28, help="days that are counted"),
    warm_up: int = typer.Option(28, help="days before them, in which evidence is gathered"),
    seeds: int = typer.Option(3, help="worlds that are drawn; 20 for narrow intervals"),
    seed: int = typer.Option(1, help="the first of them; the same seed gives the same report"),
    volunteers: int = typer.Option(2500, help="how many people volunteer"),
    questions: float = typer.Option(90, help="questions a day"),
    assume: list[str] = typer.Option([], metavar="NAME=VALUE", help="change an assumption, such as willingness=1,6"),
    processes: int = typer.Option(0, help="how many at once; 0: as many as there are cores, at most 8"),
    as_json: bool = typer.Option(False, "--json", help="everything as JSON, with the keys listed below"),
    plot_to: Path | None = typer.Option(None, "--plots", help="draw pictures (SVG and PNG) into this folder"),
) -> None:
    """Try a policy on a drawn workforce: how soon, how near, how evenly people are asked. A model, not a result."""
    if plot_to is not None:
        plots.must_be_there()
    assumed = _assumed(assume, days=days, warm_up_days=warm_up, volunteers=volunteers, questions_a_day=questions)
    name, first = _first(context.obj, policy)
    plan = Plan(first, assumed, _seeds(seed, seeds), _read(against) if against else None, _names(policy, against))
    found = _with_progress(plan, _cores(processes, plan))
    if plot_to is not None:
        _draw(found, assumed, plot_to)
    if as_json:
        print(json.dumps(_to_json(found, assumed, name), ensure_ascii=False, indent=2))
    else:
        simulate_picture.show(Console(soft_wrap=not sys.stdout.isatty()), found, assumed, name)


def _assumed(changes: Sequence[str], **numbers: float) -> Assumptions:
    """Raises Unthinkable, in one sentence."""
    assumed = replace(Assumptions(), **numbers)  # type: ignore[arg-type]  # whole numbers come as such
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals:
            raise Unthinkable(f"An assumption is changed as in willingness=1,6; “{change}” has no “=”.")
        assumed = assumed.changed(name.strip(), text.strip())
    return assumed


def _seeds(first: int, many: int) -> tuple[int, ...]:
    if not 1 <= many <= _MOST_SEEDS:
        raise Missing(f"--seeds is how many worlds are drawn, from 1 to {_MOST_SEEDS}; {many} is not.")
    if first < 0:
        raise Missing(f"--seed is a number from 0 on; {first} is not.")
    return tuple(range(first, first + many))


def _cores(wished: int, plan: Plan) -> int:
    """A process more is worth its start only when there is enough to do."""
    if wished < 0:
        raise Missing(f"--processes is a number from 0 on; {wished} is not.")
    if wished:
        return wished
    assumed = plan.assumed
    work = len(plan.runs()) * (assumed.days + assumed.warm_up_days) * assumed.questions_a_day
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(_MOST_CORES, there) if work > _LITTLE else 1


def _names(policy: Path | None, against: Path | None) -> tuple[str, str]:
    ours = OURS if policy is None or against is None else policy.name
    theirs = "the other policy" if against is None else against.name
    return (ours, theirs) if ours != theirs else (str(policy), str(against))


def _first(toolbox: Toolbox, file: Path | None) -> tuple[str, Policy]:
    """What the policy is called in the report, and the policy."""
    if file is not None:
        return file.name, _read(file)
    db = toolbox.database()
    if not db.path.exists():
        return "the example policy", read(EXAMPLE.read_text("utf-8"))
    with opened(toolbox) as db:
        version, policy = rulebook.Rulebook(db).current()
    return f"policy version {version}, which is in force", policy


def _read(file: Path) -> Policy:
    try:
        return read(file.read_text("utf-8"))
    except FileNotFoundError:
        raise Missing(f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Missing(f"{file} cannot be read: {error}") from None


def _with_progress(plan: Plan, processes: int) -> Comparison:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    runs = len(plan.runs())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Simulating", total=runs)
        return simulate(plan, min(processes, runs), lambda: progress.advance(task))


def _draw(found: Comparison, assumed: Assumptions, folder: Path) -> None:
    try:
        drawn = plots.draw(found, assumed, folder)
    except OSError as error:
        raise Missing(f"The pictures cannot be written to {folder}: {error.strerror}.") from None
    print(f"{len(drawn)} pictures are in {folder}.", file=sys.stderr)


def _to_json(found: Comparison, assumed: Assumptions, name: str) -> dict[str, object]:
    return {
        "model": told.HONESTLY,
        "policy": name,
        "assumptions": list(told.told(assumed)),
        "assumed": assumed.to_json(),
        **comparison.to_json(found),
    }
