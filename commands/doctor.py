"""`byhand doctor`: what is set, what is missing, and what can be mended safely."""

import asyncio
import json

import typer
from rich.console import Console
from rich.table import Table

from commands.opening import opened
from commands.toolbox import Missing, Toolbox
from routing import rulebook
from routing.errors import ByhandError
from routing.ports import DeliveryError


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    fix: bool = typer.Option(False, "--fix", help="mend what can be mended safely: the Telegram bot's description"),
    as_json: bool = typer.Option(False, "--json", help="as JSON"),
) -> None:
    """List every setting with its origin (secrets masked), and check the bot's description on Telegram."""
    toolbox: Toolbox = context.obj
    findings = _telegram(toolbox, fix=fix)
    if as_json:
        settings = [{"name": s.name, "value": s.value, "origin": s.origin, "about": s.about} for s in toolbox.settings]
        print(json.dumps({"settings": settings, "findings": findings}, ensure_ascii=False, indent=2))
    else:
        _draw(toolbox, findings)
    raise typer.Exit(1 if any(not finding["ok"] for finding in findings) else 0)


def _telegram(toolbox: Toolbox, *, fix: bool) -> list[dict[str, object]]:
    """No question gets a machine's answer, so the bot's description says what people can expect."""
    try:
        with opened(toolbox) as db:
            wanted = rulebook.Rulebook(db).current()[1].company.description
        found = asyncio.run(toolbox.describe_bot(wanted if fix else None))
    except (Missing, ByhandError) as error:
        return [{"check": "telegram.description", "ok": True, "found": f"not looked at: {error}"}]
    except DeliveryError as error:
        return [{"check": "telegram.description", "ok": False, "found": error.for_person}]
    if found == wanted:
        return [{"check": "telegram.description", "ok": True, "found": "people are told what to expect"}]
    mend = "`byhand doctor --fix` sets it from the policy (company.description)"
    return [{"check": "telegram.description", "ok": False, "found": f"the bot's description is “{found}”; {mend}"}]


def _draw(toolbox: Toolbox, findings: list[dict[str, object]]) -> None:
    console = Console()
    table = Table("setting", "value", "from", "what it is for")
    for setting in toolbox.settings:
        table.add_row(setting.name, setting.value, setting.origin, setting.about)
    console.print(table)
    for finding in findings:
        console.print(("✓ " if finding["ok"] else "✗ ") + f"{finding['check']}: {finding['found']}", highlight=False)
