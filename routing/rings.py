"""Rings: who is asked first, for how long, then who. Each step is decided once and kept with its question."""

import random
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from policies import escalation
from policies.asking import Ring
from policies.document import Policy
from routing import match
from routing.candidates import candidates
from routing.findings import place_of
from routing.kit import Kit
from store import deliveries, questions, volunteers
from store.models import Offer, Question

FOLLOW_UP_RING = -1  # of an offer to whoever answered before, ahead of the rings
_MOST_RESERVE, _MOST_LEFT_OUT = 20, 50  # kept with the decision; the rest are counted


def open_next_ring(kit: Kit, session: Session, question: Question, after: int | None, verb: str) -> None:
    """Ask the next ring that finds somebody; a ring that finds nobody is skipped at once.

    `verb` is the move of the life cycle that brings us here (offer, escalate, release, expire, undo, reopen).
    When all rings are spent the question ends unanswered; a channel's card of it may still be taken.
    """
    version, policy = kit.rulebook.current()
    now = kit.clock.now()
    steps: list[dict[str, Any]] = []
    while (following := escalation.next_ring(policy, after)) is not None:
        after, ring = following
        offers, step = _ring_of_offers(kit, session, question, after, ring, policy)
        steps.append({**step, "at": now.isoformat(), "policy": version})
        if offers:
            due = escalation.offer_deadline(ring, now)
            _put_out(session, question, offers, now)
            if verb != "offer":
                _carry_on(session, question, due)
            values = {"ring": after, "due_at": due, "policy_version": version}
            _advance(session, question, verb, steps, values)
            return
    _advance(session, question, verb, steps, {"due_at": None})
    _spend(session, question.id or 0, now)


def _spend(session: Session, question_id: int, now: datetime) -> None:
    """All rings are over: the question is unanswered, and said to be so on its cards."""
    if questions.advance(session, question_id, "exhaust", due_at=None, reason="nobody took it in time"):
        questions.move_pending(session, question_id, "expire", now)
        deliveries.owe_renewals(session, question_id, now)


def _advance(
    session: Session, question: Question, verb: str, steps: list[dict[str, Any]], values: dict[str, Any]
) -> None:
    questions.advance(session, question.id or 0, verb, decision=with_steps(question, *steps), **values)


def with_steps(question: Question, *steps: dict[str, Any]) -> dict[str, Any]:
    """The question's decision with further steps of asking."""
    return {**question.decision, "rings": [*question.decision.get("rings", []), *steps]}


def _ring_of_offers(
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
    topic, place = question.topic or None, place_of(question)
    people = candidates(kit, session, question, ring, policy)
    ranking = match.rank(people, place, topic, ring, policy, now, random.Random(question.id))  # noqa: S311 - a fair draw
    offers = [
        _offer(question, number, ring, now, volunteer_id=scored.volunteer_id, why=list(scored.why))
        for scored in ranking.chosen
    ]
    step |= _kept(ranking)
    return offers, step if offers else {**step, "skipped": "nobody fits now"}


def _kept(ranking: match.Ranking) -> dict[str, Any]:
    """Who was asked, the next best, and who was left out; of a crowd the first, and how many more there were."""
    told = ranking.to_json()
    more = {
        "reserve_more": len(ranking.reserve) - _MOST_RESERVE,
        "left_out_more": len(ranking.left_out) - _MOST_LEFT_OUT,
    }
    told["reserve"], told["left_out"] = told["reserve"][:_MOST_RESERVE], told["left_out"][:_MOST_LEFT_OUT]
    return told | {name: number for name, number in more.items() if number > 0}


def _offer(question: Question, number: int, ring: Ring, now: datetime, **values: Any) -> Offer:
    return Offer(
        question_id=question.id or 0,
        ring=number,
        ring_name=ring.name,
        offered_at=now,
        deadline=escalation.offer_deadline(ring, now),
        **values,
    )


def _put_out(session: Session, question: Question, offers: list[Offer], now: datetime) -> None:
    """A volunteer's card goes to him by his Slack id, a channel's by its name."""
    session.add_all(offers)
    session.flush()
    people = volunteers.slack_ids(session, [offer.volunteer_id for offer in offers if offer.volunteer_id is not None])
    cards = [(offer, f"post:{people.get(offer.volunteer_id or 0, offer.slack_channel)}") for offer in offers]
    deliveries.owe_cards(session, cards, deliveries.CARD_PRIORITY - question.priority, now)


def _carry_on(session: Session, question: Question, due: datetime) -> None:
    """A channel's card that was put out earlier stays open as long as the question is."""
    session.execute(
        update(Offer)
        .where(col(Offer.question_id) == question.id, col(Offer.state) == "pending", col(Offer.volunteer_id).is_(None))
        .values(deadline=due)
    )


# --- a ring ends -------------------------------------------------------------------------------------------------


def ring_is_over(kit: Kit, session: Session, question: Question) -> None:
    """The ring's time has passed: what was offered to one person expires, and the next ring begins."""
    now = kit.clock.now()
    pending = [offer for offer in questions.offers(session, question.id or 0) if offer.state == "pending"]
    for offer in pending:
        if offer.volunteer_id is not None:
            questions.move_offer(session, offer.id or 0, "expire", now)
    deliveries.owe_renewals(session, question.id or 0, now, only=[offer.id or 0 for offer in pending])
    open_next_ring(kit, session, question, question.ring, "escalate")


def escalate_if_nobody_is_left(kit: Kit, session: Session, question_id: int) -> None:
    """When nobody of the present ring can say yes any more, the next one begins at once."""
    question = questions.question(session, question_id)
    present = FOLLOW_UP_RING if question.ring is None else question.ring
    asked = [offer for offer in questions.offers(session, question_id) if offer.ring == present]
    if question.state == "offered" and all(offer.state != "pending" for offer in asked):
        open_next_ring(kit, session, question, question.ring, "escalate")


def ask_again(kit: Kit, session: Session, question: Question, offer_id: int) -> None:
    """A "let it be" is taken back: this card, and those it closed, are open again for as long as their ring is."""
    now = kit.clock.now()
    due = due_again(question, kit.policy(), now)
    reopened = False
    for offer in questions.offers(session, question.id or 0):
        closed_by_it = offer.state == "rescinded" and offer.decided_at == question.ended_at
        if (offer.id == offer_id or closed_by_it) and questions.move_offer(session, offer.id or 0, "reopen", now):
            offer.deadline, reopened = due, True
    session.flush()
    question.decision = {key: value for key, value in question.decision.items() if key != "dismissed"}
    question.reason, question.ended_at = "", None
    session.flush()
    if reopened:
        questions.advance(session, question.id or 0, "undo", due_at=due)
    else:
        open_next_ring(kit, session, question, question.ring, "undo")


def due_again(question: Question, policy: Policy, now: datetime) -> datetime:
    """As long as the ring in which the question stood lasts; policies may have lost rings since."""
    if question.ring is None:
        return escalation.follow_up_deadline(policy, now)
    return escalation.offer_deadline(policy.rings[min(question.ring, len(policy.rings) - 1)], now)
