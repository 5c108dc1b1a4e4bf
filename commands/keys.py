"""Single keys from a terminal, without Return; where there is no terminal, none come."""

import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def reading() -> Iterator[Callable[[float], str]]:
    """A function that waits so many seconds for a key and gives it, or nothing. The terminal is put back as it was."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield _only_wait
        return
    import termios  # noqa: PLC0415 - not on every platform
    import tty  # noqa: PLC0415 - as above

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    tty.setcbreak(number)
    try:
        yield lambda seconds: _key(number, seconds)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _only_wait(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _key(number: int, seconds: float) -> str:
    readable, _, _ = select.select([number], [], [], seconds)
    return os.read(number, 1).decode("ascii", "ignore") if readable else ""
