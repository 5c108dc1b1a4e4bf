"""What Telegram sees in a text by itself; offsets and lengths are in UTF-16 units."""

from typing import Any

import regex

MOST_UNITS = 4096
DOMAIN_ENDINGS = "com|net|org|info|io|dev|app|shop|store|co|uk|de|fr|es|it|nl|eu|us|ca|au|jp|in|br|me|tv"
PATTERNS = {
    "url": regex.compile(
        rf"(?<![\w@.])(?:https?://[^\s<>]+|(?:[a-z0-9-]+\.)+(?:{DOMAIN_ENDINGS})(?![\w@])(?:/[^\s<>]*)?)",
        regex.IGNORECASE,
    ),
    "email": regex.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "mention": regex.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)"),
    "bot_command": regex.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])"),
    "hashtag": regex.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
}
TRAILING = ".,;:!?)'\""


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def detect(text: str) -> list[dict[str, Any]]:
    """The entities that Telegram finds in plain text, in order, none inside another."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(match.group().rstrip(TRAILING if kind == "url" else ""))
            if not any(start < taken_end and taken_start < end for taken_start, taken_end, _ in found):
                found.append((start, end, kind))
    return [_entity(text, start, end, kind) for start, end, kind in sorted(found)]


def covered(text: str, entity: dict[str, Any]) -> str:
    """The piece of text that an entity covers."""
    raw = text.encode("utf-16-le")
    start = 2 * int(entity["offset"])
    return raw[start : start + 2 * int(entity["length"])].decode("utf-16-le", "replace")


def of_kind(text: str, entities: list[dict[str, Any]], kind: str) -> list[str]:
    return [covered(text, one) for one in entities if one["type"] == kind]


def strip(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The text without blanks around it, as Telegram stores it, its entities moved along."""
    before = units(text) - units(text.lstrip())
    text = text.strip()
    most, kept = units(text), []
    for one in entities:
        start, end = max(0, one["offset"] - before), min(most, one["offset"] - before + one["length"])
        if end > start:
            kept.append(one | {"offset": start, "length": end - start})
    return text, kept


def _entity(text: str, start: int, end: int, kind: str) -> dict[str, Any]:
    return {"type": kind, "offset": units(text[:start]), "length": units(text[start:end])}
