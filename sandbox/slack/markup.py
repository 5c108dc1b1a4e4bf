"""Slack's own writing of text: escapes, links and mentions, as in events and in stored messages."""

import re
import secrets
from collections.abc import Callable
from typing import Any

# What already is Slack's markup: entities, mentions, channels, special words and links in angle brackets.
MARKUP = re.compile(r"<(?:[@#!][^<>\s][^<>]*|(?:https?|mailto|tel):[^<>\s|]+(?:\|[^<>]*)?)>|&(?:amp|lt|gt);")
# A bare web address as a client links it; a full stop or bracket at the end is not part of it.
ADDRESS = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"]")
MENTION = re.compile(r"<@([A-Z0-9]+)>|@([\w.-]*\w)")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
RANGES = {"here", "channel", "everyone"}
Part = Callable[[str], str]


def escape(text: str) -> str:
    """Exactly the three characters that Slack escapes."""
    return re.sub("[&<>]", lambda found: ENTITIES[found[0]], text)


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def from_app(text: str) -> str:
    """Text that an app sent, as Slack stores it: its markup is kept, bare special characters are escaped."""
    return _each(MARKUP, text, escape, str)


def from_person(text: str, names: dict[str, str]) -> str:
    """Text that a person typed, as an event carries it: `@name` becomes `<@ID>`, addresses are linked, rest escaped."""

    def mention(found: str) -> str:
        named = found.strip("<>").removeprefix("@")
        person = named if named in names.values() else names.get(named.lower())
        return f"<@{person}>" if person else escape(found)

    def words(part: str) -> str:
        return _each(MENTION, part, escape, mention)

    return _each(ADDRESS, text, words, lambda url: f"<{escape(url)}>")


def _each(pattern: re.Pattern[str], text: str, outside: Part, inside: Part) -> str:
    """The text with what matches and what stands between put through these two."""
    parts, at = [], 0
    for found in pattern.finditer(text):
        parts += [outside(text[at : found.start()]), inside(found[0])]
        at = found.end()
    return "".join([*parts, outside(text[at:])])


def as_rich_text(text: str) -> list[dict[str, Any]]:
    """The block that Slack makes of a message which has text alone."""
    elements: list[dict[str, Any]] = []
    at = 0
    for found in MARKUP.finditer(text):
        _add(elements, {"type": "text", "text": text[at : found.start()]})
        _add(elements, _element(found[0]))
        at = found.end()
    _add(elements, {"type": "text", "text": text[at:]})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": new_block_id(), "elements": [section]}] if text else []


def _add(elements: list[dict[str, Any]], element: dict[str, Any]) -> None:
    """Append an element; text joins the text before it."""
    if element["type"] != "text":
        elements.append(element)
    elif elements and elements[-1]["type"] == "text":
        elements[-1]["text"] += element["text"]
    elif element["text"]:
        elements.append(element)


def _element(markup: str) -> dict[str, Any]:
    if markup.startswith("&"):
        return {"type": "text", "text": unescape(markup)}
    target, _, label = markup[1:-1].partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target[1:] in RANGES:
        return {"type": "broadcast", "range": target[1:]}
    if target.startswith("!"):
        return {"type": "text", "text": unescape(label or target)}
    return {"type": "link", "url": unescape(target), **({"text": unescape(label)} if label else {})}


def new_block_id() -> str:
    return secrets.token_urlsafe(4)[:5]
