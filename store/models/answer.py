"""What was written: drafts, notes, answers, and the deliveries that we owe the outside."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from policies.lifecycle import DeliveryState
from store.models.columns import json_value, moment, words
from store.types import one_of


class Draft(SQLModel, table=True):
    """Text typed and not yet posted, one per claim. A new preview is a new row, so an old preview cannot post it."""

    __table_args__: ClassVar[Any] = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", unique=True)
    typed: str = words()
    public_text: str = words()
    previewed: bool = False
    saved_at: datetime = moment(null=False)


class Note(SQLModel, table=True):
    """What a claimant wrote in the thread: private to Slack for ever, unless he makes it the answer himself."""

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    claim_id: int = Field(foreign_key="claim.id")
    volunteer_id: int = Field(foreign_key="volunteer.id")
    slack_channel: str = words()
    slack_ts: str = words()
    text: str | None = words(None)
    written_at: datetime = moment(null=False)


class Answer(SQLModel, table=True):
    """For the public: exactly what one person previewed and sent, with who, by which claim and which Slack view."""

    __table_args__ = (
        UniqueConstraint("claim_id", "slack_view_id"),
        UniqueConstraint("act_key"),
        CheckConstraint("length(slack_view_id) > 0", name="answer_has_view"),
        CheckConstraint("length(digest) = 64", name="answer_has_digest"),
        CheckConstraint("length(act_key) > 0", name="answer_has_act"),
        Index("answer_question", "question_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    claim_id: int = Field(foreign_key="claim.id")
    volunteer_id: int = Field(foreign_key="volunteer.id")
    slack_view_id: str = Field(sa_type=Text)
    act_key: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text)  # sha256 of the text, hex
    text: str | None = words(None)
    answers_it: bool = True
    submitted_at: datetime = moment(null=False)
    erased_at: datetime | None = moment()


class Delivery(SQLModel, table=True):
    """One message we owe the outside, kept until its fate is known. `lane` is what its rate is limited by."""

    __table_args__ = (
        one_of("state", DeliveryState, "delivery_state"),
        CheckConstraint("channel = 'slack' OR answer_id IS NOT NULL", name="delivery_public_needs_answer"),
        CheckConstraint(
            "(channel = 'slack' AND kind IN ('card', 'renew_card', 'notice', 'renew_notice'))"
            " OR (channel <> 'slack' AND kind = 'answer')",
            name="delivery_kind_fits_channel",
        ),
        CheckConstraint("kind NOT IN ('card', 'renew_card') OR offer_id IS NOT NULL", name="delivery_card_has_offer"),
        Index("delivery_one_per_answer", "answer_id", "kind", unique=True, sqlite_where=text("answer_id IS NOT NULL")),
        Index(
            "delivery_one_sending",
            "question_id",
            unique=True,
            sqlite_where=text("state = 'sending' AND channel <> 'slack'"),
        ),
        Index(
            "delivery_one_renewal",
            "offer_id",
            unique=True,
            sqlite_where=text("state = 'ready' AND kind = 'renew_card'"),
        ),
        Index("delivery_ready", "lane", "priority", "id", sqlite_where=text("state = 'ready'")),
        Index("delivery_sending", "lease_until", sqlite_where=text("state = 'sending'")),
        Index("delivery_unknown", "not_before", sqlite_where=text("state = 'unknown'")),
        Index("delivery_question", "question_id"),
        Index("delivery_offer", "offer_id", sqlite_where=text("offer_id IS NOT NULL")),
        Index("delivery_posted", "external_id", sqlite_where=text("kind = 'answer'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = words()
    channel: str = words()
    lane: str = words()
    priority: int = 0
    question_id: int | None = Field(default=None, foreign_key="question.id")
    offer_id: int | None = Field(default=None, foreign_key="offer.id")
    answer_id: int | None = Field(default=None, foreign_key="answer.id")
    payload: dict[str, Any] = json_value({})
    state: str = Field(default="ready", sa_type=Text)
    attempt: int = 0
    looks: int = 0
    not_before: datetime = moment(null=False)
    started_at: datetime | None = moment()
    lease_until: datetime | None = moment()
    owner: str = words()
    external_id: str = words()
    url: str = words()
    error: str = words()
    decided_by: int | None = Field(default=None, foreign_key="volunteer.id")
    decided_at: datetime | None = moment()
    created_at: datetime = moment(null=False)
    finished_at: datetime | None = moment()
