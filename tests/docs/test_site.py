"""The site builds strictly, loads nothing from elsewhere, and leaves no page out."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from policies.file import read
from policies.spend import Call, cost
from tests.docs.collected import ROOT

DOCS = ROOT / "docs"
_LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "srcset", "video": "src", "audio": "src"}
_FETCHED = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import", re.IGNORECASE)


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(DOCS, folder / "docs")
    shutil.copy(ROOT / "zensical.toml", folder)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "--strict"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return folder / ".site"


class _Loaded(HTMLParser):
    """What a browser fetches by itself when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in {"canonical", "prev", "next", "alternate"}:
            self.addresses.append(given.get("href") or "")
        elif tag in _LOADS:
            self.addresses.append(given.get(_LOADS[tag]) or "")


def _named(nav: Any) -> Iterator[str]:
    """The pages that the navigation names."""
    for entry in nav:
        for value in entry.values():
            if isinstance(value, str):
                yield value
            else:
                yield from _named(value)


def test_every_page_stands_in_the_navigation_once(config: dict[str, Any]) -> None:
    named = list(_named(config["nav"]))

    assert sorted(named) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.glob("**/*.md"))


def test_every_page_is_built(site: Path) -> None:
    wanted = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.glob("**/*.md")}

    assert wanted <= {path.relative_to(site).as_posix() for path in site.glob("**/*.html")}


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in site.glob("**/*.html"):
        found = _Loaded()
        found.feed(page.read_text("utf-8"))
        assert [address for address in found.addresses if "//" in address] == [], page.name
        assert found.addresses  # a page without a style sheet would say that this looks at nothing


def test_no_style_sheet_loads_anything_from_elsewhere(site: Path) -> None:
    for sheet in [*site.glob("**/*.css"), *site.glob("**/*.svg")]:
        assert not _FETCHED.search(sheet.read_text("utf-8")), sheet.name


def test_no_program_is_published_with_the_pages(site: Path) -> None:
    assert not list(site.glob("**/*.py*"))


def test_a_dead_link_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Here\n\n[Nowhere](nowhere.md)\n", "utf-8")
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "Here"\n', "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=tmp_path, capture_output=True, check=False
    )

    assert done.returncode != 0


def test_the_example_of_what_x_costs_is_reckoned_by_the_policys_prices() -> None:
    policy = read((ROOT / "policies" / "default.yaml").read_text("utf-8"))
    rows = re.findall(r"\(`(\w+)`\) \| (\d+) \| ([\d.]+) \| ([\d.]+) \|", (ROOT / "README.md").read_text("utf-8"))
    said = [(Call(kind), int(calls), float(price), float(sum_)) for kind, calls, price, sum_ in rows]

    assert len(said) > 3
    assert all(cost(kind, policy) == round(price * 1_000_000) for kind, _, price, _ in said)
    assert all(cost(kind, policy, calls) == round(sum_ * 1_000_000) for kind, calls, _, sum_ in said)
    total = sum(sum_ for *_, sum_ in said)
    assert f"| **together** | | | **{total:.2f}** |" in (ROOT / "README.md").read_text("utf-8")


def test_the_wording_for_xs_bio_is_as_long_as_is_said_and_fits() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    said, most = (int(number) for number in re.findall(r"in (\d+) of (\d+) characters", page)[0])
    bio = re.findall(r"^  > (Real people.+)$", page, re.MULTILINE)[0]

    assert len(bio) == said <= most
    assert bio in " ".join((DOCS / "how-to" / "x.md").read_text("utf-8").replace("> ", "").split())
