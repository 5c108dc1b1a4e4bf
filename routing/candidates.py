"""Volunteers as the policies see them: who comes into question for a ring, and whether one person is there."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from sqlmodel import Session

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason, is_on_hours, local_day, may_claim, not_at_work
from policies.skill import Experience
from routing import holidays
from routing.factors import About, distance
from routing.kit import Kit
from routing.ports import Place
from store import crowd, evidence
from store.boxes import Circle
from store.models import Volunteer

MOST_CANDIDATES = 400
FRESH = timedelta(minutes=20)  # what Slack said of somebody's presence longer ago is no news


class Crowd:
    """The volunteers as one transaction sees them, in which each further offer counts at once."""

    def __init__(self, session: Session, policy: Policy, now: datetime) -> None:
        self.policy, self.now = policy, now
        self._session = session
        self._pages: dict[tuple[crowd.Wanted, int], list[crowd.Askable]] = {}
        self._slack_ids: dict[int, str] = {}
        self._offered: Counter[int] = Counter()
        self._rare: dict[tuple[str, ...], bool] = {}

    def in_reach(self, ring: Ring, about: About, asked: Collection[int]) -> Iterator[list[Candidate]]:
        """Those of this ring for a question, page by page, the nearest first; `asked` are who had it before.

        After the first page of a crowd who certainly sleeps is not looked at any more: half of the Earth does.
        """
        wanted = self._wanted(ring, about)
        for page in range(MOST_CANDIDATES // crowd.PAGE):
            rows = self._page(wanted, max(page - 1, 0))
            yield [self._candidate(row, asked, about.place) for row in rows]
            if len(rows) < crowd.PAGE:
                return
            wanted = replace(wanted, awake=_awake(_quarter(self.now), self.policy))

    def who_answered(self, asker_id: int | None) -> frozenset[int]:
        """Members who answered this asker before."""
        return frozenset() if asker_id is None else evidence.who_answered(self._session, asker_id)

    def known(self, about: About, asked: Collection[int]) -> list[Candidate]:
        """Those who answered this question's asker before."""
        if not about.known:
            return []
        rows = crowd.these(self._session, sorted(about.known), self.now)
        self._slack_ids.update((row.id, row.slack_id) for row in rows)
        return [self._candidate(row, asked, about.place) for row in rows]

    def _wanted(self, ring: Ring, about: About) -> crowd.Wanted:
        circle, place = None, about.place
        if ring.within_km is not None and place is not None:
            circle = Circle(place.point.latitude, place.point.longitude, ring.within_km + place.radius_km)
        if not (about.topics and ring.match_topic):
            return crowd.Wanted(circle)
        if about.topics not in self._rare:
            self._rare[about.topics] = crowd.is_rare(self._session, about.topics)
        return crowd.Wanted(circle, about.topics, self._rare[about.topics])

    def _page(self, wanted: crowd.Wanted, page: int) -> list[crowd.Askable]:
        """Looked up once: when many ask at once, they ask about the same."""
        if (wanted, page) not in self._pages:
            found = crowd.in_reach(self._session, wanted, self.now, page)
            self._pages[wanted, page] = found
            self._slack_ids.update((row.id, row.slack_id) for row in found)
        return self._pages[wanted, page]

    def these(self, volunteer_ids: Sequence[int]) -> list[Candidate]:
        """These people, in whatever order."""
        return [self._candidate(row) for row in crowd.these(self._session, volunteer_ids, self.now)]

    def slack_id(self, volunteer_id: int) -> str:
        """Of somebody who was in reach."""
        return self._slack_ids[volunteer_id]

    def count_offers(self, volunteer_ids: Iterable[int]) -> None:
        """These were asked just now."""
        self._offered.update(volunteer_ids)

    def _candidate(self, row: crowd.Askable, asked: Collection[int] = (), place: Place | None = None) -> Candidate:
        again = self._offered[row.id]
        today, over, taken = _counts(row.offers or "0:0:0")
        return Candidate(
            volunteer_id=row.id,
            levels=_levels(row.topics or ""),
            latitude=row.latitude,
            longitude=row.longitude,
            time_zone=row.time_zone,
            hours=_spans(row.hours or "null") or self.policy.default_hours,
            days=self.policy.working_days,
            paused=row.is_paused,
            live_claims=row.live_claims,
            offers_today=today + again,
            offered_lately=over,
            taken_lately=taken,
            capacity=row.capacity,
            do_not_disturb=row.is_quiet,
            already_asked=row.id in asked,
            distance_km=distance(place, row.latitude, row.longitude),
            evidence=_experience(row.evidence or ""),
            languages=_languages(row.languages or "null"),
            country=row.country,
            present=self._present(row),
            on_holiday=self._on_holiday(row),
            asked_at=self.now if again else row.asked_at,
        )

    def _present(self, row: crowd.Askable) -> bool | None:
        """What Slack said, while it is fresh."""
        if not self.policy.people.presence or row.seen_at is None or self.now - row.seen_at > FRESH:
            return None
        return row.present

    def _on_holiday(self, row: crowd.Askable) -> bool:
        if not (self.policy.people.holidays and row.country):
            return False
        return holidays.is_holiday(row.country, local_day(self.now, row.time_zone))


