"""Which runs of words in a text may name a place, and how likely each one does; pure but for the index it reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import regex

from routing.atlas.gazetteer import Entry, Flag, Gazetteer, Role
from routing.atlas.lexicon import DIRECTIONS, FUNCTION_WORDS, INSIDE, LOCATIVE
from routing.atlas.words import Word, spell_word, words

__all__ = ["Case", "Mention", "Reading", "adjoin", "find_mentions", "read", "word_after", "word_before"]

_MOST_WORDS = 7
_MOST_SMALL = 2
_GAP = regex.compile(r"(?:['’]s)?[ \t\-–'’.]{0,3}")  # noqa: RUF001 - people type both apostrophes and dashes
_ABBREVIATED = 4  # a full stop after a longer word ends a sentence: "St. Louis", but not "London. Paris"
_SHORTEST, _SHORT, _LONG = 2, 3, 6
_LARGE = 100_000
_METROPOLIS = 1_000_000
_MOSTLY = 0.7


class Case(Enum):
    """What capital letters mean in a text."""

    TELLS = "names begin with one"
    SILENT = "all letters are small, or all large"


@dataclass(frozen=True)
class Reading:
    """A text as words, with what its case is worth."""

    text: str
    words: tuple[Word, ...]
    case: Case


@dataclass(frozen=True)
class Mention:
    """A run of words that some place bears as its name: words `first` to `last`, characters `start` to `end`."""

    first: int
    last: int
    start: int
    end: int
    key: str
    entry: Entry


def read(text: str) -> Reading:
    found = tuple(words(text))
    return Reading(text, found, _case(found))


def _case(found: Sequence[Word]) -> Case:
    cased = [word for word in found if len(word.raw) > 1 and not _is_caseless(word.raw)]
    if len(cased) < _SHORT:
        return Case.TELLS
    small = all(word.raw.islower() for word in cased)
    large = sum(word.raw.isupper() for word in cased) > _MOSTLY * len(cased)
    return Case.SILENT if small or large else Case.TELLS


# --- runs of words ---------------------------------------------------------------------------------------------


def find_mentions(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """The longest known names, none overlapping another, from left to right."""
    runs = list(_runs(reading))
    entries = _of_places(gazetteer.look_up(key for _, _, keys in runs for key in keys))
    chosen: list[Mention] = []
    free = 0
    named = [run for run in runs if not entries.keys().isdisjoint(run[2])]
    for first, last, keys in sorted(named, key=lambda run: (run[0], -run[1])):
        if first < free:
            continue
        known = next(key for key in keys if key in entries)
        mention = _mention(reading, first, last, known, entries[known])
        if _spelt_like_a_name(reading, mention):
            chosen.append(mention)
            free = last + 1
    return chosen


def _of_places(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Without what peoples are called."""
    own = {
        key: Entry(tuple(each for each in entry.bearers if each.role != Role.PEOPLE), entry.flags)
        for key, entry in entries.items()
    }
    return {key: entry for key, entry in own.items() if entry.bearers}


def _runs(reading: Reading) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Runs of words that stand together: the first one's index, the last one's, and the spellings to look up."""
    found = reading.words
    joined = [adjoin(reading.text, one, other) for one, other in pairwise(found)]
    joined.append(False)
    within = [spell_word(word) for word in found]
    for first in range(len(found)):
        most = _most_words(reading, first)
        before = ""
        for last in range(first, min(first + most, len(found))):
            yield first, last, _spellings(before, found[last], within[last])
            if not joined[last]:
                break
            before += within[last] + " "


def _spellings(before: str, last: Word, within: str) -> tuple[str, ...]:
    """A run's spellings, from that of all its words but the last. "Dublin's" is looked up without its genitive, too."""
    if last.own:
        return before + spell_word(last, genitive=False), before + within
    plain = before + within
    if len(plain) > _LONG and plain.endswith("s"):
        return plain, plain[:-1]  # a genitive typed carelessly: "Ecuadors"
    return (plain,)


