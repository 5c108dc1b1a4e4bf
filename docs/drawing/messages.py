"""The page of messages: every sentence of Byhand's own, collected from the files in which it is written."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.drawing.files import product_files
from docs.drawing.page import ROOT, cell, first_line, head, table

_INTRO = """\
What Byhand itself says to people: in Slack to colleagues, and on the command line to administrators. To the public it
says nothing: every public word is a volunteer's. `…` stands for what is filled in. Find here what a message belongs to;
[When something is wrong](../how-to/trouble.md) says what to do.
"""
_PLACES = (
    ("In Slack", ("bots/slack", "routing", "policies/answering.py", "policies/eligibility.py")),
    ("From the platforms, put in words", ("bots/twitter", "bots/telegram", "bots/fetch.py")),
    (
        "In a policy file",
        (
            "policies/asking.py",
            "policies/document.py",
            "policies/file.py",
            "policies/listening.py",
            "policies/meaning.py",
            "policies/values.py",
            "policies/yamlnodes.py",
        ),
    ),
    ("On the command line", ("commands", "main.py")),
)
_NOT_SAID = ("routing/atlas/", "routing/languages.py", "commands/stage.py", "commands/checks/")
_SHORTEST = 2  # words
_LOGGERS = ("log", "logging", "_log")


@dataclass(frozen=True)
class Said:
    """One sentence and the line on which it begins."""

    text: str
    line: int


def page() -> str:
    """Every sentence, by where it is said and in which file."""
    parts = [head("Messages", "the file that says it", _INTRO)]
    return "\n".join([*parts, *(_group(title, names) for title, names in _PLACES)])


def _group(title: str, names: tuple[str, ...]) -> str:
    found = [(path, list(said_in(path))) for name in names for path in _files(name)]
    return "\n".join([f"## {title}", "", *(_one(path, said) for path, said in found if said)])


def _files(name: str) -> list[Path]:
    path = ROOT / name
    found = product_files(name) if path.is_dir() else [path] if path.exists() else []
    return [path for path in found if not path.relative_to(ROOT).as_posix().startswith(_NOT_SAID)]


def _one(path: Path, said: list[Said]) -> str:
    name = path.relative_to(ROOT).as_posix()
    about = first_line(ast.get_docstring(ast.parse(path.read_text("utf-8"))))
    rows = ((cell(text).replace("<", "&lt;"),) for text in dict.fromkeys(one.text for one in said))
    return f"### `{name}`\n\n{about}\n\n{table(('it says',), rows)}"


def said_in(path: Path) -> Iterator[Said]:
    """The sentences that stand in a file, in its order; no docstrings, no log lines."""
    tree = ast.parse(path.read_text("utf-8"))
    found = _Sentences()
    found.visit(tree)
    yield from sorted(found.said, key=lambda one: one.line)


class _Sentences(ast.NodeVisitor):
    """Looks at every text but docstrings, what is logged, and patterns."""

    def __init__(self) -> None:
        self.said: list[Said] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a text by itself is a docstring
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func)
        if name.split(".")[0] not in _LOGGERS and not name.startswith(("re.", "text", "TypeError", "ValueError.")):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
        self._keep("".join(parts), node.lineno)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._keep(node.value, node.lineno)

    def visit_arg(self, node: ast.arg) -> None:
        """Annotations in quotes are no sentences."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def _keep(self, text: str, line: int) -> None:
        words = " ".join(text.split())
        if _is_sentence(words):
            self.said.append(Said(words, line))


def _is_sentence(words: str) -> bool:
    """Begins as people begin, and has more than one word; code, SQL and forms of names do not."""
    if len(words.split()) < _SHORTEST or any(mark in words for mark in ("\\", "{", "}", "SELECT ", "://…")):
        return False
    return words[0].isupper() or (words.startswith(("“", "…")) and words[-1] in ".!?")
