"""What we need of Telegram's objects, checked as it enters (core.telegram.org/bots/api, Bot API 10). Pure."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_LATEST = 253_402_300_799  # the last second of the year 9999, as far as Python counts

# No database of ours takes a NUL in a text, and no person wrote one.
Words = Annotated[str, AfterValidator(lambda text: text.replace("\x00", "�"))]
Seconds = Annotated[int, Field(ge=0, le=_LATEST)]
Position = Annotated[int, Field(ge=0)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class User(Shape):
    id: int
    is_bot: bool = False
    first_name: Words = ""
    last_name: Words = ""
    username: Words = ""
    language_code: Words = ""


class Chat(Shape):
    id: int
    type: str
    title: Words = ""
    username: Words = ""


class Entity(Shape):
    """A marked stretch of a text; `offset` and `length` in UTF-16 code units."""

    type: str
    offset: Position
    length: Position
    user: User | None = None


class Location(Shape):
    """Degrees; `horizontal_accuracy` in metres."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    horizontal_accuracy: Annotated[float, Field(ge=0)] = 0.0


class Venue(Shape):
    location: Location
    title: Words = ""


class Target(Shape):
    """The message that was replied to."""

    message_id: int
    from_: Annotated[User | None, Field(alias="from")] = None


class Message(Shape):
    message_id: int
    date: Seconds
    edit_date: Seconds | None = None
    chat: Chat
    from_: Annotated[User | None, Field(alias="from")] = None
    sender_chat: Chat | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    reply_to_message: Target | None = None
    media_group_id: Words = ""
    text: Words = ""
    entities: tuple[Entity, ...] = ()
    caption: Words = ""
    caption_entities: tuple[Entity, ...] = ()
    location: Location | None = None
    venue: Venue | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None


class Us(Shape):
    id: int
    username: str = ""


class Envelope(Shape):
    """A receipt of ours: the update, with who we were when it came."""

    us: Us
    update: dict[str, Any]
