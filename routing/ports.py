"""What Byhand needs of the outside, in its own words: the values that cross a doorway and the ports behind it.

A doorway (a folder of `bots/`) turns a vendor's payload into these values and these values into a vendor's call.
Nothing here knows a vendor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from policies.retries import Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Author",
    "Channel",
    "Clock",
    "DeliveryError",
    "Embedder",
    "Found",
    "Guess",
    "KindModel",
    "Limit",
    "MayReply",
    "Media",
    "Moved",
    "Nothing",
    "Outcome",
    "Parsed",
    "Place",
    "PlaceFinder",
    "PlaceHint",
    "Point",
    "Post",
    "Published",
    "RawEvent",
    "Reply",
    "TopicModel",
    "TopicRanking",
    "TopicScore",
    "Unparsable",
    "Withdrawn",
]


# --- what comes in -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RawEvent:
    """One event as the platform gave it. `key` is unique on the channel: it makes a second arrival harmless."""

    channel: str
    key: str
    kind: str
    payload: Mapping[str, Any]


class MayReply(StrEnum):
    """Whether the platform lets us answer under a post (X: only where its author summoned us)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Point:
    """A position in degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class PlaceHint:
    """A place the platform itself attached to a post: a Telegram location or an X place."""

    source: str  # "telegram_location" or "x_place"
    point: Point
    radius_km: float
    name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, upper case, or empty


@dataclass(frozen=True)
class Media:
    """Something besides text in a post; only described, never fetched here."""

    kind: str  # "photo", "video", "voice", "document", "sticker" …
    external_id: str


@dataclass(frozen=True)
class Author:
    """Who wrote a post, as the channel knows them."""

    external_id: str
    name: str
    handle: str = ""
    profile_location: str = ""
    is_machine: bool = False
    is_us: bool = False


@dataclass(frozen=True)
class Post:
    """One public message, vendor-neutral.

    `external_id` is unique on the channel; on Telegram it is "CHAT:MESSAGE". `first_id` is the id of the post's
    first version and the question's key (X gives each edit a new id; elsewhere the two are equal). `album` joins
    messages that were sent as one. `text` is what the asker wrote, in plain text, unescaped, with short links
    expanded; a leading mention that the platform added by itself stays.
    `only_mentions` says that nothing but mentions and blanks is in it.
    """

    channel: str
    external_id: str
    first_id: str
    conversation_id: str
    author: Author
    text: str
    posted_at: datetime
    url: str = ""
    reply_to: str = ""
    reply_to_us: bool = False
    quote_of_us: bool = False
    addressed: bool = False
    private: bool = False
    is_edit: bool = False
    is_repost: bool = False
    may_reply: MayReply = MayReply.YES
    hint: PlaceHint | None = None
    language: str = ""  # as the platform says, BCP 47, or empty
    media: tuple[Media, ...] = ()
    album: str = ""
    chat: str = ""  # Telegram: the chat to answer into
    chat_title: str = ""
    chat_handle: str = ""
    thread: str = ""  # Telegram: message_thread_id of a forum topic
    only_mentions: bool = False
    edited_at: datetime | None = None  # of an edit, where the platform tells; edits may arrive out of order


@dataclass(frozen=True)
class Withdrawn:
    """The asker, or the platform, took posts away."""

    channel: str
    external_ids: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A chat has a new id (Telegram: a group became a supergroup)."""

    channel: str
    old_chat: str
    new_chat: str


@dataclass(frozen=True)
class Nothing:
    """The event is understood and asks nothing of us; `reason` is kept on its receipt."""

    reason: str


Parsed = Post | Withdrawn | Moved | Nothing


class Unparsable(Exception):  # noqa: N818 - names what the event is
    """The event's shape is not what the platform promises; the message says where."""


