"""Which of the places of a name is meant, given the other names in the text; pure."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.atlas.context import NOTHING, Context, Sum
from routing.atlas.gazetteer import CAPITAL, NOWHERE, Bearer, Kind, Role
from routing.atlas.mentions import Mention

__all__ = ["WEIGHTS", "Choice", "Name", "choose", "inside", "name_signs", "names_of", "text_signs"]

# What each sign adds to the logarithm of a place's odds among its namesakes: a conditional logistic regression on the
# gold names of news and posts, kept near the weights that were set by hand before; the same for all texts.
WEIGHTS: Mapping[str, float] = {
    "people": 1.45,  # per tenfold
    "fame": 1.2,  # per tenfold; in how many ways the name is written
    "fame beside others": -0.75,
    "capital": 0.8,
    "abroad": -3.15,  # another language's name of a country, when somewhere else bears it as its own
    "seat": -0.1,  # a division named like a town in it: the town is meant
    "linked": 6.0,  # its larger place follows: "Paris, Texas"
    "city": 0.95,
    "district": -0.75,
    "region": 0.95,
    "country": 2.6,
    "continent": 2.05,
    "alias": -3.0,
    "joined": -0.3,
    "bare": -0.6,
    "short": -0.6,
    "code": -8.5,
    "same country": 4.4,
    "same region": 6.55,
    "near another": 1.65,
    "near several": 0.6,
}
_KINDS: Mapping[int, str] = {kind: kind.name.lower() for kind in Kind}
_ROLES: Mapping[int, str] = {role: role.name.lower() for role in Role}
_DIVISIONS = frozenset({Kind.DISTRICT, Kind.REGION})
_ROUNDS = 2  # of looking at what the other names most likely mean
_DOUBT = 0.5  # as if half a name more spoke for nowhere
_HARDLY = 0.02
_HOPELESS = 13.0
_NEAR_DEGREES = 1.2


@dataclass(frozen=True)
class Choice:
    """The place chosen for a mention, and how surely it rather than its namesakes."""

    bearer: Bearer
    confidence: float


@dataclass(frozen=True)
class Name:
    """A name in a text, however often it stands there, and how well each place that bears it fits by itself."""

    bearers: tuple[Bearer, ...]
    priors: tuple[float, ...]
    weight: float


def inside(small: Bearer, large: Bearer) -> bool:
    """Whether one place is part of the other, as far as their divisions tell."""
    if large.kind == Kind.COUNTRY:
        return small.country == large.country != NOWHERE
    if large.kind == Kind.REGION:
        return small.region == large.region != NOWHERE
    return large.kind == Kind.DISTRICT and small.district == large.district != NOWHERE


# --- signs ---------------------------------------------------------------------------------------------------------


def name_signs(bearer: Bearer, seats: set[int], fitting: frozenset[int]) -> dict[str, float]:
    """What speaks for a place whatever the text's other names are."""
    return {
        "people": math.log10(bearer.population + 100),
        _KINDS[bearer.kind]: 1.0,
        _ROLES[bearer.role]: 1.0,
        "capital": float(bearer.fame == CAPITAL),
        "abroad": float(bearer.kind == Kind.COUNTRY and bearer.role == Role.ALIAS),
        "seat": float(bearer.kind in _DIVISIONS and bearer.region in seats),
        "linked": float(bearer.place in fitting),
    }


def text_signs(bearer: Bearer, context: Context) -> dict[str, float]:
    """What the text's other names say for a place."""
    fame, whole, near = (math.log10(bearer.fame + 1), context.total + _DOUBT, context.near(bearer))
    return {
        "fame": fame,
        "fame beside others": fame * context.total / whole,
        "same country": context.of_country(bearer) / whole,
        "same region": context.of_region(bearer) / whole,
        "near another": min(1.0, near),
        "near several": math.log1p(near),
    }


def _worth(signs: Mapping[str, float]) -> float:
    return sum([WEIGHTS.get(sign, 0.0) * value for sign, value in signs.items()])


# --- choosing ------------------------------------------------------------------------------------------------------


def choose(
    mentions: Sequence[Mention], linked: Sequence[bool], weigh: Callable[[Sequence[Choice]], Sequence[float]]
) -> list[tuple[Choice, Context]]:
    """One place for each mention, with what the others make likely; a name means one place throughout a text.

    `weigh` is told what each mention means by itself, and tells how much it counts for the others: 0 to 1.
    """
    names, numbers = names_of(mentions, linked)
    contexts = [NOTHING] * len(names)
    chances = list(map(_chances, names, contexts))
    if len(names) > 1:
        alone = list(map(_best, names, chances))
        names = _weighed(names, numbers, weigh([alone[number] for number in numbers]))
        for _ in range(_ROUNDS):
            contexts = _contexts(names, chances)
            chances = list(map(_chances, names, contexts))
    choices = list(map(_best, names, chances))
    return [(choices[number], contexts[number]) for number in numbers]


