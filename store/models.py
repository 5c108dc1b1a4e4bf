"""The tables: one class per noun of the glossary. Keys are integers of ours; vendors' ids are text.

Rows are not validated here (SQLModel tables are not): what enters was validated where it came in.
What promise P1 needs beyond constraints stands in `guards.py` as triggers.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from policies.lifecycle import ClaimState, DeliveryState, OfferState, QuestionState, ReceiptState
from store.types import UtcDateTime, one_of


def _moment(*, null: bool = True, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=null, index=index))


def _text(default: str | None = "") -> Any:
    return Field(default=default, sa_type=Text, nullable=default is None)


def _json(default: Any) -> Any:
    return Field(default_factory=lambda: type(default)(default), sa_type=JSON, nullable=False)


class Receipt(SQLModel, table=True):
    """One raw event as received, kept before it is acknowledged; for an act in Slack also what it led to."""

    __table_args__ = (
        UniqueConstraint("channel", "key"),
        one_of("state", ReceiptState, "receipt_state"),
        Index("receipt_due", "not_before", "id", sqlite_where=text("state = 'kept'")),
        Index("receipt_album", "channel", "album", sqlite_where=text("album <> ''")),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = _text()
    key: str = _text()
    kind: str = _text()
    payload: str = _text()
    state: str = Field(default="kept", sa_type=Text)
    reason: str = _text()
    album: str = _text()
    attempts: int = 0
    result: Any = Field(default=None, sa_type=JSON)
    received_at: datetime = _moment(null=False)
    not_before: datetime = _moment(null=False)
    done_at: datetime | None = _moment()


class Cursor(SQLModel, table=True):
    """How far a listener has read (X: the watermark; Telegram: the offset), and other single facts of a doorway."""

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = _text()
    moved_at: datetime = _moment(null=False)


class Gap(SQLModel, table=True):
    """A stretch of time in which a platform may have dropped posts before we saw them."""

    id: int | None = Field(default=None, primary_key=True)
    channel: str = _text()
    since: datetime | None = _moment()
    until: datetime = _moment(null=False)
    reason: str = _text()
    noted_at: datetime = _moment(null=False)


class Asker(SQLModel, table=True):
    """Who asked, on one channel; never joined with another channel's."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = _text()
    external_id: str = _text()
    name: str = _text()
    handle: str = _text()
    profile_location: str = _text()
    opted_out_at: datetime | None = _moment()
    first_seen_at: datetime = _moment(null=False)


