"""How a play is shown: a bar while it lasts, plain lines for a pipe, a table at the end."""

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from sandbox.replay.play import Standing
from sandbox.replay.tally import Summary

PLAIN_EVERY_SECONDS = 5.0
MOST_NAMED = 10
Tell = Callable[[Standing], None]


@contextlib.contextmanager
def following(console: Console) -> Iterator[Tell]:
    """Whom to tell how far it is."""
    if console.is_terminal:
        with _bar(console) as tell:
            yield tell
    else:
        yield _plainly(console)


@contextlib.contextmanager
def _bar(console: Console) -> Iterator[Tell]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("joining", total=None, told="")

        def tell(standing: Standing) -> None:
            done = standing.offered + standing.answered + standing.let_be
            progress.update(
                task, description=standing.doing, total=2 * standing.of, completed=done, told=_in_words(standing)
            )

        yield tell


def _plainly(console: Console) -> Tell:
    told_at = 0.0

    def tell(standing: Standing) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= PLAIN_EVERY_SECONDS:
            told_at = time.monotonic()
            console.print(f"{standing.doing}: {_in_words(standing)}", highlight=False)

    return tell


def _in_words(standing: Standing) -> str:
    counts = f"{standing.offered} offered, {standing.claimed} claimed, {standing.answered} answered"
    return f"{standing.asked}/{standing.of} asked, {counts}, {standing.let_be} let be"


def summary(console: Console, found: Summary) -> None:
    """What came of it, the verdict last."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, told in _rows(found):
        table.add_row(name, told)
    console.print(table)
    for title, names in (("Lost", found.lost), ("Doubled", found.doubled), ("Undecided", found.undecided)):
        colour = "red" if names else "green"
        console.print(f"[{colour}]{title}: {len(names) or 'none'}[/]", highlight=False)
        for name in names[:MOST_NAMED]:
            console.print(f"  {name}", markup=False, highlight=False)


def _rows(found: Summary) -> Iterator[tuple[str, str]]:
    yield "asked", f"{found.asked} in {found.seconds:.0f} s, and {found.edits} edits"
    yield "offered", str(found.offered)
    yield (
        "claimed",
        f"{found.claimed}; {found.too_late} came too late, {found.declined} declined, {found.given_back} given back",
    )
    yield "answered", str(found.answered) + (f", {found.unanswered} not yet" if found.unanswered else "")
    yield "let be", str(found.let_be)
    yield "only listened to", str(found.listened)
    if found.median_seconds is not None:
        ninety = f", 90 % within {found.p90_seconds:.1f} s" if found.p90_seconds is not None else ""
        yield "until the first answer", f"half within {found.median_seconds:.1f} s{ninety}"
    yield (
        "may have been posted",
        f"{found.unknown_there} were there, {found.unknown_again} posted again, as people said",
    )
    if found.not_taken:
        yield "clicks that Slack lost", f"{found.not_taken}, made again"
    yield from _not_done(found)
    yield "calls to Slack", f"{found.calls}, of which {found.too_many} too many ({_share(found):.1%})"
    for squeeze in found.squeezes:
        if squeeze.least:
            yield (
                f"  {squeeze.limit}",
                f"{squeeze.calls} calls: at least {squeeze.least:.0f} s, took {squeeze.took:.0f} s",
            )


def _not_done(found: Summary) -> Iterator[tuple[str, str]]:
    """What was not played, or not to its end."""
    for told in found.unsettled[: MOST_NAMED if found.claimed else 0]:  # where nobody takes anything, all of it is
        yield "not settled", " ".join(told.split())
    if found.left_out:
        yield "left out", f"{found.left_out} that follow an answer which never came"
    for one in found.broken:
        yield "broken", f"line {one.number}: {one.reason}"
    for reason in found.refused[:MOST_NAMED]:
        yield "refused", reason


def _share(found: Summary) -> float:
    return found.too_many / found.calls if found.calls else 0.0
