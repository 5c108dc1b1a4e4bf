"""A policy from the text of its YAML file, or every mistake in it at once, each with line and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policies.document import Policy
from policies.editors import schema
from policies.meaning import Explained, explain, known_keys
from policies.values import Fault, repeated_ids
from policies.yamlnodes import Path, Tree, parse

__all__ = ["LARGEST", "PolicyError", "Problem", "dotted", "read", "schema"]

LARGEST = 1024 * 1024


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. Line and column count from 1; `path` is written `topics[3].id`, empty for the whole file."""

    line: int
    column: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: "
        about = f"{self.path}: " if self.path else ""
        return where + about + self.message + (f" ({self.hint})" if self.hint else "")


class PolicyError(Exception):
    """The file is no policy; nothing of it is used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read(text: str) -> Policy:
    """The policy that the text holds; raises PolicyError with every mistake, in the order of the lines."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise PolicyError((Problem(1, 1, "", "the file is larger than 1 MiB", "a policy is some hundred lines"),))
    tree = parse(text)
    found = {_problem(tree, m.path, m.message, m.hint, spot=m.spot) for m in tree.mistakes}
    policy = None
    if tree.value is None and not found:
        found.add(Problem(1, 1, "", "the file is empty", "start from policies/default.yaml"))
    elif tree.value is not None:
        policy, meant = _validated(tree)
        found |= meant
    if policy is None or found:
        raise PolicyError(tuple(sorted(found)))
    return policy


def _validated(tree: Tree) -> tuple[Policy | None, set[Problem]]:
    repeats = {_problem(tree, path, fault.words, fault.hint) for path, fault in _repeated_ids(tree.value)}
    try:
        return Policy.model_validate(tree.value), repeats
    except ValidationError as error:
        details = _worth_saying(error.errors(include_url=False))
        return None, repeats | {_explained(tree, detail) for detail in details}


def _repeated_ids(document: Any) -> Iterator[tuple[Path, Fault]]:
    """Ids given twice, looked for in the raw values, so that they are told beside every other mistake."""
    if not isinstance(document, dict):
        return
    for section in ("topics", "places"):
        parts = _as_list(document.get(section))
        for fault in repeated_ids(part.get("id") if isinstance(part, dict) else None for part in parts):
            yield (section, *fault.where), fault


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _worth_saying(details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leaves out what only follows from another mistake: a list is not short because its parts are wrong."""
    for detail in details:
        place = detail["loc"]
        inner = any(other["loc"][: len(place)] == place for other in details if other is not detail)
        if detail["type"] != "too_short" or not inner:
            yield detail


def _explained(tree: Tree, detail: ErrorDetails) -> Problem:
    path: Path = detail["loc"]
    said: Explained = explain(detail, known_keys(schema(), path[:-1]))
    spot = tree.spot(path, key=said.at_key)
    return _problem(tree, path, said.message, said.hint, spot=spot)


def _problem(tree: Tree, path: Path, message: str, hint: str = "", *, spot: tuple[int, int] | None = None) -> Problem:
    line, column = spot or tree.spot(path)
    return Problem(line, column, dotted(path), message, hint)


def dotted(path: Path) -> str:
    """The path as people write it: `topics[3].id`, counted from 0."""
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return written.removeprefix(".")
