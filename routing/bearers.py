"""Which of the places of a name is meant, given the other names in the text; pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from routing.gazetteer import NOWHERE, Bearer, Kind, Role
from routing.mentions import Mention
from routing.odds import inside

__all__ = ["Choice", "choose"]

_SIZE = 1.8  # how much a tenfold population speaks for a place
_KIND = {Kind.CITY: 0.0, Kind.DISTRICT: -1.5, Kind.REGION: 0.3, Kind.COUNTRY: 5.0, Kind.CONTINENT: 2.0}
_ROLE = {Role.OFFICIAL: 0.0, Role.ALIAS: -1.0, Role.JOINED: -0.3, Role.BARE: -1.5, Role.CODE: -2.0}
_LINK = 8.0
_SAME_COUNTRY, _SAME_REGION, _NEIGHBOUR = 1.5, 2.0, 1.5
_NEIGHBOUR_DEGREES = 1.5
_SAME_SPOT_DEGREES = 1.0
_ANCHORS = 12


@dataclass(frozen=True)
class Choice:
    """The place chosen for a mention, and how surely it rather than its namesakes."""

    bearer: Bearer
    confidence: float


@dataclass(frozen=True)
class _Context:
    """What the names of a text have in common: countries, regions and spots, by how surely they are meant."""

    countries: Counter[int]
    regions: Counter[int]
    anchors: tuple[Bearer, ...]
    total: float


def choose(mentions: Sequence[Mention], linked: Sequence[bool]) -> list[Choice]:
    """One place for each mention; a first guess by size makes the context for the second."""
    bonuses = [_link_bonus(mentions, linked, index) for index in range(len(mentions))]
    nothing = _Context(Counter(), Counter(), (), 0.0)
    guesses = [_best(mention, bonus, nothing) for mention, bonus in zip(mentions, bonuses, strict=True)]
    context = _context(mentions, guesses)
    return [
        _best(mention, bonus, _without(context, guess))
        for mention, bonus, guess in zip(mentions, bonuses, guesses, strict=True)
    ]


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


def _best(mention: Mention, fitting: frozenset[int], context: _Context) -> Choice:
    scores = [(_score(bearer, fitting, context), bearer) for bearer in mention.entry.bearers]
    top, best = max(scores, key=lambda each: each[0])
    weights = [(math.exp(score - top), bearer) for score, bearer in scores]
    near = sum(weight for weight, bearer in weights if _same_spot(best, bearer))
    return Choice(best, near / sum(weight for weight, _ in weights))


def _score(bearer: Bearer, fitting: frozenset[int], context: _Context) -> float:
    score = _SIZE * math.log10(bearer.population + 100) + _KIND[Kind(bearer.kind)] + _ROLE[Role(bearer.role)]
    score += _LINK * (bearer.place in fitting)
    if not context.total:
        return score
    score += _SAME_COUNTRY * context.countries[bearer.country] / context.total
    if bearer.region != NOWHERE:
        score += _SAME_REGION * context.regions[bearer.region] / context.total
    return score + _NEIGHBOUR * any(_near(bearer, anchor) for anchor in context.anchors if anchor.place != bearer.place)


def _context(mentions: Sequence[Mention], guesses: Sequence[Choice]) -> _Context:
    countries: Counter[int] = Counter()
    regions: Counter[int] = Counter()
    for guess in guesses:
        countries[guess.bearer.country] += guess.confidence  # type: ignore[assignment]  # weights, not counts
        regions[guess.bearer.region] += guess.confidence  # type: ignore[assignment]  # as above
    sure = sorted(zip(guesses, mentions, strict=True), key=lambda each: -each[0].confidence)
    anchors = {guess.bearer.place: guess.bearer for guess, _ in sure if guess.bearer.kind <= Kind.DISTRICT}
    return _Context(countries, regions, tuple(anchors.values())[:_ANCHORS], sum(guess.confidence for guess in guesses))


def _without(context: _Context, guess: Choice) -> _Context:
    """The context that the other mentions make."""
    countries, regions = Counter(context.countries), Counter(context.regions)
    countries[guess.bearer.country] -= guess.confidence  # type: ignore[assignment]  # weights, not counts
    regions[guess.bearer.region] -= guess.confidence  # type: ignore[assignment]  # as above
    anchors = tuple(anchor for anchor in context.anchors if anchor.place != guess.bearer.place)
    return _Context(countries, regions, anchors, max(0.0, context.total - guess.confidence))


def _near(one: Bearer, other: Bearer) -> bool:
    return (
        abs(one.latitude - other.latitude) < _NEIGHBOUR_DEGREES
        and abs(one.longitude - other.longitude) < _NEIGHBOUR_DEGREES
    )


def _same_spot(one: Bearer, other: Bearer) -> bool:
    return (
        abs(one.latitude - other.latitude) < _SAME_SPOT_DEGREES
        and abs(one.longitude - other.longitude) < _SAME_SPOT_DEGREES
    )
