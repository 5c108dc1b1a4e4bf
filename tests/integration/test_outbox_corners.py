"""The outbox where things go on for long, or wrong in ways nobody named."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from policies.retries import Again, AskPerson, GiveUp, LookUp, Outcome
from routing import notices, outcomes
from routing.cards import Notice, NoticeButton, Spot
from routing.health import Health
from routing.kit import Kit
from routing.outbox import Outbox
from routing.pace import Pace
from routing.ports import DeliveryError, Found, Limit, Parsed, Published, RawEvent, Reply
from sandbox.serve import RunningSandbox, running
from store.db import Database
from tests.factories import FrozenClock, answered, delivery_now, make_question, offers_of, taken
from tests.integration.outbox_stage import Stage, staged


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=50) as stand_ins:
        yield stand_ins


@pytest.fixture
async def stage(kit: Kit, clock: FrozenClock, sandbox: RunningSandbox) -> AsyncIterator[Stage]:
    async with staged(kit, clock, sandbox) as made:
        made.control.post("reset")
        yield made


class Faulty:
    """A public channel with a fault in its own code."""

    name = "telegram"
    can_find = True

    def parse(self, event: RawEvent) -> Parsed:
        raise NotImplementedError(event)

    def length(self, words: str) -> int:
        return len(words)

    def has_link(self, words: str) -> bool:
        return "://" in words

    def limits(self, reply: Reply) -> tuple[Limit, ...]:
        return (Limit(f"faulty:{reply.chat}", 100, 1.0),)

    async def publish(self, reply: Reply) -> Published:
        raise RuntimeError(f"a fault while posting delivery {reply.delivery_id}")

    async def find(self, reply: Reply, since: datetime) -> Found:
        raise RuntimeError(f"a fault while looking for delivery {reply.delivery_id} since {since}")

    async def delete(self, reply: Reply, published: Published) -> None:
        raise NotImplementedError(reply, published)


async def _until(look: object, what: str) -> None:
    assert callable(look)
    for _ in range(400):
        if look():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(what)


async def test_it_runs_by_itself_is_woken_by_every_commit_and_ends_when_told(stage: Stage) -> None:
    stage.kit.db.on_commit = stage.outbox.wake
    task = asyncio.create_task(stage.outbox.run())
    await asyncio.sleep(0)

    post, walked = await asyncio.to_thread(stage.on_x)
    await _until(lambda: stage.state(walked) == "sent", "the answer was not sent")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await stage.outbox.stop(5.0)

    assert len(stage.replies(post)) == 1


async def test_a_fault_of_our_own_while_posting_leaves_it_to_a_person(stage: Stage) -> None:
    """Nobody can say what was sent, so it is unknown, and never sent again by itself."""
    walked = answered(stage.kit)
    faulty = Outbox(replace(stage.kit, channels={"telegram": Faulty()}), None, Pace())

    for _ in range(3):
        await faulty.round()
        await faulty.settle()
        stage.later(minutes=6)
    await faulty.round()
    await faulty.settle()

    row = delivery_now(stage.kit, walked.delivery_id)
    assert (row.state, row.attempt, row.payload["asked"]) == ("unknown", 1, 1)


async def test_an_outcome_is_recorded_however_long_the_store_is_away(stage: Stage) -> None:
    post, walked = stage.on_x()
    impatient = Database(str(stage.kit.db.url), busy_seconds=0.05)
    outbox = Outbox(replace(stage.kit, db=impatient), None, Pace())
    stage.fault("x", "POST /2/tweets", "latency", seconds=0.4)
    await outbox.round()
    await asyncio.sleep(0.1)
    holder = sqlite3.connect(stage.kit.db.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    await asyncio.sleep(1.0)
    assert len(stage.replies(post)) == 1
    assert stage.state(walked) == "sending"
    holder.execute("ROLLBACK")
    holder.close()
    await outbox.settle()

    assert stage.state(walked) == "sent"
    impatient.close()


async def test_while_the_store_is_away_it_goes_on_trying(stage: Stage) -> None:
    _, walked = stage.on_x()
    impatient = Database(str(stage.kit.db.url), busy_seconds=0.05)
    outbox = Outbox(replace(stage.kit, db=impatient), None, Pace())
    holder = sqlite3.connect(stage.kit.db.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    task = asyncio.create_task(outbox.run())
    await asyncio.sleep(0.5)
    assert not task.done()
    holder.execute("ROLLBACK")
    holder.close()

    await _until(lambda: stage.state(walked) == "sent", "it did not go on")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    impatient.close()


async def test_a_whisper_is_repeated_and_a_notice_that_nobody_sees_is_told_to_the_leads(stage: Stage) -> None:
    with stage.kit.db.write() as session:
        notices.owe(stage.kit, session, Notice("Only for you"), Spot("C0QUEUE", only_to="U0ANNA"))
        notices.owe(stage.kit, session, Notice("For nobody"), Spot("C0NOWHERE"))
    stage.fault("slack", "chat.postEphemeral", "cut_before")

    for _ in range(4):
        await stage.round()
        stage.later(minutes=6)

    whispers = stage.control.get("slack/state")["ephemerals"]["U0ANNA"]
    assert len(whispers) == 1
    assert stage.in_slack("could not be shown", "C0NOWHERE")


async def test_slack_itself_away_for_good_ends_at_a_person_not_in_a_loop(stage: Stage) -> None:
    """A card whose fate stays unknown is looked for and posted again until its attempts are spent."""
    stage.anna()
    question = make_question(stage.kit)
    card = _card(stage.kit)
    row = taken(stage.kit, card)
    lost = DeliveryError(Outcome.UNKNOWN, "It broke.")

    outcomes.failed(stage.kit, row, lost, LookUp(timedelta(0)))
    outcomes.not_found(stage.kit, row, Again(timedelta(0)))
    assert delivery_now(stage.kit, card).state == "ready"
    row = taken(stage.kit, card)
    outcomes.failed(stage.kit, row, lost, LookUp(timedelta(0)))
    outcomes.not_found(stage.kit, row, AskPerson("it could not be sent in 8 attempts"))

    assert delivery_now(stage.kit, card).state == "refused"
    assert offers_of(stage.kit, question.id or 0)[0].state == "expired"


def _card(kit: Kit) -> int:
    with kit.db.read() as session:
        return int(session.execute(text("SELECT min(id) FROM delivery WHERE kind = 'card'")).scalar_one())


def test_what_is_decided_already_is_not_decided_again(kit: Kit) -> None:
    walked = answered(kit)
    row = taken(kit, walked.delivery_id)
    outcomes.sent(kit, row, Published("1:2", "https://t.example/1"))

    outcomes.sent(kit, row, Published("3:4"))
    outcomes.not_found(kit, row, AskPerson("late"))
    outcomes.look_failed(kit, row)
    outcomes.ask_person(kit, row)
    outcomes.needless(kit, row, None)
    outcomes.failed(kit, row, DeliveryError(Outcome.REFUSED, "No."), GiveUp("the platform refused it"))
    outcomes.failed(kit, row, DeliveryError(Outcome.UNKNOWN, "Lost."), LookUp(timedelta(0)))

    now = delivery_now(kit, walked.delivery_id)
    assert (now.state, now.external_id) == ("sent", "1:2")


def test_a_card_of_which_nobody_knows_waits_while_slack_is_off(kit: Kit) -> None:
    make_question(kit)
    row = taken(kit, _card(kit))
    outcomes.failed(kit, row, DeliveryError(Outcome.UNKNOWN, "It broke."), LookUp(timedelta(0)))

    outcomes.ask_person(kit, row)

    now = delivery_now(kit, row.id or 0)
    assert (now.state, now.not_before) == ("ready", kit.clock.now() + outcomes.ASK_AGAIN)


def test_a_button_of_another_delivery_keeps_its_notice(kit: Kit) -> None:
    walked = answered(kit)
    with kit.db.write() as session:
        button = NoticeButton("delivery.there", "It is there", "999")
        notice = Notice("May have been posted", buttons=(button,))
        kept = notices.owe(kit, session, notice, Spot("U0ANNA"), walked.question_id)
        session.execute(text("UPDATE delivery SET state = 'sent', external_id = 'D1:1.2' WHERE id = :id"), {"id": kept})
        notices.settle(kit, session, delivery_now(kit, walked.delivery_id), "decided")
        renewals = session.execute(text("SELECT count(*) FROM delivery WHERE kind = 'renew_notice'")).scalar_one()

    assert renewals == 0


def test_health_is_ready_only_when_every_part_that_is_on_works(clock: FrozenClock) -> None:
    health = Health(clock)
    slack, _ = health.teller("slack"), health.teller("x", "off")
    assert not health.is_ready()

    slack("limited", "Slack asks us to wait")
    since = health.states()["slack"].since
    assert health.is_ready()

    clock.advance(minutes=1)
    slack("limited", "Slack asks us to wait")
    assert health.states()["slack"].since == since
    slack("down", "nobody answers")
    assert not health.is_ready()
