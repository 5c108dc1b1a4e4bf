"""Reads for the console and the metrics; they change nothing."""

from dataclasses import dataclass

from policies import spend
from routing.kit import Kit
from store import db, deliveries, overview, receipts

Counts = tuple[tuple[tuple[str, str], int], ...]


@dataclass(frozen=True)
class Figures:
    """Counts at one moment."""

    questions: tuple[tuple[str, int], ...]
    receipts: Counts
    deliveries: Counts
    volunteers: int
    gaps: int
    oldest_receipt_seconds: float
    spend_usd: float


def can_write(kit: Kit) -> bool:
    """Whether the database takes a write now."""
    return db.answers(kit.db)


def figures(kit: Kit) -> Figures:
    now = kit.clock.now()
    with kit.db.read() as session:
        oldest = overview.oldest_kept(session)
        return Figures(
            questions=tuple(sorted(overview.question_counts(session).items())),
            receipts=tuple(sorted(receipts.counts(session).items())),
            deliveries=tuple(sorted(deliveries.counts(session).items())),
            volunteers=overview.volunteer_count(session),
            gaps=len(overview.gaps(session)),
            oldest_receipt_seconds=(now - oldest).total_seconds() if oldest else 0.0,
            spend_usd=overview.spent(session, f"{now:%Y-%m}") / spend.MICROS,
        )
