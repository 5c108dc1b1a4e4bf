"""Why one colleague was asked a question, or was not: read from what was stored then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlmodel import Session

from routing import reasons
from routing.errors import ByhandError
from routing.kit import Kit
from routing.then import question_of
from store import overview
from store.models import Volunteer

__all__ = ["PersonExplained", "StepExplained", "of_person"]

Stored = Mapping[str, Any]


@dataclass(frozen=True)
class StepExplained:
    """One ring and what it meant for one person. `factors` and `distance_km` stand where they were worked out."""

    ring: str
    said: str
    asked: bool = False
    factors: tuple[tuple[str, float], ...] = ()
    distance_km: float | None = None


@dataclass(frozen=True)
class PersonExplained:
    question: int
    name: str
    asked: bool
    steps: tuple[StepExplained, ...]


def of_person(kit: Kit, question_id: int, name: str) -> PersonExplained:
    """Ring by ring, why this person was asked or not. Raises ByhandError for whom nobody knows, or not which."""
    with kit.db.read() as session:
        question = question_of(session, question_id)
        person = _person(session, name)
        rings = question.decision.get("rings") or []
        steps = tuple(_step(step, person) for step in rings)
        return PersonExplained(question_id, person.name, any(step.asked for step in steps), steps)


def _person(session: Session, name: str) -> Volunteer:
    wanted = name.strip().lstrip("@").casefold()
    people = overview.everybody(session)
    called = [one for one in people if wanted in {one.name.casefold(), one.slack_id.casefold()}]
    called = called or [one for one in people if wanted in one.name.casefold().split()]
    if len(called) == 1:
        return called[0]
    if called:
        raise ByhandError(f"Several people are called {name}: {', '.join(_tell_apart(one) for one in called)}.")
    close = get_close_matches(wanted, [one.name.casefold() for one in people], n=1)
    meant = next((one.name for one in people if close and one.name.casefold() == close[0]), "")
    raise ByhandError(f"Nobody called {name} has joined Byhand" + (f"; did you mean {meant}?" if meant else "."))


def _tell_apart(person: Volunteer) -> str:
    return f"{person.name} ({person.slack_id})"


def _step(step: Stored, person: Volunteer) -> StepExplained:
    ring = str(step.get("name", ""))
    if step.get("ask") != "volunteers":
        return StepExplained(ring, _without_names(step))
    for group, tell in (("chosen", _chosen), ("reserve", _reserve), ("left_out", _left_out)):
        entry = next((one for one in step.get(group) or () if one["volunteer_id"] == person.id), None)
        if entry is not None:
            return tell(ring, step, entry)
    return StepExplained(ring, _absent(step, person))


def _without_names(step: Stored) -> str:
    if step.get("channel"):
        return f"nobody was asked by name: it was shown in #{step['channel']}"
    return f"nobody was asked: {step.get('skipped', 'this ring was skipped')}"


def _chosen(ring: str, _: Stored, entry: Stored) -> StepExplained:
    why = f": {'; '.join(entry.get('why') or ())}" if entry.get("why") else ""
    return StepExplained(ring, f"was asked{why}", asked=True, factors=_factors(entry), distance_km=_distance(entry))


def _reserve(ring: str, step: Stored, entry: Stored) -> StepExplained:
    asked = [one["score"] for one in step.get("chosen") or () if "score" in one]
    said = f"could have been asked, with a score of {entry['score']:.2f}"
    if asked:
        said += f"; {len(asked)} others were, with {min(asked):.2f} to {max(asked):.2f}"
        if min(asked) <= entry["score"]:
            said += ", as chance and free hands decide among the best"
    return StepExplained(ring, said, factors=_factors(entry), distance_km=_distance(entry))


def _left_out(ring: str, _: Stored, entry: Stored) -> StepExplained:
    return StepExplained(ring, f"was left out: {reasons.reason(entry['reason'])}", distance_km=_distance(entry))


def _factors(entry: Stored) -> tuple[tuple[str, float], ...]:
    return tuple((name, float(value)) for name, value in (entry.get("factors") or {}).items())


def _distance(entry: Stored) -> float | None:
    found = entry.get("distance_km")
    return None if found is None else float(found)


def _absent(step: Stored, person: Volunteer) -> str:
    """Why nothing is stored of somebody: not there yet, gone, or never in reach of the ring."""
    at = datetime.fromisoformat(step["at"]) if step.get("at") else None
    if at and person.joined_at > at:
        return "had not joined by then"
    if person.left_at is not None and at and person.left_at <= at:
        return "had left by then"
    if person.standing != "member":
        return "is no member of the workspace whom Byhand may ask"
    more = step.get("left_out_more", 0) + step.get("reserve_more", 0)
    kept = f"; of {more} more the reasons were not kept" if more else ""
    return f"did not come into question: another topic, out of reach, or nearer people sufficed{kept}"
