"""Who comes into question out of a crowd: the nearest, those asked longest ago, and who is away last of all."""

from datetime import timedelta
from typing import Any

import pytest

from routing.kit import Kit
from store import crowd
from store.boxes import Circle
from store.crowd import PAGE, Wanted
from store.models import Volunteer, VolunteerTopic
from tests.factories import LEEDS, TEAM, FrozenClock, make_question, make_volunteer

AROUND_LEEDS = Circle(*LEEDS, 50.0)
EVERY_WAY = {
    "near": Wanted(AROUND_LEEDS),
    "near, of a common topic": Wanted(AROUND_LEEDS, ("tv",)),
    "near, of a rare topic": Wanted(AROUND_LEEDS, ("tv",), is_rare=True),
    "anywhere": Wanted(),
    "anywhere, of a common topic": Wanted(topics=("tv",)),
    "anywhere, of a rare topic": Wanted(topics=("tv",), is_rare=True),
}


def enrol(kit: Kit, count: int, **values: Any) -> list[int]:
    """So many volunteers of one topic, each a little farther north of Leeds than the one before."""
    with kit.db.write() as session:
        people = [
            Volunteer(
                team_id=TEAM,
                slack_id=f"U{values.get('name', '')}{number:04}",
                time_zone="Europe/London",
                latitude=LEEDS[0] + number / 10_000,
                longitude=LEEDS[1],
                joined_at=kit.clock.now(),
                **values,
            )
            for number in range(count)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(VolunteerTopic(volunteer_id=person.id or 0, topic="tv") for person in people)
        return [person.id or 0 for person in people]


def found(kit: Kit, wanted: Wanted, page: int = 0) -> list[int]:
    with kit.db.read() as session:
        return [one.id for one in crowd.in_reach(session, wanted, kit.clock.now(), page)]


@pytest.mark.parametrize("way", EVERY_WAY)
def test_every_way_of_looking_finds_the_same_people(kit: Kit, way: str) -> None:
    here, paused = make_volunteer(kit), make_volunteer(kit, "UPAUSED", paused=True)
    make_volunteer(kit, "UGUEST", standing="guest")
    make_volunteer(kit, "ULEFT", left_at=kit.clock.now())

    assert sorted(found(kit, EVERY_WAY[way])) == [here.id, paused.id]


@pytest.mark.parametrize("way", EVERY_WAY)
def test_of_a_crowd_a_page_at_a_time_each_once(kit: Kit, way: str) -> None:
    everybody = enrol(kit, 2 * PAGE + 5)
    pages = [found(kit, EVERY_WAY[way], page) for page in range(4)]

    assert [len(page) for page in pages] == [PAGE, PAGE, 5, 0]
    assert [one for page in pages for one in page] == everybody


@pytest.mark.parametrize("way", EVERY_WAY)
def test_who_is_away_never_fills_the_page(kit: Kit, way: str) -> None:
    enrol(kit, PAGE, name="paused", paused=True)
    enrol(kit, PAGE, name="quiet", quiet_until=kit.clock.now() + timedelta(hours=1))
    here = enrol(kit, 3, name="here")

    assert set(here) <= set(found(kit, EVERY_WAY[way]))


def test_of_a_town_full_of_people_the_nearest(kit: Kit) -> None:
    everybody = enrol(kit, 3 * PAGE)

    assert sorted(found(kit, Wanted(Circle(*LEEDS, 400.0)))) == everybody[:PAGE]


@pytest.mark.parametrize("topics", [(), ("tv",), ("kitchen",)])
def test_where_hundreds_live_in_one_street_still_the_nearest(kit: Kit, topics: tuple[str, ...]) -> None:
    everybody = enrol(kit, 700)
    few = everybody[::10]
    with kit.db.write() as session:
        session.add_all(VolunteerTopic(volunteer_id=number, topic="kitchen") for number in few)

    expected = few[:PAGE] if topics == ("kitchen",) else everybody[:PAGE]
    assert sorted(found(kit, Wanted(Circle(*LEEDS, 400.0), topics))) == expected


def test_of_two_topics_each_once(kit: Kit) -> None:
    both = make_volunteer(kit, "UBOTH", topics=["tv", "audio"])
    one = make_volunteer(kit, "UONE", topics=["audio"])
    make_volunteer(kit, "UNONE", topics=["kitchen"])

    for circle in (None, AROUND_LEEDS):
        for is_rare in (True, False):
            assert sorted(found(kit, Wanted(circle, ("tv", "audio"), is_rare))) == [both.id, one.id]


def test_whose_pause_is_over_is_there(kit: Kit, clock: FrozenClock) -> None:
    enrol(kit, 1, paused_until=clock.now() + timedelta(minutes=5))
    with kit.db.read() as session:
        before = crowd.in_reach(session, Wanted(), clock.now(), 0)
        after = crowd.in_reach(session, Wanted(), clock.now() + timedelta(minutes=5), 0)

    assert [one.is_paused for one in (*before, *after)] == [True, False]


def test_those_asked_longest_ago_come_first(kit: Kit, clock: FrozenClock) -> None:
    before = make_volunteer(kit, "UBEFORE")
    make_question(kit)
    clock.advance(minutes=1)
    just_now = make_volunteer(kit, "UJUSTNOW", near=(48.2, 16.4))
    make_question(kit, "My new TV in Vienna flickers")
    never = enrol(kit, PAGE - 1)

    assert sorted(found(kit, Wanted())) == [before.id, *never]
    assert found(kit, Wanted(), page=1) == [just_now.id]


@pytest.mark.parametrize("longitude", [179.9, -179.9])
def test_the_date_line_is_no_border(kit: Kit, longitude: float) -> None:
    people = [make_volunteer(kit, f"U{side}", near=(-17.0, side)) for side in (179.8, -179.8)]

    for is_rare in (True, False):
        near = Wanted(Circle(-17.0, longitude, 100.0), ("tv",), is_rare)
        assert sorted(found(kit, near)) == sorted(person.id or 0 for person in people)


def test_a_topic_is_rare_until_many_chose_it(kit: Kit) -> None:
    enrol(kit, 3)
    with kit.db.read() as session:
        assert crowd.is_rare(session, ("tv",))
        assert crowd.is_rare(session, ("nobody-chose-it",))
