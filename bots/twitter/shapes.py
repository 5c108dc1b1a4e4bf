"""The parts of X's JSON that we read, as models: what X promises (API v2, OpenAPI 2.159), and no more of it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


def _storable(value: Any) -> Any:
    """Texts without what no database takes: lone halves of a surrogate pair, and NUL."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def _or_nothing(value: Any) -> Any:
    """None where X sends a list: an absent part is an empty one."""
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_storable)]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Mention(_Shape):
    username: Text
    id: str = ""


class Url(_Shape):
    url: Text
    expanded_url: Text = ""
    media_key: str = ""


class Entities(_Shape):
    mentions: Annotated[list[Mention], BeforeValidator(_or_nothing)] = []
    urls: Annotated[list[Url], BeforeValidator(_or_nothing)] = []


class Note(_Shape):
    """The whole of a long post."""

    text: Text
    entities: Entities | None = None


class Reference(_Shape):
    type: str
    id: Id


class Geo(_Shape):
    place_id: str = ""


class Attachments(_Shape):
    media_keys: Annotated[list[str], BeforeValidator(_or_nothing)] = []


class Tweet(_Shape):
    id: Id
    text: Text
    author_id: Id
    created_at: datetime | None = None
    conversation_id: Id | None = None
    in_reply_to_user_id: Id | None = None
    edit_history_tweet_ids: Annotated[list[Id], BeforeValidator(_or_nothing)] = []
    referenced_tweets: Annotated[list[Reference], BeforeValidator(_or_nothing)] = []
    entities: Entities | None = None
    note_tweet: Note | None = None
    geo: Geo | None = None
    attachments: Attachments | None = None
    lang: Text = ""

    def reference(self, kind: str) -> str:
        """The id of the post that this one answers ("replied_to"), quotes or repeats; empty when none."""
        return next((one.id for one in self.referenced_tweets if one.type == kind), "")


class User(_Shape):
    id: Id
    username: Text
    name: Text = ""
    location: Text | None = None
    protected: bool | None = None


class PlaceGeo(_Shape):
    bbox: list[float]


class XPlace(_Shape):
    id: str
    full_name: Text = ""
    country_code: Text = ""
    geo: PlaceGeo | None = None


class XMedia(_Shape):
    media_key: str
    type: str


class Us(_Shape):
    """Our own account, as the listener knew it when it kept the post."""

    id: Id
    handle: str


class Captured(_Shape):
    """A receipt's payload. What came with the post is read leniently, part by part."""

    us: Us
    post: Tweet
    includes: dict[str, Any] = {}
