"""What was stored of a decision, in words: whole decisions, old ones that lack most of it, and odd ones."""

from typing import Any

import pytest

from routing import factors, reasons

NAMES = {"tv": "TVs", "audio": "Audio"}
DECISION: dict[str, Any] = {
    "topics": [
        {"topic": "tv", "score": 0.82, "evidence": ["keyword: tv", "example: “flickers”"]},
        {"topic": "audio", "score": 0.1, "evidence": []},
        {"topic": "gone", "score": 0.001, "evidence": []},
    ],
    "none": 0.07,
    "by": "meaning and words",
    "kind": {"value": "question", "confidence": 0.96, "evidence": ["a question mark"]},
    "language": {"value": "de", "confidence": 0.9, "evidence": []},
    "place": {"name": "Leeds", "source": "text", "evidence": "in Leeds", "confidence": 0.9, "radius_km": 8.0},
}


def name(topic: str) -> str:
    return NAMES.get(topic, topic)


def test_a_topic_is_told_with_its_probability_its_signs_and_what_else_it_might_be() -> None:
    assert reasons.topic(DECISION, "tv", name) == [
        "TVs, 82 % likely, by meaning and words (keyword: tv; example: “flickers”)",
        "It might also be Audio 10 %, none of the topics 7 %",
    ]


def test_a_question_without_a_topic_says_what_it_was_nearest_to() -> None:
    first, others = reasons.topic(DECISION, "", name)

    assert first == "no topic is likely enough, by meaning and words"
    assert others.startswith("It might also be TVs 82 %, Audio 10 %")


def test_a_topic_that_a_person_chose_is_named_though_the_model_never_thought_of_it() -> None:
    assert reasons.topic(DECISION, "phones", name)[0] == "phones"


def test_a_decision_of_an_earlier_version_says_what_it_can() -> None:
    old = {"topics": [{"topic": "tv", "score": 1.0, "evidence": ["tv"]}], "place": None, "rings": []}

    assert reasons.topic(old, "tv", name) == ["TVs, 100 % likely (tv)"]
    assert [reasons.place(old), reasons.about(old, "kind"), reasons.left_out(old)] == ["", "", ""]
    assert reasons.topic({}, "", name) == ["no topic fits what was written"]


def test_a_place_is_told_with_its_source_its_words_and_how_far_it_reaches() -> None:
    assert reasons.place(DECISION) == "Leeds, by the words “in Leeds”, 90 % sure, within 8.0 km"


def test_kind_and_language_are_told_as_surely_as_they_were_taken() -> None:
    assert reasons.about(DECISION, "kind") == "question, 96 % sure (a question mark)"
    assert reasons.about(DECISION, "language") == "German, 90 % sure"
    assert reasons.about({"kind": {"value": "praise", "confidence": None}}, "kind") == "praise"


def test_who_was_left_out_is_counted_by_reason_and_not_named() -> None:
    step = {
        "left_out": [
            {"volunteer_id": 1, "reason": "off_hours"},
            {"volunteer_id": 2, "reason": "off_hours"},
            {"volunteer_id": 3, "reason": "a_reason_of_tomorrow"},
        ],
        "left_out_more": 4,
    }

    assert reasons.left_out(step) == (
        "7 left out: 2 is outside their hours; 1 a reason of tomorrow; 4 more for the same or other reasons"
    )


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0 %"), (0.0001, "1 %"), (0.5, "50 %"), (0.9999, "99 %"), (1, "100 %"), (1.2, "100 %")]
)
def test_what_is_nearly_sure_is_never_said_to_be_sure(share: float, said: str) -> None:
    assert reasons.percent(share) == said


def test_the_numbers_behind_a_persons_factors_are_told() -> None:
    facts: dict[str, Any] = {
        "topics": {"tv": {"level": 3, "answered": 5}},
        "live_claims": 1,
        "offers_today": 2,
        "present": False,
    }
    facts |= {"offered_lately": 9, "taken_lately": 4}

    assert reasons.facts({"facts": facts}, name) == [
        "TVs: level 3, answered 5",
        "open questions in hand: 1",
        "asked within the last day: 2",
        "asked lately: 9, taken: 4",
        "away in Slack",
    ]
    assert reasons.facts({}, name) == []


def test_every_factor_of_the_ranking_has_words() -> None:
    assert [each for each in factors.NAMES if each not in reasons.FACTORS] == []
    assert reasons.factor_words("factor_of_tomorrow") == "factor of tomorrow"
