"""Modals in the pane of the volunteers: opened, filled in by keys, refused, stacked, left and come back to."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt.async_app import AsyncApp

from sandbox.serve import RunningSandbox
from tests.browser.conftest import NewPage
from tests.browser.slack_app import (
    Prepare,
    Slack,
    actions,
    answers,
    behind,
    both,
    button,
    field,
    modal,
    opens,
    option,
    plain,
    section,
)
from tests.browser.slack_looks import as_person, message, violations
from tests.contract.slack_play import Json

pytestmark = pytest.mark.timeout(120)
TEXT = {"type": "plain_text_input"}
LONG = {"type": "plain_text_input", "multiline": True}


@pytest.fixture
def slack(stand_ins: RunningSandbox) -> Iterator[Slack]:
    found = Slack(stand_ins.url)
    found.reset()
    yield found
    found.close()


@pytest.fixture
def page(stand_ins: RunningSandbox, slack: Slack, new_page: NewPage) -> Page:
    return as_person(new_page(stand_ins.url), "U0ANNA")


@pytest.fixture
def got() -> list[Json]:
    """What the app got by submissions."""
    return []


def opened(page: Page, slack: Slack) -> Locator:
    """The modal, after a click on a card's button."""
    ts = slack.post(actions(button("Take it")))
    message(page, ts).get_by_role("button", name="Take it").click()
    return page.get_by_role("dialog", name="Window")


def typed(body: Json, block: str) -> Any:
    values = body["view"]["state"]["values"][block]["it"]
    return next(value for name, value in values.items() if name != "type")


@pytest.fixture
def url(stand_ins: RunningSandbox) -> str:
    return stand_ins.url


def test_a_modal_is_filled_in_and_submitted_by_keys_alone(page: Page, slack: Slack, url: str, got: list[Json]) -> None:
    topics = {
        "type": "multi_static_select",
        "options": [option("l", "Laundry"), option("k", "Kitchen"), option("t", "TV")],
    }
    when = {"type": "radio_buttons", "options": [option("n", "Now"), option("s", "Soon")]}
    also = {"type": "checkboxes", "options": [option("a", "All"), option("b", "Both")]}
    blocks = [
        field("text", "Your answer", {**LONG, "focus_on_load": True}),
        field("topics", "Topics", topics),
        field("when", "When", when),
        field("also", "Also", also, optional=True),
        field("day", "Day", {"type": "datepicker", "initial_date": "2026-11-22"}),
    ]
    with behind(url, both(opens(modal(*blocks)), answers(got))):
        window = opened(page, slack)
        expect(window.get_by_label("Your answer")).to_be_focused()
        page.keyboard.type("Two\nlines & <b>")
        for key in (
            "Tab",
            "ArrowDown",
            "Enter",
            "t",
            "v",
            "Enter",
            "Escape",
            "Tab",
            "Space",
            "ArrowDown",
            "Tab",
            "Space",
        ):
            page.keyboard.press(key)
        page.keyboard.press("Control+Enter")
        expect(window).to_have_count(0)

    assert typed(got[0], "text") == "Two\nlines & <b>"
    assert [one["value"] for one in typed(got[0], "topics")] == ["l", "t"]
    assert typed(got[0], "when")["value"] == "s"
    assert [one["value"] for one in typed(got[0], "also")] == ["a"]
    assert typed(got[0], "day") == "2026-11-22"


def test_the_focus_stays_inside_and_goes_back_to_where_it_came_from(page: Page, slack: Slack, url: str) -> None:
    with behind(url, opens(modal(field("text", "Text", TEXT)))):
        window = opened(page, slack)
        for _ in range(6):
            page.keyboard.press("Tab")
            expect(window.locator(":focus")).to_have_count(1)
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(window).to_have_count(0)
        expect(page.get_by_role("button", name="Take it")).to_be_focused()


def test_a_long_modal_without_inputs_can_be_read_with_the_keyboard(page: Page, slack: Slack, url: str) -> None:
    lines = [section(plain(f"Reason {number}")) for number in range(60)]
    view = {**modal(*lines), "close": plain("Close")}
    del view["submit"]
    with behind(url, opens(view)):
        window = opened(page, slack)
        body = window.locator(".slack-dialog-body")
        expect(window.get_by_role("button", name="Close").last).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(body).to_be_focused()
        page.keyboard.press("End")

        expect(window.get_by_text("Reason 59")).to_be_in_viewport()
        assert violations(page) == []


def test_escape_tells_the_app_that_asked_to_be_told(page: Page, slack: Slack, url: str) -> None:
    with behind(url, both(opens(modal(section(plain("Hello")), notify_on_close=True)), _hears_closing)):
        window = opened(page, slack)
        expect(window).to_be_visible()
        page.keyboard.press("Escape")
        expect(window).to_have_count(0)

    assert [one["is_cleared"] for one in slack.sent("view_closed")] == [False]


