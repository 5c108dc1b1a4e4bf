"""Named queries of askers and of the conversations they ask in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from store.built import table_of
from store.models import Asker, Conversation

_A, _C = table_of(Asker), table_of(Conversation)
_NAMES: Any = bindparam("names", expanding=True)
_ASKERS = select(_A).where(_A.c.channel == bindparam("channel"), _A.c.external_id.in_(_NAMES))
_CONVERSATIONS = select(_C).where(_C.c.channel == bindparam("channel"), _C.c.external_id.in_(_NAMES))


def askers(session: Session, channel: str, external_ids: Collection[str]) -> dict[str, Any]:
    """Those that we know, by their external ids: rows of the table's columns."""
    rows = session.connection().execute(_ASKERS, {"channel": channel, "names": list(external_ids)})
    return {row.external_id: row for row in rows}


def conversations(session: Session, channel: str, external_ids: Collection[str]) -> dict[str, Any]:
    """The same for conversations."""
    rows = session.connection().execute(_CONVERSATIONS, {"channel": channel, "names": list(external_ids)})
    return {row.external_id: row for row in rows}


def move_chat(session: Session, channel: str, old: str, new: str, at: datetime) -> int:
    """A chat has a new id: every conversation in it goes along."""
    moved = session.execute(
        update(Conversation)
        .where(col(Conversation.channel) == channel, col(Conversation.chat) == old)
        .values(chat=new, thread="", moved_at=at)
        .returning(col(Conversation.id))
    )
    return len(moved.all())
