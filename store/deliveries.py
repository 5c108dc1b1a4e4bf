"""Named queries and compare-and-set moves of deliveries: what we owe the outside."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from policies.lifecycle import DELIVERY, DeliveryState, move, sources
from store.built import table_of
from store.models import Claim, Delivery, Draft, Offer
from store.types import among

ANSWER_PRIORITY, FOLLOW_UP_PRIORITY, CARD_PRIORITY, NOTICE_PRIORITY, RENEW_PRIORITY = 0, 2, 10, 4, 6


_CARD = insert(table_of(Delivery))
_RENEWAL = insert(table_of(Delivery)).on_conflict_do_nothing()
_SHOWN = select(table_of(Offer).c.id, table_of(Offer).c.shown_channel).where(
    table_of(Offer).c.question_id == bindparam("question_id")
)

log = logging.getLogger("byhand.delivery")


def owe(session: Session, values: dict[str, Any]) -> int | None:
    """Add one delivery; None when the same renewal is owed already."""
    return session.execute(
        insert(Delivery).values(**values).on_conflict_do_nothing().returning(col(Delivery.id))
    ).scalar()


def owe_answer(session: Session, channel: str, lane: str, question_id: int, answer_id: int, now: datetime) -> int:
    """The one way by which something public comes to be owed."""
    row = Delivery(
        kind="answer",
        channel=channel,
        lane=lane,
        priority=ANSWER_PRIORITY,
        question_id=question_id,
        answer_id=answer_id,
        not_before=now,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id or 0


def card(lane: str, priority: int, now: datetime, question_id: int, offer_id: int) -> dict[str, Any]:
    """The row of an offer's card."""
    return _slack("card", lane, priority, now, question_id=question_id, offer_id=offer_id)


def owe_card(session: Session, offer: Offer, lane: str, priority: int, now: datetime) -> None:
    session.connection().execute(_CARD, card(lane, priority, now, offer.question_id, offer.id or 0))


def owe_renewals(session: Session, question_id: int, now: datetime, only: Collection[int] | None = None) -> None:
    """Every card of the question, or only these offers', is to be shown anew; a renewal that is owed already serves."""
    session.flush()
    rows = session.connection().execute(_SHOWN, {"question_id": question_id})
    renewals = [
        _slack(
            "renew_card", f"renew:{shown or offer_id}", RENEW_PRIORITY, now, question_id=question_id, offer_id=offer_id
        )
        for offer_id, shown in rows.all()
        if only is None or offer_id in only
    ]
    if renewals:
        session.connection().execute(_RENEWAL, renewals)


def owe_notice(
    session: Session, to: str, payload: dict[str, Any], now: datetime, question_id: int | None = None
) -> int:
    """A few words to colleagues; `payload` is a Notice and a Spot as JSON."""
    values = _slack("notice", f"post:{to}", NOTICE_PRIORITY, now, question_id=question_id)
    return owe(session, {**values, "payload": payload}) or 0


def sent_notices(session: Session, question_id: int) -> list[Delivery]:
    return list(
        session.execute(
            select(Delivery).where(
                col(Delivery.question_id) == question_id,
                col(Delivery.kind) == "notice",
                col(Delivery.state) == "sent",
                col(Delivery.external_id) != "",
            )
        ).scalars()
    )


def owe_notice_renewal(session: Session, notice: Delivery, payload: dict[str, Any], now: datetime) -> None:
    lane = f"renew:{notice.external_id.partition(':')[0]}"
    values = _slack("renew_notice", lane, RENEW_PRIORITY, now, question_id=notice.question_id)
    owe(session, {**values, "payload": payload})


def _slack(kind: str, lane: str, priority: int, now: datetime, **values: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "channel": "slack",
        "lane": lane,
        "priority": priority,
        "payload": {},
        "state": "ready",
        "not_before": now,
        "created_at": now,
        **values,
    }


def delivery(session: Session, delivery_id: int) -> Delivery | None:
    return session.execute(
        select(Delivery).where(col(Delivery.id) == delivery_id).execution_options(populate_existing=True)
    ).scalar_one_or_none()


def heads(session: Session, now: datetime) -> list[Delivery]:
    """The next delivery of every lane: most urgent first, then oldest."""
    ranked = (
        select(
            col(Delivery.id).label("id"),
            func.row_number()
            .over(partition_by=col(Delivery.lane), order_by=(col(Delivery.priority), col(Delivery.id)))
            .label("place"),
        )
        .where(among(col(Delivery.state), "ready"), col(Delivery.not_before) <= now)
        .subquery()
    )
    rows = session.execute(
        select(Delivery)
        .join(ranked, ranked.c.id == col(Delivery.id))
        .where(ranked.c.place == 1)
        .order_by(col(Delivery.priority), col(Delivery.id))
    )
    return list(rows.scalars())


