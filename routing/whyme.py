"""The card's "Why me?": why one card went where it went, in sentences for whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routing import reasons
from routing.errors import ByhandError
from routing.kit import Kit
from routing.then import question_of, topic_names
from store.models import Offer, Question, Volunteer

__all__ = ["OfferExplained", "of_offer"]

Told = dict[str, Any]


@dataclass(frozen=True)
class OfferExplained:
    """Why one card went where it went, in sentences for its reader.

    `factors` are name, value from 0 to 1, and what it means; only the offer's own volunteer is told his.
    """

    question_id: int
    headline: str
    lines: tuple[str, ...]
    factors: tuple[tuple[str, float, str], ...]
    policy_version: int


def of_offer(kit: Kit, offer_id: int, slack_id: str) -> OfferExplained:
    """Why this card, for whoever reads it: nothing about any other person stands in it. Raises ByhandError."""
    with kit.db.read() as session:
        offer = session.get(Offer, offer_id)
        if offer is None:
            raise ByhandError("This card is of a question that is not there any more.")
        question = question_of(session, offer.question_id)
        person = session.get(Volunteer, offer.volunteer_id) if offer.volunteer_id is not None else None
        is_theirs = person is not None and person.slack_id == slack_id
        step = _step_of(question.decision, offer)
        version = step.get("policy") or question.policy_version or 0
        names = topic_names(kit, session, version)
        return OfferExplained(
            question_id=question.id or 0,
            headline=_headline(offer, is_theirs=is_theirs),
            lines=(*_lines(question, offer, step, names), *(_own_lines(step, offer, names) if is_theirs else ())),
            factors=_factors(step, offer) if is_theirs else (),
            policy_version=version,
        )


def _step_of(decision: Mapping[str, Any], offer: Offer) -> Told:
    """The step of asking that made this offer: the last of its ring that chose this volunteer, or this channel."""
    for step in reversed(decision.get("rings") or []):
        if step.get("ring") == offer.ring and _is_of(step, offer):
            return dict(step)
    return {}


def _is_of(step: Mapping[str, Any], offer: Offer) -> bool:
    if offer.volunteer_id is None:
        return step.get("channel") == offer.slack_channel
    return any(one["volunteer_id"] == offer.volunteer_id for one in step.get("chosen") or ())


def _headline(offer: Offer, *, is_theirs: bool) -> str:
    if is_theirs:
        return "Why you were asked"
    if offer.volunteer_id is None:
        return f"Why this stands in #{offer.slack_channel}"
    return "Why this question was asked here"


def _lines(question: Question, offer: Offer, step: Told, names: Mapping[str, str]) -> list[str]:
    decision = question.decision
    lines = [f"{sentence.rstrip('.')}." for sentence in offer.why]
    if not decision:
        return [*lines, "What was found out about this question is no longer kept."]
    topic, *others = reasons.topic(decision, question.topic, lambda topic: names.get(topic, topic))
    lines.append(f"Topic: {topic.rstrip('.')}.")
    lines += [f"{other}." for other in others]
    lines += [f"Place: {place}." for place in [reasons.place(decision)] if place]
    lines += [f"Kind: {kind}." for kind in [reasons.about(decision, "kind")] if kind]
    lines += [f"Language: {language}." for language in [reasons.about(decision, "language")] if language]
    return lines + _ring_lines(offer, step)


def _ring_lines(offer: Offer, step: Told) -> list[str]:
    """How many were asked beside, could have been, or were left out; no names."""
    if not step.get("chosen"):
        return []
    reserve = len(step.get("reserve") or ()) + step.get("reserve_more", 0)
    asked = len(step["chosen"])
    lines = [f"Ring “{offer.ring_name}”: {asked} asked, {reserve} more could have been."]
    return lines + [f"{told[0].upper()}{told[1:]}." for told in [reasons.left_out(step)] if told]


def _own(step: Told, offer: Offer) -> Told:
    """What was stored of the offer's own volunteer."""
    asked: list[Told] = step.get("chosen") or []
    return next((one for one in asked if one["volunteer_id"] == offer.volunteer_id), Told())


def _own_lines(step: Told, offer: Offer, names: Mapping[str, str]) -> list[str]:
    facts = reasons.facts(_own(step, offer), lambda topic: names.get(topic, topic))
    return [f"Counted of you: {'; '.join(facts)}."] if facts else []


def _factors(step: Told, offer: Offer) -> tuple[tuple[str, float, str], ...]:
    """What there was to go by: of whoever was not asked lately, nothing says how often he takes an offer."""
    own = _own(step, offer)
    factors = dict(own.get("factors") or {})
    if not (own.get("facts") or {}).get("offered_lately"):
        factors.pop("willingness", None)
    return tuple((name, float(value), reasons.factor_words(name)) for name, value in factors.items())
