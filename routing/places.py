"""Text, profiles and positions to places, best source first; abstains rather than guesses."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from routing.atlas import given, profiles
from routing.atlas.bearers import Choice, choose
from routing.atlas.context import NOTHING
from routing.atlas.features import Feature, find_features
from routing.atlas.gazetteer import DEFAULT_PATH, Gazetteer, Kind, PlaceRow
from routing.atlas.links import links
from routing.atlas.mentions import Mention, Reading, find_mentions, read
from routing.atlas.odds import Setting, odds
from routing.atlas.surroundings import apart, covered, place_around, within_larger, without_streets
from routing.geo import sane
from routing.ports import Place, PlaceFinder, PlaceHint, Point, Post
from routing.shops import Shops

__all__ = ["Places", "Span", "place_of"]

_LARGER = 0.5  # what a place is worth when it only tells where a smaller one lies
_LEAST_IN_PROFILE = 0.4  # the same for a line that is there to name one
_ONE_ZONE_KM = 300.0  # a larger landscape has several time zones
_NEAR_A_FEATURE = 0.5  # logarithm of the odds that a thing lies in the place that its text names
# What a place is worth for finding somebody near: a town says more than its country does.
_WORTH: Mapping[int, float] = {
    Kind.CITY: 1.0,
    Kind.DISTRICT: 0.9,
    Kind.REGION: 0.8,
    Kind.COUNTRY: 0.6,
    Kind.CONTINENT: 0.3,
}


@dataclass(frozen=True)
class Span:
    """A place's name in a text: characters `start` to `end`; `place` is None when nobody can tell which one."""

    start: int
    end: int
    text: str
    place: Place | None
    worth: float = 0.0  # confidence, less for a wider kind of place