class Conversation(SQLModel, table=True):
    """The public thread a question stands in. `chat` and `thread` say where to answer (Telegram)."""

    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("conversation_chat", "channel", "chat"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = _text()
    external_id: str = _text()
    chat: str = _text()
    thread: str = _text()
    title: str = _text()
    moved_at: datetime | None = _moment()
    started_at: datetime = _moment(null=False)


class Question(SQLModel, table=True):
    """The unit of work. `target_id` is the newest version of the post, the one a reply goes to."""

    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        one_of("state", QuestionState, "question_state"),
        one_of("may_reply", ("yes", "no", "unknown"), "question_may_reply"),
        Index("question_due", "due_at", sqlite_where=text("state IN ('offered', 'answered')")),
        Index("question_conversation", "conversation_id"),
        Index("question_asker", "asker_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = _text()
    external_id: str = _text()
    target_id: str = _text()
    conversation_id: int = Field(foreign_key="conversation.id")
    asker_id: int = Field(foreign_key="asker.id")
    follow_up_of: int | None = Field(default=None, foreign_key="question.id")
    text: str | None = _text(None)
    url: str = _text()
    language: str = _text()
    may_reply: str = Field(default="yes", sa_type=Text)
    state: str = Field(default="new", sa_type=Text)
    reason: str = _text()
    topic: str = _text()
    place_name: str = _text()
    place_source: str = _text()
    place_confidence: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    priority: int = 0
    edited: bool = False
    ring: int | None = None
    due_at: datetime | None = _moment()
    policy_version: int | None = Field(default=None, foreign_key="policyversion.id")
    decision: dict[str, Any] = _json({})
    posted_at: datetime = _moment(null=False)
    captured_at: datetime = _moment(null=False)
    answered_at: datetime | None = _moment()
    ended_at: datetime | None = _moment()


class QuestionPart(SQLModel, table=True):
    """A post, or a version of one, that belongs to a question."""

    __table_args__ = (
        UniqueConstraint("channel", "external_id", "version"),
        one_of("kind", ("first", "edit", "reply", "album"), "questionpart_kind"),
        Index("questionpart_question", "question_id"),
        Index("questionpart_album", "channel", "album", sqlite_where=text("album <> ''")),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id")
    channel: str = _text()
    external_id: str = _text()
    version: int = 0  # Telegram edits keep the post's id: the receipt's id tells versions apart; 0 is the first
    kind: str = _text()
    text: str | None = _text(None)
    album: str = _text()
    media: list[str] = _json([])
    posted_at: datetime = _moment(null=False)


class Volunteer(SQLModel, table=True):
    """An employee who opted in. `standing` is what Slack says of him: only a member may claim and answer."""

    __table_args__ = (
        UniqueConstraint("team_id", "slack_id"),
        one_of("standing", ("member", "guest", "stranger", "bot", "gone"), "volunteer_standing"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = _text()
    slack_id: str = _text()
    name: str = _text()
    first_name: str = _text()
    time_zone: str = _text()
    standing: str = Field(default="member", sa_type=Text)
    place_name: str = _text()
    latitude: float | None = None
    longitude: float | None = None
    hours: list[list[str]] | None = Field(default=None, sa_type=JSON)
    capacity: int | None = None
    paused: bool = False
    paused_until: datetime | None = _moment()
    quiet_from: datetime | None = _moment()
    quiet_until: datetime | None = _moment()
    joined_at: datetime = _moment(null=False)
    left_at: datetime | None = _moment()


class VolunteerTopic(SQLModel, table=True):
    __table_args__ = (Index("volunteertopic_topic", "topic", "volunteer_id"),)

    volunteer_id: int = Field(foreign_key="volunteer.id", primary_key=True)
    topic: str = Field(primary_key=True, sa_type=Text)


class Offer(SQLModel, table=True):
    """A question shown to one volunteer or one Slack channel, with a deadline. One card per offer."""

    __table_args__ = (
        one_of("state", OfferState, "offer_state"),
        CheckConstraint("(volunteer_id IS NULL) <> (slack_channel = '')", name="offer_to_one"),
        Index("offer_question", "question_id"),
        Index("offer_due", "deadline", sqlite_where=text("state = 'pending'")),
        Index("offer_volunteer", "volunteer_id", "offered_at"),
        Index("offer_thread", "shown_channel", "shown_ts", sqlite_where=text("shown_ts <> ''")),
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
    slack_channel: str = _text()
    thread_of: int | None = Field(default=None, foreign_key="offer.id")
    ring: int = 0
    ring_name: str = _text()
    state: str = Field(default="pending", sa_type=Text)
    why: list[str] = _json([])
    offered_at: datetime = _moment(null=False)
    deadline: datetime | None = _moment()
    decided_at: datetime | None = _moment()
    shown_channel: str = _text()
    shown_ts: str = _text()


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
    claimed_at: datetime = _moment(null=False)
    deadline: datetime = _moment(null=False)
    reminded_at: datetime | None = _moment()
    ended_at: datetime | None = _moment()


class Draft(SQLModel, table=True):
    """Text typed and not yet posted, one per claim. A new preview is a new row, so an old preview cannot post it."""

    __table_args__: ClassVar[Any] = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", unique=True)
    typed: str = _text()
    public_text: str = _text()
    previewed: bool = False
    saved_at: datetime = _moment(null=False)


class Note(SQLModel, table=True):
    """What a claimant wrote in the thread: private to Slack for ever, unless he makes it the answer himself."""

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    claim_id: int = Field(foreign_key="claim.id")
    volunteer_id: int = Field(foreign_key="volunteer.id")
    slack_channel: str = _text()
    slack_ts: str = _text()
    text: str | None = _text(None)
    written_at: datetime = _moment(null=False)


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
    text: str | None = _text(None)
    answers_it: bool = True
    submitted_at: datetime = _moment(null=False)
    erased_at: datetime | None = _moment()


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
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = _text()
    channel: str = _text()
    lane: str = _text()
    priority: int = 0
    question_id: int | None = Field(default=None, foreign_key="question.id")
    offer_id: int | None = Field(default=None, foreign_key="offer.id")
    answer_id: int | None = Field(default=None, foreign_key="answer.id")
    payload: dict[str, Any] = _json({})
    state: str = Field(default="ready", sa_type=Text)
    attempt: int = 0
    looks: int = 0
    not_before: datetime = _moment(null=False)
    started_at: datetime | None = _moment()
    lease_until: datetime | None = _moment()
    owner: str = _text()
    external_id: str = _text()
    url: str = _text()
    error: str = _text()
    decided_by: int | None = Field(default=None, foreign_key="volunteer.id")
    decided_at: datetime | None = _moment()
    created_at: datetime = _moment(null=False)
    finished_at: datetime | None = _moment()


class PolicyVersion(SQLModel, table=True):
    """One version of the policy as it was applied; the newest is in force."""

    id: int | None = Field(default=None, primary_key=True)
    source: str = _text()
    digest: str = _text()
    applied_by: str = _text()
    applied_at: datetime = _moment(null=False)


class Spend(SQLModel, table=True):
    """What calls to a paying channel cost, summed by UTC month, day and kind of call, in millionths of a dollar."""

    __table_args__ = (UniqueConstraint("month", "day", "channel", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = _text()
    month: str = _text()  # "2026-11"
    day: str = _text()  # "2026-11-22"
    kind: str = _text()
    calls: int = 0
    micro_usd: int = 0


class Alarm(SQLModel, table=True):
    """Something administrators were told once: `key` makes the second telling harmless."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    told_at: datetime = _moment(null=False)


class Audit(SQLModel, table=True):
    """Who did what: append-only, each row bound to the one before by its hash. No names, no texts: ids and digests."""

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = _moment(null=False)
    actor: str = _text()
    act: str = _text()
    subject: str = _text()
    detail: str = _text()  # canonical JSON
    prev_hash: str = _text()
    hash: str = Field(sa_type=Text, unique=True)
