"""The policy: what a company's administrators decide, as one frozen value of the shape of the YAML file."""

import re
from datetime import time, timedelta
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from policies.asking import Ring, Rings
from policies.finding import Finding, People
from policies.listening import Capture, GroupRule, ListenOnly, Prices, Spend, TelegramCapture, XCapture
from policies.values import (
    Country,
    Days,
    Fault,
    Frozen,
    Hours,
    Identifier,
    Language,
    SlackChannel,
    TelegramName,
    Text,
    TimeZone,
    Wait,
    Word,
    XHandle,
    refuse,
    repeated_ids,
)

__all__ = [
    "Answering",
    "Capacity",
    "Capture",
    "Channels",
    "Company",
    "DeliveryTuning",
    "Finding",
    "GroupRule",
    "ListenOnly",
    "MaxLength",
    "People",
    "Place",
    "Policy",
    "Prices",
    "Retention",
    "Ring",
    "Signature",
    "SignatureForm",
    "Spend",
    "TelegramCapture",
    "Topic",
    "XCapture",
]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = ("first_name", "name", "company", "shop")


def _known_placeholders(template: str) -> str:
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in _PLACEHOLDERS]
    if unknown or set(_PLACEHOLDER.sub("", template)) & set("{}"):
        raise ValueError("a signature knows {first_name}, {name}, {company} and {shop}, and no other braces")
    if "{first_name}" not in template and "{name}" not in template:
        raise ValueError("a signature names the person: {first_name} or {name}")
    return template


class Company(Frozen):
    """Who is speaking. `description` is what the Telegram bot's page tells people (at most 512 characters)."""

    name: Word
    time_zone: TimeZone
    x_handle: XHandle | None = None
    telegram_bot: TelegramName | None = None
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=512)] = ""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    administrators: tuple[Word, ...] = ()


class SignatureForm(Frozen):
    """`separator` stands between the volunteer's text and the signature, exactly as written."""

    template: Annotated[str, StringConstraints(max_length=200), AfterValidator(_known_placeholders)]
    separator: Annotated[str, StringConstraints(pattern=r"^[ \n]{1,4}$")] = " "


class Signature(Frozen):
    x: SignatureForm = SignatureForm(template="^{first_name}")
    telegram: SignatureForm = SignatureForm(template="— {first_name}, {company}", separator="\n\n")


class Topic(Frozen):
    id: Identifier
    name: Word
    description: Text
    keywords: tuple[Word, ...] = ()
    examples: tuple[Text, ...] = ()
    slack_channel: SlackChannel | None = None


class Place(Frozen):
    """A shop. Coordinates are degrees, WGS 84, north and east positive."""

    id: Identifier
    name: Word
    address: Text
    city: Word
    country: Country
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    time_zone: TimeZone


class Channels(Frozen):
    """The two Slack channels: where everybody sees open questions, and where administrators are told."""

    queue: SlackChannel = "byhand-queue"
    leads: SlackChannel = "byhand-leads"


class MaxLength(Frozen):
    """Characters as each platform counts them, signature included."""

    x: Annotated[int, Field(ge=1, le=280)] = 280
    telegram: Annotated[int, Field(ge=1, le=4096)] = 4096


class Answering(Frozen):
    max_length: MaxLength = MaxLength()
    links: Literal["allow", "warn", "refuse"] = "warn"
    sensitive_words: tuple[Word, ...] = ()
    claim_wait: Wait = timedelta(minutes=45)
    come_back_wait: Wait = timedelta(hours=24)
    follow_up_wait: Wait = timedelta(minutes=30)
    undo_wait: Wait = timedelta(hours=24)
    close_after: Wait = timedelta(days=7)
    disclosure: Text | None = None


class Capacity(Frozen):
    claims_at_once: Annotated[int, Field(ge=1, le=100)] = 3
    offers_a_day: Annotated[int, Field(ge=1, le=1000)] = 20


class Retention(Frozen):
    """How long texts, raw receipts and bare counts are kept; 396 days are 13 months."""

    text: Wait = timedelta(days=90)
    receipts: Wait = timedelta(days=30)
    counts: Wait = timedelta(days=396)


class DeliveryTuning(Frozen):
    """Retries of what was surely not sent: how often, and how long to wait between."""

    attempts: Annotated[int, Field(ge=1, le=50)] = 8
    backoff: Wait = timedelta(seconds=2)
    longest_backoff: Wait = timedelta(minutes=5)


def _unique_ids(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    refuse(repeated_ids(part.id for part in parts))
    return parts


class Policy(Frozen):
    company: Company
    signature: Signature = Signature()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1), AfterValidator(_unique_ids)]
    places: Annotated[tuple[Place, ...], AfterValidator(_unique_ids)] = ()
    channels: Channels = Channels()
    capture: Capture = Capture()
    finding: Finding = Finding()
    people: People = People()
    rings: Rings
    answering: Answering = Answering()
    capacity: Capacity = Capacity()
    default_hours: Hours = ((time(9), time(18)),)
    working_days: Days = frozenset(range(7))
    retention: Retention = Retention()
    delivery: DeliveryTuning = DeliveryTuning()

    @model_validator(mode="after")
    def _unsorted_is_a_ring(self) -> Self:
        wanted, names = self.finding.unsorted, [ring.name for ring in self.rings]
        if wanted is not None and wanted not in names:
            hint = f"the rings are {', '.join(names)}"
            refuse([Fault(("finding", "unsorted"), f"there is no ring {wanted}", hint)])
        return self

    def to_json(self) -> dict[str, Any]:
        """The whole document, defaults included, in the shape of the YAML file, of JSON's types only."""
        return self.model_dump(mode="json")

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: what is learnt of a policy is remembered by it, and asked for with every question."""
        return hash(tuple(getattr(self, name) for name in type(self).model_fields))

    def topic(self, identifier: str) -> Topic | None:
        return _topics_by_id(self).get(identifier)

    def place(self, identifier: str) -> Place | None:
        return next((place for place in self.places if place.id == identifier), None)

    def channel_of(self, ring: Ring, topic: str | None = None) -> str | None:
        """The Slack channel of a ring's card; None for direct messages, or when the topic has no channel."""
        if ring.ask == "volunteers" or ring.channel is not None:
            return ring.channel
        if ring.ask == "administrators":
            return self.channels.leads
        if not ring.match_topic:
            return self.channels.queue
        found = self.topic(topic) if topic else None
        return found.slack_channel if found else None


@lru_cache(maxsize=4)
def _topics_by_id(policy: Policy) -> dict[str, Topic]:
    return {topic.id: topic for topic in policy.topics}
