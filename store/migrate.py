"""Bring a database to this version of the code: Alembic's steps, then the guards."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import guards
from store.db import Database


def upgrade(database: Database, revision: str = "head") -> tuple[str | None, str | None]:
    """Migrate and put the guards in place, in one transaction. Returns the revisions (before, after)."""
    with database.engine.begin() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        guards.install(connection)
        after = MigrationContext.configure(connection).get_current_revision()
    return before, after


def pending(database: Database) -> bool:
    """Whether this database is behind the code."""
    current = _revision(database)
    return current != ScriptDirectory.from_config(_config()).get_current_head()


def unknown_revision(database: Database) -> str | None:
    """The database's revision when this version of the code does not know it (it is newer), else None."""
    current = _revision(database)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return current if current is not None and current not in known else None


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether Alembic is to look after it; the R*Tree and its inner tables are made with the guards."""
    return not (kind == "table" and name is not None and name.startswith(guards.TREE))


def lacking_guards(database: Database) -> set[str]:
    """Guards that this database should have and has not; a database without tables lacks none."""
    if _revision(database) is None:
        return set()
    with database.read() as session:
        return guards.missing(session.connection())


def _revision(database: Database) -> str | None:
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
