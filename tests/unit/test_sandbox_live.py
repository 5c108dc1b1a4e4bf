"""How a page keeps up: each change once, in order, and nothing it has already."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.core import Fault, Sandbox
from sandbox.live import REQUESTS_SHOWN, Live
from sandbox.serve import RunningSandbox, running


@pytest.fixture
def live() -> Live:
    made = Live()
    made.sources["x"] = "/".join
    return made


def test_everything_changed_is_told_once_with_its_present_value(live: Live) -> None:
    for key in (("x", "posts", "1"), ("x", "posts", "2"), ("x", "me"), ("x", "posts", "1")):
        live.touch(*key)
    assert live.since(0) == {"x": {"posts": {"2": "x/posts/2", "1": "x/posts/1"}, "me": "x/me"}}
    assert list(live.since(0)["x"]["posts"]) == ["2", "1"], "in the order of their last change"


def test_only_what_is_newer_is_told(live: Live) -> None:
    live.touch("x", "posts", "1")
    version = live.version
    assert live.since(version) == {}
    live.touch("x", "posts", "2")
    assert live.since(version) == {"x": {"posts": {"2": "x/posts/2"}}}


async def test_a_watch_wakes_at_a_change_and_not_without(live: Live) -> None:
    with live.watch() as watch:
        assert not await watch.change(0.01)
        asyncio.get_running_loop().call_soon(live.touch, "x", "me")
        assert await watch.change(5)
        assert not await watch.change(0.01)


def test_of_the_calls_only_the_newest_are_kept() -> None:
    sandbox = Sandbox()
    for _ in range(REQUESTS_SHOWN + 10):
        sandbox.finish(sandbox.record("x", "GET /2/users/me", None), 200, "{}")
    calls = sandbox.live.since(0)["requests"]
    assert len(calls) == REQUESTS_SHOWN
    assert calls[str(sandbox.recording[-1].number)]["status"] == 200


def test_one_call_of_the_recording_is_found_by_its_number() -> None:
    sandbox = Sandbox()
    sandbox.add_fault(Fault("x", "*", "5xx"))
    entry = sandbox.record("x", "GET /2/users/me", {"path": "/2/users/me"})
    assert sandbox.find_request(entry.number) is entry
    assert sandbox.find_request(entry.number + 1) is None


# Over the wire


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    with running() as stand_ins:
        yield stand_ins


@pytest.fixture
def http(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{sandbox.url}/_control/", trust_env=False) as client:
        yield client


def _first(http: httpx.Client, **headers: str) -> tuple[str, dict[str, Any]]:
    """The first event's id and data."""
    with http.stream("GET", "live", headers=headers) as answer:
        lines = answer.iter_lines()
        number = next(line for line in lines if line.startswith("id: "))
        data = next(line for line in lines if line.startswith("data: "))
    return number.removeprefix("id: "), json.loads(data.removeprefix("data: "))


def test_a_page_begins_with_everything_and_goes_on_where_it_was(http: httpx.Client) -> None:
    http.post("x/posts", json={"author": "ann", "text": "hello"})
    number, first = _first(http)
    assert first["whole"]
    assert [post["text"] for post in first["changes"]["x"]["posts"].values()] == ["hello"]

    http.post("telegram/messages", json={"from": "Tom", "text": "and here"})
    _, then = _first(http, **{"last-event-id": number})

    assert not then["whole"]
    assert set(then["changes"]) == {"telegram", "stories"}


def test_after_a_reset_a_page_begins_anew(http: httpx.Client) -> None:
    http.post("x/posts", json={"author": "ann", "text": "hello"})
    number, _ = _first(http)
    http.post("reset")
    _, then = _first(http, **{"last-event-id": number})
    assert then["whole"]
    assert "posts" not in then["changes"]["x"]


@pytest.mark.parametrize("number", ["", "nonsense", "1-1.5", "1-1.x"])
def test_a_number_that_nobody_gave_out_means_everything(http: httpx.Client, number: str) -> None:
    _, first = _first(http, **({"last-event-id": number} if number else {}))
    assert first["whole"]


def test_what_was_deleted_is_told_as_gone(http: httpx.Client) -> None:
    post = http.post("x/posts", json={"author": "ann", "text": "hello"}).json()["id"]
    number, _ = _first(http)
    http.delete(f"x/posts/{post}")
    _, then = _first(http, **{"last-event-id": number})
    assert then["changes"]["x"]["posts"] == {post: None}


def test_a_call_is_shown_whole_when_asked_for(http: httpx.Client, sandbox: RunningSandbox) -> None:
    httpx.post(f"{sandbox.url}/telegram/bot4200000001:sandbox-telegram-token/getMe", trust_env=False)
    (entry,) = http.get("requests").json()
    assert http.get(f"requests/{entry['number']}").json() == entry
    assert http.get("requests/999").status_code == 404


# Pictures

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="


def test_a_picture_is_kept_and_shown_as_what_it_is(http: httpx.Client) -> None:
    number = http.post("pictures", json={"data": PIXEL, "width": 1, "height": 1}).json()["picture"]
    shown = http.get(f"pictures/{number}")
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert shown.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "given",
    [
        {"width": 1, "height": 1},
        {"data": "%%%", "width": 1, "height": 1},
        {"data": "PHN2Zy8+", "width": 1, "height": 1},
        {"data": PIXEL, "width": 0, "height": 1},
        {"data": PIXEL, "width": 1, "height": 10**6},
        {"data": PIXEL, "width": "wide", "height": 1},
    ],
)
def test_what_is_no_picture_is_refused_in_words(http: httpx.Client, given: dict[str, Any]) -> None:
    answer = http.post("pictures", json=given)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert http.get("pictures/1").status_code == 404
