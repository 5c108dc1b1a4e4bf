"""Volunteers as the policies see them: who comes into question for a ring, and whether one person is there."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason, is_on_hours, may_claim
from routing.kit import Kit
from routing.ports import Place
from store import questions, volunteers
from store.models import Volunteer

MOST_CANDIDATES = 400


class Crowd:
    """The volunteers as one transaction sees them: each is read once, and each further offer counts at once."""

    def __init__(self, session: Session, policy: Policy, now: datetime) -> None:
        self._session = session
        self.policy, self.now = policy, now
        self._rows: dict[int, Any] = {}
        self._topics: dict[int, frozenset[str]] = {}
        self._claims: dict[int, int] = {}
        self._offers: Counter[int] = Counter()

    def in_reach(
        self, ring: Ring, place: Place | None, topic: str | None, asked: Collection[int] = ()
    ) -> list[Candidate]:
        """Those of this ring for a question; `asked` are who had it before."""
        wanted = topic if ring.match_topic else None
        if ring.within_km is not None and place is not None:
            reach = ring.within_km + place.radius_km
            ids = volunteers.within(self._session, place.point.latitude, place.point.longitude, reach, wanted)
        else:
            ids = volunteers.anywhere(self._session, wanted, MOST_CANDIDATES)
        self._look_up(ids)
        return [self._candidate(volunteer_id, asked) for volunteer_id in ids]

    def slack_id(self, volunteer_id: int) -> str:
        """Of somebody who was in reach."""
        name: str = self._rows[volunteer_id].slack_id
        return name

    def count_offers(self, volunteer_ids: Iterable[int]) -> None:
        """These were asked just now."""
        self._offers.update(volunteer_ids)

    def meet(self, people: Sequence[Volunteer]) -> list[Candidate]:
        """The same people, whose rows are known already."""
        self._load({person.id or 0: person for person in people})
        return [self._candidate(person.id or 0, ()) for person in people]

    def _look_up(self, ids: Sequence[int]) -> None:
        new = [volunteer_id for volunteer_id in ids if volunteer_id not in self._rows]
        if new:
            self._load({row.id: row for row in volunteers.rows(self._session, new)})

    def _load(self, rows: dict[int, Any]) -> None:
        ids = list(rows)
        self._rows.update(rows)
        self._topics.update(volunteers.topics(self._session, ids))
        self._claims.update(questions.live_claims_of(self._session, ids))
        self._offers.update(volunteers.offers_since(self._session, ids, self.now - timedelta(days=1)))

    def _candidate(self, volunteer_id: int, asked: Collection[int]) -> Candidate:
        row = self._rows[volunteer_id]
        return Candidate(
            volunteer_id=volunteer_id,
            topics=self._topics.get(volunteer_id, frozenset()),
            latitude=row.latitude,
            longitude=row.longitude,
            time_zone=row.time_zone,
            hours=self.policy.default_hours if row.hours is None else _spans(tuple(map(tuple, row.hours))),
            days=self.policy.working_days,
            paused=row.paused,
            paused_until=row.paused_until,
            live_claims=self._claims.get(volunteer_id, 0),
            offers_today=self._offers[volunteer_id],
            capacity=row.capacity,
            do_not_disturb=_is_quiet(row, self.now),
            already_asked=volunteer_id in asked,
        )


@lru_cache(maxsize=4096)
def _spans(hours: tuple[tuple[str, str], ...]) -> tuple[tuple[time, time], ...]:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in hours)


def _is_quiet(person: Any, now: datetime) -> bool:
    if person.quiet_until is None or now >= person.quiet_until:
        return False
    return person.quiet_from is None or person.quiet_from <= now


def as_candidates(kit: Kit, session: Session, people: Sequence[Volunteer], policy: Policy) -> list[Candidate]:
    """The same people with their topics, hands and hours."""
    return Crowd(session, policy, kit.clock.now()).meet(people) if people else []


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
