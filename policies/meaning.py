"""What a mistake in the policy means, in an administrator's words, with what was probably meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from policies.values import FAULT


@dataclass(frozen=True)
class Explained:
    """`at_key`: the mistake is the key itself, not what stands behind it."""

    message: str
    hint: str = ""
    at_key: bool = False


# Pydantic's kinds of error (docs.pydantic.dev, errors/validation_errors) in our words; {…} is filled from its context.
_SENTENCES = {
    "missing": "is missing",
    "literal_error": "must be one of {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long: at most {max_length} characters",
    "too_short": "needs at least {min_length}",
    "too_long": "has more than {max_length}",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "decimal_max_places": "has more than {decimal_places} digits after the point",
    "finite_number": "must be a number that ends",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be a group of keys",
    "string_unicode": "holds a character that is none",
    "string_pattern_mismatch": "is not written as expected",
}
# What patterns ask for, told by the field's name.
_FORMS = {
    "id": "small letters, digits and hyphens: washing-machines",
    "country": "two capital letters: DE",
    "languages": "a code of two or three small letters: en",
    "x_handle": "up to 15 letters, digits or _: @brightaisle",
    "telegram_bot": "4 to 32 letters, digits or _: @brightaisle_bot",
    "separator": "one to four blanks or line ends",
}
_CHANNEL_FORM = "a Slack channel's name or id, without blanks: byhand-queue"


def explain(detail: ErrorDetails, siblings: Sequence[str]) -> Explained:
    """One of pydantic's errors in words; `siblings` are the keys that may stand where this one does."""
    kind = detail["type"]
    if kind == "extra_forbidden":
        return Explained("is not known here", _did_you_mean(str(detail["loc"][-1]), siblings), at_key=True)
    if kind == FAULT:
        return Explained(detail["ctx"]["words"], detail["ctx"]["hint"])
    if detail["input"] is None and kind != "missing":
        return Explained("is empty", "fill it in or remove the line", at_key=True)
    return _explain_value(detail)


def _explain_value(detail: ErrorDetails) -> Explained:
    kind = detail["type"]
    if kind == "string_type":
        return _not_text(detail["input"])
    if kind == "string_pattern_mismatch":
        return Explained(_SENTENCES[kind], _form(detail["loc"]))
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return Explained(detail["msg"].removeprefix("Value error, "))
    return Explained(sentence.format(**detail.get("ctx", {})), _choice_meant(detail), at_key=kind == "missing")


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"known here: {', '.join(known)}" if known else ""


def _choice_meant(detail: ErrorDetails) -> str:
    if detail["type"] != "literal_error":
        return ""
    choices = [part.strip("'") for part in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(", ")]
    close = get_close_matches(str(detail["input"]), choices, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def _not_text(value: Any) -> Explained:
    if isinstance(value, int | float):
        return Explained("must be a text", f'write it in quotes: "{value}"')
    return Explained("must be a text")


def _form(loc: Sequence[int | str]) -> str:
    names = [part for part in loc if isinstance(part, str)]
    return _FORMS.get(names[-1] if names else "", _CHANNEL_FORM)


def known_keys(schema: dict[str, Any], path: Sequence[int | str]) -> tuple[str, ...]:
    """The keys that may stand at the path, by the JSON Schema of the whole document."""
    part = _resolved(schema, schema)
    for step in path:
        inner = part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step)
        part = _resolved(inner or {}, schema)
    return tuple(part.get("properties", {}))


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The part itself, with a reference followed."""
    reference = str(part.get("$ref", ""))
    return schema["$defs"][reference.rpartition("/")[2]] if reference else part
