"""How likely a mention names a place at all, judged by the name and the words around it; pure."""

import math
from itertools import pairwise

import regex

from routing.gazetteer import Bearer, Kind, Role
from routing.lexicon import LOCATIVE, STREETS, TITLES
from routing.mentions import Case, Mention, Reading, adjoin, word_after, word_before

__all__ = ["inside", "links", "odds"]

_COMMA = regex.compile(r"(?:['’]s)?\s{0,2}[,(/]\s{0,2}")  # noqa: RUF001 - people type both apostrophes
_SENTENCE_END = regex.compile(r"[.!?…:;\n\"“”»«|]")
_PRIOR = -1.0
_KIND = {Kind.CITY: 0.0, Kind.DISTRICT: 0.0, Kind.REGION: 1.5, Kind.COUNTRY: 3.0, Kind.CONTINENT: 2.0}
_ROLE = {Role.OFFICIAL: 0.0, Role.ALIAS: -0.7, Role.JOINED: -0.3, Role.BARE: -1.5, Role.CODE: -3.0}


def links(reading: Reading, mentions: list[Mention]) -> list[bool]:
    """For each mention whether the next one stands as its larger place: "Paris, Texas", "Portland OR"."""
    linked = [_is_within(reading, one, other) for one, other in pairwise(mentions)]
    return [*linked, False][: len(mentions)]


def _is_within(reading: Reading, one: Mention, other: Mention) -> bool:
    if other.first != one.last + 1:
        return False
    gap = reading.text[one.end : other.start]
    if _COMMA.fullmatch(gap) is None and not (gap.isspace() and "\n" not in gap):
        return False
    return any(
        inside(small, large) for small in one.entry.bearers for large in other.entry.bearers if large.kind > small.kind
    )


def inside(small: Bearer, large: Bearer) -> bool:
    """Whether one place is part of the other, as far as their divisions tell."""
    if large.kind == Kind.COUNTRY:
        return small.country == large.country
    if large.kind == Kind.REGION:
        return small.region == large.region
    return large.kind == Kind.DISTRICT and small.district == large.district


def odds(reading: Reading, mention: Mention, first_names: frozenset[str], *, linked: bool, is_larger: bool) -> float:
    """The logarithm of the odds; above 0 the mention rather names a place.

    `linked`: its larger place follows; `is_larger`: it is the larger place of the mention before.
    """
    sign = _PRIOR + max(_of_bearer(bearer) for bearer in mention.entry.bearers)
    sign += 2.0 * (mention.last > mention.first) + 3.0 * linked + 3.5 * is_larger
    if mention.entry.everyday and mention.last == mention.first:
        sign -= 2.5
    if reading.case is Case.SILENT:
        sign -= 1.0
    return sign + _before(reading, mention, first_names) + _after(reading, mention, first_names)


def _of_bearer(bearer: Bearer) -> float:
    size = 0.9 * (math.log10(bearer.population + 10) - 4)
    return size + _KIND[Kind(bearer.kind)] + _ROLE[Role(bearer.role)]


def _before(reading: Reading, mention: Mention, first_names: frozenset[str]) -> float:
    before = word_before(reading, mention)
    if before is None:
        return 0.0
    gap = reading.text[before.end : mention.start]
    if _SENTENCE_END.search(gap):
        return 0.0
    if before.key in LOCATIVE:
        return 1.5
    if not adjoin(reading.text, before, reading.words[mention.first]):
        return 0.0
    if before.key in TITLES:
        return -4.0
    if not before.raw[:1].isupper() or before.raw.isupper() or _starts_sentence(reading, mention.first - 1):
        return 0.0
    return -3.0 if before.key in first_names else -1.0


def _starts_sentence(reading: Reading, index: int) -> bool:
    if index == 0:
        return True
    return _SENTENCE_END.search(reading.text[reading.words[index - 1].end : reading.words[index].start]) is not None


def _after(reading: Reading, mention: Mention, first_names: frozenset[str]) -> float:
    after = word_after(reading, mention)
    if after is None or not adjoin(reading.text, reading.words[mention.last], after):
        return 0.0
    if after.key in STREETS:
        return -3.0
    if not after.raw[:1].isupper() or reading.case is Case.SILENT or after.raw.isupper():
        return 0.0
    return -2.5 if mention.key in first_names else -0.7
