"""Column types that hold in every database we use."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, DateTime, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused. SQLite keeps text of fixed width, so it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """The rows of a transaction hold the same few moments again and again: each is put into words once."""
        stored = super().bind_processor(dialect)
        return None if stored is None else lru_cache(maxsize=1024)(stored)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, states: type[StrEnum] | Iterable[str], name: str) -> CheckConstraint:
    """The column holds one of these words. Enums are kept as text: migrations see every new member."""
    words = ", ".join(f"'{word}'" for word in states)
    return CheckConstraint(f"{column} IN ({words})", name=name)


def among(column: Mapped[str] | ColumnElement[str], *words: str) -> ColumnElement[bool]:
    """The column holds one of these words of ours, spelt out in the statement.

    SQLite uses an index `WHERE state = 'ready'` only for a statement that says just that; a bound value makes it scan.
    """
    spelt: list[ColumnElement[Any]] = [literal_column(f"'{word}'") for word in words]
    return column == spelt[0] if len(spelt) == 1 else column.in_(spelt)


def said(column: Mapped[str]) -> ColumnElement[bool]:
    """The column is not empty; spelt out, as above."""
    return column != literal_column("''")
