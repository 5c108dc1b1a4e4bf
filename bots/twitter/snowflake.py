"""X's ids carry their time: milliseconds since X's epoch above 22 bits of sequence (docs.x.com, "X IDs")."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SEQUENCE_BITS = 22


def id_at(moment: datetime) -> str:
    """The lowest id of that millisecond; 0 before X's epoch."""
    return str(max((moment - _EPOCH) // _MILLISECOND, 0) << _SEQUENCE_BITS)


def time_of(post_id: str) -> datetime:
    """When the id was given out. Raises ValueError when it is no id."""
    try:
        return _EPOCH + (int(post_id) >> _SEQUENCE_BITS) * _MILLISECOND
    except OverflowError as error:
        raise ValueError(f"{post_id} is no id of X") from error
