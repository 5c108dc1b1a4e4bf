"""Blocks that just keep Slack's limits, and blocks that just break one, with what Slack says of them."""

from typing import Any

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
    "video": {
        "type": "video",
        "title": plain("x" * 199),
        "author_name": "x" * 49,
        "alt_text": "x",
        "thumbnail_url": "https://a.b/t.png",
        "video_url": "https://a.b/v",
    },
    "table": {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100,
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("x" * 75), "value": "x" * 2000},
                "negative_button": {"text": plain("Bad"), "value": "-"},
            },
            {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Delete")},
        ],
    },
    "workflow": actions(
        {
            "type": "workflow_button",
            "action_id": "a",
            "text": plain("Start"),
            "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft0/x"}},
        }
    ),
    "number": field(
        {
            "type": "number_input",
            "action_id": "a",
            "is_decimal_allowed": True,
            "min_value": "-2.5",
            "max_value": "10",
            "initial_value": "9",
        }
    ),
    "file": field({"type": "file_input", "action_id": "a", "filetypes": ["png"], "max_files": 10}),
    "moment": actions({"type": "datetimepicker", "action_id": "a", "initial_date_time": 1_795_323_359}),
    "timezone": actions({"type": "timepicker", "action_id": "a", "initial_time": "09:00", "timezone": "Asia/Kolkata"}),
    "link in overflow": actions(
        {"type": "overflow", "action_id": "a", "options": [{**option(), "url": "https://a.b"}]}
    ),
    "12,000 of markdown": {"type": "markdown", "text": "x" * 12_000},
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
    (
        {"type": "image", "alt_text": "x", "image_url": "https://a.b/c.png", "slack_file": {"id": "F1"}},
        f"cannot define both `image_url` and `slack_file` {AT}]",
    ),
    ({"type": "image", "alt_text": "x"}, f"must define either `image_url` or `slack_file` {AT}]"),
    (
        {"type": "image", "alt_text": "x", "slack_file": {"id": "F1", "url": "https://a.b"}},
        f"cannot define both `id` and `url` {AT}/slack_file]",
    ),
    (
        section(accessory={"type": "image", "image_url": "https://a.b/c.png"}),
        f"missing required field: alt_text {AT}/accessory]",
    ),
    (
        actions(select(options=[{**option(), "url": "https://a.b"}])),
        f"invalid additional property: url {AT}/elements/0/options/0]",
    ),
    (
        section(
            accessory={
                "type": "multi_static_select",
                "action_id": "a",
                "options": [option("1"), option("2")],
                "initial_options": [option("1"), option("2")],
                "max_selected_items": 1,
            }
        ),
        f"no more than 1 items allowed {AT}/accessory/initial_options]",
    ),
    (
        actions({"type": "datepicker", "action_id": "a", "initial_date": "2026-13-01"}),
        f"must match the expected format {AT}/elements/0/initial_date]",
    ),
    (
        actions({"type": "datetimepicker", "action_id": "a", "initial_date_time": 12}),
        f"must be at least 1000000000 {AT}/elements/0/initial_date_time]",
    ),
    (
        actions({"type": "timepicker", "action_id": "a", "timezone": "Europe/Atlantis"}),
        f"must be a valid IANA time zone {AT}/elements/0/timezone]",
    ),
    (
        field({"type": "number_input", "action_id": "a"}),
        f"missing required field: is_decimal_allowed {AT}/element]",
    ),
    (
        field(
            {"type": "number_input", "action_id": "a", "is_decimal_allowed": False, "min_value": "9", "max_value": "3"}
        ),
        f"must be at most `max_value` {AT}/element/min_value]",
    ),
    (
        field({"type": "file_input", "action_id": "a", "max_files": 11}),
        f"must be at most 10 {AT}/element/max_files]",
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}], [{"type": "raw_text", "text": "x"}] * 2]},
        f"all rows must have the same number of cells {AT}/rows]",
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101},
        f"no more than 100 items allowed {AT}/rows]",
    ),
    (
        {
            "type": "video",
            "title": plain("x"),
            "alt_text": "x",
            "thumbnail_url": "https://a.b",
            "video_url": "http://a.b",
        },
        f"must match the expected format {AT}/video_url]",
    ),
    (
        {"type": "context_actions", "elements": [button()]},
        f"unsupported type: button {AT}/elements/0/type]",
    ),
    (rich({"type": "text", "text": "x"}), f"unsupported type: text {AT}/elements/0/type]"),
    (
        actions(button(confirm={"title": plain("x"), "text": plain("x"), "confirm": plain("x")})),
        f"missing required field: deny {AT}/elements/0/confirm]",
    ),
]
