"""What the page promises whoever looks at it: to be readable, reachable, live, and deaf to strangers' markup."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page, expect

from sandbox.serve import RunningSandbox
from tests.browser.conftest import NewPage

MARKUP = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script> *bold* <b>&amp;</b>"
MODAL = {
    "type": "modal",
    "callback_id": "answer.submit",
    "title": {"type": "plain_text", "text": "Answer on X"},
    "submit": {"type": "plain_text", "text": "Preview"},
    "close": {"type": "plain_text", "text": "Cancel"},
    "blocks": [
        {
            "type": "input",
            "block_id": "answer",
            "label": {"type": "plain_text", "text": "Your answer"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}


@pytest.fixture
def world(stand_ins: RunningSandbox) -> Iterator[httpx.Client]:
    """Calls to an empty sandbox, as people and tests make them."""
    with httpx.Client(base_url=f"{stand_ins.url}/_control/", trust_env=False) as client:
        assert client.post("reset").is_success
        yield client


def _fill(world: httpx.Client, text: str = "@brightaisle my fridge hums. Is that normal?") -> None:
    """Somebody asks everywhere, and Slack holds a card and a word."""
    first = world.post("x/posts", json={"author": "ann", "text": text}).json()["id"]
    world.post("x/posts", json={"author": "bob", "text": text, "reply_to": first})
    world.post("x/posts", json={"author": "maria_h", "text": text, "quote": first})
    world.post(f"x/posts/{first}/like", json={"person": "bob"})
    world.post("telegram/messages", json={"from": "Tomas", "text": text})
    world.post("telegram/messages", json={"from": "Tomas", "location": {"latitude": 53.55, "longitude": 10.0}})
    world.post("slack/message", json={"person": "U0ANNA", "channel": "byhand-queue", "text": text})
    world.post("faults", json={"platform": "x", "kind": "latency", "method": "POST /2/tweets"})


LOOKS = {"light": (1440, 900), "dark": (1440, 900), "phone": (375, 812)}


def _violations(page: Page, part: str = "html") -> list[str]:
    found = Axe().run(page, context=part).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage, look: str) -> None:
    _fill(world)
    width, height = LOOKS[look]
    page = new_page(stand_ins.url, width=width, height=height, scheme="dark" if look == "dark" else "light")
    page.emulate_media(reduced_motion="reduce")  # what is still fading in has no colours to judge yet
    expect(page.locator("#x .post")).to_have_count(3)
    show = _shower(page, look)

    assert _violations(page) == []
    for tab in ("Telegram", "Calls", "Faults"):
        pane = show(tab)
        page.get_by_role("tab", name=tab).click()
        assert _violations(page, pane) == []
    show("Slack")
    _open_modal(page, world, stand_ins.url)
    expect(page.locator('#slack [data-callback="answer.submit"]')).to_be_visible()
    assert _violations(page, "#slack") == []


def _shower(page: Page, look: str) -> Callable[[str], str]:
    """What brings a part into view, where panes are tabs; it gives the part's pane."""
    panes = {"Telegram": ("Askers", "#askers"), "Slack": ("Slack", "#slack")}

    def show(part: str) -> str:
        button, pane = panes.get(part, ("What happens", "#happens"))
        if look == "phone":
            page.get_by_role("button", name=button, exact=True).click()
        return pane

    return show


def _open_modal(page: Page, world: httpx.Client, url: str) -> None:
    """As an application would, with the right that Anna's command gave it, though it does not answer that."""
    with page.expect_response("**/_control/slack/command"):
        page.locator("#slack-composer").fill("/byhand help")
        page.locator("#slack-composer").press("Enter")
    trigger = world.get("slack/sent").json()[-1]["payload"]["trigger_id"]
    opened = httpx.post(
        f"{url}/slack/api/views.open",
        json={"trigger_id": trigger, "view": MODAL},
        headers={"authorization": "Bearer xoxb-sandbox-bot-token"},
        trust_env=False,
    )
    assert opened.json()["ok"], opened.text


def test_on_a_phone_one_pane_is_shown_at_a_time_and_nothing_is_cut_off(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage
) -> None:
    _fill(world)
    page = new_page(stand_ins.url, width=375, height=812)
    for button, pane in (("Askers", "#askers"), ("Slack", "#slack"), ("What happens", "#happens")):
        page.get_by_role("button", name=button, exact=True).click()
        shown = [name for name in ("#askers", "#slack", "#happens") if page.locator(name).is_visible()]
        assert shown == [pane]
        assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_two_tabs_are_two_people(world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage) -> None:
    first = new_page(stand_ins.url)
    second = first.context.new_page()
    second.goto(stand_ins.url)
    second.get_by_label("On X you are").fill("@li_wei")
    second.get_by_label("On X you are").press("Enter")
    second.locator("#slack-person").select_option("U0BEN")

    for page, text in ((first, "from the first tab"), (second, "from the second tab")):
        page.get_by_label("Post on X").fill(text)
        page.get_by_role("button", name="Post", exact=True).click()

    for page in (first, second):
        expect(page.locator("#x .post", has_text="from the first tab")).to_contain_text("@maria_h")
        expect(page.locator("#x .post", has_text="from the second tab")).to_contain_text("@li_wei")
    expect(first.locator("#slack-person")).to_have_value("U0ANNA")
    second.reload()
    expect(second.locator("#slack-person")).to_have_value("U0BEN")


