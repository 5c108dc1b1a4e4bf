"""The settings file as it stands: read line by line, changed where it must be, written whole or not at all."""

import io
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dotenv.parser import parse_stream

__all__ = ["changed", "save"]

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,~-]+")
_TAIL = re.compile(r"[ \t]+#[^\r\n]*$")
OWNER_ONLY = 0o600


def changed(text: str, values: Mapping[str, str]) -> str:
    """The text with these settings in it; comments, other settings and what cannot be read stay as they are.

    A setting that stands there several times is changed where it counts, at its last place.
    """
    lines = list(parse_stream(io.StringIO(text)))
    last = {line.key: number for number, line in enumerate(lines) if line.key in values}
    kept = [
        _assignment(line.key, values[line.key], line.original.string)
        if line.key is not None and last.get(line.key) == number
        else line.original.string
        for number, line in enumerate(lines)
    ]
    whole = "".join(kept)
    added = [name for name in values if name not in last]
    if added and whole and not whole.endswith("\n"):
        whole += "\n"
    return whole + "".join(f"{name}={_quoted(values[name])}\n" for name in added)


def _assignment(name: str, value: str, before: str) -> str:
    """The line anew, with the blanks and the `export` before it and the comment behind it."""
    line = before.strip()
    lead, end = before[: len(before) - len(before.lstrip())], before[len(before.rstrip("\r\n")) :]
    export = "export " if line.startswith("export ") else ""
    return f"{lead}{export}{name}={_quoted(value)}{_comment(line)}{end}"


def _comment(line: str) -> str:
    """The comment at the end of an assignment, with the blank before it; nothing when the `#` is of the value."""
    found = _TAIL.search(line)
    if found is None:
        return ""
    whole, without = (next(parse_stream(io.StringIO(text))).value for text in (line, line[: found.start()]))
    return found[0] if whole == without else ""


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def save(path: Path, text: str) -> None:
    """Write the file for its owner alone; whoever looks meanwhile sees the old one or the new one. Raises OSError."""
    real = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f"{real.name}.", dir=real.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), OWNER_ONLY)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(real)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what is told
            Path(name).unlink()
        raise
