"""A human act in Slack is carried out once: its receipt is committed with what it did, and a repeat gets the same."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlmodel import Session

from routing.errors import ByhandError, by_name
from routing.failpoints import reach
from routing.kit import Kit
from routing.people import Act
from store import acts
from store.db import savepoint

Result = TypeVar("Result")


@dataclass(frozen=True)
class Done:
    """An act was carried out; `text` is one sentence for the person, or empty."""

    text: str = ""


_made_once = lru_cache(maxsize=64)(TypeAdapter)


def _adapter(result_type: Any) -> TypeAdapter[Any]:
    """Made once a type: making one costs as much as a claim."""
    return _made_once(result_type)


def once(kit: Kit, act: Act, result_type: type[Result], work: Callable[[Session], Result]) -> Result:
    """Carry out `work` in one transaction with the act's receipt.

    A ByhandError undoes the work, is kept with the receipt, and raised; a second arrival of the same act gets the
    first one's result or error again, and does nothing.
    """
    refused: ByhandError | None = None
    with kit.db.write(afterwards=partial(reach, "act.committed")) as session:
        receipt_id = _keep(kit, session, act)
        if receipt_id is None:
            return _again(acts.result(session, act.key), result_type)
        try:
            with savepoint(session, ByhandError):
                result = work(session)
        except ByhandError as error:
            refused = error
            acts.finish(session, receipt_id, {"error": type(error).__name__, "message": str(error)})
        else:
            acts.finish(session, receipt_id, {"value": _adapter(result_type).dump_python(result, mode="json")})
        reach("act.before_commit")
    if refused is not None:
        raise refused
    return result


def _keep(kit: Kit, session: Session, act: Act) -> int | None:
    now = kit.clock.now()
    moments = {"received_at": now, "not_before": now, "done_at": now}
    return acts.keep(session, {"key": act.key, "kind": act.kind, "payload": act.payload, **moments})


def _again(kept: Any, result_type: type[Result]) -> Result:
    if "error" in kept:
        raise by_name(kept["error"])(kept["message"])
    result: Result = _adapter(result_type).validate_python(kept["value"])
    return result
