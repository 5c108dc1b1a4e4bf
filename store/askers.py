"""Named queries of askers and of the conversations they ask in."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from store.models import Asker, Conversation


def asker(session: Session, channel: str, external_id: str) -> Asker | None:
    return session.execute(
        select(Asker).where(col(Asker.channel) == channel, col(Asker.external_id) == external_id)
    ).scalar_one_or_none()


def keep_asker(session: Session, values: dict[str, Any]) -> int:
    """Insert an asker, or renew the name and place of a known one; returns the row's id."""
    renewed = {key: values[key] for key in ("name", "handle", "profile_location")}
    found: int = session.execute(
        insert(Asker)
        .values(**values)
        .on_conflict_do_update(index_elements=["channel", "external_id"], set_=renewed)
        .returning(col(Asker.id))
    ).scalar_one()
    return found


def keep_conversation(session: Session, values: dict[str, Any]) -> int:
    renewed = {key: values[key] for key in ("title",)}
    found: int = session.execute(
        insert(Conversation)
        .values(**values)
        .on_conflict_do_update(index_elements=["channel", "external_id"], set_=renewed)
        .returning(col(Conversation.id))
    ).scalar_one()
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
