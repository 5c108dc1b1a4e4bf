"""The modals of "wrong topic" and "Why me?"."""

from dataclasses import replace
from typing import Any

import pytest

from bots.slack import explained, wrong_topic
from routing.explaining import OfferExplained
from routing.lessons import Choice
from tests.unit.slack_samples import HOSTILE, check_view, said, texts

TOPICS = (("tv", "TVs"), ("phones", "Phones"), ("printers", "Printers"))
CHOICE = Choice(7, "tv", TOPICS, "My ink is empty. What now?", is_taken=False)
TOLD = OfferExplained(
    11,
    "Why you were asked",
    ("You chose Phones.", "Topic: Phones, 62 % likely.", "Ring “near”: 3 asked, 2 more could have been."),
    (("skill", 0.64, "how well the topic is known"), ("nearness", 1.0, "how near the place is")),
    4,
)


def select(view: dict[str, Any]) -> dict[str, Any]:
    element: dict[str, Any] = view["blocks"][-1]["element"]
    return element


def test_every_other_topic_can_be_chosen_and_none_of_them() -> None:
    view = wrong_topic.ask(CHOICE)

    check_view(view)
    assert (view["callback_id"], view["private_metadata"]) == ("topic.save", "7")
    assert [part["text"]["text"] for part in select(view)["options"]] == ["None of these", "Phones", "Printers"]
    assert "It stands under TVs now." in said(view["blocks"])
    assert "My ink is empty. What now?" in said(view["blocks"])


def test_what_has_no_topic_can_get_any_but_none() -> None:
    view = wrong_topic.ask(replace(CHOICE, topic=""))

    assert [part["value"] for part in select(view)["options"]] == ["tv", "phones", "printers"]
    assert "Nobody could tell its topic so far." in said(view["blocks"])


def test_who_has_taken_it_is_told_that_he_keeps_it() -> None:
    assert "You keep the question" in said(wrong_topic.ask(replace(CHOICE, is_taken=True))["blocks"])
    assert "are asked instead" in said(wrong_topic.ask(CHOICE)["blocks"])


def test_more_topics_than_one_menu_takes_are_grouped() -> None:
    many = tuple((f"t{number}", f"Topic {number} {'x' * 90}") for number in range(250))
    view = wrong_topic.ask(replace(CHOICE, topics=many))

    check_view(view)
    assert [len(group["options"]) for group in select(view)["option_groups"]] == [100, 100, 51]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_strangers_words_stay_words(text: str) -> None:
    view = wrong_topic.ask(replace(CHOICE, text=text))

    check_view(view)
    assert list(texts(view["blocks"], "mrkdwn")) == []


@pytest.mark.parametrize(
    ("given", "topic"),
    [
        ({"selected_option": {"value": "phones"}}, "phones"),
        ({"selected_option": {"value": "-"}}, ""),
        ({"selected_option": None}, None),
        ({}, None),
    ],
)
def test_what_was_chosen_is_a_topic_none_of_them_or_nothing(given: dict[str, Any], topic: str | None) -> None:
    assert wrong_topic.chosen({"state": {"values": {"topic": {"topic": given}}}}) == topic


def test_why_me_is_said_in_sentences_and_in_bars_with_their_numbers() -> None:
    view = explained.show(TOLD)

    check_view(view)
    shown = said(view["blocks"])
    assert all(line in shown for line in (TOLD.headline, *TOLD.lines))
    assert "How well the topic is known\n\u200764 %  ██████░░░░" in shown
    assert "How near the place is\n100 %  ██████████" in shown
    assert "Question 11, by version 4 of the policy." in shown
    assert "submit" not in view


def test_without_figures_there_is_no_heading_over_them() -> None:
    view = explained.show(replace(TOLD, factors=()))

    assert "What counted for you" not in said(view["blocks"])
    assert not any("fields" in block for block in view["blocks"])


def test_however_much_there_is_to_say_the_modal_opens() -> None:
    factors = tuple((f"f{number}", number - 50.0, "x" * 500) for number in range(100))
    view = explained.show(replace(TOLD, lines=("word " * 2000,) * 200, factors=factors))

    check_view(view)
