"""`byhand receipts`: events that could not be read, and putting them back to work after a fix."""

import json

import typer

from commands.opening import opened
from commands.toolbox import Toolbox
from routing.kit import SystemClock
from store import overview, receipts


def register(app: typer.Typer) -> None:
    app.command("receipts")(show)


def show(
    context: typer.Context,
    replay: bool = typer.Option(False, "--replay", help="put every unparsed one back to work"),
    as_json: bool = typer.Option(False, "--json", help="as JSON"),
) -> None:
    """Show events that could not be parsed, with the reason; nothing of them is lost."""
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db:
        if replay:
            with db.write() as session:
                print(f"{receipts.replay(session, SystemClock().now())} receipts are worked through again.")
            return
        with db.read() as session:
            rows = overview.unparsed(session)
    if as_json:
        found = [{"id": row.id, "channel": row.channel, "key": row.key, "reason": row.reason} for row in rows]
        print(json.dumps(found, ensure_ascii=False))
        return
    print("Nothing is unparsed." if not rows else f"{len(rows)} could not be parsed (newest first):")
    for row in rows:
        print(f"  {row.id}  {row.channel}  {row.received_at:%Y-%m-%d %H:%M}  {row.reason}")
