"""The statements of taking a question, the shortest act for which the most people wait at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, literal_column, select, update
from sqlmodel import Session

from policies.lifecycle import OFFER, OfferState, move
from store.built import Built, table_of
from store.models import Claim, Draft, Offer, Volunteer
from store.types import among

_V, _C, _O, _D = table_of(Volunteer), table_of(Claim), table_of(Offer), table_of(Draft)
_LIVE = (
    select(func.count())
    .where(_C.c.volunteer_id == _V.c.id, among(_C.c.state, "held", "submitted"))
    .correlate(_V)
    .scalar_subquery()
)
_CLAIMANT = Built(
    select(
        _V.c.id,
        _V.c.name,
        _V.c.first_name,
        _V.c.standing,
        _V.c.left_at,
        _V.c.paused,
        _V.c.paused_until,
        _V.c.capacity,
        _LIVE.label("live_claims"),
    ).where(_V.c.team_id == bindparam("team"), _V.c.slack_id == bindparam("slack_id"))
)
_OFFER = Built(select(_O.c.id, _O.c.question_id, _O.c.volunteer_id, _O.c.state).where(_O.c.id == bindparam("offer")))
_CLOSE = Built(
    update(_O)
    .where(_O.c.question_id == bindparam("question"), _O.c.state == literal_column("'pending'"))
    .values(
        state=case(
            (_O.c.id == bindparam("taken_offer"), move(OFFER, OfferState.PENDING, "claim").value),
            else_=move(OFFER, OfferState.PENDING, "rescind").value,
        ),
        decided_at=bindparam("now", type_=_O.c.decided_at.type),
    )
)
_TAKE = Built(
    insert(_C).returning(_C.c.id), ["question_id", "volunteer_id", "offer_id", "state", "claimed_at", "deadline"]
)
_TYPED = Built(
    select(_D.c.typed)
    .join(_C, _C.c.id == _D.c.claim_id)
    .where(_C.c.question_id == bindparam("question"), _C.c.volunteer_id == bindparam("volunteer"))
    .order_by(_D.c.id.desc())
    .limit(literal_column("1"))
)


def claimant(session: Session, team_id: str, slack_id: str) -> Any:
    """Who clicked, as far as a claim asks, with the number of their `live_claims`; None when nobody so enrolled."""
    return _CLAIMANT.first(session, team=team_id, slack_id=slack_id)


def offer(session: Session, offer_id: int) -> Any:
    """What the card that was clicked offers, to whom: id, question_id, volunteer_id, state; None without one."""
    return _OFFER.first(session, offer=offer_id)


def close_offers(session: Session, question_id: int, taken_offer: int, now: datetime) -> None:
    """The offer that was taken is accepted; all others that wait are rescinded."""
    _CLOSE.run(session, {"question": question_id, "taken_offer": taken_offer, "now": now})


def take(
    session: Session, question_id: int, volunteer_id: int, offer_id: int, now: datetime, deadline: datetime
) -> int:
    """A held claim; returns its id. The unique index on live claims is the net below the question's own move."""
    found: int = _TAKE.value(
        session,
        question_id=question_id,
        volunteer_id=volunteer_id,
        offer_id=offer_id,
        state="held",
        claimed_at=now,
        deadline=deadline,
    )
    return found


def typed(session: Session, question_id: int, volunteer_id: int) -> str:
    """What this volunteer typed last on this question, in a claim of theirs that is live or over."""
    return _TYPED.value(session, question=question_id, volunteer=volunteer_id) or ""
