"""The same person without a mouse: keys, Tab and Enter only."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.guided import Guided

pytestmark = pytest.mark.timeout(240)
ANSWER = "Please turn the knob to 'empty' first; then the door opens and you can clean the filter."
FURTHEST = 60


class Keys:
    """Ten fingers. `reach` goes on with Tab until the focus is where it is wanted."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.press("Control+a")
        self.page.keyboard.insert_text(text)

    def reach(self, selector: str) -> None:
        wanted = self.page.locator(f"{selector}:focus")
        for _ in range(FURTHEST):
            if wanted.count():
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {selector}")

    def guide_to(self, selector: str) -> None:
        """The key G leads to what the guide wants; pressed again when the page has just moved on."""
        wanted = self.page.locator(f"{selector}:focus")
        typing = self.page.locator(":is(textarea, input, select):focus:not([role=dialog] *)")
        for _ in range(FURTHEST):
            if typing.count():
                self.press("Escape")
            self.press("g")
            self.page.wait_for_timeout(50)
            if wanted.count():
                return
        raise AssertionError(f"the guide does not lead to {selector}")


def test_by_keyboard_alone(demo: str, new_page: NewPage, pictures: Path) -> None:
    page = new_page(demo)
    guided, keys = Guided(page, pictures), Keys(page)

    guided.says(1, "X")
    _asks(keys)
    _two_want_it(guided, keys)
    _answers(guided, keys)
    _writes_back(guided, keys)
    _decides(guided, keys)

    guided.said_all()
    keys.reach("#guide button:text('Close')")
    keys.press("Enter")
    expect(page.locator("#guide")).to_be_hidden()
    guided.picture("keyboard")


def _asks(keys: Keys) -> None:
    for platform, name in (("x", "@li_wei"), ("t", "Mina")):
        keys.press(platform, "Shift+Tab", *["Shift+Tab"] * (platform == "t"))
        keys.reach(f"#{'x' if platform == 'x' else 'telegram'}-person")
        keys.write(name)
        keys.press("Enter", "Escape")
    keys.press("x")
    keys.write("@brightaisle The drum of my dryer and washer does not turn. What can I do?")
    keys.press("Enter", "Tab")
    keys.reach("#x .timeline")
    keys.press("t")
    keys.write("My phone no longer charges, cable and plug are fine. Is there somebody in Berlin?")
    keys.press("Enter")
    keys.reach("#telegram .composer button")


def _takes(keys: Keys) -> None:
    keys.guide_to("#slack [data-channel]")
    keys.press("Enter")
    keys.guide_to('#slack [data-action="question.claim"]')
    keys.press("Enter")


def _two_want_it(guided: Guided, keys: Keys) -> None:
    guided.says(2, "Two people were asked")
    keys.guide_to("#guide .primary")
    keys.press("Enter")
    guided.says(2, "and click")
    if guided.page.locator("#guide .primary").count():
        _is_whom_the_guide_names(guided, keys)
    _takes(keys)
    expect(guided.window).to_contain_text("Answer on X")
    guided.says(2, "as well")
    keys.reach('[data-role="close"]')
    _is_whom_the_guide_names(guided, keys)
    _takes(keys)
    expect(guided.page.locator("#slack")).to_contain_text("was quicker")


def _is_whom_the_guide_names(guided: Guided, keys: Keys) -> None:
    keys.guide_to("#guide .primary")
    keys.press("Enter")
    expect(guided.page.locator("#guide .primary")).to_have_count(0)


def _answers(guided: Guided, keys: Keys) -> None:
    guided.says(3, "write the answer")
    _is_whom_the_guide_names(guided, keys)
    expect(guided.window).to_be_visible()
    keys.guide_to("#slack textarea")
    _writes_and_posts(guided, keys)


def _writes_and_posts(guided: Guided, keys: Keys) -> None:
    keys.write(ANSWER)
    keys.reach('[data-role="submit"]')
    keys.press("Enter")
    expect(guided.window).to_have_attribute("data-callback", "answer.post")
    keys.reach('[data-callback="answer.post"] [data-role="submit"]')
    keys.press("Enter")


def _writes_back(guided: Guided, keys: Keys) -> None:
    guided.says(4, "Reply to it on X")
    keys.guide_to('#x [data-act="reply"]')
    keys.press("Enter")
    keys.write("It still does not turn. What else?")
    keys.press("Enter")


def _decides(guided: Guided, keys: Keys) -> None:
    guided.says(5, "under Faults")
    keys.guide_to("#fault-on")
    keys.press("Enter")
    guided.says(5, "take the question from Telegram")
    if guided.page.locator("#guide .primary").count():
        _is_whom_the_guide_names(guided, keys)
    _takes(keys)
    expect(guided.window).to_contain_text("Answer on Telegram")
    keys.reach("#slack textarea")
    _writes_and_posts(guided, keys)
    guided.says(5, "decide")
    keys.guide_to('#slack [data-action="delivery.there"]')
    keys.press("Enter")
