"""Who asked, where, and what: askers, conversations, questions and their parts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from policies.lifecycle import QuestionState
from store.models.columns import json_value, later_words, moment, words
from store.types import one_of


class Asker(SQLModel, table=True):
    """Who asked, on one channel; never joined with another channel's."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = words()
    external_id: str = words()
    name: str = words()
    handle: str = words()
    profile_location: str = words()
    opted_out_at: datetime | None = moment()
    first_seen_at: datetime = moment(null=False)


class Conversation(SQLModel, table=True):
    """The public thread a question stands in. `chat` and `thread` say where to answer (Telegram)."""

    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("conversation_chat", "channel", "chat"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = words()
    external_id: str = words()
    chat: str = words()
    thread: str = words()
    title: str = words()
    moved_at: datetime | None = moment()
    started_at: datetime = moment(null=False)


class Question(SQLModel, table=True):
    """The unit of work. `target_id` is the newest version of the post, the one a reply goes to."""

    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        one_of("state", QuestionState, "question_state"),
        one_of("may_reply", ("yes", "no", "unknown"), "question_may_reply"),
        Index("question_due", "due_at", sqlite_where=text("state IN ('offered', 'answered')")),
        Index("question_waiting", "posted_at", sqlite_where=text("state IN ('offered', 'unanswered')")),
        Index("question_conversation", "conversation_id"),
        Index("question_asker", "asker_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = words()
    external_id: str = words()
    target_id: str = words()
    conversation_id: int = Field(foreign_key="conversation.id")
    asker_id: int = Field(foreign_key="asker.id")
    follow_up_of: int | None = Field(default=None, foreign_key="question.id")
    text: str | None = words(None)
    url: str = words()
    language: str = words()
    may_reply: str = Field(default="yes", sa_type=Text)
    state: str = Field(default="new", sa_type=Text)
    reason: str = words()
    topic: str = words()
    second_topic: str = later_words()
    kind: str = later_words()  # question, praise, complaint or chatter; empty before kinds were told
    place_name: str = words()
    place_source: str = words()
    place_confidence: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    priority: int = 0
    edited: bool = False
    ring: int | None = None
    due_at: datetime | None = moment()
    policy_version: int | None = Field(default=None, foreign_key="policyversion.id")
    decision: dict[str, Any] = json_value({})
    posted_at: datetime = moment(null=False)
    captured_at: datetime = moment(null=False)
    answered_at: datetime | None = moment()
    ended_at: datetime | None = moment()


class QuestionPart(SQLModel, table=True):
    """A post, or a version of one, that belongs to a question."""

    __table_args__ = (
        UniqueConstraint("channel", "external_id", "version"),
        one_of("kind", ("first", "edit", "reply", "album"), "questionpart_kind"),
        Index("questionpart_question", "question_id"),
        Index("questionpart_post", "channel", "first_id"),
        Index("questionpart_album", "channel", "album", sqlite_where=text("album <> ''")),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id")
    channel: str = words()
    external_id: str = words()
    first_id: str = words()  # of the post's first version: X gives each edit a new id
    version: int = 0  # Telegram edits keep the post's id: the receipt's id tells versions apart; 0 is the first
    kind: str = words()
    text: str | None = words(None)
    album: str = words()
    media: list[str] = json_value([])
    posted_at: datetime = moment(null=False)