def _hears_closing(app: AsyncApp) -> None:
    @app.view_closed("window")
    async def closed(ack: Any) -> None:
        await ack()


def test_complaints_stand_under_their_inputs_and_what_was_typed_stays(
    page: Page, slack: Slack, url: str, got: list[Json]
) -> None:
    blocks = [field("one", "First", TEXT), field("two", "Second", TEXT)]
    refusal = {"response_action": "errors", "errors": {"two": "Not like this"}}
    with behind(url, both(opens(modal(*blocks)), answers(got, refusal, {}))):
        window = opened(page, slack)
        window.get_by_label("First").fill("kept")
        window.get_by_role("button", name="Save").click()
        expect(window.get_by_label("Second")).to_have_accessible_description("Please complete this required field.")
        expect(window.get_by_label("Second")).to_be_focused()
        window.get_by_label("Second").fill("wrong")
        window.get_by_role("button", name="Save").click()
        second = window.get_by_label("Second")
        expect(second).to_have_accessible_description("Not like this")
        expect(second).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#said")).to_have_text("Not like this")
        assert violations(page) == []
        expect(window.get_by_label("First")).to_have_value("kept")
        second.fill("right")
        expect(second).not_to_have_attribute("aria-invalid", "true")
        window.get_by_role("button", name="Save").click()
        expect(window).to_have_count(0)

    assert [typed(one, "two") for one in got] == ["wrong", "right"]


def test_a_preview_is_laid_upon_and_closing_it_leads_back(page: Page, slack: Slack, url: str, got: list[Json]) -> None:
    preview = modal(section(plain("Exactly  this", emoji=False)), title="Preview", callback_id="preview")
    push = {"response_action": "push", "view": preview}
    with behind(url, both(opens(modal(field("text", "Text", LONG))), answers(got, push))):
        window = opened(page, slack)
        window.get_by_label("Text").fill("Exactly  this")
        window.get_by_role("button", name="Save").click()
        upon = page.get_by_role("dialog", name="Preview")
        assert upon.locator(".slack-section .said").text_content() == "Exactly  this"
        upon.get_by_role("button", name="Back").click()
        expect(upon).to_have_count(0)
        expect(window.get_by_label("Text")).to_have_value("Exactly  this")
        window.get_by_role("button", name="Save").click()
        expect(upon).to_be_visible()


def test_a_view_that_the_app_updates_keeps_what_was_typed(page: Page, slack: Slack, url: str) -> None:
    first = modal(field("text", "Text", TEXT), actions(button("More", "more")))
    second = modal(field("text", "Text", TEXT), field("extra", "Extra", TEXT), actions(button("More", "more")))
    with behind(url, both(opens(first), _updates(second))):
        window = opened(page, slack)
        window.get_by_label("Text").fill("half done")
        window.get_by_role("button", name="More").click()
        expect(window.get_by_label("Extra")).to_be_visible()
        expect(window.get_by_label("Text")).to_have_value("half done")
        expect(window.get_by_role("button", name="More")).to_be_focused()

    assert typed(slack.sent("block_actions")[-1], "text") == "half done"


def _updates(view: Json) -> Prepare:
    def prepare(app: AsyncApp) -> None:
        @app.action("more")
        async def more(ack: Any, body: Json, client: Any) -> None:
            await ack()
            await client.views_update(view_id=body["view"]["id"], view=view)

    return prepare


def test_a_menu_asks_the_app_for_its_options(page: Page, slack: Slack, url: str, got: list[Json]) -> None:
    place = {"type": "external_select", "min_query_length": 2, "placeholder": plain("A town")}

    def prepare(app: AsyncApp) -> None:
        @app.options("it")
        async def towns(ack: Any, body: Json) -> None:
            await ack(options=[option(body["value"], f"{body['value'].title()} am Main")])

    with behind(url, both(opens(modal(field("place", "Place", place))), answers(got), prepare)):
        window = opened(page, slack)
        window.get_by_role("combobox", name="Place").press_sequentially("frankfurt")
        page.get_by_role("option", name="Frankfurt am Main").click()
        window.get_by_role("button", name="Save").click()
        expect(window).to_have_count(0)

    assert typed(got[0], "place")["value"] == "frankfurt"


