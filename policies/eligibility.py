"""Whether a volunteer may be offered a question now, or take one from a channel's card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from policies.asking import Ring
from policies.document import Policy
from policies.skill import Experience


class Reason(StrEnum):
    """Why somebody is not asked; the first that holds, in this order."""

    PAUSED = "paused"
    DO_NOT_DISTURB = "do_not_disturb"
    ASKED_ALREADY = "asked_already"
    WRONG_TOPIC = "wrong_topic"
    OTHER_LANGUAGE = "other_language"
    TOO_FAR = "too_far"
    AT_CAPACITY = "at_capacity"
    ASKED_ENOUGH = "asked_enough"
    HOLIDAY = "holiday"
    OFF_HOURS = "off_hours"

    @property
    def words(self) -> str:
        """The reason as people read it, after the volunteer's name."""
        return _WORDS[self]


_WORDS = {
    Reason.PAUSED: "has paused Byhand",
    Reason.DO_NOT_DISTURB: "does not want to be disturbed right now",
    Reason.ASKED_ALREADY: "has been asked this question already",
    Reason.WRONG_TOPIC: "did not choose this topic",
    Reason.OTHER_LANGUAGE: "does not speak the asker's language",
    Reason.TOO_FAR: "is too far from the asker for this round",
    Reason.AT_CAPACITY: "has as many open questions as they can take",
    Reason.ASKED_ENOUGH: "has been asked often enough today",
    Reason.HOLIDAY: "has a public holiday today",
    Reason.OFF_HOURS: "is outside their hours",
}


@dataclass(frozen=True)
class Hands:
    """Whether somebody can take a question at all: what of a volunteer counts when he asks for it himself."""

    paused: bool
    paused_until: datetime | None
    live_claims: int
    capacity: int | None


@dataclass(frozen=True)
class Candidate:
    """A volunteer as seen for one question. Days count from Monday = 0; `distance_km` None means not known.

    `levels`: the topics he chose, each with what he says he knows of it, 1 to 3. `evidence`: what came of his
    questions, by topic. `languages` None: he named none. `present` None: nobody knows. `asked_at`: when he was last
    offered anything. `offered_lately`: offers of the last four weeks that he took, declined or let pass;
    `taken_lately`: how many of these he took.
    """

    volunteer_id: int
    levels: Mapping[str, int]
    latitude: float | None
    longitude: float | None
    time_zone: str
    hours: tuple[tuple[time, time], ...]
    days: frozenset[int]
    paused_until: datetime | None = None
    paused: bool = False
    live_claims: int = 0
    offers_today: int = 0
    offered_lately: int = 0
    taken_lately: int = 0
    capacity: int | None = None
    do_not_disturb: bool = False
    already_asked: bool = False
    distance_km: float | None = None
    evidence: Mapping[str, Experience] = field(default_factory=dict)
    languages: frozenset[str] | None = None
    country: str = ""
    present: bool | None = None
    on_holiday: bool = False
    asked_at: datetime | None = None

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(self.levels)


def why_not(
    candidate: Candidate, ring: Ring, topics: Sequence[str], language: str, policy: Policy, now: datetime
) -> Reason | None:
    """Why the candidate is not asked in this ring now; None when nothing stands against it."""
    checks = (
        (Reason.PAUSED, is_paused(candidate, now)),
        (Reason.DO_NOT_DISTURB, candidate.do_not_disturb),
        (Reason.ASKED_ALREADY, candidate.already_asked),
        (Reason.WRONG_TOPIC, _wrong_topic(candidate, ring, topics)),
        (Reason.OTHER_LANGUAGE, _other_language(candidate, language)),
        (Reason.TOO_FAR, _too_far(candidate, ring)),
        (Reason.AT_CAPACITY, _at_capacity(candidate, policy)),
        (Reason.ASKED_ENOUGH, candidate.offers_today >= policy.capacity.offers_a_day),
    )
    for reason, holds in checks:
        if holds:
            return reason
    return not_at_work(candidate, policy, now)


def not_at_work(candidate: Candidate, policy: Policy, now: datetime) -> Reason | None:
    """Whether it is a public holiday where the candidate is, or outside their hours."""
    if policy.people.holidays and candidate.on_holiday:
        return Reason.HOLIDAY
    return None if is_on_hours(candidate, now) else Reason.OFF_HOURS


def may_claim(candidate: Candidate | Hands, policy: Policy, now: datetime) -> Reason | None:
    """Why the candidate may not take a question from a channel's card: only a pause or a full hand counts."""
    if is_paused(candidate, now):
        return Reason.PAUSED
    return Reason.AT_CAPACITY if _at_capacity(candidate, policy) else None


def is_paused(candidate: Candidate | Hands, now: datetime) -> bool:
    return candidate.paused or (candidate.paused_until is not None and now < candidate.paused_until)


def is_on_hours(candidate: Candidate, now: datetime) -> bool:
    """Whether the volunteer's wall clock stands within their hours; a span past midnight belongs to its first day."""
    today, clock = _wall_clock(now, candidate.time_zone)
    return any(_within(clock, today, span, candidate.days) for span in candidate.hours)


@lru_cache(maxsize=1024)
def _wall_clock(now: datetime, time_zone: str) -> tuple[int, time]:
    """Weekday and time somewhere: worked out once for all who live there."""
    local = now.astimezone(zone(time_zone))
    return local.weekday(), local.time()


@lru_cache(maxsize=1024)
def local_day(now: datetime, time_zone: str) -> date:
    """What day it is somewhere."""
    return now.astimezone(zone(time_zone)).date()


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """A time zone, read from its file once; ZoneInfo itself remembers eight."""
    return ZoneInfo(name)


def _within(clock: time, today: int, span: tuple[time, time], days: frozenset[int]) -> bool:
    start, end = span
    if start < end:
        return today in days and start <= clock < end
    evening = today in days and clock >= start
    morning = (today - 1) % 7 in days and clock < end
    return evening or morning


def _wrong_topic(candidate: Candidate, ring: Ring, topics: Sequence[str]) -> bool:
    """A question whose topic nobody could tell is everybody's; of one with two topics either will do."""
    return ring.match_topic and bool(topics) and not any(topic in candidate.levels for topic in topics)


def _other_language(candidate: Candidate, language: str) -> bool:
    """Only who named languages can be said not to speak one."""
    return bool(language) and candidate.languages is not None and language not in candidate.languages


def _too_far(candidate: Candidate, ring: Ring) -> bool:
    """With the candidate's own place known, an unknown distance means that the question has no place."""
    if ring.within_km is None:
        return False
    if candidate.distance_km is None:
        return candidate.latitude is None or candidate.longitude is None
    return candidate.distance_km > ring.within_km


def _at_capacity(candidate: Candidate | Hands, policy: Policy) -> bool:
    own = candidate.capacity
    return candidate.live_claims >= (policy.capacity.claims_at_once if own is None else own)
