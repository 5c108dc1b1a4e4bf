"""Whom a ring asks, from the tables to the offers: what a question says, what volunteers say, and what came of it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, func, select

from routing import claims
from routing.candidates import Crowd
from routing.kit import Kit
from routing.ports import Author
from routing.rings import open_next_ring
from store import evidence
from store.models import (
    Asker,
    Claim,
    Conversation,
    Delivery,
    Offer,
    Question,
    QuestionPart,
    Volunteer,
    VolunteerTopic,
)
from tests.factories import (
    LEEDS,
    MONDAY_NOON,
    TEAM,
    FrozenClock,
    act,
    answered,
    claimed,
    make_question,
    make_volunteer,
    offers_of,
    published,
)
from tests.integration.scenery import LEADS, QUEUE, asked, next_ring, repolicy, volunteers_ring

PLAIN = "Is anybody there today?"
NOON = MONDAY_NOON
CHRISTMAS = datetime(2026, 12, 25, 12, 0, tzinfo=UTC)


def people(kit: Kit, question: Question) -> set[int | None]:
    return {volunteer for _, volunteer in asked(kit, question.id or 0)}


def left_out(question: Question) -> dict[int, str]:
    steps = question.decision["rings"]
    return {each["volunteer_id"]: each["reason"] for step in steps for each in step.get("left_out", ())}


def factors(question: Question) -> dict[int, dict[str, float]]:
    (step,) = question.decision["rings"]
    return {each["volunteer_id"]: each["factors"] for each in (*step["chosen"], *step["reserve"])}


# --- what nobody can tell the topic of -----------------------------------------------------------------------------


def test_a_question_without_a_topic_begins_at_the_ring_for_such_questions(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    question = make_question(kit, PLAIN)

    assert asked(kit, question.id or 0) == [("everybody", None)]
    assert next_ring(kit, clock, question.id or 0) == [("everybody", None), ("leads", None)]


def test_without_such_a_ring_it_begins_at_the_first(kit: Kit) -> None:
    repolicy(kit, finding={})
    person = make_volunteer(kit, topics=["kitchen"])

    assert asked(kit, make_question(kit, PLAIN).id or 0) == [("near", person.id)]


def test_the_ring_for_such_questions_may_be_one_of_volunteers(kit: Kit) -> None:
    anybody = volunteers_ring("anybody", count=2, match_topic=False)
    repolicy(kit, finding={"unsorted": "anybody"}, rings=[volunteers_ring(), anybody, QUEUE, LEADS])
    person = make_volunteer(kit, topics=["kitchen"])

    assert asked(kit, make_question(kit, PLAIN).id or 0) == [("anybody", person.id)]
    assert asked(kit, make_question(kit, "My TV flickers").id or 0) == [("anybody", person.id)]


def test_a_question_with_a_topic_begins_at_the_first_ring_all_the_same(kit: Kit) -> None:
    person = make_volunteer(kit)

    assert asked(kit, make_question(kit).id or 0) == [("near", person.id)]


# --- holidays, languages, presence ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "policy", "is_asked"),
    [("GB", True, False), ("GB", False, True), ("", True, True), ("AE", True, True), ("ZZ", True, True)],
)
def test_on_a_public_holiday_nobody_is_asked_where_it_is_one(
    kit: Kit, clock: FrozenClock, country: str, policy: bool, is_asked: bool
) -> None:
    repolicy(kit, people={"holidays": policy})
    clock.set(CHRISTMAS)
    person = make_volunteer(kit, country=country)
    question = make_question(kit, posted_at=CHRISTMAS)

    assert people(kit, question) == ({person.id} if is_asked else {None})
    assert left_out(question) == ({} if is_asked else {person.id: "holiday"})


def test_a_holiday_is_of_the_volunteers_own_day(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, people={"holidays": True})
    clock.set(datetime(2026, 12, 25, 23, 30, tzinfo=UTC))  # the 26th in Japan, which keeps neither; Monday's law aside
    everyday: dict[str, Any] = {"hours": [["00:00", "23:59"]], "country": "US"}
    make_volunteer(kit, "UNEWYORK", time_zone="America/New_York", **everyday)
    abroad = make_volunteer(kit, "UTOKYO", time_zone="Asia/Tokyo", **everyday)

    assert people(kit, make_question(kit)) == {abroad.id}


def test_who_named_other_languages_is_not_asked(kit: Kit) -> None:
    german = make_volunteer(kit, "UDE", languages=["de"])
    english = make_volunteer(kit, "UEN", languages=["en", "fr"])
    silent = make_volunteer(kit, "USILENT")
    question = make_question(kit, language="en")

    assert people(kit, question) == {english.id, silent.id}
    assert left_out(question) == {german.id: "other_language"}
    found = factors(question)
    assert found[english.id or 0]["language"] == 1.0 > found[silent.id or 0]["language"]


def test_what_slack_said_of_somebodys_presence_counts_while_it_is_news(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, people={"presence": True})
    now = clock.now()
    here = make_volunteer(kit, "UHERE", present=True, seen_at=now - timedelta(minutes=20))
    away = make_volunteer(kit, "UAWAY", present=False, seen_at=now - timedelta(minutes=20))
    stale = make_volunteer(kit, "USTALE", present=False, seen_at=now - timedelta(minutes=21))
    found = {person: each["availability"] for person, each in factors(make_question(kit)).items()}

    assert found[here.id or 0] > found[stale.id or 0] > found[away.id or 0]


def test_who_is_awake_is_found_however_many_sleep(kit: Kit) -> None:
    """Those who sleep were never asked, and so come first in the order of asking, which leads where no place does."""
    with kit.db.write() as session:
        sleeping = [
            Volunteer(
                team_id=TEAM,
                slack_id=f"USLEEPS{number}",
                time_zone="America/Los_Angeles",
                latitude=34.0,
                longitude=-118.0,
                joined_at=NOON,
            )
            for number in range(450)
        ]
        session.add_all(sleeping)
        session.flush()
        session.add_all(VolunteerTopic(volunteer_id=person.id or 0, topic="tv") for person in sleeping)
    here = make_volunteer(kit, asked_at=NOON - timedelta(hours=3))
    question = make_question(kit, "My TV flickers")

    assert people(kit, question) == {here.id}
    assert set(left_out(question).values()) == {"off_hours"}


def test_who_named_hours_of_his_own_is_found_among_them(kit: Kit) -> None:
    with kit.db.write() as session:
        for number in range(60):
            person = Volunteer(team_id=TEAM, slack_id=f"USLEEPS{number}", time_zone="Asia/Tokyo", joined_at=NOON)
            session.add(person)
            session.flush()
            session.add(VolunteerTopic(volunteer_id=person.id or 0, topic="tv"))
    late = make_volunteer(
        kit, "ULATE", time_zone="Asia/Tokyo", hours=[["20:00", "23:00"]], asked_at=NOON - timedelta(hours=3)
    )

    assert people(kit, make_question(kit, "My TV flickers")) == {late.id}


# --- what became of earlier offers ---------------------------------------------------------------------------------


def test_what_became_of_the_last_weeks_offers_is_counted(kit: Kit, clock: FrozenClock) -> None:
    """Taken, declined and let pass; not what another took first, nor what is older."""
    repolicy(kit, rings=[volunteers_ring(), QUEUE, LEADS])
    person = make_volunteer(kit)
    for number, state in enumerate(("accepted", "declined", "expired", "rescinded", "accepted")):
        question = make_question(kit)
        with kit.db.write() as session:
            (offer,) = session.exec(select(Offer).where(Offer.question_id == question.id)).all()
            offer.state = state
        clock.advance(days=23 if number == 0 else 0, hours=1)
    clock.advance(days=6)

    with kit.db.read() as session:
        (found,) = Crowd(session, kit.policy(), clock.now()).these([person.id or 0])
    assert (found.offers_today, found.offered_lately, found.taken_lately) == (0, 3, 1)


# --- two topics, and who answered before ---------------------------------------------------------------------------


def test_either_topic_of_a_question_will_do(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, rings=[volunteers_ring("first"), volunteers_ring("second", count=9), QUEUE, LEADS])
    everybody = [make_volunteer(kit, f"U{name}", topics=[name]) for name in ("tv", "audio", "kitchen")]
    question = make_question(kit)
    with kit.db.write() as session:
        row = session.get_one(Question, question.id)
        row.second_topic = "audio"
        open_next_ring(kit, session, row, 0, "escalate")

    assert people(kit, question) == {person.id for person in everybody[:2]}


def test_who_answered_this_asker_before_is_preferred_in_a_new_conversation(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, people={"newcomer_share": 0, "evidence": "declared"}, rings=[volunteers_ring(), QUEUE, LEADS])
    ada = Author("ada", "Ada Asker", "ada")
    others = [make_volunteer(kit, f"U{number}") for number in range(5)]
    before = make_volunteer(kit, "UBEFORE")
    walked = claimed(kit, before, author=ada)
    published(kit, answered(kit, walked))
    clock.advance(days=30)
    question = make_question(kit, author=ada)

    found = factors(question)
    assert found[before.id or 0]["continuity"] == 1.0
    assert {found[person.id or 0]["continuity"] for person in others} == {0.7}
    assert factors(make_question(kit))[others[0].id or 0]["continuity"] == 1.0


# --- newcomers, from the tables ------------------------------------------------------------------------------------


def test_now_and_then_somebody_new_is_asked_and_told_so(kit: Kit) -> None:
    repolicy(kit, people={"newcomer_share": 1}, rings=[volunteers_ring(count=2), QUEUE, LEADS])
    old = [make_volunteer(kit, f"U{number}") for number in range(5)]
    with kit.db.write() as session:
        for person in old:
            for _ in range(9):
                evidence.count(session, person.id or 0, "tv", "answered", kit.clock.now())
    new = make_volunteer(kit, "UNEW")
    question = make_question(kit)

    assert new.id in people(kit, question)
    (offer,) = [one for one in offers_of(kit, question.id or 0) if one.volunteer_id == new.id]
    assert offer.why[0].startswith("You are new to ")


# --- promises that hold whatever the rows --------------------------------------------------------------------------


def crowd_of(kit: Kit, order: list[int]) -> None:
    """People of all sorts, written in this order; who is who goes by the number."""
    made = {number: a_volunteer(kit, random.Random(number)) for number in order}
    with kit.db.write() as session:
        for number in order:
            session.add(Volunteer(id=number, team_id=TEAM, slack_id=f"U{number}", **made[number]))
            session.flush()
            session.add(VolunteerTopic(volunteer_id=number, topic="tv", level=1 + number % 3))


def a_volunteer(kit: Kit, dice: random.Random) -> dict[str, Any]:
    return {
        "time_zone": "Europe/London",
        "joined_at": kit.clock.now(),
        "latitude": LEEDS[0] + dice.uniform(-0.4, 0.4),
        "longitude": LEEDS[1],
        "capacity": dice.choice([None, 0, 1, 2]),
        "paused": dice.random() < 0.2,
        "country": dice.choice(["", "GB"]),
    }


def test_the_order_of_rows_never_changes_who_is_asked(kit: Kit) -> None:
    numbers = list(range(1, 13))
    told = []
    for seed in range(6):
        everything_away(kit)
        crowd_of(kit, random.Random(seed).sample(numbers, len(numbers)))
        (step,) = make_question(kit, external_id=f"9{seed}:1").decision["rings"]
        told.append([each["volunteer_id"] for each in (*step["chosen"], *step["reserve"])])

    assert len(told[0]) > 5
    assert all(each == told[0] for each in told)


def everything_away(kit: Kit) -> None:
    """As on the first day: the same numbers are given again."""
    with kit.db.write() as session:
        for model in (Delivery, Offer, QuestionPart, Question, Conversation, Asker, VolunteerTopic, Volunteer):
            session.execute(delete(model))


@pytest.mark.parametrize("seed", range(8))
def test_nobody_over_capacity_is_ever_offered_anything(kit: Kit, clock: FrozenClock, seed: int) -> None:
    """Questions come, are taken and given back in any order; no offer goes to full hands, not even from a batch."""
    dice = random.Random(seed)
    own = {f"U{number}": dice.choice([None, 0, 1, 2]) for number in range(6)}
    for slack_id, capacity in own.items():
        make_volunteer(kit, slack_id, capacity=capacity)
    repolicy(kit, capacity={"claims_at_once": 2, "offers_a_day": 6}, rings=[volunteers_ring(count=3), QUEUE, LEADS])
    for _ in range(12):
        held = hands(kit)
        question = make_question(kit)
        for offer in offers_of(kit, question.id or 0):
            if offer.volunteer_id is not None:
                person = volunteer(kit, offer.volunteer_id)
                assert held.get(offer.volunteer_id, 0) < (2 if person.capacity is None else person.capacity)
                assert offers_today(kit, offer.volunteer_id) <= 6
        take_or_give_back(kit, dice, question)
        clock.advance(minutes=3)


def take_or_give_back(kit: Kit, dice: random.Random, question: Question) -> None:
    mine = [offer for offer in offers_of(kit, question.id or 0) if offer.volunteer_id is not None]
    if mine and dice.random() < 0.8:
        offer = dice.choice(mine)
        claims.claim(kit, act(volunteer(kit, offer.volunteer_id or 0).slack_id), offer.id or 0)
    elif live := live_claims(kit):
        claim = dice.choice(live)
        claims.release(kit, act(volunteer(kit, claim.volunteer_id).slack_id), claim.id or 0)


def live_claims(kit: Kit) -> list[Claim]:
    with kit.db.read() as session:
        return list(session.execute(select(Claim).where(col(Claim.state) == "held").order_by(col(Claim.id))).scalars())


def hands(kit: Kit) -> dict[int, int]:
    found: dict[int, int] = {}
    for claim in live_claims(kit):
        found[claim.volunteer_id] = found.get(claim.volunteer_id, 0) + 1
    return found


def offers_today(kit: Kit, volunteer_id: int) -> int:
    with kit.db.read() as session:
        query = select(func.count()).select_from(Offer).where(col(Offer.volunteer_id) == volunteer_id)
        return int(session.execute(query).scalar_one())


def volunteer(kit: Kit, number: int) -> Volunteer:
    with kit.db.read() as session:
        return session.get_one(Volunteer, number)
