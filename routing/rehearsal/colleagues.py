"""Colleagues from a CSV file: what each knows, where and when he is there, and which languages he speaks."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from difflib import get_close_matches
from typing import TypeVar

from policies.document import Policy
from policies.values import known_zone, parse_hours
from routing.places import Places
from routing.ports import Place, Point
from routing.rehearsal.faults import Fault, Unusable

__all__ = ["MOST", "Colleague", "read_colleagues"]

MOST = 100_000
_LONGEST = 2000
_LEVELS = {"1": 1, "2": 2, "3": 3}
_USUAL_LEVEL = 2
_SHOP_RADIUS_KM = 0.1
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "colleague", "employee", "person", "fullname", "volunteer", "who"),
    "topics": ("topics", "topic", "knows", "skills", "subjects", "expertise", "about"),
    "place": ("place", "city", "town", "location", "office", "store", "shop", "near", "where"),
    "hours": ("hours", "workinghours", "worktime", "when"),
    "languages": ("languages", "language", "speaks", "lang"),
    "time_zone": ("timezone", "zone", "tz"),
}
_LIKE = "a first line with the names of its columns (name, topics, place), then one colleague a line"
Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Colleague:
    """`levels`: each topic with what is said to be known of it, 1 to 3. `place` None: nobody knows where he is.

    Two of the same name are two: each is himself alone.
    """

    number: int
    name: str
    levels: Mapping[str, int]
    place: Place | None
    time_zone: str
    hours: tuple[tuple[time, time], ...] | None = None
    languages: frozenset[str] | None = None


def read_colleagues(data: bytes, policy: Policy, finder: Places) -> tuple[tuple[Colleague, ...], tuple[Fault, ...]]:
    """The colleagues in order, and everything in the file that nobody knows. Raises Unusable."""
    reading = _Reading(policy, finder)
    found = [reading.colleague(line, row) for line, row in _rows(_text(data), reading.faults)]
    people = tuple(one for one in found if one is not None)
    if not people:
        raise Unusable(f"There is no colleague in it; it should have {_LIKE}.")
    return people, tuple(reading.faults)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # as spreadsheets on Windows save it


def _rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = _columns(next(lines, []))
        for number, cells in enumerate(lines):
            if number == MOST:
                faults.append(Fault(lines.line_num, f"more than {MOST:,} colleagues; what follows was not read", True))
                return
            if any(cell.strip() for cell in cells):
                yield (
                    lines.line_num,
                    {what: cells[at].strip()[:_LONGEST] for what, at in columns.items() if at < len(cells)},
                )
    except csv.Error as error:
        faults.append(Fault(lines.line_num, f"it is no CSV from here on: {error}", skipped=True))


def _columns(head: list[str]) -> dict[str, int]:
    """Which column holds what; names are compared by their letters alone. Raises Unusable."""
    letters = ["".join(filter(str.isalpha, name.casefold())) for name in head]
    found = {
        what: at
        for what, names in _COLUMNS.items()
        if (at := next((letters.index(name) for name in names if name in letters), None)) is not None
    }
    lacking = [what for what in ("name", "topics", "place") if what not in found]
    if lacking:
        has = ", ".join(name.strip() for name in head if name.strip())[:200] or "nothing"
        raise Unusable(
            f"It has no column {' and no column '.join(lacking)}; its first line names: {has}. It needs {_LIKE}."
        )
    return found


@dataclass
class _Reading:
    """One reading of a file, with what it could not make out."""

    policy: Policy
    finder: Places
    faults: list[Fault] = field(default_factory=list)
    _places: dict[str, Place | None] = field(default_factory=dict)
    _count: int = 0

    def colleague(self, line: int, row: Mapping[str, str]) -> Colleague | None:
        if not row.get("name"):
            self.faults.append(Fault(line, "there is no name in it", skipped=True))
            return None
        self._count += 1
        place = self._place(line, row.get("place", ""))
        zone = self._told(line, row.get("time_zone", ""), known_zone)
        return Colleague(
            number=self._count,
            name=row["name"],
            levels=self._levels(line, row.get("topics", "")),
            place=place,
            time_zone=zone or (place.time_zone if place else "") or self.policy.company.time_zone,
            hours=self._told(line, row.get("hours", ""), parse_hours),
            languages=_languages(row.get("languages", "")),
        )

    def _told(self, line: int, words: str, read: Callable[[str], Value]) -> Value | None:
        if not words:
            return None
        try:
            return read(words)
        except ValueError as error:
            self.faults.append(Fault(line, f"“{words[:40]}”: {error}"))
            return None

    def _levels(self, line: int, words: str) -> dict[str, int]:
        """Topics by id, name or keyword, each with ":1" to ":3" behind it if one likes."""
        levels: dict[str, int] = {}
        for part in _parts(words):
            name, _, level = part.rpartition(":") if part[-2:-1] == ":" else (part, "", "")
            topic = self._topic(name.strip())
            if topic is None:
                self.faults.append(Fault(line, self._unknown(name.strip())))
            else:
                levels[topic] = _LEVELS.get(level, _USUAL_LEVEL)
        if not levels:
            self.faults.append(Fault(line, "no topic is known of this colleague"))
        return levels

    def _topic(self, name: str) -> str | None:
        wanted = name.casefold()
        for topic in self.policy.topics:
            if wanted in {topic.id, topic.name.casefold()}:
                return topic.id
        keyed = [topic.id for topic in self.policy.topics if wanted in map(str.casefold, topic.keywords)]
        return keyed[0] if len(keyed) == 1 else None

    def _unknown(self, name: str) -> str:
        known = {key.casefold(): topic.id for topic in self.policy.topics for key in (topic.id, topic.name)}
        close = get_close_matches(name.casefold(), known, n=1)
        meant = f"; did you mean {known[close[0]]}?" if close else ""
        return f"there is no topic “{name[:60]}”{meant}"

    def _place(self, line: int, name: str) -> Place | None:
        if not name:
            self.faults.append(Fault(line, "no place is named, so this colleague is near nobody"))
            return None
        if name not in self._places:
            self._places[name] = self._shop(name.casefold()) or self.finder.in_profile(name)
        if self._places[name] is None:
            self.faults.append(Fault(line, f"the place “{name[:60]}” is not known; try the nearest town: “Porto, PT”"))
        return self._places[name]

    def _shop(self, wanted: str) -> Place | None:
        for shop in self.policy.places:
            if wanted in {shop.id, shop.name.casefold()}:
                point = Point(shop.latitude, shop.longitude)
                return Place(shop.name, point, _SHOP_RADIUS_KM, "shop", 1.0, shop.country, shop.time_zone)
        return None


def _parts(words: str) -> list[str]:
    separator = ";" if ";" in words else "|" if "|" in words else ","
    return [part.strip() for part in words.split(separator) if part.strip()]


def _languages(words: str) -> frozenset[str] | None:
    """ISO 639-1 codes; what is no code of two letters is left out."""
    codes = {part.casefold() for part in words.replace(";", ",").replace("|", ",").replace(" ", ",").split(",")}
    found = frozenset(code for code in codes if len(code) == 2 and code.isalpha())  # noqa: PLR2004 - ISO 639-1
    return found or None
