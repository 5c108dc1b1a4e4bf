"""Open the database for a command: there, migrated, guarded, ours alone when we run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from commands.toolbox import Missing, Toolbox
from routing import rulebook
from routing.kit import SystemClock
from store import audit, migrate
from store.db import Database

log = logging.getLogger("byhand.database")


@contextmanager
def opened(toolbox: Toolbox) -> Iterator[Database]:
    """An existing, current database, for commands that only look or add. Raises Missing."""
    db = toolbox.database()
    if not db.path.exists():
        raise Missing(f"There is no database at {db.path} yet: `byhand migrate` or `byhand run` makes one.")
    try:
        if migrate.pending(db):
            raise Missing("The database is of an earlier version: `byhand migrate` brings it up to date.")
        lacking = migrate.lacking_guards(db)
        if lacking:
            raise Missing(f"The database lacks guards ({', '.join(sorted(lacking))}): `byhand migrate` puts them back.")
        yield db
    finally:
        db.close()


@contextmanager
def held(toolbox: Toolbox) -> Iterator[Database]:
    """The database, migrated and locked against a second process. Raises Missing."""
    db = toolbox.database()
    db.path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{db.path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Missing(f"Another `byhand run` works on {db.path}; one process at a time.") from error
    try:
        newer = migrate.unknown_revision(db)
        if newer is not None:
            raise Missing(f"The database is of a newer version ({newer}) than this program; update the program.")
        _upgrade(db)
        yield db
    finally:
        db.close()
        lock.release()


def _upgrade(db: Database) -> None:
    """Migrate, and put back what guards are gone: that is done at once, but not in silence."""
    lacking = set() if migrate.pending(db) else migrate.lacking_guards(db)
    migrate.upgrade(db)
    if lacking:
        names = sorted(lacking)
        log.warning("the database lacked guards of promise P1, which were put back: %s", ", ".join(names))
        with db.write() as session:
            audit.record(session, SystemClock().now(), "byhand", "guards.restored", "database", guards=names)


def seed_policy(toolbox: Toolbox, db: Database) -> None:
    """An empty database begins with the policy that BYHAND_POLICY names. Raises Missing, PolicyError."""
    book = rulebook.Rulebook(db)
    try:
        book.current()
    except rulebook.NoPolicy:
        if toolbox.policy_file is None:
            raise Missing("There is no policy yet: set BYHAND_POLICY, or `byhand policy apply FILE`.") from None
        if not toolbox.policy_file.is_file():
            raise Missing(f"BYHAND_POLICY names {toolbox.policy_file}, which is not there.") from None
        rulebook.apply(db, SystemClock(), toolbox.policy_file.read_text("utf-8"), "byhand run")
