"""Which of the places of a name is meant, given the other names in the text; pure."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.atlas.gazetteer import NOWHERE, Bearer, Flag, Kind, Role
from routing.atlas.mentions import Mention

__all__ = ["Choice", "Context", "choose", "inside"]

_FAME = 1.8  # the same for the ways in which the name is written, while the text has no other names
_FOREIGN = 3.0  # another language's name of a country, when somewhere else bears it as its own
_SIZE = 1.8  # how much a tenfold population speaks for a place
_KIND: Mapping[int, float] = {
    Kind.CITY: 0.0,
    Kind.DISTRICT: -1.5,
    Kind.REGION: 0.3,
    Kind.COUNTRY: 5.0,
    Kind.CONTINENT: 2.0,
}
_ROLE: Mapping[int, float] = {
    Role.OFFICIAL: 0.0,
    Role.ALIAS: -2.0,
    Role.JOINED: -0.3,
    Role.BARE: -1.5,
    Role.SHORT: -1.0,
    Role.CODE: -9.0,
}
_LINK = 8.0
_SEAT = 2.0  # a division named like a town in it: the town is meant
_DIVISIONS = frozenset({Kind.DISTRICT, Kind.REGION})
_SAME_COUNTRY, _SAME_REGION, _NEIGHBOUR = 2.5, 5.0, 2.0
_NEAR_DEGREES = 1.2
_ANCHORS = 12


@dataclass(frozen=True)
class Choice:
    """The place chosen for a mention, and how surely it rather than its namesakes."""

    bearer: Bearer
    confidence: float


@dataclass(frozen=True)
class Context:
    """What the names of a text have in common: countries, regions and spots, by how surely they are meant."""

    countries: Mapping[int, float]
    regions: Mapping[int, float]
    anchors: tuple[Bearer, ...]
    total: float

    def without(self, choice: "Choice", weight: float) -> "Context":
        """What the other names have in common."""
        own, bearer = weight * choice.confidence, choice.bearer
        countries = {**self.countries, bearer.country: self.countries.get(bearer.country, 0.0) - own}
        regions = {**self.regions, bearer.region: self.regions.get(bearer.region, 0.0) - own}
        anchors = tuple(anchor for anchor in self.anchors if anchor.place != bearer.place)
        return Context(countries, regions, anchors, max(0.0, self.total - own))


_NOTHING = Context({}, {}, (), 0.0)


def inside(small: Bearer, large: Bearer) -> bool:
    """Whether one place is part of the other, as far as their divisions tell."""
    if large.kind == Kind.COUNTRY:
        return small.country == large.country != NOWHERE
    if large.kind == Kind.REGION:
        return small.region == large.region != NOWHERE
    return large.kind == Kind.DISTRICT and small.district == large.district != NOWHERE


def choose(mentions: Sequence[Mention], linked: Sequence[bool]) -> list[tuple[Choice, Context]]:
    """One place for each mention, with what the others make likely; a first guess by size makes that context."""
    bonuses = [_link_bonus(mentions, linked, index) for index in range(len(mentions))]
    guesses = [_best(mention, bonus, _NOTHING) for mention, bonus in zip(mentions, bonuses, strict=True)]
    weights = [1.0 if bonus else _weight(mention) for mention, bonus in zip(mentions, bonuses, strict=True)]
    context = _context(guesses, weights)
    chosen = []
    for mention, bonus, guess, weight in zip(mentions, bonuses, guesses, weights, strict=True):
        others = context.without(guess, weight)
        chosen.append((_best(mention, bonus, others) if others.total else guess, others))
    return chosen


def _weight(mention: Mention) -> float:
    """How much a name counts for its neighbours, before anybody has looked at the words around it."""
    if mention.entry.flags & Flag.EVERYDAY or mention.entry.bearers[0].role == Role.CODE:
        return 0.05
    return 0.3 if mention.entry.flags else 1.0


def _link_bonus(mentions: Sequence[Mention], linked: Sequence[bool], index: int) -> frozenset[int]:
    """The places of a mention that lie within the next one's, or that hold the one before's."""
    own = mentions[index].entry.bearers
    fitting: set[int] = set()
    if linked[index]:
        larger = mentions[index + 1].entry.bearers
        fitting |= {one.place for one in own if any(inside(one, each) for each in larger if each.kind > one.kind)}
    if index and linked[index - 1]:
        smaller = mentions[index - 1].entry.bearers
        fitting |= {one.place for one in own if any(inside(each, one) for each in smaller if one.kind > each.kind)}
    return frozenset(fitting)


def _best(mention: Mention, fitting: frozenset[int], context: Context) -> Choice:
    bearers = mention.entry.bearers
    if len(bearers) == 1:
        return Choice(bearers[0], 1.0)
    seats = {bearer.region for bearer in bearers if bearer.kind == Kind.CITY and bearer.role <= Role.ALIAS}
    scores = [_score(bearer, fitting, context) - _SEAT * _is_seat(bearer, seats) for bearer in bearers]
    top = max(scores)
    best = bearers[scores.index(top)]
    weights = [math.exp(score - top) for score in scores]
    near = sum(weight for weight, bearer in zip(weights, bearers, strict=True) if _is_same(best, bearer))
    return Choice(best, near / sum(weights))


def _is_foreign_country(bearer: Bearer) -> bool:
    return bearer.kind == Kind.COUNTRY and bearer.role == Role.ALIAS


def _is_seat(bearer: Bearer, seats: set[int]) -> bool:
    return bearer.kind in _DIVISIONS and bearer.region in seats


def _score(bearer: Bearer, fitting: frozenset[int], context: Context) -> float:
    score = _SIZE * math.log10(bearer.population + 100) + _FAME * math.log10(bearer.fame + 1) / (1 + 4 * context.total)
    score += _KIND[bearer.kind] + _ROLE[bearer.role] - _FOREIGN * _is_foreign_country(bearer)
    score += _LINK * (bearer.place in fitting)
    if not context.total:
        return score
    score += _SAME_COUNTRY * context.countries.get(bearer.country, 0.0) / context.total
    if bearer.region != NOWHERE:
        score += _SAME_REGION * context.regions.get(bearer.region, 0.0) / context.total
    return score + _NEIGHBOUR * any(_is_near(bearer, anchor) for anchor in context.anchors)


def _context(guesses: Sequence[Choice], weights: Sequence[float]) -> Context:
    countries: dict[int, float] = defaultdict(float)
    regions: dict[int, float] = defaultdict(float)
    for guess, weight in zip(guesses, weights, strict=True):
        countries[guess.bearer.country] += weight * guess.confidence
        regions[guess.bearer.region] += weight * guess.confidence
    by_sureness = sorted(zip(guesses, weights, strict=True), key=lambda each: -each[0].confidence * each[1])
    anchors = {guess.bearer.place: guess.bearer for guess, _ in by_sureness if guess.bearer.kind <= Kind.DISTRICT}
    return Context(countries, regions, tuple(anchors.values())[:_ANCHORS], sum(countries.values()))


def _is_same(one: Bearer, other: Bearer) -> bool:
    """Whether it hardly matters which of two namesakes is meant: neighbours, or a town and the division around it."""
    return _is_near(one, other) or inside(one, other) or inside(other, one)


def _is_near(one: Bearer, other: Bearer) -> bool:
    """Within about 100 km, as the crow flies over a flat map."""
    return abs(one.latitude - other.latitude) < _NEAR_DEGREES and abs(one.longitude - other.longitude) < _NEAR_DEGREES
