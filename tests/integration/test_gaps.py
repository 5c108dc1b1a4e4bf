"""Gaps: stretches of time in which posts may be lost are recorded once and told with their bounds."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from routing import overview
from routing.inbox import Inbox
from routing.kit import Kit
from store.models import Delivery, Gap
from tests.factories import FrozenClock
from tests.integration.scenery import (
    make_inbox,
    notices,
)


@pytest.fixture
def inbox(kit: Kit) -> Inbox:
    return make_inbox(kit)


# --- gaps --------------------------------------------------------------------------------------------------------


async def test_a_gap_is_recorded_once_and_told_with_its_bounds(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    since, until = clock.now() - timedelta(hours=30), clock.now() - timedelta(hours=6)
    for seconds in (0, 20):
        await inbox.record_gap("telegram", since, until + timedelta(seconds=seconds), "We were away for long.")

    with kit.db.read() as session:
        assert len(session.exec(select(Gap)).all()) == 1
        told = json.dumps([row.payload for row in session.exec(select(Delivery))])
    assert notices(kit) == ["Posts on Telegram may have been missed"]
    assert "Between 2026-11-22T06:00+00:00 and 2026-11-23T06:00+00:00: We were away for long." in told


async def test_the_very_first_start_is_recorded_and_alarms_nobody(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await inbox.record_gap("x", None, clock.now() - timedelta(hours=24), "First start.")

    assert notices(kit) == []
    assert overview.figures(kit).gaps == 1
