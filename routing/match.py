"""Whom to ask: volunteers ranked for one question by topic, nearness and load, every factor visible; pure."""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason, why_not, zone
from routing.geo import beyond_km, distance_km, exact_km, sane
from routing.ports import Place, Point

__all__ = ["LeftOut", "Ranking", "Scored", "distance", "rank"]

HALF_WORTH_KM = 50.0  # so far away a volunteer counts half as much as next door
UNKNOWN_NEARNESS = 0.1  # the question has a place and the volunteer told none
OTHER_TOPIC = 0.5  # in a ring that does not match the topic, those who chose it still come first
WIDE_KM = 60.0  # a place with a wider circle is an area: nobody is "12 km from Portugal"
NEXT_DOOR_KM = 1.0


@dataclass(frozen=True)
class Scored:
    """One volunteer who may be asked. `score` is the product of `factors`; `why` is empty unless chosen."""

    volunteer_id: int
    score: float
    factors: Mapping[str, float]
    distance_km: float | None = None
    why: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "volunteer_id": self.volunteer_id,
            "score": round(self.score, 4),
            "factors": {name: round(value, 4) for name, value in self.factors.items()},
            "distance_km": None if self.distance_km is None else round(self.distance_km, 1),
            "why": list(self.why),
        }


@dataclass(frozen=True)
class LeftOut:
    """One volunteer who may not be asked in this ring now, and the first reason that holds."""

    volunteer_id: int
    reason: Reason

    def to_json(self) -> dict[str, Any]:
        return {"volunteer_id": self.volunteer_id, "reason": self.reason.value}


