"""The page of the replay's file, from the model that reads each line of it."""

from typing import Any

from docs.drawing.page import code, head, table
from sandbox.replay.script import Line

_INTRO = """\
JSON lines, UTF-8: one message of an asker a line, played in the order of `at`. A broken line is named by its number,
with what is wrong, and the rest is played; a line that refers to a broken one goes with it. The 200 questions that
come along are in `sandbox/replay/questions.jsonl`.
"""
_EXAMPLE = """\
```json
{"channel": "x", "author": "maria", "at": 12, "text": "@brightaisle my new TV flickers on HDMI 2"}
```
"""
MEANINGS = {
    "channel": "where it is asked",
    "author": "the asker's handle: letters, digits, `_`",
    "at": "seconds from the beginning",
    "id": "a name for this line, for others to refer to",
    "text": "what is written; may be empty with a location or a photo",
    "name": "the asker's name as people read it",
    "profile": "X: the place in the asker's profile, in their words",
    "place": "X: the place on the post: `name`, `country`, `bbox` (west, south, east, north)",
    "location": "Telegram: a location that is shared, latitude and longitude",
    "photo": "Telegram: whether a picture comes along",
    "album": "Telegram: lines with the same album are one message of several pictures",
    "chat": "Telegram: the group's title; without it privately to the bot",
    "edit_of": "the line that this is a new version of",
    "adds_to": "the line that this replies to before there is an answer",
    "follows": "the line whose answer this replies to; played once that answer is there",
    "quotes": "X: the line whose answer this quotes",
    "kind": "what it is, to be counted by",
    "expect": "what Byhand is to do with it: ask somebody, join it to a question, listen, ignore",
    "topic": "the topic it is about, to be counted by",
    "language": "the language it is in, to be counted by",
    "country": "the country it is from, to be counted by",
}


def page() -> str:
    """Every name that a line may have."""
    schema = Line.model_json_schema()
    needed = frozenset(schema["required"])
    rows = [
        (code(name), _form(described), _default(described, needed=name in needed), MEANINGS[name])
        for name, described in schema["properties"].items()
    ]
    title = head("The replay's file", "sandbox/replay/script.py or docs/drawing/replay.py", _INTRO)
    return f"{title}\n{_EXAMPLE}\n{table(('name', 'form', 'default', 'meaning'), rows)}"


def _form(described: dict[str, Any]) -> str:
    if "enum" in described:
        return ", ".join(code(choice) for choice in described["enum"])
    if "anyOf" in described:
        return _form(next(part for part in described["anyOf"] if part.get("type") != "null"))
    kinds = {"string": "text", "number": "a number", "boolean": "`true` or `false`", "array": "a list of numbers"}
    return kinds.get(described.get("type", ""), "a group of names")


def _default(described: dict[str, Any], *, needed: bool) -> str:
    if needed:
        return "**needed**"
    value = described.get("default")
    return code(value) if isinstance(value, str) and value else ""
