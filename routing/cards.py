"""What a volunteer sees, as frozen values, and the port that shows it. Nothing here knows Slack's markup."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from routing.ports import Limit


@dataclass(frozen=True)
class Spoken:
    """One public message of the conversation: the asker's or an answer of ours, with who wrote it."""

    author: str
    text: str
    at: datetime
    url: str = ""
    is_ours: bool = False


@dataclass(frozen=True)
class AnswerView:
    """An answer as it stands. `state` is its delivery's (ready, sending, sent, refused, unknown, by_hand)."""

    answer_id: int
    delivery_id: int
    text: str
    state: str
    volunteer: str  # a display name
    volunteer_slack_id: str
    url: str = ""
    error: str = ""


@dataclass(frozen=True)
class QuestionView:
    """A question as the asker wrote it, with what Byhand found out about it. `media` are kinds ("photo")."""

    question_id: int
    channel: str
    channel_name: str  # "X", "Telegram"
    text: str
    author_name: str
    author_handle: str
    posted_at: datetime
    state: str
    url: str = ""
    topic: str = ""  # the topic's name, empty when unsorted
    place: str = ""
    place_source: str = ""
    chat_title: str = ""
    media: tuple[str, ...] = ()
    may_reply: str = "yes"
    earlier: tuple[Spoken, ...] = ()  # the conversation before this question, oldest first
    edited: bool = False
    second_topic: str = ""  # its name, when the question has two
    topic_share: float | None = None  # how likely the topic is, 0 to 1; None when nobody worked it out
    kind: str = ""  # question, praise, complaint or chatter
    language: str = ""  # ISO 639-1


@dataclass(frozen=True)
class ClaimView:
    """The live or last claim on a question."""

    claim_id: int
    state: str
    volunteer: str
    volunteer_slack_id: str
    deadline: datetime | None = None


@dataclass(frozen=True)
class Card:
    """One offer as it is to be shown now: all the desk needs to render or to renew it.

    `for_volunteer` is the Slack id of the one person it is for, or empty on a channel's card. `state` is the
    offer's. `why` are sentences that say why this person or this channel was asked. `is_follow_up` cards stand in
    the thread of the earlier one; `waits_for` names the person for whom one waits, until its deadline, that a whole
    channel reads, `waits_for_slack_id` is that person. `dismissed_by`, `undo_until`: somebody let it be, and until
    when it can be undone. `corrected` is what somebody said of its topic, by which this offer ended. `reads` are the
    languages of whom it is for, as ISO 639-1 codes.
    """

    offer_id: int
    state: str
    question: QuestionView
    for_volunteer: str = ""
    why: tuple[str, ...] = ()
    deadline: datetime | None = None
    claim: ClaimView | None = None
    answers: tuple[AnswerView, ...] = ()
    is_follow_up: bool = False
    waits_for: str = ""
    waits_for_slack_id: str = ""
    others_asked: bool = False  # his ring's time has passed, and it is still free
    dismissed_by: str = ""
    dismissed_reason: str = ""
    undo_until: datetime | None = None
    closing_note: str = ""  # one sentence when the question ended otherwise (withdrawn, unanswered …)
    corrected: str = ""
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticeButton:
    """A button under a notice; `action_id` and `value` as listeners expect them."""

    action_id: str
    label: str
    value: str
    style: str = ""  # "", "primary" or "danger"


@dataclass(frozen=True)
class Notice:
    """A few words of Byhand's own to colleagues in Slack: to a channel, to a person, or only visible to one.

    `lines` are plain text. `quote` is a stranger's or a volunteer's text, shown as such. `only_to` makes it
    ephemeral in `to`.
    """

    title: str
    lines: tuple[str, ...] = ()
    quote: str = ""
    url: str = ""
    buttons: tuple[NoticeButton, ...] = field(default=())


@dataclass(frozen=True)
class Spot:
    """Where in Slack something goes: `to` is a channel's id or name, or a person's id; `thread` a message's ts."""

    to: str
    thread: str = ""
    only_to: str = ""


@dataclass(frozen=True)
class Shown:
    """Where in Slack something stands: the conversation's id and the message's ts."""

    channel: str
    ts: str


class Desk(Protocol):
    """Where colleagues work: shows, renews and finds what we put before them. All raise DeliveryError only.

    `mark` identifies the intent behind a post; it is kept with the message, so that after an unknown outcome
    `find` can tell whether it is there. Renewing (`renew…`) may be repeated freely.
    """

    async def show_card(self, card: Card, spot: Spot, mark: str) -> Shown: ...

    async def renew_card(self, card: Card, shown: Shown) -> None: ...

    async def show_notice(self, notice: Notice, spot: Spot, mark: str) -> Shown: ...

    async def renew_notice(self, notice: Notice, shown: Shown) -> None: ...

    async def find(self, spot: Spot, mark: str, since: datetime) -> Shown | None: ...

    def limits(self, method: str, spot: Spot) -> tuple[Limit, ...]:
        """Limits of `show` (a post) or `renew` (an update) or `whisper` (an ephemeral) there."""
