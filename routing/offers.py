"""Offers: open a ring of them, decline one, and go on to the next ring when one is over."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from policies import escalation
from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, is_on_hours, is_paused
from routing import match
from routing.acts import Done, once
from routing.errors import NotAllowed, OfferExpired
from routing.kit import Kit
from routing.people import Act
from routing.ports import Place, Point
from store import audit, deliveries, questions, volunteers
from store.models import Claim, Offer, Question, Volunteer

MOST_CANDIDATES = 400
FOLLOW_UP_RING = -1


def open_next_ring(kit: Kit, session: Session, question: Question, after: int | None, verb: str) -> None:
    """Ask the next ring that finds somebody; a ring that finds nobody is skipped at once.

    `verb` is the move of the life cycle that brings us here (offer, escalate, release, expire, undo).
    When all rings are spent the question ends unanswered; its last card may still be taken.
    """
    version, policy = kit.rulebook.current()
    now = kit.clock.now()
    steps: list[dict[str, Any]] = []
    while (following := escalation.next_ring(policy, after)) is not None:
        after, ring = following
        offers, step = _ring_of_offers(kit, session, question, after, ring, policy)
        steps.append({**step, "at": now.isoformat(), "policy": version})
        if offers:
            _put_out(session, question, offers, policy, now)
            values = {"ring": after, "due_at": escalation.offer_deadline(ring, now), "policy_version": version}
            _advance(session, question, verb, steps, values)
            return
    _advance(session, question, verb, steps, {"due_at": None})
    spend_rings(session, question.id or 0, now)


def spend_rings(session: Session, question_id: int, now: datetime) -> None:
    """All rings are over: the question is unanswered, and said to be so on its cards."""
    if questions.advance(session, question_id, "exhaust", due_at=None, reason="nobody took it in time"):
        deliveries.owe_renewals(session, question_id, now)


def _advance(
    session: Session, question: Question, verb: str, steps: list[dict[str, Any]], values: dict[str, Any]
) -> None:
    decision = {**question.decision, "rings": [*question.decision.get("rings", []), *steps]}
    question.decision = decision
    questions.advance(session, question.id or 0, verb, decision=decision, **values)


def _ring_of_offers(  # noqa: PLR0913 - one ring of one question under one policy
    kit: Kit, session: Session, question: Question, number: int, ring: Ring, policy: Policy
) -> tuple[list[Offer], dict[str, Any]]:
    step: dict[str, Any] = {"ring": number, "name": ring.name, "ask": ring.ask}
    now = kit.clock.now()
    if ring.ask != "volunteers":
        channel = policy.channel_of(ring, question.topic or None)
        if channel is None:
            return [], {**step, "skipped": "this topic has no channel of its own"}
        why = ["Nobody has taken it so far."] if number else []
        offer = _offer(question, number, ring, now, slack_channel=channel, why=why)
        return [offer], {**step, "channel": channel}
    topic = question.topic or None
    people = candidates(kit, session, question, ring, policy)
    place = place_of(question)
    ranking = match.rank(people, place, topic, ring, policy, now, random.Random(question.id))  # noqa: S311 - a fair draw
    offers = [
        _offer(question, number, ring, now, volunteer_id=scored.volunteer_id, why=list(scored.why))
        for scored in ranking.chosen
    ]
    step |= ranking.to_json()
    return offers, step if offers else {**step, "skipped": "nobody fits now"}


def _offer(question: Question, number: int, ring: Ring, now: datetime, **values: Any) -> Offer:
    return Offer(
        question_id=question.id or 0,
        ring=number,
        ring_name=ring.name,
        offered_at=now,
        deadline=escalation.offer_deadline(ring, now),
        **values,
    )


def _put_out(session: Session, question: Question, offers: list[Offer], policy: Policy, now: datetime) -> None:
    session.add_all(offers)
    session.flush()
    for offer in offers:
        priority = deliveries.CARD_PRIORITY - question.priority
        deliveries.owe_card(session, offer, f"post:{lane_of(session, offer, policy)}", priority, now)


def lane_of(session: Session, offer: Offer, policy: Policy) -> str:
    """Where in Slack the offer's card goes: the volunteer's id or the channel's name."""
    if offer.volunteer_id is None:
        return offer.slack_channel or policy.channels.queue
    return session.get_one(Volunteer, offer.volunteer_id).slack_id


# --- who comes into question -------------------------------------------------------------------------------------


def place_of(question: Question) -> Place | None:
    """The question's place as it was found at capture."""
    if question.latitude is None or question.longitude is None:
        return None
    return Place(
        name=question.place_name,
        point=Point(question.latitude, question.longitude),
        radius_km=question.radius_km or 0.0,
        source=question.place_source,
        confidence=question.place_confidence or 0.0,
    )


def candidates(kit: Kit, session: Session, question: Question, ring: Ring, policy: Policy) -> list[Candidate]:
    """Volunteers in reach of this ring, as the policies see them."""
    topic = (question.topic or None) if ring.match_topic else None
    place = place_of(question)
    if ring.within_km is not None and place is not None:
        reach = ring.within_km + place.radius_km
        people = volunteers.within(session, place.point.latitude, place.point.longitude, reach, topic)
    else:
        people = volunteers.anywhere(session, topic, MOST_CANDIDATES)
    return as_candidates(kit, session, people, policy, asked=volunteers.asked(session, question.id or 0))


