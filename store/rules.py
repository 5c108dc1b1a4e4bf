"""Versions of the policy, oldest first; the newest is in force."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from store.models import PolicyVersion


def newest_version(session: Session) -> int | None:
    return session.execute(select(func.max(col(PolicyVersion.id)))).scalar()


def version(session: Session, number: int) -> PolicyVersion | None:
    return session.get(PolicyVersion, number)
