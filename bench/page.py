"""The demo's page in Chromium: how soon it paints and shows what happened, and how it scrolls with many messages."""

import shutil
import time
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, at_most, middle, not_yet, percentile, spread
from bench.processes import LOOPBACK, answers, free_port, running
from bench.scale import Bench

NAME = "page"
MESSAGES = 1_000  # on each platform
EVENTS = 30
FRAMES = 150
DROPPED_MILLISECONDS = 50.0  # three frames of sixty a second: one sees it
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAINT, EVENT = "first paint", "an event visible"
TEXT = "My washing machine shows E18 and the water stays in the drum. What can I do? Message"

# Resolves with the time at which a text stands on the page and a frame was drawn with it.
_APPEARS = """(text) => new Promise((resolve) => {
  const look = () => document.body.textContent.includes(text) && requestAnimationFrame(() => setTimeout(() => {
    watch.disconnect();
    resolve(performance.timeOrigin + performance.now());
  }));
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  window.armed = text;
  look();
})"""
# Scrolls the longest list of a pane away from its newest entry, which may stand above or below; how long frames took.
_SCROLL = """([pane, frames]) => new Promise((resolve) => {
  const lists = [...document.querySelectorAll(`${pane} *`)].filter((one) => one.checkVisibility());
  const list = lists.sort((a, b) => (b.scrollHeight - b.clientHeight) - (a.scrollHeight - a.clientHeight))[0];
  const took = [];
  list.scrollTop = 0;
  const step = pane === "#slack" ? -500 : 500;
  let before = performance.now();
  requestAnimationFrame(function draw(now) {
    took.push(now - before);
    before = now;
    list.scrollTop += step;
    if (took.length <= frames) requestAnimationFrame(draw);
    else resolve(took.slice(1));
  });
})"""


def steps(bench: Bench) -> int:
    return 2 + bench.scale.runs


def measure(bench: Bench) -> list[Figure]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        return [not_yet(NAME, PAINT, "s", at_most(1), "no Chromium found; apt-get install chromium")]
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    log = bench.folder / "page-sandbox.log"
    command = ["-m", "sandbox", "--port", str(port)]
    with running(command, answers(f"{url}/_control/state"), log), sync_playwright() as playwright:
        bench.step(f"page: {MESSAGES:,} messages on each platform")
        with httpx.Client(base_url=f"{url}/_control/", trust_env=False, timeout=60) as world:
            _fill(world)
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            paints = []
            for _ in range(bench.scale.runs):
                bench.step("page: first paint")
                paints.append(_paint(browser.new_page(viewport={"width": 1440, "height": 900}), url))
            bench.step("page: events and scrolling")
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(url)
            figures = [*_events(page, world), *_scrolling(page)]
            browser.close()
    painted, filled = zip(*paints, strict=True)
    return [
        Figure(NAME, PAINT, middle(painted), "s", at_most(1), spread(painted)),
        Figure(
            NAME, f"everything there, of {MESSAGES:,} messages a platform", middle(filled), "s", None, spread(filled)
        ),
        *figures,
    ]


def _fill(world: httpx.Client) -> None:
    world.post("x/flood", json={"count": MESSAGES, "text": TEXT}).raise_for_status()
    for number in range(MESSAGES):
        text = f"{TEXT} {number}"
        world.post("telegram/messages", json={"from": "Tomas", "text": text}).raise_for_status()
        said = {"person": "U0ANNA", "channel": "byhand-queue", "text": text}
        world.post("slack/message", json=said).raise_for_status()


def _paint(page: Page, url: str) -> tuple[float, float]:
    """Seconds from the address to the first paint, and until all is there."""
    page.goto(url)
    for shown in ("#x .post", "#slack article", ".story"):
        page.locator(shown).first.wait_for(state="attached", timeout=60_000)
    found: list[float] = page.evaluate(
        "[performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000, performance.now() / 1000]"
    )
    page.close()
    return found[0], found[1]


def _events(page: Page, world: httpx.Client) -> list[Figure]:
    """Milliseconds from just before a call until what it did is drawn."""
    figures = []
    ways: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
        "on X": ("x/posts", lambda text: {"author": "ann", "text": text}),
        "in Slack": ("slack/message", lambda text: {"person": "U0BEN", "channel": "byhand-queue", "text": text}),
        "on Telegram": ("telegram/messages", lambda text: {"from": "Tomas", "text": text}),
    }
    for where, (call, make) in ways.items():
        if where == "on Telegram":
            page.get_by_role("tab", name="Telegram").click()
        waits = [_wait(page, world, call, make(f"{where}, event {number}.")) for number in range(EVENTS)]
        beside = f"the middle one {middle(waits):.0f} ms; {MESSAGES:,} messages in every pane"
        figures.append(Figure(NAME, f"{EVENT} {where}, p95", percentile(waits, 95), "ms", at_most(300), beside))
    return figures


def _wait(page: Page, world: httpx.Client, call: str, body: dict[str, Any]) -> float:
    text = str(body["text"])
    page.evaluate(f"text => {{ window.appeared = ({_APPEARS})(text); }}", text)
    began = time.time()
    world.post(call, json=body).raise_for_status()
    appeared: float = page.evaluate("window.appeared")
    return appeared - began * 1000


def _scrolling(page: Page) -> list[Figure]:
    """The share of frames that came late while a long list ran by, 500 pixels a frame."""
    figures = []
    page.get_by_role("tab", name="X", exact=True).click()
    for where, pane in (("posts on X", "#x"), ("messages in Slack", "#slack")):
        took: list[float] = page.evaluate(_SCROLL, [pane, FRAMES])
        late = 100 * sum(one > DROPPED_MILLISECONDS for one in took) / len(took)
        beside = (
            f"later than {DROPPED_MILLISECONDS:.0f} ms; p95 {percentile(took, 95):.0f} ms, longest {max(took):.0f} ms"
        )
        figures.append(Figure(NAME, f"late frames scrolling {MESSAGES:,} {where}", late, "%", at_most(5), beside))
    return figures
