"""`byhand doctor`: what is set up, what is amiss, why it matters, and what mends it."""

import json
import logging
from difflib import get_close_matches

import typer
from rich.console import Console

from commands.checks.draw import as_json as told_as_json
from commands.checks.draw import draw, draw_settings, plain, plain_settings, worst
from commands.checks.mend import mend
from commands.checks.survey import GROUPS, PATIENCE, survey
from commands.checks.verdict import Finding, State
from commands.toolbox import Missing, Toolbox

__all__ = ["doctor", "examine", "register"]


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    only: list[str] = typer.Option([], "--only", metavar="GROUP", help=f"only this group: {', '.join(GROUPS)}"),
    fix: bool = typer.Option(False, "--fix", help="mend what can be mended safely, and say what was done"),
    every: bool = typer.Option(False, "--all", "-a", help="show every check, not only what is amiss"),
    strict: bool = typer.Option(False, "--strict", help="end with 1 also when there are only warnings"),
    settings: bool = typer.Option(False, "--settings", help="only list every setting with its origin"),
    patience: float = typer.Option(PATIENCE, min=0.1, metavar="SECONDS", help="how long each vendor is waited for"),
    as_json: bool = typer.Option(False, "--json", help="as JSON"),
) -> None:
    """Check everything: settings, Slack, Telegram, X, database, machine, policy, the work at hand.

    It changes nothing without --fix, and may be run while `byhand run` runs. It ends with 0 when nothing is bad,
    with 1 when something is. Secrets are never shown.
    """
    toolbox: Toolbox = context.obj
    wanted = [_group(name) for name in only]
    logging.getLogger().addHandler(logging.NullHandler())  # what goes wrong is said by the checks, in words
    if settings:
        _list_settings(toolbox, as_json=as_json)
        return
    findings, done = _look_and_mend(toolbox, wanted, patience, fix=fix)
    if as_json:
        print(json.dumps(told_as_json(findings, toolbox.settings, done), ensure_ascii=False, indent=2))
    else:
        _tell(toolbox, findings, done, every=every, whole=not wanted)
    state = worst(findings)
    raise typer.Exit(1 if state is State.BAD or (strict and state is State.WARN) else 0)


def examine(toolbox: Toolbox) -> bool:
    """Every check, told to a person; whether nothing is bad."""
    logging.getLogger().addHandler(logging.NullHandler())
    _, findings = survey(toolbox)
    draw(Console(), findings, [], every=False)
    return worst(findings) is not State.BAD


def _group(name: str) -> str:
    if name in GROUPS:
        return name
    close = get_close_matches(name.lower(), GROUPS, n=1)
    meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(GROUPS)}."
    raise Missing(f"There is no group of checks “{name}”; {meant}")


def _look_and_mend(
    toolbox: Toolbox, wanted: list[str], patience: float, *, fix: bool
) -> tuple[list[Finding], list[str]]:
    """What is found, after mending what can be mended if that is wanted; and what was done."""
    installation, findings = survey(toolbox, wanted, patience)
    done = mend(toolbox, installation, findings) if fix else []
    return (survey(toolbox, wanted, patience)[1] if done else findings), done


def _tell(toolbox: Toolbox, findings: list[Finding], done: list[str], *, every: bool, whole: bool) -> None:
    console = Console()
    if not console.is_terminal:
        print("\n".join(plain(findings, toolbox.settings if whole else (), done)))
        return
    if whole:
        draw_settings(console, toolbox.settings, every=False)
        console.print()
    draw(console, findings, done, every=every)


def _list_settings(toolbox: Toolbox, *, as_json: bool) -> None:
    console = Console()
    if as_json:
        print(json.dumps(told_as_json([], toolbox.settings, [])["settings"], ensure_ascii=False, indent=2))
    elif console.is_terminal:
        draw_settings(console, toolbox.settings, every=True)
    else:
        print("\n".join(plain_settings(toolbox.settings)))
