"""Send what is owed: take, send, record; find out what nobody knows; retry what surely was not sent.

Intent, call, receipt: a delivery is committed as `sending` before its call, and its outcome after it. What was on its
way when a process died counts as unknown. Public text is sent again only by a person's decision.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Concatenate, ParamSpec
from uuid import uuid4

from policies.retries import Again, AskPerson, GiveUp, LookUp, Next, Outcome, after, after_look
from routing import errands, outcomes
from routing.cards import Desk, Shown
from routing.errors import StoreDown
from routing.failpoints import reach
from routing.kit import Kit
from routing.pace import Pace
from routing.ports import DeliveryError, Found, Limit, Published
from store.models import Delivery

LEASE = timedelta(seconds=90)  # longer than any timeout of an adapter
IDLE_SECONDS = 2.0  # whoever owes something new says so; this is for what another process wrote
BREATH_SECONDS = 0.05  # while more waits than Slack takes, a commit more changes little
log = logging.getLogger("byhand.outbox")

Result = Published | Shown | None
Facts = ParamSpec("Facts")


@dataclass(frozen=True)
class _Flight:
    """A delivery that was taken, with the limits its call draws on."""

    delivery: Delivery
    limits: tuple[Limit, ...]


class Outbox:
    """The one place from which anything leaves Byhand. One lane has one delivery on its way at a time."""

    def __init__(self, kit: Kit, desk: Desk | None, pace: Pace) -> None:
        self._kit = kit
        self._desk = desk
        self._pace = pace
        self._owner = uuid4().hex
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._looking: set[int] = set()
        self._is_held_up = False  # by the limits of where it goes
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Something may be owed now; callable from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> None:
        """Send what is owed until cancelled; a store that is down only delays."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            try:
                delay = await self.round()
            except StoreDown as error:
                log.warning("the store is down, deliveries wait: %s", error)
                delay = 1.0
            await asyncio.sleep(min(delay, BREATH_SECONDS) if self._is_held_up else 0)
            try:
                async with asyncio.timeout(delay):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def round(self) -> float:
        """Do what can be done now; returns the seconds until more may be due."""
        owed = await self._kit.look(errands.owed, self._owner)
        if owed.abandoned:
            await self._kit.run(outcomes.recover, self._owner)
            owed = await self._kit.look(errands.owed, self._owner)
        self._look(owed.lost)
        return await self._send_heads(owed)

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._flying or self._looking:
            await asyncio.gather(*self._flying.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def stop(self, grace_seconds: float) -> None:
        """Let what is on its way arrive; what does not in time is found out after the next start."""
        if self._flying:
            await asyncio.wait(list(self._flying.values()), timeout=grace_seconds)

    # --- sending -----------------------------------------------------------------------------------------------------

    async def _send_heads(self, owed: errands.Owed) -> float:
        chosen: list[_Flight] = []
        soonest = IDLE_SECONDS
        for head in owed.heads:
            if head.lane in self._flying or not self._can_send(head):
                continue
            limits = errands.limits(self._kit, self._desk, head)
            wait = self._pace.delay(limits)
            if wait > 0:
                soonest = min(soonest, wait)
                continue
            self._pace.take(limits)
            chosen.append(_Flight(head, limits))
        self._is_held_up = soonest < IDLE_SECONDS
        await self._take_and_send(chosen)
        if owed.next_due is None:
            return soonest
        return min(soonest, max((owed.next_due - self._kit.clock.now()).total_seconds(), 0.01))

    def _can_send(self, delivery: Delivery) -> bool:
        if delivery.channel == "slack":
            return self._desk is not None
        return delivery.channel in self._kit.channels

    async def _take_and_send(self, chosen: list[_Flight]) -> None:
        if not chosen:
            return
        taken = await self._kit.run(outcomes.take, [flight.delivery.id or 0 for flight in chosen], self._owner, LEASE)
        reach("outbox.taken")
        mine = {delivery.id: delivery for delivery in taken}
        for flight in chosen:
            delivery = mine.get(flight.delivery.id)
            if delivery is None:
                continue
            task = asyncio.create_task(self._fly(delivery, flight.limits), name=f"delivery {delivery.id}")
            self._flying[delivery.lane] = task
            task.add_done_callback(partial(self._landed, delivery.lane))

    def _landed(self, lane: str, _: object = None) -> None:
        self._flying.pop(lane, None)
        self._wake.set()

    async def _fly(self, delivery: Delivery, limits: tuple[Limit, ...]) -> None:
        """Make the call and record what came of it."""
        try:
            result = await self._call(delivery)
        except DeliveryError as error:
            reach("outbox.called")
            if error.retry_after is not None:
                self._pace.block(limits[:1], error.retry_after)  # the narrowest: one chat's 429 halts no other
            await self._record(outcomes.failed, delivery, error, self._next(delivery, error))
        except errands.Needless as error:
            await self._record(outcomes.needless, delivery, error.until)
        except Exception as error:  # a fault of ours after which nobody can say what was sent
            log.exception("delivery failed", extra={"delivery": delivery.id, "question": delivery.question_id})
            lost = DeliveryError(Outcome.UNKNOWN, f"Something went wrong while sending ({type(error).__name__}).")
            await self._record(outcomes.failed, delivery, lost, self._next(delivery, lost))
        else:
            reach("outbox.called")
            await self._record(outcomes.sent, delivery, result)
            reach("outbox.recorded")

    async def _call(self, delivery: Delivery) -> Result:
        if delivery.kind == "answer":
            reply = await self._kit.look(errands.reply, delivery)
            return await self._kit.channels[delivery.channel].publish(reply)
        assert self._desk is not None  # noqa: S101 - `_can_send` has looked
        return await errands.show(self._kit, self._desk, delivery)

    def _next(self, delivery: Delivery, error: DeliveryError) -> Next:
        retry_after = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        return after(
            error.outcome,
            delivery.attempt,
            retry_after,
            public=delivery.channel != "slack",
            jitter=random.random(),  # noqa: S311 - spreads retries, keeps no secret
            tuning=self._kit.policy().delivery,
            findable=self._findable(delivery),
        )

    def _findable(self, delivery: Delivery) -> bool:
        if delivery.channel == "slack":
            return errands.can_be_found(delivery)
        channel = self._kit.channels.get(delivery.channel)
        return channel is not None and channel.can_find

    async def _record(
        self, use_case: Callable[Concatenate[Kit, Facts], object], *facts: Facts.args, **more: Facts.kwargs
    ) -> None:
        """Record an outcome, however long the store needs to come back: the call was made."""
        delay = 0.1
        while True:
            try:
                await self._kit.run(use_case, *facts, **more)
            except StoreDown:
                await asyncio.sleep(delay)
                delay = min(delay * 2, 5.0)
            else:
                return

    # --- finding out --------------------------------------------------------------------------------------------------

    def _look(self, lost: Iterable[Delivery]) -> None:
        for delivery in lost:
            if delivery.id in self._looking:
                continue
            self._looking.add(delivery.id or 0)
            task = asyncio.create_task(self._find_out(delivery), name=f"look {delivery.id}")
            self._flying[f"look:{delivery.id}"] = task
            task.add_done_callback(partial(self._looked, delivery))

    def _looked(self, delivery: Delivery, _: object) -> None:
        self._looking.discard(delivery.id or 0)
        self._landed(f"look:{delivery.id}")

    async def _find_out(self, delivery: Delivery) -> None:
        if not self._can_send(delivery) or not self._findable(delivery):
            await self._record(outcomes.ask_person, delivery)
            return
        try:
            found = await self._search(delivery)
        except Exception as error:
            known = isinstance(error, DeliveryError)
            log.warning("looking failed: %s", error, exc_info=None if known else error, extra={"delivery": delivery.id})
            await self._record(outcomes.look_failed, delivery)
            return
        if isinstance(found, Shown | Published):
            await self._record(outcomes.found, delivery, found)
            return
        await self._record(outcomes.not_found, delivery, self._after_look(delivery))

    async def _search(self, delivery: Delivery) -> Found | Published | Shown:
        since: datetime = delivery.started_at or delivery.created_at
        if delivery.channel == "slack":
            assert self._desk is not None  # noqa: S101 - `_can_send` has looked
            shown = await errands.find_shown(self._kit, self._desk, delivery, since)
            return shown if shown is not None else Found(None)
        reply = await self._kit.look(errands.reply, delivery)
        found = await self._kit.channels[delivery.channel].find(reply, since)
        return found.published if found.published is not None else found

    def _after_look(self, delivery: Delivery) -> Again | LookUp | AskPerson | GiveUp:
        return after_look(
            delivery.looks + 1,
            delivery.attempt,
            public=delivery.channel != "slack",
            tuning=self._kit.policy().delivery,
        )
