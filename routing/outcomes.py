"""How a delivery ends, recorded: the writes of the outbox, each one short transaction."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from policies.retries import Again, AskPerson, LookUp, Next, Outcome
from routing import notices, publications, rings
from routing.cards import Notice, Shown
from routing.kit import Kit
from routing.ports import DeliveryError, Published
from routing.views import channel_name
from store import askers, deliveries, questions
from store.models import Answer, Delivery, Offer

ASK_AGAIN = timedelta(hours=1)
FAR = timedelta(days=1)
LOOK_AGAIN = timedelta(seconds=15)
LOOKING_FAILS_FOR = timedelta(minutes=10)
NOT_KNOWN = "The connection broke while it was being posted; nobody can say yet whether it is there."


def take(kit: Kit, ids: list[int], owner: str, lease: timedelta) -> list[Delivery]:
    """From ready to sending, committed before any call is made."""
    now = kit.clock.now()
    with kit.db.write() as session:
        return deliveries.take(session, ids, owner, now, now + lease)


def sent(kit: Kit, delivery: Delivery, result: Published | Shown | None) -> None:
    """The call came back well."""
    with kit.db.write() as session:
        _arrived(kit, session, delivery, "record", result)


def found(kit: Kit, delivery: Delivery, result: Published | Shown) -> None:
    """A look found it: it had arrived."""
    with kit.db.write() as session:
        _arrived(kit, session, delivery, "find", result)


def _arrived(kit: Kit, session: Session, delivery: Delivery, verb: str, result: Published | Shown | None) -> None:
    values: dict[str, Any] = {"finished_at": kit.clock.now(), "error": "", "lease_until": None}
    if isinstance(result, Published):
        values |= {"external_id": result.external_id, "url": result.url}
    elif isinstance(result, Shown):
        values |= {"external_id": f"{result.channel}:{result.ts}"}
    if deliveries.advance(session, delivery.id or 0, verb, **values) is None:
        return
    row = deliveries.delivery(session, delivery.id or 0)
    if row is None:
        return
    if row.kind == "answer":
        publications.published(kit, session, row, session.get_one(Answer, row.answer_id))
    elif row.kind == "card" and isinstance(result, Shown):
        _card_arrived(kit, session, row, result)
    elif row.kind == "notice":
        notices.catch_up(kit, session, row)


def _card_arrived(kit: Kit, session: Session, row: Delivery, shown: Shown) -> None:
    """The card stands in Slack; if things changed while it was on its way, it is shown anew."""
    offer = session.get_one(Offer, row.offer_id)
    offer.shown_channel, offer.shown_ts = shown.channel, shown.ts
    session.add(offer)
    session.flush()
    question = questions.question(session, offer.question_id)
    if offer.state != "pending" or question.state != "offered" or question.edited:
        deliveries.owe_renewals(session, offer.question_id, kit.clock.now())


def needless(kit: Kit, delivery: Delivery, until: datetime | None) -> None:
    """It was overtaken: tried again later, or dropped."""
    with kit.db.write() as session:
        if until is not None:  # no call was made, so no attempt was spent
            values = {"not_before": until, "lease_until": None, "attempt": max(delivery.attempt - 1, 0)}
            deliveries.advance(session, delivery.id or 0, "put_back", **values)
            return
        finished = kit.clock.now()
        deliveries.advance(session, delivery.id or 0, "refuse", error="no longer needed", finished_at=finished)


def failed(kit: Kit, delivery: Delivery, error: DeliveryError, following: Next) -> None:
    """The call did not end well: again, looked up, shown to a person, or refused."""
    with kit.db.write() as session:
        if error.moved_to:
            _follow_chat(kit, session, delivery, error.moved_to)
        elif error.outcome is Outcome.UNKNOWN:
            _lost(kit, session, delivery, error.for_person, following)
        elif isinstance(following, Again):
            until = kit.clock.now() + following.delay
            deliveries.advance(
                session, delivery.id or 0, "put_back", not_before=until, error=error.for_person, lease_until=None
            )
        else:
            reason = (
                f"{error.for_person} ({following.reason})" if isinstance(following, AskPerson) else error.for_person
            )
            _refused(kit, session, delivery, reason)


def _follow_chat(kit: Kit, session: Session, delivery: Delivery, new_chat: str) -> None:
    now = kit.clock.now()
    askers.move_chat(session, delivery.channel, delivery.lane.partition(":")[2], new_chat, now)
    lane = f"{delivery.channel}:{new_chat}"
    deliveries.advance(session, delivery.id or 0, "put_back", not_before=now, lane=lane, lease_until=None)


def _lost(kit: Kit, session: Session, delivery: Delivery, reason: str, following: Next) -> None:
    now = kit.clock.now()
    public = delivery.channel != "slack"
    if not public and isinstance(following, Again):  # an update or a whisper may simply be repeated
        until = now + following.delay
        deliveries.advance(session, delivery.id or 0, "put_back", not_before=until, error=reason, lease_until=None)
        return
    look_at = now + following.delay if isinstance(following, LookUp) else now
    values = {"error": reason, "not_before": look_at, "lease_until": None}
    if deliveries.advance(session, delivery.id or 0, "lose", **values) is None:
        return
    if public and delivery.question_id is not None:
        deliveries.owe_renewals(session, delivery.question_id, now)


def _refused(kit: Kit, session: Session, delivery: Delivery, reason: str) -> None:
    values = {"error": reason, "finished_at": kit.clock.now(), "lease_until": None}
    if deliveries.advance(session, delivery.id or 0, "refuse", **values) is None:
        return
    row = deliveries.delivery(session, delivery.id or 0)
    if row is not None:
        _dead_end(kit, session, row, reason)


def _dead_end(kit: Kit, session: Session, row: Delivery, reason: str) -> None:
    """A dead end is shown to a person: the volunteer, or the administrators."""
    if row.kind == "answer":
        publications.refused(kit, session, row, reason)
        return
    if row.kind == "card" and row.offer_id is not None:
        offer = session.get_one(Offer, row.offer_id)
        questions.move_offer(session, row.offer_id, "expire", kit.clock.now())
        rings.escalate_if_nobody_is_left(kit, session, offer.question_id)
    to = row.lane.partition(":")[2]
    leads = kit.policy().channels.leads
    if to != leads and not row.kind.startswith("renew"):
        notice = Notice("A message in Slack could not be shown", lines=(f"To {to}: {reason}",))
        notices.tell_leads(kit, session, f"slack:{to}:{reason[:80]}", notice)


# --- what nobody knows ------------------------------------------------------------------------------------------------


def not_found(kit: Kit, delivery: Delivery, following: Next) -> None:
    """A look did not find it: look again, send a card again, or ask a person about an answer."""
    now = kit.clock.now()
    with kit.db.write() as session:
        row = deliveries.delivery(session, delivery.id or 0)
        if row is None or row.state != "unknown":
            return
        if isinstance(following, LookUp):
            deliveries.change(session, row.id or 0, looks=row.looks + 1, not_before=now + following.delay)
        elif isinstance(following, Again):
            deliveries.advance(session, row.id or 0, "send_again", not_before=now + following.delay)
        elif row.channel == "slack":
            deliveries.advance(session, row.id or 0, "leave", finished_at=now)
            _dead_end(kit, session, row, row.error or "it could not be sent")
        else:
            _ask(kit, session, row)


def look_failed(kit: Kit, delivery: Delivery) -> None:
    """Nobody could look, so nothing was found out: look again soon, but leave no person waiting for long."""
    now = kit.clock.now()
    with kit.db.write() as session:
        row = deliveries.delivery(session, delivery.id or 0)
        if row is None or row.state != "unknown":
            return
        if row.channel != "slack" and row.started_at is not None and now - row.started_at >= LOOKING_FAILS_FOR:
            _ask(kit, session, row)
            return
        deliveries.change(session, row.id or 0, not_before=now + LOOK_AGAIN)


def ask_person(kit: Kit, delivery: Delivery) -> None:
    """It cannot be looked up: only a person can tell."""
    with kit.db.write() as session:
        row = deliveries.delivery(session, delivery.id or 0)
        if row is None or row.state != "unknown":
            return
        if row.channel == "slack":  # Slack is off, or this cannot be found: shown again when it can be
            deliveries.advance(session, row.id or 0, "send_again", not_before=kit.clock.now() + ASK_AGAIN)
            return
        _ask(kit, session, row)


def _ask(kit: Kit, session: Session, row: Delivery) -> None:
    """First the volunteer; when he has not decided in time, the administrators too. Nothing waits in silence."""
    asked = int(row.payload.get("asked", 0))
    wait = ASK_AGAIN if asked == 0 else FAR
    payload = {**row.payload, "asked": asked + 1}
    deliveries.change(session, row.id or 0, payload=payload, not_before=kit.clock.now() + wait)
    if asked == 0:
        publications.undecided(kit, session, row)
        return
    question = questions.question(session, row.question_id or 0)
    notice = Notice(
        title=f"An answer on {channel_name(row.channel)} may have been posted, and nobody has looked",
        lines=(
            f"Question {row.question_id}. Its volunteer was asked an hour ago or earlier.",
            "Whoever looks now may say what they see.",
        ),
        url=question.url,
        buttons=notices.unknown_notice(row, question, channel_name(row.channel)).buttons,
    )
    notices.tell_leads(kit, session, f"unknown:{row.id}", notice, row.question_id)


def recover(kit: Kit, owner: str) -> int:
    """What an earlier process, or a call that never came back, left as `sending` counts as unknown."""
    now = kit.clock.now()
    with kit.db.write() as session:
        left = deliveries.abandoned(session, owner, now)
        for delivery in left:
            if delivery.kind.startswith("renew"):
                deliveries.advance(session, delivery.id or 0, "put_back", not_before=now, lease_until=None)
            else:
                _lost(kit, session, delivery, NOT_KNOWN, LookUp(timedelta(0)))
    return len(left)
