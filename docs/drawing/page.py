"""How a drawn page is written: its head, its tables, and what would break a cell."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRAWN = "<!-- Drawn by docs/generate.py; change {source} instead, then run it. -->"


def head(title: str, source: str, intro: str) -> str:
    """A page's beginning: the title, from what it is drawn, and what the reader should know first."""
    return f"# {title}\n\n{DRAWN.format(source=source)}\n\n{intro.strip()}\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; with a heading for each column, which may be empty."""
    return "\n".join(_lines(columns, rows)) + "\n"


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _row(columns)
    yield _row(["---"] * len(columns))
    yield from (_row([cell(value) for value in row]) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def cell(value: object) -> str:
    """One line of text in which nothing ends the cell."""
    return " ".join(str(value).replace("|", "\\|").split())


def code(value: object) -> str:
    """The value as code; nothing when there is none."""
    text = str(value)
    return f"`{text}`" if text else ""


def first_line(said: str | None) -> str:
    """The first line of a docstring."""
    return (said or "").strip().partition("\n")[0]
