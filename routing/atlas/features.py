"""Things named with what they are: "Oak Street", "Clarence River", "Lake Erie", "Highway 1"; pure.

No list knows them all; the word that says what they are tells where the name ends, capitals tell where it begins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from routing.atlas.lexicon import DIRECTIONS, FEATURES, FEATURES_FIRST, FUNCTION_WORDS, ROADS_NUMBERED, STREETS
from routing.atlas.mentions import Case, Reading, adjoin
from routing.atlas.words import Word

__all__ = ["Feature", "find_features"]

_MOST_WORDS = 4  # before the word that says what it is
_MOST_BETWEEN = 2  # from one such word to a further one
_ABBREVIATED = 2  # "Mt."
_MOST_DIGITS = 5  # of a house number or a road's


@dataclass(frozen=True)
class Feature:
    """Words `first` to `last`, characters `start` to `end`; `what` is the word that says what it is."""

    first: int
    last: int
    start: int
    end: int
    what: str


def find_features(reading: Reading) -> list[Feature]:
    """From left to right, none overlapping another."""
    found: list[Feature] = []
    for index in range(len(reading.words)):
        free = found[-1].last + 1 if found else 0
        if index < free:
            continue
        feature = _ending_at(reading, index, free) or _beginning_at(reading, index, free) or _numbered(reading, index)
        if feature:
            found.append(feature)
    return found


def _feature(reading: Reading, first: int, last: int, what: str) -> Feature:
    return Feature(first, last, reading.words[first].start, reading.words[last].end, what)


def _ending_at(reading: Reading, index: int, free: int) -> Feature | None:
    """Names before what they name: "Wrightsville Beach", "61 Molesworth Street", "Durant Road Middle School"."""
    word = reading.words[index]
    if word.key not in FEATURES or not _is_capital(word) or word.tag >= 0 or _goes_on(reading, index):
        return None
    first = _first_of_name(reading, index, free)
    if all(_says_nothing(each) for each in reading.words[first:index]):
        return None
    if word.key in STREETS:
        first -= first > free and _is_before(reading, first, _is_direction)
        first -= first > free and _is_before(reading, first, _is_house_number)
    return _feature(reading, first, index, word.key)


def _first_of_name(reading: Reading, index: int, free: int) -> int:
    first = index
    while first > max(free, index - _MOST_WORDS) and _is_before(reading, first, partial(_is_name, reading)):
        first -= 1
    return first


def _is_before(reading: Reading, index: int, fits: Callable[[Word], bool]) -> bool:
    before = reading.words[index - 1]
    return fits(before) and _stand_together(reading, before, reading.words[index])


def _stand_together(reading: Reading, one: Word, other: Word) -> bool:
    """In one sentence: a full stop stands only after an abbreviation."""
    ends = "." in reading.text[one.end : other.start] and len(one.key) > _ABBREVIATED
    return not ends and adjoin(reading.text, one, other)


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether a further word that says what it is follows: "Marine Drive Bridge", "Durant Road Middle School"."""
    for one, other in pairwise(reading.words[index : index + 1 + _MOST_BETWEEN]):
        if not _is_capital(other) or other.tag >= 0 or not _stand_together(reading, one, other):
            return False
        if other.key in FEATURES:
            return True
    return False


def _beginning_at(reading: Reading, index: int, free: int) -> Feature | None:
    """What they are before their names: "Lake Erie", "University of Leeds", "Mt Lyford"."""
    word = reading.words[index]
    if word.key not in FEATURES_FIRST or not _is_capital(word) or word.tag >= 0:
        return None
    if index > free and _is_before(reading, index, partial(_is_name, reading)):
        return None
    of = index + 1 < len(reading.words) and reading.words[index + 1].key == "of"
    name = index + 1 + of
    if name >= len(reading.words) or not (of or FEATURES_FIRST[word.key]):
        return None
    after = reading.words[name]
    together = all(_stand_together(reading, *pair) for pair in pairwise(reading.words[index : name + 1]))
    if after.key in FEATURES or not _is_name(reading, after) or not together:
        return None
    return _feature(reading, index, name, word.key)


def _numbered(reading: Reading, index: int) -> Feature | None:
    """Roads with a number: "State Highway 1"."""
    word = reading.words[index]
    if word.key not in ROADS_NUMBERED or not _is_capital(word) or index + 1 >= len(reading.words):
        return None
    after = reading.words[index + 1]
    if not (after.raw.isdigit() or after.key == "one") or not _stand_together(reading, word, after):
        return None
    state = index > 0 and reading.words[index - 1].key == "state"
    return _feature(reading, index - state, index + 1, word.key)


def _is_name(reading: Reading, word: Word) -> bool:
    if word.tag >= 0 or word.key in FUNCTION_WORDS or word.key in DIRECTIONS or word.own:
        return False
    ordinal = word.raw[0].isdigit() and not word.raw.isdigit() and len(word.raw) <= _MOST_DIGITS
    return ordinal or (_is_capital(word) and (reading.case is Case.TELLS or not word.raw.islower()))


def _is_capital(word: Word) -> bool:
    return word.raw[0].isupper()


def _says_nothing(word: Word) -> bool:
    return len(word.key) < 2 or word.key in FEATURES  # noqa: PLR2004 - an initial


def _is_direction(word: Word) -> bool:
    return word.key in DIRECTIONS and _is_capital(word)


def _is_house_number(word: Word) -> bool:
    return word.raw.isdigit() and len(word.raw) <= _MOST_DIGITS
