"""The kinds of columns that the tables are made of."""

from typing import Any

from sqlalchemy import JSON, Column, Text, text
from sqlmodel import Field

from store.types import UtcDateTime


def moment(*, null: bool = True) -> Any:
    """A point in time, in UTC."""
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=null))


def words(default: str | None = "") -> Any:
    """Text; with None as its default it may be missing."""
    return Field(default=default, sa_type=Text, nullable=default is None)


def later_words() -> Any:
    """Text in a column that a migration added to rows that were there."""
    return Field(default="", sa_type=Text, nullable=False, sa_column_kwargs={"server_default": text("''")})


def json_value(default: Any) -> Any:
    """A list or mapping of JSON's types."""
    return Field(default_factory=lambda: type(default)(default), sa_type=JSON, nullable=False)
