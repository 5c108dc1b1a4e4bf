"""The stand-in's Block Kit table: Slack's limits to the character, with slack_sdk's validators as a second opinion."""

from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.slack.blocks import check_message_blocks, check_view
from sandbox.slack.errors import Refused

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "hello", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "a", "text": plain("Take it"), "value": "1", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "1", text: str = "One") -> Json:
    return {"text": plain(text), "value": value}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "options": [option()], **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": "i", "label": plain("Label"), "element": element, **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "a", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": list(blocks), **more}


def complaints(block: Json, *more: Json) -> list[str]:
    """What Slack complains of in a message of these blocks."""
    try:
        check_message_blocks([block, *more])
    except Refused as refused:
        return refused.messages
    return []


FITTING = {
    "section": section("x" * 3000),
    "fields": {"type": "section", "fields": [plain("x" * 2000)] * 10},
    "header": {"type": "header", "text": plain("x" * 150)},
    "button text": actions(button(text=plain("x" * 75))),
    "button value": actions(button(value="x" * 2000)),
    "action id": actions(button(action_id="x" * 255)),
    "block id": section(block_id="x" * 255),
    "25 buttons": actions(*(button(action_id=str(n)) for n in range(25))),
    "10 in context": {"type": "context", "elements": [plain("x")] * 10},
    "100 options": actions(select(options=[option(str(n)) for n in range(100)])),
    "option": actions(select(options=[option("x" * 150, "x" * 75)])),
    "5 in overflow": actions({"type": "overflow", "action_id": "a", "options": [option(str(n)) for n in range(5)]}),
    "confirm": actions(
        button(
            confirm={
                "title": plain("x" * 100),
                "text": plain("x" * 300),
                "confirm": plain("x" * 30),
                "deny": plain("x" * 30),
            }
        )
    ),
    "image": {"type": "image", "image_url": "https://a.b/c.png", "alt_text": "x" * 2000},
    "input": field(text_input(min_length=0, max_length=3000, multiline=True)),
    "timepicker": actions({"type": "timepicker", "action_id": "a", "initial_time": "09:00"}),
    "radio": field({"type": "radio_buttons", "action_id": "a", "options": [option(str(n)) for n in range(10)]}),
    "external": field({"type": "external_select", "action_id": "a", "min_query_length": 1}),
    "rich text": rich(
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a & <b>", "style": {"bold": True}}]},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://a.b"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U0ANNA"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    ),
}


@pytest.mark.parametrize("name", FITTING)
def test_what_just_fits_is_taken(name: str) -> None:
    assert complaints(FITTING[name]) == []


@pytest.mark.parametrize("name", [name for name in FITTING if name != "rich text"])
def test_slack_sdks_validators_agree_on_what_fits(name: str) -> None:
    block = Block.parse(FITTING[name])

    assert block is not None
    block.validate_json()


AT = "[json-pointer:/blocks/0"
BREAKING = [
    (section("x" * 3001), f"must be less than 3001 characters {AT}/text/text]"),
    ({"type": "section", "fields": [plain("x")] * 11}, f"no more than 10 items allowed {AT}/fields]"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, f"must be less than 2001 characters {AT}/fields/0/text]"),
    ({"type": "section"}, f"must define either `text` or `fields` {AT}]"),
    ({"type": "header", "text": plain("x" * 151)}, f"must be less than 151 characters {AT}/text/text]"),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        f"unsupported type: mrkdwn {AT}/text/type]",
    ),
    (actions(button(text=plain("x" * 76))), f"must be less than 76 characters {AT}/elements/0/text/text]"),
    (actions(button(text=plain(""))), f"must be more than 0 characters {AT}/elements/0/text/text]"),
    (actions(button(value="x" * 2001)), f"must be less than 2001 characters {AT}/elements/0/value]"),
    (actions(button(action_id="x" * 256)), f"must be less than 256 characters {AT}/elements/0/action_id]"),
    (actions(button(style="loud")), f"must be one of: primary, danger {AT}/elements/0/style]"),
    (actions(button(disabled=True)), f"invalid additional property: disabled {AT}/elements/0]"),
    (actions(button(), button()), f"`action_id` must be unique within a block: a {AT}/elements]"),
    (
        actions(*(button(action_id=str(n)) for n in range(26))),
        f"no more than 25 items allowed {AT}/elements]",
    ),
    (actions(), f"must provide at least 1 items {AT}/elements]"),
    (actions(text_input()), f"unsupported type: plain_text_input {AT}/elements/0/type]"),
    ({"type": "context", "elements": [plain("x")] * 11}, f"no more than 10 items allowed {AT}/elements]"),
    ({"type": "context", "elements": [button()]}, f"unsupported type: button {AT}/elements/0/type]"),
    (section(block_id="x" * 256), f"must be less than 256 characters {AT}/block_id]"),
    ({"type": "marquee"}, f"unsupported type: marquee {AT}/type]"),
    ({"text": "x"}, f"missing required field: type {AT}]"),
    (
        actions(select(options=[option(str(n)) for n in range(101)])),
        f"no more than 100 items allowed {AT}/elements/0/options]",
    ),
    (
        actions({"type": "static_select", "action_id": "a"}),
        f"must define either `options` or `option_groups` {AT}/elements/0]",
    ),
    (
        actions(select(initial_option=option("9"))),
        f"must match one of the options {AT}/elements/0/initial_option]",
    ),
    (
        field({"type": "checkboxes", "action_id": "a", "options": [option(str(n)) for n in range(11)]}),
        f"no more than 10 items allowed {AT}/element/options]",
    ),
    (
        actions({"type": "timepicker", "action_id": "a", "initial_time": "9 am"}),
        f"must match the expected format {AT}/elements/0/initial_time]",
    ),
    (field(text_input(max_length=3001)), f"must be at most 3000 {AT}/element/max_length]"),
    (field(text_input(min_length=9, max_length=3)), f"must be at most `max_length` {AT}/element/min_length]"),
    (field(button()), f"unsupported type: button {AT}/element/type]"),
    (
        rich({"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}),
        f"must be more than 0 characters {AT}/elements/0/elements/0/text]",
    ),
    (rich({"type": "text", "text": "x"}), f"unsupported type: text {AT}/elements/0/type]"),
    (
        actions(button(confirm={"title": plain("x"), "text": plain("x"), "confirm": plain("x")})),
        f"missing required field: deny {AT}/elements/0/confirm]",
    ),
]


@pytest.mark.parametrize(("block", "complaint"), BREAKING)
def test_what_breaks_a_limit_is_named_with_its_place(block: Json, complaint: str) -> None:
    assert complaint in complaints(block)


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert complaints(*[section()] * 50) == []
    assert complaints(*[section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_block_ids_are_unique_in_a_message() -> None:
    found = complaints(section(block_id="same"), section(block_id="same"))

    assert found == [f"`block_id` must be unique [json-pointer:/blocks/{n}/block_id]" for n in (0, 1)]


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


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    blocks = [section("ä" * 3000, block_id=str(n)) for n in range(100)]

    with pytest.raises(Refused, match="view_too_large"):
        check_view(modal(*blocks))


def test_a_home_has_no_title() -> None:
    assert "invalid additional property: title [json-pointer:/view]" in view_complaints(
        {"type": "home", "title": plain("x"), "blocks": [section()]}
    )
