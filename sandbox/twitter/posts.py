"""What X knows of people and posts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Person:
    id: str
    username: str
    name: str
    created_at: datetime
    location: str = ""
    protected: bool = False
    blocks_us: bool = False
    bio: str = ""


@dataclass(frozen=True)
class Place:
    """`bbox` is west, south, east, north, in degrees."""

    id: str
    full_name: str
    country_code: str
    country: str
    bbox: tuple[float, float, float, float]
    place_type: str = "city"


@dataclass(frozen=True)
class Media:
    key: str
    type: str
    url: str
    alt_text: str = ""
    width: int = 1200
    height: int = 800


@dataclass(frozen=True)
class Link:
    """One t.co link in a post's text and what it stands for."""

    short: str
    expanded: str
    shown: str
    media_key: str | None = None


@dataclass
class Post:
    """One version of one post. `text` is as the public sees it, `typed` as its author wrote it.

    `history` holds the ids of all versions, oldest first, and is shared by all of them; `lead` is how many code
    points at the start are mentions X put there; `mentioned` holds handles in lower case.
    """

    id: int
    author: Person
    text: str
    typed: str
    created_at: datetime
    conversation_id: int
    history: list[int]
    via: str = "web"
    reply_to: "Post | None" = None
    quote: "Post | None" = None
    place: Place | None = None
    media: list[Media] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lang: str = "en"
    deleted: bool = False
    lead: int = 0
    mentioned: frozenset[str] = frozenset()

    @property
    def newest(self) -> bool:
        return self.history[-1] == self.id

    @property
    def url(self) -> str:
        return f"https://x.com/{self.author.username}/status/{self.id}"


@dataclass
class Draft:
    """A post about to be made."""

    text: str
    reply_to: Post | None = None
    quote: Post | None = None
    place: Place | None = None
    media: list[dict[str, Any]] = field(default_factory=list)
    created_at: datetime | None = None
    excluded: set[str] = field(default_factory=set)
    lang: str = "en"
    via: str = "web"
