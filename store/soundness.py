"""Whether the database file itself is in order; read only, and for no longer than it was told."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from store import audit
from store.db import Database, StoreDown

__all__ = ["MOST_AUDITED", "Soundness", "examine"]

_STEPS = 20_000  # of SQLite's machine between two looks at the clock
MOST_AUDITED = 50_000


@dataclass(frozen=True)
class Soundness:
    """`faults` and `strays` are None when there was no time to look; `chain` is None when it was too long to verify.

    `strays` counts rows that refer to rows which are not there; `unwritable` says why nothing can be written.
    """

    size: int
    log_size: int
    journal: str
    synchronous: int
    faults: tuple[str, ...] | None
    strays: int | None
    chain: str | None
    unwritable: str


def examine(database: Database, seconds: float) -> Soundness:
    """One look. Raises StoreDown when the file cannot be read at all."""
    until = time.monotonic() + seconds
    with database.read() as session:
        return Soundness(
            size=_size(database.path),
            log_size=_size(database.path.with_name(f"{database.path.name}-wal")),
            journal=str(session.execute(text("PRAGMA journal_mode")).scalar()),
            synchronous=int(session.execute(text("PRAGMA synchronous")).scalar() or 0),
            faults=_faults(session, until),
            strays=_strays(session, until),
            chain=_chain(session),
            unwritable=_unwritable(database),
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _faults(session: Session, until: float) -> tuple[str, ...] | None:
    rows = _in_time(session, "PRAGMA quick_check(5)", until)
    return None if rows is None else tuple(str(row[0]) for row in rows if row[0] != "ok")


def _strays(session: Session, until: float) -> int | None:
    rows = _in_time(session, "PRAGMA foreign_key_check", until)
    return None if rows is None else len(rows)


def _in_time(session: Session, statement: str, until: float) -> list[Any] | None:
    """The statement's rows; None when it took too long and was given up."""
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("only SQLite can be looked at like this")
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return None
        raise StoreDown(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreDown(str(error)) from error
    finally:
        connection.set_progress_handler(None, 0)


def _chain(session: Session) -> str | None:
    """What is wrong with the audit's chain, or nothing; None when there is none, or it is too long to follow now."""
    there = session.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'audit'")).first()
    length = audit.length(session) if there else 0
    if there is None or length > MOST_AUDITED:
        return None
    broken = audit.verify(audit.every_row(session), length)
    return f"row {broken.seq}: {broken.why}" if broken else ""


def _unwritable(database: Database) -> str:
    """A write transaction that writes nothing, so nobody waits for it."""
    try:
        with database.write(quiet=True):
            return ""
    except StoreDown as error:
        return str(error)
