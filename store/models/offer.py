"""Who was asked and who took it: offers and claims."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from policies.lifecycle import ClaimState, OfferState
from store.models.columns import json_value, moment, words
from store.types import one_of


class Offer(SQLModel, table=True):
    """A question shown to one volunteer or one Slack channel, with a deadline. One card per offer."""

    __table_args__ = (
        one_of("state", OfferState, "offer_state"),
        CheckConstraint("(volunteer_id IS NULL) <> (slack_channel = '')", name="offer_to_one"),
        Index("offer_question", "question_id"),
        Index("offer_volunteer", "volunteer_id", "offered_at", "state"),
        Index("offer_thread", "shown_channel", "shown_ts", sqlite_where=text("shown_ts <> ''")),
        Index("offer_within", "thread_of", sqlite_where=text("thread_of IS NOT NULL")),
        Index(
            "offer_one_pending",
            "question_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state = 'pending' AND volunteer_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    volunteer_id: int | None = Field(default=None, foreign_key="volunteer.id")
    slack_channel: str = words()
    thread_of: int | None = Field(default=None, foreign_key="offer.id")
    ring: int = 0
    ring_name: str = words()
    state: str = Field(default="pending", sa_type=Text)
    why: list[str] = json_value([])
    offered_at: datetime = moment(null=False)
    deadline: datetime | None = moment()
    decided_at: datetime | None = moment()
    shown_channel: str = words()
    shown_ts: str = words()


class Claim(SQLModel, table=True):
    """The one volunteer who took a question: while held or submitted no other can."""

    __table_args__ = (
        one_of("state", ClaimState, "claim_state"),
        Index(
            "claim_one_live",
            "question_id",
            unique=True,
            sqlite_where=text("state IN ('held', 'submitted')"),
        ),
        Index("claim_live", "volunteer_id", sqlite_where=text("state IN ('held', 'submitted')")),
        Index("claim_due", "deadline", sqlite_where=text("state = 'held'")),
        Index("claim_question", "question_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    volunteer_id: int = Field(foreign_key="volunteer.id")
    offer_id: int = Field(foreign_key="offer.id")
    state: str = Field(default="held", sa_type=Text)
    claimed_at: datetime = moment(null=False)
    deadline: datetime = moment(null=False)
    reminded_at: datetime | None = moment()
    ended_at: datetime | None = moment()
