"""What is special about the location line of a profile: one line, any case, often a joke; pure."""

from collections.abc import Sequence

import regex

from routing.atlas.lexicon import FILLERS
from routing.atlas.mentions import Mention
from routing.atlas.words import words
from routing.geo import sane
from routing.ports import Point

__all__ = ["NAMES_ONLY", "coverage_odds", "dressed", "is_only_names", "position_in"]

_POSITION = regex.compile(r"(-?\d{1,3}\.\d{2,})\s{0,2}[,; ]\s{0,2}(-?\d{1,3}\.\d{2,})")
_WORD = regex.compile(r"\p{L}+")
_ABBREVIATION = 3  # letters; a shorter word at the end of a part is one: "lexington ky"
_PART_END = regex.compile(r"\s{0,3}(?:[,/|&·•.!]|$)")
_MOST = 0.5
_SHORT_TEXT = 60
NAMES_ONLY, MOSTLY_NAMES, OTHER_WORDS = 2.2, 0.7, -0.5
_WHOLE_LINE = 3.0  # the same for a profile, where no sentence begins and places are what one writes


def position_in(text: str) -> Point | None:
    """Coordinates, as some programs write them there ("ÜT: 41.9,-87.6"), latitude first."""
    found = _POSITION.search(text)
    return sane(Point(float(found[1]), float(found[2]))) if found else None


def dressed(text: str) -> str:
    """The line with capitals where names would have them, when it was typed without any."""
    return text if text != text.lower() else _WORD.sub(_capitals, text)


def _capitals(word: "regex.Match[str]") -> str:
    last = _PART_END.match(word.string, word.end()) is not None
    return word[0].upper() if last and len(word[0]) <= _ABBREVIATION else word[0].capitalize()


def coverage_odds(text: str, mentions: Sequence[Mention]) -> float:
    """What it adds to the odds of a place that names make up the whole line, or takes from them that they do not."""
    share = _share_of_names(text, mentions)
    if share >= 1:
        return _WHOLE_LINE
    return MOSTLY_NAMES if share > _MOST else OTHER_WORDS


def is_only_names(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a short text holds names of places and nothing else that says anything."""
    return len(text) <= _SHORT_TEXT and _share_of_names(text, mentions) >= 1


def _share_of_names(text: str, mentions: Sequence[Mention]) -> float:
    named = {index for mention in mentions for index in range(mention.first, mention.last + 1)}
    other = [word for index, word in enumerate(words(text)) if index not in named and word.key not in FILLERS]
    return len(named) / (len(named) + len(other)) if named else 0.0
