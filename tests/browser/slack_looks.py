"""What a test sees of the pane of the volunteers, and whose eyes it looks through."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import Locator, Page


def as_person(page: Page, person: str) -> Page:
    page.locator("#slack-person").select_option(person)
    return page


def message(page: Page, ts: str) -> Locator:
    return page.locator(f'.slack-main article[data-ts="{ts}"]')


def violations(page: Page) -> list[Any]:
    found = Axe().run(page, context="#slack").response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
