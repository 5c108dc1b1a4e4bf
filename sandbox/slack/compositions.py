"""Block Kit's composition objects: texts, options, confirmations; and rules about fields that do not go together.

Their limits: docs.slack.dev/reference/block-kit/composition-objects
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.schema import Also, Flag, Items, Problem, Rule, Shape, Str, Typed, Union

PLAIN, MRKDWN = "plain_text", "mrkdwn"


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


def either(one: str, other: str) -> Also:
    """Holds that at least one of two fields is there."""

    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        if one not in value and other not in value:
            yield f"must define either `{one}` or `{other}`", ""

    return complain


def not_both(one: str, other: str) -> Also:
    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        if one in value and other in value:
            yield f"cannot define both `{one}` and `{other}`", ""

    return complain


def in_order(low: str, high: str) -> Also:
    """Holds that a least number, or one written as text, is at most the greatest."""

    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        least, most = _number(value.get(low)), _number(value.get(high))
        if least is not None and most is not None and least > most:
            yield f"must be at most `{high}`", f"/{low}"

    return complain


def _number(value: Any) -> float | None:
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def offered(name: str) -> Also:
    """Holds that what is chosen at first is one of the options."""

    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        first, options = value.get(name), _options(value)
        chosen = first if isinstance(first, list) else [first] if first else []
        if any(one not in options for one in chosen):
            yield "must match one of the options", f"/{name}"

    return complain


def not_too_many(name: str) -> Also:
    """Holds that no more is chosen at first than may be chosen at all."""

    def complain(value: dict[str, Any]) -> Iterator[Problem]:
        first, most = value.get(name), value.get("max_selected_items")
        if isinstance(first, list) and isinstance(most, int) and len(first) > most:
            yield f"no more than {most} items allowed", f"/{name}"

    return complain


def _options(value: dict[str, Any]) -> list[Any]:
    groups = value.get("option_groups") or []
    grouped = [o for g in groups if isinstance(g, dict) for o in g.get("options") or []]
    return [*(value.get("options") or []), *grouped]


def option(*kinds: str, **more: Rule) -> Shape:
    return Shape({"text": text(75, *kinds), "value": Str(150)}, {"description": text(75, *kinds), **more})


CONFIRM = Shape(
    {"title": plain(100), "text": text(300, PLAIN, MRKDWN), "confirm": plain(30), "deny": plain(30)},
    {"style": Str(among=("primary", "danger"))},
)
OPTION, FREE_OPTION = option(PLAIN), option(PLAIN, MRKDWN)
# Only an overflow menu's options can lead to an address.
OVERFLOW_OPTION = option(PLAIN, url=Str(3000))
OPTIONS: Mapping[str, Rule] = {
    "options": Items(OPTION, 100),
    "option_groups": Items(Shape({"label": plain(75), "options": Items(OPTION, 100)}), 100),
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
IMAGE = (either("image_url", "slack_file"), not_both("image_url", "slack_file"))
SLACK_FILE = Shape({}, {"id": Str(), "url": Str(3000)}, (either("id", "url"), not_both("id", "url")))
