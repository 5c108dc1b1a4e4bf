"""A captured post of X in Byhand's words. Pure: all it needs stands in the receipt's payload."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bots.twitter import words
from bots.twitter.shapes import Captured, Tweet, User, XMedia, XPlace
from bots.twitter.snowflake import time_of
from routing.ports import Author, MayReply, Media, Nothing, Parsed, PlaceHint, Point, Post, RawEvent, Unparsable

CHANNEL = "x"
_KM_A_DEGREE = 111.2
_LEAST_RADIUS_KM = 0.1
_HALF_TURN = 180.0
_POLE = 90.0
_NO_LANGUAGE = re.compile("und|zxx|q[a-t][a-z]|art")  # no words in it: only links, hashtags, pictures …
_OLD_CODES = {"in": "id", "iw": "he", "ji": "yi"}  # X keeps what ISO 639 gave up
_MEDIA_KINDS = {"animated_gif": "animation"}

Shape = TypeVar("Shape", bound=BaseModel)


def parse(event: RawEvent) -> Parsed:
    """The event in our words; raises Unparsable, saying where the shape differs."""
    seen = _Seen(_captured(event.payload))
    if seen.author.protected:
        return Nothing("its author's posts are protected: not everybody here may see them")
    return seen.post()


def _captured(payload: Mapping[str, Any]) -> Captured:
    try:
        return Captured.model_validate(dict(payload))
    except (ValidationError, RecursionError, UnicodeError) as error:
        raise Unparsable(_where(error)) from error


def _where(error: Exception) -> str:
    """Where it differs and how, without quoting the post."""
    if not isinstance(error, ValidationError):
        return "the payload cannot be read"
    faults = (
        f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False)
    )
    return "; ".join(faults)


class _Seen:
    """One captured post with what came along."""

    def __init__(self, captured: Captured) -> None:
        self.us, self.tweet, self._includes = captured.us, captured.post, captured.includes
        self.words = words.read(self.tweet)
        self.author = _find(self._things("users"), User, "id", self.tweet.author_id) or User(
            id=self.tweet.author_id, username="", name=""
        )

    def post(self) -> Post:
        tweet = self.tweet
        first_id = tweet.edit_history_tweet_ids[0] if tweet.edit_history_tweet_ids else tweet.id
        reply_to_us = tweet.in_reply_to_user_id == self.us.id
        quote_of_us = self._quotes_us()
        return Post(
            channel=CHANNEL,
            external_id=tweet.id,
            first_id=first_id,
            conversation_id=tweet.conversation_id or tweet.id,
            author=self._author(),
            text=self.words.text,
            posted_at=_posted_at(tweet),
            url=f"https://x.com/{self.author.username or 'i'}/status/{tweet.id}",
            reply_to=tweet.reference("replied_to"),
            reply_to_us=reply_to_us,
            quote_of_us=quote_of_us,
            addressed=reply_to_us or quote_of_us or self._mentioned(self.words.text),
            is_edit=first_id != tweet.id,
            is_repost=bool(tweet.reference("retweeted")),
            may_reply=MayReply.YES if quote_of_us else self._summoned(),
            hint=self._hint(),
            language="" if _NO_LANGUAGE.fullmatch(tweet.lang) else _OLD_CODES.get(tweet.lang, tweet.lang),
            media=self._media(),
            only_mentions=words.only_mentions(self.words.text),
        )

    def _author(self) -> Author:
        user = self.author
        return Author(
            external_id=user.id,
            name=user.name or user.username or "somebody",
            handle=user.username,
            profile_location=user.location or "",
            is_us=user.id == self.us.id,
        )

    def _mentioned(self, text: str) -> bool:
        """Whether our handle, as it is or as it was when the post was written, stands in the text."""
        return words.mentions(text) & {self.us.handle.lower(), *self.words.handles_of(self.us.id)} != set()

    def _summoned(self) -> MayReply:
        """X lets us answer whom named us himself; a mention that X carried over may not count, and nobody says so."""
        lead, own = words.split_lead(self.words.text)
        if not self.tweet.reference("replied_to"):
            return MayReply.YES if self._mentioned(self.words.text) else MayReply.NO
        if self._mentioned(own):
            return MayReply.YES
        if not self._mentioned(lead):
            return MayReply.UNKNOWN if self.words.handles_of(self.us.id) else MayReply.NO
        return MayReply.UNKNOWN if self._were_in_thread() else MayReply.YES

    def _were_in_thread(self) -> bool:
        """Whether the post that this one answers is ours or names us; when we cannot see it, it may."""
        if self.tweet.in_reply_to_user_id == self.us.id:
            return True
        answered = _find(self._things("tweets"), Tweet, "id", self.tweet.reference("replied_to"))
        return answered is None or answered.author_id == self.us.id or self._mentioned(words.read(answered).text)

    def _quotes_us(self) -> bool:
        quoted_id = self.tweet.reference("quoted")
        if not quoted_id:
            return False
        quoted = _find(self._things("tweets"), Tweet, "id", quoted_id)
        if quoted is not None:
            return quoted.author_id == self.us.id
        return self.words.links_to_post(self.us.handle, quoted_id)

    def _hint(self) -> PlaceHint | None:
        place_id = self.tweet.geo.place_id if self.tweet.geo else ""
        place = _find(self._things("places"), XPlace, "id", place_id) if place_id else None
        return _hint(place) if place else None

    def _media(self) -> tuple[Media, ...]:
        keys = self.tweet.attachments.media_keys if self.tweet.attachments else []
        found = [_find(self._things("media"), XMedia, "media_key", key) for key in keys]
        return tuple(Media(_MEDIA_KINDS.get(one.type, one.type), one.media_key) for one in found if one)

    def _things(self, kind: str) -> list[Any]:
        things = self._includes.get(kind)
        return things if isinstance(things, list) else []


def _find(things: list[Any], shape: type[Shape], name: str, value: str) -> Shape | None:
    """The thing of that id among what came along; None when it is missing or misshapen, which loses no post."""
    for thing in things:
        if isinstance(thing, dict) and thing.get(name) == value:
            try:
                return shape.model_validate(thing)
            except (ValidationError, RecursionError, UnicodeError):
                return None
    return None


def _posted_at(tweet: Tweet) -> datetime:
    moment = tweet.created_at
    if moment is None:
        return _from_id(tweet.id)
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise Unparsable("post.created_at: out of range") from error


def _from_id(post_id: str) -> datetime:
    try:
        return time_of(post_id)
    except ValueError as error:
        raise Unparsable("post.id: tells no time, and created_at is missing") from error


def _hint(place: XPlace) -> PlaceHint | None:
    """The middle of the place's box, and how far its corners are; None when X gives no proper box."""
    if place.geo is None or len(place.geo.bbox) != 4:  # noqa: PLR2004 - west, south, east, north
        return None
    west, south, east, north = place.geo.bbox
    if not (-_POLE <= south <= north <= _POLE and max(abs(west), abs(east)) <= _HALF_TURN):
        return None
    width = east - west if east >= west else east - west + 2 * _HALF_TURN  # a box may span the date line
    middle = Point((south + north) / 2, (west + width / 2 + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN)
    across = width * math.cos(math.radians(middle.latitude))
    radius = max(math.hypot(across, north - south) / 2 * _KM_A_DEGREE, _LEAST_RADIUS_KM)
    return PlaceHint("x_place", middle, radius, place.full_name, place.country_code.upper())
