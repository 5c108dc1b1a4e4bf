"""`byhand explain QUESTION`: why this topic, this place, these people, and why not somebody else."""

import dataclasses
import json
import sys
from typing import Any

import typer
from rich.console import Console

from commands import explain_picture
from commands.opening import opened
from commands.toolbox import Toolbox
from routing import explaining, whynot
from routing.errors import ByhandError


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    question: str = typer.Argument(..., help="the question's number, as its card shows it"),
    person: str = typer.Option("", "--person", help="why this colleague was asked, or was not: a name or a Slack id"),
    as_json: bool = typer.Option(False, "--json", help="everything as JSON"),
) -> None:
    """Say why a question went to whom it went: topic, place, rings, who was left out, and by which policy.

    All of it stands as it was stored then, even when people have left or the policy has changed since.
    """
    number = number_of(question)
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db:
        kit = toolbox.kit(db)
        if person:
            _show_person(whynot.of_person(kit, number, person), as_json=as_json)
        else:
            _show(explaining.explain(kit, number), as_json=as_json)


def number_of(text: str) -> int:
    """A question's number as people type it: 12, #12, “Question 12”. Raises ByhandError."""
    digits = text.strip().lower().removeprefix("question").strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:  # noqa: PLR2004 - more than a database counts
        raise ByhandError(f"“{text}” is no question's number; it stands on the card: `byhand explain 12`.")
    return int(digits)


def _show(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        Console(highlight=False).print(explain_picture.picture(told))
    else:
        print("\n".join(explain_picture.words(told)))


def _show_person(found: whynot.PersonExplained, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        Console(highlight=False).print(explain_picture.picture_of_person(found))
    else:
        print("\n".join(explain_picture.words_of_person(found)))
