"""The command `byhand`: one typer application, one file a command."""

import sys
from collections.abc import Callable

import typer

from commands import audit, demo, doctor, explain, manifest, migrate, policy, receipts, run
from commands.toolbox import Missing, Toolbox
from policies.file import PolicyError
from routing.errors import ByhandError, StoreDown


def make(toolbox: Callable[[], Toolbox]) -> Callable[[], None]:
    """The command line; `toolbox` reads the settings, and is called once a command was understood."""
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
        context.obj = toolbox()

    for command in (run, demo, doctor, migrate, manifest, explain, receipts):
        command.register(app)
    app.add_typer(policy.app, name="policy")
    app.add_typer(audit.app, name="audit")
    return lambda: _one_line_on_error(app)


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
