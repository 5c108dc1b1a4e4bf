"""The page of settings, from `main.Settings`."""

from pathlib import Path

from pydantic import SecretStr

from docs.drawing.page import ROOT, code, head, table
from main import Settings

_INTRO = """\
From the environment or from a file `.env` in the working directory; an empty variable counts as absent. `byhand doctor`
lists them with their values (secrets masked) and where each comes from. Nothing but `main.py` reads them. Everything
else that can be decided is in the [policy](policy.md).

At least Slack and one public channel must be set up; a channel whose settings are missing is off, and said so at start.
"""


def page() -> str:
    """Every setting with its default and what it is for."""
    rows = (
        (f"`BYHAND_{name.upper()}`", _default(field.default), f"{field.description}{_secret(field.annotation)}")
        for name, field in Settings.model_fields.items()
    )
    return f"{head('Settings', 'main.py', _INTRO)}\n{table(('variable', 'default', 'what it is for'), rows)}"


def _secret(annotation: object) -> str:
    return " (secret)" if SecretStr in getattr(annotation, "__args__", ()) else ""


def _default(value: object) -> str:
    if value in {None, ""}:
        return ""
    return code(value.relative_to(ROOT) if isinstance(value, Path) and value.is_relative_to(ROOT) else value)
