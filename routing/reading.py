"""What a kept receipt says: read once, with everything that costs time, before any transaction."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from routing import intake
from routing.kit import Kit
from routing.ports import Post, RawEvent, Unparsable
from store.receipts import Due

log = logging.getLogger("byhand.inbox")

Parser = Callable[[RawEvent], Any]


@dataclass(frozen=True)
class Readable:
    """The receipt's event in our words; of a post, with what was found out about it. `also`: receipts of its album."""

    receipt: Due
    meaning: Any
    prepared: intake.Prepared | None = None
    also: tuple[Due, ...] = ()

    @property
    def receipts(self) -> tuple[Due, ...]:
        return (self.receipt, *self.also)


@dataclass(frozen=True)
class Unreadable:
    """The receipt cannot be read, and will not be by trying again."""

    receipt: Due
    reason: str


@dataclass(frozen=True)
class AlbumPart:
    """The receipt is part of an album, of which more may come."""

    receipt: Due
    album: str


@dataclass(frozen=True)
class Failing:
    """Something of ours failed on these receipts; another try may do better."""

    receipts: tuple[Due, ...]
    reason: str


Work = Readable | Unreadable | AlbumPart | Failing


def read(kit: Kit, parsers: Mapping[str, Parser], receipt: Due) -> Work:
    """One receipt. Raises nothing: what is wrong with one must not stop the others."""
    try:
        parser = parsers.get(receipt.channel)
        if parser is None:
            raise Unparsable(f"nothing here reads events of {receipt.channel}")
        meaning = parser(RawEvent(receipt.channel, receipt.key, receipt.kind, json.loads(receipt.payload)))
    except Unparsable as error:
        return Unreadable(receipt, str(error))
    except Exception as error:
        log.exception("the parser failed", extra={"receipt": receipt.id})
        return Unreadable(receipt, f"the parser failed: {in_words(error)}")
    if not isinstance(meaning, Post):
        return Readable(receipt, meaning)
    if meaning.album and not meaning.is_edit and not receipt.album:
        return AlbumPart(receipt, f"{receipt.channel}:{meaning.album}")
    try:
        return Readable(receipt, meaning, intake.prepare(kit, receipt.id, meaning))
    except Exception as error:
        log.exception("the post could not be prepared", extra={"receipt": receipt.id})
        return Failing((receipt,), in_words(error))


def in_words(error: Exception) -> str:
    """What went wrong, without what somebody wrote: a database's error quotes the values of its statement."""
    return f"{type(error).__name__}: {getattr(error, 'orig', None) or error}"


def albums_joined(works: Sequence[Work]) -> list[Work]:
    """The parts of one album become one work, where its first part stood."""
    joined: dict[object, Work] = {}
    for number, work in enumerate(works):
        album = _album(work)
        key: object = number if album is None else album
        before = joined.get(key)
        joined[key] = _with(before, work) if isinstance(before, Readable) and isinstance(work, Readable) else work
    return list(joined.values())


def _album(work: Work) -> tuple[str, str] | None:
    post = work.prepared.post if isinstance(work, Readable) and work.prepared is not None else None
    return (post.channel, post.album) if post is not None and post.album and not post.is_edit else None


def _with(first: Readable, second: Readable) -> Readable:
    """One album: whoever speaks leads, else the first; it is written to us when any part is."""
    assert first.prepared is not None  # noqa: S101 - for the type checker: only posts have albums
    assert second.prepared is not None  # noqa: S101 - as above
    every = sorted((*first.prepared.every, second.prepared), key=lambda each: not each.post.text.strip())
    posts = [each.post for each in every]
    lead = replace(
        posts[0],
        addressed=any(post.addressed for post in posts),
        reply_to=next((post.reply_to for post in posts if post.reply_to), ""),
        reply_to_us=any(post.reply_to_us for post in posts),
    )
    others = tuple(replace(each, others=()) for each in every[1:])
    prepared = replace(every[0], post=lead, others=others)
    return Readable(first.receipt, lead, prepared, (*first.also, second.receipt))
