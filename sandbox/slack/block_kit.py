"""Block Kit's limits as one table (docs.slack.dev/reference/block-kit, and the validators of slack_sdk.models)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.schema import AnyObject, Flag, Int, Items, Problem, Rule, Shape, Str, Typed, Union

PLAIN, MRKDWN = "plain_text", "mrkdwn"
DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"


def text(most: int, *kinds: str) -> Rule:
    """A text object of these kinds, at most so many characters."""
    shapes = {
        PLAIN: Shape({"text": Str(most)}, {"emoji": Flag()}),
        MRKDWN: Shape({"text": Str(most)}, {"verbatim": Flag()}),
    }
    rule = Typed({kind: shapes[kind] for kind in kinds})
    return Union(rule) if len(kinds) > 1 else rule


def plain(most: int) -> Rule:
    return text(most, PLAIN)


def either(one: str, other: str) -> Any:
    """Holds that at least one of two fields is there."""

    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        if one not in value and other not in value:
            yield f"must define either `{one}` or `{other}`", ""

    return complain


def not_both(one: str, other: str) -> Any:
    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        if one in value and other in value:
            yield f"cannot define both `{one}` and `{other}`", ""

    return complain


def in_order(low: str, high: str) -> Any:
    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        least, most = value.get(low), value.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield f"must be at most `{high}`", f"/{low}"

    return complain


def offered(name: str) -> Any:
    """Holds that what is chosen at first is one of the options."""

    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        first, options = value.get(name), _options(value)
        chosen = first if isinstance(first, list) else [first] if first else []
        if any(one not in options for one in chosen):
            yield "must match one of the options", f"/{name}"

    return complain


def _options(value: dict[str, Any]) -> list[Any]:
    groups = value.get("option_groups") or []
    grouped = [o for g in groups if isinstance(g, dict) for o in g.get("options") or []]
    return [*(value.get("options") or []), *grouped]


def option(*kinds: str) -> Shape:
    return Shape({"text": text(75, *kinds), "value": Str(150)}, {"description": text(75, *kinds), "url": Str(3000)})


CONFIRM = Shape(
    {"title": plain(100), "text": text(300, PLAIN, MRKDWN), "confirm": plain(30), "deny": plain(30)},
    {"style": Str(among=("primary", "danger"))},
)
OPTION, FREE_OPTION = option(PLAIN), option(PLAIN, MRKDWN)
OPTIONS = {
    "options": Items(OPTION, 100),
    "option_groups": Items(Shape({"label": plain(75), "options": Items(OPTION, 100)}), 100),
}
ACTION: Mapping[str, Rule] = {"action_id": Str(255)}
INPUT: Mapping[str, Rule] = {**ACTION, "confirm": CONFIRM, "focus_on_load": Flag(), "placeholder": plain(150)}
MANY: Mapping[str, Rule] = {**INPUT, "max_selected_items": Int(1)}
DISPATCH: Mapping[str, Rule] = {
    "dispatch_action_config": Shape(
        {},
        {"trigger_actions_on": Items(Str(among=("on_enter_pressed", "on_character_entered")), 2)},
    )
}
FILTER = Shape(
    {},
    {
        "include": Items(Str(among=("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
)
CHOICE = (either("options", "option_groups"), not_both("options", "option_groups"))

ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        {"text": plain(75)},
        {
            **ACTION,
            "confirm": CONFIRM,
            "url": Str(3000),
            "value": Str(2000, least=0),
            "style": Str(among=("primary", "danger")),
            "accessibility_label": Str(75),
        },
    ),
    "image": Shape({"alt_text": Str(2000)}, {"image_url": Str(3000), "slack_file": AnyObject()}),
    "overflow": Shape({"options": Items(OPTION, 5)}, {**ACTION, "confirm": CONFIRM}),
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
    "multi_static_select": Shape(
        {}, {**MANY, **OPTIONS, "initial_options": Items(OPTION, 100)}, (*CHOICE, offered("initial_options"))
    ),
    "multi_external_select": Shape({}, {**MANY, "min_query_length": Int(0), "initial_options": Items(OPTION, 100)}),
    "multi_users_select": Shape({}, {**MANY, "initial_users": Items(Str())}),
    "multi_channels_select": Shape({}, {**MANY, "initial_channels": Items(Str())}),
    "multi_conversations_select": Shape(
        {},
        {
            **MANY,
            "initial_conversations": Items(Str()),
            "default_to_current_conversation": Flag(),
            "filter": FILTER,
        },
    ),
    "checkboxes": Shape(
        {"options": Items(FREE_OPTION, 10)},
        {**ACTION, "confirm": CONFIRM, "focus_on_load": Flag(), "initial_options": Items(FREE_OPTION, 10)},
        (offered("initial_options"),),
    ),
    "radio_buttons": Shape(
        {"options": Items(FREE_OPTION, 10)},
        {**ACTION, "confirm": CONFIRM, "focus_on_load": Flag(), "initial_option": FREE_OPTION},
        (offered("initial_option"),),
    ),
    "datepicker": Shape({}, {**INPUT, "initial_date": Str(pattern=DATE)}),
    "timepicker": Shape({}, {**INPUT, "initial_time": Str(pattern=TIME), "timezone": Str()}),
    "datetimepicker": Shape({}, {**ACTION, "confirm": CONFIRM, "focus_on_load": Flag(), "initial_date_time": Int(0)}),
    "plain_text_input": Shape(
        {},
        {
            **ACTION,
            **DISPATCH,
            "focus_on_load": Flag(),
            "placeholder": plain(150),
            "initial_value": Str(3000, least=0),
            "multiline": Flag(),
            "min_length": Int(0, 3000),
            "max_length": Int(1, 3000),
        },
        (in_order("min_length", "max_length"),),
    ),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()},
        {
            **ACTION,
            **DISPATCH,
            "focus_on_load": Flag(),
            "placeholder": plain(150),
            "initial_value": Str(),
            "min_value": Str(),
            "max_value": Str(),
        },
    ),
    "email_text_input": Shape(
        {}, {**ACTION, **DISPATCH, "focus_on_load": Flag(), "placeholder": plain(150), "initial_value": Str()}
    ),
    "url_text_input": Shape(
        {}, {**ACTION, **DISPATCH, "focus_on_load": Flag(), "placeholder": plain(150), "initial_value": Str()}
    ),
    "rich_text_input": Shape(
        {},
        {
            **ACTION,
            **DISPATCH,
            "focus_on_load": Flag(),
            "placeholder": plain(150),
            "initial_value": Typed({"rich_text": RICH_TEXT}),
        },
    ),
}

MENUS = {name for name in ELEMENTS if name.endswith("_select") and not name.startswith("multi_")}
MULTI_MENUS = {name for name in ELEMENTS if name.startswith("multi_")}
PICKERS = {"datepicker", "timepicker", "checkboxes", "radio_buttons"}
IN_ACTIONS = {"button", "overflow", "datetimepicker"} | MENUS | PICKERS
IN_SECTION = {"button", "overflow", "image"} | MENUS | MULTI_MENUS | PICKERS
IN_INPUT = {name for name in ELEMENTS if name.endswith("_input")} | MENUS | MULTI_MENUS | PICKERS | {"datetimepicker"}


def elements(names: set[str]) -> Typed:
    return Typed({name: ELEMENTS[name] for name in names})


IN_CONTEXT = Typed(
    {
        "image": ELEMENTS["image"],
        PLAIN: Shape({"text": Str(2000)}, {"emoji": Flag()}),
        MRKDWN: Shape({"text": Str(2000)}, {"verbatim": Flag()}),
    }
)
BLOCK: Mapping[str, Rule] = {"block_id": Str(255, least=0)}

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {},
        {
            **BLOCK,
            "text": text(3000, PLAIN, MRKDWN),
            "fields": Items(text(2000, PLAIN, MRKDWN), 10),
            "accessory": elements(IN_SECTION),
            "expand": Flag(),
        },
        (either("text", "fields"),),
    ),
    "divider": Shape({}, BLOCK),
    "header": Shape({"text": plain(150)}, {**BLOCK, "level": Int(1, 4)}),
    "context": Shape({"elements": Items(IN_CONTEXT, 10)}, BLOCK),
    "actions": Shape({"elements": Items(elements(IN_ACTIONS), 25)}, BLOCK),
    "image": Shape(
        {"alt_text": Str(2000)},
        {**BLOCK, "image_url": Str(3000), "slack_file": AnyObject(), "title": plain(2000)},
        (either("image_url", "slack_file"),),
    ),
    "input": Shape(
        {"label": plain(2000), "element": elements(IN_INPUT)},
        {**BLOCK, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": Shape(RICH_TEXT.required, {**BLOCK, **RICH_TEXT.optional}),
    "markdown": Shape({"text": Str(12_000)}, BLOCK),
}
IN_VIEWS = {name: shape for name, shape in BLOCKS.items() if name != "markdown"}
VIEW: Mapping[str, Rule] = {
    "private_metadata": Str(3000, least=0),
    "callback_id": Str(255, least=0),
    "external_id": Str(255, least=0),
}
VIEWS = Typed(
    {
        "modal": Shape(
            {"title": plain(24), "blocks": Items(Typed(IN_VIEWS), 100)},
            {
                **VIEW,
                "close": plain(24),
                "submit": plain(24),
                "clear_on_close": Flag(),
                "notify_on_close": Flag(),
            },
        ),
        "home": Shape({"blocks": Items(Typed(IN_VIEWS), 100)}, VIEW),
    }
)
IN_MESSAGES = Items(Typed(BLOCKS), 50, least=0)
