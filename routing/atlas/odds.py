"""How likely a mention names a place at all, judged by the name and the words around it; pure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import regex

from routing.atlas.bearers import Choice, Context, inside
from routing.atlas.gazetteer import NOWHERE, Flag, Kind, Role
from routing.atlas.lexicon import INSIDE, LOCATIVE, STREETS, TITLES
from routing.atlas.mentions import Case, Mention, Reading, adjoin, word_after, word_before

__all__ = ["WEIGHTS", "Link", "Setting", "links", "odds", "signs"]

_COMMA = regex.compile(r"(?:['’]s)?\s{0,2}[,(/]\s{0,2}")  # noqa: RUF001 - people type both apostrophes
_COMPANY = 0.5
_SENTENCE_END = regex.compile(r"[.!?…:;\n\"“”»«|]")

# What each sign adds to the logarithm of the odds: a logistic regression over news, posts after disasters and posts
# about politics, rounded; "always" is moved so that about as many names are missed as are seen where none is.
WEIGHTS: Mapping[str, float] = {
    "always": -1.25,
    "size": 0.4,
    "fame": 0.7,
    "namesakes": 0.45,
    "country": 0.6,
    "continent": -0.2,
    "alias": -1.5,
    "joined": -0.15,
    "bare": -0.6,
    "code": -3.4,
    "several words": 1.05,
    "everyday": -1.65,
    "first name": -0.65,
    "surname": -0.35,
    "nothing else": 0.6,
    "silent case": -0.55,
    "capitals": -1.15,
    "small": -1.35,
    "part of a tag": -2.2,
    "its larger place follows": 0.45,
    "its larger place follows an everyday word": 0.35,
    "short larger place": 0.35,
    "same country": 0.4,
    "same region": 0.55,
    "everyday word in the same region": 1.1,
    "sentence begins": -0.6,
    "sentence begins with an everyday word": -1.2,
    "after a preposition": 0.2,
    "after in": 0.7,
    "ambiguous after a preposition": 0.55,
    "after a title": -1.95,
    "after a first name": -2.4,
    "after a capital": -0.95,
    "before a street": -2.0,
    "before a capital": -0.95,
    "first name before a capital": -1.4,
}
_KINDS: Mapping[int, str] = {Kind.COUNTRY: "country", Kind.CONTINENT: "continent"}
_ROLES: Mapping[int, str] = {Role.ALIAS: "alias", Role.JOINED: "joined", Role.BARE: "bare", Role.CODE: "code"}
_FLAGS = {Flag.EVERYDAY: "everyday", Flag.FIRST_NAME: "first name", Flag.SURNAME: "surname"}


@dataclass(frozen=True)
class Link:
    """Whether the larger place follows ("Paris, Texas"), and whether this is the larger place of the one before."""

    has_larger: bool = False
    is_larger: bool = False


@dataclass(frozen=True)
class Setting:
    """A mention in its text: the place it would mean, and what the text's other names have in common."""

    reading: Reading
    mention: Mention
    link: Link
    choice: Choice
    others: Context
    first_names: frozenset[str]


def links(reading: Reading, mentions: list[Mention]) -> list[Link]:
    within = [False, *(_is_within(reading, one, other) for one, other in pairwise(mentions)), False]
    return [Link(has_larger=within[index + 1], is_larger=within[index]) for index in range(len(mentions))]


def _is_within(reading: Reading, one: Mention, other: Mention) -> bool:
    if other.first != one.last + 1:
        return False
    gap = reading.text[one.end : other.start]
    if _COMMA.fullmatch(gap) is None and not (gap.isspace() and "\n" not in gap):
        return False
    return any(
        inside(small, large) for small in one.entry.bearers for large in other.entry.bearers if large.kind > small.kind
    )


def odds(setting: Setting) -> float:
    """The logarithm of the odds; above 0 the mention rather names a place."""
    return sum(WEIGHTS[name] * value for name, value in signs(setting).items())


def signs(setting: Setting) -> dict[str, float]:
    """All that speaks for or against a place, by name."""
    return {
        "always": 1.0,
        **_of_name(setting),
        **dict.fromkeys(_of_writing(setting.reading, setting.mention), 1.0),
        **dict.fromkeys(_of_link(setting), 1.0),
        **dict.fromkeys(_of_company(setting), 1.0),
        **dict.fromkeys(_of_neighbours(setting), 1.0),
    }


