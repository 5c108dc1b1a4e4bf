"""What a process of its own does in a race for one question; spawned, so it lives in a module that can be imported."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from routing import claims
from routing.errors import AlreadyClaimed
from routing.kit import Home, Kit
from routing.people import Act
from routing.ports import Place, Point
from routing.rulebook import Rulebook
from store.db import Database
from tests.factories import make_reader


class _At:
    """The moment at which the race is run."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class _Nothing:
    """Knows no place: whoever claims asks for none."""

    def in_text(self, _text: str, _at_least: float = 0.5) -> tuple[Place, ...]:
        return ()

    def in_profile(self, _text: str) -> Place | None:
        return None

    def near(self, _point: Point) -> Place | None:
        return None


def race(path: Path, now: datetime, offer_id: int, acts: Sequence[Act]) -> list[str]:
    """Claim once for every act; what came of each: "won", or the words of the refusal."""
    db = Database(f"sqlite:///{path}", busy_seconds=60.0)
    kit = Kit(db, _At(now), Rulebook(db), {}, _Nothing(), make_reader(db), Home(acts[0].team_id))
    told = []
    for act in acts:
        try:
            claims.claim(kit, act, offer_id)
            told.append("won")
        except AlreadyClaimed as lost:
            told.append(str(lost))
    db.close()
    return told
