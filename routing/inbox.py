"""Keep each raw event once, before it is acknowledged; then work through what was kept."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from routing import intake, notes, volunteers
from routing.errors import StoreDown
from routing.failpoints import reach
from routing.kit import Kit
from routing.people import PersonChanged, QuietChanged, Written
from routing.ports import Moved, Nothing, Post, RawEvent, Unparsable, Withdrawn
from store import receipts
from store.models import Gap, Receipt

ALBUM_WAIT = timedelta(seconds=1.5)  # Telegram marks no end of an album
BATCH = 50
MOST_ATTEMPTS = 6
log = logging.getLogger("byhand.inbox")

Parser = Callable[[RawEvent], Any]


@dataclass(frozen=True)
class _Work:
    """One receipt with what its event says, ready for the transaction."""

    receipt: Receipt
    meaning: Any
    prepared: intake.Prepared | None = None
    also: tuple[int, ...] = ()  # receipts of the same album, finished together


class Inbox:
    """Raw events in, questions out. `parsers` turn a channel's raw event into our words."""

    def __init__(self, kit: Kit, parsers: Mapping[str, Parser]) -> None:
        self._kit = kit
        self._parsers = dict(parsers)
        self._waiting: list[tuple[RawEvent, asyncio.Future[bool]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    def add_parser(self, channel: str, parser: Parser) -> None:
        self._parsers[channel] = parser

    # --- keeping -----------------------------------------------------------------------------------------------------

    async def keep(self, event: RawEvent) -> bool:
        """Store one event; it is committed when this returns. False when it was stored before. Raises StoreDown.

        Everything that waits at the same moment shares one transaction.
        """
        reach("inbox.before_keep")
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, future))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        return await future

    async def _flush(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                added = await self._kit.run(_store, [event for event, _ in group], None)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it was
                _fail(group, error)
                continue
            for event, future in group:
                if not future.done():
                    future.set_result((event.channel, event.key) in added)
                added.discard((event.channel, event.key))
        self._wake.set()

    async def keep_page(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> int:
        """Store a page of events and then move the cursor, in one transaction; returns how many were new."""
        reach("inbox.before_keep")
        added = await self._kit.run(_store, list(events), cursor)
        reach("inbox.kept")
        self._wake.set()
        return len(added)

    async def cursor(self, name: str) -> str | None:
        return await self._kit.run(_cursor, name)

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
        """Posts of this stretch of time may be lost; administrators are told, once."""
        await self._kit.run(_record_gap, channel, since, until, reason)

    # --- working -----------------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def work(self) -> None:
        """Work through kept receipts until cancelled; a store that is down only delays."""
        while True:
            self._wake.clear()
            try:
                while await asyncio.to_thread(self.work_batch):
                    pass
            except StoreDown as error:
                log.warning("the store is down, receipts wait: %s", error)
            try:
                await asyncio.wait_for(self._wake.wait(), timeout=0.5)
            except TimeoutError:
                continue

    def work_batch(self) -> int:
        """Work through one batch of due receipts, one transaction for all; returns how many were taken up."""
        now = self._kit.clock.now()
        with self._kit.db.read() as session:
            due = receipts.due(session, now, BATCH)
        if not due:
            return 0
        works = [work for receipt in due if (work := self._read(receipt)) is not None]
        try:
            self._commit(_albums_joined(works))
        except StoreDown:
            raise
        except Exception:
            log.exception("a batch of receipts failed, each is tried alone")
            self._one_by_one(_albums_joined(works))
        return len(due)

    def _one_by_one(self, works: Sequence[_Work]) -> None:
        for work in works:
            try:
                self._commit([work])
            except StoreDown:
                raise
            except Exception as error:  # noqa: BLE001 - a fault of ours must not lose the question nor stop the others
                self._set_aside(work.receipt, error)

    def _commit(self, works: Sequence[_Work]) -> None:
        if not works:
            return
        with self._kit.db.write() as session:
            for work in works:
                self._apply(session, work)
            reach("intake.before_commit")
        reach("intake.committed")

    def _read(self, receipt: Receipt) -> _Work | None:
        """What the receipt says, with topics and place; None when it has to wait or cannot be read."""
        event = RawEvent(receipt.channel, receipt.key, receipt.kind, json.loads(receipt.payload))
        try:
            parser = self._parsers.get(receipt.channel)
            if parser is None:
                raise Unparsable(f"nothing here reads events of {receipt.channel}")
            meaning = parser(event)
        except Unparsable as error:
            self._give_up(receipt, str(error))
            return None
        except Exception as error:
            log.exception("receipt %s could not be parsed", receipt.id)
            self._give_up(receipt, f"the parser failed: {type(error).__name__}: {error}")
            return None
        if isinstance(meaning, Post) and meaning.album and not receipt.album:
            self._wait_for_album(receipt, meaning.album)
            return None
        if isinstance(meaning, Post):
            try:
                return _Work(receipt, meaning, intake.prepare(self._kit, receipt.id or 0, meaning))
            except Exception as error:  # noqa: BLE001 - as above
                self._set_aside(receipt, error)
                return None
        return _Work(receipt, meaning)

    def _wait_for_album(self, receipt: Receipt, album: str) -> None:
        with self._kit.db.write() as session:
            name = f"{receipt.channel}:{album}"
            receipts.wait_for_album(session, receipt.id or 0, name, receipt.received_at + ALBUM_WAIT)

    def _give_up(self, receipt: Receipt, reason: str) -> None:
        """The receipt stays, marked unparsed with the reason, and can be replayed after a fix."""
        log.warning("receipt cannot be read", extra={"receipt": receipt.id, "reason": reason})
        with self._kit.db.write() as session:
            receipts.finish(session, receipt.id or 0, "fail", reason[:500], self._kit.clock.now())

    def _set_aside(self, receipt: Receipt, error: Exception) -> None:
        """Working it through failed: again later, a few times, then it stays as unparsed."""
        reason = f"{type(error).__name__}: {error}"[:500]
        log.error("receipt could not be worked through", extra={"receipt": receipt.id, "reason": reason})
        if receipt.attempts + 1 >= MOST_ATTEMPTS:
            self._give_up(receipt, reason)
            return
        with self._kit.db.write() as session:
            until = self._kit.clock.now() + timedelta(seconds=2**receipt.attempts)
            receipts.postpone(session, receipt.id or 0, reason, until)

    def _apply(self, session: Session, work: _Work) -> None:
        taken = self._take(session, work)
        for receipt_id in (work.receipt.id or 0, *work.also):
            receipts.finish(session, receipt_id, taken.verb, taken.reason, self._kit.clock.now())

    def _take(self, session: Session, work: _Work) -> intake.Taken:
        kit, meaning = self._kit, work.meaning
        if work.prepared is not None:
            return intake.take_in(kit, session, work.prepared)
        if isinstance(meaning, Withdrawn):
            return intake.taken_away(kit, session, meaning)
        if isinstance(meaning, Moved):
            return intake.moved(kit, session, meaning)
        if isinstance(meaning, Written):
            return notes.keep(kit, session, meaning)
        if isinstance(meaning, PersonChanged | QuietChanged):
            return volunteers.changed(kit, session, meaning)
        return intake.Taken("ignore", meaning.reason if isinstance(meaning, Nothing) else "nothing to do")


def _albums_joined(works: Sequence[_Work]) -> list[_Work]:
    """Works of one album become one: all its media, the first text, whoever it was addressed by."""
    joined: dict[tuple[str, str], _Work] = {}
    result: list[_Work] = []
    for work in works:
        if work.prepared is None or not work.prepared.post.album or work.prepared.post.is_edit:
            result.append(work)
            continue
        key = (work.prepared.post.channel, work.prepared.post.album)
        joined[key] = _with(joined[key], work) if key in joined else work
    return result + list(joined.values())


def _with(first: _Work, second: _Work) -> _Work:
    assert first.prepared is not None  # noqa: S101 - for the type checker: only posts get here
    assert second.prepared is not None  # noqa: S101 - as above
    speaking = first if first.prepared.post.text.strip() or not second.prepared.post.text.strip() else second
    other = second if speaking is first else first
    a, b = speaking.prepared, other.prepared
    assert a is not None and b is not None  # noqa: S101, PT018 - as above
    post = replace(
        a.post,
        media=a.post.media + b.post.media,
        addressed=a.post.addressed or b.post.addressed,
        reply_to=a.post.reply_to or b.post.reply_to,
        reply_to_us=a.post.reply_to_us or b.post.reply_to_us,
    )
    prepared = replace(a, post=post)
    return replace(speaking, prepared=prepared, also=(*first.also, *second.also, other.receipt.id or 0))


def _fail(group: Sequence[tuple[RawEvent, asyncio.Future[bool]]], error: Exception) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error)


# --- run on the writer thread ---------------------------------------------------------------------------------


def _store(kit: Kit, events: Sequence[RawEvent], cursor: tuple[str, str] | None) -> set[tuple[str, str]]:
    now = kit.clock.now()
    rows = [
        {
            "channel": event.channel,
            "key": event.key,
            "kind": event.kind,
            # ASCII, since half a surrogate pair is no text to a database, and would be refused for ever.
            "payload": json.dumps(event.payload, separators=(",", ":")),
            "state": "kept",
            "reason": "",
            "album": "",
            "attempts": 0,
            "result": None,
            "received_at": now,
            "not_before": now,
        }
        for event in events
    ]
    with kit.db.write() as session:
        added = receipts.keep(session, rows)
        if cursor is not None:
            receipts.move_cursor(session, *cursor, now)
    reach("inbox.kept")
    return added


def _cursor(kit: Kit, name: str) -> str | None:
    with kit.db.read() as session:
        return receipts.cursor(session, name)


def _record_gap(kit: Kit, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
    now = kit.clock.now()
    with kit.db.write() as session:
        gap = Gap(channel=channel, since=since, until=until, reason=reason, noted_at=now)
        if receipts.add_gap(session, gap):
            notes.tell_gap(kit, session, gap)
