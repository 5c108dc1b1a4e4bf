"""Rings: who is asked first, for how long, then who. Each step is decided once and kept with its question."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from policies import escalation
from policies.document import Policy
from routing.asking import Values, Wanted, ask, put_out, topics_of, with_steps
from routing.candidates import Crowd
from routing.findings import place_of
from routing.kit import Kit
from routing.threads import FOLLOW_UP_RING, open_to_anybody
from store import deliveries, questions, volunteers
from store.ledger import Ledger
from store.models import Offer, Question


def open_next_ring(kit: Kit, session: Session, question: Question, after: int | None, verb: str) -> None:
    """Ask the next ring that finds somebody; a ring that finds nobody is skipped at once.

    `verb` is the move of the life cycle that brings us here (offer, escalate, release, expire, undo, reopen).
    When all rings are spent the question ends unanswered; a channel's card of it may still be taken.
    """
    session.flush()
    if question.ring is None and verb != "offer":
        open_to_anybody(kit, session, question)
    version, policy = kit.rulebook.current()
    crowd, ledger, now = Crowd(session, policy, kit.clock.now()), Ledger(session), kit.clock.now()
    wanted = _wanted(session, question)
    asking = ask(crowd, wanted, after, version)
    if not asking.offers:
        _advance(session, question, verb, asking.steps, {"due_at": None})
        _spend(session, question.id or 0, now)
        return
    put_out(ledger, crowd, wanted, asking)
    ledger.write()
    if verb != "offer":
        _carry_on(session, question, asking.due_at)
    values = {"ring": asking.ring, "due_at": asking.due_at, "policy_version": version}
    _advance(session, question, verb, asking.steps, values)


def _wanted(session: Session, question: Question) -> Wanted:
    number = question.id or 0
    before = frozenset() if question.state == "new" else frozenset(volunteers.asked(session, number))
    return Wanted(
        number,
        topics_of(question),
        place_of(question),
        question.language,
        question.asker_id,
        question.priority,
        before,
    )


def _spend(session: Session, question_id: int, now: datetime) -> None:
    """All rings are over: the question is unanswered, and said to be so on its cards."""
    if questions.advance(session, question_id, "exhaust", due_at=None, reason="nobody took it in time"):
        questions.move_pending(session, question_id, "expire", now)
        deliveries.owe_renewals(session, question_id, now)


def _advance(session: Session, question: Question, verb: str, steps: Iterable[Values], values: Values) -> None:
    told = with_steps(question.decision, *steps)
    questions.advance(session, question.id or 0, verb, decision=told, **values)


def _carry_on(session: Session, question: Question, due: datetime | None) -> None:
    """A channel's card that was put out earlier stays open as long as the question is."""
    session.execute(
        update(Offer)
        .where(col(Offer.question_id) == question.id, col(Offer.state) == "pending", col(Offer.volunteer_id).is_(None))
        .values(deadline=due)
    )


# --- a ring ends -------------------------------------------------------------------------------------------------


def ring_is_over(kit: Kit, session: Session, question: Question) -> None:
    """The ring's time has passed and the next one begins; who was asked may still take it, beside the others.

    Only whoever was asked to go on alone, in the thread of his answer, has had his time.
    """
    now, over = kit.clock.now(), _present_ring(question)
    pending = [offer for offer in questions.offers(session, question.id or 0) if offer.state == "pending"]
    for offer in pending:
        if offer.volunteer_id is not None and offer.ring == FOLLOW_UP_RING:
            questions.move_offer(session, offer.id or 0, "expire", now)
    open_next_ring(kit, session, question, question.ring, "escalate")
    # A channel's card has a new deadline; people of rings before have been told already that others are asked too.
    changed = [offer.id or 0 for offer in pending if offer.volunteer_id is None or offer.ring == over]
    deliveries.owe_renewals(session, question.id or 0, now, only=changed)


def _present_ring(question: Question) -> int:
    return FOLLOW_UP_RING if question.ring is None else question.ring


def escalate_if_nobody_is_left(kit: Kit, session: Session, question_id: int) -> None:
    """When nobody of the present ring can say yes any more, the next one begins at once."""
    question = questions.question(session, question_id)
    present = _present_ring(question)
    asked = [offer for offer in questions.offers(session, question_id) if offer.ring == present]
    if question.state == "offered" and all(offer.state != "pending" for offer in asked):
        open_next_ring(kit, session, question, question.ring, "escalate")


def ask_again(kit: Kit, session: Session, question: Question, offer_id: int) -> None:
    """A "let it be" is taken back: this card, and those it closed, are open again for as long as their ring is."""
    now = kit.clock.now()
    due = due_again(question, kit.policy(), now)
    reopened = False
    for offer in latest_cards(questions.offers(session, question.id or 0)):
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


def latest_cards(offers: Iterable[Offer]) -> list[Offer]:
    """Of the cards that a channel had of one question only the last can be open again; of people's every one."""
    last = {(offer.volunteer_id, offer.slack_channel, offer.thread_of): offer for offer in offers}
    return list(last.values())


def due_again(question: Question, policy: Policy, now: datetime) -> datetime:
    """As long as the ring in which the question stood lasts; policies may have lost rings since."""
    if question.ring is None:
        return escalation.follow_up_deadline(policy, now)
    return escalation.offer_deadline(policy.rings[min(question.ring, len(policy.rings) - 1)], now)
