"""Compiling the place index, and reading it."""

import sqlite3
from pathlib import Path

import pytest
from rich.console import Console

from routing.atlas import build
from routing.atlas import source as geonames
from routing.atlas.areas import circle_around
from routing.atlas.gazetteer import CAPITAL, Flag, Gazetteer, IndexMissing, Kind, Role
from routing.atlas.source import Source
from routing.atlas.source_lexicon import lexicon
from routing.atlas.words import spell
from routing.places import Places
from routing.ports import Point

QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def source() -> Source:
    """What GeoNames has on all countries and regions, on counties in one of them, and on cities."""
    everything = geonames.read(15000)
    areas = [area for area in everything.areas if area.kind != Kind.DISTRICT or area.country == "US"]
    return Source([city for city in everything.cities if city.population >= 100_000], areas)


@pytest.fixture(scope="module")
def small_index(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "deep" / "places.sqlite"
    build.write(path, build.digest_of(15000), source, lexicon(), QUIET)
    return path


@pytest.fixture(scope="module")
def gazetteer(small_index: Path) -> Gazetteer:
    return Gazetteer(small_index)


def test_a_current_index_is_left_alone(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = small_index.stat()
    assert build.main(["--out", str(small_index), "--people", "15000"]) == 0
    assert small_index.stat().st_mtime_ns == before.st_mtime_ns
    assert "is current" in capsys.readouterr().err


def test_an_index_of_other_settlements_is_not_current(small_index: Path) -> None:
    assert build.is_current(small_index, build.digest_of(15000))
    assert not build.is_current(small_index, build.digest_of(500))


def test_building_again_gives_the_same_file(source: Source, tmp_path: Path) -> None:
    few = Source(source.cities[:300], [area for area in source.areas if area.kind == Kind.COUNTRY])
    paths = [tmp_path / "one.sqlite", tmp_path / "two.sqlite"]
    for path in paths:
        build.write(path, "digest", few, {"reading": Flag.EVERYDAY}, QUIET)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == paths


@pytest.mark.parametrize("content", [None, b"", b"this is no database, but long enough to be taken for one" * 20])
def test_what_is_no_index_is_not_current(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    if content is not None:
        path.write_bytes(content)
    assert not build.is_current(path, "digest")


@pytest.mark.parametrize("content", [None, b"", b"this is no database, but long enough to be taken for one" * 20])
def test_without_an_index_one_sentence_says_how_to_build_it(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexMissing, match=r"python -m routing\.atlas\.build"):
        Places.open(path)


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE note (key TEXT, value TEXT)")
        file.execute("INSERT INTO note VALUES ('format', '0')")
    with pytest.raises(IndexMissing, match="another version"):
        Gazetteer(path)


def test_a_name_gives_its_bearers_the_largest_first(gazetteer: Gazetteer) -> None:
    bearers = gazetteer.look_up(["paris"])["paris"].bearers
    assert gazetteer.place(bearers[0].place).country == "FR"
    assert [bearer.population for bearer in bearers] == sorted((b.population for b in bearers), reverse=True)


@pytest.mark.parametrize(
    ("name", "kind", "role", "found"),
    [
        ("Germany", Kind.COUNTRY, Role.OFFICIAL, "Germany"),
        ("Deutschland", Kind.COUNTRY, Role.ALIAS, "Germany"),
        ("Испания", Kind.COUNTRY, Role.ALIAS, "Spain"),
        ("UK", Kind.COUNTRY, Role.OFFICIAL, "United Kingdom"),
        ("DEU", Kind.COUNTRY, Role.CODE, "Germany"),
        ("Bavaria", Kind.REGION, Role.ALIAS, "Bayern"),
        ("TX", Kind.REGION, Role.SHORT, "Texas"),
        ("Calif.", Kind.REGION, Role.SHORT, "California"),
        ("newyork", Kind.CITY, Role.JOINED, "New York City"),
        ("München", Kind.CITY, Role.ALIAS, "Munich"),
        ("Orange County", Kind.DISTRICT, Role.OFFICIAL, "Orange County"),
        ("Europe", Kind.CONTINENT, Role.OFFICIAL, "Europe"),
        ("Bay Area", Kind.REGION, Role.OFFICIAL, "Bay Area"),
    ],
)
def test_places_of_every_kind_are_known_by_their_names(
    gazetteer: Gazetteer, name: str, kind: Kind, role: Role, found: str
) -> None:
    entry = gazetteer.look_up([spell(name)])[spell(name)]
    bearers = {(bearer.kind, bearer.role, gazetteer.place(bearer.place).name) for bearer in entry.bearers}
    assert (kind, role, found) in bearers


@pytest.mark.parametrize(
    ("name", "flag"), [("reading", Flag.EVERYDAY), ("jordan", Flag.FIRST_NAME), ("lincoln", Flag.SURNAME)]
)
def test_a_spelling_tells_what_else_it_is(gazetteer: Gazetteer, name: str, flag: Flag) -> None:
    assert flag in gazetteer.look_up([name])[name].flags


def test_an_unknown_name_is_left_out_and_many_are_found_at_once(gazetteer: Gazetteer) -> None:
    found = gazetteer.look_up(["berlin", *(f"no such place {number}" for number in range(1000)), "hamburg"])
    assert sorted(found) == ["berlin", "hamburg"]


def test_a_city_lies_in_its_country_and_region(gazetteer: Gazetteer) -> None:
    found = gazetteer.look_up(["houston", "texas", "united states"])
    houston, texas, country = (found[name].bearers[0] for name in ("houston", "texas", "united states"))
    assert (houston.region, houston.country) == (texas.region, country.country)


def test_a_smaller_namesake_is_labelled(gazetteer: Gazetteer) -> None:
    labels = {gazetteer.place(b.place).label for b in gazetteer.look_up(["birmingham"])["birmingham"].bearers}
    assert {"Birmingham, United Kingdom", "Birmingham, United States"} <= labels


def test_the_smaller_index_serves_as_well(small_index: Path) -> None:
    places = Places.open(small_index)
    near = places.near(Point(48.14, 11.58))
    assert near
    assert near.name == "Munich"


def test_a_closed_index_is_no_longer_read(small_index: Path) -> None:
    closed = Gazetteer(small_index)
    closed.close()
    with pytest.raises(sqlite3.ProgrammingError):
        closed.look_up(["berlin"])


def test_what_a_people_is_called_leads_to_its_country(gazetteer: Gazetteer) -> None:
    found = gazetteer.look_up(["british", "canadians", "ecuadorian"])
    countries = {
        key: {gazetteer.place(each.place).name for each in entry.bearers if each.role == Role.PEOPLE}
        for key, entry in found.items()
    }
    assert countries == {"british": {"United Kingdom"}, "canadians": {"Canada"}, "ecuadorian": {"Ecuador"}}


def test_a_capital_is_told_from_other_cities(gazetteer: Gazetteer) -> None:
    capitals = {
        key: [gazetteer.place(each.place).country for each in entry.bearers if each.fame == CAPITAL]
        for key, entry in gazetteer.look_up(["washington", "paris", "hamburg"]).items()
    }
    assert capitals == {"washington": ["US"], "paris": ["FR"], "hamburg": []}


def test_an_everyday_word_that_is_a_country_too_is_one_only_with_a_capital(gazetteer: Gazetteer) -> None:
    flags = gazetteer.look_up(["turkey"])["turkey"].flags
    assert flags & Flag.WRITTEN_SMALL
    assert not flags & Flag.EVERYDAY


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"), [("canada", 60, -95), ("ontario", 50, -86), ("united states", 39.8, -98.6)]
)
def test_a_land_whose_people_live_in_one_corner_has_its_own_middle(
    gazetteer: Gazetteer, name: str, latitude: float, longitude: float
) -> None:
    bearer = gazetteer.look_up([name])[name].bearers[0]
    assert (bearer.latitude, bearer.longitude) == pytest.approx((latitude, longitude), abs=0.1)


def test_a_path_may_be_relative(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_index.parent)
    assert Gazetteer(Path(small_index.name)).look_up(["berlin"])


# --- circles -----------------------------------------------------------------------------------------------------


def test_an_area_is_centred_on_its_outline_and_not_on_its_crowded_corner() -> None:
    crowd = [(50.0 + step / 1000, 10.0) for step in range(100)]
    circle = circle_around([*crowd, (50.0, 12.0), (52.0, 10.0), (52.0, 12.0)])
    assert circle.latitude == pytest.approx(51, abs=0.1)
    assert circle.longitude == pytest.approx(11, abs=0.1)


def test_an_area_across_the_date_line_stays_there() -> None:
    circle = circle_around([(-17.0, 179.0), (-18.0, -179.0), (-16.5, 179.5), (-17.5, 179.9)])
    assert abs(circle.longitude) > 178
    assert circle.radius_km < 200


def test_far_islands_do_not_pull_a_country_into_the_sea() -> None:
    mainland = [(38.0 + step / 10, -8.0 - step % 3 / 10) for step in range(40)]
    assert circle_around([*mainland, (32.7, -17.0), (37.7, -25.7)]).longitude > -9


@pytest.mark.parametrize("points", [[(10.0, 20.0)], [(10.0, 20.0), (10.0, 20.0)], [(10.0, 20.0), (11.0, 21.0)]])
def test_few_settlements_make_a_circle_too(points: list[tuple[float, float]]) -> None:
    circle = circle_around(points)
    assert circle.radius_km >= 10
    assert circle.latitude == pytest.approx(sum(point[0] for point in points) / len(points))


def test_a_given_middle_stays_the_middle() -> None:
    circle = circle_around([(10.0, 20.0), (12.0, 22.0)], (11.5, 20.5))
    assert (circle.latitude, circle.longitude) == (11.5, 20.5)
