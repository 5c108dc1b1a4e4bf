"""What a simulation found, as tables and sentences for a terminal."""

from rich.console import Console
from rich.table import Table

from routing.simulation import told
from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import MEASURES, Comparison, Difference, Interval, Measure

_MARKS = {"better": "better", "worse": "worse", "noise": "within the noise"}


def show(console: Console, found: Comparison, assumed: Assumptions, policy: str) -> None:
    """Figures with intervals, differences with how sure they are, and what all of it rests on."""
    seeds, questions = len(found.seeds), found.outcomes[found.strategies[0]][0].figures["questions"] or 0
    console.print(
        f"{policy[0].upper()}{policy[1:]}: {seeds} {'world' if seeds == 1 else 'worlds'} of {assumed.days} days, about "
        f"{questions:,.0f} questions each.",
        highlight=False,
    )
    console.print(_figures(found))
    if seeds > 1:
        console.print(_differences(found))
    else:
        console.print("One world alone says nothing of chance: --seeds 20 gives intervals.", highlight=False)
    console.print("\n[bold]Assumptions[/bold]", highlight=False)
    for sentence in told.told(assumed):
        console.print(f"  - {sentence}", highlight=False, markup=False)
    console.print(f"\n{told.HONESTLY}", highlight=False)


def _figures(found: Comparison) -> Table:
    title = "Means over the worlds, with 95 % intervals" if len(found.seeds) > 1 else "Figures"
    table = Table("", *found.strategies, "goal", title=title, title_justify="left")
    for measure in MEASURES:
        cells = [_interval(measure, found.interval(name, measure)) for name in found.strategies]
        table.add_row(_named(measure), *cells, _goal(measure, found.interval(found.strategies[0], measure)))
    return table


def _differences(found: Comparison) -> Table:
    ours, *others = found.strategies
    table = Table("", *(f"than {name}" for name in others), title=f"{ours}, world by world", title_justify="left")
    for measure in MEASURES:
        table.add_row(_named(measure), *(_difference(measure, found.difference(name, measure)) for name in others))
    return table


def _named(measure: Measure) -> str:
    return f"{measure.words}, {measure.unit}" if measure.unit else measure.words


def _interval(measure: Measure, found: Interval | None) -> str:
    if found is None:
        return "never, for some"
    reach = "" if found.high is None else f" ± {measure.written(found.high - found.mean)}"
    return f"{measure.written(found.mean)}{reach}"


def _difference(measure: Measure, found: Difference | None) -> str:
    if found is None:
        return ""
    sign = "+" if found.interval.mean > 0 else ""
    return f"{sign}{measure.written(found.interval.mean)}: {_MARKS[found.verdict]}"


def _goal(measure: Measure, found: Interval | None) -> str:
    if measure.goal is None:
        return ""
    least = "at least" if measure.more_is_better else "at most"
    reached = found is not None and measure.reaches(found.mean)
    return f"{least} {measure.written(measure.goal)}: {'reached' if reached else 'missed'}"
