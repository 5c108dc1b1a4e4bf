"""A follow-up in the thread of a channel's card: all may read it, one person is asked first, then it is anybody's."""

from datetime import datetime

from sqlmodel import Session

from policies.eligibility import zone
from routing.asking import with_steps
from routing.kit import Kit
from store import cards, deliveries, questions
from store.models import Offer, Question, Volunteer

FOLLOW_UP_RING = -1  # of an offer to whoever answered before, ahead of the rings


def channel_of(session: Session, head: int | None) -> str:
    """The Slack channel in whose thread a card stands, `head` being the thread's first; empty in direct messages."""
    return str(cards.offer(session, head).slack_channel) if head is not None else ""


def waiting_for(session: Session, offer: Offer) -> Volunteer | None:
    """The one person for whom a card waits that a whole channel reads."""
    if offer.state != "pending" or offer.volunteer_id is None or not channel_of(session, offer.thread_of):
        return None
    return session.get_one(Volunteer, offer.volunteer_id)


def waits_for(first: Volunteer, deadline: datetime | None, reader_zone: str, now: datetime) -> str:
    """For whom a card waits and until when, in one sentence by the reader's own clock."""
    before = f"This is for {first.name} first, who answered before"
    if deadline is None:
        return f"{before}."
    until, today = deadline.astimezone(zone(reader_zone)), now.astimezone(zone(reader_zone))
    words = f"{until:%H:%M}" if until.date() == today.date() else f"{until:%A, %d %B, %H:%M}"
    return f"{before}; from {words} anybody may take it."


def opened(session: Session, question_id: int) -> Offer | None:
    """The offer to anybody that took the place of the one to whoever answered before."""
    found = (offer for offer in questions.offers(session, question_id) if offer.ring == FOLLOW_UP_RING)
    return next((offer for offer in found if offer.volunteer_id is None), None)


def open_to_anybody(kit: Kit, session: Session, question: Question) -> None:
    """Whoever was asked first had the time: the card in the channel's thread is anybody's from here on.

    What it offers is an offer of its own, to the channel; it takes over the message in Slack, which is renewed.
    """
    if opened(session, question.id or 0) is not None:
        return
    asked = (offer for offer in questions.offers(session, question.id or 0) if offer.ring == FOLLOW_UP_RING)
    for offer in asked:
        channel = channel_of(session, offer.thread_of)
        if channel and offer.shown_ts and offer.state != "pending":
            _hand_on(kit, session, question, offer, channel)


def _hand_on(kit: Kit, session: Session, question: Question, before: Offer, channel: str) -> None:
    version, _ = kit.rulebook.current()
    now = kit.clock.now()
    offer = Offer(
        question_id=before.question_id,
        slack_channel=channel,
        thread_of=before.thread_of,
        ring=FOLLOW_UP_RING,
        ring_name=before.ring_name,
        why=before.why,
        offered_at=now,
        shown_channel=before.shown_channel,
        shown_ts=before.shown_ts,
    )
    before.shown_channel = before.shown_ts = ""
    session.add(offer)
    step = {"ring": FOLLOW_UP_RING, "name": before.ring_name, "ask": "channel", "channel": channel}
    question.decision = with_steps(question.decision, {**step, "at": now.isoformat(), "policy": version})
    session.flush()
    deliveries.owe_renewals(session, before.question_id, now, only=[offer.id or 0])
