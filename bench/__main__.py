"""`python -m bench [--quick] [NAME …]`: measure, show, draw, and write down.

The whole goes into figures.json, plots/ and README.md beside this file; `--quick` only into quick/.
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench import record, registry, report
from bench.figures import as_table
from bench.isolated import Taken, Telling, stop_in_order, take
from bench.scale import QUICK, WHOLE, Scale

HERE = Path(__file__).parent
_WIDE = 120  # columns
_INTERRUPTED = 130


def main() -> int:
    options = _options()
    console = Console()
    if options.redraw:
        report.write(record.read(HERE / "figures.json"), HERE / "README.md", HERE / "plots")
        return 0
    stop_in_order()
    names = options.names or _there(console)
    taken = _take_all(console, QUICK if options.quick else WHOLE, names)
    if not taken:
        return _INTERRUPTED
    folder = HERE / "quick" if options.quick else HERE
    document = record.keep(taken, folder / "figures.json", quick=options.quick)
    if not options.quick:
        report.write(document, HERE / "README.md", HERE / "plots")
    figures = [figure for one in taken for figure in one.figures]
    console.print(as_table(figures, wide=console.width >= _WIDE))
    failed = _say_what_failed(console, taken, folder)
    return failed if len(taken) == len(names) else _INTERRUPTED


def _take_all(console: Console, scale: Scale, names: list[str]) -> list[Taken]:
    columns = (TextColumn("{task.description:<52}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    taken = []
    with Progress(*columns, console=console, refresh_per_second=2) as progress:
        whole = progress.add_task("measuring", total=len(names))
        try:
            for name in names:
                task = progress.add_task(name, total=None)
                taken.append(take(name, scale, _telling(progress, task)))
                progress.remove_task(task)
                progress.advance(whole)
        except KeyboardInterrupt:
            console.print("interrupted; what was taken by now is kept")
    return taken


def _telling(progress: Progress, task: TaskID) -> Telling:
    """Steps are told when they begin, so the bar shows those that are over."""
    begun = 0

    def step(words: str) -> None:
        nonlocal begun
        progress.update(task, description=words[:52], completed=begun)
        begun += 1

    return Telling(lambda total: progress.update(task, total=total), step)


def _there(console: Console) -> list[str]:
    absent = [name for name in registry.NAMES if not registry.exists(name)]
    if absent:
        console.print(f"not there, left out: {', '.join(absent)}")
    return [name for name in registry.NAMES if name not in absent and name not in registry.ASKED_FOR]


def _say_what_failed(console: Console, taken: list[Taken], folder: Path) -> int:
    console.print(f"written to {folder}", highlight=False)
    busy = [one.name for one in taken if not one.load.is_quiet]
    if busy:
        console.print(f"other programs worked meanwhile, so these are worse than they are: {', '.join(busy)}")
    for one in taken:
        if one.fault:
            console.print(f"{one.name} failed: {one.fault}", style="red", markup=False, highlight=False)
    return 1 if any(one.fault for one in taken) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Byhand on this machine.")
    parser.add_argument("--quick", action="store_true", help="smaller counts and fewer runs: two minutes at most")
    parser.add_argument("--redraw", action="store_true", help="only draw and write anew what figures.json holds")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(registry.NAMES)}")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in registry.NAMES or not registry.exists(name)]
    if unknown:
        parser.error(f"there is no measurement called {', '.join(unknown)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
