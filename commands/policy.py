"""`byhand policy check|apply|show`: the policy file, checked as a whole, kept in versions."""

import getpass
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from commands.opening import held, opened
from commands.toolbox import Missing, Toolbox
from policies.document import Policy
from policies.file import PolicyError, read, schema
from routing import rulebook
from routing.kit import SystemClock

app = typer.Typer(help="The policy: check a file, apply it, show what is in force.", no_args_is_help=True)


@app.command("check")
def check(
    file: Path = typer.Argument(..., help="the policy file (YAML)"),
    as_json: bool = typer.Option(False, "--json", help="the mistakes as JSON"),
) -> None:
    """Say every mistake in a policy file, with line and column; nothing is changed."""
    problems: list[dict[str, Any]] = []
    try:
        policy = read(_text(file))
    except PolicyError as error:
        problems = [asdict(problem) for problem in error.problems]
        if not as_json:
            for problem in error.problems:
                print(f"{file}:{problem}", file=sys.stderr)
    else:
        if not as_json:
            print(f"{file} is a good policy: {_in_short(policy)}.")
    if as_json:
        print(json.dumps({"ok": not problems, "problems": problems}, ensure_ascii=False))
    raise typer.Exit(1 if problems else 0)


@app.command("apply")
def apply(context: typer.Context, file: Path = typer.Argument(..., help="the policy file (YAML)")) -> None:
    """Put a policy in force. One mistake refuses the whole file, and the old policy stays."""
    toolbox: Toolbox = context.obj
    text = _text(file)
    read(text)
    if toolbox.database().path.exists():
        with opened(toolbox) as db:
            version, policy, is_new = rulebook.apply(db, SystemClock(), text, _who())
    else:
        with held(toolbox) as db:
            version, policy, is_new = rulebook.apply(db, SystemClock(), text, _who())
    said = "is in force" if is_new else "was in force already"
    print(f"Version {version} {said}: {_in_short(policy)}.")


@app.command("show")
def show(context: typer.Context, as_json: bool = typer.Option(False, "--json", help="the whole document")) -> None:
    """Show the policy in force."""
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db:
        version, policy = rulebook.Rulebook(db).current()
    if as_json:
        print(json.dumps(policy.to_json(), ensure_ascii=False, indent=2))
        return
    _draw(version, policy)


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of the policy file, for editors."""
    print(json.dumps(schema(), ensure_ascii=False, indent=2))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        raise Missing(f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Missing(f"{file} cannot be read: {error}") from None


def _who() -> str:
    return f"command line, {getpass.getuser()}"


def _in_short(policy: Policy) -> str:
    return f"{policy.company.name}, {len(policy.topics)} topics, {len(policy.places)} places, {len(policy.rings)} rings"


def _draw(version: int, policy: Policy) -> None:
    console = Console()
    console.print(f"[bold]{policy.company.name}[/bold], policy version {version}", highlight=False)
    rings = Table("ring", "asks", "how many", "within", "for", "where", title="Who is asked, in this order")
    for ring in policy.to_json()["rings"]:
        within = "" if ring["within_km"] is None else f"{ring['within_km']:g} km"
        where = ring["channel"] or {"channel": policy.channels.queue, "administrators": policy.channels.leads}.get(
            ring["ask"], "direct message"
        )
        count = "" if ring["count"] is None else str(ring["count"])
        rings.add_row(ring["name"], ring["ask"], count, within, ring["wait"], where)
    console.print(rings)
    topics = Table("id", "topic", "keywords", title="Topics")
    for topic in policy.topics:
        topics.add_row(topic.id, topic.name, ", ".join(topic.keywords[:8]))
    console.print(topics)
