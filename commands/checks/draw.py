"""How findings are told: coloured and laid out for people, one plain line a check for pipes, JSON for programs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from commands.checks.survey import GROUPS
from commands.checks.verdict import Finding, State
from commands.toolbox import Setting

SIGNS = {
    State.OK: ("✓", "green"),
    State.WARN: ("!", "yellow"),
    State.BAD: ("✗", "red"),
    State.NOT_LOOKED_AT: ("·", "dim"),
}
NARROW, TITLE = 24, 20  # columns of a check's name, and of a group's


def as_json(findings: Sequence[Finding], settings: Iterable[Setting], done: Sequence[str]) -> dict[str, Any]:
    """`worst` is "bad", "warn" or "ok"; secrets are masked."""
    return {
        "worst": worst(findings).value,
        "counts": {state.value: number for state, number in _counts(findings).items()},
        "done": list(done),
        "findings": [
            {
                "id": one.id,
                "group": one.group,
                "state": one.state.value,
                "found": one.found,
                "why": one.why,
                "mend": one.mend,
            }
            for one in findings
        ],
        "settings": [
            {"name": one.name, "value": one.value, "origin": one.origin, "about": one.about} for one in settings
        ],
    }


def worst(findings: Iterable[Finding]) -> State:
    states = {finding.state for finding in findings}
    return next((state for state in (State.BAD, State.WARN) if state in states), State.OK)


def _counts(findings: Iterable[Finding]) -> dict[State, int]:
    found = Counter(finding.state for finding in findings)
    return {state: found[state] for state in State}


def _counted(state: State, number: int) -> str:
    word = "warning" if state is State.WARN else state.value
    return f"{number} {word}{'s' if state is State.WARN and number > 1 else ''}"


def in_short(findings: Sequence[Finding]) -> str:
    """The last line: how many checks, and how many of them are amiss."""
    told = [_counted(state, number) for state, number in _counts(findings).items() if number]
    return f"{len(findings)} checks: {', '.join(told)}."


# --- plain -----------------------------------------------------------------------------------------------------------


def plain_settings(settings: Iterable[Setting]) -> Iterable[str]:
    return (f"setting\t{one.name}\t{one.value}\t{one.origin}" for one in settings)


def plain(findings: Sequence[Finding], settings: Iterable[Setting], done: Sequence[str]) -> Iterable[str]:
    """One line a setting and one a check, whatever its length."""
    yield from plain_settings(settings)
    yield from (f"done\t{sentence}" for sentence in done)
    for one in findings:
        parts = [one.state.value, one.id, one.found, *([one.why, one.mend] if one.is_amiss else [])]
        yield "\t".join(part.replace("\n", " ").replace("\t", " ") for part in parts)
    yield in_short(findings)


# --- for people ------------------------------------------------------------------------------------------------------


def draw(console: Console, findings: Sequence[Finding], done: Sequence[str], *, every: bool) -> None:
    """Group by group: what is amiss in full, the rest as a count, or with `every` all of it."""
    for sentence in done:
        console.print(Text.assemble(("⚒ ", "cyan"), sentence))
    for name, group in groupby(findings, lambda finding: finding.group):
        _draw_group(console, GROUPS[name].title, list(group), every=every)
    console.print(Text(in_short(findings), style="bold"))
    if not every:
        console.print(Text("`byhand doctor --all` shows every check.", style="dim"))


def _draw_group(console: Console, title: str, findings: list[Finding], *, every: bool) -> None:
    counted = {state: number for state, number in _counts(findings).items() if number}
    heading = Text.assemble(f"{title:<{TITLE}}", style="bold")
    for state, number in counted.items():
        sign, colour = SIGNS[state]
        heading.append(f" {sign} {_counted(state, number)} ", style=colour)
    console.print(heading)
    if not every and len(reasons := {finding.found for finding in findings}) == 1 and State.OK not in counted:
        console.print(Padding(Text(reasons.pop(), style="dim"), (0, 0, 0, 2)))
    for finding in findings:
        if every or finding.is_amiss:
            console.print(Padding(_row(finding), (0, 0, 0, 2)))
    if every or any(finding.is_amiss for finding in findings):
        console.print()


def _row(finding: Finding) -> Table:
    sign, colour = SIGNS[finding.state]
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(width=NARROW, no_wrap=True)
    table.add_column(overflow="fold")
    body = Text(finding.found, style="dim" if finding.state is State.NOT_LOOKED_AT else "")
    if finding.is_amiss:
        body.append(f"\n{finding.why}", style="dim")
        body.append(f"\n→ {finding.mend}", style="cyan")
    elif finding.mend:
        body.append(f"\n→ {finding.mend}", style="dim")
    table.add_row(Text(sign, style=colour), Text(finding.id), body)
    return table


def draw_settings(console: Console, settings: Iterable[Setting], *, every: bool) -> None:
    """The settings with their origin, secrets masked: every one and what it is for, or only those that were given."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(no_wrap=True, style="dim")
    for one in settings:
        if every or one.origin != "default":
            value = Text(one.value)
            if every:
                value.append(f"{'' if one.value else 'not set'}\n{one.about}", style="dim")
            table.add_row(Text(one.name, style="bold" if every else ""), value, one.origin)
    console.print(table)
