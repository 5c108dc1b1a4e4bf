"""Volunteers as the policies see them: who comes into question for a ring, and whether one person is there."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time
from functools import lru_cache

from sqlmodel import Session

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason, is_on_hours, may_claim
from routing import match
from routing.kit import Kit
from routing.ports import Place
from store import crowd
from store.models import Volunteer

MOST_CANDIDATES = 400


class Crowd:
    """The volunteers as one transaction sees them, in which each further offer counts at once."""

    def __init__(self, session: Session, policy: Policy, now: datetime) -> None:
        self.policy, self.now = policy, now
        self._session = session
        self._pages: dict[tuple[crowd.Wanted, int], list[crowd.Askable]] = {}
        self._slack_ids: dict[int, str] = {}
        self._offered: Counter[int] = Counter()
        self._rare: dict[str, bool] = {}

    def in_reach(
        self, ring: Ring, place: Place | None, topic: str | None, asked: Collection[int]
    ) -> Iterator[list[Candidate]]:
        """Those of this ring for a question, page by page, the nearest first; `asked` are who had it before."""
        wanted = self._wanted(ring, place, topic)
        for page in range(MOST_CANDIDATES // crowd.PAGE):
            rows = self._page(wanted, page)
            yield [self._candidate(row, asked, place) for row in rows]
            if len(rows) < crowd.PAGE:
                return

    def _wanted(self, ring: Ring, place: Place | None, topic: str | None) -> crowd.Wanted:
        circle = None
        if ring.within_km is not None and place is not None:
            circle = crowd.Circle(place.point.latitude, place.point.longitude, ring.within_km + place.radius_km)
        if topic is None or not ring.match_topic:
            return crowd.Wanted(circle)
        if topic not in self._rare:
            self._rare[topic] = crowd.is_rare(self._session, topic)
        return crowd.Wanted(circle, topic, self._rare[topic])

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
        return Candidate(
            volunteer_id=row.id,
            topics=_names(row.topics or ""),
            latitude=row.latitude,
            longitude=row.longitude,
            time_zone=row.time_zone,
            hours=_spans(row.hours or "null") or self.policy.default_hours,
            days=self.policy.working_days,
            paused=row.is_paused,
            live_claims=row.live_claims,
            offers_today=row.offers_today + self._offered[row.id],
            capacity=row.capacity,
            do_not_disturb=row.is_quiet,
            already_asked=row.id in asked,
            distance_km=match.distance(place, row.latitude, row.longitude),
        )


@lru_cache(maxsize=4096)
def _spans(hours: str) -> tuple[tuple[time, time], ...]:
    """Hours from JSON: pairs of when they begin and end; nothing for who named none."""
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in json.loads(hours) or ())


@lru_cache(maxsize=4096)
def _names(topics: str) -> frozenset[str]:
    return frozenset(topics.split(",")) - {""}


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
    return None if is_on_hours(candidate, now) else Reason.OFF_HOURS.words
