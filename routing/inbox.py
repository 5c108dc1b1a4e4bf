"""Keep each raw event once, before it is acknowledged; then work through what was kept."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from routing import alarms, intake, notes, volunteers
from routing.batch import Batch
from routing.errors import StoreDown
from routing.failpoints import reach
from routing.kit import Kit
from routing.people import PersonChanged, QuietChanged, Written
from routing.ports import Moved, Nothing, RawEvent, Withdrawn
from routing.reading import AlbumPart, Failing, Parser, Readable, Unreadable, Work, albums_joined, in_words, read
from routing.rulebook import NoPolicy
from store import receipts
from store.models import Gap

ALBUM_WAIT = timedelta(seconds=1.5)  # Telegram marks no end of an album
BATCH = 50
MOST_ATTEMPTS = 6
READERS = 2  # the embedding computes outside of Python's lock; more would take the machine from everybody else
IDLE_SECONDS = 2.0  # whoever keeps something says so; this is for what another process wrote
log = logging.getLogger("byhand.inbox")


class Inbox:
    """Raw events in, questions out. `parsers` turn a channel's raw event into our words."""

    def __init__(self, kit: Kit, parsers: Mapping[str, Parser]) -> None:
        self._kit = kit
        self._parsers = dict(parsers)
        self._waiting: list[tuple[RawEvent, asyncio.Future[bool]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._readers = ThreadPoolExecutor(READERS, "reader")

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
        self._wake.set()
        return len(added)

    async def cursor(self, name: str) -> str | None:
        return await self._kit.run(_cursor, name)

    async def record_gap(self, channel: str, since: datetime | None, until: datetime, reason: str) -> None:
        """Posts of this stretch of time may be lost; administrators are told, once."""
        await self._kit.run(_record_gap, channel, since, until, reason)

    # --- working -----------------------------------------------------------------------------------------------------

    async def work(self) -> None:
        """Work through kept receipts until cancelled; a store that is down only delays."""
        with contextlib.suppress(StoreDown, NoPolicy):  # then it is done with the first question
            await asyncio.to_thread(lambda: self._kit.reader.warm(self._kit.policy()))
        while True:
            self._wake.clear()
            pause = IDLE_SECONDS
            try:
                pause = await self._work_off()
            except StoreDown as error:
                log.warning("the store is down, receipts wait: %s", error)
            try:
                async with asyncio.timeout(pause):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _work_off(self) -> float:
        """Work through all that is due; returns the seconds until more may be."""
        while True:
            works, pause = await asyncio.to_thread(self._read_due)
            if not works:
                return pause
            await self._kit.run(_work_through, works)

    def work_batch(self) -> int:
        """Work through one batch of due receipts, one transaction for all; returns how many were taken up."""
        works, _ = self._read_due()
        if works:
            _work_through(self._kit, works)
        return len(works)

    def _read_due(self) -> tuple[list[Work], float]:
        """What is due now, read, and the seconds until more may be: an album, say, waits for its parts."""
        now = self._kit.clock.now()
        with self._kit.db.read() as session:
            due = receipts.due(session, now, BATCH)
            following = None if due else receipts.next_due(session)
        pause = IDLE_SECONDS if following is None else min(IDLE_SECONDS, max((following - now).total_seconds(), 0.01))
        return albums_joined(list(self._readers.map(partial(read, self._kit, self._parsers), due))), pause


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
            alarms.tell_gap(kit, session, gap)


def _work_through(kit: Kit, works: Sequence[Work]) -> None:
    """All of them in one transaction; when one fails, each in its own, so that it stops no other. Raises StoreDown."""
    try:
        _commit(kit, works)
    except StoreDown:
        raise
    except Exception:
        log.exception("a batch of receipts failed, each is tried alone")
        for work in works:
            _alone(kit, work)


def _alone(kit: Kit, work: Work) -> None:
    try:
        _commit(kit, [work])
    except StoreDown:
        raise
    except Exception as error:
        if not isinstance(work, Readable):
            raise
        log.exception("a receipt could not be worked through", extra={"receipt": work.receipt.id})
        _commit(kit, [Failing(work.receipts, in_words(error))])


def _commit(kit: Kit, works: Sequence[Work]) -> None:
    with kit.db.write() as session:
        batch = Batch(
            kit, session, [work.prepared.post for work in works if isinstance(work, Readable) and work.prepared]
        )
        for work in works:
            _apply(batch, work)
        batch.settle()
        reach("intake.before_commit")
    reach("intake.committed")


def _apply(batch: Batch, work: Work) -> None:
    if isinstance(work, Readable):
        taken = _take(batch, work)
        for receipt in work.receipts:
            receipts.finish_with(batch.ledger, receipt.id, taken.verb, taken.reason, batch.kit.clock.now())
        return
    batch.settle()
    kit, session = batch.kit, batch.session
    if isinstance(work, AlbumPart):
        until = work.receipt.received_at + ALBUM_WAIT
        receipts.wait_for_album(session, work.receipt.id, work.album, until)
    elif isinstance(work, Unreadable):
        _give_up(kit, session, work.receipt.id, work.receipt.channel, work.reason)
    else:
        _set_aside(kit, session, work)


def _take(batch: Batch, work: Readable) -> intake.Taken:
    meaning = work.meaning
    if work.prepared is not None:
        return intake.take_in(batch, work.prepared)
    if isinstance(meaning, Nothing):
        return intake.Taken("ignore", meaning.reason)
    batch.settle()
    return _act_on(batch.kit, batch.session, meaning)


def _act_on(kit: Kit, session: Session, meaning: object) -> intake.Taken:
    if isinstance(meaning, Withdrawn):
        return intake.taken_away(kit, session, meaning)
    if isinstance(meaning, Moved):
        return intake.moved(kit, session, meaning)
    if isinstance(meaning, Written):
        return notes.keep(kit, session, meaning)
    if isinstance(meaning, PersonChanged | QuietChanged):
        return volunteers.changed(kit, session, meaning)
    return intake.Taken("ignore", "nothing to do")


def _set_aside(kit: Kit, session: Session, work: Failing) -> None:
    """Again later, a few times; then it stays as unparsed."""
    for receipt in work.receipts:
        if receipt.attempts + 1 >= MOST_ATTEMPTS:
            _give_up(kit, session, receipt.id, receipt.channel, work.reason)
        else:
            until = kit.clock.now() + timedelta(seconds=2**receipt.attempts)
            receipts.postpone(session, receipt.id, work.reason[:500], until)


def _give_up(kit: Kit, session: Session, receipt_id: int, channel: str, reason: str) -> None:
    """The receipt stays, marked unparsed with the reason, is shown, and can be replayed after a fix."""
    log.warning("a receipt cannot be read", extra={"receipt": receipt_id, "reason": reason})
    receipts.finish(session, receipt_id, "fail", reason[:500], kit.clock.now())
    alarms.tell_unparsed(kit, session, channel)