# --- what goes out -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """One stored answer on its way to the public. Only the outbox builds it, and only from an Answer row.

    `text` is published byte for byte. `target` is the external id of the newest version of the post replied to.
    `attach` is False when the platform can no longer tie a reply to that post (the chat has moved).
    """

    delivery_id: int
    text: str
    target: str
    chat: str = ""
    thread: str = ""
    attach: bool = True
    may_reply: MayReply = MayReply.YES
    asker_handle: str = ""


@dataclass(frozen=True)
class Published:
    """Where the answer stands now."""

    external_id: str
    url: str = ""


@dataclass(frozen=True)
class Found:
    """What a look for our own post gave: `published` when it is there; `sure` False when it may still appear."""

    published: Published | None
    sure: bool = True


class DeliveryError(Exception):
    """A send did not end well.

    `outcome` says which of the three ways it ended; `retry_after` (seconds) is what the platform asked for;
    `moved_to` is the chat's new id; `for_person` is one sentence for the volunteer.
    """

    def __init__(
        self,
        outcome: Outcome,
        for_person: str,
        *,
        retry_after: float | None = None,
        moved_to: str = "",
    ) -> None:
        super().__init__(for_person)
        self.outcome = outcome
        self.for_person = for_person
        self.retry_after = retry_after
        self.moved_to = moved_to


@dataclass(frozen=True)
class Limit:
    """A platform's limit: at most `count` calls under `key` in any `seconds`."""

    key: str
    count: int
    seconds: float


class Channel(Protocol):
    """A public place we listen and post to."""

    name: str
    can_find: bool  # whether our own posts can be read back after an unknown outcome

    def parse(self, event: RawEvent) -> Parsed:
        """The event in our words. Raises Unparsable. Pure: no call, no clock."""

    def length(self, text: str) -> int:
        """How long the channel counts this text to be (X: weighted; Telegram: UTF-16 units)."""

    def has_link(self, text: str) -> bool:
        """Whether the channel would make a link of something in this text, a bare domain included."""

    def limits(self, reply: Reply) -> tuple[Limit, ...]:
        """Which limits one `publish` of this reply draws on."""

    async def publish(self, reply: Reply) -> Published:
        """Post the answer once. Raises DeliveryError, never anything else."""

    async def find(self, reply: Reply, since: datetime) -> Found:
        """Look for the answer among our own posts since then. Raises DeliveryError when looking failed."""

    async def delete(self, reply: Reply, published: Published) -> None:
        """Take our own post away; doing it twice is harmless. Raises DeliveryError."""


# --- what routing asks of the world ----------------------------------------------------------------------------


class Clock(Protocol):
    """Time, always aware UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class TopicScore:
    """One topic with the probability that it fits, 0 to 1, and the evidence in words ("keyword: battery")."""

    topic: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicRanking:
    """Topics with their probabilities, best first, and the probability that none of them fits; together they are 1.

    `by` names the evidence there was, in words: "meaning and words", or "words alone".
    """

    topics: tuple[TopicScore, ...] = ()
    none: float = 1.0
    by: str = ""


class TopicModel(Protocol):
    """Text to topics."""

    def rank(self, text: str, language: str = "") -> TopicRanking:
        """`language` is ISO 639-1, or empty when nobody knows."""


@dataclass(frozen=True)
class Guess:
    """What a text was taken for (a kind, or a language), how surely, and by which signs."""

    value: str
    confidence: float
    evidence: tuple[str, ...] = ()


class KindModel(Protocol):
    """Text to its kind: question, praise, complaint or chatter."""

    def prepare(self) -> None:
        """Load what the first text would have to wait for."""

    def judge(self, text: str, language: str = "") -> Guess: ...


class Embedder(Protocol):
    """Texts to vectors: near in meaning, near in direction. `name` tells one model's vectors from another's."""

    name: str

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row of length 1 for each text, in order."""


@dataclass(frozen=True)
class Place:
    """Where a question is about, how surely, and how we know.

    `radius_km` is the uncertainty around `point`; `source` is "telegram_location", "x_place", "text", "profile"
    or "shop"; `evidence` are the words or the name it rests on.
    """

    name: str
    point: Point
    radius_km: float
    source: str
    confidence: float
    country: str = ""
    time_zone: str = ""
    evidence: str = ""


class PlaceFinder(Protocol):
    """Names to places, offline."""

    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        """Places named in running text, best first; none of which it is less than `at_least` sure."""

    def in_profile(self, text: str) -> Place | None:
        """The place a profile's location line names, or None."""

    def near(self, point: Point) -> Place | None:
        """The nearest known settlement, for a name and a time zone."""
