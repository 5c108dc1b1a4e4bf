"""A first policy: the one that Byhand comes with, in the company's own name."""

import re
from pathlib import Path

import policies
from policies.file import PolicyError, read

EXAMPLE = Path(policies.__file__).parent / "default.yaml"
COMPANY, HANDLE, BOT = "Brightaisle", '"@brightaisle"', '"@brightaisle_bot"'


class Unfit(ValueError):  # noqa: N818 - names what the name is
    """The company's name cannot stand in the file as it is."""


def first(company: str, handle: str, bot: str) -> str:
    """The example's text with the company's name and its accounts, where there are any. Raises Unfit."""
    text = EXAMPLE.read_text("utf-8")
    text = text.replace(BOT, f'"@{bot}"' if bot else "null").replace(HANDLE, f'"@{handle}"' if handle else "null")
    text = re.sub(rf"\b{COMPANY}\b", lambda _: company, text)
    text = re.sub(r"^# yaml-language-server:.*\n", "", text)
    try:
        read(text)
    except PolicyError as error:
        raise Unfit(f"“{company}” cannot stand in the file as it is; take letters, digits and blanks") from error
    return text
