"""What all stand-ins share: recording, faults, the feed, limits, the control calls, the page."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sandbox import app, core
from sandbox.core import Fault, Sandbox
from sandbox.limits import FixedWindows, SlidingWindows
from sandbox.serve import RunningSandbox, running

# Faults and the recording


def test_a_fault_meets_its_platform_and_calls_only_and_as_often_as_said() -> None:
    sandbox = Sandbox()
    sandbox.add_fault(Fault("x", "POST *", "5xx", times=2))
    met = [sandbox.take_fault(*call) is not None for call in (("slack", "POST /2/tweets"), ("x", "GET /2/users/me"))]
    assert met == [False, False]
    assert [sandbox.take_fault("x", "POST /2/tweets") is not None for _ in range(3)] == [True, True, False]
    assert sandbox.faults == []


def test_a_fault_of_all_platforms_without_end_stays() -> None:
    sandbox = Sandbox()
    sandbox.add_fault(Fault("*", "*", "down", times=None))
    assert all(sandbox.take_fault(platform, "anything") for platform in ("x", "telegram", "slack"))


def test_a_rate_meets_its_share_of_calls() -> None:
    sandbox = Sandbox()
    sandbox.add_fault(Fault("x", "*", "5xx", times=None, rate=0.25))
    met = sum(sandbox.take_fault("x", "GET /2/users/me") is not None for _ in range(2000))
    assert 400 < met < 600


def test_faults_are_removed_by_number_or_all() -> None:
    sandbox = Sandbox()
    first, second = (sandbox.add_fault(Fault("x", name, "5xx")) for name in ("a", "b"))
    assert sandbox.remove_faults(first.id)
    assert sandbox.faults == [second]
    assert not sandbox.remove_faults(first.id)
    assert sandbox.remove_faults()
    assert sandbox.faults == []


def test_the_recording_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "LONGEST_RECORDING", 100)
    sandbox = Sandbox()
    numbers = [sandbox.record("x", "GET /2/users/me", None).number for _ in range(150)]
    assert len(sandbox.recording) <= 100
    assert sandbox.recording[-1].number == numbers[-1]


def test_a_reset_empties_every_world_and_ends_faults() -> None:
    sandbox, emptied = Sandbox(), []
    sandbox.resets.append(lambda: emptied.append("world"))
    sandbox.add_fault(Fault("x", "*", "5xx"))
    sandbox.record("x", "GET /2/users/me", None)
    sandbox.reset()
    assert (emptied, sandbox.faults, sandbox.recording) == (["world"], [], [])


async def test_a_page_that_does_not_keep_up_loses_the_oldest() -> None:
    sandbox = Sandbox()
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(2)
    sandbox.listeners.append(queue)
    for number in range(5):
        sandbox.tell("x", {"number": number})
    assert [queue.get_nowait()["data"]["number"] for _ in range(2)] == [3, 4]


# Limits


def test_a_fixed_window_counts_down_per_key() -> None:
    windows = FixedWindows()
    taken = [windows.take("ann", 2, 900) for _ in range(3)]
    assert [(one.remaining, one.allowed) for one in taken] == [(1, True), (0, True), (0, False)]
    assert windows.take("bob", 2, 900).allowed
    assert 899 <= taken[0].reset - time.time() <= 901


def test_a_fixed_window_begins_again_sooner_when_time_runs_faster() -> None:
    windows = FixedWindows(speed=900 / 0.05)
    assert windows.take("ann", 1, 900).allowed
    assert not windows.take("ann", 1, 900).allowed
    time.sleep(0.06)
    assert windows.take("ann", 1, 900).allowed


def test_a_sliding_window_tells_how_long_to_wait() -> None:
    windows = SlidingWindows()
    for _ in range(2):
        assert windows.wait("ann", 2, 10) == 0
        windows.count("ann")
    assert 9 < windows.wait("ann", 2, 10) <= 10
    assert windows.wait("bob", 2, 10) == 0
    windows.clear()
    assert windows.wait("ann", 2, 10) == 0


# The control calls


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running() as one:
        yield one


@pytest.fixture
def http(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, trust_env=False, timeout=10) as one:
        one.post("/_control/reset")
        yield one


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "explosion"},
        {"kind": "5xx", "platform": "myspace"},
        {"kind": "5xx", "times": 0},
        {"kind": "5xx", "rate": "often"},
        {"kind": "5xx", "colour": "red"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_words(http: httpx.Client, fault: dict[str, Any]) -> None:
    answer = http.post("/_control/faults", json=fault)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert http.get("/_control/faults").json() == []


def test_faults_are_listed_with_a_number_to_remove_them_by(http: httpx.Client) -> None:
    fault = http.post("/_control/faults", json={"platform": "x", "kind": "down"}).json()
    assert (fault["method"], fault["times"]) == ("*", None)
    assert [one["id"] for one in http.get("/_control/faults").json()] == [fault["id"]]
    assert http.delete(f"/_control/faults/{fault['id']}").status_code == 204
    assert http.delete(f"/_control/faults/{fault['id']}").status_code == 404


def test_a_body_that_is_no_json_is_refused(http: httpx.Client) -> None:
    for body in (b"{", b"[1]"):
        assert http.post("/_control/faults", content=body).status_code == 400


def test_requests_are_narrowed(http: httpx.Client) -> None:
    for path in ("/x/2/users/me", "/telegram/bot1:a/getMe", "/x/2/users/by/username/ann", "/x/2/users/77"):
        http.get(path)
    everything = http.get("/_control/requests").json()
    assert [one["method"] for one in everything] == [
        "GET /2/users/me", "getMe", "GET /2/users/by/username/:username", "GET /2/users/:id",
    ]  # fmt: skip
    assert [one["status"] for one in everything] == [401] * 4
    narrowed = http.get("/_control/requests", params={"platform": "x", "method": "*me"}).json()
    assert [one["method"] for one in narrowed] == ["GET /2/users/me", "GET /2/users/by/username/:username"]
    later = http.get("/_control/requests", params={"after": everything[1]["number"]}).json()
    assert later == everything[2:]
    assert http.get("/_control/requests", params={"last": 1}).json() == everything[-1:]
    assert http.get("/_control/requests", params={"after": "soon"}).status_code == 400


def test_the_state_shows_every_world(http: httpx.Client) -> None:
    assert set(http.get("/_control/state").json()) == {"x", "telegram", "slack"}


def test_a_switch_that_is_not_there_is_refused(http: httpx.Client) -> None:
    for platform in ("x", "telegram"):
        answer = http.post(f"/_control/{platform}/switches", json={"gravity": False})
        assert (answer.status_code, "gravity" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("platform", "switch", "value"),
    [("x", "enterprise", "yes"), ("x", "credit", True), ("telegram", "privacy", 1), ("telegram", "delay", "long")],
)
def test_a_switch_takes_values_of_its_kind_only(http: httpx.Client, platform: str, switch: str, value: Any) -> None:
    answer = http.post(f"/_control/{platform}/switches", json={switch: value})
    assert (answer.status_code, switch in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("x/posts", {}),
        ("x/posts", {"author": "ann"}),
        ("x/posts", {"author": "ann", "text": "a", "reply_to": 77}),
        ("x/posts", {"author": "ann", "text": "a", "created_at": "soon"}),
        ("x/posts", {"author": "ann", "text": "a", "place": {"id": "p"}}),
        ("x/posts", {"author": "ann", "text": "a", "place": {"bbox": [1]}}),
        ("x/posts/77/edit", {"text": "a"}),
        ("x/flood", {"count": 0}),
        ("telegram/chats", {"type": "salon", "title": "a"}),
        ("telegram/messages", {"text": "a"}),
        ("telegram/messages", {"from": "ann"}),
        ("telegram/messages", {"from": "ann", "location": {"latitude": 1}}),
        ("telegram/messages", {"chat": "nowhere", "text": "a"}),
        ("telegram/messages/edit", {"chat": 1, "message_id": "x"}),
        ("telegram/migrate", {"chat": "nowhere"}),
    ],
)
def test_a_control_call_that_makes_no_sense_is_refused_in_words(
    http: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    answer = http.post(f"/_control/{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_fault_keeps_a_websocket_out(http: httpx.Client, sandbox: RunningSandbox) -> None:
    http.post("/_control/faults", json={"platform": "slack", "method": "socket", "kind": "5xx"})
    url = sandbox.url.replace("http", "ws") + "/slack/socket/anything"
    with pytest.raises(InvalidStatus) as caught, connect(url, proxy=None):
        pass
    assert caught.value.response.status_code == 403
    assert http.get("/_control/faults").json() == []


def test_the_feed_tells_what_happens(http: httpx.Client) -> None:
    with http.stream("GET", "/_control/feed") as feed:
        lines = feed.iter_lines()
        assert next(lines).startswith(":")
        with httpx.Client(base_url=http.base_url, trust_env=False) as other:
            other.post("/_control/x/posts", json={"author": "ann", "text": "hello"})
        kind, data = _next_event(lines)
        assert kind == "x"
        assert data["post"]["text"] == "hello"


def _next_event(lines: Iterator[str]) -> tuple[str, dict[str, Any]]:
    for line in lines:
        if line.startswith("event: "):
            return line.removeprefix("event: "), json.loads(next(lines).removeprefix("data: "))
    raise AssertionError("The feed ended")


# The page


def test_the_page_runs_its_own_scripts_only(http: httpx.Client) -> None:
    page = http.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for path in ("/page/style.css", "/page/main.js", "/page/slack.js", "/page/mark.svg"):
        assert http.get(path).status_code == 200


@pytest.mark.parametrize("script", sorted(Path(app.__file__).parent.glob("page/*.js")), ids=lambda path: path.name)
def test_no_script_of_the_page_makes_markup_of_text(script: Path) -> None:
    text = script.read_text("utf-8")
    assert not [
        way for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(") if way in text
    ]


@pytest.mark.parametrize("script", sorted(Path(app.__file__).parent.glob("page/*.js")), ids=lambda path: path.name)
def test_every_script_of_the_page_is_imported_by_another(script: Path) -> None:
    others = [path for path in script.parent.glob("*.js") if path != script]
    assert script.name == "main.js" or any(f'"./{script.name}"' in path.read_text("utf-8") for path in others)


# The program


def test_the_program_prints_its_address_and_answers() -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--handle", "acme", "--bot", "acme_bot"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().split()[-1]
        try:
            state = httpx.get(f"{url}/_control/state", trust_env=False).json()
            assert (state["x"]["me"], state["telegram"]["bot"]["username"]) == ("acme", "acme_bot")
        finally:
            program.terminate()
    assert program.returncode in {0, -15}


def test_the_program_says_why_it_does_not_start(sandbox: RunningSandbox) -> None:
    port = sandbox.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "sandbox", "--port", port]
    program = subprocess.run(command, capture_output=True, text=True, check=False)
    assert program.returncode == 1
    assert "cannot listen" in program.stderr