def _weighed(names: Sequence[Name], numbers: Sequence[int], weights: Sequence[float]) -> list[Name]:
    most = [name.weight for name in names]
    for number, weight in zip(numbers, weights, strict=True):
        most[number] = max(most[number], weight)
    return [replace(name, weight=weight) for name, weight in zip(names, most, strict=True)]


def names_of(mentions: Sequence[Mention], linked: Sequence[bool]) -> tuple[list[Name], list[int]]:
    """The text's names, and for each mention which of them it is."""
    fitting = [_fitting(mentions, linked, index) for index in range(len(mentions))]
    by_key: dict[str, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        by_key[mention.key].append(index)
    names: list[Name] = []
    numbers = [0] * len(mentions)
    for indexes in by_key.values():
        for fits, members in _senses(indexes, fitting):
            bearers = mentions[members[0]].entry.bearers
            weight = 1.0 if fits else 0.0
            for index in members:
                numbers[index] = len(names)
            names.append(_name(bearers, fits, weight))
    return names, numbers


def _name(bearers: Sequence[Bearer], fits: frozenset[int], weight: float) -> Name:
    """Without the places that no other name of the text could make likely."""
    seats = {each.region for each in bearers if each.kind == Kind.CITY and each.role <= Role.ALIAS}
    priors = [_worth(name_signs(bearer, seats, fits)) for bearer in bearers]
    least = max(priors) - _HOPELESS
    kept = [(bearer, prior) for bearer, prior in zip(bearers, priors, strict=True) if prior >= least]
    return Name(tuple(bearer for bearer, _ in kept), tuple(prior for _, prior in kept), weight)


def _senses(indexes: Iterable[int], fitting: Sequence[frozenset[int]]) -> list[tuple[frozenset[int], list[int]]]:
    """Mentions of one name by what it means where its larger place follows; the others mean the first of these."""
    senses: list[tuple[frozenset[int], list[int]]] = []
    plain = [index for index in indexes if not fitting[index]]
    for index in (index for index in indexes if fitting[index]):
        known = next((members for fits, members in senses if fits & fitting[index]), None)
        if known is None:
            senses.append((fitting[index], [index]))
        else:
            known.append(index)
    if not senses:
        return [(frozenset(), plain)]
    senses[0][1].extend(plain)
    return senses


def _fitting(mentions: Sequence[Mention], linked: Sequence[bool], index: int) -> frozenset[int]:
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


def _chances(name: Name, context: Context) -> list[float]:
    """How likely each place of the name is meant; they add up to 1."""
    if len(name.bearers) == 1:
        return [1.0]
    scores = [
        prior + _worth(text_signs(bearer, context)) for bearer, prior in zip(name.bearers, name.priors, strict=True)
    ]
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _contexts(names: Sequence[Name], chances: Sequence[Sequence[float]]) -> list[Context]:
    """For each name what all the others have in common."""
    everything, owns, total = Sum.empty(), [], 0.0
    for name, likely in zip(names, chances, strict=True):
        own = Sum.empty()
        for bearer, chance in zip(name.bearers, likely, strict=True):
            if chance >= _HARDLY:
                own.add(bearer, name.weight * chance)
                everything.add(bearer, name.weight * chance)
        owns.append(own)
        total += name.weight
    spread = everything.spread()
    return [Context(everything, spread, own, total - name.weight) for own, name in zip(owns, names, strict=True)]


def _best(name: Name, chances: Sequence[float]) -> Choice:
    best = name.bearers[max(range(len(chances)), key=chances.__getitem__)]
    same = sum(chance for chance, bearer in zip(chances, name.bearers, strict=True) if _is_same(best, bearer))
    return Choice(best, min(1.0, same))


def _is_same(one: Bearer, other: Bearer) -> bool:
    """Whether it hardly matters which of two namesakes is meant: neighbours, or a town and the division around it."""
    return _is_near(one, other) or inside(one, other) or inside(other, one)


def _is_near(one: Bearer, other: Bearer) -> bool:
    """Within about 100 km, as the crow flies over a flat map."""
    return abs(one.latitude - other.latitude) < _NEAR_DEGREES and abs(one.longitude - other.longitude) < _NEAR_DEGREES
