"""Rows that a transaction adds, written together: each has its id at once, the statements follow table by table."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Update, bindparam, func, insert, select, update
from sqlmodel import Session, SQLModel

from store.built import table_of, write_many
from store.models import Asker, Conversation, Delivery, Offer, Question, QuestionPart

Model = type[SQLModel]
Row = dict[str, Any]

_PARENTS_FIRST: tuple[Model, ...] = (Asker, Conversation, Question, QuestionPart, Offer, Delivery)
_HIGHEST = select(*(select(func.max(table_of(model).c.id)).scalar_subquery() for model in _PARENTS_FIRST))


class Ledger:
    """What is to be added and changed. Whoever reads these tables in the meantime calls `write` before.

    Ids go on from the highest that the table has: the transaction holds the database's one writing lock.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[Model, int] = {}
        self._added: defaultdict[Model, list[Row]] = defaultdict(list)
        self._changed: defaultdict[Update, list[Row]] = defaultdict(list)

    def reserve(self, model: Model) -> int:
        """The id of a row that is added later in this transaction."""
        if not self._last:
            highest = self._session.connection().execute(_HIGHEST).one()
            self._last = dict(zip(_PARENTS_FIRST, (number or 0 for number in highest), strict=True))
        self._last[model] += 1
        return self._last[model]

    def add(self, model: Model, values: Mapping[str, Any]) -> int:
        """A new row, with what is not named as the model has it; returns its id, which may have been reserved."""
        row_id: int = values.get("id") or self.reserve(model)
        self._added[model].append({**_blank(model), **values, "id": row_id})
        return row_id

    def change(self, model: Model, row_id: int, values: Mapping[str, Any], state: str | None = None) -> None:
        """Other values for a row, if it is still in this state when one is named."""
        given = {f"new_{name}": value for name, value in values.items()}
        if state is not None:
            given["in_state"] = state
        self._changed[_change(model, tuple(values), state is not None)].append({"row_id": row_id, **given})

    def write(self) -> None:
        """Everything noted so far is in the tables."""
        if not self._added and not self._changed:
            return
        connection = self._session.connection()
        for model in _PARENTS_FIRST:
            if model in self._added:
                write_many(connection, _insert(model), self._added[model])
        for statement, rows in self._changed.items():
            write_many(connection, statement, rows)
        self._last, self._added, self._changed = {}, defaultdict(list), defaultdict(list)


@lru_cache
def _blank(model: Model) -> Row:
    """What a row holds when nothing is said."""
    named = {name: field for name, field in model.model_fields.items() if not field.is_required()}
    return {name: field.get_default(call_default_factory=True) for name, field in named.items()}


@lru_cache
def _insert(model: Model) -> Insert:
    return insert(table_of(model))


@lru_cache
def _change(model: Model, names: tuple[str, ...], in_state: bool) -> Update:
    table = table_of(model)
    found = update(table).where(table.c.id == bindparam("row_id"))
    if in_state:
        found = found.where(table.c.state == bindparam("in_state"))
    return found.values({name: bindparam(f"new_{name}") for name in names})