def _most_words(reading: Reading, index: int) -> int:
    """Of a name that begins here. In small letters only those that a preposition leads to, or a hashtag, are long."""
    word = reading.words[index]
    initial = word.raw[0]
    if initial.isdigit():
        return 0
    if not initial.islower() or word.tag >= 0 or (index and reading.words[index - 1].key in LOCATIVE):
        return _MOST_WORDS
    return _MOST_SMALL if len(word.key) > _SHORT and word.key not in FUNCTION_WORDS else 0


def adjoin(text: str, one: Word, other: Word) -> bool:
    if one.tag != other.tag:
        return False
    gap = text[one.end : other.start]
    return _GAP.fullmatch(gap) is not None and ("." not in gap or len(one.raw) <= _ABBREVIATED)


def _mention(reading: Reading, first: int, last: int, key: str, entry: Entry) -> Mention:
    one, other = reading.words[first], reading.words[last]
    end = other.end + 2 * (other.own and key.endswith("s") and not other.key.endswith("s"))
    short = len(other.key) <= _ABBREVIATED and entry.bearers[0].role == Role.SHORT and not other.raw.isupper()
    if short and reading.text[end : end + 1] == ".":
        end += 1
    return Mention(first, last, one.start, end, key, entry)


def _spelt_like_a_name(reading: Reading, mention: Mention) -> bool:
    """Names begin with a capital, abbreviations are capitals throughout; scripts without case always may."""
    one = reading.words[mention.first]
    raw = reading.text[mention.start : mention.end]
    if len(mention.key) < _SHORTEST or raw.isdigit():
        return False
    if _is_caseless(raw):
        return len(raw) > 1
    if one.tag >= 0:
        return _tag_is_name(reading, mention)
    if len(mention.key) <= _SHORT and mention.first == mention.last:
        return _is_abbreviation(reading, mention, raw)
    return one.raw[0].isupper() or _is_well_known(reading, mention)


def _is_abbreviation(reading: Reading, mention: Mention, raw: str) -> bool:
    """In capitals, or as newspapers shorten states, with a full stop or after a comma. No "5 km NE of", no "US$"."""
    after = word_after(reading, mention)
    if after is not None and after.key == "of" and mention.key in DIRECTIONS:
        return False
    if reading.text[mention.end : mention.end + 2].lstrip().startswith("$"):
        return False
    if raw.replace(".", "").isupper():
        return True
    dotted = reading.text[mention.end : mention.end + 1] == "."
    comma = reading.text[: mention.start].rstrip().endswith(",")
    return raw.istitle() and (len(raw) == _SHORT or dotted or comma)


def _is_well_known(reading: Reading, mention: Mention) -> bool:
    """Whatever its case, a large place after a preposition ("in berlin"), and the largest anywhere."""
    before, top, flags = word_before(reading, mention), mention.entry.bearers[0], mention.entry.flags
    if flags & Flag.EVERYDAY or top.role > Role.ALIAS:
        return False
    if before is not None and before.key in LOCATIVE:
        inside = before.key in INSIDE and before.key != "a"  # "in turkey", but "a turkey"
        return top.population >= _LARGE and (inside or not flags & Flag.WRITTEN_SMALL)
    return top.population >= _METROPOLIS and top.role == Role.OFFICIAL and not flags


def _tag_is_name(reading: Reading, mention: Mention) -> bool:
    one, other = reading.words[mention.first], reading.words[mention.last]
    whole = one.start == one.tag + 1 and other.end == one.tag_end
    return whole or (one.raw[0].isupper() and len(mention.key) > _SHORT)


def _is_caseless(raw: str) -> bool:
    return raw.upper() == raw.lower()


def word_before(reading: Reading, mention: Mention) -> Word | None:
    return reading.words[mention.first - 1] if mention.first else None


def word_after(reading: Reading, mention: Mention) -> Word | None:
    following = mention.last + 1
    return reading.words[following] if following < len(reading.words) else None
