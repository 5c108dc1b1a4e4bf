"""What `byhand status` reads: open, late, claimed, owed, undecided, people on hand, what X costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from policies.retries import AskPerson, Outcome
from routing import claims, outcomes, spend, status
from routing.kit import Home, Kit
from routing.ports import DeliveryError
from routing.rulebook import Rulebook
from store import status as reads
from store.db import Database
from store.models import Gap
from tests.factories import FrozenClock, act, answered, claimed, make_question, make_volunteer, published, taken
from tests.integration.scenery import LEADS, next_ring, repolicy, show_cards
from tests.integration.test_indexes import plans, whole_tables


def test_an_empty_house_stands_at_nothing(kit: Kit) -> None:
    now = status.read(kit)

    assert now.company == "Brightaisle"
    assert now.questions == status.Questions(0, 0, 0, 0, 0, None)
    assert now.last_day == status.LastDay(0, 0, None, (0,) * 24)
    assert not now.undecided
    assert not now.longest_waiting


def test_open_questions_are_waiting_claimed_or_on_their_way_out(kit: Kit, clock: FrozenClock) -> None:
    claimed(kit, make_volunteer(kit, "UONE"))
    answered(kit, claimed(kit, make_volunteer(kit, "UTWO")))
    published(kit, answered(kit, claimed(kit, make_volunteer(kit, "UTHREE"))))
    make_question(kit, posted_at=clock.now() - timedelta(minutes=12))

    found = status.read(kit).questions

    assert (found.open, found.offered, found.held, found.submitted, found.late) == (3, 1, 1, 1, 0)
    assert found.oldest_asked_at == clock.now() - timedelta(minutes=12)


def test_a_question_whose_rings_are_all_over_is_late(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, rings=[LEADS])
    next_ring(kit, clock, make_question(kit).id or 0)

    found = status.read(kit)

    assert (found.questions.open, found.questions.late, found.questions.offered) == (1, 1, 0)
    assert found.longest_waiting[0].state == "unanswered"


def test_a_deadline_that_passed_without_anything_happening_makes_late(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    due = make_question(kit).due_at
    assert due is not None
    clock.set(due + status.GRACE)
    assert status.read(kit).questions.late == 0
    clock.advance(seconds=1)
    assert status.read(kit).questions.late == 1


def test_what_waits_longest_comes_first_and_says_nothing_of_its_asker(kit: Kit, clock: FrozenClock) -> None:
    later = make_question(kit, "My TV in Leeds is black", posted_at=clock.now() - timedelta(hours=1))
    first = make_question(kit, "My TV in Leeds is blue", posted_at=clock.now() - timedelta(hours=2))

    found = status.read(kit).longest_waiting

    assert [one.question for one in found] == [first.id, later.id]
    assert found[0].topic == "TVs and home cinema"
    assert found[0].place == "Leeds"
    assert found[0].ring
    assert "Ada" not in str(status.read(kit))
    assert "black" not in str(status.read(kit))


def test_the_last_day_is_told_by_the_hour(kit: Kit, clock: FrozenClock) -> None:
    begun = clock.now()
    published(kit, answered(kit, claimed(kit, posted_at=begun - timedelta(minutes=3))))
    clock.set(begun + timedelta(hours=5))
    make_question(kit)

    found = status.read(kit).last_day

    assert (found.asked, found.answered, found.median_seconds_to_answer) == (2, 1, 180.0)
    assert (found.by_hour[23], found.by_hour[18]) == (1, 1)
    clock.set(begun + timedelta(hours=25))
    assert status.read(kit).last_day.asked == 1


def test_what_is_owed_is_counted_by_channel(kit: Kit, clock: FrozenClock) -> None:
    begun = clock.now()
    walked = answered(kit)
    show_cards(kit)
    clock.advance(minutes=3)

    found = status.read(kit).owed

    assert found.ready_by_channel["telegram"] == 1
    assert found.ready == sum(found.ready_by_channel.values())
    assert found.oldest_since == begun
    taken(kit, walked.delivery_id)
    assert status.read(kit).owed.sending == 1


def test_an_answer_of_unknown_fate_waits_for_a_person(kit: Kit, clock: FrozenClock) -> None:
    walked = answered(kit)
    lost = DeliveryError(Outcome.UNKNOWN, "The connection broke.")
    delivery = taken(kit, walked.delivery_id)
    outcomes.failed(kit, delivery, lost, AskPerson("nobody knows"))
    assert [(one.question, one.channel, one.asked) for one in status.read(kit).undecided] == [
        (walked.question_id, "telegram", False)
    ]

    outcomes.ask_person(kit, delivery)

    assert [(one.since, one.asked) for one in status.read(kit).undecided] == [(clock.now(), True)]


@pytest.mark.parametrize(
    ("columns", "on_hand"),
    [
        ({}, 1),
        ({"hours": [["13:00", "18:00"]]}, 0),
        ({"hours": [["22:00", "13:00"]]}, 1),
        ({"time_zone": "Asia/Tokyo"}, 0),
        ({"paused": True}, 0),
        ({"paused_until": datetime(2026, 11, 23, 12, 1, tzinfo=UTC)}, 0),
        ({"paused_until": datetime(2026, 11, 23, 12, 0, tzinfo=UTC)}, 1),
        ({"quiet_until": datetime(2026, 11, 23, 13, 0, tzinfo=UTC)}, 0),
        (
            {
                "quiet_from": datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
                "quiet_until": datetime(2026, 11, 23, 13, 0, tzinfo=UTC),
            },
            1,
        ),
    ],
)
def test_on_hand_is_who_could_be_asked_now(kit: Kit, columns: dict[str, Any], on_hand: int) -> None:
    make_volunteer(kit, **columns)
    assert status.read(kit).volunteers == status.People(1, on_hand)


@pytest.mark.parametrize(("standing_of", "left_at"), [("guest", None), ("gone", None), ("member", 1)])
def test_who_is_no_member_any_more_is_not_counted(
    kit: Kit, clock: FrozenClock, standing_of: str, left_at: int | None
) -> None:
    make_volunteer(kit, standing=standing_of, left_at=clock.now() if left_at else None)
    assert status.read(kit).volunteers == status.People(0, 0)


def test_who_has_full_hands_is_not_on_hand(kit: Kit) -> None:
    walked = claimed(kit, make_volunteer(kit, capacity=1))
    claimed(kit, make_volunteer(kit, "UTWO"))
    assert status.read(kit).volunteers == status.People(2, 1)

    claims.release(kit, act(walked.volunteer.slack_id, "question.release"), walked.claim_id)

    assert status.read(kit).volunteers == status.People(2, 2)


def test_spend_is_told_by_kind_against_the_budget(kit: Kit) -> None:
    repolicy(kit, capture={"spend": {"monthly_budget_usd": 1}})
    spend.count(kit, "post_read", 100)
    spend.count(kit, "owned_read", 2)

    assert status.read(kit).spend == status.Spend(
        month="2026-11",
        usd=0.502,
        budget_usd=1.0,
        percent=50,
        by_kind={"owned_read": status.Kind(2, 0.002), "post_read": status.Kind(100, 0.5)},
    )


def test_without_a_budget_the_spend_has_none(kit: Kit) -> None:
    repolicy(kit, capture={"spend": {}})
    found = status.read(kit).spend
    assert found is not None
    assert (found.budget_usd, found.percent) == (None, None)


def test_without_a_policy_what_can_be_told_is_told(kit: Kit, db: Database) -> None:
    bare = Kit(db, kit.clock, Rulebook(db), {}, kit.finder, kit.reader, Home("T1"))
    make_volunteer(bare)

    found = status.read(bare)

    assert (found.company, found.spend, found.volunteers) == ("", None, status.People(1, 0))
    bare.writer.shutdown()


def test_a_first_start_is_no_gap_and_a_bounded_stretch_is_one(kit: Kit, clock: FrozenClock) -> None:
    with kit.db.write() as session:
        session.add(Gap(channel="x", until=clock.now(), reason="first start", noted_at=clock.now()))
        session.add(Gap(channel="x", since=clock.now(), until=clock.now(), reason="too far", noted_at=clock.now()))
    assert status.read(kit).gaps == 1


def test_nothing_that_is_read_goes_through_the_past(kit: Kit) -> None:
    """Volunteers, who are few, are gone through; of all else only what is open, and the newest questions."""
    published(kit)

    def ask(session: Session) -> None:
        for read in (reads.waiting, reads.claims, reads.ready, reads.sending, reads.unknown_answers):
            read(session)
        reads.kept_receipts(session)
        reads.unparsed_receipts(session)
        reads.live_claims(session)
        reads.capacities(session, [1, 2])
        reads.overdue(session, kit.clock.now())
        reads.longest_waiting(session, 8)

    assert whole_tables(kit.db, plans(kit.db, ask)) == []
