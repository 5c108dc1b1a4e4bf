"""How durations, hours, days, money, names and zones are written in the policy file, and read from it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

Spans = tuple[tuple[time, time], ...]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d{1,9})(s|m|h|d|w)", re.ASCII)
_CLOCK = r"(?:[01]?\d|2[0-3])(?::[0-5]\d)?"
_SPAN = re.compile(rf"({_CLOCK})\s*[-–]\s*({_CLOCK}|24(?::00)?)", re.ASCII)  # noqa: RUF001 - people type an en dash
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TWO_DAYS = 2 * 86400


@dataclass(frozen=True)
class Fault:
    """What is wrong where, as seen from the part of the policy that is being checked."""

    where: tuple[str | int, ...]
    words: str
    hint: str = ""


FAULT = "byhand"


def refuse(faults: Iterable[Fault]) -> None:
    """Raises one ValidationError that holds every fault; pydantic adds where the checked part stands."""
    errors = [
        InitErrorDetails(
            type=PydanticCustomError(FAULT, "{words}", {"words": fault.words, "hint": fault.hint}),
            loc=fault.where,
            input=fault.words,
        )
        for fault in faults
    ]
    if errors:
        raise ValidationError.from_exception_data("policy", errors)


def repeated(names: Iterable[object]) -> Iterator[tuple[int, object]]:
    """Position and name of every one that stood earlier already."""
    seen: list[object] = []
    for position, name in enumerate(names):
        if name in seen:
            yield position, name
        seen.append(name)


def repeated_ids(ids: Iterable[object]) -> Iterator[Fault]:
    """A fault for every id that stood earlier already, seen from the list; None is no id."""
    for position, name in repeated(ids):
        if name is not None:
            yield Fault((position, "id"), f"the id {name} is used twice", "each id stands for one thing")


class Frozen(BaseModel):
    """A part of the policy: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_duration(text: Any) -> timedelta:
    """A time such as "90s", "15m", "2h", "7d" or "2w"; raises ValueError in words."""
    if isinstance(text, timedelta):
        return text
    match = _DURATION.fullmatch(str(text).strip())
    if match is None:
        raise ValueError('a duration is a whole number and a unit: "90s", "15m", "2h", "7d"')
    try:
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    except OverflowError:
        raise ValueError("this duration is too long") from None


def write_duration(value: timedelta) -> str:
    """The same duration in the largest unit that holds it whole; a day is written "24h"."""
    seconds = int(value.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0 and (unit != "d" or seconds >= _TWO_DAYS):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def parse_hours(text: Any) -> Spans:
    """Spans of local time such as "09:00-12:30,13:30-18:00"; an end before its start is past midnight."""
    if isinstance(text, tuple):
        return text
    spans = tuple(_span(part) for part in str(text).split(","))
    if len(spans) > 6:  # noqa: PLR2004 - nobody's day has more parts; keeps a card readable
        raise ValueError("at most six spans of hours")
    return spans


def _span(text: str) -> tuple[time, time]:
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError('hours are written "09:00-18:00", several with commas between')
    return _clock(match[1]), _clock(match[2])


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour) % 24, int(minute or 0))


def write_hours(spans: Spans) -> str:
    """As people write them: an end at midnight is 24:00."""
    return ",".join(f"{start:%H:%M}-{f'{end:%H:%M}' if end != time(0) else '24:00'}" for start, end in spans)


def write_stored_hours(hours: Sequence[Sequence[str]] | None) -> str:
    """The hours of a volunteer's row in the same words; empty for who named none."""
    return write_hours(parse_hours(",".join("-".join(span) for span in hours))) if hours else ""


def parse_days(names: Any) -> frozenset[int]:
    """Days of the week by name, Monday being 0; raises ValueError in words."""
    if isinstance(names, frozenset):
        return names
    if not isinstance(names, list | tuple) or not names:
        raise ValueError("days are a list: [mon, tue, wed, thu, fri]")
    return frozenset(_day(name) for name in names)


def _day(name: Any) -> int:
    try:
        return _DAYS.index(str(name).strip().lower()[:3])
    except ValueError:
        raise ValueError(f"{name} is no day; days are {', '.join(_DAYS)}") from None


def write_days(days: Iterable[int]) -> list[str]:
    return [_DAYS[day] for day in sorted(days)]


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Read once: asking the system's database takes some 10 ms."""
    return frozenset(available_timezones())


def known_zone(name: str) -> str:
    """The name, when the IANA database has it; raises ValueError in words."""
    if name not in _zones():
        close = get_close_matches(name, _zones(), n=1, cutoff=0.7)
        meant = f"did you mean {close[0]}?" if close else "they look like Europe/Berlin"
        raise ValueError(f"{name} is no IANA time zone; {meant}")
    return name


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("must be longer than nothing")
    return value


def _without(prefix: str) -> BeforeValidator:
    return BeforeValidator(lambda value: value.strip().removeprefix(prefix) if isinstance(value, str) else value)


def _as_written(value: Any) -> Any:
    """A number read from YAML as a decimal of exactly what was written."""
    return str(value) if isinstance(value, float) else value


_DURATION_SCHEMA = {"type": "string", "pattern": r"^\d{1,9}(s|m|h|d|w)$", "examples": ["90s", "15m", "2h", "7d"]}
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(write_duration, return_type=str),
    WithJsonSchema(_DURATION_SCHEMA),
]
Wait = Annotated[Duration, AfterValidator(_positive)]
Hours = Annotated[
    Spans,
    BeforeValidator(parse_hours),
    PlainSerializer(write_hours, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["09:00-18:00", "09:00-12:30,13:30-18:00"]}),
]
Days = Annotated[
    frozenset[int],
    BeforeValidator(parse_days),
    PlainSerializer(write_days, return_type=list[str]),
    WithJsonSchema({"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(_DAYS)}}),
]
Dollars = Annotated[
    Decimal,
    BeforeValidator(_as_written),
    Field(ge=0, le=10_000_000, decimal_places=6),
    PlainSerializer(float, return_type=float),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10_000_000}),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]
TimeZone = Annotated[str, AfterValidator(known_zone), Field(examples=["Europe/Berlin"])]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["DE"])]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$"), Field(examples=["en"])]
SlackChannel = Annotated[
    str,
    _without("#"),
    StringConstraints(pattern=r"^[^\s#@,]{1,80}$"),
    WithJsonSchema({"type": "string", "pattern": r"^#?[^\s#@,]{1,80}$"}),
]
XHandle = Annotated[
    str,
    _without("@"),
    StringConstraints(pattern=r"^[A-Za-z0-9_]{1,15}$"),
    WithJsonSchema({"type": "string", "pattern": r"^@?[A-Za-z0-9_]{1,15}$"}),
]
TelegramName = Annotated[
    str,
    _without("@"),
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$"),
    WithJsonSchema({"type": "string", "pattern": r"^@?[A-Za-z][A-Za-z0-9_]{3,31}$"}),
]
# A chat's number is typed without quotes.
ChatName = Annotated[
    Word,
    BeforeValidator(lambda value: str(value) if isinstance(value, int) else value),
    WithJsonSchema({"type": ["string", "integer"]}),
]
