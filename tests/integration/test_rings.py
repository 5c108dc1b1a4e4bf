"""Rings: who is asked in which order, who is left out and why, and what comes when nobody is left to ask."""

from datetime import timedelta

import pytest

from routing import claims, offers, overview, questions
from routing.clocks import claims_over, questions_due
from routing.errors import AlreadyClaimed, ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.ports import PlaceHint, Point
from store.models import Offer, Volunteer
from tests.factories import (
    FrozenClock,
    act,
    answered,
    claimed,
    make_offer,
    make_question,
    make_volunteer,
    offer_to,
    offers_of,
    question_now,
)
from tests.integration.scenery import (
    LEADS,
    QUEUE,
    asked,
    owed,
    renewed,
    repolicy,
    show_cards,
    volunteers_ring,
)

BERLIN, HAMBURG, LONDON, SEATTLE = (52.52, 13.4), (53.55, 9.99), (51.5, -0.13), (47.6, -122.3)


def make_crowd(kit: Kit, count: int, near: tuple[float, float] | None = None, **values: Any) -> list[Volunteer]:
    crowd = [make_volunteer(kit, f"U{number:03}", f"Volunteer {number}", **values) for number in range(count)]
    if near is not None:
        with kit.db.write() as session:
            for person in crowd:
                row = session.get_one(Volunteer, person.id)
                row.latitude, row.longitude = near
    return crowd


def next_ring(kit: Kit, clock: FrozenClock, question_id: int) -> list[tuple[str, int | None]]:
    """Time passes until the ring is over; who is asked then."""
    due = question_now(kit, question_id).due_at
    assert due is not None
    clock.set(due)
    assert questions_due(kit) == 1
    return asked(kit, question_id)


def channel_offer(kit: Kit, question_id: int, channel: str = "byhand-queue") -> Offer:
    return next(offer for offer in reversed(offers_of(kit, question_id)) if offer.slack_channel == channel)


# --- the order ---------------------------------------------------------------------------------------------------


def test_the_default_policy_asks_near_then_wider_then_anywhere_then_the_channel_then_the_leads(
    kit: Kit, clock: FrozenClock
) -> None:
    near = make_crowd(kit, 4)
    london = make_volunteer(kit, "ULON", "Lon Don", near=LONDON)
    berlin = make_volunteer(kit, "UBER", "Ber Lin", near=BERLIN)
    question = make_question(kit)
    question_id = question.id or 0

    assert len(asked(kit, question_id)) == 3
    assert {volunteer for _, volunteer in asked(kit, question_id)} < {person.id for person in near}
    assert question.due_at == clock.now() + timedelta(minutes=5)
    wider = next_ring(kit, clock, question_id)
    assert {ring for ring, _ in wider} == {"wider"}
    assert {volunteer for _, volunteer in wider} - {person.id for person in near} == {london.id}
    assert next_ring(kit, clock, question_id) == [("anywhere", berlin.id)]
    assert next_ring(kit, clock, question_id) == [("everybody", None)]
    assert [row.lane for row in owed(kit, "card", "byhand-queue")] == ["post:byhand-queue"]
    assert next_ring(kit, clock, question_id) == [("everybody", None), ("leads", None)]
    assert [row.lane for row in owed(kit, "card", "byhand-leads")] == ["post:byhand-leads"]
    assert next_ring(kit, clock, question_id) == []
    assert question_now(kit, question_id).state == "unanswered"


def test_a_ring_that_finds_nobody_is_skipped_at_once(kit: Kit) -> None:
    make_volunteer(kit, near=SEATTLE, time_zone="Europe/London")
    question = make_question(kit)

    assert [ring for ring, _ in asked(kit, question.id or 0)] == ["anywhere"]
    steps = question.decision["rings"]
    assert [(step["name"], step.get("skipped")) for step in steps] == [
        ("near", "nobody fits now"),
        ("wider", "nobody fits now"),
        ("anywhere", None),
    ]


