"""A message with everything that Block Kit has."""

from tests.browser.slack_app import actions, button, mrkdwn, option, plain, section
from tests.contract.slack_play import Json

CONFIRM = {
    "title": plain("Really?"),
    "text": mrkdwn("This *cannot* be undone."),
    "confirm": plain("Delete it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
MARKUP = (
    "*bold* _italic_ ~struck~ `code` <https://example.com/a|a link> <@U0ANNA> <#C0QUEUE> <!here>\n"
    "> quoted &amp; escaped\n```kept\n  apart```"
)


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


GALLERY: list[Json] = [
    {"type": "header", "text": plain("Everything")},
    section(mrkdwn(MARKUP)),
    {
        "type": "section",
        "fields": [mrkdwn("*Left*\none"), plain("Right")],
        "accessory": {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "a thumbnail"},
    },
    {"type": "divider"},
    {
        "type": "context",
        "elements": [{"type": "image", "image_url": "https://a.example/b.png", "alt_text": "a mark"}, plain("small")],
    },
    actions(
        button("First", "a", style="primary"),
        button("Second", "b", style="danger", confirm=CONFIRM),
        {"type": "overflow", "action_id": "o", "options": [option("1", "Edit"), option("2", "Copy")]},
        {
            "type": "static_select",
            "action_id": "s",
            "placeholder": plain("Pick one"),
            "option_groups": [
                {"label": plain("Fruit"), "options": [option("a", "Apple"), option("p", "Pear")]},
                {"label": plain("Roots"), "options": [option("c", "Carrot")]},
            ],
        },
        {"type": "users_select", "action_id": "u", "placeholder": plain("Pick somebody")},
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-22"},
        {"type": "timepicker", "action_id": "t", "initial_time": "09:30"},
        {"type": "datetimepicker", "action_id": "m", "initial_date_time": 1_795_323_359},
    ),
    actions(
        {
            "type": "checkboxes",
            "action_id": "c",
            "options": [{**option("1", "One"), "description": plain("more of one")}],
        },
        {"type": "radio_buttons", "action_id": "r", "options": [option("1", "Uno"), option("2", "Due")]},
    ),
    section(
        plain("Several"),
        accessory={
            "type": "multi_static_select",
            "action_id": "ms",
            "placeholder": plain("Pick some"),
            "options": [option("a", "Apple")],
        },
    ),
    {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "an open flap", "title": plain("The flap")},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [words("rich", bold=True), {"type": "emoji", "name": "tada"}, words(" text")],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [words("first")]}],
            },
            {"type": "rich_text_quote", "elements": [words("said")]},
            {"type": "rich_text_preformatted", "elements": [words("x = 1\n  y")]},
        ],
    },
    {"type": "table", "rows": [[cell("Topic"), cell("Open")], [cell("Laundry"), cell("3")]]},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "+"},
                "negative_button": {"text": plain("Bad"), "value": "-"},
            }
        ],
    },
    {
        "type": "input",
        "label": plain("Say something"),
        "hint": plain("A hint"),
        "element": {"type": "plain_text_input", "action_id": "i"},
    },
]