def test_only_the_author_edits_and_deletes(world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage) -> None:
    page = new_page(stand_ins.url)
    world.post("x/posts", json={"author": "ann", "text": "mine, not yours"})
    page.get_by_label("Post on X").fill("first words")
    page.get_by_label("Post on X").press("Enter")
    mine, hers = (page.locator("#x .post", has_text=text) for text in ("first words", "not yours"))
    expect(hers.get_by_role("button", name="Reply")).to_be_visible()
    expect(hers.get_by_role("button", name="Edit")).to_have_count(0)

    mine.get_by_role("button", name="Edit").click()
    page.get_by_label("Edit the post").fill("better words")
    page.get_by_role("button", name="Save").click()

    edited = page.locator("#x .post", has_text="better words")
    expect(edited).to_contain_text("edited")
    edited.get_by_role("button", name="Delete").click()
    expect(edited).to_have_count(0)


def test_telegram_takes_replies_reactions_pictures_and_places(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage, tmp_path: Path
) -> None:
    picture = tmp_path / "display.png"
    page = new_page(stand_ins.url)
    page.locator("#shortcuts-button").screenshot(path=picture)
    page.get_by_role("tab", name="Telegram").click()
    page.get_by_text("New group").click()
    page.get_by_label("Name of the new group").fill("Kitchen friends")
    page.get_by_role("button", name="Make").click()
    write = page.get_by_label("Message in Kitchen friends")
    write.fill("@brightaisle_bot it hums")
    write.press("Enter")
    said = page.locator("#telegram .bubble", has_text="it hums")
    said.get_by_text("React").click()
    said.get_by_role("button", name="heart").click()
    expect(said.get_by_label("Reactions", exact=True)).to_have_text("❤ Tomas")

    said.get_by_role("button", name="Reply").click()
    write.fill("this is how it looks")
    page.locator("#telegram-composer-picture").set_input_files(picture)
    expect(page.get_by_role("button", name="Remove the picture display.png")).to_be_visible()
    page.locator("#telegram").get_by_label("Location to share").select_option("Berlin")
    page.locator("#telegram").get_by_role("button", name="Send").click()

    shown = page.get_by_role("img", name="this is how it looks")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth > 1")
    expect(page.locator("#telegram .bubble", has_text="Location: Berlin")).to_be_visible()


def test_what_strangers_write_is_shown_as_text(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage
) -> None:
    page = new_page(stand_ins.url)
    _fill(world, f"@brightaisle {MARKUP}")
    world.post("x/people", json={"handle": "ann", "name": MARKUP})
    world.post("telegram/chats", json={"type": "supergroup", "title": MARKUP})

    expect(page.locator("#x .post").first).to_contain_text(MARKUP)
    expect(page.locator(".story", has_text="@ann").first).to_contain_text(MARKUP)
    expect(page.locator("#slack")).to_contain_text("onerror=")
    page.get_by_role("tab", name="Telegram").click()
    expect(page.locator("#telegram .bubble").first).to_contain_text(MARKUP)
    expect(page.locator("#telegram .chats")).to_contain_text(MARKUP)

    assert page.locator("main :is(script, img, [onerror])").count() == 0
    expect(page).to_have_title("Byhand sandbox")


def test_a_fault_is_switched_on_and_off_by_words(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage
) -> None:
    page = new_page(stand_ins.url)
    page.get_by_role("tab", name="Faults").click()
    page.get_by_label("Where").select_option("Slack")
    page.get_by_label("Which call").select_option("Opening a window")
    page.get_by_text("Slow", exact=True).click()
    page.get_by_label("Seconds").fill("2.5")
    page.get_by_label("When").select_option("Every time")
    page.get_by_role("button", name="Switch on").click()

    on = page.get_by_label("Faults switched on").get_by_role("listitem")
    expect(on).to_contain_text("Slack: opening a window, every time")
    (fault,) = world.get("faults").json()
    assert (fault["kind"], fault["method"], fault["seconds"], fault["times"]) == ("latency", "views.open", 2.5, None)

    on.get_by_role("button", name="Switch off").click()
    expect(on).to_have_count(0)
    assert world.get("faults").json() == []


def test_the_recording_is_filtered_and_opened_and_holds_no_key(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage
) -> None:
    page = new_page(stand_ins.url)
    page.get_by_role("tab", name="Calls").click()
    token = "4200000001:sandbox-telegram-token"
    with httpx.Client(base_url=f"{stand_ins.url}/telegram/bot{token}/", trust_env=False) as bot:
        bot.post("getMe")
        bot.post("sendMessage", json={"chat_id": 1, "text": "nobody is there"})

    calls = page.locator(".call:visible")
    expect(calls).to_have_count(2)
    page.get_by_label("Filter by call").fill("sendm")
    expect(calls).to_have_count(1)
    calls.locator("summary").click()
    expect(calls).to_contain_text("nobody is there")
    expect(calls).to_contain_text("chat not found")
    assert token not in page.content()


def test_a_browser_that_comes_back_has_missed_nothing(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage
) -> None:
    page = new_page(stand_ins.url)
    page.context.set_offline(True)
    world.post("x/posts", json={"author": "ann", "text": "said meanwhile"})
    page.context.set_offline(False)
    expect(page.locator("#x .post", has_text="said meanwhile")).to_have_count(1)
    world.post("reset")
    expect(page.locator("#x .post")).to_have_count(0)


def test_single_keys_lead_through_the_page_and_can_be_switched_off(
    world: httpx.Client, stand_ins: RunningSandbox, new_page: NewPage
) -> None:
    page = new_page(stand_ins.url)
    for key, focused in (("t", "#telegram-composer"), ("x", "#x-composer"), ("f", "#fault-platform")):
        page.keyboard.press(key)
        expect(page.locator(focused)).to_be_focused()
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Switch single keys off").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("x")
    expect(page.locator("#x-composer")).not_to_be_focused()
