"""What came in: raw events, how far the listeners have read, and what may have been missed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from policies.lifecycle import ReceiptState
from store.models.columns import moment, words
from store.types import one_of


class Receipt(SQLModel, table=True):
    """One raw event as received, kept before it is acknowledged; for an act in Slack also what it led to."""

    __table_args__ = (
        UniqueConstraint("channel", "key"),
        one_of("state", ReceiptState, "receipt_state"),
        Index("receipt_due", "not_before", "id", sqlite_where=text("state = 'kept'")),
        Index("receipt_unparsed", "id", sqlite_where=text("state = 'unparsed'")),
        Index("receipt_album", "album", sqlite_where=text("album <> ''")),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = words()
    key: str = words()
    kind: str = words()
    payload: str = words()
    state: str = Field(default="kept", sa_type=Text)
    reason: str = words()
    album: str = words()
    attempts: int = 0
    result: Any = Field(default=None, sa_type=JSON)
    received_at: datetime = moment(null=False)
    not_before: datetime = moment(null=False)
    done_at: datetime | None = moment()


class Cursor(SQLModel, table=True):
    """How far a listener has read (X: the watermark; Telegram: the offset), and other single facts of a doorway."""

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = words()
    moved_at: datetime = moment(null=False)


class Gap(SQLModel, table=True):
    """A stretch of time in which a platform may have dropped posts before we saw them."""

    id: int | None = Field(default=None, primary_key=True)
    channel: str = words()
    since: datetime | None = moment()
    until: datetime = moment(null=False)
    reason: str = words()
    noted_at: datetime = moment(null=False)