def test_a_silent_app_leaves_the_modal_as_it_is(page: Page, slack: Slack, url: str) -> None:
    slack.play("app", deadline=1)
    with behind(url, opens(modal(field("text", "Text", TEXT)))):
        window = opened(page, slack)
        window.get_by_label("Text").fill("not lost")
        slack.play("disconnect", silent=True)
        window.get_by_role("button", name="Save").dblclick()
        expect(window.get_by_role("alert")).to_contain_text("trouble connecting")

    expect(window.get_by_label("Text")).to_have_value("not lost")
    assert len(slack.sent("view_submission")) == 1


def test_a_page_closed_in_the_middle_comes_back_to_what_was_typed(page: Page, slack: Slack, url: str) -> None:
    with behind(url, opens(modal(field("text", "Text", LONG)))):
        window = opened(page, slack)
        window.get_by_label("Text").fill("half an answer")
        page.reload()
        expect(window.get_by_label("Text")).to_have_value("half an answer")


def test_a_modal_is_in_the_tab_that_opened_it(page: Page, slack: Slack, url: str, new_page: NewPage) -> None:
    other = as_person(new_page(url), "U0ANNA")
    with behind(url, opens(modal(field("text", "Text", LONG)))):
        window = opened(page, slack)
        window.get_by_label("Text").fill("here")
        slack.play("message", person="ben", channel="C0QUEUE", text="hello")
        expect(other.locator(".slack-main article", has_text="hello")).to_be_visible()
        expect(other.get_by_role("dialog", name="Window")).to_have_count(0)
        other.get_by_role("button", name="Take it").click()
        expect(other.get_by_role("dialog", name="Window").get_by_label("Text")).to_have_value("")
        expect(window).to_have_count(0)


def test_another_browser_has_no_modal_of_one_that_was_closed(
    page: Page, slack: Slack, url: str, new_page: NewPage
) -> None:
    with behind(url, opens(modal(field("text", "Text", LONG)))):
        expect(opened(page, slack)).to_be_visible()
        page.close()
        other = as_person(new_page(url), "U0ANNA")
        other.get_by_role("button", name="Take it").click()
        expect(other.get_by_role("dialog", name="Window")).to_be_visible()


def test_what_a_person_opens_elsewhere_does_not_open_here(page: Page, slack: Slack, url: str) -> None:
    with behind(url, opens(modal(field("text", "Text", LONG)))):
        ts = slack.post(actions(button("Take it")))
        played = slack.play("click", person="anna", channel="C0QUEUE", ts=ts, action_id="go", wait=5)
        slack.play("message", person="ben", channel="C0QUEUE", text="hello")
        expect(page.locator(".slack-main article", has_text="hello")).to_be_visible()

    assert played["view"]["callback_id"] == "window"
    expect(page.get_by_role("dialog", name="Window")).to_have_count(0)


def test_whoever_looks_as_somebody_else_finds_the_modal_again(page: Page, slack: Slack, url: str) -> None:
    with behind(url, opens(modal(field("text", "Text", LONG)))):
        window = opened(page, slack)
        window.get_by_label("Text").fill("Anna's")
        as_person(page, "U0BEN")
        expect(window).to_have_count(0)
        as_person(page, "U0ANNA")
        expect(window.get_by_label("Text")).to_have_value("Anna's")


def test_what_arrives_disturbs_nobody_who_fills_in_a_modal(page: Page, slack: Slack, url: str) -> None:
    select = {"type": "static_select", "options": [option("a", "Apple"), option("p", "Pear")]}
    with behind(url, opens(modal(field("text", "Text", TEXT), field("fruit", "Fruit", select)))):
        window = opened(page, slack)
        window.get_by_label("Text").press_sequentially("half a ")
        slack.play("message", person="ben", channel="C0QUEUE", text="hello")
        expect(page.locator(".slack-main article", has_text="hello")).to_be_attached()
        page.keyboard.type("word")
        expect(window.get_by_label("Text")).to_have_value("half a word")
        window.get_by_role("combobox", name="Fruit").click()
        slack.play("message", person="ben", channel="C0QUEUE", text="again")
        expect(page.locator(".slack-main article", has_text="again")).to_be_attached()
        expect(page.get_by_role("option", name="Pear")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_modal_fits_a_narrow_screen(slack: Slack, stand_ins: RunningSandbox, new_page: NewPage, scheme: str) -> None:
    blocks = [section(plain("words " * 200)), field("text", "Text", LONG), field("more", "More", LONG)]
    page = new_page(stand_ins.url, width=375, height=700, scheme=scheme)
    page.locator("#switcher").get_by_role("button", name="Slack").click()
    as_person(page, "U0ANNA")
    with behind(stand_ins.url, opens(modal(*blocks))):
        window = opened(page, slack)
        expect(window.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
        window.get_by_label("More").scroll_into_view_if_needed()
        expect(window.get_by_label("More")).to_be_in_viewport()
        assert violations(page) == []