@dataclass(frozen=True)
class Ranking:
    """Who is asked, best first; who could have been asked as well; who was left out, and why."""

    chosen: tuple[Scored, ...]
    left_out: tuple[LeftOut, ...]
    reserve: tuple[Scored, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The whole decision of JSON's types only, to be kept with the question."""
        return {
            "chosen": [scored.to_json() for scored in self.chosen],
            "reserve": [scored.to_json() for scored in self.reserve],
            "left_out": [left_out.to_json() for left_out in self.left_out],
        }


def rank(  # noqa: PLR0913 - the question, the ring, the rules, the moment and the dice: nothing hidden
    candidates: Iterable[Candidate],
    question_place: Place | None,
    topic: str | None,
    ring: Ring,
    policy: Policy,
    now: datetime,
    rng: random.Random,
) -> Ranking:
    """The ring's volunteers. The same people, moment and seed give the same answer, in whatever order they come."""
    left_out: list[LeftOut] = []
    fit: dict[int, tuple[Candidate, Scored]] = {}
    for candidate in sorted(candidates, key=lambda each: each.volunteer_id):
        placed = _with_distance(candidate, question_place)
        if reason := why_not(placed, ring, topic, policy, now):
            left_out.append(LeftOut(placed.volunteer_id, reason))
        else:
            fit[placed.volunteer_id] = placed, _score(placed, question_place, topic, policy)
    best = sorted((scored for _, scored in fit.values()), key=_best_first)
    drawn = _draw(best, len(best) if ring.count is None else ring.count, rng)
    asked = {scored.volunteer_id for scored in drawn}
    told = _Teller(question_place, topic, policy, now)
    return Ranking(
        tuple(replace(scored, why=told.why(fit[scored.volunteer_id][0])) for scored in drawn),
        tuple(left_out),
        tuple(scored for scored in best if scored.volunteer_id not in asked),
    )


def _best_first(scored: Scored) -> tuple[float, int]:
    return -scored.score, scored.volunteer_id


# --- the score -----------------------------------------------------------------------------------------------


def distance(place: Place | None, latitude: float | None, longitude: float | None) -> float | None:
    """Kilometres from a place's circle; None when the place or the position is not known."""
    position = _position(latitude, longitude)
    return None if place is None or position is None else beyond_km(place, position)


def _with_distance(candidate: Candidate, place: Place | None) -> Candidate:
    if candidate.distance_km is not None or place is None:
        return candidate
    return replace(candidate, distance_km=distance(place, candidate.latitude, candidate.longitude))


def _position(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else sane(Point(latitude, longitude))


def _score(candidate: Candidate, place: Place | None, topic: str | None, policy: Policy) -> Scored:
    """The one scoring function: topic x nearness x load x rest, each between 0 and 1."""
    factors = {
        "topic": topic_fit(candidate, topic),
        "nearness": nearness(candidate.distance_km, known=place is not None),
        "load": lightness(candidate, policy),
        "rest": rest(candidate, policy),
    }
    score = math.prod(factors.values())
    return Scored(candidate.volunteer_id, score, MappingProxyType(factors), candidate.distance_km)


def topic_fit(candidate: Candidate, topic: str | None) -> float:
    """1 for who chose the topic, and for everybody while nobody can tell the topic."""
    return 1.0 if topic is None or topic in candidate.topics else OTHER_TOPIC


def nearness(distance: float | None, *, known: bool) -> float:
    """1 at the place, about half of it after 50 km, never 0; 1 for everybody when the question has no place."""
    if not known:
        return 1.0
    if distance is None:
        return UNKNOWN_NEARNESS
    return UNKNOWN_NEARNESS + (1 - UNKNOWN_NEARNESS) / (1 + distance / HALF_WORTH_KM)


def lightness(candidate: Candidate, policy: Policy) -> float:
    """1 with empty hands; each open claim makes another offer worth less."""
    capacity = policy.capacity.claims_at_once if candidate.capacity is None else candidate.capacity
    return 1 - candidate.live_claims / (max(capacity, candidate.live_claims) + 1)


def rest(candidate: Candidate, policy: Policy) -> float:
    """1 for who was not asked today, half for who is at the day's limit."""
    return 1 - min(1.0, candidate.offers_today / policy.capacity.offers_a_day) / 2


# --- the draw ------------------------------------------------------------------------------------------------


def _draw(best: list[Scored], count: int, rng: random.Random) -> list[Scored]:
    """Of the best twice as many as wanted, two at random and the less loaded of them, until there are enough."""
    pool = best[: 2 * count]
    drawn: list[Scored] = []
    while pool and len(drawn) < count:
        pair = rng.sample(pool, min(2, len(pool)))
        lighter = min(pair, key=lambda scored: (-scored.factors["load"] * scored.factors["rest"], _best_first(scored)))
        pool.remove(lighter)
        drawn.append(lighter)
    return sorted(drawn, key=_best_first)


# --- in words ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Teller:
    """Says to a volunteer why just they were asked."""

    place: Place | None
    topic: str | None
    policy: Policy
    now: datetime

    def why(self, candidate: Candidate) -> tuple[str, ...]:
        sentences = (self._topic(candidate), self._distance(candidate), self._hour(candidate))
        return tuple(sentence for sentence in sentences if sentence)

    def _topic(self, candidate: Candidate) -> str:
        if self.topic is None or self.topic not in candidate.topics:
            return ""
        known = self.policy.topic(self.topic)
        return f"You chose the topic {known.name if known else self.topic}"

    def _distance(self, candidate: Candidate) -> str:
        position = _position(candidate.latitude, candidate.longitude)
        if self.place is None or position is None:
            return ""
        if self.place.radius_km > WIDE_KM:
            return _from_area(self.place, position)
        exact = exact_km(self.place.point, position)
        if exact < NEXT_DOOR_KM:
            return f"You are in {self.place.name}"
        return f"You are {exact:,.0f} km from {self.place.name}"

    def _hour(self, candidate: Candidate) -> str:
        return f"It is {self.now.astimezone(zone(candidate.time_zone)):%H:%M} where you are"


def _from_area(area: Place, position: Point) -> str:
    if distance_km(area.point, position) <= area.radius_km:
        return f"You are in or near {area.name}"
    return f"You are about {exact_km(area.point, position):,.0f} km from the middle of {area.name}"
