"""X's ids: milliseconds since X's epoch in the high bits, so that ids sort by time."""

from datetime import UTC, datetime

EPOCH_MILLISECONDS = 1288834974657
TIME_SHIFT = 22


def from_time(moment: datetime) -> int:
    """The lowest id of that millisecond."""
    return (int(moment.timestamp() * 1000) - EPOCH_MILLISECONDS) << TIME_SHIFT


def to_time(number: int) -> datetime:
    return datetime.fromtimestamp(((number >> TIME_SHIFT) + EPOCH_MILLISECONDS) / 1000, UTC)
