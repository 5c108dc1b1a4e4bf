"""The model's people are looked up, ranked and drawn exactly as the same people in a database are."""

import json
import random
from datetime import timedelta

import numpy as np
import pytest

from policies.document import Policy
from policies.file import read
from routing import asking
from routing.candidates import Crowd
from routing.kit import Kit
from routing.ports import Place, Point
from routing.simulation.assumptions import Assumptions
from routing.simulation.ground import START
from routing.simulation.hours import SHIFTS
from routing.simulation.room import Room
from routing.simulation.scene import Scene, scene_of
from store.models import Evidence, Offer, Question, Volunteer, VolunteerTopic
from tests.factories import DEFAULT_POLICY, TEAM, make_question

MINUTE = 9 * 1440 + 14 * 60.0
NOW = START + timedelta(minutes=MINUTE)
WORLD = Assumptions(volunteers=700, days=1, warm_up_days=0, lives_km=25.0)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(DEFAULT_POLICY.read_text("utf-8"))


@pytest.fixture
def scene(policy: Policy) -> Scene:
    return scene_of(policy, WORLD, 5)


@pytest.fixture
def room(kit: Kit, policy: Policy, scene: Scene) -> Room:
    """The people of the scene, some with a past, in the room and in the database."""
    room = Room(policy, scene.world, scene.force)
    dice = random.Random(1)
    with kit.db.write() as session:
        session.add_all(_volunteer(scene, number) for number in range(len(scene.force)))
        session.flush()
        session.add_all(_topics(scene))
    question = make_question(kit)
    with kit.db.write() as session:
        old = session.get_one(Question, question.id)
        asked = dice.sample(range(len(scene.force)), 400)
        for number, minute in zip(asked, sorted(MINUTE - dice.uniform(1, 40 * 1440) for _ in asked), strict=True):
            _was_asked(room, number, minute)
            session.add(_offer(old, number, minute))
            session.get_one(Volunteer, number + 1).asked_at = START + timedelta(minutes=minute)
            topic = dice.choice(scene.world.topics)
            room.count(number, (topic,), "answered")
            session.add(Evidence(volunteer_id=number + 1, topic=topic, answered=1, changed_at=NOW))
    room.at(MINUTE)
    return room


def _volunteer(scene: Scene, number: int) -> Volunteer:
    force, spans = scene.force, SHIFTS[scene.force.shift[number]]
    return Volunteer(
        id=number + 1,
        team_id=TEAM,
        slack_id=f"U{number:05}",
        name=f"V{number}",
        time_zone=scene.world.ground.zones[force.zone_of[number]],
        latitude=float(force.latitude[number]),
        longitude=float(force.longitude[number]),
        hours=None if spans is None else [[f"{at:%H:%M}" for at in span] for span in spans],
        joined_at=START,
    )


def _topics(scene: Scene) -> list[VolunteerTopic]:
    rows = np.argwhere(scene.force.level > 0).tolist()
    return [
        VolunteerTopic(volunteer_id=number + 1, topic=scene.world.topics[at], level=int(scene.force.level[number, at]))
        for number, at in rows
    ]


def _was_asked(room: Room, number: int, minute: float) -> None:
    room.minute = minute
    room.count_offers([number])
    room.offer_ended(number, minute, taken=False)


def _offer(question: Question, number: int, minute: float) -> Offer:
    at = START + timedelta(minutes=minute)
    return Offer(
        question_id=question.id or 0,
        volunteer_id=number + 1,
        ring=0,
        ring_name="near",
        state="declined",
        offered_at=at,
        deadline=at,
        decided_at=at,
    )


def test_the_same_people_are_asked_as_out_of_a_database(kit: Kit, policy: Policy, scene: Scene, room: Room) -> None:
    for number in range(40):
        wanted, after = _wanted(scene, number)

        simulated = asking.ask(room, wanted, after, 1)
        with kit.db.read() as session:
            real = asking.ask(Crowd(session, policy, NOW), wanted, after, 1)

        assert _asked(simulated) == [who - 1 for who in _asked(real)]
        assert simulated.ring == real.ring
        assert [_factors(step) for step in simulated.steps] == [_factors(step) for step in real.steps]


def _wanted(scene: Scene, number: int) -> tuple[asking.Wanted, int | None]:
    """A question of none, one or two topics near some shop, or without a place, and the ring that it had before."""
    dice = random.Random(number)
    shop = dice.choice(scene.world.ground.shops)
    place = Place(shop.city, Point(shop.latitude, shop.longitude), 10.0, "text", 0.9) if number % 5 else None
    topics = tuple(dice.sample(scene.world.topics, number % 3))
    return asking.Wanted(number, topics, place), dice.choice((None, 0, 1))


def _asked(told: asking.Asking) -> list[int]:
    return [offer["volunteer_id"] for offer in told.offers if "volunteer_id" in offer]


def _factors(step: asking.Values) -> str:
    return json.dumps([one["factors"] for one in step.get("chosen", ())])
