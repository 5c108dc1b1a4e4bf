"""The database holds the promises itself: its tables are the models', and every guard is there after every step."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from commands import opening
from commands.toolbox import Missing, Toolbox
from store import audit, guards, migrate
from store.db import Database, StoreDown

EVERY_REVISION = [script.revision for script in ScriptDirectory.from_config(migrate._config()).walk_revisions()]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield database
    database.close()


def missing(db: Database) -> set[str]:
    with db.read() as session:
        return guards.missing(session.connection())


@pytest.mark.parametrize("revision", EVERY_REVISION)
def test_every_guard_is_there_after_every_migration(empty: Database, revision: str) -> None:
    before, after = migrate.upgrade(empty, revision)
    assert (before, after) == (None, revision)
    assert missing(empty) == set()


def test_migrating_again_changes_nothing(db: Database) -> None:
    head = EVERY_REVISION[0]
    assert migrate.upgrade(db) == (head, head)
    assert missing(db) == set()
    assert not migrate.pending(db)


def test_a_database_without_tables_is_behind_and_lacks_no_guard(empty: Database) -> None:
    assert migrate.pending(empty)
    assert migrate.lacking_guards(empty) == set()
    assert migrate.unknown_revision(empty) is None


def test_the_migrations_make_what_the_models_say(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": migrate.is_ours, "compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_constraints_and_partial_indexes_are_the_models_too(db: Database, empty: Database) -> None:
    """Alembic compares neither."""
    SQLModel.metadata.create_all(empty.engine)
    with db.engine.connect() as migrated, empty.engine.connect() as made:
        assert _described(migrated) == _described(made)


def _described(connection: Connection) -> dict[str, list[str]]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"))
    ours = {name: sql for name, sql in rows if sql and migrate.is_ours(name, "table", {})}
    return {name: sorted(_lines(sql)) for name, sql in ours.items() if name != "alembic_version"}


def _lines(sql: str) -> Iterator[str]:
    """One thing a line; a column that was added later stands beside another."""
    one_each = re.sub(r"([A-Z]), (?=[a-z_]+ [A-Z])", "\\1,\n", sql)
    for line in one_each.replace('"', "").splitlines():
        cleaned = re.sub(r"\s+", " ", line).strip().rstrip(",")
        if cleaned:
            yield cleaned


@pytest.mark.parametrize("name", sorted(guards.TRIGGERS))
def test_a_guard_that_is_gone_or_weaker_is_missed(db: Database, name: str) -> None:
    with db.write() as session:
        session.execute(text(f"DROP TRIGGER {name}"))
        assert guards.missing(session.connection()) == {name}
        table = re.search(r" ON (\w+)", guards.TRIGGERS[name])
        assert table is not None
        session.execute(text(f"CREATE TRIGGER {name} BEFORE DELETE ON {table[1]} BEGIN SELECT 1; END"))
        assert guards.missing(session.connection()) == {name}
        guards.install(session.connection())
        assert guards.missing(session.connection()) == set()


def test_a_migration_that_fails_changes_nothing(empty: Database) -> None:
    with empty.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE volunteer (somebody_elses TEXT)")
    with pytest.raises(OperationalError, match="already exists"):
        migrate.upgrade(empty)
    assert migrate.pending(empty)
    with pytest.raises(StoreDown, match="no such table"), empty.read() as session:
        session.execute(text("SELECT 1 FROM question"))


# --- what the commands make of it --------------------------------------------------------------------------------


def toolbox(db: Database, policy: Path | None = None) -> Toolbox:
    def absent(*_: Any) -> Any:
        raise AssertionError("this test builds nothing more")

    return Toolbox(
        settings=(),
        database=lambda: Database(str(db.url)),
        kit=absent,
        mind=absent,
        finder=absent,
        router=absent,
        x_client=absent,
        policy_file=policy,
        running=absent,
    )


def test_a_start_puts_guards_back_that_were_gone_and_says_so(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    with db.write() as session:
        session.execute(text("DROP TRIGGER answer_is_never_changed"))
    with caplog.at_level(logging.WARNING), opening.held(toolbox(db)) as held:
        assert missing(held) == set()
        with held.read() as session:
            rows = [(row.act, row.detail) for row in audit.every_row(session)]
    assert rows == [("guards.restored", '{"guards":["answer_is_never_changed"]}')]
    assert "answer_is_never_changed" in caplog.text


def test_a_start_with_every_guard_says_nothing(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), opening.held(toolbox(db)) as held, held.read() as session:
        assert list(audit.every_row(session)) == []
    assert caplog.text == ""


def test_a_command_that_only_looks_refuses_a_database_without_its_guards(db: Database) -> None:
    with db.write() as session:
        session.execute(text("DROP TRIGGER answer_is_never_changed"))
    with pytest.raises(Missing, match=r"answer_is_never_changed.*byhand migrate"), opening.opened(toolbox(db)):
        pass


def test_a_newer_database_is_refused(db: Database) -> None:
    with db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Missing, match="newer version"), opening.held(toolbox(db)):
        pass


def test_a_second_process_is_refused(db: Database) -> None:
    with opening.held(toolbox(db)), pytest.raises(Missing, match="one process at a time"), opening.held(toolbox(db)):
        pass
