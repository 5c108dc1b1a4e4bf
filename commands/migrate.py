"""`byhand migrate`: bring the database to this version."""

import typer

from commands.opening import held
from commands.toolbox import Toolbox


def register(app: typer.Typer) -> None:
    app.command("migrate")(migrate)


def migrate(context: typer.Context) -> None:
    """Create the database, or bring it to this version. `byhand run` does the same by itself."""
    toolbox: Toolbox = context.obj
    with held(toolbox) as db:
        print(f"{db.path} is up to date.")
