"""Named queries and compare-and-set moves of deliveries: what we owe the outside."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, delete, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from policies.lifecycle import DELIVERY, DeliveryState, move, sources
from store.built import Built, table_of
from store.models import Claim, Delivery, Draft, Offer
from store.types import among

ANSWER_PRIORITY, FOLLOW_UP_PRIORITY, CARD_PRIORITY, NOTICE_PRIORITY, RENEW_PRIORITY = 0, 2, 10, 4, 6


_CARD = insert(table_of(Delivery))
_D, _O = table_of(Delivery), table_of(Offer)


def _renewals(*which: ColumnElement[bool]) -> Built:
    """The cards of these offers, to be shown anew: in the lane of where they stand, or of their own."""
    now = bindparam("now", type_=_D.c.created_at.type)
    row = {
        "kind": literal_column("'renew_card'"),
        "channel": literal_column("'slack'"),
        "lane": literal_column("'renew:'") + func.coalesce(func.nullif(_O.c.shown_channel, ""), cast(_O.c.id, Text)),
        "priority": literal_column(str(RENEW_PRIORITY)),
        "question_id": _O.c.question_id,
        "offer_id": _O.c.id,
        "payload": literal_column("'{}'"),
        "state": literal_column("'ready'"),
        "not_before": now,
        "created_at": now,
    }
    chosen = select(*row.values()).where(*which).order_by(_O.c.id)
    return Built(insert(_D).from_select(list(row), chosen).on_conflict_do_nothing())


_RENEW_ALL = _renewals(_O.c.question_id == bindparam("question"))
_RENEW_ONE = _renewals(_O.c.question_id == bindparam("question"), _O.c.id == bindparam("offer"))

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
    if only is None:
        _RENEW_ALL.run(session, {"question": question_id, "now": now})
    else:
        _RENEW_ONE.run(session, *({"question": question_id, "offer": offer_id, "now": now} for offer_id in only))


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


_IS_READY = among(_D.c.state, "ready")
_NOW = bindparam("now", type_=_D.c.not_before.type)
_ONE = Built(select(_D).where(_D.c.id == bindparam("delivery")))


def _heads() -> Select[Any]:
    """Lane by lane along the index: what waits in a lane is not gone through, however much it is."""
    lanes = select(func.min(_D.c.lane).label("lane")).where(_IS_READY).cte("lanes", recursive=True)
    next_lane = select(func.min(_D.c.lane)).where(_IS_READY, _D.c.lane > lanes.c.lane).scalar_subquery()
    lanes = lanes.union_all(select(next_lane).where(lanes.c.lane.is_not(None)))
    waiting = _D.alias()
    first = (
        select(waiting.c.id)
        .where(among(waiting.c.state, "ready"), waiting.c.lane == lanes.c.lane, waiting.c.not_before <= _NOW)
        .order_by(waiting.c.priority, waiting.c.id)
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    what = (_D.c.id, _D.c.channel, _D.c.lane, _D.c.kind, _D.c.payload)
    return select(*what).where(_D.c.id.in_(select(first).select_from(lanes))).order_by(_D.c.priority, _D.c.id)


_HEADS = Built(_heads())
_NEXT_READY = Built(select(func.min(_D.c.not_before)).where(_IS_READY, _D.c.not_before > _NOW))
_NEXT_LOOK = Built(select(func.min(_D.c.not_before)).where(among(_D.c.state, "unknown")))
_TO_LOOK_FOR = Built(select(_D).where(among(_D.c.state, "unknown"), _D.c.not_before <= _NOW))
_ABANDONED = Built(
    select(_D).where(among(_D.c.state, "sending"), (_D.c.owner != bindparam("me")) | (_D.c.lease_until <= _NOW))
)
_TAKE = Built(
    update(_D)
    .where(_D.c.id == bindparam("delivery"), _IS_READY)
    .values(
        state=literal_column("'sending'"),
        attempt=_D.c.attempt + literal_column("1"),
        owner=bindparam("me"),
        started_at=_NOW,
        lease_until=bindparam("until", type_=_D.c.lease_until.type),
        looks=literal_column("0"),
    )
    .returning(*_D.c)
)
_OWN, _OTHER = _D.alias(), _D.alias()
_NEWER_RENEWAL = Built(
    select(_OTHER.c.id)
    .join(_OWN, _OWN.c.offer_id == _OTHER.c.offer_id)
    .where(
        _OWN.c.id == bindparam("delivery"),
        among(_OWN.c.kind, "renew_card"),
        among(_OTHER.c.kind, "renew_card"),
        among(_OTHER.c.state, "ready"),
    )
    .limit(literal_column("1"))
)
_PENDING_CARD = Built(
    select(_D.c.id)
    .where(
        _D.c.offer_id == bindparam("offer"), among(_D.c.kind, "card"), among(_D.c.state, "ready", "sending", "unknown")
    )
    .limit(literal_column("1"))
)


def delivery(session: Session, delivery_id: int) -> Delivery | None:
    found: Delivery | None = _ONE.first(session, delivery=delivery_id)
    return found


def heads(session: Session, now: datetime) -> list[Delivery]:
    """The next delivery of every lane, most urgent first, then oldest: id, channel, lane, kind, payload."""
    return _HEADS.all(session, now=now)


def next_ready(session: Session, after: datetime) -> datetime | None:
    """When the next waiting delivery comes due."""
    found: datetime | None = _NEXT_READY.value(session, now=after)
    return found


def take(session: Session, ids: Iterable[int], owner: str, now: datetime, lease_until: datetime) -> list[Delivery]:
    """Ready → sending: a compare-and-set each; returns those that were ours to take."""
    given = {"me": owner, "now": now, "until": lease_until}
    return [row for delivery_id in ids for row in _TAKE.all(session, delivery=delivery_id, **given)]


def advance(session: Session, delivery_id: int, verb: str, **values: Any) -> DeliveryState | None:
    """Move a delivery by a verb of the life cycle, if its state allows it now.

    A renewal that would wait again while a newer one waits for the same card is dropped: the newer one serves.
    """
    for source in sources(DELIVERY, verb):
        state = move(DELIVERY, source, verb)
        if state is DeliveryState.READY and _newer_renewal_waits(session, delivery_id):
            drop = "refuse" if source is DeliveryState.SENDING else "leave"
            return advance(session, delivery_id, drop, error="overtaken", lease_until=None)
        given = {f"new_{name}": value for name, value in values.items()}
        moved = _move(source.value, tuple(values)).first(session, delivery=delivery_id, new_state=state.value, **given)
        if moved is not None:
            told = {"delivery": delivery_id, "question": moved.question_id, "kind": moved.kind, "state": state.value}
            log.info("delivery: %s", verb, extra=told)
            return state
    return None


@lru_cache(maxsize=128)
def _move(source: str, names: tuple[str, ...]) -> Built:
    columns = (_D.c[name] for name in ("state", *names))
    return Built(
        update(_D)
        .where(_D.c.id == bindparam("delivery"), among(_D.c.state, source))
        .values({column.name: bindparam(f"new_{column.name}", type_=column.type) for column in columns})
        .returning(_D.c.question_id, _D.c.kind)
    )


def _newer_renewal_waits(session: Session, delivery_id: int) -> bool:
    return _NEWER_RENEWAL.first(session, delivery=delivery_id) is not None


def change(session: Session, delivery_id: int, **values: Any) -> None:
    session.execute(update(Delivery).where(col(Delivery.id) == delivery_id).values(**values))


def abandoned(session: Session, owner: str, now: datetime) -> list[Delivery]:
    """`sending` rows whose lease is over, or that an earlier process left behind."""
    return _ABANDONED.all(session, me=owner, now=now)


def to_look_for(session: Session, now: datetime) -> list[Delivery]:
    """Unknown deliveries whose next look is due."""
    return _TO_LOOK_FOR.all(session, now=now)


def next_look(session: Session) -> datetime | None:
    found: datetime | None = _NEXT_LOOK.value(session)
    return found


def card_pending(session: Session, offer_id: int) -> bool:
    """Whether the offer's card is still on its way."""
    return _PENDING_CARD.first(session, offer=offer_id) is not None


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
