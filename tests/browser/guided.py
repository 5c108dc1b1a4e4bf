"""A person who knows nothing but what the guide says."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class Guided:
    """The page in a person's hands; `says` waits until the guide asks for something."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self.pictures = page, pictures

    def says(self, step: int, words: str) -> None:
        expect(self.page.locator(".guide-title")).to_contain_text(f"Step {step} of 5")
        expect(self.page.locator(".guide-text")).to_contain_text(words)

    def said_all(self) -> None:
        expect(self.page.locator(".guide-title")).to_have_text("That was the whole way")

    def press(self, label: str) -> None:
        """A button of the guide itself."""
        self.page.locator("#guide").get_by_role("button", name=label).click()

    @property
    def pointed_at(self) -> Locator:
        return self.page.locator(".guided")

    @property
    def window(self) -> Locator:
        """The open modal in Slack."""
        return self.page.locator('#slack [role="dialog"][data-callback]')

    def story(self, asker: str) -> Locator:
        """The newest question by somebody."""
        return self.page.locator(".story", has_text=asker).first

    def picture(self, name: str, of: Locator | None = None) -> None:
        """A screenshot without a blinking cursor, and of a part without the guide's mark around it."""
        unmarked = ".guided { outline: none !important }" if of else ""
        path = self.pictures / f"{name}.png"
        (of or self.page).screenshot(path=path, caret="hide", animations="disabled", style=unmarked)
