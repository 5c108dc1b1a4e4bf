"""Reads for the console, the metrics and `byhand explain`; they change nothing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from policies import eligibility, spend
from routing import views
from routing.errors import ByhandError
from routing.kit import Kit
from store import db, deliveries, overview, questions, receipts
from store.models import Asker, Question, Volunteer

Counts = tuple[tuple[tuple[str, str], int], ...]


@dataclass(frozen=True)
class Figures:
    """Counts at one moment."""

    questions: tuple[tuple[str, int], ...]
    receipts: Counts
    deliveries: Counts
    volunteers: int
    gaps: int
    oldest_receipt_seconds: float
    spend_usd: float


def can_write(kit: Kit) -> bool:
    """Whether the database takes a write now."""
    return db.answers(kit.db)


def figures(kit: Kit) -> Figures:
    now = kit.clock.now()
    with kit.db.read() as session:
        oldest = overview.oldest_kept(session)
        return Figures(
            questions=tuple(sorted(overview.question_counts(session).items())),
            receipts=tuple(sorted(receipts.counts(session).items())),
            deliveries=tuple(sorted(deliveries.counts(session).items())),
            volunteers=overview.volunteer_count(session),
            gaps=len(overview.gaps(session)),
            oldest_receipt_seconds=(now - oldest).total_seconds() if oldest else 0.0,
            spend_usd=overview.spent(session, f"{now:%Y-%m}") / spend.MICROS,
        )


# --- byhand explain ---------------------------------------------------------------------------------------------------


def explain(kit: Kit, question_id: int) -> dict[str, Any]:
    """Why this topic, this place, these volunteers, these rings, by which policy: as it was stored then."""
    with kit.db.read() as session:
        question = session.get(Question, question_id)
        if question is None:
            raise ByhandError(f"There is no question {question_id}.")
        return {**_what(kit, session, question), **_why(session, question), **_what_came(session, question_id)}


def _what(kit: Kit, session: Session, question: Question) -> dict[str, Any]:
    return {
        "question": question.id,
        "channel": question.channel,
        "url": question.url,
        "asker": session.get_one(Asker, question.asker_id).name,
        "text": question.text,
        "edited": question.edited,
        "state": question.state,
        "reason": question.reason,
        "follow_up_of": question.follow_up_of,
        "policy": question.policy_version,
        "topic": views.topic_name(kit, question.topic),
    }


def _why(session: Session, question: Question) -> dict[str, Any]:
    """The stored decision with the names of those it speaks of, and reasons in words."""
    decision = question.decision
    rings, dismissed = decision.get("rings", []), decision.get("dismissed")
    entries = [entry for step in rings for group in _GROUPS for entry in step.get(group, ())]
    names = _names(session, {entry["volunteer_id"] for entry in (*entries, *([dismissed] if dismissed else ()))})
    return {
        "topics": decision.get("topics", []),
        "place": decision.get("place"),
        "rings": [_named(step, names) for step in rings],
        "dismissed": _with_name(dismissed, names) if dismissed else None,
    }


_GROUPS = ("chosen", "reserve", "left_out")


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    people = session.execute(select(Volunteer).where(col(Volunteer.id).in_(ids))).scalars()
    return {row.id or 0: row.name for row in people}


def _named(step: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    told = {group: [_with_name(entry, names) for entry in step[group]] for group in _GROUPS if group in step}
    for entry in told.get("left_out", ()):
        entry["reason"] = eligibility.Reason(entry["reason"]).words
    return {**step, **told}


def _with_name(entry: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    return {"name": names.get(entry["volunteer_id"], f"volunteer {entry['volunteer_id']}"), **entry}


def _what_came(session: Session, question_id: int) -> dict[str, Any]:
    return {
        "offers": [
            {
                "to": person.name if person else f"#{offer.slack_channel}",
                "ring": offer.ring_name,
                "state": offer.state,
                "why": offer.why,
                "offered_at": offer.offered_at.isoformat(),
            }
            for offer, person in overview.offers_of(session, question_id)
        ],
        "claims": [
            {"by": person.name, "state": claim.state, "claimed_at": claim.claimed_at.isoformat()}
            for claim, person in overview.claims_of(session, question_id)
        ],
        "answers": [
            {"state": delivery.state, "url": delivery.url, "submitted_at": answer.submitted_at.isoformat()}
            for answer, delivery in questions.answers(session, question_id)
        ],
    }
