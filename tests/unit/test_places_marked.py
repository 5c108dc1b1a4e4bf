"""Names that somebody has marked in a text: each gets the place that is most likely meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.places import Places
from routing.ports import Place


def resolved(places: Places, text: str, *names: str) -> list[Place | None]:
    spans = [(text.index(name), text.index(name) + len(name)) for name in names]
    return list(places.resolve(text, spans))


def labels(places: Places, text: str, *names: str) -> list[str]:
    return [place.name if place else "" for place in resolved(places, text, *names)]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Paris, Texas is small", "Paris", "Paris, Texas"),
        ("the British Isles' news: a British hacker", "British hacker", "United Kingdom"),
        ("The German police", "German", "Germany"),
        ("Two Canadians won", "Canadians", "Canada"),
        ("European officials said", "European", "Europe"),
        ("northern Berlin", "northern Berlin", "Berlin"),
        ("#NewZealand", "NewZealand", "New Zealand"),
        ("Puerto Ricos crops", "Puerto Ricos", "Puerto Rico"),
        ("St. Petersburg, Florida", "St. Petersburg", "St. Petersburg"),
    ],
)
def test_a_marked_name_is_looked_up_loosely(finder: Places, text: str, name: str, place: str) -> None:
    found = resolved(finder, text, name)[0]
    assert found
    assert found.name == place


def test_what_peoples_are_called_is_no_place_unless_marked(finder: Places) -> None:
    assert finder.find_spans("A British plug for a German laptop") == ()


def test_an_unknown_name_lies_where_the_text_is(finder: Places) -> None:
    places = labels(finder, "Slips near Qwertyville, just outside Wellington, New Zealand", "Qwertyville")
    assert places == ["Wellington, New Zealand"]


def test_a_street_lies_in_the_town_and_not_in_its_namesake(finder: Places) -> None:
    assert labels(finder, "Fire in Richmond Street, Toronto", "Richmond Street", "Toronto") == ["Toronto", "Toronto"]


def test_a_hamlet_that_nobody_lists_lies_in_the_state_that_follows(finder: Places) -> None:
    assert labels(finder, "A crash in Holliday, Missouri", "Holliday") == ["Missouri"]


def test_a_name_means_one_place_throughout_a_text(finder: Places) -> None:
    text = "LONDON, Ky. - He was seen in Corbin, Kentucky. Later London police came."
    spans = [(0, 6), (text.index("London"), text.index("London") + 6)]
    first, later = finder.resolve(text, spans)
    assert first
    assert later
    assert (first.country, later.point) == ("US", first.point)


def test_other_towns_of_the_text_decide_between_namesakes(finder: Places) -> None:
    text = "Roads closed from Pineville over Alexandria to Natchitoches, Louisiana"
    pineville, alexandria = resolved(finder, text, "Pineville", "Alexandria")
    assert pineville
    assert alexandria
    assert {pineville.country, alexandria.country} == {"US"}
    assert abs(pineville.point.latitude - alexandria.point.latitude) < 0.5


def test_a_neighbour_counts_though_its_name_is_a_word_too(finder: Places) -> None:
    text = "For the residents of Edmonton, just outside Cairns in Queensland, Cairns is the place to shop"
    assert labels(finder, text, "Edmonton", "Cairns") == ["Edmonton, Australia", "Cairns"]


def test_a_text_without_any_known_name_resolves_to_nothing(finder: Places) -> None:
    assert labels(finder, "Qwertyville is nice", "Qwertyville") == [""]


@pytest.mark.parametrize("span", [(0, 0), (3, 1), (-5, 2), (500, 900), (-9, 9999)])
def test_a_span_that_marks_nothing_is_no_fault(finder: Places, span: tuple[int, int]) -> None:
    assert len(finder.resolve("In Berlin", [span])) == 1


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 100), st.integers(-5, 100)), max_size=4))
def test_any_marks_in_any_text_get_one_answer_each(finder: Places, text: str, spans: list[tuple[int, int]]) -> None:
    assert len(finder.resolve(text, spans)) == len(spans)