def test_with_nobody_enrolled_the_channel_is_asked_at_once(kit: Kit) -> None:
    question = make_question(kit)

    assert asked(kit, question.id or 0) == [("everybody", None)]
    assert offers_of(kit, question.id or 0)[0].why == ["Nobody has taken it so far."]


def test_a_topics_own_channel_is_asked_when_it_has_one(kit: Kit) -> None:
    topic = {**kit.policy().to_json()["topics"][0], "id": "tv", "slack_channel": "#tv-people"}
    other = {**kit.policy().to_json()["topics"][1], "id": "other", "slack_channel": None}
    ring = {"name": "topic", "ask": "channel", "match_topic": True, "wait": "10m"}
    repolicy(kit, topics=[{**topic, "keywords": ["tv"]}, {**other, "keywords": ["oven"]}], rings=[ring, QUEUE, LEADS])
    tv, oven = make_question(kit, "My TV flickers"), make_question(kit, "My oven is cold")

    assert [offer.slack_channel for offer in offers_of(kit, tv.id or 0)] == ["tv-people"]
    assert [offer.slack_channel for offer in offers_of(kit, oven.id or 0)] == ["byhand-queue"]
    assert oven.decision["rings"][0]["skipped"] == "this topic has no channel of its own"


def test_a_question_without_place_is_offered_to_whoever_knows_the_topic(kit: Kit) -> None:
    person = make_volunteer(kit, near=BERLIN)
    make_volunteer(kit, "UOVEN", "Olga Oven", topics=["kitchen"])
    question = make_question(kit, "My TV flickers")

    assert asked(kit, question.id or 0) == [("near", person.id)]


def test_a_question_without_topic_is_offered_to_whoever_is_near(kit: Kit) -> None:
    person = make_volunteer(kit, topics=["kitchen"])
    make_volunteer(kit, "UBER", "Ber Lin", near=BERLIN)
    question = make_question(kit, "Is anybody in Leeds there today?")

    assert asked(kit, question.id or 0) == [("near", person.id)]


def test_near_goes_across_the_date_line(kit: Kit) -> None:
    west = make_volunteer(kit, "UWEST", "West Side", near=(-16.8, 179.99))
    make_volunteer(kit, "UFAR", "Far Away", near=(-16.8, 175.0))
    hint = PlaceHint("telegram_location", Point(-16.8, -179.99), 0.1)
    question = make_question(kit, "My TV flickers", hint=hint)

    assert asked(kit, question.id or 0) == [("near", west.id)]


# --- who is left out ---------------------------------------------------------------------------------------------


def quiet(kit: Kit) -> dict[str, Any]:
    return {"quiet_until": kit.clock.now() + timedelta(hours=1)}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"paused": True}, "has paused Byhand"),
        ({"paused_until": timedelta(hours=1)}, "has paused Byhand"),
        ({"quiet_until": timedelta(hours=1)}, "does not want to be disturbed right now"),
        ({"hours": [["06:00", "07:00"]]}, "is outside their hours"),
        ({"time_zone": "America/Los_Angeles"}, "is outside their hours"),
    ],
)
def test_who_cannot_be_asked_is_left_out_with_the_reason(kit: Kit, values: dict[str, Any], reason: str) -> None:
    now = kit.clock.now()
    moments = {key: now + value if isinstance(value, timedelta) else value for key, value in values.items()}
    make_volunteer(kit, **moments)
    question = make_question(kit)

    told = overview.explain(kit, question.id or 0)
    assert asked(kit, question.id or 0) == [("everybody", None)]
    assert told["rings"][0]["left_out"] == [{"name": "Vera Volunteer", "volunteer_id": 1, "reason": reason}]


def test_who_is_no_member_or_has_left_is_nobody(kit: Kit) -> None:
    make_volunteer(kit, "UGUEST", standing="guest")
    make_volunteer(kit, "ULEFT", left_at=kit.clock.now())

    assert asked(kit, make_question(kit).id or 0) == [("everybody", None)]


