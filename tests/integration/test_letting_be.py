"""Letting a question be: who may say so, and how it is taken back."""

from datetime import timedelta

import pytest

from routing import claims, explaining, offers, questions
from routing.errors import AlreadyClaimed, OfferExpired
from routing.kit import Kit
from tests.factories import (
    FrozenClock,
    act,
    answered,
    claimed,
    make_offer,
    make_question,
    make_volunteer,
    offer_to,
    question_now,
)
from tests.integration.scenery import (
    LEADS,
    QUEUE,
    asked,
    channel_offer,
    next_ring,
    own_offer,
    renewed,
    repolicy,
    show_cards,
    volunteers_ring,
)

BERLIN, HAMBURG, LONDON, SEATTLE = (52.52, 13.4), (53.55, 9.99), (51.5, -0.13), (47.6, -122.3)


# --- let it be ---------------------------------------------------------------------------------------------------


def test_let_it_be_ends_the_question_and_says_by_whom_and_why(kit: Kit) -> None:
    vera = make_volunteer(kit)
    make_volunteer(kit, "UOTTO", "Otto Other")
    question = make_question(kit)
    show_cards(kit)
    said = questions.dismiss(kit, act(), offer_to(kit, question, vera).id or 0, "only praise")

    now = question_now(kit, question.id or 0)
    assert said.text == "Left as it is. You can undo this for 24h, on the card."
    assert (now.state, now.reason, now.due_at) == ("dismissed", "only praise", None)
    assert asked(kit, question.id or 0) == []
    assert explaining.explain(kit, question.id or 0)["dismissed"]["name"] == "Vera Volunteer"
    assert len(renewed(kit)) == 2


def test_letting_be_can_be_undone_for_a_day_and_everybody_is_asked_again(kit: Kit, clock: FrozenClock) -> None:
    vera = make_volunteer(kit)
    make_volunteer(kit, "UOTTO", "Otto Other")
    question = make_question(kit)
    before = asked(kit, question.id or 0)
    offer = offer_to(kit, question, vera)
    questions.dismiss(kit, act(), offer.id or 0, "only praise")
    clock.advance(hours=24)
    questions.undo_dismiss(kit, act(), offer.id or 0)

    now = question_now(kit, question.id or 0)
    assert (now.state, now.reason, now.ended_at) == ("offered", "", None)
    assert asked(kit, question.id or 0) == before
    assert now.due_at == clock.now() + timedelta(minutes=3)
    assert "dismissed" not in now.decision
    assert next_ring(kit, clock, question.id or 0) == [*before, ("everybody", None)]


def test_after_a_day_it_can_no_longer_be_undone(kit: Kit, clock: FrozenClock) -> None:
    offer = offer_to(kit, question := make_question(kit), make_volunteer(kit))
    questions.dismiss(kit, act(), offer.id or 0, "only praise")
    clock.advance(hours=24, seconds=1)

    with pytest.raises(OfferExpired, match="more than 24h ago"):
        questions.undo_dismiss(kit, act(), offer.id or 0)
    assert question_now(kit, question.id or 0).state == "dismissed"


def test_there_is_nothing_to_undo_on_an_open_question(kit: Kit) -> None:
    offer = offer_to(kit, make_question(kit), make_volunteer(kit))

    with pytest.raises(OfferExpired, match="nothing to undo"):
        questions.undo_dismiss(kit, act(), offer.id or 0)


def test_whoever_holds_the_question_may_let_it_be_and_undoing_offers_it_to_them_again(kit: Kit) -> None:
    walked = claimed(kit)
    questions.dismiss(kit, act(), walked.offer_id, "only praise")
    questions.undo_dismiss(kit, act(), walked.offer_id)

    assert asked(kit, walked.question_id) == [("near", walked.volunteer.id)]
    assert claims.claim(kit, act(), walked.offer_id).claim_id != walked.claim_id


def test_nobody_lets_be_what_somebody_else_answers_or_what_is_on_its_way(kit: Kit) -> None:
    walked = claimed(kit)
    make_volunteer(kit, "UOTTO", "Otto Other")
    channel = make_offer(kit, question_now(kit, walked.question_id))
    with pytest.raises(AlreadyClaimed, match="Vera Volunteer is answering"):
        questions.dismiss(kit, act("UOTTO"), channel.id or 0, "only praise")
    answered(kit, walked)
    with pytest.raises(OfferExpired, match="on its way"):
        questions.dismiss(kit, act(), walked.offer_id, "only praise")


def test_who_is_no_longer_asked_cannot_let_it_be(kit: Kit, clock: FrozenClock) -> None:
    offer = offer_to(kit, question := make_question(kit), make_volunteer(kit))
    while question_now(kit, question.id or 0).state == "offered":
        next_ring(kit, clock, question.id or 0)

    with pytest.raises(OfferExpired, match="gone on to others"):
        questions.dismiss(kit, act(), offer.id or 0, "only praise")
    questions.dismiss(kit, act(), channel_offer(kit, question.id or 0).id or 0, "only praise")
    with pytest.raises(OfferExpired, match="no longer open"):
        questions.dismiss(kit, act(), offer.id or 0, "again")


def test_what_nobody_took_can_be_let_be_and_that_be_undone(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit, paused=True)
    question_id = make_question(kit).id or 0
    for _ in range(2):
        next_ring(kit, clock, question_id)
    offer_id = channel_offer(kit, question_id).id or 0
    questions.dismiss(kit, act(), offer_id, "too late")
    questions.undo_dismiss(kit, act(), offer_id)

    assert question_now(kit, question_id).state == "offered"
    assert asked(kit, question_id) == [("everybody", None)]


def test_undoing_what_can_be_offered_to_nobody_again_goes_on_with_the_rings(kit: Kit) -> None:
    vera, otto = make_volunteer(kit), make_volunteer(kit, "UOTTO", "Otto Other")
    repolicy(kit, rings=[volunteers_ring(count=2), QUEUE, LEADS])
    question = make_question(kit)
    declined = offer_to(kit, question, vera)
    offers.decline(kit, act(), declined.id or 0)
    held = claims.claim(kit, act("UOTTO"), offer_to(kit, question, otto).id or 0)
    questions.dismiss(kit, act("UOTTO"), own_offer(kit, question.id or 0, "UOTTO"), "only praise")
    questions.undo_dismiss(kit, act(), declined.id or 0)

    assert held.claim_id
    assert asked(kit, question.id or 0) == [("everybody", None)]
