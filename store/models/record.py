"""What the house keeps: policies, spend, alarms, the audit."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.columns import moment, words


class PolicyVersion(SQLModel, table=True):
    """One version of the policy as it was applied; the newest is in force."""

    id: int | None = Field(default=None, primary_key=True)
    source: str = words()
    digest: str = words()
    applied_by: str = words()
    applied_at: datetime = moment(null=False)


class Spend(SQLModel, table=True):
    """What calls to a paying channel cost, summed by UTC month, day and kind of call, in millionths of a dollar."""

    __table_args__ = (UniqueConstraint("month", "day", "channel", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = words()
    month: str = words()  # "2026-11"
    day: str = words()  # "2026-11-22"
    kind: str = words()
    calls: int = 0
    micro_usd: int = 0


class Alarm(SQLModel, table=True):
    """Something administrators were told once: `key` makes the second telling harmless."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    told_at: datetime = moment(null=False)


class Audit(SQLModel, table=True):
    """Who did what: append-only, each row bound to the one before by its hash. No names, no texts: ids and digests."""

    __table_args__: ClassVar[Any] = ({"sqlite_autoincrement": True},)  # remembers how long the chain was

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(null=False)
    actor: str = words()
    act: str = words()
    subject: str = words()
    detail: str = words()  # canonical JSON
    prev_hash: str = words()
    hash: str = Field(sa_type=Text, unique=True)
