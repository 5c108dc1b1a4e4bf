"""`python -m bench [--quick] [NAME …]`: measure, show, and write figures.json beside this file."""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench import card, claims, intake, start, webhooks
from bench.figures import Figure, as_table, keep
from bench.scale import QUICK, WHOLE, Bench, Scale

MEASUREMENTS: dict[str, ModuleType] = {module.NAME: module for module in (webhooks, intake, claims, start, card)}
FIGURES = Path(__file__).parent / "figures.json"


def main() -> int:
    options = _options()
    names = options.names or list(MEASUREMENTS)
    load_before = os.getloadavg()[0]
    console = Console()
    figures = _measure(console, QUICK if options.quick else WHOLE, names)
    console.print(as_table(figures))
    console.print(f"load before {load_before:.1f}, after {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; {FIGURES}")
    keep(figures, FIGURES, quick=options.quick, load_before=load_before)
    return 0


def _measure(console: Console, scale: Scale, names: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}"))
    with (
        Progress(*columns, TimeElapsedColumn(), console=console, refresh_per_second=2) as progress,
        TemporaryDirectory(prefix="byhand-bench-") as folder,
    ):
        task = progress.add_task("measuring", total=0)

        def step(told: str) -> None:
            progress.update(task, description=told, advance=1)

        bench = Bench(scale, Path(folder), step)
        progress.update(task, total=sum(MEASUREMENTS[name].steps(bench) for name in names))
        for name in names:
            figures += MEASUREMENTS[name].measure(bench)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Byhand on this machine.")
    parser.add_argument("--quick", action="store_true", help="smaller counts and fewer runs: two minutes at most")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(MEASUREMENTS)}")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"there is no measurement called {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
