"""The page of files, each with the first line of its own docstring."""

import ast
from pathlib import Path

from docs.drawing.page import ROOT, first_line, head, table

FOLDERS = ("commands", "bots", "console", "routing", "store", "policies", "sandbox")
_INTRO = "Every file, in the words of its first line. Tests and migrations are left out."


def page() -> str:
    """Every file of the product, by folder."""
    parts = [head("Files", "the file's own docstring", _INTRO), _listed("The top", [ROOT / "main.py"])]
    return "\n".join([*parts, *(_listed(f"{folder}/", product_files(folder)) for folder in FOLDERS)])


def product_files(folder: str) -> list[Path]:
    """The modules of a folder that say something."""
    found = sorted((ROOT / folder).rglob("*.py"), key=lambda path: (str(path.parent), path.name))
    return [path for path in found if path.stat().st_size and "migrations" not in path.parts]


def _listed(title: str, paths: list[Path]) -> str:
    rows = ((f"`{path.relative_to(ROOT).as_posix()}`", _said(path)) for path in paths)
    return f"## {title}\n\n{table(('file', ''), rows)}"


def _said(path: Path) -> str:
    return first_line(ast.get_docstring(ast.parse(path.read_text("utf-8"))))
