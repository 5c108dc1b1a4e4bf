"""The modals: writing, the preview byte for byte, enrolment; and what was typed into them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bots.slack import enrolment, modals
from policies.document import Policy, Topic
from policies.file import read as read_policy
from routing.people import Profile
from routing.personal import ProfileView
from tests.unit.slack_samples import HOSTILE, check_view, question, said, texts

POLICY: Policy = read_policy((Path(__file__).parents[2] / "policies" / "default.yaml").read_text())


def public(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [block["text"] for block in view["blocks"] if str(block.get("block_id")).startswith("public.")]


def test_the_answer_is_typed_under_the_question() -> None:
    view = modals.answer(5, question(), "as before", "^Anna", 280)

    check_view(view)
    (field,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert (view["callback_id"], view["private_metadata"]) == ("answer.submit", "5")
    assert (field["block_id"], field["element"]["action_id"]) == ("answer", "text")
    assert field["element"]["initial_value"] == "as before"
    for words in ("My battery is empty after an hour.", "Signed: ^Anna", "X takes 280 characters"):
        assert words in said(view["blocks"])


def test_a_first_answer_begins_empty() -> None:
    view = modals.answer(5, question(), "", "^Anna", 280)

    assert "initial_value" not in str(view)


def test_a_note_that_does_not_fit_is_cut_and_said_to_be() -> None:
    view = modals.answer(5, question(), "x" * 4000, "^Anna", 280)

    check_view(view)
    assert "Only the first 3,000 characters of your note fit here." in said(view["blocks"])


@pytest.mark.parametrize("text", list(HOSTILE.values()), ids=list(HOSTILE))
def test_a_hostile_question_is_never_markup_in_a_modal(text: str) -> None:
    view = modals.answer(5, question(text=text, author_name=text[:300]), "", "^Anna", 280)

    check_view(view)
    assert list(texts(view, "mrkdwn")) == []


@pytest.mark.parametrize(
    "text", ["Hello ^Anna", "  two\n\n\nlines  \n^Anna", "*a* <b> &amp; :c: @here", "x" * 3000, "e\u0301 \u202e \u200b"]
)
def test_the_preview_shows_the_public_text_byte_for_byte(text: str) -> None:
    view = modals.preview(9, text, "X", (), "")

    assert public(view) == [{"type": "plain_text", "text": text, "emoji": False}]
    assert (view["callback_id"], view["private_metadata"]) == ("answer.post", "9")
    assert modals.public_text(view) == text


def test_only_a_text_beyond_slacks_limit_is_split_and_nothing_is_lost() -> None:
    text = "word " * 700 + "end"
    view = modals.preview(9, text, "Telegram", (), "")

    check_view(view)
    assert len(public(view)) == 2
    assert "".join(part["text"] for part in public(view)) == text == modals.public_text(view)


def test_the_preview_asks_what_comes_next_and_shows_warnings_and_cost() -> None:
    view = modals.preview(9, "Hello ^Anna", "X", ("It has a link.",), "Posting this on X costs about $0.20.")

    check_view(view)
    (radio,) = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert [option["text"]["text"] for option in radio["options"]] == ["This answers it", "I'll come back to this"]
    assert radio["initial_option"] == radio["options"][0]
    assert "Please look again: It has a link." in said(view["blocks"])
    assert "Posting this on X costs about $0.20." in said(view["blocks"])


def test_what_could_not_be_posted_stands_there_to_be_copied() -> None:
    view = modals.not_posted("Your time is over.", "My words")

    check_view(view)
    assert "Your time is over." in said(view["blocks"])
    assert "My words" in said(view["blocks"])
    assert "submit" not in view
    check_view(modals.not_posted("Your time is over.", ""))


@pytest.mark.parametrize(
    "view",
    [modals.dismiss(7), modals.by_hand(7), modals.sentence("You are in", "Hello\nyou")],
    ids=lambda v: v["callback_id"],
)
def test_the_other_modals_are_valid(view: dict[str, Any]) -> None:
    check_view(view)


def state(**blocks: Any) -> dict[str, Any]:
    return {"state": {"values": blocks}}


@pytest.mark.parametrize(
    ("view", "typed"),
    [
        (state(answer={"text": {"type": "plain_text_input", "value": " as typed "}}), " as typed "),
        (state(answer={"text": {"value": None}}), ""),
        (state(answer={"other": {"value": "x"}}), ""),
        (state(), ""),
        ({"state": None}, ""),
        ({}, ""),
    ],
)
def test_what_was_typed_is_read_as_it_is(view: dict[str, Any], typed: str) -> None:
    assert modals.typed(view, "answer", "text") == typed


@pytest.mark.parametrize(
    ("given", "value"),
    [({"selected_option": {"value": "come_back"}}, "come_back"), ({"selected_option": None}, ""), ({}, "")],
)
def test_a_choice_is_read_or_absent(given: Any, value: str) -> None:
    assert modals.typed(state(outcome={"choice": given}), "outcome", "choice") == value


def test_a_submission_without_its_blocks_has_no_public_text() -> None:
    assert modals.public_text({"blocks": None}) == modals.public_text({}) == ""


# --- enrolment -----------------------------------------------------------------------------------------------------


def test_enrolment_asks_topics_place_and_hours() -> None:
    view = enrolment.enrol(POLICY)

    check_view(view)
    fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert view["callback_id"] == "volunteer.save"
    assert list(fields) == ["topics", "place", "hours", "expert", "languages"]
    assert [option["value"] for option in fields["topics"]["element"]["options"]] == [t.id for t in POLICY.topics]
    assert [name for name, block in fields.items() if block["optional"]] == ["hours", "expert", "languages"]
    languages = [option["value"] for option in fields["languages"]["element"]["options"]]
    assert languages[: len(POLICY.company.languages)] == list(POLICY.company.languages)
    assert len(set(languages)) == len(languages)


def test_enrolment_is_prefilled_with_what_is_known() -> None:
    known = ProfileView(
        ("tv", "gone"), "Leeds", "09:00-17:00", paused=False, levels=(("tv", 3), ("gone", 1)), languages=("de", "sv")
    )
    view = enrolment.enrol(POLICY, known)

    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert [option["value"] for option in elements["topics"]["initial_options"]] == ["tv"]
    assert elements["place"]["initial_value"] == "Leeds"
    assert elements["hours"]["initial_value"] == "09:00-17:00"
    assert [option["value"] for option in elements["expert"]["initial_options"]] == ["tv"]
    assert [option["text"]["text"] for option in elements["languages"]["initial_options"]] == ["German", "Swedish"]


def test_more_topics_than_one_menu_takes_are_grouped() -> None:
    many = tuple(Topic(id=f"t{n}", name=f"Topic {n}", description="x") for n in range(250))
    view = enrolment.enrol(POLICY.model_copy(update={"topics": many}))

    check_view(view)
    groups = view["blocks"][1]["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [100, 100, 50]


def test_a_list_of_topics_too_long_to_stand_in_a_view_twice_stands_there_once() -> None:
    many = tuple(Topic(id=f"t{n}", name=f"Topic {n} {'x' * 50}", description="x") for n in range(1000))
    view = enrolment.enrol(POLICY.model_copy(update={"topics": many}))

    check_view(view)
    assert "expert" not in [block.get("block_id") for block in view["blocks"]]
    assert len(json.dumps(view)) < 250_000


def chosen(*topics: str, element: str = "topics") -> dict[str, Any]:
    return {element: {"selected_options": [{"value": topic} for topic in topics]}}


def test_a_filled_in_enrolment_is_a_profile() -> None:
    view = state(topics=chosen("tv", "audio"), place={"place": {"value": " Leeds "}}, hours={"hours": {"value": None}})

    assert enrolment.read(view) == (Profile(("tv", "audio"), "Leeds", levels=None), {})


def test_what_is_known_best_and_the_languages_are_part_of_it() -> None:
    view = state(
        topics=chosen("tv"),
        expert=chosen("audio", "tv", element="expert"),
        languages=chosen("de", element="languages"),
        place={"place": {"value": "Leeds"}},
    )

    best = (("audio", 3), ("tv", 3))
    assert enrolment.read(view) == (Profile(("tv", "audio"), "Leeds", None, best, ("de",)), {})


def test_an_enrolment_names_every_mistake_by_its_input() -> None:
    profile, mistakes = enrolment.read(state(hours={"hours": {"value": "nine"}}))

    assert profile is None
    assert list(mistakes) == ["topics", "place", "hours"]
