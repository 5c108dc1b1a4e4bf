"""The nearest volunteers: exactly those that a look at every single one finds, everywhere on Earth."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.geo import distance_km
from routing.kit import Kit
from routing.ports import Point
from store.models import Volunteer
from store.nearest import nearest
from tests.factories import TEAM, make_volunteer

TOWNS = [(53.8, -1.55), (-17.0, 179.95), (-17.0, -179.95), (89.5, 20.0), (-89.9, -120.0), (0.0, 0.0), (35.7, 139.7)]
HOUSE = (48.2, 16.37)


def enrol(kit: Kit, count: int) -> dict[int, Point]:
    """Volunteers around some towns, all over the Earth, and eighty in one house."""
    dice = random.Random(count)
    with kit.db.write() as session:
        people = [Volunteer(team_id=TEAM, slack_id=f"U{number}", joined_at=kit.clock.now()) for number in range(count)]
        for number, person in enumerate(people):
            latitude, longitude = HOUSE if number < 80 else anywhere(dice)
            person.latitude, person.longitude = latitude, longitude
        session.add_all(people)
        session.flush()
        return {person.id or 0: Point(person.latitude or 0.0, person.longitude or 0.0) for person in people}


def anywhere(dice: random.Random) -> tuple[float, float]:
    if dice.random() < 0.2:
        return dice.uniform(-90, 90), dice.uniform(-180, 180)
    latitude, longitude = dice.choice(TOWNS)
    return max(-90.0, min(90.0, dice.gauss(latitude, 0.3))), (dice.gauss(longitude, 0.3) + 180) % 360 - 180


def by_looking_at_all(people: dict[int, Point], around: Point, count: int) -> list[float]:
    return sorted(distance_km(around, point) for point in people.values())[:count]


@pytest.fixture
def crowd(kit: Kit) -> dict[int, Point]:
    return enrol(kit, 1500)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [*TOWNS, HOUSE, (90.0, 0.0), (-90.0, 77.0), (60.0, 180.0), (60.0, -180.0), (-40.0, 100.0), (70.0, -150.0)],
)
@pytest.mark.parametrize("count", [1, 20, 100])
def test_the_nearest_are_those_that_looking_at_all_finds(
    kit: Kit, crowd: dict[int, Point], latitude: float, longitude: float, count: int
) -> None:
    with kit.db.read() as session:
        found = nearest(session, latitude, longitude, count)

    assert [km for _, km in found] == pytest.approx(by_looking_at_all(crowd, Point(latitude, longitude), count))


def test_from_anywhere_on_earth_too(kit: Kit, crowd: dict[int, Point]) -> None:
    with kit.db.read() as session:

        @given(st.floats(-90, 90), st.floats(-180, 180), st.integers(1, 70))
        def look(latitude: float, longitude: float, count: int) -> None:
            found = nearest(session, latitude, longitude, count)
            expected = by_looking_at_all(crowd, Point(latitude, longitude), count)
            assert [km for _, km in found] == pytest.approx(expected, rel=1e-6, abs=1e-6)

        look()


def test_of_those_in_one_house_the_first_enrolled(kit: Kit, crowd: dict[int, Point]) -> None:
    with kit.db.read() as session:
        found = nearest(session, *HOUSE, 5)

    assert [number for number, _ in found] == sorted(crowd)[:5]


def test_only_members_with_a_place_are_found(kit: Kit) -> None:
    make_volunteer(kit, "UGUEST", standing="guest")
    make_volunteer(kit, "ULEFT", left_at=kit.clock.now())
    make_volunteer(kit, "UNOWHERE", near=None)
    here = make_volunteer(kit)

    with kit.db.read() as session:
        assert [number for number, _ in nearest(session, 0.0, 0.0, 20)] == [here.id]


def test_where_nobody_is_enrolled_nobody_is_near(kit: Kit) -> None:
    with kit.db.read() as session:
        assert nearest(session, 53.8, -1.55, 20) == []