def as_candidates(
    kit: Kit, session: Session, people: list[Volunteer], policy: Policy, asked: set[int] | None = None
) -> list[Candidate]:
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


# --- a follow-up goes to the same person first ---------------------------------------------------------------------


def offer_follow_up(kit: Kit, session: Session, question: Question, claim: Claim) -> bool:
    """Offer the asker's next question to the volunteer who answered, in the old thread; False when he is away."""
    version, policy = kit.rulebook.current()
    now = kit.clock.now()
    person = session.get_one(Volunteer, claim.volunteer_id)
    away = why_away(kit, session, person, policy)
    step: dict[str, Any] = {"ring": FOLLOW_UP_RING, "name": "follow-up", "at": now.isoformat(), "policy": version}
    if away is not None:
        _keep_step(session, question, {**step, "skipped": f"{person.name} {away}"})
        return False
    deadline = escalation.follow_up_deadline(policy, now)
    offer = Offer(
        question_id=question.id or 0,
        volunteer_id=person.id,
        thread_of=_thread_head(session, claim.offer_id),
        ring=FOLLOW_UP_RING,
        ring_name="follow-up",
        why=["You answered this person before."],
        offered_at=now,
        deadline=deadline,
    )
    session.add(offer)
    session.flush()
    deliveries.owe_card(session, offer, f"post:{person.slack_id}", deliveries.FOLLOW_UP_PRIORITY, now)
    chosen = {"volunteer_id": person.id, "why": offer.why}
    _keep_step(session, question, {**step, "ask": "volunteers", "chosen": [chosen]})
    questions.advance(
        session,
        question.id or 0,
        "offer",
        ring=None,
        due_at=deadline,
        policy_version=version,
        decision=question.decision,
    )
    return True


def why_away(kit: Kit, session: Session, person: Volunteer, policy: Policy) -> str | None:
    """Why this volunteer cannot be asked now, in words after his name; None when he can."""
    now = kit.clock.now()
    if person.left_at is not None or person.standing != "member":
        return "has left Byhand"
    candidate = as_candidates(kit, session, [person], policy)[0]
    if is_paused(candidate, now):
        return "has paused Byhand"
    if candidate.do_not_disturb:
        return "does not want to be disturbed right now"
    return None if is_on_hours(candidate, now) else "is outside their hours"


def _thread_head(session: Session, offer_id: int) -> int:
    offer = session.get_one(Offer, offer_id)
    return offer.thread_of or offer.id or 0


def _keep_step(session: Session, question: Question, step: dict[str, Any]) -> None:
    question.decision = {**question.decision, "rings": [*question.decision.get("rings", []), step]}
    session.flush()


# --- use cases -----------------------------------------------------------------------------------------------------


def decline(kit: Kit, act: Act, offer_id: int) -> Done:
    """The volunteer does not want this one; when nobody else is asked, the next ring begins at once."""
    return once(kit, act, Done, lambda session: _decline(kit, session, act, offer_id))


def _decline(kit: Kit, session: Session, act: Act, offer_id: int) -> Done:
    person = acting_volunteer(kit, session, act)
    offer = own_offer(session, offer_id, person)
    if offer.volunteer_id is None:
        raise NotAllowed("A channel's card is nobody's to decline; leave it to the others.")
    if not questions.move_offer(session, offer_id, "decline", kit.clock.now()):
        raise OfferExpired("This offer is over already.")
    audit.record(session, kit.clock.now(), f"volunteer:{person.id}", "offer.declined", f"offer:{offer_id}")
    deliveries.owe_renewals(session, offer.question_id, kit.clock.now())
    escalate_if_nobody_is_left(kit, session, offer.question_id)
    return Done("All right, somebody else will be asked.")


def escalate_if_nobody_is_left(kit: Kit, session: Session, question_id: int) -> None:
    question = questions.question(session, question_id)
    if question.state == "offered" and not questions.pending_count(session, question_id):
        open_next_ring(kit, session, question, question.ring, "escalate")


def acting_volunteer(kit: Kit, session: Session, act: Act) -> Volunteer:
    """The enrolled member who acts. Raises NotAllowed for everybody else: strangers, guests, machines."""
    if kit.home.team_id and act.team_id != kit.home.team_id:
        raise NotAllowed("Byhand answers only to members of its own workspace.")
    person = volunteers.by_slack_id(session, act.team_id, act.slack_id)
    if person is None or person.left_at is not None:
        raise NotAllowed("You have not joined Byhand yet. Type /byhand to choose your topics and your place.")
    if person.standing != "member":
        raise NotAllowed("Only full members of this workspace can answer; guests, bots and other workspaces cannot.")
    return person


def own_offer(session: Session, offer_id: int, person: Volunteer) -> Offer:
    """The offer, if it is this volunteer's or a channel's. Raises OfferExpired, NotAllowed."""
    offer = questions.offer(session, offer_id)
    if offer is None:
        raise OfferExpired("This offer does not exist any more.")
    if offer.volunteer_id is not None and offer.volunteer_id != person.id:
        raise NotAllowed("This question was offered to somebody else.")
    return offer


def ring_is_over(kit: Kit, session: Session, question: Question) -> None:
    """The ring's time has passed: its offers expire and the next ring begins."""
    now = kit.clock.now()
    questions.move_pending(session, question.id or 0, "expire", now)
    deliveries.owe_renewals(session, question.id or 0, now)
    open_next_ring(kit, session, question, question.ring, "escalate")
