"""What was found out about a question, as it stands on it and as it is kept to be explained later."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from routing.ports import Guess, Place, Point, TopicRanking
from routing.reader import Said
from store.models import Question

_MOST_TOPICS = 5
_SURE_SOURCES = frozenset({"telegram_location", "x_place"})  # told by the platform, not read out of words


def found(said: Said, place: Place | None) -> dict[str, Any]:
    """The beginning of a question's decision: what it says and where it is about, with the evidence; no ring yet."""
    return {**_told(said), "place": None if place is None else _told_place(place), "rings": []}


def _told(said: Said) -> dict[str, Any]:
    return {
        **_told_topics(said.topics),
        "kind": _told_guess(said.kind),
        "language": _told_guess(said.language),
    }


def _told_topics(ranking: TopicRanking) -> dict[str, Any]:
    told = [
        {"topic": scored.topic, "score": round(scored.score, 4), "evidence": list(scored.evidence)}
        for scored in ranking.topics[:_MOST_TOPICS]
    ]
    return {"topics": told, "none": round(ranking.none, 4), "by": ranking.by}


def _told_guess(guess: Guess) -> dict[str, Any]:
    return {"value": guess.value, "confidence": round(guess.confidence, 3), "evidence": list(guess.evidence)}


def _told_place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "source": place.source,
        "confidence": round(place.confidence, 3),
        "radius_km": round(place.radius_km, 1),
        "evidence": place.evidence,
        "country": place.country,
        "time_zone": place.time_zone,
    }


def topic_values(topics: Sequence[str]) -> dict[str, str]:
    """A question's topics as its columns hold them."""
    first, second, *_ = *topics, "", ""
    return {"topic": first, "second_topic": second}


def _keep_topics(question: Question, topics: Sequence[str]) -> None:
    for name, value in topic_values(topics).items():
        setattr(question, name, value)


def place_values(place: Place) -> dict[str, Any]:
    """A place as a question's columns hold it."""
    return {
        "place_name": place.name,
        "place_source": place.source,
        "place_confidence": place.confidence,
        "radius_km": place.radius_km,
        "latitude": place.point.latitude,
        "longitude": place.point.longitude,
    }


def _keep_place(question: Question, place: Place) -> None:
    for name, value in place_values(place).items():
        setattr(question, name, value)


def learn(
    question: Question, said: Said, topics: Sequence[str], place: Place | None, *, corrects: bool = False
) -> bool:
    """Take what a later part of the question says: a topic it had not, a place it had not or knew less surely.

    `corrects`: the part replaces what was said before, as an edit does; not what a person said of the topic.
    """
    better = place if place is not None and _says_more(place, question, corrects=corrects) else None
    if better is not None:
        _keep_place(question, better)
        question.decision = {**question.decision, "place": _told_place(better)}
    taught = bool(question.decision.get("corrections"))
    named = bool(topics) and not taught and (not question.topic or (corrects and topics[0] != question.topic))
    if named:
        _keep_topics(question, topics)
        question.decision = {**question.decision, **_told_topics(said.topics)}
    return named or better is not None


def _says_more(place: Place, question: Question, *, corrects: bool) -> bool:
    if (
        place.point == Point(question.latitude or 0.0, question.longitude or 0.0)
        and place.source == question.place_source
    ):
        return False
    if place.source in _SURE_SOURCES or question.latitude is None:
        return True
    if place.source == "profile" or question.place_source in _SURE_SOURCES:
        return False
    return corrects or question.place_source == "profile"


def place_of(question: Question) -> Place | None:
    """The question's place as it was found."""
    if question.latitude is None or question.longitude is None:
        return None
    return Place(
        name=question.place_name,
        point=Point(question.latitude, question.longitude),
        radius_km=question.radius_km or 0.0,
        source=question.place_source,
        confidence=question.place_confidence or 0.0,
    )


def inherit(question: Question, earlier: Question) -> None:
    """A question that names no topic, or no place, has that of what it goes on from."""
    evidence = f"as in question {earlier.id}, which it goes on from"
    if not question.topic and earlier.topic:
        _keep_topics(question, (earlier.topic, earlier.second_topic))
        known = earlier.decision.get("topics") or [{"score": 0.0}]
        told = [{**known[0], "topic": earlier.topic, "evidence": [evidence]}]
        question.decision = {**question.decision, "topics": told}
    place = place_of(earlier)
    if place is not None and (question.latitude is None or question.place_source == "profile"):
        _keep_place(question, place)
        question.decision = {**question.decision, "place": _told_place(replace(place, evidence=evidence))}
