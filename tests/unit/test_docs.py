"""The pages say what is so: what is drawn is current, and every file, name and setting that they name is there."""

import importlib
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from docs.draw_states import FOLDERS, LIVES, PAGES, ROOT, Life, product_files
from main import Settings

RENEW = "`.venv/bin/python docs/draw_states.py` renews it"
WRITTEN = sorted(
    [
        *ROOT.glob("docs/*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "deploy/README.md")),
    ]
)
PACKAGES = (*FOLDERS, "main", "tests")
SETTINGS = {f"BYHAND_{name.upper()}" for name in Settings.model_fields}
NOT_IN_THE_REPOSITORY = {"routing/data/places.sqlite"}  # compiled by make

_CODE = re.compile(r"```.*?```", re.DOTALL)
_TICKED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*(?:/|\.(?:py|md|yaml|toml|json|lock|service|sqlite))")
_DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
_LINK = re.compile(r"\]\(([^)#]+)")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def ticked(page: Path) -> Iterator[str]:
    """What stands in backticks, outside of blocks of code."""
    yield from _TICKED.findall(_CODE.sub("", page.read_text("utf-8")))


def find(dotted: str) -> Any:
    """The module, class, function or method of that name; AttributeError or ImportError when there is none."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[length:], module)
    raise ModuleNotFoundError(dotted)


@pytest.mark.parametrize("name", PAGES)
def test_a_drawn_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name](), RENEW


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_state_of_a_life_is_explained_and_reached(life: Life) -> None:
    assert set(life.meanings) == set(life.states)
    assert {life.states[0], *life.table.values()} == set(life.states)


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = {words for words in ticked(page) if _PATH.fullmatch(words) and ("/" in words or words.endswith(".py"))}
    elsewhere = {name for name in named if "/" not in name}  # `client.py`: one of several, said beside its folder
    missing = {name for name in named - elsewhere - NOT_IN_THE_REPOSITORY if not (ROOT / name).exists()}
    known = {path.name for path in ROOT.glob("*.py")} | {
        path.name for folder in PACKAGES for path in ROOT.glob(f"{folder}/**/*.py")
    }

    assert not missing
    assert elsewhere <= known


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = {link for link in _LINK.findall(page.read_text("utf-8")) if not link.startswith(("http:", "https:"))}

    assert not {link for link in links if not (page.parent / link).exists()}


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_function_that_a_page_names_is_there(page: Path) -> None:
    for words in ticked(page):
        if _DOTTED.fullmatch(words) and not _PATH.fullmatch(words):
            find(words)


def test_a_function_that_is_not_there_would_be_noticed() -> None:
    with pytest.raises(AttributeError):
        find("routing.claims.assign")
    with pytest.raises(ModuleNotFoundError):
        find("nowhere.claims")


def test_architecture_names_real_functions_in_plenty() -> None:
    named = {words for words in ticked(ROOT / "docs" / "architecture.md") if _DOTTED.fullmatch(words)}

    assert len(named) > 40  # a pattern that no longer fits anything would let everything pass


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_every_setting_that_a_page_names_is_one(page: Path) -> None:
    assert set(re.findall(r"BYHAND_[A-Z_]*[A-Z]", page.read_text("utf-8"))) <= SETTINGS


def test_every_setting_stands_in_the_table() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")

    assert set(re.findall(r"^\| `(BYHAND_\w+)`", page, re.MULTILINE)) == SETTINGS
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_says_in_its_first_line_what_it_is(folder: str) -> None:
    page = (ROOT / "docs" / "files.md").read_text("utf-8")

    for path in product_files(folder):
        name = path.relative_to(ROOT).as_posix()
        assert re.search(rf"^\| `{re.escape(name)}` \| \S.* \|$", page, re.MULTILINE), f"{name}: {RENEW}"
