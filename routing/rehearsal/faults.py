"""What of a file could not be used, and where: every line is named, and the rest counts all the same."""

from dataclasses import dataclass

__all__ = ["Fault", "Unusable"]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing in one line, counted from 1; `skipped` when the whole line was left out."""

    line: int
    words: str
    skipped: bool = False

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" + (" (left out)" if self.skipped else "")


class Unusable(Exception):  # noqa: N818 - says what the file is
    """Nothing of a file can be used; the message says why and what it should look like."""
