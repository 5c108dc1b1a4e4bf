"""Nothing waits for ever (P5): every kind of deadline passes, something happens, and happens once."""

from datetime import timedelta
from pathlib import Path

import pytest

from policies.retries import AskPerson, LookUp
from routing import answers, claims, outcomes
from routing.clocks import claims_ending, claims_over, questions_due
from routing.errors import ByhandError
from routing.inbox import Inbox
from routing.kit import Kit
from routing.ports import DeliveryError, Outcome
from store.models import Delivery
from tests.factories import (
    FrozenClock,
    Walked,
    act,
    answered,
    claim_now,
    claimed,
    delivery_now,
    make_post,
    make_question,
    make_volunteer,
    offers_of,
    published,
    question_now,
    take_in,
    taken,
)
from tests.integration.scenery import (
    LEADS,
    QUEUE,
    all_questions,
    all_receipts,
    asked,
    channel_offer,
    keep,
    message,
    notices,
    owed,
    renewed,
    repolicy,
    show_cards,
    tick,
    volunteers_ring,
)

ROOT = Path(__file__).parents[2]
QUIET = 0  # rows moved by a tick with nothing to do


def moved_at(kit: Kit, clock: FrozenClock, after: timedelta) -> tuple[int, int]:
    """Rows moved a second before a deadline, and on it."""
    clock.advance(after - timedelta(seconds=1))
    before = questions_due(kit) + claims_over(kit)
    clock.advance(seconds=1)
    return before, questions_due(kit) + claims_over(kit)


# --- offers and rings --------------------------------------------------------------------------------------------


def test_a_ring_lasts_as_long_as_the_policy_says(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, rings=[volunteers_ring(wait="7m"), QUEUE, LEADS])
    vera = make_volunteer(kit)
    question_id = make_question(kit).id or 0
    show_cards(kit)

    assert moved_at(kit, clock, timedelta(minutes=7)) == (QUIET, 1)
    assert asked(kit, question_id) == [("near", vera.id), ("everybody", None)]
    assert renewed(kit) == {offers_of(kit, question_id)[0].id}


def test_the_channel_and_the_leads_have_their_time_and_then_it_is_unanswered(kit: Kit, clock: FrozenClock) -> None:
    question_id = make_question(kit).id or 0

    assert moved_at(kit, clock, timedelta(hours=2)) == (QUIET, 1)
    assert moved_at(kit, clock, timedelta(hours=4)) == (QUIET, 1)
    assert question_now(kit, question_id).state == "unanswered"
    assert asked(kit, question_id) == []
    clock.advance(days=30)
    assert questions_due(kit) == QUIET


def test_a_follow_up_goes_to_the_rings_after_its_wait(kit: Kit, clock: FrozenClock) -> None:
    published(kit, answered(kit, claimed(kit, chat="11", external_id="11:1")), "11:2")
    take_in(kit, make_post(chat="11", reply_to="11:2"))

    assert moved_at(kit, clock, timedelta(minutes=30)) == (QUIET, 1)
    assert asked(kit, all_questions(kit)[-1].id or 0) == [("everybody", None)]


# --- claims ------------------------------------------------------------------------------------------------------


