"""The page that `byhand rehearse` writes, as a browser shows it: without network, light, dark and on a phone."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.conftest import ROOT

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the samples that come along."""
    chromium.find()
    folder = tmp_path_factory.mktemp("rehearsal")
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import main; main.cli()"
    done = subprocess.run(
        [sys.executable, "-c", program, "rehearse", "--example"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "rehearsal.html"


@pytest.mark.parametrize(("name", "width", "height"), [("rehearsal", 1280, 900), ("rehearsal-phone", 390, 844)])
def test_the_page_opens_without_network_and_fits(
    browser: Browser, written: Path, pictures: Path, name: str, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", offline=True)
    page = context.new_page()
    wrong, fetched = _watched(page)
    page.goto(written.as_uri())

    expect(page.get_by_role("heading", level=1)).to_have_text("Who would have been asked?")
    expect(page.get_by_text("This is a model, not a result.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if name == "rehearsal":
        page.screenshot(path=pictures / f"{name}.png", animations="disabled")
    context.close()
    assert wrong == []
    assert [address for address in fetched if not address.startswith(("file:", "data:"))] == []


def _watched(page: Page) -> tuple[list[str], list[str]]:
    """What goes wrong on the page, and what it fetches."""
    wrong: list[str] = []
    fetched: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    return wrong, fetched
