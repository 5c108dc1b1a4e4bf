"""Block Kit's parts that Byhand uses, small. Pure.

A stranger's words go through `words`, `plain` or `header` only: Slack reads no markup in them.
`own_words` is for Byhand's own sentences with dates in them, and escapes nothing.
"""

from typing import Any

from bots.slack.text import BLOCK_LIMIT, host, link, one_line, pieces, shorten, visible

Block = dict[str, Any]

HEADER_LIMIT = 150
LABEL_LIMIT = 75
MODAL_TITLE_LIMIT = 24
OPTIONS_LIMIT = 100
NOTHING_WRITTEN = "(no text)"


def plain(text: str, limit: int = BLOCK_LIMIT) -> Block:
    """Text that Slack shows as it is."""
    return {"type": "plain_text", "text": shorten(text, limit) or NOTHING_WRITTEN, "emoji": False}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(one_line(text, HEADER_LIMIT), HEADER_LIMIT)}


def section(text: str) -> Block:
    return {"type": "section", "text": plain(visible(text))}


def words(text: str, limit: int = 3 * BLOCK_LIMIT, rest: str = "The rest is left out here.") -> list[Block]:
    """A stranger's or a colleague's text in as many sections as it needs; what is beyond `limit` is said to be cut."""
    shown = visible(text)
    cut = shown[:limit] if len(shown) > limit else shown
    blocks: list[Block] = [{"type": "section", "text": plain(part)} for part in pieces(cut)]
    if not blocks:
        blocks = [section(NOTHING_WRITTEN)]
    return [*blocks, aside(f"… {rest}")] if len(cut) < len(shown) else blocks


def exactly(text: str) -> list[Block]:
    """A text byte for byte, in one part up to Slack's limit."""
    return [{"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}} for part in pieces(text)]


def aside(*texts: str) -> Block:
    """Small print, as plain text."""
    return {"type": "context", "elements": [plain(visible(text), 2000) for text in texts[:10]]}


def own_words(text: str) -> Block:
    """Small print of Byhand's own, with dates in it."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, action_id: str, value: str, style: str = "") -> Block:
    part: Block = {"type": "button", "text": plain(label, LABEL_LIMIT), "action_id": action_id, "value": value}
    return {**part, "style": style} if style in {"primary", "danger"} else part


def open_button(url: str, label: str, action_id: str) -> list[Block]:
    """A button that opens the link and names the host it leads to; nothing when there is no link to follow."""
    if not link(url):
        return []
    named = f"{label} ({shorten(host(url), 40)})"
    return [{"type": "button", "text": plain(named, LABEL_LIMIT), "action_id": action_id, "url": url}]


def actions(*buttons: Block) -> list[Block]:
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def option(label: str, value: str, description: str = "") -> Block:
    part: Block = {"text": plain(label, LABEL_LIMIT), "value": value}
    return {**part, "description": plain(description, LABEL_LIMIT)} if description else part


def choices(options: list[Block]) -> Block:
    """The options of a select, in groups by their first and last when there are more than one list may have."""
    if len(options) <= OPTIONS_LIMIT:
        return {"options": options}
    groups = [options[start : start + OPTIONS_LIMIT] for start in range(0, len(options), OPTIONS_LIMIT)]
    return {"option_groups": [{"label": plain(_span(group)), "options": group} for group in groups]}


def _span(group: list[Block]) -> str:
    return f"{group[0]['text']['text'][:30]} to {group[-1]['text']['text'][:30]}"


def field(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A labelled input of a modal."""
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}
    block["optional"] = optional
    return {**block, "hint": plain(hint, 2000)} if hint else block


def modal(callback_id: str, title: str, blocks: list[Block], metadata: str = "", submit: str = "") -> Block:
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, MODAL_TITLE_LIMIT),
        "close": plain("Close" if not submit else "Cancel", MODAL_TITLE_LIMIT),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return {**view, "submit": plain(submit, MODAL_TITLE_LIMIT)} if submit else view
