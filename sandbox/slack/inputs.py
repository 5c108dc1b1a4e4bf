"""What a person has typed and chosen in blocks: the state Slack sends, and what its client refuses to submit."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.slack.blocks import Block, interactive

Element = dict[str, Any]
# (block_id, action_id) → the element's state, as in `view.state.values`.
Values = dict[tuple[str, str], dict[str, Any]]

# element type → (the field of its state, the field of its first value).
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
STATELESS = {"button", "overflow", "image"}
# What Slack's client takes for a number, an address of mail, a link.
WHOLE, DECIMAL = re.compile(r"-?\d+"), re.compile(r"-?\d+(\.\d+)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://[^\s/]+\S*")
OPTION_FIELDS = {"selected_option", "selected_options"}


class NotOfferedError(ValueError):
    """The person cannot choose this: it is not among the options."""


def stateful(blocks: list[Block]) -> Iterator[tuple[Block, Element]]:
    """Every element that keeps a state, with its block."""
    for block in blocks:
        for element in interactive(block):
            if element["type"] in FIELDS and element["type"] not in STATELESS:
                yield block, element


def state_of(blocks: list[Block], values: Values) -> dict[str, Any]:
    """`state.values` as Slack sends it."""
    state: dict[str, Any] = {}
    for block, element in stateful(blocks):
        key = block["block_id"], element["action_id"]
        state.setdefault(key[0], {})[key[1]] = values.get(key) or first_state(element)
    return state


def first_state(element: Element) -> dict[str, Any]:
    name, initial = FIELDS[element["type"]]
    empty: Any = [] if name.endswith("s") else None
    return {"type": element["type"], name: element.get(initial, empty)}


def chosen(element: Element, value: Any) -> dict[str, Any]:
    """The element's state after the person enters `value`; options are named by their value."""
    name, _ = FIELDS[element["type"]]
    if name in OPTION_FIELDS:
        value = _options(element, value)
    elif name == "value" and value == "":
        value = None
    state = {"type": element["type"], name: value}
    if element["type"] == "timepicker" and "timezone" in element:
        state["timezone"] = element["timezone"]
    return state


def _options(element: Element, value: Any) -> Any:
    if isinstance(value, list):
        return [_option(element, one) for one in value]
    return None if value is None else _option(element, value)


def _option(element: Element, value: Any) -> Any:
    if isinstance(value, dict):
        return value
    groups = element.get("option_groups") or []
    options = [*(element.get("options") or []), *(o for group in groups for o in group["options"])]
    for one in options:
        if value in {one["value"], one["text"]["text"]}:
            return one
    raise NotOfferedError(f"{value!r} is not among the options of {element['action_id']!r}")


def unfit(blocks: list[Block], values: Values) -> dict[str, str]:
    """What Slack's client shows under inputs instead of submitting, by block id; nothing if all is well."""
    found = {}
    for block, element in stateful(blocks):
        if block["type"] != "input":
            continue
        state = values.get((block["block_id"], element["action_id"])) or first_state(element)
        complaint = _complaint(block, element, state[FIELDS[element["type"]][0]])
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(block: Block, element: Element, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    check = CHECKS.get(element["type"])
    return check(element, value) if check else None


def _text(element: Element, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least <= len(value) <= most:
        return None
    return f"Must be at least {least} characters" if len(value) < least else f"Must be less than {most + 1} characters"


def _number(element: Element, value: str) -> str | None:
    decimal = element.get("is_decimal_allowed")
    if not (DECIMAL if decimal else WHOLE).fullmatch(value):
        return "Please enter a valid number" if decimal else "Please enter a whole number"
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Must be at least {least}"
    return f"Must be at most {most}" if most is not None and float(value) > float(most) else None


def _email(_element: Element, value: str) -> str | None:
    return None if EMAIL.fullmatch(value) else "Please enter a valid email address"


def _url(_element: Element, value: str) -> str | None:
    return None if URL.fullmatch(value) else "Please enter a valid URL"


def _chosen(element: Element, value: list[Any]) -> str | None:
    most = element.get("max_selected_items")
    return f"Please choose at most {most}" if most is not None and len(value) > most else None


CHECKS: dict[str, Callable[[Element, Any], str | None]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    **{name: _chosen for name in FIELDS if name.startswith("multi_")},
}
