"""Byhand's own card and modals in the pane of the volunteers: read, reached by keys, and with nothing cut off."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from bots.slack import blocks, enrolment, explained, wrong_topic
from policies.file import read as read_policy
from sandbox.serve import RunningSandbox
from tests.browser.conftest import NewPage
from tests.browser.slack_app import Slack, actions, behind, button, opens
from tests.browser.slack_looks import as_person, message, violations
from tests.factories import DEFAULT_POLICY
from tests.unit.slack_samples import card
from tests.unit.test_slack_topic import CHOICE, TOLD

pytestmark = pytest.mark.timeout(120)
LOOKS = {"light": (1440, 900), "dark": (1440, 900), "phone": (375, 812)}
DRAWN: dict[str, Callable[[], dict[str, Any]]] = {
    "Why this question?": lambda: explained.show(TOLD),
    "Which topic is it?": lambda: wrong_topic.ask(CHOICE),
    "Answer by hand": lambda: enrolment.enrol(read_policy(DEFAULT_POLICY.read_text("utf-8"))),
}


@pytest.fixture
def slack(stand_ins: RunningSandbox) -> Iterator[Slack]:
    found = Slack(stand_ins.url)
    found.reset()
    yield found
    found.close()


@pytest.fixture(params=LOOKS)
def page(request: pytest.FixtureRequest, stand_ins: RunningSandbox, slack: Slack, new_page: NewPage) -> Any:
    width, height = LOOKS[request.param]
    found = new_page(stand_ins.url, width=width, height=height, scheme="dark" if request.param == "dark" else "light")
    found.emulate_media(reduced_motion="reduce")
    if request.param == "phone":
        found.get_by_role("button", name="Slack", exact=True).click()
    return as_person(found, "U0ANNA")


def test_a_card_leads_to_wrong_topic_and_why_me_by_keys(page: Any, slack: Slack) -> None:
    asked = {"topic_share": 0.62, "kind": "complaint", "language": "de"}
    ts = slack.post(*blocks.card(card(question=asked, reads=("en",))).blocks)
    shown = message(page, ts)

    expect(shown).to_contain_text("Topic: Phones, 62 % likely")
    expect(shown).to_contain_text("Written in German")
    shown.get_by_role("button", name="Wrong topic?").focus()
    page.keyboard.press("Tab")
    expect(shown.get_by_role("button", name="Why me?")).to_be_focused()
    page.keyboard.press("Tab")
    expect(shown.get_by_role("button", name="I'll take it")).to_be_focused()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


@pytest.mark.parametrize("title", DRAWN)
def test_a_modal_of_byhands_is_read_and_filled_in_by_everybody(
    page: Any, slack: Slack, stand_ins: RunningSandbox, title: str
) -> None:
    with behind(stand_ins.url, opens(DRAWN[title]())):
        ts = slack.post(actions(button("Open it")))
        message(page, ts).get_by_role("button", name="Open it").click()
        window = page.get_by_role("dialog", name=title)

        expect(window).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
