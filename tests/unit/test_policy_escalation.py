"""Which ring follows, and when each kind of waiting ends."""

from datetime import timedelta

import pytest

from policies import escalation
from policies.document import Policy
from tests.unit.policy_samples import NOW, make_policy

POLICY = make_policy(
    answering={
        "claim_wait": "45m",
        "come_back_wait": "24h",
        "follow_up_wait": "30m",
        "undo_wait": "12h",
        "close_after": "7d",
    }
)


def test_asking_begins_with_the_first_ring_and_goes_on_to_the_last() -> None:
    walked, number = [], None
    while (following := escalation.next_ring(POLICY, number)) is not None:
        number, ring = following
        walked.append((number, ring.name))

    assert walked == [(0, "near"), (1, "anywhere"), (2, "everybody"), (3, "leads")]


def test_after_the_last_ring_nobody_is_left() -> None:
    assert escalation.next_ring(POLICY, 3) is None


def test_a_policy_that_has_fewer_rings_now_ends_the_asking() -> None:
    assert escalation.next_ring(POLICY, 9) is None


def test_an_offer_waits_as_long_as_its_ring() -> None:
    assert escalation.offer_deadline(POLICY.rings[0], NOW) - NOW == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("deadline", "wait"),
    [
        (escalation.claim_deadline, timedelta(minutes=45)),
        (escalation.come_back_deadline, timedelta(hours=24)),
        (escalation.follow_up_deadline, timedelta(minutes=30)),
        (escalation.undo_deadline, timedelta(hours=12)),
        (escalation.close_deadline, timedelta(days=7)),
    ],
    ids=["claim", "come back", "follow up", "undo", "close"],
)
def test_every_waiting_ends_when_the_policy_says(deadline: object, wait: timedelta) -> None:
    assert callable(deadline)
    assert deadline(POLICY, NOW) == NOW + wait


def test_no_ring_of_any_policy_waits_for_ever() -> None:
    policy: Policy = POLICY

    assert all(ring.wait > timedelta(0) for ring in policy.rings)


def test_a_question_without_a_topic_begins_at_the_ring_that_the_policy_names() -> None:
    assert escalation.before_unsorted(make_policy(finding={"unsorted": "everybody"})) == 1
    assert escalation.before_unsorted(make_policy(finding={"unsorted": "near"})) is None
    assert escalation.before_unsorted(make_policy()) is None
