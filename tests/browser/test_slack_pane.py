"""The pane of the volunteers in a real browser: blocks as Slack draws them, and what people do in messages."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_bolt.async_app import AsyncApp

from sandbox.serve import RunningSandbox
from tests.browser.conftest import NewPage
from tests.browser.slack_app import Slack, actions, behind, button, mrkdwn, option, plain, section
from tests.browser.slack_gallery import CONFIRM, GALLERY
from tests.browser.slack_looks import as_person, message, violations
from tests.contract.slack_play import Json

pytestmark = pytest.mark.timeout(120)
EXACT = "Two  blanks, *no* _style_, :tada:, <b>no</b> & markup\n\n\tand a tab;  ends here"


@pytest.fixture
def slack(stand_ins: RunningSandbox) -> Iterator[Slack]:
    found = Slack(stand_ins.url)
    found.reset()
    yield found
    found.close()


@pytest.fixture
def page(stand_ins: RunningSandbox, slack: Slack, new_page: NewPage) -> Page:
    """Anna's tab."""
    return as_person(new_page(stand_ins.url), "U0ANNA")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_block_kit_has_is_drawn_for_everybody(
    stand_ins: RunningSandbox, slack: Slack, new_page: NewPage, scheme: str
) -> None:
    ts = slack.post(*GALLERY)
    page = as_person(new_page(stand_ins.url, scheme=scheme, height=2400), "U0ANNA")
    card = message(page, ts)

    for words in ("Everything", "a link", "@Anna Lindqvist", "#byhand-queue", "quoted & escaped", "rich🎉 text"):
        expect(card).to_contain_text(words)
    expect(card.get_by_role("button", name="First")).to_be_visible()
    expect(card.get_by_role("combobox", name="Pick one")).to_be_visible()
    expect(card.get_by_role("radio", name="Uno")).to_be_visible()
    expect(card.get_by_role("img", name="a thumbnail")).to_be_visible()
    expect(card.locator("table td").last).to_have_text("3")
    assert violations(page) == []


def test_plain_text_is_shown_to_the_letter(page: Page, slack: Slack) -> None:
    ts = slack.post(section(plain(EXACT, emoji=False)))
    shown = message(page, ts).locator(".said")

    assert shown.text_content() == EXACT
    assert shown.evaluate("(one) => getComputedStyle(one).whiteSpaceCollapse") == "preserve"


def test_shortcodes_become_emoji_only_where_the_app_asked_for_it(page: Page, slack: Slack) -> None:
    ts = slack.post(section(plain("well done :tada:", emoji=True)))

    expect(message(page, ts)).to_contain_text("well done 🎉")


def test_nobodys_words_become_markup(page: Page, slack: Slack) -> None:
    attack = "<img src=x onerror=alert(1)> <script>alert(1)</script> <javascript:alert(1)|click>"
    rich = {"type": "link", "url": "javascript:alert(1)", "text": "rich"}
    elements = [{"type": "rich_text_section", "elements": [rich]}]
    posted = slack.post(section(mrkdwn(attack)), section(plain(attack)), {"type": "rich_text", "elements": elements})
    said = slack.play("message", person="ben", channel="C0QUEUE", text=attack)["ts"]

    for ts in (posted, said):
        expect(message(page, ts)).to_contain_text("onerror=alert(1)")
    assert page.locator("#slack article :is(img, script)").count() == 0
    assert page.locator("#slack article a[href^='javascript']").count() == 0


def test_a_link_does_not_leave_the_page_but_says_where_it_would_lead(page: Page, slack: Slack) -> None:
    ts = slack.post(section(mrkdwn("<https://example.com/far|far away>")))
    message(page, ts).get_by_role("link", name="far away").click()

    expect(page.locator("#notice")).to_contain_text("https://example.com/far")
    assert page.url.startswith("http://127.0.0.1")


# --- buttons -------------------------------------------------------------------------------------------------------


