"""Lines with a label before them, for a terminal and for a pipe, and bars for shares of 1."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text

LABEL, BAR = 10, 12
_FULL, _PARTS = "█", " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Line:
    """One line: a label and what belongs to it, or a title across both; a long one goes on under itself."""

    label: str
    text: Text
    whole: bool = False

    def append(self, words: str, style: str = "") -> "Line":
        self.text.append(words, style)
        return self

    @property
    def plain(self) -> str:
        return self.text.plain if self.whole else f"  {self.label:<{LABEL}} {self.text.plain}".rstrip()


def row(label: str, told: str, style: str = "") -> Line:
    return Line(label, Text().append(told, style))


def laid_out(lines: Iterable[Line]) -> Group:
    return Group(*(line.text if line.whole else _grid(line) for line in lines))


def _grid(line: Line) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=LABEL + 2, style="dim", no_wrap=True)
    grid.add_column()
    grid.add_row(f"  {line.label}", line.text)
    return grid


def bar(share: float) -> str:
    eighths = round(max(0.0, min(1.0, share)) * BAR * 8)
    return (_FULL * (eighths // 8) + (_PARTS[eighths % 8] if eighths % 8 else "")).ljust(BAR, "·")
