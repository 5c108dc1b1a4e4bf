"""Statements that are built once: building one costs SQLAlchemy ten times what running it costs SQLite."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table, Update, bindparam, literal_column, select, update
from sqlalchemy.orm import attributes
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel


def table_of(model: type[SQLModel]) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return] # SQLModel does not declare it


@lru_cache(maxsize=512)
def _move(model: type[SQLModel], source: str, names: tuple[str, ...]) -> Update:
    table = table_of(model)
    return (
        update(table)
        .where(table.c.id == bindparam("row_id"), table.c.state == literal_column(f"'{source}'"))
        .values({name: bindparam(f"new_{name}") for name in names})
        .returning(table.c.id)
    )


def move_row(session: Session, model: type[SQLModel], row_id: int, source: str, values: Mapping[str, Any]) -> bool:
    """Change a row if it is in this state; what the session knows of it is changed with it."""
    session.flush()
    given = {f"new_{name}": value for name, value in values.items()}
    moved = session.connection().execute(_move(model, source, tuple(values)), {"row_id": row_id, **given}).first()
    if moved is None:
        return False
    known = session.identity_map.get(identity_key(model, row_id))
    if known is not None:
        for name, value in values.items():
            attributes.set_committed_value(known, name, value)
    return True


@lru_cache(maxsize=64)
def _by(model: Any, names: tuple[str, ...], fresh: bool) -> Any:
    found = select(model).where(*(getattr(model, name) == bindparam(name) for name in names))
    return found.order_by(model.id).execution_options(populate_existing=fresh)


def rows_by(session: Session, model: Any, *, fresh: bool = False, **where: Any) -> Any:
    """Rows whose columns have these values, in order of their ids."""
    return session.execute(_by(model, tuple(where), fresh), where).scalars()


def write_many(connection: Connection, statement: Insert | Update, rows: Iterable[Mapping[str, Any]]) -> None:
    """Run one statement, which is kept as built, for many rows that name all its values.

    SQLAlchemy would look up each value of each row by name and type again, at more than what SQLite takes to write it.
    """
    written = _written(statement, connection.dialect)
    connection.exec_driver_sql(written.sql, [written.values(row) for row in rows])


@dataclass(frozen=True)
class _Written:
    """A statement in the database's words: which values it takes, in their order, and how it stores some of them."""

    sql: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    stored: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        picked = list(self.pick(row))
        for place, store in self.stored:
            picked[place] = store(picked[place])
        return tuple(picked)


@lru_cache(maxsize=128)
def _written(statement: Insert | Update, dialect: Dialect) -> _Written:
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup or []
    kinds = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    return _Written(str(compiled), itemgetter(*names), tuple((at, kind) for at, kind in enumerate(kinds) if kind))