def next_ready(session: Session, after: datetime) -> datetime | None:
    """When the next waiting delivery comes due."""
    return session.execute(
        select(func.min(col(Delivery.not_before))).where(
            among(col(Delivery.state), "ready"), col(Delivery.not_before) > after
        )
    ).scalar()


def take(session: Session, ids: Iterable[int], owner: str, now: datetime, lease_until: datetime) -> list[Delivery]:
    """Ready → sending: one compare-and-set for all; returns those that were ours to take."""
    taken = session.execute(
        update(Delivery)
        .where(col(Delivery.id).in_(list(ids)), col(Delivery.state) == "ready")
        .values(
            state="sending",
            attempt=col(Delivery.attempt) + 1,
            owner=owner,
            started_at=now,
            lease_until=lease_until,
            looks=0,
        )
        .returning(col(Delivery.id))
    )
    found = session.execute(
        select(Delivery)
        .where(col(Delivery.id).in_([row[0] for row in taken]))
        .execution_options(populate_existing=True)
    )
    return list(found.scalars())


def advance(session: Session, delivery_id: int, verb: str, **values: Any) -> DeliveryState | None:
    """Move a delivery by a verb of the life cycle, if its state allows it now.

    A renewal that would wait again while a newer one waits for the same card is dropped: the newer one serves.
    """
    for source in sources(DELIVERY, verb):
        state = move(DELIVERY, source, verb)
        if state is DeliveryState.READY and _newer_renewal_waits(session, delivery_id):
            drop = "refuse" if source is DeliveryState.SENDING else "leave"
            return advance(session, delivery_id, drop, error="overtaken", lease_until=None)
        moved = session.execute(
            update(Delivery)
            .where(col(Delivery.id) == delivery_id, col(Delivery.state) == source.value)
            .values(state=state.value, **values)
            .returning(col(Delivery.question_id), col(Delivery.kind))
        ).first()
        if moved is not None:
            told = {"delivery": delivery_id, "question": moved[0], "kind": moved[1], "state": state.value}
            log.info("delivery: %s", verb, extra=told)
            return state
    return None


def _newer_renewal_waits(session: Session, delivery_id: int) -> bool:
    one, other = aliased(Delivery), aliased(Delivery)
    found = session.execute(
        select(col(other.id))
        .join(one, col(one.offer_id) == col(other.offer_id))
        .where(
            col(one.id) == delivery_id,
            col(one.kind) == "renew_card",
            among(col(other.kind), "renew_card"),
            among(col(other.state), "ready"),
        )
    )
    return found.first() is not None


def change(session: Session, delivery_id: int, **values: Any) -> None:
    session.execute(update(Delivery).where(col(Delivery.id) == delivery_id).values(**values))


def abandoned(session: Session, owner: str, now: datetime) -> list[Delivery]:
    """`sending` rows whose lease is over, or that an earlier process left behind."""
    return list(
        session.execute(
            select(Delivery).where(
                among(col(Delivery.state), "sending"),
                (col(Delivery.owner) != owner) | (col(Delivery.lease_until) <= now),
            )
        ).scalars()
    )


def to_look_for(session: Session, now: datetime) -> list[Delivery]:
    """Unknown deliveries whose next look is due."""
    return list(
        session.execute(
            select(Delivery).where(among(col(Delivery.state), "unknown"), col(Delivery.not_before) <= now)
        ).scalars()
    )


def next_look(session: Session) -> datetime | None:
    unknown = among(col(Delivery.state), "unknown")
    return session.execute(select(func.min(col(Delivery.not_before))).where(unknown)).scalar()


def card_pending(session: Session, offer_id: int) -> bool:
    """Whether the offer's card is still on its way."""
    return (
        session.execute(
            select(col(Delivery.id)).where(
                col(Delivery.offer_id) == offer_id,
                col(Delivery.kind) == "card",
                col(Delivery.state).in_(("ready", "sending", "unknown")),
            )
        ).first()
        is not None
    )


def counts(session: Session) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(col(Delivery.channel), col(Delivery.state), func.count()).group_by(
            col(Delivery.channel), col(Delivery.state)
        )
    )
    return {(channel, state): number for channel, state, number in rows}


def use_up_draft(session: Session, claim_id: int) -> None:
    """The preview was posted and posts no second time; the typed text stays."""
    session.execute(update(Draft).where(col(Draft.claim_id) == claim_id).values(previewed=False))


def drop_draft(session: Session, claim_id: int) -> None:
    """What was typed is published now, and no draft any more."""
    session.execute(delete(Draft).where(col(Draft.claim_id) == claim_id))


def stale_draft(session: Session, question_id: int) -> None:
    """The question changed: a preview made before it no longer posts; the typed text stays."""
    session.execute(
        update(Draft)
        .where(col(Draft.claim_id).in_(select(col(Claim.id)).where(col(Claim.question_id) == question_id)))
        .values(previewed=False)
    )
