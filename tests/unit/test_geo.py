"""Distances, and positions that are nowhere."""

import math
import random

import pytest
from geopy.distance import geodesic

from routing.geo import beyond_km, distance_km, exact_km, sane
from routing.ports import Place, Point

LISBON = Point(38.7167, -9.1333)
PORTO = Point(41.1496, -8.6110)


def test_the_two_distances_agree_within_one_per_cent() -> None:
    assert exact_km(LISBON, PORTO) == pytest.approx(274, abs=2)
    assert distance_km(LISBON, PORTO) == pytest.approx(exact_km(LISBON, PORTO), rel=0.01)


def test_what_people_are_told_is_what_geopys_geodesic_says() -> None:
    dice = random.Random(1)
    for _ in range(500):
        one, other = (Point(dice.uniform(-90, 90), dice.uniform(-180, 180)) for _ in range(2))
        expected = geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).km
        assert exact_km(one, other) == pytest.approx(expected, abs=0.1)
    assert exact_km(LISBON, LISBON) == 0
    assert exact_km(Point(0, 0), Point(0, 180)) == pytest.approx(20_004, abs=1)  # over a pole


def test_across_the_date_line_is_not_around_the_earth() -> None:
    assert distance_km(Point(0, 179.9), Point(0, -179.9)) < 25


def test_every_longitude_at_a_pole_is_the_same_place() -> None:
    assert distance_km(Point(90, 0), Point(90, 133)) == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (Point(0, 190), Point(0, -170)),
        (Point(0, -540), Point(0, -180)),
        (Point(12, 180), Point(12, 180)),
        (Point(90.1, 0), None),
        (Point(math.nan, 0), None),
        (Point(0, math.inf), None),
    ],
)
def test_a_position_is_brought_back_to_earth_or_refused(point: Point, expected: Point | None) -> None:
    assert sane(point) == expected


def test_a_distance_to_nowhere_is_one_clear_sentence() -> None:
    with pytest.raises(ValueError, match="between -90 and 90"):
        distance_km(LISBON, Point(91, 0))


def test_within_a_country_nobody_is_away_from_it() -> None:
    portugal = Place("Portugal", Point(39.6, -8.0), 230, "text", 0.9)
    assert beyond_km(portugal, PORTO) == 0
    assert beyond_km(portugal, Point(48.85, 2.35)) == pytest.approx(
        distance_km(portugal.point, Point(48.85, 2.35)) - 230
    )
