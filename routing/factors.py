"""What speaks for asking somebody, each as a factor between 0 and 1; their product is the score. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from policies import skill
from policies.document import Policy
from policies.eligibility import Candidate
from routing.geo import beyond_km, sane
from routing.ports import Place, Point

FAR = 0.1  # what somebody at the other end of the world is still worth; a place that is not known is worth a bit more
UNKNOWN_NEARNESS = 0.2
AWAY, NOT_SEEN = 0.6, 0.9  # Slack says that somebody is away, or has not said anything lately
ASSUMED_LANGUAGE, OTHER_LANGUAGE = 0.9, 0.3  # who named no language is taken to speak the company's, and hardly others
STRANGER = 0.7  # to an asker whom somebody else has answered before
_JUST_ASKED = 0.5
_TAKEN, _OFFERED = 1.0, 5.0  # people take one offer in five: Beta(1, 4), until somebody's own are known
_TAKEN_WEIGHS = 3.0  # so much one question taken in the last weeks weighs against a further one
_RESTED = timedelta(minutes=30)  # half of a weariness is gone after so long

NAMES = ("skill", "nearness", "availability", "willingness", "language", "load", "rest", "continuity")


@dataclass(frozen=True)
class About:
    """What a question says of itself. `topics`: the likeliest first. `known`: who answered its asker before."""

    topics: tuple[str, ...] = ()
    place: Place | None = None
    language: str = ""
    known: frozenset[int] = frozenset()


def factors(candidate: Candidate, about: About, policy: Policy, now: datetime) -> Mapping[str, float]:
    """All of them by name, in the order in which they are told."""
    values = (
        skilled(candidate, about.topics, policy),
        nearness(candidate.distance_km, policy.people.half_worth_km, known=about.place is not None),
        availability(candidate, policy),
        willingness(candidate, policy),
        language(candidate, about.language, policy),
        lightness(candidate, policy),
        rest(candidate, policy, now),
        continuity(candidate, about.known),
    )
    return MappingProxyType(dict(zip(NAMES, values, strict=True)))


def distance(place: Place | None, latitude: float | None, longitude: float | None) -> float | None:
    """Kilometres from a place's circle; None when the place or the position is not known."""
    position = position_of(latitude, longitude)
    return None if place is None or position is None else beyond_km(place, position)


def position_of(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else sane(Point(latitude, longitude))


def skilled(candidate: Candidate, topics: tuple[str, ...], policy: Policy) -> float:
    """The better of the question's topics, and more for who knows both; 1 for everybody while there is none."""
    if not topics:
        return 1.0
    chosen = [topic for topic in topics if topic in candidate.levels]
    best = sorted((_skill(candidate, topic, policy) for topic in chosen or topics), reverse=True)
    return skill.together(best[0], best[1]) if len(chosen) > 1 else best[0]


def _skill(candidate: Candidate, topic: str, policy: Policy) -> float:
    level = candidate.levels.get(topic)
    if policy.people.evidence == "declared":
        return skill.skill(level)
    return skill.skill(level, candidate.evidence.get(topic, skill.NONE))


def nearness(km: float | None, half_worth_km: float, *, known: bool) -> float:
    """1 at the place, half of it at `half_worth_km`, never nothing; 1 for everybody when the question has no place."""
    if not known:
        return 1.0
    if km is None:
        return UNKNOWN_NEARNESS
    return FAR + (1 - FAR) / (1 + km / half_worth_km * 0.5 / (0.5 - FAR))


def availability(candidate: Candidate, policy: Policy) -> float:
    """1 for who is active in Slack now. Who cannot be asked at all is no candidate, and has no factors."""
    if not policy.people.presence:
        return 1.0
    if candidate.present is None:
        return NOT_SEEN
    return 1.0 if candidate.present else AWAY


def willingness(candidate: Candidate, policy: Policy) -> float:
    """How likely he takes what he is offered: by the last weeks, and while little is known as people do on average.

    Squared: an offer that is let pass costs the asker minutes and the volunteer a disturbance. By the simulation, this
    and what was taken of late in `lightness` spread answers more evenly than asking in turn, with fewer offers.
    """
    if policy.people.evidence == "declared":
        return 1.0
    offered = max(candidate.offered_lately, candidate.taken_lately)
    return ((candidate.taken_lately + _TAKEN) / (offered + _OFFERED)) ** 2


def language(candidate: Candidate, asked_in: str, policy: Policy) -> float:
    """1 for who says that he speaks the asker's language, and for everybody while nobody can tell which it is."""
    if not asked_in:
        return 1.0
    if candidate.languages is None:
        return ASSUMED_LANGUAGE if asked_in in policy.company.languages else OTHER_LANGUAGE
    return 1.0 if asked_in in candidate.languages else 0.0


def lightness(candidate: Candidate, policy: Policy) -> float:
    """1 with empty hands; each open claim makes another offer worth less, and so does each taken of late."""
    capacity = policy.capacity.claims_at_once if candidate.capacity is None else candidate.capacity
    hands = 1 - candidate.live_claims / (max(capacity, candidate.live_claims) + 1)
    lately = 0 if policy.people.evidence == "declared" else candidate.taken_lately
    return hands / (1 + _TAKEN_WEIGHS * lately)


def rest(candidate: Candidate, policy: Policy, now: datetime) -> float:
    """1 for who was not asked today; half for who is at the day's limit, and half for who was asked this minute."""
    day = 1 - min(1.0, candidate.offers_today / policy.capacity.offers_a_day) / 2
    if candidate.asked_at is None:
        return day
    ago = max(timedelta(), now - candidate.asked_at)
    return day * (1 - (1 - _JUST_ASKED) * math.exp2(-(ago / _RESTED)))


def continuity(candidate: Candidate, known: frozenset[int]) -> float:
    """1 for who answered this asker before, and for everybody while nobody has."""
    return 1.0 if not known or candidate.volunteer_id in known else STRANGER


def is_newcomer(candidate: Candidate, topics: tuple[str, ...]) -> bool:
    """Whether too little came of his questions of these topics to tell what he knows of them."""
    chosen = [topic for topic in topics if topic in candidate.levels]
    return bool(chosen) and sum(candidate.evidence.get(topic, skill.NONE).finished for topic in chosen) < skill.NEWCOMER
