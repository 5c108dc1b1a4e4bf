"""Keywords: which topics a question's words speak for."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import Policy
from routing.ports import TopicScore
from routing.topics import Keywords

LAPTOPS = {
    "id": "laptops",
    "name": "Laptops",
    "description": "Portable computers and their chargers",
    "keywords": ["laptop", "notebook", "not charging", "battery"],
}
TELEVISIONS = {
    "id": "tv",
    "name": "Televisions",
    "description": "Screens and everything around them",
    "keywords": ["tv", "hdmi", "remote", "wall mount", "fernseher"],
}
DELIVERY = {
    "id": "delivery",
    "name": "Delivery",
    "description": "Parcels",
    "keywords": ["parcel", "delivery", "remote"],
}


def policy(*topics: dict[str, Any], languages: tuple[str, ...] = ("en",)) -> Policy:
    return Policy.model_validate(
        {
            "company": {"name": "Brightaisle", "time_zone": "Europe/London", "languages": languages},
            "topics": topics,
            "rings": [
                {"name": "all", "ask": "channel", "wait": "1h"},
                {"name": "leads", "ask": "administrators", "wait": "1h"},
            ],
        }
    )


def ranked(text: str, *topics: dict[str, Any], languages: tuple[str, ...] = ("en",)) -> list[str]:
    model = Keywords(policy(*(topics or (LAPTOPS, TELEVISIONS, DELIVERY)), languages=languages))
    return [scored.topic for scored in model.rank(text)]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My laptop is slow", "laptops"),
        ("MY LAPTOPS ARE SLOW", "laptops"),
        ("why is it not charging any more?", "laptops"),
        ("both batteries died", "laptops"),
        ("Which HDMI cable?", "tv"),
        ("#WallMount for 65 inches?", "tv"),
        ("where is my parcel", "delivery"),
    ],
)
def test_a_keyword_in_any_of_its_forms_finds_its_topic(text: str, topic: str) -> None:
    assert ranked(text)[0] == topic


@pytest.mark.parametrize("text", ["", "😀" * 4096, "How are you?", "@laptop https://tv.example/hdmi", "مرحبا", "\x00"])
def test_without_evidence_there_is_no_topic(text: str) -> None:
    assert ranked(text) == []


def test_a_phrase_needs_its_words_together() -> None:
    model = Keywords(policy(LAPTOPS, TELEVISIONS))
    together, apart = model.rank("it is not charging"), model.rank("not today: the charging is fine")
    assert together[0].score > (apart[0].score if apart else 0)


def test_a_word_that_two_topics_share_counts_less() -> None:
    model = Keywords(policy(LAPTOPS, TELEVISIONS, DELIVERY))
    assert model.rank("the remote")[0].score < model.rank("the hdmi")[0].score


def test_a_question_may_have_two_topics() -> None:
    assert set(ranked("My laptop does not show on the tv")) == {"laptops", "tv"}


def test_the_evidence_says_which_of_the_administrators_words_were_found() -> None:
    model = Keywords(policy(LAPTOPS, TELEVISIONS))
    assert model.rank("my batteries and the laptop")[0].evidence == ("keyword: battery", "keyword: laptop")


def test_name_and_description_are_weaker_than_a_keyword() -> None:
    model = Keywords(policy(LAPTOPS, TELEVISIONS), threshold=0)
    by_keyword, by_description = model.rank("my notebook"), model.rank("my chargers")
    assert by_keyword[0].score > by_description[0].score > 0


def test_other_languages_of_the_company_are_understood() -> None:
    assert ranked("Meine Fernsehers flackern", languages=("en", "de")) == ["tv"]


def test_another_language_does_not_bend_the_words_of_the_first() -> None:
    speakers = {"id": "audio", "name": "Audio", "description": "Sound", "keywords": ["speaker"]}
    assert ranked("I want to speak with a manager", speakers, LAPTOPS, languages=("en", "fr")) == []


def test_one_word_counts_once_though_several_keywords_have_its_stem() -> None:
    twice = {**LAPTOPS, "keywords": ["charging", "charge"]}
    once = {**LAPTOPS, "keywords": ["charging"]}
    assert Keywords(policy(twice)).rank("it charged")[0].score == Keywords(policy(once)).rank("it charged")[0].score


def test_many_threads_may_ask_at_once() -> None:
    model = Keywords(policy(LAPTOPS, TELEVISIONS, DELIVERY))
    questions = [f"laptops batteries number{number} deliveries remotes" for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(model.rank, questions))
    assert together == [Keywords(policy(LAPTOPS, TELEVISIONS, DELIVERY)).rank(questions[0])] * 400


def test_an_unknown_language_is_matched_by_whole_words() -> None:
    assert ranked("laptop", languages=("xx",)) == ["laptops"]


def test_two_topics_with_the_same_words_come_in_the_order_of_their_ids() -> None:
    twin = {**LAPTOPS, "id": "computers"}
    assert ranked("laptop", LAPTOPS, twin) == ranked("laptop", twin, LAPTOPS) == ["computers", "laptops"]


def test_a_single_topic_is_found_too() -> None:
    assert ranked("laptop", LAPTOPS) == ["laptops"]


@given(st.text(max_size=300), st.permutations([LAPTOPS, TELEVISIONS, DELIVERY]))
def test_any_text_has_scores_in_order_whatever_the_order_of_topics(text: str, topics: list[dict[str, Any]]) -> None:
    scores: tuple[TopicScore, ...] = Keywords(policy(*topics)).rank(f"laptop {text}")
    assert [scored.score for scored in scores] == sorted((scored.score for scored in scores), reverse=True)
    assert all(0 < scored.score <= 1 for scored in scores)
    assert scores == Keywords(policy(LAPTOPS, TELEVISIONS, DELIVERY)).rank(f"laptop {text}")
