"""Why a question went to whom it went, from what was stored then: for the terminal, the card's "Why me?", the console.

Nothing is worked out anew: people may have left since, texts been erased, the policy changed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from routing import reasons
from routing.kit import Kit
from routing.then import first_version, policies_of, question_of, topic_names
from routing.whyme import OfferExplained, of_offer
from store import overview, questions
from store.models import Asker, Question

__all__ = ["OfferExplained", "explain", "of_offer"]

Told = dict[str, Any]
GROUPS = ("chosen", "reserve", "left_out")


def explain(kit: Kit, question_id: int) -> Told:
    """Why this topic, this place, these volunteers, these rings, by which policy: as it was stored then."""
    with kit.db.read() as session:
        question = question_of(session, question_id)
        names = topic_names(kit, session, first_version(question))
        return {
            **_what(session, question, names),
            **_found(question, names),
            **_why(session, question.decision),
            **_taught(session, question, names),
            **_what_came(session, question_id),
        }


def _what(session: Session, question: Question, names: Mapping[str, str]) -> Told:
    return {
        "question": question.id,
        "channel": question.channel,
        "url": question.url,
        "asker": session.get_one(Asker, question.asker_id).name,
        "text": question.text,
        "posted_at": question.posted_at.isoformat(),
        "edited": question.edited,
        "state": question.state,
        "reason": question.reason,
        "follow_up_of": question.follow_up_of,
        "kept": bool(question.decision),  # what was found out and decided goes when the text's time is over
        "policy": question.policy_version,
        "policies": policies_of(session, question),
        "topic": names.get(question.topic, question.topic),
        "second_topic": names.get(question.second_topic, question.second_topic),
    }


# --- what was found -----------------------------------------------------------------------------------------------


def _found(question: Question, names: Mapping[str, str]) -> Told:
    decision = question.decision
    topics = [{**one, "name": names.get(one["topic"], one["topic"])} for one in decision.get("topics") or ()]
    return {
        "topics": topics,
        "none": decision.get("none"),
        "by": decision.get("by", ""),
        "kind": decision.get("kind") or _bare(question.kind),
        "language": decision.get("language") or _bare(question.language),
        "place": decision.get("place"),
    }


def _bare(value: str) -> Told | None:
    """What only a column tells, of questions from before the evidence was kept."""
    return {"value": value, "confidence": None, "evidence": []} if value else None


# --- whom it went to ----------------------------------------------------------------------------------------------


def _why(session: Session, decision: Mapping[str, Any]) -> Told:
    """The stored rings with the names of those they speak of, and reasons in words."""
    rings, dismissed = decision.get("rings") or [], decision.get("dismissed")
    names = _names(session, [*_entries(rings), *([dismissed] if dismissed else ())])
    return {
        "rings": [_named(step, names) for step in rings],
        "dismissed": _with_name(dismissed, names) if dismissed else None,
    }


def _entries(rings: Iterable[Mapping[str, Any]]) -> list[Told]:
    return [entry for step in rings for group in GROUPS for entry in step.get(group, ())]


def _names(session: Session, entries: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    return overview.names(session, {entry["volunteer_id"] for entry in entries})


def _named(step: Told, names: Mapping[int, str]) -> Told:
    told = {group: [_with_name(entry, names) for entry in step[group]] for group in GROUPS if group in step}
    for entry in told.get("left_out", ()):
        entry["reason"] = reasons.reason(entry["reason"])
    return {**step, **told}


def _with_name(entry: Told, names: Mapping[int, str]) -> Told:
    return {"name": names.get(entry["volunteer_id"], f"volunteer {entry['volunteer_id']}"), **entry}


# --- what people said of the topic, and what came of it ------------------------------------------------------------


def _taught(session: Session, question: Question, names: Mapping[str, str]) -> Told:
    """The lessons on this question's topic, those that were forgotten since among them."""
    lessons = [
        {
            "kind": lesson.kind,
            "by": person.name,
            "was": names.get(lesson.was, lesson.was),
            "topic": names.get(lesson.topic, lesson.topic),
            "given_at": lesson.given_at.isoformat(),
            "forgotten": lesson.forgotten_at is not None,
        }
        for lesson, person in overview.lessons_of(session, question.id or 0)
    ]
    return {"corrections": question.decision.get("corrections") or [], "lessons": lessons}


def _what_came(session: Session, question_id: int) -> Told:
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
