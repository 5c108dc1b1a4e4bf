"""Whom to ask: volunteers ranked for one question by one score, drawn from the best, every factor visible; pure."""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason, why_not
from routing.factors import About, distance, factors, is_newcomer
from routing.whys import Teller

__all__ = ["MOST_TOLD", "About", "LeftOut", "Ranking", "Scored", "distance", "rank"]

MOST_TOLD = 20  # of those who could have been asked as well: so many are told of with all their numbers

_AS_GOOD = 0.5  # of the score of the last who would be asked: who has less is not drawn, however idle


@dataclass(frozen=True)
class Scored:
    """One volunteer who may be asked. `score` is the product of `factors`; `why` is empty unless chosen.

    `facts` are the bare numbers behind the factors: of each topic of the question the level and what came of it
    (`topics`), `live_claims`, `offers_today`, those of the last weeks that are over (`offered_lately`) and that he took
    (`taken_lately`), `present`; what is nothing is left out. They are about a person: shown to
    administrators and to himself. `newcomer`: he was asked for the newcomers' share.
    """

    volunteer_id: int
    score: float
    factors: Mapping[str, float]
    distance_km: float | None = None
    why: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    newcomer: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "volunteer_id": self.volunteer_id,
            "score": round(self.score, 6),
            "factors": {name: round(value, 4) for name, value in self.factors.items()},
            "distance_km": None if self.distance_km is None else round(self.distance_km, 1),
            **({"facts": dict(self.facts)} if self.facts else {}),
            **({"newcomer": True} if self.newcomer else {}),
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


def rank(
    candidates: Iterable[Candidate], about: About, ring: Ring, policy: Policy, now: datetime, rng: random.Random
) -> Ranking:
    """The ring's volunteers. The same people, moment and seed give the same answer, in whatever order they come."""
    left_out: list[LeftOut] = []
    fit: dict[int, Candidate] = {}
    for candidate in sorted(candidates, key=lambda each: each.volunteer_id):
        placed = _with_distance(candidate, about)
        if reason := why_not(placed, ring, about.topics, about.language, policy, now):
            left_out.append(LeftOut(placed.volunteer_id, reason))
        else:
            fit[placed.volunteer_id] = placed
    best = sorted((_score(candidate, about, policy, now) for candidate in fit.values()), key=_best_first)
    new = frozenset(number for number, candidate in fit.items() if is_newcomer(candidate, about.topics))
    drawn = _draw(best, len(best) if ring.count is None else ring.count, rng)
    drawn = _with_newcomer(drawn, best, new, policy, rng)
    asked = {scored.volunteer_id for scored in drawn}
    spare = [scored for scored in best if scored.volunteer_id not in asked]
    teller = Teller(about, policy, now)
    chosen = (_told(scored, fit[scored.volunteer_id], teller) for scored in drawn)
    told = (replace(scored, facts=_facts(fit[scored.volunteer_id], about)) for scored in spare[:MOST_TOLD])
    return Ranking(tuple(chosen), tuple(left_out), (*told, *spare[MOST_TOLD:]))


def _told(scored: Scored, candidate: Candidate, teller: Teller) -> Scored:
    why = teller.why(candidate, as_newcomer=scored.newcomer)
    return replace(scored, why=why, facts=_facts(candidate, teller.about))


def _with_distance(candidate: Candidate, about: About) -> Candidate:
    if candidate.distance_km is not None or about.place is None:
        return candidate
    return replace(candidate, distance_km=distance(about.place, candidate.latitude, candidate.longitude))


def _score(candidate: Candidate, about: About, policy: Policy, now: datetime) -> Scored:
    """The one scoring function: the product of the factors, each between 0 and 1."""
    found = factors(candidate, about, policy, now)
    score = math.prod(found.values())
    return Scored(candidate.volunteer_id, score, found, candidate.distance_km)


def _facts(candidate: Candidate, about: About) -> dict[str, Any]:
    topics = {topic: _of_topic(candidate, topic) for topic in about.topics}
    facts = {
        "topics": {topic: told for topic, told in topics.items() if told},
        "live_claims": candidate.live_claims,
        "offers_today": candidate.offers_today,
        "offered_lately": candidate.offered_lately,
        "taken_lately": candidate.taken_lately,
    }
    told = {name: value for name, value in facts.items() if value}
    return told if candidate.present is None else {**told, "present": candidate.present}


def _of_topic(candidate: Candidate, topic: str) -> dict[str, int]:
    level, came = candidate.levels.get(topic), candidate.evidence.get(topic)
    return {**({"level": level} if level else {}), **(came.to_json() if came else {})}


# --- the draw ------------------------------------------------------------------------------------------------


def _best_first(scored: Scored) -> tuple[float, int]:
    return -scored.score, scored.volunteer_id


def _draw(best: list[Scored], count: int, rng: random.Random) -> list[Scored]:
    """Of the best twice as many as wanted, two at random and the less loaded of them, until there are enough."""
    pool = _about_as_good(best, count)
    drawn: list[Scored] = []
    while pool and len(drawn) < count:
        lighter = _lighter(pool, rng)
        pool.remove(lighter)
        drawn.append(lighter)
    return sorted(drawn, key=_best_first)


def _about_as_good(best: list[Scored], count: int) -> list[Scored]:
    """Twice as many as wanted, if they are not much worse: chance evens out load among equals, and nothing else."""
    if len(best) <= count:
        return list(best)
    least = _AS_GOOD * best[count - 1].score
    return [scored for scored in best[: 2 * count] if scored.score >= least]


def _lighter(pool: list[Scored], rng: random.Random) -> Scored:
    pair = rng.sample(pool, min(2, len(pool)))
    return min(pair, key=lambda scored: (-scored.factors["load"] * scored.factors["rest"], _best_first(scored)))


def _with_newcomer(
    drawn: list[Scored], best: list[Scored], new: frozenset[int], policy: Policy, rng: random.Random
) -> list[Scored]:
    """Now and then the last of those drawn makes room for one of the best newcomers, so that he can show what he knows.

    Where one of them is new anyway, as everybody is at first, nothing is changed.
    """
    is_turn = rng.random() < policy.people.newcomer_share
    if not is_turn or policy.people.evidence == "declared" or any(one.volunteer_id in new for one in drawn):
        return drawn
    newcomers = _about_as_good([scored for scored in best if scored.volunteer_id in new], 1)
    if not newcomers:
        return drawn
    return sorted([*drawn[:-1], replace(_lighter(newcomers, rng), newcomer=True)], key=_best_first)
