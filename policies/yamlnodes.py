"""The YAML text as plain values, with the line and column of every key and value; nothing but plain values is made."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

Path = tuple[str | int, ...]
Spot = tuple[int, int]

DEEPEST = 20
# What ruamel.yaml says, and what an administrator can do about it.
_SYNTAX_HINTS = (
    ("'\\t'", "indent with blanks, not with tabs"),
    ("cannot start any token", "put the value in double quotes"),
    ("mapping values are not allowed", "put a text that holds a colon in double quotes, and check the indentation"),
    ("could not find expected ':'", "a key is followed by a colon and a blank"),
)
_TOP: Spot = (1, 1)
_NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}


@dataclass(frozen=True)
class Mistake:
    """What is wrong with the text itself, before its meaning is looked at."""

    spot: Spot
    path: Path
    message: str
    hint: str = ""


@dataclass
class Tree:
    """The values, where each key and value stands, and what is wrong with the text."""

    value: Any = None
    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def spot(self, path: Path, *, key: bool = False) -> Spot:
        """Line and column from 1, of the nearest part of the path that stands in the text."""
        if key and path in self.keys:
            return self.keys[path]
        nearest = (self.values.get(path[:length]) for length in range(len(path), -1, -1))
        return next((spot for spot in nearest if spot is not None), _TOP)


def parse(text: str) -> Tree:
    """The tree of one document; syntax errors, aliases, tags and depth are mistakes, found before anything is built."""
    tree = Tree()
    tree.mistakes.extend(_foreign(text))
    if tree.mistakes:
        return tree
    node = _loader().compose(text)
    if node is not None:
        tree.value = _build(node, (), tree)
    return tree


def _loader() -> YAML:
    return YAML(typ="safe", pure=True)


def _foreign(text: str) -> Iterator[Mistake]:
    """Everything that a policy file may not hold, read as a stream, so that nothing can grow."""
    depth = documents = 0
    try:
        for event in _loader().parse(text):
            kind = type(event).__name__
            depth += kind in {"MappingStartEvent", "SequenceStartEvent"}
            depth -= kind in {"MappingEndEvent", "SequenceEndEvent"}
            documents += kind == "DocumentStartEvent"
            if depth > DEEPEST:
                yield Mistake(_spot_of(event), (), f"nested more than {DEEPEST} deep", "is a bracket missing?")
                return
            if documents > 1:
                yield Mistake(_spot_of(event), (), "a policy file holds one document", "remove the line ---")
                return
            yield from _foreign_event(event, kind)
    except YAMLError as error:
        yield _syntax(error, text)


def _foreign_event(event: Any, kind: str) -> Iterator[Mistake]:
    if kind == "AliasEvent":
        yield Mistake(_spot_of(event), (), f"*{event.anchor} refers to another part", "write it out")
    elif getattr(event, "anchor", None):
        yield Mistake(_spot_of(event), (), f"&{event.anchor} names a part to be repeated", "write each part out")
    if getattr(event, "tag", None):
        yield Mistake(_spot_of(event), (), f"the tag {event.tag} is not allowed", "remove the word that begins with !")


def _spot_of(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _syntax(error: YAMLError, text: str) -> Mistake:
    if isinstance(error, ReaderError):
        return Mistake(_spot_at(text, error.position), (), "holds a character that YAML does not allow", "delete it")
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    spot = (mark.line + 1, mark.column + 1) if mark is not None else _TOP
    problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or "it cannot be read"
    return Mistake(spot, (), f"this is not YAML: {problem}", _syntax_hint(problem))


def _spot_at(text: str, position: int) -> Spot:
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def _syntax_hint(problem: str) -> str:
    return next((hint for sign, hint in _SYNTAX_HINTS if sign in problem), "check indentation and quotes around here")


def _build(node: Node, path: Path, tree: Tree) -> Any:
    tree.values[path] = _spot_of(node)
    if isinstance(node, MappingNode):
        return _build_mapping(node, path, tree)
    if isinstance(node, SequenceNode):
        return [_build(part, (*path, number), tree) for number, part in enumerate(node.value)]
    return _build_scalar(node) if isinstance(node, ScalarNode) else None


def _build_mapping(node: MappingNode, path: Path, tree: Tree) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            tree.mistakes.append(Mistake(_spot_of(key_node), path, "a key is one word", "is a quote missing?"))
            continue
        key = _whole(key_node.value)
        if key in built:
            first = tree.keys[*path, key][0]
            hint = f"it stands in line {first} already; keep one"
            tree.mistakes.append(Mistake(_spot_of(key_node), (*path, key), f"{key} is given twice", hint))
            continue
        tree.keys[*path, key] = _spot_of(key_node)
        built[key] = _build(value_node, (*path, key), tree)
    return built


def _build_scalar(node: ScalarNode) -> Any:
    """Text, number, truth or nothing; a date stays the text that was written."""
    tag = str(node.tag)
    if tag == "tag:yaml.org,2002:null":
        return None
    if tag == "tag:yaml.org,2002:bool":
        return node.value.lower() == "true"
    return _number(node.value) if tag in _NUMBERS else _whole(node.value)


def _whole(text: str) -> str:
    """JSON writes a character beyond 16 bits as two halves, which YAML leaves apart; a half alone is no text."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
