"""Text, profiles and positions to places, best source first; abstains rather than guesses."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from routing.atlas import profiles
from routing.atlas.bearers import choose
from routing.atlas.gazetteer import DEFAULT_PATH, Gazetteer, Kind, PlaceRow
from routing.atlas.mentions import find_mentions, read
from routing.atlas.odds import Setting, links, odds
from routing.geo import sane
from routing.ports import Place, PlaceFinder, PlaceHint, Point, Post
from routing.shops import Shops

__all__ = ["Places", "Span", "place_of"]

_LARGER = 0.5  # what a place is worth when it only tells where a smaller one lies
_LEAST_CONFIDENCE = 0.5  # below it a place is not named
_LEAST_IN_PROFILE = 0.4  # the same for a line that is there to name one
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

    def in_text(self, text: str) -> tuple[Place, ...]:
        """Places named in running text, best first, each once; abstains rather than guesses."""
        best: dict[str, Place] = {}
        for span in sorted(self.find_spans(text), key=lambda each: -each.worth):
            if span.place and span.place.confidence >= _LEAST_CONFIDENCE:
                best.setdefault(span.place.name, span.place)
        return tuple(best.values())

    def find_spans(self, text: str) -> tuple[Span, ...]:
        """Every name of a place in the text, in order, each with the place that is most likely meant."""
        settings = list(self._settings(text))
        # "Manchester", and nothing else, is the answer to "where are you?".
        alone = profiles.is_only_names(text, [setting.mention for setting in settings])
        extra = profiles.NAMES_ONLY if alone else 0.0
        return tuple(self._span(setting, value) for setting in settings if (value := odds(setting) + extra) > 0)

    def in_profile(self, text: str) -> Place | None:
        """The place a profile's location line names, or None."""
        if not text.strip():
            return None
        if (point := profiles.position_in(text)) is not None:
            known = self.near(point)
            return replace(known, point=point, source="profile", evidence=text) if known else None
        settings = list(self._settings(profiles.dressed(text)))
        extra = profiles.coverage_odds(text, [setting.mention for setting in settings])
        spans = [self._span(setting, value) for setting in settings if (value := odds(setting) + extra) > 0]
        best = max(spans, key=lambda span: span.worth, default=None)
        if best is None or best.place is None or best.place.confidence < _LEAST_IN_PROFILE:
            return None
        return replace(best.place, source="profile", evidence=text)

    def _settings(self, text: str) -> Iterator[Setting]:
        reading = read(text)
        mentions = find_mentions(reading, self._gazetteer)
        linked = links(reading, mentions)
        chosen = choose(mentions, [link.has_larger for link in linked])
        for mention, link, (choice, others) in zip(mentions, linked, chosen, strict=True):
            yield Setting(reading, mention, link, choice, others, self._gazetteer.first_names)

    def _span(self, setting: Setting, value: float) -> Span:
        mention, choice = setting.mention, setting.choice
        words = setting.reading.text[mention.start : mention.end]
        confidence = round(choice.confidence / (1 + math.exp(-value)), 3)
        place = _as_place(self._gazetteer.place(choice.bearer.place), "text", confidence, words)
        worth = confidence * _WORTH[choice.bearer.kind] * (_LARGER if setting.link.is_larger else 1.0)
        return Span(mention.start, mention.end, words, place, worth)

    def near(self, point: Point) -> Place | None:
        """The nearest known settlement, for a name and a time zone."""
        row = self._gazetteer.near(point)
        return None if row is None else _as_place(row, "near", 1.0, "")


def _as_place(row: PlaceRow, source: str, confidence: float, evidence: str) -> Place:
    point = Point(row.latitude, row.longitude)
    return Place(row.label, point, row.radius_km, source, confidence, row.country, row.time_zone, evidence)


def place_of(post: Post, finder: PlaceFinder, shops: Shops) -> Place | None:
    """Where a question is about: what the platform says, a shop named in words, the text, the author's profile."""
    if (hinted := _hinted(post.hint, finder)) is not None:
        return hinted
    if (shop := shops.named(post.text)) is not None:
        return shop
    in_text = finder.in_text(post.text)
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