def test_a_double_click_is_one_click(page: Page, slack: Slack, stand_ins: RunningSandbox) -> None:
    ts = slack.post(actions(button("Take it")))
    slack.play("app", deadline=5)
    with behind(stand_ins.url, _slowly):
        taken = message(page, ts).get_by_role("button", name="Take it")
        taken.dblclick()
        expect(taken).to_have_attribute("aria-disabled", "true")
        expect(taken).not_to_have_attribute("aria-disabled", "true")

    assert len(slack.sent("block_actions")) == 1


def _slowly(app: AsyncApp) -> None:
    @app.action("go")
    async def go(ack: Any) -> None:
        await asyncio.sleep(0.5)
        await ack()


def test_an_app_that_does_not_answer_is_named(page: Page, slack: Slack) -> None:
    ts = slack.post(actions(button("Take it")))
    message(page, ts).get_by_role("button", name="Take it").click()

    expect(message(page, ts).get_by_role("alert")).to_contain_text("did not answer")


def test_a_button_that_asks_first_does_nothing_when_one_says_no(
    page: Page, slack: Slack, stand_ins: RunningSandbox
) -> None:
    ts = slack.post(actions(button("Delete", confirm=CONFIRM)))
    delete = message(page, ts).get_by_role("button", name="Delete", exact=True)
    with behind(stand_ins.url, _at_once):
        delete.click()
        asked = page.get_by_role("alertdialog", name="Really?")
        expect(asked).to_contain_text("This cannot be undone.")
        page.keyboard.press("Escape")
        expect(delete).to_be_focused()
        assert slack.sent("block_actions") == []
        delete.click()
        asked.get_by_role("button", name="Delete it").click()
        expect(asked).to_have_count(0)
        expect(delete).not_to_have_attribute("aria-disabled", "true")

    assert len(slack.sent("block_actions")) == 1


def _at_once(app: AsyncApp) -> None:
    @app.action({"type": "block_actions", "action_id": "go"})
    async def go(ack: Any) -> None:
        await ack()


