"""Embeddings of texts that are needed again at every start: of a policy's own words, and of lessons."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from store.models import Vector

_AT_ONCE = 500  # bound values of one statement


def known(session: Session, model: str, digests: Sequence[str]) -> dict[str, bytes]:
    """Those of the vectors that are kept, by the text's digest."""
    found: dict[str, bytes] = {}
    for start in range(0, len(digests), _AT_ONCE):
        rows = session.execute(
            select(col(Vector.digest), col(Vector.vector)).where(
                col(Vector.model) == model, col(Vector.digest).in_(digests[start : start + _AT_ONCE])
            )
        )
        found.update((digest, vector) for digest, vector in rows)
    return found


def count(session: Session, model: str) -> int:
    """How many vectors of this model are kept."""
    number: int = session.execute(select(func.count()).where(col(Vector.model) == model)).scalar_one()
    return number


def keep(session: Session, model: str, vectors: Mapping[str, bytes], now: datetime) -> None:
    """Add them; what is there already stays."""
    rows = [{"model": model, "digest": digest, "vector": vector, "made_at": now} for digest, vector in vectors.items()]
    if rows:
        session.execute(insert(Vector).on_conflict_do_nothing(), rows)


def keep_only(session: Session, model: str, digests: set[str]) -> None:
    """Forget every other vector of this model: its text is no longer any policy's or lesson's."""
    there = set(session.execute(select(col(Vector.digest)).where(col(Vector.model) == model)).scalars())
    gone = sorted(there - digests)
    for start in range(0, len(gone), _AT_ONCE):
        session.execute(
            delete(Vector).where(col(Vector.model) == model, col(Vector.digest).in_(gone[start : start + _AT_ONCE]))
        )
