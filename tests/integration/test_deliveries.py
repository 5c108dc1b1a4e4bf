"""What we owe to Slack: a renewal that waits serves for all, and one that was overtaken does not come back."""

from datetime import timedelta

import pytest
from sqlmodel import select

from policies.retries import Again, Outcome
from routing import outcomes
from routing.cards import Shown
from routing.kit import Kit
from routing.ports import DeliveryError
from store import deliveries, overview, questions
from store.models import Delivery
from tests.factories import (
    answered,
    claimed,
    delivery_now,
    make_question,
    make_volunteer,
    offers_of,
    published,
    taken,
)


def renewals(kit: Kit, offer_id: int) -> list[Delivery]:
    with kit.db.read() as session:
        rows = session.execute(select(Delivery).order_by(Delivery.id)).scalars()  # type: ignore[arg-type] # a column
        return [row for row in rows if row.kind == "renew_card" and row.offer_id == offer_id]


def renew(kit: Kit, question_id: int) -> None:
    with kit.db.write() as session:
        deliveries.owe_renewals(session, question_id, kit.clock.now())


@pytest.fixture
def card(kit: Kit) -> tuple[int, int]:
    """Ids of a question and of its one offer."""
    question = make_question(kit)
    (offer,) = offers_of(kit, question.id or 0)
    return question.id or 0, offer.id or 0


def test_a_renewal_that_waits_already_serves(kit: Kit, card: tuple[int, int]) -> None:
    renew(kit, card[0])
    renew(kit, card[0])
    assert len(renewals(kit, card[1])) == 1


def test_what_changes_while_a_renewal_is_on_its_way_is_shown_by_the_next(kit: Kit, card: tuple[int, int]) -> None:
    renew(kit, card[0])
    taken(kit, renewals(kit, card[1])[0].id or 0)
    renew(kit, card[0])
    assert [row.state for row in renewals(kit, card[1])] == ["sending", "ready"]


def test_a_renewal_that_failed_waits_again_unless_a_newer_one_does(kit: Kit, card: tuple[int, int]) -> None:
    failure, later = DeliveryError(Outcome.NOT_SENT, "Too many."), Again(timedelta(0))
    renew(kit, card[0])
    first = renewals(kit, card[1])[0].id or 0
    outcomes.failed(kit, taken(kit, first), failure, later)
    assert [row.state for row in renewals(kit, card[1])] == ["ready"]

    sending = taken(kit, first)
    renew(kit, card[0])
    outcomes.failed(kit, sending, failure, later)
    assert [(row.state, row.error) for row in renewals(kit, card[1])] == [("refused", "overtaken"), ("ready", "")]


def test_a_renewal_that_an_earlier_process_left_is_dropped_for_a_newer_one(kit: Kit, card: tuple[int, int]) -> None:
    renew(kit, card[0])
    taken(kit, renewals(kit, card[1])[0].id or 0, owner="an earlier process")
    renew(kit, card[0])
    outcomes.recover(kit, "this process")
    assert [row.state for row in renewals(kit, card[1])] == ["refused", "ready"]


def test_a_renewal_that_was_lost_is_dropped_for_a_newer_one(kit: Kit, card: tuple[int, int]) -> None:
    renew(kit, card[0])
    first = renewals(kit, card[1])[0].id or 0
    taken(kit, first)
    with kit.db.write() as session:
        deliveries.advance(session, first, "lose")
    renew(kit, card[0])
    with kit.db.write() as session:
        deliveries.advance(session, first, "send_again")
    assert [row.state for row in renewals(kit, card[1])] == ["refused", "ready"]


def test_only_the_cards_that_are_named_are_renewed(kit: Kit) -> None:
    for number in range(2):
        make_volunteer(kit, f"U{number}", f"Person {number}")
    question = make_question(kit)
    first, second = (offer.id or 0 for offer in offers_of(kit, question.id or 0))
    with kit.db.write() as session:
        deliveries.owe_renewals(session, question.id or 0, kit.clock.now(), only=[second])
    assert (len(renewals(kit, first)), len(renewals(kit, second))) == (0, 1)


def test_a_card_is_pending_until_slack_has_shown_it(kit: Kit, card: tuple[int, int]) -> None:
    with kit.db.read() as session:
        (owed,) = deliveries.heads(session, kit.clock.now())
        assert deliveries.card_pending(session, card[1])
    outcomes.sent(kit, taken(kit, owed.id or 0), Shown("C1", "1.5"))
    with kit.db.read() as session:
        assert not deliveries.card_pending(session, card[1])
        assert questions.offer(session, card[1]).shown_ts == "1.5"  # type: ignore[union-attr] # it is there


def test_counts_and_reads_across_tables(kit: Kit) -> None:
    walked = published(kit)
    held = claimed(kit, walked.volunteer)
    answered(kit, held)
    with kit.db.read() as session:
        assert deliveries.counts(session)["telegram", "sent"] == 1
        assert deliveries.counts(session)["telegram", "ready"] == 1
        assert overview.question_counts(session) == {"answered": 1, "claimed": 1}
        assert [claim.state for claim, _ in overview.claims_of(session, walked.question_id)] == ["done"]
        assert [question.id for question in overview.claimed_by(session, walked.volunteer.id or 0)] == [
            held.question_id
        ]
        assert [offer.state for offer, _ in overview.offers_of(session, walked.question_id)] == ["accepted"]
        assert overview.gaps(session) == []
        assert overview.volunteer_count(session) == 1
    assert delivery_now(kit, walked.delivery_id).url == "https://t.example/answer"
