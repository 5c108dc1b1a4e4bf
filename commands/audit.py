"""`byhand audit verify`: whether the chain of who did what still holds."""

import json

import typer

from commands.opening import opened
from commands.toolbox import Toolbox
from store import audit

app = typer.Typer(help="The append-only record of who did what.", no_args_is_help=True)


@app.command("verify")
def verify(context: typer.Context, as_json: bool = typer.Option(False, "--json", help="the result as JSON")) -> None:
    """Check every row of the audit against the one before it."""
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db, db.read() as session:
        rows = list(audit.every_row(session))
        broken = audit.verify(rows, audit.length(session))
    if as_json:
        found = None if broken is None else {"seq": broken.seq, "why": broken.why}
        print(json.dumps({"ok": broken is None, "rows": len(rows), "broken": found}))
    elif broken is None:
        print(f"The audit holds: {len(rows)} rows, each bound to the one before.")
    else:
        print(f"The audit is broken at row {broken.seq}: {broken.why}.")
    raise typer.Exit(0 if broken is None else 1)


@app.command("show")
def show(context: typer.Context, last: int = typer.Option(30, help="how many rows, from the newest back")) -> None:
    """Print the newest rows, one JSON object a line."""
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db, db.read() as session:
        for row in list(audit.every_row(session))[-last:]:
            told = {
                "seq": row.seq,
                "at": row.at.isoformat(),
                "actor": row.actor,
                "act": row.act,
                "subject": row.subject,
            }
            print(json.dumps({**told, "detail": json.loads(row.detail)}, ensure_ascii=False))