def test_menus_of_a_message_are_worked_by_keys(page: Page, slack: Slack, stand_ins: RunningSandbox) -> None:
    menu = {"type": "overflow", "action_id": "go", "options": [option("1", "Edit"), option("2", "Copy")]}
    select = {"type": "static_select", "action_id": "go", "options": [option("a", "Apple"), option("p", "Pear")]}
    first = slack.post(actions(menu))
    second = slack.post(actions(select))
    with behind(stand_ins.url, _at_once):
        message(page, first).get_by_role("button", name="More actions").focus()
        for key in ("Enter", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        _until_sent(page, slack, 1)
        message(page, second).get_by_role("combobox").focus()
        for key in ("ArrowDown", "p", "e", "a", "r", "Enter"):
            page.keyboard.press(key)
        _until_sent(page, slack, 2)

    chosen = [one["actions"][0]["selected_option"]["value"] for one in slack.sent("block_actions")]
    assert chosen == ["2", "p"]
    expect(message(page, second).get_by_role("combobox")).to_have_value("Pear")


def _until_sent(page: Page, slack: Slack, count: int) -> None:
    for _ in range(200):
        if len(slack.sent("block_actions")) >= count:
            return
        page.wait_for_timeout(25)
    raise AssertionError("the app was not told")


# --- conversations -------------------------------------------------------------------------------------------------


def test_several_tabs_are_several_people(
    stand_ins: RunningSandbox, slack: Slack, page: Page, new_page: NewPage
) -> None:
    ben = as_person(new_page(stand_ins.url), "U0BEN")
    page.locator("#slack-composer").fill("Who knows the new boiler?")
    page.keyboard.press("Enter")
    asked = ben.locator(".slack-main article", has_text="boiler")
    asked.hover()
    asked.get_by_role("button", name="Reply").click()
    ben.keyboard.type("I do.")
    ben.keyboard.press("Enter")

    page.locator(".slack-thread-link", has_text="1 reply").click()
    expect(page.get_by_role("complementary", name="Thread")).to_contain_text("I do.")
    expect(page.locator("#slack-person")).to_have_value("U0ANNA")
    page.reload()
    expect(page.locator("#slack-person")).to_have_value("U0ANNA")


def test_what_is_new_elsewhere_is_marked_and_told(page: Page, slack: Slack) -> None:
    expect(page.locator("#slack-title-now")).to_have_text("#byhand-queue")
    slack.play("message", person="ben", channel="C0GENERAL", text="Cake in the kitchen")
    entry = page.locator('[data-key="C0GENERAL"]')

    expect(entry).to_have_attribute("data-unread", "1")
    expect(page.locator("#said")).to_have_text("Ben Okafor in #general: Cake in the kitchen")
    entry.click()
    expect(entry).not_to_have_attribute("data-unread", "1")
    slack.play("message", person="ben", channel="C0QUEUE", text="And tea")
    page.reload()
    expect(page.locator('[data-key="C0GENERAL"]')).not_to_have_attribute("data-unread", "1")


def test_what_only_one_person_sees_is_not_shown_to_another(page: Page, slack: Slack) -> None:
    slack.api("chat.postEphemeral", channel="C0QUEUE", user="U0ANNA", text="Only for Anna")
    whisper = page.locator("article.whisper")

    expect(whisper).to_contain_text("Only visible to you")
    as_person(page, "U0BEN")
    expect(whisper).to_have_count(0)
    as_person(page, "U0ANNA")
    whisper.hover()
    whisper.get_by_role("button", name="Dismiss").click()
    expect(whisper).to_have_count(0)


def test_a_command_is_given_in_the_message_box(page: Page, slack: Slack, stand_ins: RunningSandbox) -> None:
    def prepare(app: AsyncApp) -> None:
        @app.command("/byhand")
        async def command(ack: Any, body: Json) -> None:
            await ack(f"You said {body['text']}.")

    with behind(stand_ins.url, prepare):
        page.locator("#slack-composer").fill("/byhand pause 2h")
        page.keyboard.press("Enter")
        expect(page.locator("article.whisper")).to_contain_text("You said pause 2h.")
    for wrong, words in (("/byhand help", "dispatch_failed"), ("/unknown", "not a valid command")):
        page.locator("#slack-composer").fill(wrong)
        page.keyboard.press("Enter")
        expect(page.locator("article.whisper").last).to_contain_text(words)


def test_one_changes_and_deletes_what_one_wrote(page: Page, slack: Slack) -> None:
    ts = slack.play("message", person="anna", channel="C0QUEUE", text="@ben see https://example.com & tell me")["ts"]
    message(page, ts).hover()
    message(page, ts).get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Change the message")).to_have_value("@ben see https://example.com & tell me")
    page.get_by_label("Change the message").fill("Never mind")
    page.keyboard.press("Enter")

    expect(message(page, ts)).to_contain_text("Never mind")
    expect(message(page, ts)).to_contain_text("(edited)")
    message(page, ts).get_by_role("button", name="Delete").click()
    expect(message(page, ts)).to_have_count(0)


def test_colleagues_write_to_each_other(page: Page, slack: Slack) -> None:
    page.get_by_label("Write to a colleague").select_option("U0BEN")
    expect(page.locator("#slack-title-now")).to_have_text("Ben Okafor")
    page.locator("#slack-composer").fill("Lunch?")
    page.keyboard.press("Enter")
    expect(page.locator(".slack-main article")).to_contain_text("Lunch?")
    as_person(page, "U0BEN")

    expect(page.locator(".slack-entry", has_text="Anna Lindqvist")).to_have_attribute("data-unread", "1")


def test_one_joins_a_channel(page: Page) -> None:
    page.get_by_label("Join a channel").select_option("C0LEADS")

    expect(page.locator("#slack-title-now")).to_have_text("#byhand-leads")


def test_a_home_tab_is_empty_until_the_app_publishes_one(page: Page, slack: Slack) -> None:
    page.locator('[data-key="app"]').click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("Home is empty")
    view = {"type": "home", "blocks": [{"type": "header", "text": plain("Your day")}, actions(button("Refresh"))]}
    slack.api("views.publish", user_id="U0ANNA", view=view)

    home = page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading", name="Your day")).to_be_visible()
    home.get_by_role("button", name="Refresh").click()
    expect(home.get_by_role("alert")).to_contain_text("did not answer")
    assert slack.sent("block_actions")[0]["container"]["type"] == "view"


# --- staying where one is ------------------------------------------------------------------------------------------


def test_what_arrives_disturbs_neither_typing_nor_an_open_menu(page: Page, slack: Slack) -> None:
    page.locator("#slack-composer").press_sequentially("half a ")
    slack.play("message", person="ben", channel="C0QUEUE", text="first")
    expect(page.locator(".slack-main article", has_text="first")).to_be_visible()
    page.keyboard.type("sentence")
    expect(page.locator("#slack-composer")).to_have_value("half a sentence")

    ts = slack.post(actions({"type": "users_select", "action_id": "u", "placeholder": plain("Pick somebody")}))
    message(page, ts).get_by_role("combobox").click()
    slack.play("message", person="ben", channel="C0QUEUE", text="second")
    expect(page.locator(".slack-main article", has_text="second")).to_be_visible()
    expect(page.get_by_role("listbox").get_by_role("option", name="Grace Kim")).to_be_visible()


def test_a_card_that_changes_keeps_the_focus(page: Page, slack: Slack) -> None:
    ts = slack.post(actions(button("Take it")))
    message(page, ts).get_by_role("button", name="Take it").focus()
    claimed = [actions(button("Answer")), section(plain("Yours"))]
    slack.api("chat.update", channel="C0QUEUE", ts=ts, text="x", blocks=claimed)

    expect(message(page, ts).get_by_role("button", name="Answer")).to_be_focused()
    slack.api("chat.update", channel="C0QUEUE", ts=ts, text="x", blocks=[section(plain("Taken by Ben"))])
    expect(message(page, ts)).to_be_focused()


def test_a_thousand_messages_are_all_there(page: Page, slack: Slack) -> None:
    for number in range(1000):
        slack.play("message", person="ben", channel="C0GENERAL", text=f"message {number}.")
    page.locator('[data-key="C0GENERAL"]').click()
    articles = page.locator(".slack-main article")
    expect(articles.last).to_contain_text("message 999.")
    assert articles.count() < 1000

    box = page.locator(".slack-main .slack-scroll")
    for _ in range(100):
        box.evaluate("(one) => { one.scrollTop = -one.scrollHeight; }")
        page.wait_for_timeout(20)
        if articles.count() == 1000:
            break
    expect(articles.first).to_contain_text("message 0.")
    slack.play("message", person="ben", channel="C0GENERAL", text="newest")
    page.get_by_role("button", name="New messages").click()
    expect(articles.last).to_be_in_viewport()


def test_keys_go_from_message_to_message_and_conversation_to_conversation(page: Page, slack: Slack) -> None:
    for text in ("one", "two"):
        slack.play("message", person="ben", channel="C0QUEUE", text=text)
    expect(page.locator(".slack-main article")).to_have_count(2)
    page.get_by_role("region", name="Messages in #byhand-queue").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".slack-main article").first).to_be_focused()
    page.locator('[data-key="C0QUEUE"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#slack-title-now")).to_have_text("#general")


def test_on_a_narrow_screen_nothing_is_cut_off(stand_ins: RunningSandbox, slack: Slack, new_page: NewPage) -> None:
    ts = slack.post(*GALLERY)
    page = new_page(stand_ins.url, width=375, height=800)
    page.locator("#switcher").get_by_role("button", name="Slack").click()
    expect(message(page, ts)).to_be_visible()
    wide = "() => [...document.querySelectorAll('#slack *')].filter((one) => one.scrollWidth > innerWidth).length"
    assert page.evaluate(wide) == 0
    page.get_by_role("button", name="Conversations").click()
    page.locator('[data-key="C0GENERAL"]').click()

    expect(page.locator("#slack-title-now")).to_have_text("#general")
    expect(page.locator("#slack-side")).not_to_be_visible()
    assert violations(page) == []