def _quarter(now: datetime) -> datetime:
    """When the present quarter of an hour began."""
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)


@lru_cache(maxsize=4)
def _awake(began: datetime, policy: Policy) -> str:
    """Time zones in which this quarter of an hour is, or comes, within the policy's own hours, as JSON."""
    there = Candidate(0, {}, None, None, "UTC", policy.default_hours, policy.working_days)
    moments = (began, began + timedelta(minutes=15))
    awake = [
        name for name in _zones() if any(is_on_hours(replace(there, time_zone=name), moment) for moment in moments)
    ]
    return json.dumps(awake)


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


@lru_cache(maxsize=4096)
def _spans(hours: str) -> tuple[tuple[time, time], ...]:
    """Hours from JSON: pairs of when they begin and end; nothing for who named none."""
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in json.loads(hours) or ())


@lru_cache(maxsize=4096)
def _levels(topics: str) -> Mapping[str, int]:
    """Topics with their levels, as the statement joins them: "tv:2,audio:3"."""
    told = (one.partition(":") for one in topics.split(",") if one)
    return MappingProxyType({topic: int(level) for topic, _, level in told})


@lru_cache(maxsize=4096)
def _experience(counts: str) -> Mapping[str, Experience]:
    """What came of the questions of each topic, as the statement joins it: "tv:4:3:1:0:2"."""
    told = (one.split(":") for one in counts.split(",") if one)
    return MappingProxyType({topic: Experience(*map(int, numbers)) for topic, *numbers in told})


@lru_cache(maxsize=1024)
def _counts(offers: str) -> tuple[int, ...]:
    return tuple(map(int, offers.split(":")))


@lru_cache(maxsize=1024)
def _languages(languages: str) -> frozenset[str] | None:
    """Languages from JSON; None for who named none."""
    named = json.loads(languages)
    return frozenset(named) if named else None


def as_candidates(kit: Kit, session: Session, people: Sequence[Volunteer], policy: Policy) -> list[Candidate]:
    """The same people with their topics, hands and hours."""
    session.flush()
    found = Crowd(session, policy, kit.clock.now()).these([person.id or 0 for person in people])
    by_id = {each.volunteer_id: each for each in found}
    return [by_id[person.id or 0] for person in people]


def why_away(kit: Kit, session: Session, person: Volunteer, policy: Policy) -> str | None:
    """Why this volunteer cannot be asked now, in words after his name; None when he can."""
    now = kit.clock.now()
    if person.left_at is not None or person.standing != "member":
        return "has left Byhand"
    candidate = as_candidates(kit, session, [person], policy)[0]
    reason = may_claim(candidate, policy, now)
    if reason is not None:
        return reason.words
    if candidate.do_not_disturb:
        return Reason.DO_NOT_DISTURB.words
    away = not_at_work(candidate, policy, now)
    return away.words if away is not None else None