def test_a_quiet_time_that_has_not_begun_or_is_over_does_not_count(kit: Kit) -> None:
    now = kit.clock.now()
    make_volunteer(kit, "U1", quiet_from=now + timedelta(hours=1), quiet_until=now + timedelta(hours=9))
    make_volunteer(kit, "U2", quiet_from=None, quiet_until=now)

    assert len(asked(kit, make_question(kit).id or 0)) == 2


def test_full_hands_are_left_out(kit: Kit) -> None:
    repolicy(kit, capacity={"claims_at_once": 1})
    vera = make_volunteer(kit)
    claimed(kit, vera)
    question = make_question(kit)

    assert asked(kit, question.id or 0) == [("everybody", None)]
    left_out = overview.explain(kit, question.id or 0)["rings"][0]["left_out"]
    assert left_out[0]["reason"] == "has as many open questions as they can take"


def test_one_is_asked_only_so_often_a_day(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, capacity={"offers_a_day": 2})
    make_volunteer(kit)
    rings = [asked(kit, make_question(kit).id or 0)[0][0] for _ in range(3)]
    clock.advance(hours=24, seconds=1)

    assert rings == ["near", "near", "everybody"]
    assert asked(kit, make_question(kit).id or 0)[0][0] == "near"


def test_a_crowd_is_counted_and_not_all_kept_with_the_decision(kit: Kit) -> None:
    make_crowd(kit, 60, paused=True)
    question = make_question(kit)

    step = question.decision["rings"][0]
    assert (len(step["left_out"]), step["left_out_more"]) == (50, 10)
    assert "reserve_more" not in step


# --- declining ---------------------------------------------------------------------------------------------------


def test_when_all_of_a_ring_decline_the_next_begins_at_once(kit: Kit) -> None:
    repolicy(kit, rings=[volunteers_ring(count=2), QUEUE, LEADS])
    make_crowd(kit, 2)
    question_id = make_question(kit).id or 0
    show_cards(kit)
    first, second = (offer.id or 0 for offer in offers_of(kit, question_id))

    said = offers.decline(kit, act("U000"), own(kit, question_id, "U000"))
    assert said.text == "All right, somebody else will be asked."
    assert len(asked(kit, question_id)) == 1
    assert len(renewed(kit)) == 1
    offers.decline(kit, act("U001"), own(kit, question_id, "U001"))
    assert asked(kit, question_id) == [("everybody", None)]
    assert {first, second} == {offer.id for offer in offers_of(kit, question_id) if offer.state == "declined"}


def own(kit: Kit, question_id: int, slack_id: str) -> int:
    """The id of this person's offer."""
    with kit.db.read() as session:
        for offer in offers_of(kit, question_id):
            if offer.volunteer_id and session.get_one(Volunteer, offer.volunteer_id).slack_id == slack_id:
                return offer.id or 0
    raise AssertionError(f"{slack_id} was not asked")


def test_one_declines_only_ones_own_offer_and_only_once(kit: Kit) -> None:
    vera, otto = make_volunteer(kit), make_volunteer(kit, "UOTTO", "Otto Other", near=SEATTLE)
    question = make_question(kit)
    mine, channel = offer_to(kit, question, vera), make_offer(kit, question)

    with pytest.raises(NotAllowed, match="somebody else"):
        offers.decline(kit, act(otto.slack_id), mine.id or 0)
    with pytest.raises(NotAllowed, match="nobody's to decline"):
        offers.decline(kit, act(vera.slack_id), channel.id or 0)
    with pytest.raises(OfferExpired, match="does not exist"):
        offers.decline(kit, act(vera.slack_id), 999)
    offers.decline(kit, act(vera.slack_id), mine.id or 0)
    with pytest.raises(OfferExpired, match="over already"):
        offers.decline(kit, act(vera.slack_id), mine.id or 0)


# --- the channel's card ------------------------------------------------------------------------------------------


