"""Rings: who is asked in which order, who is left out and why, and what comes when nobody is left to ask."""

from datetime import timedelta
from typing import Any

import pytest

from routing import claims, explaining, offers, views
from routing.clocks import claims_over
from routing.errors import ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.ports import PlaceHint, Point
from store import questions
from store.models import Offer, Volunteer
from tests.factories import (
    FrozenClock,
    act,
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
    channel_offer,
    next_ring,
    owed,
    own_offer,
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


# --- the order ---------------------------------------------------------------------------------------------------


def test_the_default_policy_asks_near_then_wider_then_anywhere_then_the_channel_then_the_leads(
    kit: Kit, clock: FrozenClock
) -> None:
    near = make_crowd(kit, 6)
    london = make_volunteer(kit, "ULON", "Lon Don", near=LONDON)
    berlin = make_volunteer(kit, "UBER", "Ber Lin", near=BERLIN)
    question = make_question(kit)
    question_id = question.id or 0

    assert len(asked(kit, question_id)) == 5
    assert {volunteer for _, volunteer in asked(kit, question_id)} < {person.id for person in near}
    assert question.due_at == clock.now() + timedelta(minutes=3)
    next_ring(kit, clock, question_id)
    wider = [volunteer for ring, volunteer in asked(kit, question_id) if ring == "wider"]
    assert set(wider) - {person.id for person in near} == {london.id}
    assert next_ring(kit, clock, question_id)[-1] == ("anywhere", berlin.id)
    assert next_ring(kit, clock, question_id)[-1] == ("everybody", None)
    assert [row.lane for row in owed(kit, "card", "byhand-queue")] == ["post:byhand-queue"]
    assert next_ring(kit, clock, question_id)[-2:] == [("everybody", None), ("leads", None)]
    assert [row.lane for row in owed(kit, "card", "byhand-leads")] == ["post:byhand-leads"]
    assert next_ring(kit, clock, question_id) == []
    assert question_now(kit, question_id).state == "unanswered"


def test_who_was_asked_may_still_take_it_when_others_are_asked_too(kit: Kit, clock: FrozenClock) -> None:
    vera = make_volunteer(kit)
    make_volunteer(kit, "ULON", "Lon Don", near=LONDON)
    question_id = make_question(kit).id or 0
    first = offers_of(kit, question_id)[0]
    next_ring(kit, clock, question_id)

    with kit.db.read() as session:
        assert views.card(kit, session, session.get_one(Offer, first.id)).others_asked
    claims.claim(kit, act(), first.id or 0)

    with kit.db.read() as session:
        rows = {row.volunteer_id: row.state for row in questions.offers(session, question_id)}
    assert rows.pop(vera.id) == "accepted"
    assert set(rows.values()) == {"rescinded"}


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


def test_near_goes_across_the_date_line(kit: Kit) -> None:
    west = make_volunteer(kit, "UWEST", "West Side", near=(-16.8, 179.99))
    make_volunteer(kit, "UFAR", "Far Away", near=(-16.8, 175.0))
    hint = PlaceHint("telegram_location", Point(-16.8, -179.99), 0.1)
    question = make_question(kit, "My TV flickers", hint=hint)

    assert asked(kit, question.id or 0) == [("near", west.id)]


# --- who is left out ---------------------------------------------------------------------------------------------


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
    moments: dict[str, Any] = {
        key: now + value if isinstance(value, timedelta) else value for key, value in values.items()
    }
    make_volunteer(kit, **moments)
    question = make_question(kit)

    told = explaining.explain(kit, question.id or 0)
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
    left_out = explaining.explain(kit, question.id or 0)["rings"][0]["left_out"]
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

    said = offers.decline(kit, act("U000"), own_offer(kit, question_id, "U000"))
    assert said.text == "All right, somebody else will be asked."
    assert len(asked(kit, question_id)) == 1
    assert len(renewed(kit)) == 1
    offers.decline(kit, act("U001"), own_offer(kit, question_id, "U001"))
    assert asked(kit, question_id) == [("everybody", None)]
    assert {first, second} == {offer.id for offer in offers_of(kit, question_id) if offer.state == "declined"}


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


# --- in words ----------------------------------------------------------------------------------------------------


def test_explain_tells_every_step_with_names_and_versions(kit: Kit, clock: FrozenClock) -> None:
    vera = make_volunteer(kit)
    question_id = make_question(kit).id or 0
    repolicy(kit, capacity={"offers_a_day": 19})
    next_ring(kit, clock, question_id)
    claims.claim(kit, act(), channel_offer(kit, question_id).id or 0)

    told = explaining.explain(kit, question_id)
    near, *_, everybody = told["rings"]
    assert (told["topic"], told["state"], told["policy"]) == ("TVs and home cinema", "claimed", 2)
    assert near["chosen"][0]["name"] == vera.name
    assert near["chosen"][0]["why"][0].startswith("You chose the topic TVs")
    assert (near["policy"], everybody["policy"], everybody["channel"]) == (1, 2, "byhand-queue")
    assert [(offer["to"], offer["state"]) for offer in told["offers"]] == [
        ("Vera Volunteer", "rescinded"),
        ("#byhand-queue", "accepted"),
    ]
    assert told["claims"][0]["by"] == "Vera Volunteer"
    assert told["dismissed"] is None


def test_explain_knows_no_question_that_is_not_there(kit: Kit) -> None:
    with pytest.raises(ByhandError, match="There is no question 7"):
        explaining.explain(kit, 7)
