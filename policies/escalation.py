"""Which ring comes next, and when each kind of waiting ends."""

from datetime import datetime

from policies.asking import Ring
from policies.document import Policy


def next_ring(policy: Policy, after: int | None) -> tuple[int, Ring] | None:
    """The ring that follows number `after` (None: nobody was asked yet), with its number; None when all are spent."""
    number = 0 if after is None else after + 1
    return (number, policy.rings[number]) if number < len(policy.rings) else None


def before_unsorted(policy: Policy) -> int | None:
    """The ring after which a question without a topic begins; None for the first."""
    names = [ring.name for ring in policy.rings]
    wanted = policy.finding.unsorted
    number = names.index(wanted) if wanted in names else 0
    return number - 1 if number else None


def offer_deadline(ring: Ring, now: datetime) -> datetime:
    return now + ring.wait


def claim_deadline(policy: Policy, now: datetime) -> datetime:
    return now + policy.answering.claim_wait


def come_back_deadline(policy: Policy, now: datetime) -> datetime:
    """For a volunteer who posted something and said "I'll come back to this"."""
    return now + policy.answering.come_back_wait


def follow_up_deadline(policy: Policy, now: datetime) -> datetime:
    """For the volunteer who answered before, ahead of the rings."""
    return now + policy.answering.follow_up_wait


def undo_deadline(policy: Policy, dismissed_at: datetime) -> datetime:
    return dismissed_at + policy.answering.undo_wait


def close_deadline(policy: Policy, answered_at: datetime) -> datetime:
    return answered_at + policy.answering.close_after
