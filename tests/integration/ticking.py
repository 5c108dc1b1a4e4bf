"""A process of its own that ticks every clock on a database, as a second Byhand would (FILE MOMENT TIMES)."""

import sys
from datetime import datetime

from routing.clocks import TICKS
from routing.kit import Kit
from routing.ports import Place, Point
from routing.rulebook import Rulebook
from store.db import Database
from tests.factories import make_reader


class Moment:
    """Time stands still where the test has put it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class Nowhere:
    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        return ()

    def in_profile(self, text: str) -> Place | None:
        return None

    def near(self, point: Point) -> Place | None:
        return None


def main(file: str, moment: str, times: str) -> None:
    """Writes how many rows this process moved."""
    db = Database(f"sqlite:///{file}")
    kit = Kit(db, Moment(datetime.fromisoformat(moment)), Rulebook(db), {}, Nowhere(), make_reader(db))
    moved = sum(tick.work(kit) for _ in range(int(times)) for tick in TICKS)
    sys.stdout.write(f"{moved}\n")
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
