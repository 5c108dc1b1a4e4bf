"""The page of tables, from SQLModel's metadata and the models' own docstrings."""

import inspect
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

import store.models
from docs.drawing.page import code, head, table
from store.types import UtcDateTime

_INTRO = """\
One SQLite file. Keys are integers of ours; vendors' ids are text; moments are UTC; states are text held to the words of
[the life cycles](states.md) by a constraint. Tables are made and changed by the migrations in
`store/migrations/versions/`; what promise P1 needs beyond constraints stands as triggers in `store/guards.py`.

Read as you like. Whatever else writes here is held by the same constraints and triggers, but is not helped by the code.
"""


def page() -> str:
    """Every table: its columns, what must be unique, what is checked, what is indexed."""
    return "\n".join([head("Tables", "store/models/", _INTRO), *(_one(model) for model in models())])


def models() -> list[type[SQLModel]]:
    """Every table's class, in the order of the page."""
    found = [getattr(store.models, name) for name in store.models.__all__]
    return sorted((model for model in found if hasattr(model, "__table__")), key=lambda model: model.__name__)


def _one(model: type[SQLModel]) -> str:
    held: Table = model.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
    about = inspect.getdoc(model) if "__doc__" in vars(model) and model.__doc__ else ""
    said = (about or "").replace("\n", " ") if not (about or "").startswith(("Usage docs", "!!!")) else ""
    rows = ((code(column.name), _kind(column), _notes(column)) for column in held.columns)
    rules = "\n".join(f"- {rule}" for rule in _rules(held))
    return f"## `{held.name}`\n\n{said}\n\n{table(('column', 'type', ''), rows)}\n{rules}\n"


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, UtcDateTime):
        return "moment"
    kind = str(column.type.compile(dialect=sqlite.dialect())).lower()
    return {"varchar": "text", "float": "number", "boolean": "yes or no", "json": "JSON"}.get(kind, kind)


def _notes(column: Column[Any]) -> str:
    told = ["primary key"] if column.primary_key else []
    told += [f"of `{key.column.table.name}`" for key in column.foreign_keys]
    told += ["may be empty"] if column.nullable and not column.primary_key else []
    return ", ".join(told)


def _rules(held: Table) -> Iterator[str]:
    yield from sorted(
        f"Unique: {_columns(rule.columns)}." for rule in held.constraints if isinstance(rule, UniqueConstraint)
    )
    checks = (rule for rule in held.constraints if isinstance(rule, CheckConstraint))
    yield from sorted(f"Checked: `{_flat(rule.sqltext)}`." for rule in checks)
    yield from (_index(index) for index in sorted(held.indexes, key=lambda index: str(index.name)))


def _index(index: Index) -> str:
    where = index.dialect_options["sqlite"].get("where")
    only = f" where `{_flat(where)}`" if where is not None else ""
    return f"{'Unique' if index.unique else 'Indexed'}: {_columns(index.columns)}{only}."


def _columns(columns: Any) -> str:
    return ", ".join(f"`{column.name}`" for column in columns)


def _flat(clause: Any) -> str:
    return " ".join(str(clause).split())
