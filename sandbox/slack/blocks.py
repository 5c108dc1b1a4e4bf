"""Checks blocks and views against Block Kit's table, and completes them as Slack does when it stores them."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.reading import loads
from sandbox.slack.block_kit import IN_MESSAGES, MARKDOWN_CHARACTERS, VIEWS
from sandbox.slack.errors import Refused
from sandbox.slack.markup import from_app, new_block_id
from sandbox.slack.schema import Problem, render

Block = dict[str, Any]
VIEW_BYTES = 250_000
MESSAGES_SHOWN = 10


def check_message_blocks(blocks: Any) -> list[Block]:
    """The blocks as Slack stores them, or Slack's refusal."""
    if isinstance(blocks, str):
        blocks = _decode(blocks, "invalid_blocks_format")
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    problems = list(IN_MESSAGES.check(blocks, "/blocks"))
    problems = problems or [*_doubled(blocks, "/blocks"), *_too_much_markdown(blocks)]
    if problems:
        messages = render(problems)[:MESSAGES_SHOWN]
        raise Refused("invalid_blocks", messages, errors=messages)
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise Refused("invalid_attachments", ["only_one_table_allowed"])
    return complete(blocks)


def check_view(view: Any) -> dict[str, Any]:
    """The view with its blocks as Slack stores them, or Slack's refusal."""
    if isinstance(view, str):
        view = _decode(view, "invalid_arguments")
    problems = list(VIEWS.check(view, "/view"))
    if not problems:
        blocks = view["blocks"]
        problems = [*_doubled(blocks, "/view/blocks"), *_focused(blocks, "/view/blocks"), *_needs_submit(view)]
    if problems:
        raise Refused("invalid_arguments", render(problems)[:MESSAGES_SHOWN])
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    return {**view, "blocks": complete(view["blocks"])}


def _decode(text: str, error: str) -> Any:
    try:
        return loads(text)
    except ValueError as fault:
        raise Refused(error) from fault


def _needs_submit(view: dict[str, Any]) -> Iterator[Problem]:
    if view["type"] != "modal" or "submit" in view:
        return
    for number, block in enumerate(view["blocks"]):
        if block["type"] == "input":
            yield "must define `submit` to use an `input` block in modals", f"/view/blocks/{number}/input"


def _doubled(blocks: list[Any], at: str) -> Iterator[Problem]:
    """Ids that stand twice: a block's among all blocks, an action's within its block."""
    seen = Counter(block.get("block_id") for block in blocks)
    for number, block in enumerate(blocks):
        if block.get("block_id") and seen[block["block_id"]] > 1:
            yield "`block_id` must be unique", f"{at}/{number}/block_id"
        actions = Counter(one["action_id"] for one in interactive(block) if one.get("action_id"))
        for name, times in actions.items():
            if times > 1:
                yield f"`action_id` must be unique within a block: {name}", f"{at}/{number}/elements"


def _focused(blocks: list[Block], at: str) -> Iterator[Problem]:
    """Slack focuses one element when a view opens, and refuses a view that names two."""
    places = [number for number, block in enumerate(blocks) for one in interactive(block) if one.get("focus_on_load")]
    for number in places[1:]:
        yield "only one element can have `focus_on_load`", f"{at}/{number}"


def _too_much_markdown(blocks: list[Block]) -> Iterator[Problem]:
    """The limit is of all markdown blocks of a message together."""
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_CHARACTERS:
        yield f"must be less than {MARKDOWN_CHARACTERS + 1} characters in all `markdown` blocks together", "/blocks"


def interactive(block: Block) -> list[dict[str, Any]]:
    """What in a block a person can use: its elements, its accessory, its input."""
    found = block.get("elements") if block.get("type") in {"actions", "context_actions"} else []
    found = [*(found if isinstance(found, list) else []), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict) and one.get("type") != "image"]


def complete(blocks: list[Block]) -> list[Block]:
    """A copy with the ids and flags that Slack fills in, and mrkdwn escaped."""
    done = copy.deepcopy(blocks)
    for block in done:
        block["block_id"] = block.get("block_id") or new_block_id()
        for one in interactive(block):
            one.setdefault("action_id", new_block_id())
        _complete_texts(block)
    return done


def _complete_texts(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _complete_texts(one)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
            value["text"] = from_app(value["text"])
        else:
            for one in value.values():
                _complete_texts(one)