def test_the_channels_card_stays_open_while_the_leads_are_asked(kit: Kit, clock: FrozenClock) -> None:
    vera = make_volunteer(kit, paused=True)
    question_id = make_question(kit).id or 0
    next_ring(kit, clock, question_id)
    card = channel_offer(kit, question_id)
    with kit.db.write() as session:
        session.get_one(Volunteer, vera.id).paused = False

    assert card.deadline == question_now(kit, question_id).due_at
    claims.claim(kit, act(), card.id or 0)
    assert question_now(kit, question_id).state == "claimed"


def test_what_nobody_took_can_still_be_taken_from_the_channel(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit, paused_until=clock.now() + timedelta(minutes=1))
    question_id = make_question(kit).id or 0
    show_cards(kit)
    for _ in range(2):
        next_ring(kit, clock, question_id)

    question = question_now(kit, question_id)
    assert (question.state, question.due_at, question.reason) == ("unanswered", None, "nobody took it in time")
    claims.claim(kit, act(), channel_offer(kit, question_id).id or 0)
    assert question_now(kit, question_id).state == "claimed"


# --- back to the queue -------------------------------------------------------------------------------------------


def test_a_question_that_is_given_back_goes_on_and_not_to_the_same_person(kit: Kit) -> None:
    repolicy(kit, rings=[volunteers_ring(), volunteers_ring("next"), QUEUE, LEADS])
    make_crowd(kit, 2)
    question = make_question(kit)
    (_, first), *_ = asked(kit, question.id or 0)
    offer = offers_of(kit, question.id or 0)[0]
    slack_id = f"U{(first or 0) - 1:03}"
    writing = claims.claim(kit, act(slack_id), offer.id or 0)
    claims.release(kit, act(slack_id), writing.claim_id)

    (ring, second), *_ = asked(kit, question.id or 0)
    assert (ring, second != first) == ("near", True)


def test_a_claim_that_expires_goes_on_with_the_rings(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    clock.advance(minutes=45)

    assert claims_over(kit) == 1
    question = question_now(kit, walked.question_id)
    assert (question.state, asked(kit, walked.question_id)) == ("offered", [("everybody", None)])
    assert question.due_at == clock.now() + timedelta(hours=2)


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
    assert overview.explain(kit, question.id or 0)["dismissed"]["name"] == "Vera Volunteer"
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
    assert now.due_at == clock.now() + timedelta(minutes=5)
    assert "dismissed" not in now.decision
    assert next_ring(kit, clock, question.id or 0) == [("everybody", None)]


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
    questions.dismiss(kit, act("UOTTO"), own(kit, question.id or 0, "UOTTO"), "only praise")
    questions.undo_dismiss(kit, act(), declined.id or 0)

    assert held.claim_id
    assert asked(kit, question.id or 0) == [("everybody", None)]


# --- in words ----------------------------------------------------------------------------------------------------


def test_explain_tells_every_step_with_names_and_versions(kit: Kit, clock: FrozenClock) -> None:
    vera = make_volunteer(kit)
    question_id = make_question(kit).id or 0
    repolicy(kit, capacity={"offers_a_day": 19})
    next_ring(kit, clock, question_id)
    claims.claim(kit, act(), channel_offer(kit, question_id).id or 0)

    told = overview.explain(kit, question_id)
    near, *_, everybody = told["rings"]
    assert (told["topic"], told["state"], told["policy"]) == ("TVs and home cinema", "claimed", 2)
    assert near["chosen"][0]["name"] == vera.name
    assert near["chosen"][0]["why"][0].startswith("You chose the topic TVs")
    assert (near["policy"], everybody["policy"], everybody["channel"]) == (1, 2, "byhand-queue")
    assert [(offer["to"], offer["state"]) for offer in told["offers"]] == [
        ("Vera Volunteer", "expired"),
        ("#byhand-queue", "accepted"),
    ]
    assert told["claims"][0]["by"] == "Vera Volunteer"
    assert told["dismissed"] is None


def test_explain_knows_no_question_that_is_not_there(kit: Kit) -> None:
    with pytest.raises(ByhandError, match="There is no question 7"):
        overview.explain(kit, 7)