class Places:
    """Finds places in the compiled index; offline and safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @classmethod
    def open(cls, path: Path = DEFAULT_PATH) -> "Places":
        """Raises IndexMissing, with the command that builds the index."""
        return cls(Gazetteer(path))

    def in_text(self, text: str, at_least: float = 0.5) -> tuple[Place, ...]:
        """Places named in running text, best first, each once; none of which it is less than `at_least` sure."""
        best: dict[str, Place] = {}
        for span in sorted(self.find_spans(text), key=lambda each: -each.worth):
            if span.place and span.place.confidence >= at_least:
                best.setdefault(span.place.name, span.place)
        return tuple(best.values())

    def find_spans(self, text: str) -> tuple[Span, ...]:
        """Every name of a place in the text, in order, each with the place that is most likely meant."""
        reading = read(text)
        mentions = find_mentions(reading, self._gazetteer)
        features = apart(find_features(reading), mentions)
        settings = self._settings_of(reading, without_streets(mentions, features))
        # "Manchester", and nothing else, is the answer to "where are you?".
        alone = profiles.is_only_names(text, [setting.mention for setting in settings])
        values = [odds(setting) + (profiles.NAMES_ONLY if alone else 0.0) for setting in settings]
        spans = [
            self._span(setting, value)
            for setting, value in zip(settings, values, strict=True)
            if value > 0 and not covered(setting.mention, features)
        ]
        sure = [value > 0 for value in values]
        spans += [self._feature_span(reading, each, place_around(each, settings, sure)) for each in features]
        return tuple(sorted(spans, key=lambda span: span.start))

    def _feature_span(self, reading: Reading, feature: Feature, around: Setting | None) -> Span:
        words = reading.text[feature.start : feature.end]
        if around is None:
            return Span(feature.start, feature.end, words, None)
        known = self._span(around, _NEAR_A_FEATURE)
        place = replace(known.place, evidence=words) if known.place else None
        return Span(feature.start, feature.end, words, place, known.worth * _LARGER)

    def resolve(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Place | None, ...]:
        """For each span of characters that names a place, the one most likely meant; None for a name nobody knows."""
        reading = read(text)
        meant = given.look_up(reading, spans, self._gazetteer)
        known = [each.mention for each in meant if each.mention and each.whole]
        settings = self._settings_of(reading, given.merged(meant, find_mentions(reading, self._gazetteer)), known)
        sure = [each.mention in known or odds(each) > 0 for each in settings]
        return tuple(self._given_place(each, settings, sure) for each in meant)

    def _given_place(self, name: given.Given, settings: Sequence[Setting], sure: Sequence[bool]) -> Place | None:
        own = next((each for each in settings if name.whole and each.mention == name.mention), None)
        if own is not None:
            return self._span(own, math.inf).place
        around = place_around(name.feature, settings, sure)
        around = around or next((each for each in settings if name.mention and each.mention == name.mention), None)
        return self._span(around, _NEAR_A_FEATURE).place if around else None

    def in_profile(self, text: str) -> Place | None:
        """The place a profile's location line names, or None."""
        if not text.strip():
            return None
        if (point := profiles.position_in(text)) is not None:
            known = self.near(point)
            return replace(known, point=point, source="profile", evidence=text) if known else None
        settings = self._settings(profiles.dressed(text))
        extra = profiles.coverage_odds(text, [setting.mention for setting in settings])
        spans = [self._span(setting, value) for setting in settings if (value := odds(setting) + extra) > 0]
        best = max(spans, key=lambda span: span.worth, default=None)
        if best is None or best.place is None or best.place.confidence < _LEAST_IN_PROFILE:
            return None
        return replace(best.place, source="profile", evidence=text)

    def _settings(self, text: str) -> list[Setting]:
        reading = read(text)
        return self._settings_of(reading, find_mentions(reading, self._gazetteer))

    def _settings_of(
        self, reading: Reading, mentions: Sequence[Mention], known: Collection[Mention] = ()
    ) -> list[Setting]:
        """What each mention means; `known` ones are sure to name places."""
        linked = links(reading, mentions)
        first_names = self._gazetteer.first_names

        def weigh(choices: Sequence[Choice]) -> list[float]:
            alone = [
                Setting(reading, mention, link, choice, NOTHING, first_names)
                for mention, link, choice in zip(mentions, linked, choices, strict=True)
            ]
            return [1.0 if each.mention in known else _likely(odds(each)) for each in alone]

        chosen = choose(mentions, [link.has_larger for link in linked], weigh)
        return within_larger(
            [
                Setting(reading, mention, link, choice, others, first_names)
                for mention, link, (choice, others) in zip(mentions, linked, chosen, strict=True)
            ]
        )

    def _span(self, setting: Setting, value: float) -> Span:
        mention, choice = setting.mention, setting.choice
        words = setting.reading.text[mention.start : mention.end]
        confidence = round(choice.confidence * _likely(value), 3)
        place = _as_place(self._row(choice.bearer.place), "text", confidence, words)
        worth = confidence * _WORTH[choice.bearer.kind] * (_LARGER if setting.link.is_larger else 1.0)
        return Span(mention.start, mention.end, words, place, worth)

    def settlements(self) -> list[Point]:
        """Where people live, for a map's outlines."""
        return self._gazetteer.settlements()

    def _row(self, number: int) -> PlaceRow:
        """With the time zone of its middle, where it is a small landscape that no division knows."""
        row = self._gazetteer.place(number)
        if row.time_zone or row.radius_km > _ONE_ZONE_KM:
            return row
        known = self._gazetteer.near(Point(row.latitude, row.longitude))
        return row._replace(time_zone=known.time_zone) if known else row

    def near(self, point: Point) -> Place | None:
        """The nearest known settlement, for a name and a time zone."""
        row = self._gazetteer.near(point)
        return None if row is None else _as_place(row, "near", 1.0, "")


def _likely(value: float) -> float:
    """The probability for a logarithm of odds."""
    return 1 / (1 + math.exp(-value))


def _as_place(row: PlaceRow, source: str, confidence: float, evidence: str) -> Place:
    point = Point(row.latitude, row.longitude)
    return Place(row.label, point, round(row.radius_km, 1), source, confidence, row.country, row.time_zone, evidence)


def place_of(
    post: Post,
    finder: PlaceFinder,
    shops: Shops,
    addresses: Callable[[str], Place | None] | None = None,
    at_least: float = 0.5,
) -> Place | None:
    """Where a question is about: what the platform says, a shop named in words, the text, the author's profile.

    `addresses` finds a street's address in a text; of what the text names, nothing less than `at_least` sure counts.
    """
    if (hinted := _hinted(post.hint, finder)) is not None:
        return hinted
    if (shop := shops.named(post.text)) is not None:
        return shop
    if addresses and (address := addresses(post.text)) is not None:
        return address
    in_text = finder.in_text(post.text, at_least)
    return in_text[0] if in_text else finder.in_profile(post.author.profile_location)


def _hinted(hint: PlaceHint | None, finder: PlaceFinder) -> Place | None:
    point = sane(hint.point) if hint else None
    if hint is None or point is None:
        return None
    known = finder.near(point)
    return Place(
        name=hint.name or (known.name if known else ""),
        point=point,
        radius_km=hint.radius_km,
        source=hint.source,
        confidence=1.0,
        country=hint.country or (known.country if known else ""),
        time_zone=known.time_zone if known else "",
        evidence=hint.name,
    )
