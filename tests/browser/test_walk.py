"""A person alone with the page and its guide, from the first question to the broken connection."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.guided import Guided

pytestmark = pytest.mark.timeout(240)
WASHER = "@brightaisle My washing machine stops in the middle and shows E18. What can I do?"
PHONE = "Hello, my phone no longer charges since yesterday, cable and plug are fine. Is there somebody in Berlin?"
ANSWER = "E18 means that the pump is blocked. Let the water run out, then turn the filter out: mostly it is a coin."
FOLLOW_UP = "Thank you! The filter does not move. What now?"
TORCH = "Please look into the charging socket with a torch. Mostly it is lint; a wooden toothpick gets it out."


def test_a_person_is_led_through_one_question_and_a_broken_connection(
    demo: str, new_page: NewPage, pictures: Path
) -> None:
    page = new_page(demo)
    guided = Guided(page, pictures)

    guided.says(1, "X")
    page.get_by_label("Post on X").fill(WASHER)
    page.get_by_role("button", name="Post", exact=True).click()
    _asks_on_telegram(guided)
    _two_want_it(guided)
    _anna_answers(guided)
    _they_write_back(guided)
    _the_connection_breaks(guided)

    guided.said_all()
    expect(page.locator("#telegram .bubble-row.ours", has_text=TORCH)).to_have_count(1)
    guided.picture("page")
    _other_looks(page, guided)


def _asks_on_telegram(guided: Guided) -> None:
    guided.says(1, "Telegram")
    guided.press("Show me")
    guided.page.get_by_label("Message to the company's bot").fill(PHONE)
    guided.page.locator("#telegram").get_by_role("button", name="Send", exact=True).click()


def _two_want_it(guided: Guided) -> None:
    guided.says(2, "Two people were asked")
    guided.press("Slow Slack down")
    guided.says(2, "Be Anna Lindqvist")
    _takes(guided)
    expect(guided.window).to_contain_text("Answer on X")
    guided.says(2, "Be Elena Rossi")
    guided.press("Be Elena")
    _takes(guided)
    expect(guided.page.locator("#slack")).to_contain_text("Anna Lindqvist was quicker")
    guided.picture("lost")
    expect(guided.story("@maria_h")).to_contain_text("Elena Rossi was too late")


def _takes(guided: Guided, *, asks_why: bool = False) -> None:
    """Two clicks: on the conversation the guide points at, then on the card's button."""
    guided.pointed_at.click()
    button = guided.page.locator('#slack [data-action="question.claim"]').last
    expect(button).to_be_visible()
    card = button.locator("xpath=ancestor::article[1]")
    guided.picture("card", card)
    if asks_why:
        _asks_why(guided, card)
    button.click()


def _asks_why(guided: Guided, card: Locator) -> None:
    card.get_by_role("button", name="Why me?").click()
    expect(guided.window).to_contain_text("Why you were asked")
    expect(guided.window).to_contain_text("How near the place is")
    guided.picture("why", guided.window)
    guided.window.get_by_role("button", name="Close").last.click()
    expect(guided.window).to_have_count(0)


def _anna_answers(guided: Guided) -> None:
    guided.says(3, "As Anna Lindqvist, write")
    guided.press("Be Anna")
    guided.window.get_by_role("textbox").fill(ANSWER)
    guided.window.get_by_role("button", name="Preview").click()
    guided.says(3, "exactly what becomes public")
    expect(guided.window).to_contain_text(f"{ANSWER} ^Anna")
    guided.picture("preview", guided.window)
    guided.window.get_by_role("button", name="Post").click()


def _they_write_back(guided: Guided) -> None:
    guided.says(4, "Reply to it on X")
    guided.press("Show me")
    answer = guided.page.locator("#x .post.ours", has_text="the pump is blocked")
    expect(answer).to_contain_text(f"@maria_h {ANSWER} ^Anna")
    answer.get_by_role("button", name="Reply").click()
    guided.page.get_by_label("Reply to @brightaisle").fill(FOLLOW_UP)
    guided.page.locator("#x .thread form").get_by_role("button", name="Reply").click()
    expect(guided.story("follow-up")).to_contain_text("Offered to Anna Lindqvist")


def _the_connection_breaks(guided: Guided) -> None:
    page = guided.page
    guided.says(5, "under Faults")
    guided.press("Show me")
    page.get_by_role("button", name="Switch on").click()
    guided.says(5, "Be Jonas Weber")
    guided.press("Be Jonas")
    _takes(guided, asks_why=True)
    guided.window.get_by_role("textbox").fill(TORCH)
    guided.window.get_by_role("button", name="Preview").click()
    guided.window.get_by_role("button", name="Post").click()
    guided.says(5, "decide")
    page.get_by_role("tab", name="Telegram").click()
    expect(page.locator("#telegram .bubble-row.ours", has_text=TORCH)).to_be_visible()
    page.get_by_role("tab", name="Questions").click()
    expect(guided.story("Tomas")).to_contain_text("Byhand was not told")
    there = page.locator('#slack [data-action="delivery.there"]').first
    expect(there).to_be_visible()
    guided.picture("unknown")
    there.click()
    expect(guided.story("Tomas")).to_contain_text("it is there")


def test_a_browser_closed_in_the_middle_of_a_window_leaves_the_question_to_be_answered(
    demo: str, new_page: NewPage
) -> None:
    first = new_page(demo)
    first.get_by_label("Post on X").fill("@brightaisle The lint filter of my dryer is stuck. How do I get it out?")
    first.get_by_label("Post on X").press("Enter")
    expect(first.locator(".story", has_text="lint filter")).to_contain_text("Anna Lindqvist")
    first.locator('#slack [data-channel^="D"]').first.click()
    first.locator('#slack [data-action="question.claim"]').last.click()
    first.locator("#slack [role=dialog] textarea").fill("Half a")
    first.context.close()

    second = new_page(demo)
    window = second.locator("#slack [role=dialog]")
    expect(second.locator("#slack .slack-entry").first).to_be_attached()
    if not window.count():
        second.locator('#slack [data-channel^="D"]').first.click()
        second.locator('#slack [data-action="question.answer"]').last.click()
    expect(window).to_contain_text("lint filter")
    window.get_by_role("textbox").fill("Pull it straight up; a little oil helps.")
    window.get_by_role("button", name="Preview").click()
    window.get_by_role("button", name="Post").click()

    expect(second.locator("#x .post.ours", has_text="a little oil helps")).to_have_count(1)


def _other_looks(page: Page, guided: Guided) -> None:
    """The same in the dark and on a phone."""
    page.emulate_media(color_scheme="dark")
    guided.picture("dark")
    page.set_viewport_size({"width": 375, "height": 812})
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Slack", exact=True).click()
    guided.picture("phone")
