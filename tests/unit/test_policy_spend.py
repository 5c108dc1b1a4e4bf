"""What calls to X cost, and when the administrators are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.spend import Call, budget, cost, crossed, reply_call, used_percent
from tests.unit.policy_samples import make_policy

POLICY = make_policy(capture={"spend": {"monthly_budget_usd": 10, "prices": {"delete": 0.02}}})
UNLIMITED = make_policy()
DOLLAR = 1_000_000


@pytest.mark.parametrize(
    ("call", "micros"),
    [
        (Call.POST_READ, 5_000),
        (Call.OWNED_READ, 1_000),
        (Call.USER_READ, 10_000),
        (Call.POST_CREATE, 15_000),
        (Call.POST_CREATE_WITH_URL, 200_000),
        (Call.SUMMONED_REPLY, 10_000),
        (Call.DELETE, 20_000),
    ],
)
def test_a_call_costs_what_the_policy_says_in_whole_micro_dollars(call: Call, micros: int) -> None:
    assert cost(call, POLICY) == micros
    assert cost(call, POLICY, 100) == 100 * micros


def test_every_call_has_a_price() -> None:
    assert {call.value for call in Call} == set(UNLIMITED.to_json()["capture"]["spend"]["prices"])


@pytest.mark.parametrize(
    ("summoned", "has_link", "call"),
    [
        (True, False, Call.SUMMONED_REPLY),
        (False, False, Call.POST_CREATE),
        (True, True, Call.POST_CREATE_WITH_URL),
        (False, True, Call.POST_CREATE_WITH_URL),
    ],
)
def test_a_reply_is_billed_by_summons_and_link(summoned: bool, has_link: bool, call: Call) -> None:
    assert reply_call(summoned=summoned, has_link=has_link) is call


@pytest.mark.parametrize(
    ("before", "now", "alarms"),
    [
        (0, 4_999_999, ()),
        (4_999_999, 5_000_000, (50,)),
        (5_000_000, 7_999_999, ()),
        (5_000_000, 8_000_000, (80,)),
        (0, 20_000_000, (50, 80, 95)),
        (9_500_000, 30_000_000, ()),
    ],
)
def test_an_alarm_is_raised_by_the_total_that_reaches_it_and_by_no_other(
    before: int, now: int, alarms: tuple[int, ...]
) -> None:
    assert crossed(before, now, POLICY) == alarms


def test_without_a_budget_nothing_is_alarmed() -> None:
    assert budget(UNLIMITED) is None
    assert crossed(0, 10**12, UNLIMITED) == ()
    assert used_percent(5, UNLIMITED) is None


def test_a_budget_of_nothing_alarms_nothing() -> None:
    nothing = make_policy(capture={"spend": {"monthly_budget_usd": 0}})

    assert crossed(0, 10**12, nothing) == ()


def test_the_share_that_is_spent_is_told_in_whole_percent() -> None:
    assert used_percent(7_990_000, POLICY) == 79
    assert budget(POLICY) == 10 * DOLLAR


@given(st.lists(st.integers(0, 3 * DOLLAR), max_size=20))
def test_each_alarm_is_raised_exactly_once_however_the_money_is_spent(costs: list[int]) -> None:
    total = 0
    raised: list[int] = []
    for amount in costs:
        raised += crossed(total, total + amount, POLICY)
        total += amount

    assert raised == [percent for percent in (50, 80, 95) if percent * 10 * DOLLAR <= total * 100]
