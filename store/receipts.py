"""Named queries and moves of receipts, cursors and gaps."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from policies.lifecycle import RECEIPT, ReceiptState, move
from store.built import move_row, rows_by, table_of
from store.ledger import Ledger
from store.models import Cursor, Gap, Receipt
from store.types import among, said


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
    """Store raw events; returns (channel, key) of those that were not there yet."""
    if not rows:
        return set()
    table = Receipt.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
    added = session.execute(
        insert(table).on_conflict_do_nothing(index_elements=["channel", "key"]).returning(table.c.channel, table.c.key),
        list(rows),
    )
    return {(channel, key) for channel, key in added}


def find(session: Session, channel: str, key: str) -> Receipt | None:
    found: Receipt | None = rows_by(session, Receipt, channel=channel, key=key).one_or_none()
    return found


class Due(NamedTuple):
    """A receipt that waits to be worked through."""

    id: int
    channel: str
    key: str
    kind: str
    payload: str
    album: str
    attempts: int
    received_at: datetime


_R = table_of(Receipt)
_DUE = (
    select(*(_R.c[name] for name in Due._fields))
    .where(among(_R.c.state, "kept"), _R.c.not_before <= bindparam("now"))
    .order_by(_R.c.not_before, _R.c.id)
    .limit(bindparam("most"))
)


def due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Kept receipts whose time has come, oldest first."""
    return [Due._make(row) for row in session.connection().execute(_DUE, {"now": now, "most": limit})]


def next_due(session: Session) -> datetime | None:
    return session.execute(select(func.min(col(Receipt.not_before))).where(among(col(Receipt.state), "kept"))).scalar()


def wait_for_album(session: Session, receipt_id: int, album: str, until: datetime) -> None:
    """The receipt belongs to an album; all of it that is kept waits for the newest part."""
    session.execute(update(Receipt).where(col(Receipt.id) == receipt_id).values(album=album))
    session.execute(
        update(Receipt)
        .where(col(Receipt.album) == album, said(col(Receipt.album)), col(Receipt.state) == "kept")
        .values(not_before=until)
    )


def finish(session: Session, receipt_id: int, verb: str, reason: str, at: datetime) -> None:
    """Move one receipt out of `kept` by a verb of the life cycle."""
    move_row(session, Receipt, receipt_id, "kept", _end(verb, reason, at))


def finish_with(ledger: Ledger, receipt_id: int, verb: str, reason: str, at: datetime) -> None:
    """The same, together with what else the ledger writes."""
    ledger.change(Receipt, receipt_id, _end(verb, reason, at), state="kept")


def _end(verb: str, reason: str, at: datetime) -> dict[str, Any]:
    return {"state": move(RECEIPT, ReceiptState.KEPT, verb).value, "reason": reason, "done_at": at}


def postpone(session: Session, receipt_id: int, reason: str, until: datetime) -> None:
    """Working it through failed for a reason of ours: try again later."""
    session.execute(
        update(Receipt)
        .where(col(Receipt.id) == receipt_id)
        .values(attempts=col(Receipt.attempts) + 1, reason=reason, not_before=until)
    )


def replay(session: Session, now: datetime, receipt_id: int | None = None) -> int:
    """Put unparsed receipts back to work after a fix; one, or all. Returns how many."""
    rows = update(Receipt).where(among(col(Receipt.state), "unparsed"))
    if receipt_id is not None:
        rows = rows.where(col(Receipt.id) == receipt_id)
    moved = session.execute(
        rows.values(state="kept", not_before=now, attempts=0, done_at=None).returning(col(Receipt.id))
    )
    return len(moved.all())


def cursor(session: Session, name: str) -> str | None:
    return session.execute(select(col(Cursor.value)).where(col(Cursor.name) == name)).scalar()


def move_cursor(session: Session, name: str, value: str, at: datetime) -> None:
    session.execute(
        insert(Cursor)
        .values(name=name, value=value, moved_at=at)
        .on_conflict_do_update(index_elements=["name"], set_={"value": value, "moved_at": at})
    )


def add_gap(session: Session, gap: Gap) -> bool:
    """Record a gap; the same one (channel, reason, bounds within a minute) is recorded once."""
    near = timedelta(minutes=1)
    same = select(Gap).where(
        col(Gap.channel) == gap.channel,
        col(Gap.reason) == gap.reason,
        col(Gap.until).between(gap.until - near, gap.until + near),
    )
    if session.execute(same).first() is not None:
        return False
    session.add(gap)
    session.flush()
    return True


def counts(session: Session) -> dict[tuple[str, str], int]:
    """How many receipts, by channel and state."""
    rows = session.execute(
        select(col(Receipt.channel), col(Receipt.state), func.count()).group_by(
            col(Receipt.channel), col(Receipt.state)
        )
    )
    return {(channel, state): number for channel, state, number in rows}
