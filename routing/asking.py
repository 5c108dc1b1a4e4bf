"""Who is asked next: rings gone through until one finds somebody, decided on what was read, written by a ledger."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from policies import escalation
from policies.asking import Ring
from policies.document import Policy
from routing import match
from routing.candidates import Crowd
from routing.ports import Place
from store import deliveries
from store.ledger import Ledger
from store.models import Delivery, Offer, Question

_MOST_LEFT_OUT = 50  # kept with the decision; the rest are counted
_MOST_RINGS = 32  # a policy has at most 20: each ring of each question throws dice of its own
Values = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What asking needs to know of a question. `before`: volunteers who had it already.

    `asker_id`: None for who asks for the first time, whom nobody can have answered.
    """

    question_id: int
    topics: tuple[str, ...]
    place: Place | None
    language: str = ""
    asker_id: int | None = None
    priority: int = 0
    before: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asking:
    """Whom the next ring asks, as rows of offers, with each step that led there; no ring when all are spent."""

    offers: tuple[Values, ...]
    steps: tuple[Values, ...]
    ring: int | None = None
    due_at: datetime | None = None


def ask(crowd: Crowd, wanted: Wanted, after: int | None, version: int) -> Asking:
    """Go through the rings until one finds somebody. `version` is the policy's.

    Nobody in particular knows what a question without a topic is about: it begins at the ring for such questions.
    """
    steps: list[Values] = []
    if after is None and not wanted.topics:
        after = escalation.before_unsorted(crowd.policy)
    while (following := escalation.next_ring(crowd.policy, after)) is not None:
        after, ring = following
        offers, step = _ring_of_offers(crowd, wanted, after, ring)
        steps.append({**step, "at": crowd.now.isoformat(), "policy": version})
        if offers:
            return Asking(offers, tuple(steps), after, escalation.offer_deadline(ring, crowd.now))
    return Asking((), tuple(steps))


def put_out(ledger: Ledger, crowd: Crowd, wanted: Wanted, asking: Asking) -> None:
    """Each offer with its card: a volunteer's goes to him by his Slack id, a channel's by its name."""
    for offer in asking.offers:
        person = offer.get("volunteer_id")
        to = offer["slack_channel"] if person is None else crowd.slack_id(person)
        offer_id = ledger.add(Offer, offer)
        priority = deliveries.CARD_PRIORITY - wanted.priority
        ledger.add(Delivery, deliveries.card(f"post:{to}", priority, crowd.now, wanted.question_id, offer_id))
    crowd.count_offers(offer["volunteer_id"] for offer in asking.offers if "volunteer_id" in offer)


def topics_of(question: Question) -> tuple[str, ...]:
    """None, one or two, the likelier first."""
    return tuple(topic for topic in (question.topic, question.second_topic) if topic)


def with_steps(decision: Values, *steps: Values) -> Values:
    """A question's decision with further steps of asking."""
    return {**decision, "rings": [*decision.get("rings", []), *steps]}


def _ring_of_offers(crowd: Crowd, wanted: Wanted, number: int, ring: Ring) -> tuple[tuple[Values, ...], Values]:
    step: Values = {"ring": number, "name": ring.name, "ask": ring.ask}
    offer = {
        "question_id": wanted.question_id,
        "ring": number,
        "ring_name": ring.name,
        "offered_at": crowd.now,
        "deadline": escalation.offer_deadline(ring, crowd.now),
    }
    if ring.ask != "volunteers":
        channel = _channel(crowd.policy, ring, wanted.topics)
        if channel is None:
            return (), {**step, "skipped": "this topic has no channel of its own"}
        why = ["Nobody has taken it so far."] if number else []
        return ({**offer, "slack_channel": channel, "why": why},), {**step, "channel": channel}
    ranking = _ranking(crowd, wanted, number, ring)
    step |= _kept(ranking)
    if not ranking.chosen:
        return (), {**step, "skipped": "nobody fits now"}
    return tuple({**offer, "volunteer_id": one.volunteer_id, "why": list(one.why)} for one in ranking.chosen), step


def _channel(policy: Policy, ring: Ring, topics: Sequence[str]) -> str | None:
    """The ring's channel; where it is the topic's own, that of the first topic that has one."""
    found = (policy.channel_of(ring, topic) for topic in topics or (None,))
    return next((channel for channel in found if channel is not None), None)


def _ranking(crowd: Crowd, wanted: Wanted, number: int, ring: Ring) -> match.Ranking:
    """Of those in reach; of a crowd the first page, and further ones only while too few of it can be asked.

    Who answered this asker before is looked at however far down the pages he is.
    """
    about = match.About(wanted.topics, wanted.place, wanted.language, crowd.who_answered(wanted.asker_id))
    people = {each.volunteer_id: each for each in crowd.known(about, wanted.before)}
    ranking = match.Ranking((), ())
    for page in crowd.in_reach(ring, about, wanted.before):
        people |= {each.volunteer_id: each for each in page}
        dice = random.Random(wanted.question_id * _MOST_RINGS + number)  # noqa: S311 - a fair draw
        ranking = match.rank(people.values(), about, ring, crowd.policy, crowd.now, dice)
        if len(ranking.chosen) == ring.count:
            break
    return ranking


def _kept(ranking: match.Ranking) -> dict[str, Any]:
    """Who was asked, the next best, and who was left out; of a crowd the first, and how many more there were."""
    more = {
        "reserve_more": len(ranking.reserve) - match.MOST_TOLD,
        "left_out_more": len(ranking.left_out) - _MOST_LEFT_OUT,
    }
    first = replace(ranking, reserve=ranking.reserve[: match.MOST_TOLD], left_out=ranking.left_out[:_MOST_LEFT_OUT])
    return first.to_json() | {name: number for name, number in more.items() if number > 0}
