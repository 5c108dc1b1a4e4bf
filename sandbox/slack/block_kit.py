"""Block Kit's blocks and views as one table (docs.slack.dev/reference/block-kit/blocks, …/reference/views)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.compositions import IMAGE, MRKDWN, PLAIN, SLACK_FILE, either, plain, text
from sandbox.slack.elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION, PICTURE
from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.schema import Flag, Int, Items, Problem, Rule, Shape, Str, Typed

MARKDOWN_CHARACTERS = 12_000
BLOCK: Mapping[str, Rule] = {"block_id": Str(255, least=0)}
IN_CONTEXT = Typed(
    {
        **PICTURE,
        PLAIN: Shape({"text": Str(2000)}, {"emoji": Flag()}),
        MRKDWN: Shape({"text": Str(2000)}, {"verbatim": Flag()}),
    }
)
CELL = Typed({"raw_text": Shape({"text": Str()}), "rich_text": RICH_TEXT})
COLUMN = Shape({}, {"align": Str(among=("left", "center", "right")), "is_wrapped": Flag()})


def same_width(value: dict[str, Any]) -> Iterator[Problem]:
    """Holds that all rows of a table have as many cells."""
    widths = {len(row) for row in value.get("rows") or [] if isinstance(row, list)}
    if len(widths) > 1:
        yield "all rows must have the same number of cells", "/rows"


BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {},
        {
            **BLOCK,
            "text": text(3000, PLAIN, MRKDWN),
            "fields": Items(text(2000, PLAIN, MRKDWN), 10),
            "accessory": IN_SECTION,
            "expand": Flag(),
        },
        (either("text", "fields"),),
    ),
    "divider": Shape({}, BLOCK),
    "header": Shape({"text": plain(150)}, {**BLOCK, "level": Int(1, 4)}),
    "context": Shape({"elements": Items(IN_CONTEXT, 10)}, BLOCK),
    "actions": Shape({"elements": Items(IN_ACTIONS, 25)}, BLOCK),
    "context_actions": Shape({"elements": Items(IN_CONTEXT_ACTIONS, 5)}, BLOCK),
    "image": Shape(
        {"alt_text": Str(2000)},
        {**BLOCK, "image_url": Str(3000), "slack_file": SLACK_FILE, "title": plain(2000)},
        IMAGE,
    ),
    "input": Shape(
        {"label": plain(2000), "element": IN_INPUT},
        {**BLOCK, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": Shape(RICH_TEXT.required, {**BLOCK, **RICH_TEXT.optional}),
    "video": Shape(
        {
            "alt_text": Str(),
            "title": plain(199),
            "thumbnail_url": Str(3000),
            "video_url": Str(3000, pattern=r"https://\S+"),
        },
        {
            **BLOCK,
            "title_url": Str(3000, pattern=r"https://\S+"),
            "description": plain(199),
            "author_name": Str(49),
            "provider_name": Str(),
            "provider_icon_url": Str(3000),
        },
    ),
}
# These two stand in messages only.
MESSAGE_BLOCKS: dict[str, Shape] = {
    **BLOCKS,
    "markdown": Shape({"text": Str(MARKDOWN_CHARACTERS)}, BLOCK),
    "table": Shape(
        {"rows": Items(Items(CELL, 20), 100)}, {**BLOCK, "column_settings": Items(COLUMN, 20)}, (same_width,)
    ),
}
VIEW: Mapping[str, Rule] = {
    "private_metadata": Str(3000, least=0),
    "callback_id": Str(255, least=0),
    "external_id": Str(255, least=0),
}
VIEWS = Typed(
    {
        "modal": Shape(
            {"title": plain(24), "blocks": Items(Typed(BLOCKS), 100)},
            {
                **VIEW,
                "close": plain(24),
                "submit": plain(24),
                "clear_on_close": Flag(),
                "notify_on_close": Flag(),
            },
        ),
        "home": Shape({"blocks": Items(Typed(BLOCKS), 100)}, VIEW),
    }
)
IN_MESSAGES = Items(Typed(MESSAGE_BLOCKS), 50, least=0)
