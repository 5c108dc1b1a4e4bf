"""What X costs: counted by month, and told when the budget's thresholds are reached."""

import asyncio
from datetime import UTC, datetime

import pytest

from routing import overview, spend
from routing.kit import Kit
from store import overview as reads
from tests.factories import FrozenClock
from tests.integration.scenery import notices, owed, repolicy


@pytest.fixture
def kit(kit: Kit) -> Kit:
    """One dollar a month; a reading costs half a cent."""
    repolicy(kit, capture={"spend": {"monthly_budget_usd": 1}})
    return kit


def test_what_is_called_is_counted_at_the_policys_prices(kit: Kit) -> None:
    spend.count(kit, "post_read", 3)
    spend.count(kit, "post_read", 1)
    spend.count(kit, "owned_read", 2)
    spend.count(kit, "owned_read", 0)

    assert spend.this_month(kit) == spend.Spent(22_000, 1_000_000, 2)
    assert overview.figures(kit).spend_usd == 0.022
    with kit.db.read() as session:
        assert reads.spent_by_kind(session, "2026-11") == {"post_read": (4, 20_000), "owned_read": (2, 2_000)}


def test_the_thresholds_are_told_once_each(kit: Kit) -> None:
    for _ in range(10):
        spend.count(kit, "post_read", 20)  # ten cents

    assert notices(kit) == [f"{percent} % of this month's budget for X is spent" for percent in (50, 80, 95)]
    assert owed(kit, "notice")[0].payload["notice"]["lines"][0] == "0.50 of 1.00 US dollars."


def test_a_leap_over_several_thresholds_tells_them_all(kit: Kit) -> None:
    spend.count(kit, "post_read", 199)

    assert len(notices(kit)) == 3


def test_a_budget_that_was_lowered_is_noticed(kit: Kit) -> None:
    spend.count(kit, "post_read", 40)
    assert notices(kit) == []
    repolicy(kit, capture={"spend": {"monthly_budget_usd": "0.30"}})
    spend.count(kit, "owned_read", 1)

    assert notices(kit) == ["50 % of this month's budget for X is spent"]


def test_without_a_budget_it_is_counted_and_nobody_is_told(kit: Kit) -> None:
    repolicy(kit, capture={"spend": {}})
    spend.count(kit, "post_read", 1000)

    assert spend.this_month(kit) == spend.Spent(5_000_000, 0, None)
    assert notices(kit) == []


def test_a_new_month_begins_at_nothing(kit: Kit, clock: FrozenClock) -> None:
    clock.set(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))
    spend.count(kit, "post_read", 199)
    clock.advance(seconds=1)
    spend.count(kit, "post_read", 1)

    assert spend.this_month(kit).micro_usd == 5_000
    clock.advance(days=1)
    spend.count(kit, "post_read", 120)
    assert notices(kit).count("50 % of this month's budget for X is spent") == 2


async def test_counts_at_the_same_moment_all_count(kit: Kit) -> None:
    await asyncio.gather(*(kit.run(spend.count, "post_read", 1) for _ in range(30)))
    await asyncio.gather(*(asyncio.to_thread(spend.count, kit, "post_read", 1) for _ in range(10)))

    assert spend.this_month(kit).micro_usd == 200_000
