"""The pages say what is so: what is drawn is current, and every file, name and setting that they name is there."""

import importlib
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from docs.drawing.acts import submissions, typed_words
from docs.drawing.files import FOLDERS, product_files
from docs.drawing.lives import LIVES, Life
from docs.drawing.page import ROOT
from docs.drawing.policy import fields
from docs.drawing.policy_words import MEANINGS
from docs.generate import drawn
from main import Settings

RENEW = "`.venv/bin/python -m docs.generate` renews it"
OUTSIDE = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "deploy/README.md")
FROM_ELSEWHERE = {"docs/reference/figures.md"}  # drawn from a page in another folder, whose names are meant from there
WRITTEN = sorted(
    [
        *(page for page in ROOT.glob("docs/**/*.md") if page.relative_to(ROOT).as_posix() not in FROM_ELSEWHERE),
        *(ROOT / name for name in OUTSIDE),
    ]
)
PACKAGES = (*FOLDERS, "main", "tests", "docs", "bench")
SETTINGS = {f"BYHAND_{name.upper()}" for name in Settings.model_fields}
NO_SETTINGS = {"BYHAND_ROUTING_DATA"}  # what the bench reads
NOT_IN_THE_REPOSITORY = {"routing/data/places.sqlite", ".site/"}  # made by make

_CODE = re.compile(r"```.*?```", re.DOTALL)
_TICKED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*(?:/|\.(?:py|md|yaml|toml|json|lock|service|sqlite))")
_DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")


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


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return drawn()


def test_every_drawn_page_and_picture_is_current(pages: dict[str, str]) -> None:
    stale = [name for name, text in pages.items() if (ROOT / "docs" / name).read_text("utf-8") != text]

    assert not stale, RENEW


def test_nothing_that_is_drawn_no_more_is_left(pages: dict[str, str]) -> None:
    says = "Drawn by docs/generate.py"
    left = {_name(page) for page in ROOT.glob("docs/**/*.md") if says in page.read_text("utf-8")[:400]}

    assert left == {f"docs/{name}" for name in pages if name.endswith(".md")}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_state_of_a_life_is_explained_reached_and_in_its_picture(life: Life) -> None:
    assert set(life.meanings) == set(life.states)
    assert {life.states[0], *life.table.values()} == set(life.states)
    assert set(life.spots) == {state.value for state in life.states}
    assert {*life.bends, *life.labels} <= set(life.arrows())


def test_every_field_of_the_policy_has_a_meaning_and_no_meaning_is_left_over() -> None:
    assert {field.path for field in fields()} == set(MEANINGS)


def test_the_page_of_slacks_names_knows_every_modal_and_every_word_of_the_command(pages: dict[str, str]) -> None:
    page = pages["reference/slack.md"]

    assert all(f"`{name}`" in page for name in submissions())
    assert all(f"`/byhand {word}" in page for word in typed_words())


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
    assert set(re.findall(r"BYHAND_[A-Z_]*[A-Z]", page.read_text("utf-8"))) <= SETTINGS | NO_SETTINGS


def test_every_setting_stands_in_the_table(pages: dict[str, str]) -> None:
    page = pages["reference/settings.md"]

    assert set(re.findall(r"^\| `(BYHAND_\w+)`", page, re.MULTILINE)) == SETTINGS
    assert all(field.description for field in Settings.model_fields.values())


def test_every_path_under_http_is_served_and_every_served_one_is_told() -> None:
    told = set(re.findall(r"^\| `(/[\w/]+)`", (ROOT / "docs/reference/http.md").read_text("utf-8"), re.MULTILINE))
    code = "".join((ROOT / name).read_text("utf-8") for name in ("console/app.py", "main.py"))

    assert told == set(re.findall(r"(?:Route\(|webhooks\[)\"(/[\w/]+)\"", code))


def test_what_people_see_when_something_is_wrong_is_really_said(pages: dict[str, str]) -> None:
    trouble = (ROOT / "docs/how-to/trouble.md").read_text("utf-8")
    seen = [cell for cell in re.findall(r"^\| ([^|]+) \|", trouble, re.MULTILINE) if "“" in cell or "`" in cell]
    quoted = [words for cell in seen for words in re.findall(r"[“`]([^”`]+)[”`]", cell) if len(words.split()) > 2]
    said = " ".join(pages["reference/messages.md"].replace("`", "").split())

    assert len(quoted) > 8
    assert [words for words in quoted if not _is_said(words, said)] == []


def _is_said(words: str, said: str) -> bool:
    """Whether three words in a row of it are: a name or a number may stand between."""
    parts = words.split()
    return any(" ".join(parts[start : start + 3]) in said for start in range(len(parts) - 2))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_says_in_its_first_line_what_it_is(folder: str, pages: dict[str, str]) -> None:
    page = pages["reference/files.md"]

    for path in product_files(folder):
        name = path.relative_to(ROOT).as_posix()
        assert re.search(rf"^\| `{re.escape(name)}` \| \S.* \|$", page, re.MULTILINE), f"{name}: {RENEW}"
