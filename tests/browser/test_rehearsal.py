"""The page of a rehearsal in a real browser: read by everybody, on any screen, by keyboard, on paper, and offline."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page, Request, expect

from policies.file import read
from routing import rehearsal
from routing.languages import detect
from routing.places import Places
from routing.ports import Guess
from routing.reader import Said
from routing.rehearsal import page as rehearsal_page
from routing.rehearsal.asked import read_questions
from routing.rehearsal.colleagues import read_colleagues
from routing.rehearsal.faults import Fault
from routing.rehearsal.play import play
from routing.rehearsal.router import Router
from routing.topics.model import Topics
from tests.browser import chromium

EXAMPLE = Path(rehearsal.__file__).parent / "example"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> TV, Leeds"
Look = tuple[int, Literal["light", "dark"]]
LOOKS: list[Look] = [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, policy_text: str, finder: Places) -> str:
    """The example's page, with a question that would like to be more than text."""
    chromium.find()
    policy = read(policy_text)
    topics = Topics(policy.topics)

    def read_text(text: str, language: str) -> Said:
        spoken = detect(text, language)
        return Said(topics.rank(text, spoken.value), Guess("question", 0.9), spoken)

    router = Router(policy, read_text, finder)
    more = f'\n{{"text": "{HOSTILE}", "time": "2026-11-23T12:00:00Z"}}\n'.encode()
    asked, _ = read_questions((EXAMPLE / "questions.jsonl").read_bytes() + more, NOON)
    people, _ = read_colleagues((EXAMPLE / "colleagues.csv").read_bytes(), policy, finder)
    sources = rehearsal_page.Sources("questions.jsonl", "colleagues.csv", NOON, (Fault(9, "it is no JSON"),))
    path = tmp_path_factory.mktemp("rehearsal") / "rehearsal.html"
    path.write_text(rehearsal_page.render(play(router, asked, people), sources, finder.settlements()), "utf-8")
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, written: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page as wide and as bright as the test says; whatever goes wrong in it fails the test."""
    look: Look = getattr(request, "param", LOOKS[0])
    width, scheme = look
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    wrong: list[str] = []

    def hear(asked: Request) -> None:
        if asked.url != written:
            wrong.append(asked.url)

    page.on("request", hear)
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(written)
    yield page
    context.close()
    assert wrong == []


@pytest.mark.parametrize("opened", LOOKS, indirect=True)
def test_axe_finds_nothing(opened: Page) -> None:
    opened.locator(".asked summary").first.click()
    found = Axe().run(opened).response["violations"]

    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []


@pytest.mark.parametrize("opened", LOOKS, indirect=True)
def test_nothing_runs_out_at_the_side(opened: Page) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_strangers_write_is_text(opened: Page) -> None:
    expect(opened.get_by_text(HOSTILE)).to_be_visible()
    assert opened.locator("img, script, iframe, [onerror]").count() == 0


def test_questions_are_chosen_by_keyboard_without_a_script(opened: Page) -> None:
    every = opened.locator(".card:visible").count()
    opened.get_by_role("radio", name="all").focus()
    opened.keyboard.press("ArrowLeft")  # around to the last: nobody
    shown = opened.locator(".card:visible")

    expect(opened.get_by_role("radio", name="nobody")).to_be_checked()
    assert 0 < shown.count() < every
    assert set(shown.locator(".badge").all_inner_texts()) == {"nobody"}


def test_why_somebody_was_asked_opens_by_keyboard(opened: Page) -> None:
    opened.locator(".asked summary").first.focus()
    opened.keyboard.press("Enter")

    expect(opened.get_by_text("The card would have told them:").first).to_be_visible()


def test_the_first_tab_leads_past_the_head(opened: Page) -> None:
    opened.keyboard.press("Tab")

    expect(opened.get_by_role("link", name="Skip to the results")).to_be_focused()


def test_a_place_of_the_list_leads_to_its_question(opened: Page) -> None:
    link = opened.locator(".spots a").first
    target = link.get_attribute("href")
    link.click()

    assert target
    expect(opened.locator(f"{target}:target")).to_be_in_viewport()


def test_the_maps_show_land_questions_and_colleagues(opened: Page) -> None:
    assert opened.locator(".map").count() >= 2
    for part in (".land", ".q", ".home"):
        assert opened.locator(f".map {part}").count() > 0


def test_on_paper_it_is_whole_and_has_nothing_to_click(opened: Page) -> None:
    opened.emulate_media(media="print")

    for gone in (".choice", "summary"):
        expect(opened.locator(gone).first).to_be_hidden()
    expect(opened.locator(".card").last).to_be_visible()
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
