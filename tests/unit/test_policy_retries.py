"""What follows an attempt to send."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import DeliveryTuning
from policies.retries import LOOKS, Again, AskPerson, GiveUp, LookUp, Outcome, after, after_look, backoff

TUNING = DeliveryTuning.model_validate({"attempts": 4, "backoff": "2s", "longest_backoff": "10s"})


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(("attempt", "wait"), [(1, 2), (2, 4), (3, 8), (4, 10), (99, 10)])
def test_waiting_doubles_up_to_the_longest(attempt: int, wait: int) -> None:
    assert backoff(attempt, 0.0, TUNING) == seconds(wait)


def test_jitter_adds_up_to_a_quarter() -> None:
    assert backoff(1, 1.0, TUNING) == seconds(2.5)


@pytest.mark.parametrize("public", [True, False])
def test_what_was_surely_not_sent_is_sent_again(public: bool) -> None:
    assert after(Outcome.NOT_SENT, 2, None, public, tuning=TUNING) == Again(seconds(4))


def test_the_platforms_own_wait_is_obeyed_even_beyond_the_longest() -> None:
    assert after(Outcome.NOT_SENT, 1, seconds(900), public=True, tuning=TUNING) == Again(seconds(900))
    assert after(Outcome.NOT_SENT, 1, seconds(1), public=True, tuning=TUNING) == Again(seconds(2))
    assert after(Outcome.NOT_SENT, 1, seconds(30), public=True, jitter=0.5, tuning=TUNING) == Again(seconds(30.5))


def test_too_many_attempts_are_shown_to_a_person() -> None:
    assert isinstance(after(Outcome.NOT_SENT, 4, None, public=False, tuning=TUNING), AskPerson)
    assert isinstance(after(Outcome.NOT_SENT, 8, seconds(1), public=True), AskPerson)


def test_what_is_refused_is_given_up() -> None:
    assert isinstance(after(Outcome.REFUSED, 1, seconds(5), public=True), GiveUp)


@pytest.mark.parametrize("public", [True, False])
def test_what_is_unknown_is_looked_up_at_once(public: bool) -> None:
    assert after(Outcome.UNKNOWN, 1, None, public) == LookUp(seconds(0))


def test_what_is_unknown_and_public_and_cannot_be_looked_up_is_a_persons() -> None:
    assert isinstance(after(Outcome.UNKNOWN, 1, None, public=True, findable=False), AskPerson)


def test_what_is_unknown_and_not_public_and_cannot_be_looked_up_is_sent_again_until_it_is_enough() -> None:
    assert after(Outcome.UNKNOWN, 1, None, public=False, findable=False, tuning=TUNING) == Again(seconds(2))
    assert isinstance(after(Outcome.UNKNOWN, 4, None, public=False, findable=False, tuning=TUNING), AskPerson)


def test_a_public_post_is_looked_for_several_times_then_shown_to_a_person() -> None:
    looks = [after_look(number, 1, public=True) for number in range(1, len(LOOKS))]

    assert looks == [LookUp(seconds(5)), LookUp(seconds(30)), LookUp(seconds(120))]
    assert isinstance(after_look(len(LOOKS), 1, public=True), AskPerson)


def test_a_card_that_is_not_found_is_posted_again_until_it_is_enough() -> None:
    assert after_look(1, 1, public=False) == Again(seconds(0))
    assert isinstance(after_look(1, 4, public=False, tuning=TUNING), AskPerson)


@given(
    st.integers(1, 100),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=1)),
    st.floats(0, 1),
    st.booleans(),
    st.integers(1, 10),
)
def test_a_public_unknown_is_never_sent_again(
    attempt: int, retry_after: timedelta | None, jitter: float, findable: bool, looks: int
) -> None:
    first = after(Outcome.UNKNOWN, attempt, retry_after, public=True, jitter=jitter, findable=findable)

    assert not isinstance(first, Again)
    assert not isinstance(after_look(looks, attempt, public=True), Again)


@given(st.integers(1, 7), st.none() | st.timedeltas(timedelta(0), timedelta(days=1)), st.floats(0, 1))
def test_no_wait_is_shorter_than_the_platform_asked_for(
    attempt: int, retry_after: timedelta | None, jitter: float
) -> None:
    following = after(Outcome.NOT_SENT, attempt, retry_after, public=True, jitter=jitter)

    assert isinstance(following, Again)
    assert following.delay >= (retry_after or timedelta(0))
