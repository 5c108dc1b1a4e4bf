"""A small language for shapes of JSON, whose complaints are worded as Slack words them.

A rule yields problems: pairs of Slack's message and the JSON pointer of the place.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Problem = tuple[str, str]
# Looks at a whole object and complains of fields that do not go together; the second item is added to the pointer.
Also = Callable[[dict[str, Any]], Iterator[Problem]]


class Rule(Protocol):
    def check(self, value: Any, at: str) -> Iterator[Problem]: ...


def render(problems: list[Problem]) -> list[str]:
    """The problems as in `response_metadata.messages`."""
    return [f"{message} [json-pointer:{at}]" for message, at in problems]


@dataclass(frozen=True)
class Str:
    """A string of `least` to `most` characters, one of `among` or matching `pattern` where given."""

    most: int | None = None
    least: int = 1
    among: tuple[str, ...] = ()
    pattern: str = ""

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield "must provide a string", at
        elif len(value) < self.least:
            yield f"must be more than {self.least - 1} characters", at
        elif self.most is not None and len(value) > self.most:
            yield f"must be less than {self.most + 1} characters", at
        elif self.among and value not in self.among:
            yield f"must be one of: {', '.join(self.among)}", at
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield "must match the expected format", at


@dataclass(frozen=True)
class Int:
    least: int | None = None
    most: int | None = None

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield "must provide an integer", at
        elif self.least is not None and value < self.least:
            yield f"must be at least {self.least}", at
        elif self.most is not None and value > self.most:
            yield f"must be at most {self.most}", at


@dataclass(frozen=True)
class Flag:
    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield "must provide a boolean", at


@dataclass(frozen=True)
class AnyObject:
    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield "must provide an object", at


@dataclass(frozen=True)
class Items:
    """A list of `least` to `most` things that each obey `rule`."""

    rule: Rule
    most: int | None = None
    least: int = 1

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield "must provide an array", at
            return
        if len(value) < self.least:
            yield f"must provide at least {self.least} items", at
        if self.most is not None and len(value) > self.most:
            yield f"no more than {self.most} items allowed", at
        for number, one in enumerate(value):
            yield from self.rule.check(one, f"{at}/{number}")


@dataclass(frozen=True)
class Shape:
    """An object with exactly these fields."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    also: tuple[Also, ...] = ()

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield "must provide an object", at
            return
        rules = {**self.required, **self.optional}
        yield from ((f"missing required field: {name}", at) for name in self.required if name not in value)
        for name, one in value.items():
            if name not in rules:
                yield f"invalid additional property: {name}", at
            else:
                yield from rules[name].check(one, f"{at}/{name}")
        for complain in self.also:
            yield from ((message, at + below) for message, below in complain(value))


@dataclass(frozen=True)
class Typed:
    """An object whose `type` chooses its shape; `table` may be filled after the rule is made."""

    table: Mapping[str, Shape]

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield "must provide an object", at
        elif "type" not in value:
            yield "missing required field: type", at
        elif value["type"] not in self.table:
            yield f"unsupported type: {value['type']}", f"{at}/type"
        else:
            rest = {name: one for name, one in value.items() if name != "type"}
            yield from self.table[value["type"]].check(rest, at)


@dataclass(frozen=True)
class Union:
    """As Slack does it: first that nothing matched, then what is wrong with the nearest."""

    rule: Rule

    def check(self, value: Any, at: str) -> Iterator[Problem]:
        problems = list(self.rule.check(value, at))
        if problems:
            yield "failed to match all allowed schemas", at
            yield from problems
