"""The demo as a person starts it, and a real browser to look at its page."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sandbox.serve import RunningSandbox, running
from tests.browser import chromium

ROOT = Path(__file__).parents[2]
START_SECONDS = 90.0
PATIENCE_MILLISECONDS = 30_000
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
NewPage = Callable[..., Page]
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module, gone before other tests need an event loop of their own."""
    path = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page of a running `byhand demo`."""
    chromium.find()
    folder = tmp_path_factory.mktemp("demo")
    words = ["demo", "--no-browser", "--port", str(_free_port()), "--folder", str(folder)]
    command = [sys.executable, "-c", "import main; main.cli()", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_", "PYTEST"))}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=kept | {"COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield _address(process)
        finally:
            # Its whole family at once: how it ends in order is tested elsewhere.
            os.killpg(process.pid, signal.SIGKILL)


def _address(process: subprocess.Popen[str]) -> str:
    """What it prints first: where to look."""
    heard: list[str] = []
    found = threading.Event()
    ended = threading.Thread(target=_listen, args=(process.stdout, heard, found), daemon=True)
    ended.start()
    found.wait(START_SECONDS)
    address = ADDRESS.search("".join(heard))
    assert address, f"the demo did not start: {''.join(heard)}"
    return address.group()


def _listen(said: Iterable[str] | None, heard: list[str], found: threading.Event) -> None:
    for line in said or ():
        heard.append(line)
        if ADDRESS.search(line):
            found.set()
    found.set()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def stand_ins() -> Iterator[RunningSandbox]:
    """A sandbox alone, with nobody behind it."""
    chromium.find()
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens tabs of their own; a script's error fails the test."""
    errors: list[str] = []
    contexts = []

    def open_page(url: str, *, width: int = 1440, height: int = 900, scheme: Scheme = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        expect(page.locator("#connection")).to_have_text("live")
        return page

    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: `make pictures` names the folder of the README's."""
    named = os.environ.get("BYHAND_PICTURES")
    return Path(named) if named else tmp_path_factory.mktemp("pictures")
