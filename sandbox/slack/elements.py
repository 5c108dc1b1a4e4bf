"""Block Kit's elements as one table, and the blocks in which each may stand.

Their fields and limits: docs.slack.dev/reference/block-kit/block-elements, and the validators of slack_sdk.models.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from sandbox.slack.compositions import (
    CHOICE,
    CONFIRM,
    FILTER,
    FREE_OPTION,
    IMAGE,
    OPTION,
    OPTIONS,
    OVERFLOW_OPTION,
    SLACK_FILE,
    in_order,
    not_too_many,
    offered,
    plain,
)
from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.schema import Flag, Int, Items, Problem, Rule, Shape, Str, Typed

DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
NUMBER = r"-?\d+(\.\d+)?"
TEN_DIGITS = Int(1_000_000_000, 9_999_999_999)


@dataclass(frozen=True)
class Zone:
    """A time zone by its IANA name."""

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if value not in available_timezones():
            yield "must be a valid IANA time zone", at


ACTION: Mapping[str, Rule] = {"action_id": Str(255)}
FOCUS: Mapping[str, Rule] = {**ACTION, "focus_on_load": Flag()}
INPUT: Mapping[str, Rule] = {**FOCUS, "confirm": CONFIRM, "placeholder": plain(150)}
MANY: Mapping[str, Rule] = {**INPUT, "max_selected_items": Int(1)}
TYPED: Mapping[str, Rule] = {
    **FOCUS,
    "placeholder": plain(150),
    "dispatch_action_config": Shape(
        {},
        {"trigger_actions_on": Items(Str(among=("on_enter_pressed", "on_character_entered")), 2)},
    ),
}
STYLES = Str(among=("primary", "danger"))
FEEDBACK = Shape({"text": plain(75), "value": Str(2000)}, {"accessibility_label": Str(75)})
TRIGGER = Shape({"url": Str(3000)}, {"customizable_input_parameters": Items(Shape({"name": Str(), "value": Str()}))})

BUTTONS: dict[str, Shape] = {
    "button": Shape(
        {"text": plain(75)},
        {
            **ACTION,
            "confirm": CONFIRM,
            "url": Str(3000),
            "value": Str(2000, least=0),
            "style": STYLES,
            "accessibility_label": Str(75),
        },
    ),
    "workflow_button": Shape(
        {"text": plain(75), "workflow": Shape({"trigger": TRIGGER})},
        {**ACTION, "style": STYLES, "accessibility_label": Str(75)},
    ),
    "overflow": Shape({"options": Items(OVERFLOW_OPTION, 5)}, {**ACTION, "confirm": CONFIRM}),
    "feedback_buttons": Shape({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION),
    "icon_button": Shape(
        {"icon": Str(among=("trash",)), "text": plain(75)},
        {
            **ACTION,
            "value": Str(2000, least=0),
            "confirm": CONFIRM,
            "accessibility_label": Str(75),
            "visible_to_user_ids": Items(Str()),
        },
    ),
}

MENUS: dict[str, Shape] = {
    "static_select": Shape({}, {**INPUT, **OPTIONS, "initial_option": OPTION}, (*CHOICE, offered("initial_option"))),
    "external_select": Shape({}, {**INPUT, "min_query_length": Int(0), "initial_option": OPTION}),
    "users_select": Shape({}, {**INPUT, "initial_user": Str()}),
    "channels_select": Shape({}, {**INPUT, "initial_channel": Str(), "response_url_enabled": Flag()}),
    "conversations_select": Shape(
        {},
        {
            **INPUT,
            "initial_conversation": Str(),
            "default_to_current_conversation": Flag(),
            "response_url_enabled": Flag(),
            "filter": FILTER,
        },
    ),
}


def _many(name: str, first: Rule, more: Mapping[str, Rule], also: tuple[Any, ...] = ()) -> Shape:
    return Shape({}, {**MANY, name: first, **more}, (*also, not_too_many(name)))


MULTI_MENUS: dict[str, Shape] = {
    "multi_static_select": _many("initial_options", Items(OPTION, 100), OPTIONS, (*CHOICE, offered("initial_options"))),
    "multi_external_select": _many("initial_options", Items(OPTION, 100), {"min_query_length": Int(0)}),
    "multi_users_select": _many("initial_users", Items(Str()), {}),
    "multi_channels_select": _many("initial_channels", Items(Str()), {}),
    "multi_conversations_select": _many(
        "initial_conversations", Items(Str()), {"default_to_current_conversation": Flag(), "filter": FILTER}
    ),
}

PICKERS: dict[str, Shape] = {
    "checkboxes": Shape(
        {"options": Items(FREE_OPTION, 10)},
        {**FOCUS, "confirm": CONFIRM, "initial_options": Items(FREE_OPTION, 10)},
        (offered("initial_options"),),
    ),
    "radio_buttons": Shape(
        {"options": Items(FREE_OPTION, 10)},
        {**FOCUS, "confirm": CONFIRM, "initial_option": FREE_OPTION},
        (offered("initial_option"),),
    ),
    "datepicker": Shape({}, {**INPUT, "initial_date": Str(pattern=DATE)}),
    "timepicker": Shape({}, {**INPUT, "initial_time": Str(pattern=TIME), "timezone": Zone()}),
}
MOMENT = {"datetimepicker": Shape({}, {**FOCUS, "confirm": CONFIRM, "initial_date_time": TEN_DIGITS})}

INPUTS: dict[str, Shape] = {
    "plain_text_input": Shape(
        {},
        {
            **TYPED,
            "initial_value": Str(3000, least=0),
            "multiline": Flag(),
            "min_length": Int(0, 3000),
            "max_length": Int(1, 3000),
        },
        (in_order("min_length", "max_length"),),
    ),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()},
        {**TYPED, **{name: Str(pattern=NUMBER) for name in ("initial_value", "min_value", "max_value")}},
        (in_order("min_value", "max_value"),),
    ),
    "email_text_input": Shape({}, {**TYPED, "initial_value": Str()}),
    "url_text_input": Shape({}, {**TYPED, "initial_value": Str()}),
    "rich_text_input": Shape({}, {**TYPED, "initial_value": Typed({"rich_text": RICH_TEXT})}),
    "file_input": Shape({}, {**ACTION, "filetypes": Items(Str()), "max_files": Int(1, 10)}),
}
PICTURE = {"image": Shape({"alt_text": Str(2000)}, {"image_url": Str(3000), "slack_file": SLACK_FILE}, IMAGE)}

_PRESSED = {name: BUTTONS[name] for name in ("button", "workflow_button", "overflow")}
IN_ACTIONS = Typed({**_PRESSED, **MENUS, **PICKERS, **MOMENT})
IN_SECTION = Typed({**_PRESSED, **PICTURE, **MENUS, **MULTI_MENUS, **PICKERS})
IN_INPUT = Typed({**INPUTS, **MENUS, **MULTI_MENUS, **PICKERS, **MOMENT})
IN_CONTEXT_ACTIONS = Typed({name: BUTTONS[name] for name in ("feedback_buttons", "icon_button")})
