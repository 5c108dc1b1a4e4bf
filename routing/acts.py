"""A human act in Slack is carried out once: its receipt is committed with what it did, and a repeat gets the same."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlmodel import Session

from routing.errors import ByhandError, by_name
from routing.failpoints import reach
from routing.kit import Kit
from routing.people import Act
from store import receipts
from store.models import Receipt

Result = TypeVar("Result")


@dataclass(frozen=True)
class Done:
    """An act was carried out; `text` is one sentence for the person, or empty."""

    text: str = ""


_made_once = lru_cache(maxsize=64)(TypeAdapter)


def _adapter(result_type: Any) -> TypeAdapter[Any]:
    """Made once a type: making one costs a seventh of a claim."""
    return _made_once(result_type)


def once(kit: Kit, act: Act, result_type: type[Result], work: Callable[[Session], Result]) -> Result:
    """Carry out `work` in one transaction with the act's receipt.

    A ByhandError undoes the work, is kept with the receipt, and raised; a second arrival of the same act gets the
    first one's result or error again, and does nothing.
    """
    refused: ByhandError | None = None
    with kit.db.write() as session:
        kept = receipts.find(session, "slack", act.key)
        if kept is not None:
            return _again(kept.result, result_type)
        receipt = _receipt(kit, act)
        session.add(receipt)
        try:
            with session.begin_nested():
                result = work(session)
                session.flush()
        except ByhandError as error:
            refused = error
            receipt.result = {"error": type(error).__name__, "message": str(error)}
        else:
            receipt.result = {"value": _adapter(result_type).dump_python(result, mode="json")}
        session.flush()
        reach("act.before_commit")
    reach("act.committed")
    if refused is not None:
        raise refused
    return result


def _again(kept: Any, result_type: type[Result]) -> Result:
    if "error" in kept:
        raise by_name(kept["error"])(kept["message"])
    result: Result = _adapter(result_type).validate_python(kept["value"])
    return result


def _receipt(kit: Kit, act: Act) -> Receipt:
    now = kit.clock.now()
    return Receipt(
        channel="slack",
        key=act.key,
        kind=act.kind,
        payload=act.payload,
        state="done",
        received_at=now,
        not_before=now,
        done_at=now,
    )
