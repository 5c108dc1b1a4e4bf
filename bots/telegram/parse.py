"""An update in our words. Pure: no call, no clock.

Which conversation a message belongs to: a forum topic is one ("CHAT:TOPIC"); elsewhere the thread that Telegram
itself names (in supergroups, and so under a channel's post, `message_thread_id` is the root of the replies); in basic
groups, where no root is told, the message replied to. A message that starts something is its own root. A private chat
is one conversation. Since a basic group tells one step only, a reply to an answer of ours is joined by `reply_to`,
which is that answer's external id.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bots.telegram import words
from bots.telegram.event import CHANNEL
from bots.telegram.links import message_url
from bots.telegram.shapes import Envelope, Location, Message, Us
from routing.ports import Author, Media, Moved, Nothing, Parsed, PlaceHint, Point, Post, Unparsable

__all__ = ["parse"]

# Content besides text, in the order in which the first match names it: an animation comes as a document, too, and a
# live photo as a photo.
_MEDIA = (
    "animation",
    "live_photo",
    "photo",
    "video",
    "video_note",
    "voice",
    "audio",
    "document",
    "sticker",
    "story",
    "paid_media",
    "poll",
    "contact",
    "dice",
    "game",
    "checklist",
    "rich_message",
)
_PRIVATE = "private"
_DECIMALS = 3  # of a degree, about 110 m: enough to choose a shop, not to find a door
_SMALLEST_RADIUS_KM = 0.1  # what the rounding may be off, 79 m, and a little


def parse(payload: Mapping[str, Any], name: str = "") -> Parsed:
    """What a receipt of ours says. Raises Unparsable and nothing else.

    `name` is our username as we know it by now, for a receipt that came before we did.
    """
    try:
        envelope = Envelope.model_validate(payload)
        us = envelope.us
        return _read(envelope.update, us if us.username else Us(id=us.id, username=name))
    except ValidationError as error:
        raise Unparsable(_where(error)) from error


def _read(update: Mapping[str, Any], us: Us) -> Parsed:
    kind = next((key for key in update if key != "update_id"), "")
    if not kind:
        raise Unparsable("update: there is nothing in it")
    if kind not in {"message", "edited_message"}:
        return Nothing(f"{kind} asks nothing of us")
    raw = update[kind]
    message = Message.model_validate(raw)
    moved = _moved(message)
    if moved:
        return moved
    if message.is_automatic_forward:
        return Nothing("the channel's own post; the comments under it are what we read")
    media = _media(raw)
    if not (message.text or message.caption or message.location or message.venue or media):
        return Nothing(f"service message: {_naming(raw)}")
    return _post(message, media, us, is_edit=kind == "edited_message")


def _moved(message: Message) -> Moved | None:
    """Both groups tell it, the old one and the new one; whichever comes first counts."""
    chat = str(message.chat.id)
    if message.migrate_to_chat_id is not None:
        return Moved(CHANNEL, chat, str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(CHANNEL, str(message.migrate_from_chat_id), chat)
    return None


def _post(message: Message, media: tuple[Media, ...], us: Us, *, is_edit: bool) -> Post:
    chat, private = message.chat, message.chat.type == _PRIVATE
    text, entities = message.text or message.caption, message.entities or message.caption_entities
    target = _target(message)
    to_us = _is_reply_to_us(message, us)
    called = words.calls(text, entities, us)
    external_id = f"{chat.id}:{message.message_id}"
    hint = _hint(message)
    return Post(
        channel=CHANNEL,
        external_id=external_id,
        first_id=external_id,
        conversation_id=_conversation(message),
        author=_author(message, us),
        text=text,
        posted_at=datetime.fromtimestamp(message.date, UTC),
        url=message_url(chat.id, chat.type, chat.username, message.message_id),
        reply_to=f"{chat.id}:{target}" if target is not None else "",
        reply_to_us=to_us,
        addressed=private or called.us or (to_us and not called.another),
        private=private,
        is_edit=is_edit,
        hint=hint,
        language=message.from_.language_code if message.from_ and not message.sender_chat else "",
        media=media,
        album=f"{chat.id}:{message.media_group_id}" if message.media_group_id else "",
        chat=str(chat.id),
        chat_title=chat.title,
        chat_handle="" if private else chat.username,
        thread=str(message.message_thread_id or "") if message.is_topic_message else "",
        edited_at=datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date is not None else None,
        only_mentions=not media and hint is None and words.only_calls(text, entities),
    )


def _target(message: Message) -> int | None:
    """The message replied to. In a topic every message "replies" to the one that opened it, without meaning to."""
    target = message.reply_to_message
    if target is None or (message.is_topic_message and target.message_id == message.message_thread_id):
        return None
    return target.message_id


def _is_reply_to_us(message: Message, us: Us) -> bool:
    target = message.reply_to_message
    return _target(message) is not None and target is not None and target.from_ is not None and target.from_.id == us.id


def _conversation(message: Message) -> str:
    chat = str(message.chat.id)
    if message.is_topic_message and message.message_thread_id is not None:
        return f"{chat}:{message.message_thread_id}"
    if message.chat.type == _PRIVATE:
        return chat
    return f"{chat}:{message.message_thread_id or _target(message) or message.message_id}"


def _author(message: Message, us: Us) -> Author:
    """Who speaks: whoever posts as a group or a channel is that, whatever stand-in bot the message is `from`."""
    if message.sender_chat is not None:
        speaks = message.sender_chat
        return Author(str(speaks.id), speaks.title or speaks.username, speaks.username)
    person = message.from_
    if person is None:
        raise Unparsable("message.from: missing")
    name = f"{person.first_name} {person.last_name}".strip() or person.username
    return Author(
        str(person.id), name, person.username, is_machine=person.is_bot, is_us=bool(us.id) and person.id == us.id
    )


def _hint(message: Message) -> PlaceHint | None:
    location = message.venue.location if message.venue else message.location
    if location is None:
        return None
    return PlaceHint(
        source="telegram_location",
        point=_coarse(location),
        radius_km=max(location.horizontal_accuracy / 1000, _SMALLEST_RADIUS_KM),
        name=message.venue.title if message.venue else "",
    )


def _coarse(location: Location) -> Point:
    return Point(round(location.latitude, _DECIMALS), round(location.longitude, _DECIMALS))


def _media(raw: Mapping[str, Any]) -> tuple[Media, ...]:
    kind = next((kind for kind in _MEDIA if raw.get(kind)), None)
    if kind is None:
        return ()
    content = raw[kind]
    largest = content[-1] if isinstance(content, list) else content
    name = largest.get("file_id") if isinstance(largest, Mapping) else None
    return (Media(kind, name if isinstance(name, str) else ""),)


def _naming(raw: Mapping[str, Any]) -> str:
    """The fields that make a service message what it is."""
    return ", ".join(sorted(key for key in raw if key not in Message.model_fields and key != "from")) or "empty"


def _where(error: ValidationError) -> str:
    """The first things that are wrong, without the asker's data."""
    wrong = error.errors(include_url=False, include_context=False, include_input=False)[:3]
    return "; ".join(f"{'.'.join(str(step) for step in each['loc'])}: {each['msg']}" for each in wrong)
