"""The platforms' limits are kept, whatever is asked in whatever order, and no key is remembered for ever."""

import asyncio

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists

from routing.pace import Pace
from routing.ports import Limit


class Watch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


ONE_A_SECOND = Limit("chat", 1, 1.0)
THREE_IN_TEN = Limit("all", 3, 10.0)


def test_a_free_limit_asks_for_no_wait_and_a_spent_one_says_how_long(watch: Watch) -> None:
    pace = Pace(clock=watch)
    assert pace.delay([THREE_IN_TEN]) == 0
    for _ in range(3):
        pace.take([THREE_IN_TEN])
        watch.now += 1
    assert pace.delay([THREE_IN_TEN]) == 7.0
    watch.now += 7
    assert pace.delay([THREE_IN_TEN]) == 0


def test_the_longest_wait_of_several_limits_counts(watch: Watch) -> None:
    pace = Pace(clock=watch)
    pace.take([ONE_A_SECOND, Limit("group", 1, 60.0)])
    assert pace.delay([ONE_A_SECOND]) == 1.0
    assert pace.delay([ONE_A_SECOND, Limit("group", 1, 60.0)]) == 60.0
    assert pace.delay([]) == 0


def test_asking_takes_nothing(watch: Watch) -> None:
    pace = Pace(clock=watch)
    assert [pace.delay([ONE_A_SECOND]) for _ in range(5)] == [0.0] * 5


def test_a_wait_that_the_platform_asked_for_counts_above_our_own(watch: Watch) -> None:
    pace = Pace(clock=watch)
    pace.block([ONE_A_SECOND], 30)
    pace.block([ONE_A_SECOND], 5)
    assert pace.delay([ONE_A_SECOND]) == 30.0
    assert pace.delay([THREE_IN_TEN]) == 0
    watch.now += 30
    assert pace.delay([ONE_A_SECOND]) == 0


def test_stand_ins_that_run_faster_have_shorter_windows(watch: Watch) -> None:
    pace = Pace(speed=20, clock=watch)
    pace.take([ONE_A_SECOND])
    assert pace.delay([ONE_A_SECOND]) == pytest.approx(0.05)


def test_keys_that_are_over_are_forgotten(watch: Watch) -> None:
    pace = Pace(clock=watch)
    for number in range(100):
        limit = Limit(f"chat.{number}", 1, 1.0)
        pace.take([limit])
        pace.block([limit], 1)
        watch.now += 2
        assert pace.delay([limit]) == 0
    assert (pace._taken, pace._blocked) == ({}, {})


@given(count=integers(1, 5), seconds=floats(1.1, 20), gaps=lists(floats(0, 10), max_size=40))
def test_no_window_ever_holds_more_than_its_limit(count: int, seconds: float, gaps: list[float]) -> None:
    calls = called(count, seconds, gaps)
    for first, last in zip(calls, calls[count:], strict=False):
        assert last - first >= seconds - 1e-6


@given(count=integers(1, 5), seconds=floats(0.1, 1), gaps=lists(floats(0, 2), max_size=40))
def test_of_about_a_second_a_late_call_is_made_good_and_no_more(count: int, seconds: float, gaps: list[float]) -> None:
    calls = called(count, seconds, gaps)
    for windows in range(1, len(calls) // count + 1):
        for first, last in zip(calls, calls[windows * count :], strict=False):
            assert last - first >= (windows - 0.2) * seconds - 1e-6


def test_lateness_does_not_add_up(watch: Watch) -> None:
    pace, began = Pace(clock=watch), watch.now
    for _ in range(101):
        watch.now += pace.delay([ONE_A_SECOND]) + 0.1
        pace.take([ONE_A_SECOND])
    assert watch.now - began == pytest.approx(100.2)


def called(count: int, seconds: float, gaps: list[float]) -> list[float]:
    """When calls were made by somebody who does something else for so long between them."""
    watch = Watch()
    pace, limit = Pace(clock=watch), Limit("any", count, seconds)
    calls: list[float] = []
    for gap in gaps:
        watch.now += gap
        watch.now += pace.delay([limit])
        if pace.delay([limit]) > 0:  # less than a float can tell
            watch.now += 1e-9
        pace.take([limit])
        calls.append(watch.now)
    return calls


async def test_whoever_waits_gets_his_turn() -> None:
    pace = Pace(speed=100)
    order: list[int] = []

    async def call(number: int) -> None:
        await pace.wait((ONE_A_SECOND,))
        order.append(number)

    await asyncio.gather(*(call(number) for number in range(4)))
    assert sorted(order) == [0, 1, 2, 3]


async def test_whoever_has_no_time_for_it_does_not_wait(watch: Watch) -> None:
    pace = Pace(clock=watch)
    assert await pace.wait((ONE_A_SECOND,), 0.5)
    assert not await pace.wait((ONE_A_SECOND,), 0.5)
    assert pace.delay([ONE_A_SECOND]) == 1.0
