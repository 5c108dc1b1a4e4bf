"""The command `byhand`: one typer application, one file a command."""

import sys
from collections.abc import Callable

import typer

from commands import (
    audit,
    demo,
    doctor,
    explain,
    init,
    lessons,
    manifest,
    migrate,
    policy,
    receipts,
    rehearse,
    route,
    run,
    simulate,
    status,
)
from commands.toolbox import Missing, Toolbox
from policies.file import PolicyError
from routing.errors import ByhandError, StoreDown

# The first two say themselves which settings cannot be read; the demo has its own.
MENDERS = {"doctor", "init", "demo"}


def make(toolbox: Callable[[], Toolbox]) -> Callable[[], None]:
    """The command line; `toolbox` reads the settings, and is called once a command was understood."""
    app = application(toolbox)
    return lambda: _one_line_on_error(app)


def application(toolbox: Callable[[], Toolbox]) -> typer.Typer:
    """Every command, without what happens when one fails: the reference is drawn from it."""
    app = typer.Typer(
        name="byhand",
        help="The public asks on X or Telegram; a company's own people answer, by hand, from Slack.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def _start(context: typer.Context) -> None:
        made = context.obj = toolbox()
        if made.unreadable and context.invoked_subcommand not in MENDERS:
            raise Missing(" ".join(made.unreadable))

    for command in (init, run, demo, doctor, status, migrate, manifest, explain, route, rehearse, simulate, receipts):
        command.register(app)
    app.add_typer(policy.app, name="policy")
    app.add_typer(audit.app, name="audit")
    app.add_typer(lessons.app, name="lessons")
    return app


def _one_line_on_error(app: typer.Typer) -> None:
    """Whatever goes wrong in a way we know is one clear line and a non-zero exit."""
    try:
        app()
    except (Missing, ByhandError) as error:
        sys.exit(f"byhand: {error}")
    except StoreDown as error:
        sys.exit(f"byhand: the database cannot be used: {error}")
    except PolicyError as error:
        sys.exit(f"byhand: the policy is refused:\n{error}")
