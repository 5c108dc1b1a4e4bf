"""Where a thing lies that no list knows: in the place that its name holds, or in the nearest one of the text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from routing.atlas.bearers import Choice
from routing.atlas.features import Feature
from routing.atlas.gazetteer import Flag, Kind, Role
from routing.atlas.lexicon import BUILT, FEATURES, STREETS
from routing.atlas.mentions import Mention
from routing.atlas.odds import Setting

__all__ = ["apart", "covered", "place_around", "within_larger", "without_streets"]

_LARGE = 100_000
_UNLISTED = 0.8  # how surely a name means a hamlet in the area that follows it, and not a namesake elsewhere


def apart(features: Iterable[Feature], mentions: Sequence[Mention]) -> list[Feature]:
    """The features that are no known places themselves, as Myrtle Beach is one."""
    return [
        feature
        for feature in features
        if not any(each.first <= feature.first and feature.last <= each.last for each in mentions)
    ]


def without_streets(mentions: Iterable[Mention], features: Sequence[Feature]) -> list[Mention]:
    """A street's name says nothing of where it is: Jamaica Avenue."""
    streets = [feature for feature in features if feature.what in STREETS]
    return [mention for mention in mentions if not any(_touch(mention, street) for street in streets)]


def covered(mention: Mention, features: Iterable[Feature]) -> bool:
    return any(_touch(mention, feature) for feature in features)


def place_around(feature: Feature, settings: Sequence[Setting], sure: Sequence[bool]) -> Setting | None:
    """The setting whose place says where the feature is; None where that would be a guess."""
    touching = [setting for setting in settings if _touch(setting.mention, feature)]
    own = next((each for each in touching if _says_where(each)), None)
    others = [each for each, is_sure in zip(settings, sure, strict=True) if is_sure and each not in touching]
    nearest = min(others, key=lambda each: _remoteness(feature, each), default=None)
    if own is None:
        return nearest
    if nearest is None:
        return own if feature.what in BUILT or _is_well_known(own) else None
    bearer, place = own.choice.bearer, nearest.choice.bearer
    return own if feature.what in BUILT and bearer.country == place.country else nearest


def _says_where(setting: Setting) -> bool:
    """Whether a name within the feature's is more than what the feature is: neither "Island" nor "High"."""
    mention = setting.mention
    parts = setting.reading.words[mention.first : mention.last + 1]
    return not mention.entry.flags & Flag.EVERYDAY and not all(part.key in FEATURES for part in parts)


def _is_well_known(setting: Setting) -> bool:
    return setting.choice.bearer.population >= _LARGE


def within_larger(settings: Sequence[Setting]) -> list[Setting]:
    """The same, where a hamlet that no list knows means the state or country that follows: "Holliday, Missouri"."""
    following: list[Setting | None] = [*settings[1:], None] if settings else []
    return [
        replace(one, choice=Choice(other.choice.bearer, _UNLISTED * other.choice.confidence))
        if other and _is_unlisted(one, other)
        else one
        for one, other in zip(settings, following, strict=True)
    ]


def _is_unlisted(one: Setting, other: Setting) -> bool:
    small, large = one.choice.bearer, other.choice.bearer
    if one.link.has_larger or one.link.is_larger or other.link.has_larger:
        return False
    if one.reading.text[one.mention.end : other.mention.start].strip() != ",":
        return False
    areas = large.kind in {Kind.REGION, Kind.COUNTRY} and large.role <= Role.SHORT and large.population >= _LARGE
    return areas and small.kind <= Kind.DISTRICT and small.population < _LARGE


def _remoteness(feature: Feature, setting: Setting) -> tuple[int, int]:
    """Small places before large ones; of equals the one that stands nearest, what follows before what precedes."""
    mention = setting.mention
    words = mention.first - feature.last if mention.first > feature.last else 2 * (feature.first - mention.last)
    return max(Kind.DISTRICT, setting.choice.bearer.kind), words


def _touch(mention: Mention, feature: Feature) -> bool:
    return mention.first <= feature.last and feature.first <= mention.last
