"""Statements that are built once, and run on the driver's own cursor.

Building one costs SQLAlchemy ten times what running it costs SQLite, and executing a built one still five times.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam, literal_column, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import attributes
from sqlalchemy.orm.util import identity_key
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session, SQLModel

Convert = Callable[[Any], Any]


_DRIVER = "driver"


class Driver(NamedTuple):
    """What a session stands on below SQLAlchemy."""

    dialect: Dialect
    connection: PoolProxiedConnection


def begin(session: Session) -> None:
    """Begin the one transaction that this session will ever have."""
    session.info[_DRIVER] = _driver_of(session)


def _driver_of(session: Session) -> Driver:
    connection = session.connection()
    return Driver(connection.dialect, connection.connection)


class Built:
    """A statement of SQLAlchemy's, compiled once.

    Values go in, and rows come out, by their columns' types. A row is a named tuple: it reads like its model, belongs
    to no session, and cannot be changed. `columns` are those that an insert is given; the rest have their defaults.
    Lists (`IN`) are not for these statements. Raises what the driver raises.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete, columns: Iterable[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._ready: dict[str, _Ready] = {}

    def all(self, session: Session, **given: Any) -> list[Any]:
        ready, cursor = self._begin(session)
        cursor.execute(ready.sql, ready.values(given))
        rows = ready.rows(cursor)
        cursor.close()
        return rows

    def first(self, session: Session, **given: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.all(session, **given)), None)

    def value(self, session: Session, **given: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.first(session, **given)
        return None if found is None else found[0]

    def run(self, session: Session, *rows: Mapping[str, Any]) -> None:
        """Carry it out once for each of these; nothing comes back."""
        ready, cursor = self._begin(session)
        cursor.executemany(ready.sql, [ready.values(row) for row in rows])
        cursor.close()

    def _begin(self, session: Session) -> "tuple[_Ready, DBAPICursor]":
        session.flush()
        driver = session.info.get(_DRIVER)
        if driver is None or not session.is_active:  # what has failed is not gone on with
            driver = _driver_of(session)
        return self._ready.get(driver.dialect.name) or self._prepare(driver.dialect), driver.connection.cursor()

    def _prepare(self, dialect: Dialect) -> "_Ready":
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - every statement above compiles to this
        ready = self._ready[dialect.name] = _Ready(self._statement, compiled)
        return ready


class _Ready:
    """A statement for one dialect: its text, its values in their order, what its columns need to be read."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete, compiled: SQLCompiler) -> None:
        self.sql = compiled.string
        dialect = compiled.dialect
        binds = compiled.binds
        order = compiled.positiontup if compiled.positional and compiled.positiontup is not None else list(binds)
        self._positional = compiled.positional
        self._names = tuple(order)
        self._pick = _picking(self._names)
        into = [binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]
        self._into = [(place, convert) for place, convert in enumerate(into) if convert is not None]
        self._defaults = {name: value for name, value in compiled.params.items() if value is not None}
        self._defaults |= _defaults(compiled)
        columns = _columns(statement)
        fields: Any = [column.key for column in columns]
        row: Any = namedtuple("Row", fields, rename=True)  # type: ignore[misc] # noqa: PYI024 - known only now
        self._make: Convert = row._make
        outs = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._outs = [(place, out) for place, out in enumerate(outs) if out is not None]

    def values(self, given: Mapping[str, Any]) -> Any:
        """What the driver takes: a tuple, or by name where the dialect says so."""
        found = list(self._pick({**self._defaults, **given} if self._defaults else given))
        for place, convert in self._into:
            found[place] = convert(found[place])
        return tuple(found) if self._positional else dict(zip(self._names, found, strict=True))

    def rows(self, cursor: DBAPICursor) -> list[Any]:
        if cursor.description is None:
            return []
        return list(self._read(cursor.fetchall()))

    def _read(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            values = list(row)
            for place, out in self._outs:
                values[place] = out(values[place])
            yield self._make(values)


def _picking(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """All of these values of a mapping at once."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda given: tuple(given[name] for name in names)


def _columns(statement: Select[Any] | Insert | Update | Delete) -> list[Any]:
    if isinstance(statement, Select):
        return list(statement.selected_columns)
    return list(statement.exported_columns)  # those of RETURNING


def _defaults(compiled: SQLCompiler) -> dict[str, Any]:
    """What an insert writes into the columns that it is not given."""
    found: dict[str, Any] = {}
    for column in compiled.insert_prefetch:
        default: Any = column.default
        found[column.key] = default.arg if default.is_scalar else default.arg(None)
    return found


def table_of(model: type[SQLModel]) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return] # SQLModel does not declare it


@lru_cache(maxsize=512)
def _move(model: type[SQLModel], source: str, names: tuple[str, ...]) -> Built:
    table = table_of(model)
    return Built(
        update(table)
        .where(table.c.id == bindparam("row_id"), table.c.state == literal_column(f"'{source}'"))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
        .returning(table.c.id)
    )


def move_row(session: Session, model: type[SQLModel], row_id: int, source: str, values: Mapping[str, Any]) -> bool:
    """Change a row if it is in this state; what the session knows of it is changed with it."""
    given = {f"new_{name}": value for name, value in values.items()}
    if _move(model, source, tuple(values)).first(session, row_id=row_id, **given) is None:
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
