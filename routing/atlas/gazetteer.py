"""The compiled place index, read only: names to the places that bear them, and positions to the nearest one.

One SQLite file. `name` holds for each spelling one packed list of its bearers, all that choosing among them needs.
"""

import json
import math
import sqlite3
import struct
import threading
from collections.abc import Iterable, Mapping
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import NamedTuple

from routing.geo import distance_km, sane
from routing.ports import Point

__all__ = [
    "CAPITAL",
    "DEFAULT_PATH",
    "FORMAT",
    "RECORD",
    "Bearer",
    "Entry",
    "Gazetteer",
    "IndexMissing",
    "Kind",
    "Role",
    "cell_of",
]

DEFAULT_PATH = Path(__file__).parents[1] / "data" / "places.sqlite"
FORMAT = 4  # of the file; another number means that it has to be built again
RECORD = struct.Struct("<IBBHHHIffB")  # the fields of Bearer, in their order
NOWHERE = 0  # no country, region or district
CAPITAL = 255  # the fame of a country's capital
_AT_ONCE = 400  # names in one statement
_RINGS = (1, 2, 4)  # cells around a position, degrees


class Kind(IntEnum):
    CITY = 0
    DISTRICT = 1  # of second order: a county
    REGION = 2  # of first order: a state, a province
    COUNTRY = 3
    CONTINENT = 4


class Role(IntEnum):
    """How a name belongs to a place, the surest first."""

    OFFICIAL = 0
    ALIAS = 1  # another language, a nickname, a short form
    JOINED = 2  # several words written as one: "newyork"
    BARE = 3  # a district without its "County"
    SHORT = 4  # how people write a state: "TX", "Calif."
    CODE = 5  # "DE", "LHR": only beside another name, or alone in a profile
    PEOPLE = 6  # "German": no place by itself, but where somebody says that it is one


class Flag(IntFlag):
    """What a spelling is besides a place's name."""

    EVERYDAY = 1  # a word that an English dictionary writes small
    FIRST_NAME = 2  # of people
    SURNAME = 4
    WRITTEN_SMALL = 8  # an everyday word unless a capital begins it: "turkey"


class Bearer(NamedTuple):
    """One place that bears a name. Country, region and district are numbers that only comparing needs.

    `fame` is in how many ways the place's name is written, up to 254: what many languages speak of is meant more often.
    A country's capital has 255.
    """

    place: int
    kind: int
    role: int
    country: int
    region: int
    district: int
    population: int
    latitude: float
    longitude: float
    fame: int


class Entry(NamedTuple):
    """A spelling: who bears it, most people first, and what else it is."""

    bearers: tuple[Bearer, ...]
    flags: Flag


class PlaceRow(NamedTuple):
    """A place in full; `label` tells it from larger ones of its name: "Paris, Texas"."""

    name: str
    label: str
    kind: int
    country: str
    latitude: float
    longitude: float
    radius_km: float
    population: int
    time_zone: str


class IndexMissing(Exception):  # noqa: N818 - named for what is the matter
    """There is no place index, or one of another format; the message says how to build it."""


class Gazetteer:
    """Opens the index; safe to use from several threads, each statement on its own."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise IndexMissing(f"There is no place index at {path}; `python -m routing.atlas.build` builds it.")
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        notes = self._notes(path)
        self._file.execute("PRAGMA mmap_size = 268435456")
        self._file.execute("PRAGMA cache_size = -2048")
        self.first_names = frozenset(json.loads(notes["first_names"]))
        self.longest = int(notes["longest"])

    def _notes(self, path: Path) -> dict[str, str]:
        try:
            notes = dict(self._file.execute("SELECT key, value FROM note"))
        except sqlite3.DatabaseError as error:
            raise IndexMissing(f"{path} is no place index; `python -m routing.atlas.build` builds it anew.") from error
        if notes.get("format") != str(FORMAT):
            raise IndexMissing(
                f"The place index at {path} is of another version; `python -m routing.atlas.build` renews it."
            )
        return notes

    def close(self) -> None:
        self._file.close()

    def look_up(self, names: Iterable[str]) -> Mapping[str, Entry]:
        """The known ones among names spelt by `routing.atlas.words.spell`."""
        wanted = list(dict.fromkeys(names))
        found: dict[str, Entry] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            statement = f"SELECT spelling, flags, bearers FROM name WHERE spelling IN ({marks})"  # noqa: S608 - marks only
            with self._lock:
                rows = self._file.execute(statement, some).fetchall()
            for spelling, flags, packed in rows:
                found[spelling] = Entry(tuple(map(Bearer._make, RECORD.iter_unpack(packed))), Flag(flags))
        return found

    def place(self, number: int) -> PlaceRow:
        with self._lock:
            row = self._file.execute(
                "SELECT name, label, kind, country, latitude, longitude, radius_km, population, time_zone FROM place"
                " WHERE id = ?",
                (number,),
            ).fetchone()
        return PlaceRow(*row)

    def near(self, point: Point) -> PlaceRow | None:
        """The settlement that people would name for a position; None in the middle of nowhere."""
        here = sane(point)
        if here is None:
            return None
        for reach in _RINGS:
            rows = self._around(here, reach)
            if rows:
                return min(rows, key=lambda row: _oddness(here, row))
        return None

    def settlements(self) -> list[Point]:
        """Every settlement there is, as a position alone: together they draw the continents."""
        with self._lock:
            rows = self._file.execute("SELECT latitude, longitude FROM place WHERE kind = ?", (Kind.CITY,)).fetchall()
        return [Point(*row) for row in rows]

    def countries_near(self, points: Iterable[Point]) -> dict[Point, frozenset[str]]:
        """Countries with a settlement within a degree or two of each position; one pass over the file for all."""
        around = {point: _cells(here, 1) for point in points if (here := sane(point)) is not None}
        cells = sorted({cell for some in around.values() for cell in some})
        statement = f"SELECT DISTINCT cell, country FROM place WHERE cell IN ({','.join('?' * len(cells))})"  # noqa: S608 - marks only
        found: dict[int, set[str]] = {}
        with self._lock:
            for cell, country in self._file.execute(statement, cells):
                found.setdefault(cell, set()).add(country)
        return {point: frozenset().union(*(found.get(cell, ()) for cell in some)) for point, some in around.items()}

    def _around(self, point: Point, reach: int) -> list[PlaceRow]:
        cells = _cells(point, reach)
        marks = ",".join("?" * len(cells))
        statement = (
            "SELECT name, label, kind, country, latitude, longitude, radius_km, population, time_zone"  # noqa: S608 - marks only
            f" FROM place WHERE cell IN ({marks})"
        )
        with self._lock:
            return [PlaceRow(*each) for each in self._file.execute(statement, cells)]


def _cells(point: Point, reach: int) -> list[int]:
    """The square degrees around a position. Towards the poles a degree of longitude shrinks; further columns help."""
    row, column = math.floor(point.latitude), math.floor(point.longitude)
    wide = min(180, math.ceil(reach / max(0.02, math.cos(math.radians(min(89.0, abs(point.latitude)))))))
    return sorted(
        {cell_of(row + down, column + right) for down in range(-reach, reach + 1) for right in range(-wide, wide + 1)}
    )


def cell_of(row: int, column: int) -> int:
    """The number of a square degree, whichever way round the Earth its column is counted."""
    return max(-90, min(90, row)) * 360 + (column + 180) % 360


def _oddness(here: Point, row: PlaceRow) -> float:
    """How odd it would be to name this settlement for the position: distance, eased by size."""
    return distance_km(here, Point(row.latitude, row.longitude)) - 2 * math.log10(row.population + 10)
