"""Streets, rivers and schools: names that end in what they are, and where such a thing lies."""

import pytest

from routing.atlas.features import find_features
from routing.atlas.mentions import read
from routing.places import Places


def features(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_features(read(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fire at 61 Molesworth Street now", ["61 Molesworth Street"]),
        ("the Clarence River has burst", ["Clarence River"]),
        ("Shelter at Durant Road Middle School", ["Durant Road Middle School"]),
        ("FLOODING NEAR GALLOWAY RD", ["GALLOWAY RD"]),
        ("between Oak Street and Elm Road", ["Oak Street", "Elm Road"]),
        ("the University of Leeds and Lake Erie", ["University of Leeds", "Lake Erie"]),
        ("State Highway 1 is closed", ["State Highway 1"]),
        ("on West Tyler Street", ["West Tyler Street"]),
        ("42nd Street", ["42nd Street"]),
        ("near Mt Lyford", ["Mt Lyford"]),
    ],
)
def test_a_thing_is_found_by_what_it_is(text: str, found: list[str]) -> None:
    assert features(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the river is high",
        "The Street",
        "Street",
        "in the park. School is out",
        "We went to Leeds. Road works are on",
        "Is the Bridge open?",
        "#OakStreet",
        "no such school in town",
    ],
)
def test_what_has_no_name_of_its_own_is_none(text: str) -> None:
    assert features(text) == []


def test_a_street_stands_for_the_town_that_the_text_names(finder: Places) -> None:
    spans = finder.find_spans("Your shop in Jamaica Avenue, Leeds, is closed")
    assert [(span.text, span.place.name if span.place else None) for span in spans] == [
        ("Jamaica Avenue", "Leeds"),
        ("Leeds", "Leeds"),
    ]


def test_a_street_alone_is_recognised_and_nowhere(finder: Places) -> None:
    spans = finder.find_spans("Is the shop in Jamaica Avenue open?")
    assert [(span.text, span.place) for span in spans] == [("Jamaica Avenue", None)]


def test_a_known_place_that_is_called_so_is_that_place(finder: Places) -> None:
    place = finder.in_text("We live in Myrtle Beach, South Carolina")[0]
    assert (place.name, place.evidence) == ("Myrtle Beach", "Myrtle Beach")


def test_what_a_town_builds_lies_in_the_town(finder: Places) -> None:
    span = next(each for each in finder.find_spans("my laptop died at Leeds University") if each.place)
    assert span.place
    assert (span.text, span.place.name) == ("Leeds University", "Leeds")


def test_large_waters_and_mountains_are_areas(finder: Places) -> None:
    spans = finder.find_spans("From the Sierra Nevada in California to Lake Tahoe")
    assert {span.place.name: span.place.radius_km > 20 for span in spans if span.place} == {
        "Sierra Nevada": True,
        "California": True,
        "Lake Tahoe": True,
    }
