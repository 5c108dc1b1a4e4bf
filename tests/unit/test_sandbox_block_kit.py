"""The stand-in's Block Kit table: Slack's limits to the character, with slack_sdk's validators as a second opinion."""

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.slack.blocks import check_message_blocks, check_view
from sandbox.slack.errors import Refused
from tests.unit.block_kit_samples import BREAKING, FITTING, Json, button, field, modal, plain, section, text_input


def complaints(block: Json, *more: Json) -> list[str]:
    """What Slack complains of in a message of these blocks."""
    try:
        check_message_blocks([block, *more])
    except Refused as refused:
        return refused.messages
    return []


@pytest.mark.parametrize("name", FITTING)
def test_what_just_fits_is_taken(name: str) -> None:
    assert complaints(FITTING[name]) == []


# Of these slack_sdk has no classes, or none that can be made from JSON.
WITHOUT_OPINION = {"rich text", "workflow", "feedback", "file", "table"}


@pytest.mark.parametrize("name", [name for name in FITTING if name not in WITHOUT_OPINION])
def test_slack_sdks_validators_agree_on_what_fits(name: str) -> None:
    block = Block.parse(FITTING[name])

    assert block is not None
    block.validate_json()


@pytest.mark.parametrize(("block", "complaint"), BREAKING)
def test_what_breaks_a_limit_is_named_with_its_place(block: Json, complaint: str) -> None:
    assert complaint in complaints(block)


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert complaints(*[section()] * 50) == []
    assert complaints(*[section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_block_ids_are_unique_in_a_message() -> None:
    found = complaints(section(block_id="same"), section(block_id="same"))

    assert found == [f"`block_id` must be unique [json-pointer:/blocks/{n}/block_id]" for n in (0, 1)]


def test_markdown_blocks_share_one_limit() -> None:
    assert complaints(*[{"type": "markdown", "text": "x" * 6_000}] * 2) == []
    assert complaints(*[{"type": "markdown", "text": "x" * 6_001}] * 2) == [
        "must be less than 12001 characters in all `markdown` blocks together [json-pointer:/blocks]"
    ]


def test_a_message_has_one_table() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}

    with pytest.raises(Refused, match="invalid_attachments"):
        check_message_blocks([table, table])


def test_blocks_that_are_no_json_are_refused_by_another_name() -> None:
    with pytest.raises(Refused, match="invalid_blocks_format"):
        check_message_blocks("[{]")


def test_ids_and_flags_are_filled_in_and_markup_is_escaped() -> None:
    (stored,) = check_message_blocks([section("a < b", accessory={**button(), "action_id": "x"})])

    assert stored["block_id"]
    assert stored["text"] == {"type": "mrkdwn", "text": "a &lt; b", "verbatim": False}
    assert stored["accessory"]["text"]["emoji"] is True


def test_plain_text_is_stored_as_it_was_sent() -> None:
    (stored,) = check_message_blocks([{"type": "section", "text": {**plain("a < b :)"), "emoji": False}}])

    assert stored["text"] == {"type": "plain_text", "text": "a < b :)", "emoji": False}


def view_complaints(view: Json) -> list[str]:
    with pytest.raises(Refused, match="invalid_arguments") as caught:
        check_view(view)
    return caught.value.messages


def test_a_modal_that_just_fits_is_taken_by_both() -> None:
    view = modal(
        *(section(block_id=str(n)) for n in range(100)),
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="x" * 255,
        notify_on_close=True,
    )

    assert len(check_view(view)["blocks"]) == 100
    View(**view).validate_json()


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"callback_id": "x" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
        ({"id": "V1"}, "invalid additional property: id [json-pointer:/view]"),
        ({"blocks": [section()] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ],
)
def test_a_modal_that_breaks_a_limit_is_refused(more: Json, complaint: str) -> None:
    assert complaint in view_complaints(modal(section(), **more))


def test_slack_sdks_validators_refuse_the_same_modals() -> None:
    for more in ({"title": plain("x" * 25)}, {"private_metadata": "x" * 3001}, {"callback_id": "x" * 256}):
        with pytest.raises(SlackObjectFormationError):
            View(**modal(section(), **more)).validate_json()


def test_a_modal_with_an_input_needs_a_way_to_submit() -> None:
    view = modal(field(text_input()))
    del view["submit"]

    assert view_complaints(view) == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"
    ]


def test_one_element_of_a_view_has_the_focus() -> None:
    one = field(text_input(focus_on_load=True))
    other = field(text_input(focus_on_load=True), block_id="j")

    assert check_view(modal(one, field(text_input(), block_id="j")))
    assert view_complaints(modal(one, other)) == [
        "only one element can have `focus_on_load` [json-pointer:/view/blocks/1]"
    ]


@pytest.mark.parametrize("kind", ["markdown", "table"])
def test_some_blocks_stand_in_messages_only(kind: str) -> None:
    assert f"unsupported type: {kind} [json-pointer:/view/blocks/0/type]" in view_complaints(modal({"type": kind}))


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    blocks = [section("ä" * 3000, block_id=str(n)) for n in range(100)]

    with pytest.raises(Refused, match="view_too_large"):
        check_view(modal(*blocks))


def test_a_home_has_no_title() -> None:
    assert "invalid additional property: title [json-pointer:/view]" in view_complaints(
        {"type": "home", "title": plain("x"), "blocks": [section()]}
    )
