"""What X bills: posts read, people read, posts made. Prices: docs.x.com/x-api/getting-started/pricing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

OWNED_READ = 0.001
POST_READ = 0.005
PERSON_READ = 0.010
CREATE = 0.015
SUMMONED_REPLY = 0.010
CREATE_WITH_URL = 0.200
DELETE = 0.010


@dataclass
class Ledger:
    """Reads and dollars; the same resource is billed once a UTC day, and failed calls never."""

    posts_read: int = 0
    spent: float = 0.0
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _days: dict[str, int] = field(default_factory=dict)

    def read_post(self, number: int, price: float) -> None:
        if self._first_today(f"post {number}"):
            self.posts_read += 1
            self.spent += price
            self._days[_today()] = self._days.get(_today(), 0) + 1

    def read_person(self, number: str) -> None:
        if self._first_today(f"person {number}"):
            self.spent += PERSON_READ

    def charge(self, price: float) -> None:
        self.spent += price

    def days(self) -> dict[str, int]:
        """Posts read on each UTC day."""
        return dict(self._days)

    def view(self) -> dict[str, Any]:
        return {"posts_read": self.posts_read, "spent": round(self.spent, 4)}

    def _first_today(self, what: str) -> bool:
        key = (_today(), what)
        first = key not in self._seen
        self._seen.add(key)
        return first


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT00:00:00.000Z")
