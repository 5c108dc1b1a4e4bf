"""The append-only record of who did what, each row bound to the one before: `hash = sha256(prev_hash | row)`.

Rows name actors and subjects by our own ids ("volunteer:3", "question:5") and texts by their digests, so that an
erased person leaves the chain valid.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, literal_column, select, text
from sqlmodel import Session, col

from store.built import Built, table_of
from store.models import Audit


@dataclass(frozen=True)
class Broken:
    """The first row of the chain that does not hold, and why."""

    seq: int
    why: str


_AUDIT = table_of(Audit)
_LAST = Built(select(_AUDIT.c.hash).order_by(_AUDIT.c.seq.desc()).limit(literal_column("1")))
_APPEND = Built(insert(_AUDIT), ["at", "actor", "act", "subject", "detail", "prev_hash", "hash"])


def record(session: Session, at: datetime, actor: str, act: str, subject: str, **detail: Any) -> None:
    """Append one row; it is committed, or undone, with the act itself."""
    told = json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    last: str = _LAST.value(session) or ""
    _APPEND.run(
        session,
        {
            "at": at,
            "actor": actor,
            "act": act,
            "subject": subject,
            "detail": told,
            "prev_hash": last,
            "hash": _digest(last, at, actor, act, subject, told),
        },
    )


def verify(rows: Iterable[Audit], length: int | None = None) -> Broken | None:
    """The first break in the chain, rows given in order of `seq`; None when it holds.

    `length` is how many rows were ever written: without it nobody sees that the last ones are gone.
    """
    previous, number = "", 0
    for row in rows:
        seq = row.seq or 0
        if seq != number + 1:
            return Broken(seq, f"row {number + 1} is missing")
        if row.prev_hash != previous:
            return Broken(seq, "it does not continue the row before")
        if row.hash != _digest(row.prev_hash, row.at, row.actor, row.act, row.subject, row.detail):
            return Broken(seq, "it was changed after it was written")
        previous, number = row.hash, seq
    if length is not None and length > number:
        return Broken(number + 1, f"row {number + 1} is missing")
    return None


def length(session: Session) -> int:
    """How many rows were ever written, by SQLite's own count of them."""
    return session.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")).scalar() or 0


def every_row(session: Session) -> Iterable[Audit]:
    return session.execute(select(Audit).order_by(col(Audit.seq)).execution_options(yield_per=500)).scalars()


def _digest(prev_hash: str, at: datetime, actor: str, act: str, subject: str, detail: str) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps([prev_hash, moment, actor, act, subject, detail], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
