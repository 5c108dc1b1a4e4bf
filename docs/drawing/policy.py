"""The page of the policy file: every field with its form, default, meaning and an example, from the schema."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docs.drawing.page import ROOT, code, head, table
from docs.drawing.policy_words import MEANINGS
from policies.editors import schema
from policies.file import read

_INTRO = """\
One YAML document. `byhand policy check` says every mistake in one, with line and column; a mistake refuses the file as
a whole. An editor that reads JSON Schema completes and checks while you type: `byhand policy schema` prints the schema,
and the first line of `policies/default.yaml` shows how a file names it. A key that is not in this table is refused.

Durations are written `90s`, `15m`, `2h`, `7d` or `2w`. Hours are written `09:00-12:30,13:30-18:00`; an end before its
start is past midnight. Examples are from `policies/default.yaml`.
"""
_LONGEST, _GLANCE = 60, 24  # characters of a text, of a list


@dataclass(frozen=True)
class Field:
    """One field by its path; `topics[].id` is the id of each topic."""

    path: str
    form: str
    default: str


def page() -> str:
    """Every field, grouped as in the file."""
    found = list(fields())
    parts = [head("The policy file", "policies/document.py or docs/drawing/policy_words.py", _INTRO)]
    tops = dict.fromkeys(_top(field.path) for field in found)
    return "\n".join([*parts, *(_group(top, [field for field in found if _top(field.path) == top]) for top in tops)])


def fields() -> Iterator[Field]:
    """Every field of the schema, parents before what is in them."""
    document = schema()
    yield from _fields_of(document, document["$defs"], "", frozenset(document["required"]))


def _top(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def _group(top: str, found: list[Field]) -> str:
    example = _example_document()
    rows = [(code(field.path), _told(field, _shown(_example(example, field.path)))) for field in found]
    return f"## `{top}`\n\n{table(('field', 'what it means'), rows)}"


def _told(field: Field, example: str) -> str:
    """The meaning, and in small print how it is written: two columns fit a phone."""
    parts = [field.form, field.default, f"for example {example}" if example else ""]
    return f"{MEANINGS[field.path]}<br><small>{' · '.join(part for part in parts if part)}</small>"


@lru_cache(maxsize=1)
def _example_document() -> dict[str, Any]:
    """The default policy as read, in the file's own shape."""
    return read((ROOT / "policies" / "default.yaml").read_text("utf-8")).to_json()


def _fields_of(
    part: Mapping[str, Any], known: Mapping[str, Any], above: str, needed: frozenset[str]
) -> Iterator[Field]:
    for name, described in part["properties"].items():
        path = f"{above}{name}"
        inner, is_list = _inner(described, known)
        yield Field(
            path, _form(described, known), _default(described, needed=name in needed, is_group=inner is not None)
        )
        if inner is not None:
            below = f"{path}[]." if is_list else f"{path}."
            yield from _fields_of(inner, known, below, frozenset(inner.get("required", ())))


def _inner(described: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, bool]:
    """The group of keys that a field holds, and whether it holds a list of them."""
    if "$ref" in described:
        return known[described["$ref"].rpartition("/")[2]], False
    items = described.get("items", {})
    return (known[items["$ref"].rpartition("/")[2]], True) if "$ref" in items else (None, False)


def _form(described: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    inner, is_list = _inner(described, known)
    if inner is not None:
        return "a list of groups" if is_list else "a group of keys"
    if "anyOf" in described:
        return _form(next(part for part in described["anyOf"] if part.get("type") != "null"), known)
    if "enum" in described:
        return ", ".join(f"`{choice}`" for choice in described["enum"])
    if described.get("type") == "array":
        return f"a list of: {_form(described.get('items', {}), known)}"
    return _plain_form(described)


_KINDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`"}


def _plain_form(described: Mapping[str, Any]) -> str:
    if "(s|m|h|d|w)" in described.get("pattern", ""):
        return "a duration"
    kinds = described.get("type", "string")
    named = " or ".join(_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    bounds = [words.format(described[key]) for key, words in _BOUNDS.items() if key in described]
    return ", ".join([named, *bounds])


_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "maxLength": "at most {} characters",
}


def _default(described: Mapping[str, Any], *, needed: bool, is_group: bool) -> str:
    if needed:
        return "needed"
    if is_group and described.get("default") != []:
        return ""
    value = described.get("default")
    return "by default none" if value in (None, [], "") else f"by default {_shown(value)}"


def _shown(value: Any) -> str:
    """A value as it may be written in the file, shortened; a group shows nothing of itself."""
    if value in (None, [], "") or isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return ""
    if isinstance(value, list):
        return code(f"[{', '.join(_parts(value))}]")
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) or value != value.strip() else value
    return code(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _parts(listed: list[Any]) -> Iterator[str]:
    """As many parts of a list as are read at a glance."""
    length = 0
    for part in map(str, listed):
        length += len(part)
        if length > (_GLANCE if length > len(part) else _LONGEST):
            yield "…" if length > len(part) else part[: _LONGEST - 1] + "…"
            return
        yield part


def _example(value: Any, path: str) -> Any:
    """What the default policy has there; of a list the first that says something."""
    name, _, rest = path.partition(".")
    found = value.get(name.removesuffix("[]")) if isinstance(value, dict) else None
    if not rest:
        return found
    if not name.endswith("[]"):
        return _example(found, rest)
    return next((got for part in found or () if (got := _example(part, rest)) not in (None, [], "")), None)
