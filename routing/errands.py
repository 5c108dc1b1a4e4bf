"""What one delivery is to say and where: read from the tables at the moment of sending."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from policies.retries import Outcome
from routing import notices, views
from routing.answers import digest_of
from routing.cards import Card, Desk, Shown, Spot
from routing.kit import Kit
from routing.ports import DeliveryError, Limit, MayReply, Reply
from store import cards, deliveries
from store.models import Answer, Asker, Conversation, Delivery, Question

CARD_WAIT = timedelta(seconds=1)


class Needless(Exception):  # noqa: N818 - named for the condition
    """Nothing is to be sent: it was overtaken; with `until`, it is to be tried again then."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__("overtaken")
        self.until = until


@dataclass(frozen=True)
class Owed:
    """What there is to do for the outbox at one moment, and when more comes due."""

    abandoned: list[Delivery]
    lost: list[Delivery]
    heads: list[Delivery]
    next_due: datetime | None


def owed(kit: Kit, owner: str) -> Owed:
    """What was left behind, what is to be looked for, and the next delivery of every lane, in one reading."""
    now = kit.clock.now()
    with kit.db.read() as session:
        moments = (deliveries.next_ready(session, now), deliveries.next_look(session))
        return Owed(
            deliveries.abandoned(session, owner, now),
            deliveries.to_look_for(session, now),
            deliveries.heads(session, now),
            min((moment for moment in moments if moment is not None), default=None),
        )


def limits(kit: Kit, desk: Desk | None, delivery: Delivery) -> tuple[Limit, ...]:
    """The limits that sending it draws on; the lane says where it goes."""
    to = delivery.lane.partition(":")[2]
    if delivery.channel != "slack":
        return kit.channels[delivery.channel].limits(Reply(delivery.id or 0, "", "", chat=to))
    if desk is None:
        return ()
    if delivery.kind.startswith("renew"):
        return desk.limits("renew", Spot(to))
    whispered = delivery.kind == "notice" and bool(delivery.payload["spot"]["only_to"])
    return desk.limits("whisper" if whispered else "show", Spot(to))


def reply(kit: Kit, delivery: Delivery) -> Reply:
    """The answer as it is to be published: the Answer row's text, checked against the digest kept at submission."""
    with kit.db.read() as session:
        answer = session.get_one(Answer, delivery.answer_id)
        question = session.get_one(Question, answer.question_id)
        conversation = session.get_one(Conversation, question.conversation_id)
        asker = session.get_one(Asker, question.asker_id)
    if answer.text is None or digest_of(answer.text) != answer.digest:
        raise DeliveryError(Outcome.REFUSED, "The stored text is not what was previewed, so it is not published.")
    chat_moved = conversation.moved_at is not None and conversation.moved_at >= question.captured_at
    return Reply(
        delivery_id=delivery.id or 0,
        text=answer.text,
        target=question.target_id,
        chat=conversation.chat,
        thread=conversation.thread,
        attach=not chat_moved,
        may_reply=MayReply(question.may_reply),
        asker_handle=asker.handle,
    )


# --- what is shown in Slack -------------------------------------------------------------------------------------------


def mark_of(delivery: Delivery) -> str:
    """What tells this delivery's message from all others in Slack's history."""
    return f"delivery-{delivery.id}-{int(delivery.created_at.timestamp())}"


def can_be_found(delivery: Delivery) -> bool:
    """A post can be looked for in the history; an ephemeral message or an update cannot, and may be repeated."""
    return delivery.kind == "card" or (delivery.kind == "notice" and not delivery.payload["spot"]["only_to"])


async def show(kit: Kit, desk: Desk, delivery: Delivery) -> Shown | None:
    """Put the delivery before its people. Raises DeliveryError, or Needless when it was overtaken."""
    if delivery.kind == "card":
        card, spot = await kit.look(_card, delivery)
        return await desk.show_card(card, spot, mark_of(delivery))
    if delivery.kind == "renew_card":
        card, shown = await kit.look(_shown_card, delivery)
        await desk.renew_card(card, shown)
        return None
    notice, spot = notices.read(delivery)
    if delivery.kind == "renew_notice":
        await desk.renew_notice(notice, _shown(delivery.payload["shown"]))
        return None
    if await kit.run(notices.was_overtaken, delivery):
        raise Needless
    return await desk.show_notice(notice, spot, mark_of(delivery))


async def find_shown(kit: Kit, desk: Desk, delivery: Delivery, since: datetime) -> Shown | None:
    """Look for a card or notice of which nobody knows whether it arrived."""
    if delivery.kind == "card":
        spot = await kit.look(_spot, delivery)
    else:
        _, spot = notices.read(delivery)
    return await desk.find(spot, mark_of(delivery), since)


def _shown(external_id: str) -> Shown:
    channel, _, ts = external_id.partition(":")
    return Shown(channel, ts)


def _card(kit: Kit, delivery: Delivery) -> tuple[Card, Spot]:
    with kit.db.read() as session:
        offer = cards.offer(session, delivery.offer_id or 0)
        if offer.state in {"rescinded", "expired", "declined"} or offer.shown_ts:
            raise Needless
        return views.card(kit, session, offer), _offer_spot(kit, session, offer)


def _spot(kit: Kit, delivery: Delivery) -> Spot:
    with kit.db.read() as session:
        return _offer_spot(kit, session, cards.offer(session, delivery.offer_id or 0))


def _offer_spot(kit: Kit, session: Session, offer: Any) -> Spot:
    """In the thread of the earlier card, with the volunteer, or in the channel; `offer` has its `slack_id`."""
    if offer.thread_of is not None:
        head = cards.offer(session, offer.thread_of)
        if head is not None and head.shown_ts:
            return Spot(head.shown_channel, head.shown_ts)
    return Spot(offer.slack_id or offer.slack_channel or kit.policy().channels.queue)


def _shown_card(kit: Kit, delivery: Delivery) -> tuple[Card, Shown]:
    with kit.db.read() as session:
        offer = cards.offer(session, delivery.offer_id or 0)
        if not offer.shown_ts:
            waits = deliveries.card_pending(session, offer.id)
            raise Needless(kit.clock.now() + CARD_WAIT if waits else None)
        return views.card(kit, session, offer), Shown(offer.shown_channel, offer.shown_ts)
