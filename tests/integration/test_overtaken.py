"""What waits its turn while things go on: it costs no attempts, and does not ask what is decided already."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from policies.retries import AskPerson, LookUp
from routing import notices, outcomes
from routing.kit import Kit
from routing.ports import DeliveryError, Outcome
from sandbox.serve import RunningSandbox, running
from store.models import Delivery
from tests.factories import FrozenClock, answered, delivery_now, taken
from tests.integration.outbox_stage import Stage, staged

LOST = DeliveryError(Outcome.UNKNOWN, "Nobody knows.")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=50) as stand_ins:
        yield stand_ins


@pytest.fixture
async def stage(kit: Kit, clock: FrozenClock, sandbox: RunningSandbox) -> AsyncIterator[Stage]:
    async with staged(kit, clock, sandbox) as made:
        made.control.post("reset")
        yield made


def _renewal(kit: Kit) -> Delivery:
    with kit.db.read() as session:
        found: Delivery = (
            session.execute(select(Delivery).where(col(Delivery.kind) == "renew_card")).scalars().all()[-1]
        )
        return found


def test_waiting_for_its_card_costs_a_renewal_no_attempt(kit: Kit) -> None:
    answered(kit)
    number = _renewal(kit).id or 0

    for _ in range(20):
        row = taken(kit, number)
        outcomes.needless(kit, row, kit.clock.now())

    assert delivery_now(kit, number).attempt == 0


def _lose(kit: Kit, number: int) -> Delivery:
    """Its answer may have been posted, and its volunteer is asked."""
    row = taken(kit, number)
    outcomes.failed(kit, row, LOST, LookUp(timedelta(0)))
    outcomes.not_found(kit, row, AskPerson("it was not found"))
    return row


def _notice(kit: Kit) -> Delivery:
    with kit.db.read() as session:
        found: Delivery = session.execute(select(Delivery).where(col(Delivery.kind) == "notice")).scalars().one()
        return found


def test_a_notice_that_asks_what_is_decided_is_not_shown(kit: Kit) -> None:
    row = _lose(kit, answered(kit).delivery_id)
    assert not notices.was_overtaken(kit, _notice(kit))

    _decide(kit, row)

    assert notices.was_overtaken(kit, _notice(kit))


def _decide(kit: Kit, row: Delivery) -> None:
    with kit.db.write() as session:
        found = session.get_one(Delivery, row.id)
        found.state = "sent"


async def test_a_notice_decided_while_it_was_on_its_way_loses_its_buttons(stage: Stage) -> None:
    stage.control.post("faults", platform="telegram", method="sendMessage", kind="cut_after")
    _, walked = stage.on_telegram()
    await stage.round(4)
    assert "delivery.again" in str(_messages(stage)[-1])
    _decide(stage.kit, delivery_now(stage.kit, walked.delivery_id))

    with stage.kit.db.write() as session:
        notices.catch_up(stage.kit, session, _notice(stage.kit))
    await stage.round(2)

    assert notices.DECIDED in str(_messages(stage)[-1])
    assert "delivery.again" not in str(_messages(stage)[-1])


def _messages(stage: Stage) -> list[Any]:
    state = stage.control.get("slack/state")
    return [message for channel in state["channels"] for message in channel["messages"] if message.get("bot_id")]