def _of_name(setting: Setting) -> dict[str, float]:
    mention, best = setting.mention, setting.choice.bearer
    found = {"size": math.log10(best.population + 100) - 4, "namesakes": math.log10(len(mention.entry.bearers))}
    found["fame"] = math.log10(best.fame + 1)
    kind, role = _KINDS.get(best.kind), _ROLES.get(best.role)
    if role == "alias" and not mention.key.isascii():
        role = None  # in another script a place's name cannot be its official one here
    found |= {name: 1.0 for name in (kind, role) if name}
    if " " in setting.reading.text[mention.start : mention.end]:
        return found | {"several words": 1.0}
    flags = mention.entry.flags
    found |= {name: 1.0 for flag, name in _FLAGS.items() if flags & flag}
    return found if flags else found | {"nothing else": 1.0}


def _of_writing(reading: Reading, mention: Mention) -> Iterator[str]:
    raw = reading.text[mention.start : mention.end]
    if reading.case is Case.SILENT:
        yield "silent case"
    if raw.isupper() and len(raw) <= 4:  # noqa: PLR2004 - "NYC", "USA"
        yield "capitals"
    if raw[0].islower():
        yield "small"
    tag = reading.words[mention.first].tag
    if tag >= 0 and (mention.start > tag + 1 or mention.end < reading.words[mention.first].tag_end):
        yield "part of a tag"


def _of_link(setting: Setting) -> Iterator[str]:
    if setting.link.has_larger:
        yield "its larger place follows"
        if setting.mention.entry.flags & Flag.EVERYDAY:
            yield "its larger place follows an everyday word"
    if setting.link.is_larger and setting.choice.bearer.role >= Role.SHORT:
        yield "short larger place"


def _of_company(setting: Setting) -> Iterator[str]:
    """Whether other names of the text lie in the same country or region."""
    bearer, others = setting.choice.bearer, setting.others
    if others.countries.get(bearer.country, 0.0) > _COMPANY and bearer.country != NOWHERE:
        yield "same country"
    if bearer.region != NOWHERE and others.regions.get(bearer.region, 0.0) > _COMPANY:
        yield "same region"
        if setting.mention.entry.flags & Flag.EVERYDAY:
            yield "everyday word in the same region"


def _of_neighbours(setting: Setting) -> Iterator[str]:
    reading, mention = setting.reading, setting.mention
    before, after = word_before(reading, mention), word_after(reading, mention)
    if before is None or _SENTENCE_END.search(reading.text[before.end : mention.start]):
        yield "sentence begins"
        if mention.entry.flags & Flag.EVERYDAY and mention.last == mention.first:
            yield "sentence begins with an everyday word"
    elif before.key in LOCATIVE:
        yield from _of_preposition(before.key, mention)
    elif adjoin(reading.text, before, reading.words[mention.first]):
        yield from _of_capital_before(reading, mention, setting.first_names)
    if after is not None and adjoin(reading.text, reading.words[mention.last], after):
        yield from _of_word_after(reading, mention, setting.first_names)


def _of_preposition(key: str, mention: Mention) -> Iterator[str]:
    yield "after a preposition"
    if key in INSIDE:
        yield "after in"
    if mention.entry.flags:
        yield "ambiguous after a preposition"


def _of_capital_before(reading: Reading, mention: Mention, first_names: frozenset[str]) -> Iterator[str]:
    before = reading.words[mention.first - 1]
    if before.key in TITLES:
        yield "after a title"
    elif before.raw[:1].isupper() and not before.raw.isupper() and reading.case is Case.TELLS:
        yield "after a first name" if before.key in first_names else "after a capital"


def _of_word_after(reading: Reading, mention: Mention, first_names: frozenset[str]) -> Iterator[str]:
    after = reading.words[mention.last + 1]
    if after.key in STREETS:
        yield "before a street"
    elif after.raw[:1].isupper() and not after.raw.isupper() and reading.case is Case.TELLS:
        yield "first name before a capital" if mention.key in first_names else "before a capital"
