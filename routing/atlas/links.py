"""What neighbouring names are to each other: "Paris, Texas", "Paris and Texas", "Hurricane Florence"; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from routing.atlas.bearers import inside
from routing.atlas.lexicon import TITLES
from routing.atlas.mentions import Mention, Reading, adjoin, word_before

__all__ = ["Link", "is_titled", "links"]

_COMMA = regex.compile(r"(?:['’]s)?\s{0,2}[,(/\[]\s{0,2}")  # noqa: RUF001 - people type both apostrophes
_AND = regex.compile(r"(?:['’]s)?\s{0,2}(?:,|&|&amp;|/|\+|,? ?\band\b|\bto\b)\s{0,2}")  # noqa: RUF001 - people type both


@dataclass(frozen=True)
class Link:
    """Whether the larger place follows ("Paris, Texas"), and whether this is the larger place of the one before."""

    has_larger: bool = False
    is_larger: bool = False
    in_list: bool = False  # another name stands beside it, with a comma or an "and" between
    is_name: bool = False  # the same word is a person's or a storm's elsewhere in the text


def links(reading: Reading, mentions: Sequence[Mention]) -> list[Link]:
    within = [False, *(_is_within(reading, one, other) for one, other in pairwise(mentions)), False]
    listed = [False, *(_is_listed(reading, one, other) for one, other in pairwise(mentions)), False]
    names = {mention.key for mention in mentions if is_titled(reading, mention)}
    return [
        Link(
            has_larger=within[index + 1],
            is_larger=within[index],
            in_list=(listed[index] and not within[index]) or (listed[index + 1] and not within[index + 1]),
            is_name=mention.key in names and not is_titled(reading, mention),
        )
        for index, mention in enumerate(mentions)
    ]


def _is_listed(reading: Reading, one: Mention, other: Mention) -> bool:
    return _AND.fullmatch(reading.text, one.end, other.start) is not None


def is_titled(reading: Reading, mention: Mention) -> bool:
    """Whether it is the name of a person or of a storm: "Mr. London", "Hurricane Florence"."""
    before = word_before(reading, mention)
    return before is not None and before.key in TITLES and adjoin(reading.text, before, reading.words[mention.first])


def _is_within(reading: Reading, one: Mention, other: Mention) -> bool:
    if other.first != one.last + 1:
        return False
    gap = reading.text[one.end : other.start]
    if _COMMA.fullmatch(gap) is None and not (gap.isspace() and "\n" not in gap):
        return False
    return any(
        inside(small, large) for small in one.entry.bearers for large in other.entry.bearers if large.kind > small.kind
    )
