"""Receipts of human acts: each is kept once, with what it led to."""

from typing import Any

from sqlalchemy import bindparam, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from store.built import Built, table_of
from store.models import Receipt

_RECEIPT = table_of(Receipt)
_KEEP = Built(
    insert(_RECEIPT).on_conflict_do_nothing(index_elements=["channel", "key"]).returning(_RECEIPT.c.id),
    ["channel", "key", "kind", "payload", "state", "received_at", "not_before", "done_at", "result"],
)
_RESULT = Built(
    select(_RECEIPT.c.result).where(
        _RECEIPT.c.channel == literal_column("'slack'"), _RECEIPT.c.key == bindparam("act_key")
    )
)
_FINISH = Built(
    update(_RECEIPT)
    .where(_RECEIPT.c.id == bindparam("row_id"))
    .values(result=bindparam("new_result", type_=_RECEIPT.c.result.type))
)


def keep(session: Session, values: dict[str, Any]) -> int | None:
    """Keep the receipt of an act; its id, or None when it was kept before."""
    found: int | None = _KEEP.value(session, channel="slack", state="done", result=None, **values)
    return found


def result(session: Session, key: str) -> Any:
    """What the act of this key led to."""
    return _RESULT.value(session, act_key=key)


def finish(session: Session, receipt_id: int, result: Any) -> None:
    _FINISH.run(session, {"row_id": receipt_id, "new_result": result})