def test_a_claim_goes_back_after_its_wait_and_the_typed_text_is_kept(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    answers.draft(kit, act(kind="answer.submit"), walked.claim_id, "Half a sentence")

    assert moved_at(kit, clock, timedelta(minutes=45)) == (QUIET, 1)
    assert claim_now(kit, walked.claim_id).state == "expired"
    assert question_now(kit, walked.question_id).state == "offered"
    with pytest.raises(ByhandError, match="went back to the queue"):
        answers.draft(kit, act(kind="answer.submit"), walked.claim_id, "Half a sentence")


@pytest.mark.parametrize("typed", ["Half a sentence", ""])
def test_whoever_held_it_is_told_privately_that_it_went_back_and_what_is_kept(
    kit: Kit, clock: FrozenClock, typed: str
) -> None:
    walked = claimed(kit)
    show_cards(kit)
    if typed:
        answers.draft(kit, act(kind="answer.submit"), walked.claim_id, typed)
    clock.advance(minutes=45)
    tick(kit)
    tick(kit)

    offer = offers_of(kit, walked.question_id)[0]
    told = [row.payload for row in owed(kit, "notice", offer.shown_channel) if "went back" in str(row.payload)]
    assert [one["notice"]["title"] for one in told] == ["This question went back to the others"]
    assert ("What you had typed is kept" in str(told[0]["notice"]["lines"])) is bool(typed)
    assert (told[0]["spot"]["to"], told[0]["spot"]["thread"]) == (offer.shown_channel, offer.shown_ts)


def test_of_a_channels_card_it_is_said_directly_and_the_text_is_there_when_taken_again(
    kit: Kit, clock: FrozenClock
) -> None:
    question = make_question(kit)
    vera, offer = make_volunteer(kit), channel_offer(kit, question.id or 0)
    writing = claims.claim(kit, act(vera.slack_id), offer.id or 0)
    answers.draft(kit, act(kind="answer.submit"), writing.claim_id, "Half a sentence")
    clock.advance(minutes=45)
    tick(kit)

    assert notices(kit, vera.slack_id) == ["This question went back to the others"]
    assert claims.claim(kit, act(vera.slack_id), offer.id or 0).text == "Half a sentence"


def test_who_gives_it_back_in_time_is_not_told_so(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    claims.release(kit, act(), walked.claim_id)
    clock.advance(minutes=45)
    tick(kit)

    assert [title for title in notices(kit, "UVERA") if "went back" in title] == []


def test_a_submitted_claim_never_expires(kit: Kit, clock: FrozenClock) -> None:
    walked = answered(kit)
    clock.advance(days=3)

    assert claims_over(kit) == QUIET
    assert claim_now(kit, walked.claim_id).state == "submitted"


def test_coming_back_to_it_has_a_later_deadline_and_then_goes_back_as_well(kit: Kit, clock: FrozenClock) -> None:
    walked = published(kit, answered(kit, answers_it=False))

    assert claim_now(kit, walked.claim_id).state == "held"
    assert moved_at(kit, clock, timedelta(hours=24)) == (QUIET, 1)
    assert claim_now(kit, walked.claim_id).state == "expired"


def test_whoever_holds_a_question_is_reminded_once_before_its_end(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    show_cards(kit)
    clock.advance(minutes=34, seconds=59)
    early = claims_ending(kit)
    clock.advance(seconds=1)

    assert (early, claims_ending(kit), claims_ending(kit)) == (QUIET, 1, QUIET)
    reminder = owed(kit, "notice")[0].payload
    assert reminder["notice"]["title"] == "This question goes back to the others soon"
    assert reminder["notice"]["lines"][0] == "It is kept for you for about 10 more minutes."
    offer = offers_of(kit, walked.question_id)[0]
    assert (reminder["spot"]["to"], reminder["spot"]["thread"]) == (offer.shown_channel, offer.shown_ts)


def test_a_later_deadline_is_reminded_of_again(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    clock.advance(minutes=40)
    claims_ending(kit)
    published(kit, answered(kit, walked, answers_it=False))
    clock.advance(hours=23, minutes=50)

    assert claims_ending(kit) == 1
    assert notices(kit, "UVERA") == ["This question goes back to the others soon"] * 2


def test_a_short_claim_is_reminded_of_in_its_last_quarter(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, answering={"claim_wait": "4m"})
    claimed(kit)
    clock.advance(minutes=2, seconds=59)
    early = claims_ending(kit)
    clock.advance(seconds=1)

    assert (early, claims_ending(kit)) == (QUIET, 1)
    assert "about 1 more minute." in str(owed(kit, "notice")[0].payload)


def test_what_was_given_back_or_is_over_is_not_reminded_of(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    clock.advance(minutes=40)
    claims.release(kit, act(), walked.claim_id)
    assert claims_ending(kit) == QUIET
    claimed(kit, walked.volunteer)
    clock.advance(minutes=45)
    assert claims_ending(kit) == QUIET


# --- answered, closed, undone ------------------------------------------------------------------------------------


def test_an_answered_question_is_closed_after_its_days(kit: Kit, clock: FrozenClock) -> None:
    walked = published(kit)

    assert moved_at(kit, clock, timedelta(days=7)) == (QUIET, 1)
    assert question_now(kit, walked.question_id).state == "closed"


# --- deliveries --------------------------------------------------------------------------------------------------


def lost(kit: Kit) -> Walked:
    """An answer of which nobody knows whether it arrived, and which cannot be looked up."""
    walked = answered(kit)
    error = DeliveryError(Outcome.UNKNOWN, "The connection broke.")
    outcomes.failed(kit, taken(kit, walked.delivery_id), error, AskPerson("nobody can tell"))
    return walked


def ask(kit: Kit, walked: Walked) -> None:
    """What the outbox does with an unknown delivery that is due."""
    delivery: Delivery = delivery_now(kit, walked.delivery_id)
    if delivery.not_before <= kit.clock.now():
        outcomes.ask_person(kit, delivery)


def test_an_unknown_delivery_is_put_to_the_volunteer_and_undecided_to_the_leads(kit: Kit, clock: FrozenClock) -> None:
    walked = lost(kit)
    ask(kit, walked)
    assert notices(kit, "UVERA") == ["May have been posted on Telegram"]
    clock.advance(minutes=59)
    ask(kit, walked)
    assert notices(kit) == []
    clock.advance(minutes=1)
    ask(kit, walked)

    assert notices(kit) == ["An answer on Telegram may have been posted, and nobody has looked"]
    clock.advance(days=2)
    ask(kit, walked)
    assert len(notices(kit)) == 1
    assert delivery_now(kit, walked.delivery_id).state == "unknown"


def test_a_look_that_finds_nothing_is_followed_by_another_and_at_last_by_a_person(kit: Kit) -> None:
    walked = lost(kit)
    delivery = delivery_now(kit, walked.delivery_id)
    outcomes.not_found(kit, delivery, LookUp(timedelta(seconds=5)))
    assert notices(kit, "UVERA") == []
    outcomes.not_found(kit, delivery, AskPerson("not found"))

    assert notices(kit, "UVERA") == ["May have been posted on Telegram"]


def test_deliveries_that_wait_too_long_are_told_once_an_hour(kit: Kit, clock: FrozenClock) -> None:
    answered(kit)
    clock.advance(minutes=15)
    assert notices(kit) == []
    tick(kit)
    assert notices(kit) == []
    clock.advance(seconds=1)
    tick(kit)
    tick(kit)

    assert notices(kit) == ["Messages wait to be sent"]
    clock.advance(hours=1)
    tick(kit)
    assert notices(kit).count("Messages wait to be sent") == 2


async def test_receipts_that_wait_too_long_are_told(kit: Kit, clock: FrozenClock) -> None:
    await keep(Inbox(kit, {}), message(1, "My TV flickers"))
    clock.advance(minutes=5)
    tick(kit)
    assert notices(kit) == []
    clock.advance(minutes=1)
    tick(kit)

    assert notices(kit) == ["Events wait to be worked through"]
    assert all_receipts(kit)[0].state == "kept"
    assert "for 6 minutes" in str(owed(kit, "notice")[0].payload)
