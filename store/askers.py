"""Named queries of askers and of the conversations they ask in."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel, col

from store.built import table_of
from store.models import Asker, Conversation


def _upsert(model: type[SQLModel], renewed: tuple[str, ...]) -> ReturningInsert[Any]:
    table = table_of(model)
    adding = insert(table)
    return adding.on_conflict_do_update(
        index_elements=["channel", "external_id"], set_={name: adding.excluded[name] for name in renewed}
    ).returning(table.c.id)


_ASKER = select(Asker).where(
    col(Asker.channel) == bindparam("channel"), col(Asker.external_id) == bindparam("external_id")
)
_KEEP_ASKER = _upsert(Asker, ("name", "handle", "profile_location"))
_KEEP_CONVERSATION = _upsert(Conversation, ("title",))


def asker(session: Session, channel: str, external_id: str) -> Asker | None:
    return session.execute(_ASKER, {"channel": channel, "external_id": external_id}).scalar_one_or_none()


def keep_asker(session: Session, values: dict[str, Any]) -> int:
    """Insert an asker, or renew the name and place of a known one; returns the row's id."""
    found: int = session.connection().execute(_KEEP_ASKER, values).scalar_one()
    return found


def keep_conversation(session: Session, values: dict[str, Any]) -> int:
    found: int = session.connection().execute(_KEEP_CONVERSATION, values).scalar_one()
    return found


def move_chat(session: Session, channel: str, old: str, new: str, at: datetime) -> int:
    """A chat has a new id: every conversation in it goes along."""
    moved = session.execute(
        update(Conversation)
        .where(col(Conversation.channel) == channel, col(Conversation.chat) == old)
        .values(chat=new, thread="", moved_at=at)
        .returning(col(Conversation.id))
    )
    return len(moved.all())
