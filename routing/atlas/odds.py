"""How likely a mention names a place at all, judged by the name and the words around it; pure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex

from routing.atlas.bearers import Choice
from routing.atlas.context import Context
from routing.atlas.gazetteer import Flag, Kind, Role
from routing.atlas.lexicon import INSIDE, LOCATIVE, STREETS
from routing.atlas.links import Link, is_titled
from routing.atlas.mentions import Case, Mention, Reading, adjoin, word_after, word_before

__all__ = ["WEIGHTS", "Setting", "odds", "signs"]

_COMPANY = 0.5
_UNSURE = 0.05
_SENTENCE_END = regex.compile(r"[.!?…:;\n\"“”»«|]")

# What each sign adds to the logarithm of the odds: a logistic regression over news, posts after disasters and posts
# about politics, rounded; "always" is moved so that about as many names are missed as are seen where none is.
WEIGHTS: Mapping[str, float] = {
    "always": -1.65,
    "size": 0.1,
    "fame": 1.15,
    "namesakes": 0.4,
    "sure of which": 0.6,
    "district": 0.1,
    "region": 1.2,
    "country": 1.25,
    "continent": 1.15,
    "alias": -1.75,
    "joined": -0.35,
    "bare": -0.7,
    "short": -0.45,
    "code": -4.0,
    "several words": 0.75,
    "everyday": -2.45,
    "first name": -0.95,
    "surname": -0.55,
    "nothing else": 0.5,
    "everyday and famous": 0.15,
    "everyday and large": 0.45,
    "person and famous": 0.0,
    "person and large": 0.25,
    "silent case": -1.15,
    "capitals": -0.85,
    "small": -1.7,
    "small without a preposition": -0.7,
    "small tag": -0.3,
    "everyday when small": -0.25,
    "part of a tag": -2.3,
    "its larger place follows": 0.2,
    "its larger place follows an everyday word": 0.9,
    "its larger place follows a person's name": 0.7,
    "short larger place": 0.5,
    "same country": 0.5,
    "same region": 0.8,
    "everyday word in the same region": 0.8,
    "near another": 0.85,
    "in a list": 0.75,
    "somebody's name elsewhere": -0.95,
    "sentence begins": -0.35,
    "sentence begins with an everyday word": -1.3,
    "after a preposition": -0.1,
    "after in": 1.0,
    "ambiguous after a preposition": 0.5,
    "after a title": -2.6,
    "after a first name": -2.2,
    "after a capital": -0.95,
    "before a street": -0.25,
    "before a capital": -0.75,
    "first name before a capital": -1.4,
}
_KINDS: Mapping[int, str] = {
    Kind.DISTRICT: "district",
    Kind.REGION: "region",
    Kind.COUNTRY: "country",
    Kind.CONTINENT: "continent",
}
_ROLES: Mapping[int, str] = {
    Role.ALIAS: "alias",
    Role.JOINED: "joined",
    Role.BARE: "bare",
    Role.SHORT: "short",
    Role.CODE: "code",
}
_FLAGS = {Flag.EVERYDAY: "everyday", Flag.FIRST_NAME: "first name", Flag.SURNAME: "surname"}


@dataclass(frozen=True)
class Setting:
    """A mention in its text: the place it would mean, and what the text's other names have in common."""

    reading: Reading
    mention: Mention
    link: Link
    choice: Choice
    others: Context
    first_names: frozenset[str]


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
        "sure of which": math.log(max(_UNSURE, setting.choice.confidence)),
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
    flags = mention.entry.flags & (Flag.EVERYDAY | Flag.FIRST_NAME | Flag.SURNAME)
    found |= {name: 1.0 for flag, name in _FLAGS.items() if flags & flag}
    if not flags:
        return found | {"nothing else": 1.0}
    of_what = "everyday" if flags & Flag.EVERYDAY else "person"
    return found | {f"{of_what} and famous": found["fame"], f"{of_what} and large": found["size"]}


def _of_writing(reading: Reading, mention: Mention) -> Iterator[str]:
    raw = reading.text[mention.start : mention.end]
    if reading.case is Case.SILENT:
        yield "silent case"
    if raw.isupper() and len(raw) <= 4:  # noqa: PLR2004 - "NYC", "USA"
        yield "capitals"
    tag = reading.words[mention.first].tag
    if raw[0].islower():
        yield "small" if tag < 0 else "small tag"
        before = word_before(reading, mention)
        if before is None or before.key not in LOCATIVE:
            yield "small without a preposition"
        if mention.entry.flags & Flag.WRITTEN_SMALL:
            yield "everyday when small"
    if tag >= 0 and (mention.start > tag + 1 or mention.end < reading.words[mention.first].tag_end):
        yield "part of a tag"


def _of_link(setting: Setting) -> Iterator[str]:
    if setting.link.has_larger:
        yield "its larger place follows"
        if setting.mention.entry.flags & Flag.EVERYDAY:
            yield "its larger place follows an everyday word"
        elif setting.mention.entry.flags:
            yield "its larger place follows a person's name"
    if setting.link.is_larger and setting.choice.bearer.role >= Role.SHORT:
        yield "short larger place"


def _of_company(setting: Setting) -> Iterator[str]:
    """Whether other names of the text lie in the same country or region."""
    bearer, others = setting.choice.bearer, setting.others
    if others.near(bearer) > _COMPANY:
        yield "near another"
    if setting.link.in_list:
        yield "in a list"
    if setting.link.is_name:
        yield "somebody's name elsewhere"
    if others.of_country(bearer) > _COMPANY:
        yield "same country"
    if others.of_region(bearer) > _COMPANY:
        yield "same region"
        if setting.mention.entry.flags & Flag.EVERYDAY:
            yield "everyday word in the same region"


def _of_neighbours(setting: Setting) -> Iterator[str]:
    reading, mention = setting.reading, setting.mention
    before, after = word_before(reading, mention), word_after(reading, mention)
    if is_titled(reading, mention):
        yield "after a title"
    elif before is None or _SENTENCE_END.search(reading.text[before.end : mention.start]):
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
    if before.raw[:1].isupper() and not before.raw.isupper() and reading.case is Case.TELLS:
        yield "after a first name" if before.key in first_names else "after a capital"


def _of_word_after(reading: Reading, mention: Mention, first_names: frozenset[str]) -> Iterator[str]:
    after = reading.words[mention.last + 1]
    if after.key in STREETS:
        yield "before a street"
    elif after.raw[:1].isupper() and not after.raw.isupper() and reading.case is Case.TELLS:
        yield "first name before a capital" if mention.key in first_names else "before a capital"
