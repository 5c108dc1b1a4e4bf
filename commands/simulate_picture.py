"""What a simulation found, as tables and sentences for a terminal."""

from rich.console import Console
from rich.table import Table

from routing.simulation import told
from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import MEASURES, Comparison, Difference, Measure


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
        cells = [told.reach(measure, found.interval(name, measure)) for name in found.strategies]
        table.add_row(told.named(measure), *cells, told.goal(measure, found.interval(found.strategies[0], measure)))
    return table


def _differences(found: Comparison) -> Table:
    ours, *others = found.strategies
    table = Table("", *(f"than {name}" for name in others), title=f"{ours}, world by world", title_justify="left")
    for measure in MEASURES:
        table.add_row(told.named(measure), *(_difference(measure, found.difference(name, measure)) for name in others))
    return table


def _difference(measure: Measure, found: Difference | None) -> str:
    if found is None:
        return ""
    sign = "+" if found.interval.mean > 0 else ""
    return f"{sign}{measure.written(found.interval.mean)}: {told.MARKS[found.verdict]}"
