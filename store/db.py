"""The engine, sessions and the rules of transactions.

SQLite: `write()` begins IMMEDIATE on the one writing connection, `read()` is deferred on connections of its own; with
SQLAlchemy's default begin, concurrent read-modify-writes were lost without an error.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, create_engine

from store.built import begin

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # REPLACE then fires delete triggers
    "PRAGMA temp_store = MEMORY",
)
_DOWN = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


class StoreDown(Exception):  # noqa: N818 - names the condition, as its catchers do
    """The database cannot take a write or answer a read now (locked, full, read-only, gone)."""


class Undone(BaseException):
    """A write among several failed, and all of them were undone: each is to be carried out alone.

    Nobody between the write and whoever put them together has anything to catch, so it is no Exception.
    """


class _Together:
    """What one thread writes in one transaction, begun with the first of it."""

    def __init__(self, begin: Callable[[], Session]) -> None:
        self._begin = begin
        self._session: Session | None = None
        self._afterwards: list[Callable[[], None]] = []
        self.is_loud = False

    @contextmanager
    def write(self, quiet: bool, afterwards: Callable[[], None]) -> Iterator[Session]:
        """One write among several. What it leaves in the session is written, and forgotten, before the next begins."""
        try:
            with _as_store_down():
                session = self._session = self._session or self._begin()
                yield session
                session.flush()
        except Exception as error:
            raise Undone from error
        session.expunge_all()
        self._afterwards.append(afterwards)
        self.is_loud |= not quiet

    def tell(self) -> None:
        """It is committed."""
        for tell in self._afterwards:
            tell()


class _Joined(threading.local):
    """What this thread is writing together, if it is."""

    all: _Together | None = None


def _nothing() -> None:
    """Nobody wants to hear of it."""


class Database:
    """One database; `on_commit` is called after every write that was committed.

    `busy_seconds` is how long it waits for another process, `patience_seconds` for another thread of this one.
    """

    def __init__(self, url: str, *, busy_seconds: float = 5.0, patience_seconds: float = 60.0) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() != "sqlite":
            raise ValueError(f"BYHAND_DATABASE_URL: {self.url.drivername} is not supported, only sqlite:///FILE is")
        self.on_commit: Callable[[], None] = _nothing
        self._joined = _Joined()
        waits: dict[str, Any] = {"busy_seconds": busy_seconds, "pool_timeout": patience_seconds}
        self._writer = _engine(url, "BEGIN IMMEDIATE", pool_size=1, **waits)
        self._reader = _engine(url, "BEGIN", "PRAGMA query_only = ON", pool_size=8, **waits)

    @property
    def path(self) -> Path:
        return Path(self.url.database or "")

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer

    @contextmanager
    def write(self, *, quiet: bool = False, afterwards: Callable[[], None] = _nothing) -> Iterator[Session]:
        """One transaction that writes; committed when the block ends well, undone when it raises.

        `quiet`: nobody is told, for it left nothing to do. `afterwards` is called when it is committed: at once, or
        with the others among which it is written.
        """
        if self._joined.all is not None:
            with self._joined.all.write(quiet, afterwards) as session:
                yield session
            return
        with self._transaction() as session:
            yield session
        afterwards()
        if not quiet:
            self.on_commit()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread writes in the block is one transaction, flushed to disk but once.

        What it reads is what was committed before. Raises Undone when one of the writes failed: then none of them was
        carried out.
        """
        with ExitStack() as stack:
            self._joined.all = group = _Together(lambda: stack.enter_context(self._transaction()))
            try:
                yield
            finally:
                self._joined.all = None
        group.tell()
        if group.is_loud:
            self.on_commit()

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with _as_store_down(), Session(self._writer, expire_on_commit=False) as session:
            begin(session)  # IMMEDIATE, now, not at the first statement
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; never waits for the writer."""
        with _as_store_down(), Session(self._reader, expire_on_commit=False) as session:
            begin(session)
            yield session

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


@contextmanager
def savepoint(session: Session, undoing: type[Exception]) -> Iterator[None]:
    """Such an error undoes what the block wrote, and nothing before it; any other is the whole transaction's.

    SQLAlchemy's own takes as long as the rest of a short act; in exchange the session then forgets all it knew.
    """
    session.flush()
    cursor = session.connection().connection.cursor()
    cursor.execute("SAVEPOINT part")
    try:
        yield
        session.flush()
    except undoing:
        session.expunge_all()
        cursor.execute("ROLLBACK TO part")
        cursor.execute("RELEASE part")
        raise
    cursor.execute("RELEASE part")


def _engine(url: str, begin: str, *pragmas: str, busy_seconds: float, **pool: Any) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
        max_overflow=0,
        hide_parameters=True,  # they are askers' words, and errors are logged
        **pool,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def _as_store_down() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise StoreDown("the database is busy") from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error) and _is_down(error.orig):
            raise StoreDown(str(error.orig)) from error
        raise
    except sqlite3.Error as error:  # of a statement that ran on the driver's own cursor
        if _is_down(error):
            raise StoreDown(str(error)) from error
        raise


def _is_down(error: sqlite3.Error) -> bool:
    """Whether the database is the matter, and not a statement of ours. SQLite's detail stands above the low byte."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in _DOWN or "no such table" in str(error)  # nobody has set it up, or it was put aside


def answers(database: Database) -> bool:
    """Whether a write can be committed now: what `/readyz` asks."""
    try:
        with database.write(quiet=True) as session:
            session.execute(
                text(
                    "INSERT INTO cursor (name, value, moved_at) VALUES ('readyz', '1', :now)"
                    " ON CONFLICT (name) DO UPDATE SET value = value + 1, moved_at = :now"
                ),
                {"now": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"},
            )
    except StoreDown:
        return False
    return True
