"""Names that somebody else has marked in a text, looked up more and more loosely: something is always meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.atlas.features import Feature
from routing.atlas.gazetteer import Flag, Gazetteer
from routing.atlas.lexicon import DIRECTIONS, FEATURES, FILLERS
from routing.atlas.mentions import Mention, Reading
from routing.atlas.words import Word, spell, spell_word, words

__all__ = ["Given", "look_up", "merged"]

_LONG = 4  # letters of a name whose last "s" may be somebody's slip for a genitive


@dataclass(frozen=True)
class Given:
    """A marked name: where it stands, and what the index knows of it: all of it (`whole`), a part, or nothing."""

    feature: Feature
    mention: Mention | None
    whole: bool


def look_up(reading: Reading, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> list[Given]:
    return [_given(reading, start, end, gazetteer) for start, end in spans]


def merged(given: Sequence[Given], found: Sequence[Mention]) -> list[Mention]:
    """Both in the order of the text, each place in it once; what was given counts before what was found."""
    fixed = {(each.mention.start, each.mention.end): each.mention for each in given if each.mention}
    taken = [(each.feature.start, each.feature.end) for each in given]
    apart = [each for each in found if not any(each.start < end and start < each.end for start, end in taken)]
    return sorted([*fixed.values(), *apart], key=lambda mention: (mention.start, mention.end))


def _given(reading: Reading, start: int, end: int, gazetteer: Gazetteer) -> Given:
    within = [index for index, word in enumerate(reading.words) if word.start < end and start < word.end]
    first, last = (within[0], within[-1]) if within else (0, -1)
    raw = reading.text[start:end]
    found = words(raw)
    what = next((word.key for word in reversed(found) if word.key in FEATURES), "")
    for whole, keys in ((True, [*_wholes(raw, found)]), (False, [*_parts(found)])):
        known = gazetteer.look_up(keys)
        key = next((key for key in keys if key in known and (whole or not known[key].flags & Flag.EVERYDAY)), None)
        if key and within:
            mention = Mention(first, last, start, end, key, known[key])
            return Given(Feature(first, last, start, end, what), mention, whole)
    return Given(Feature(first, last, start, end, what), None, whole=False)


def _wholes(raw: str, found: Sequence[Word]) -> Iterator[str]:
    """All of the name, then without what says nothing: "the", "northern", "city of"."""
    yield spell(raw)
    yield from _written(found)
    yield from _written([word for word in found if word.key not in FILLERS and word.key not in DIRECTIONS])


def _parts(found: Sequence[Word]) -> Iterator[str]:
    """Its parts, the longest first, but for words that only say what it is."""
    for size in range(len(found) - 1, 0, -1):
        for first in range(len(found) - size + 1):
            part = found[first : first + size]
            if not all(word.key in FEATURES or word.key in FILLERS or word.key in DIRECTIONS for word in part):
                yield from _written(part)


def _written(found: Sequence[Word]) -> Iterator[str]:
    """A run of words with its last one's genitive and without, as several words and as one."""
    if not found:
        return
    before = "".join(spell_word(word) + " " for word in found[:-1])
    for genitive in (True, False):
        yield before + spell_word(found[-1], genitive=genitive)
    if len(found) > 1:
        yield "".join(word.key for word in found)
    if len(found[-1].key) > _LONG and found[-1].key.endswith("s"):
        yield before + found[-1].key[:-1]
