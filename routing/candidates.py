"""Volunteers as the policies see them: who comes into question for a ring, and whether one person is there."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason, is_on_hours, may_claim
from routing.findings import place_of
from routing.kit import Kit
from store import questions, volunteers
from store.models import Question, Volunteer

MOST_CANDIDATES = 400


def candidates(kit: Kit, session: Session, question: Question, ring: Ring, policy: Policy) -> list[Candidate]:
    """Volunteers in reach of this ring."""
    asked = set() if question.state == "new" else volunteers.asked(session, question.id or 0)
    topic = (question.topic or None) if ring.match_topic else None
    place = place_of(question)
    if ring.within_km is not None and place is not None:
        reach = ring.within_km + place.radius_km
        people = volunteers.within(session, place.point.latitude, place.point.longitude, reach, topic)
    else:
        people = volunteers.anywhere(session, topic, MOST_CANDIDATES)
    return as_candidates(kit, session, people, policy, asked)


def as_candidates(
    kit: Kit, session: Session, people: list[Volunteer], policy: Policy, asked: set[int] | None = None
) -> list[Candidate]:
    """The same people with their topics, hands and hours. `asked` are those who had this question before."""
    if not people:
        return []
    now = kit.clock.now()
    ids = [person.id or 0 for person in people]
    topics = volunteers.topics(session, ids)
    claims = questions.live_claims_of(session, ids)
    offered = volunteers.offers_since(session, ids, now - timedelta(days=1))
    return [
        Candidate(
            volunteer_id=person.id or 0,
            topics=topics.get(person.id or 0, frozenset()),
            latitude=person.latitude,
            longitude=person.longitude,
            time_zone=person.time_zone,
            hours=_hours(person, policy),
            days=policy.working_days,
            paused=person.paused,
            paused_until=person.paused_until,
            live_claims=claims.get(person.id or 0, 0),
            offers_today=offered.get(person.id or 0, 0),
            capacity=person.capacity,
            do_not_disturb=_is_quiet(person, now),
            already_asked=person.id in (asked or ()),
        )
        for person in people
    ]


def _hours(person: Volunteer, policy: Policy) -> tuple[tuple[time, time], ...]:
    if person.hours is None:
        return policy.default_hours
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in person.hours)


def _is_quiet(person: Volunteer, now: datetime) -> bool:
    if person.quiet_until is None or now >= person.quiet_until:
        return False
    return person.quiet_from is None or person.quiet_from <= now


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
