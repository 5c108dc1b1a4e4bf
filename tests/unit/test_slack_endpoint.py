"""The signed HTTP endpoint: what is let through, what is refused, and what a repeat gets."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock

from bots.slack.endpoint import MOST_REMEMBERED, Answer, Repeats, SignedEndpoint

SECRET = "a signing secret"
NOW = 1_795_000_000
FORM = "application/x-www-form-urlencoded"


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(some.characters(exclude_categories=["Cs"])),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=10,
)


class At(Clock):
    def now(self) -> float:
        return float(NOW)


class Desk:
    """Answers every request with its number, and keeps them."""

    def __init__(self, status: int = 200) -> None:
        self.requests: list[AsyncBoltRequest] = []
        self.status = status

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self.requests.append(request)
        return BoltResponse(status=self.status, body={"number": len(self.requests)})


def signed(body: str, timestamp: str = str(NOW), secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}", "content-type": FORM}


async def post(desk: Desk, body: str | bytes, headers: dict[str, str], endpoint: Any = None) -> httpx.Response:
    app = endpoint or SignedEndpoint(SECRET, desk.dispatch, At())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://byhand") as http:
        return await http.post("/slack/events", content=body, headers=headers)


BODY = urlencode({"command": "/byhand", "text": "help"})


async def test_what_slack_signed_is_let_through() -> None:
    desk = Desk()
    answer = await post(desk, BODY, signed(BODY))

    assert (answer.status_code, answer.json()) == (200, {"number": 1})
    assert answer.headers["content-type"].startswith("application/json")
    assert desk.requests[0].body == {"command": "/byhand", "text": "help"}


async def test_a_payload_in_a_form_is_read() -> None:
    desk = Desk()
    body = urlencode({"payload": json.dumps({"type": "block_actions"})})
    await post(desk, body, signed(body))

    assert desk.requests[0].body == {"type": "block_actions"}


@given(json_values)
async def test_whatever_a_payload_says_is_read_as_bolt_itself_reads_it(value: Any) -> None:
    desk = Desk()
    body = urlencode({"payload": json.dumps({"type": "block_actions", "value": value}, ensure_ascii=False)})
    await post(desk, body, signed(body))

    assert desk.requests[0].body == AsyncBoltRequest(body=body, headers={"content-type": [FORM]}).body


@pytest.mark.parametrize(
    "body",
    [
        "payload=%7B%22a%22%3A1%7D&payload=%7B%22a%22%3A2%7D",
        "payload=%7B%22a%22:1%7D",
        "ssl_check=1&payload=%7B%7D",
        'payload={"a":"=41"}',
        "payload=%7B%22a%22%3A%22caf%E9%22%7D",
        "payload=",
        "payload=%5B%5D",
    ],
)
async def test_a_form_of_another_shape_is_left_to_bolt(body: str) -> None:
    desk = Desk()
    answer = await post(desk, body, signed(body))
    try:
        expected = AsyncBoltRequest(body=body, headers={"content-type": [FORM]}).body
    except (AttributeError, TypeError, ValueError):
        assert answer.status_code == 400
    else:
        assert desk.requests[0].body == expected


@pytest.mark.parametrize("away", [-301, 301, -(10**9)])
async def test_a_stale_request_is_refused(away: int) -> None:
    desk = Desk()

    assert (await post(desk, BODY, signed(BODY, str(NOW + away)))).status_code == 401
    assert desk.requests == []


@pytest.mark.parametrize("away", [-300, 300])
async def test_five_minutes_are_not_stale(away: int) -> None:
    assert (await post(Desk(), BODY, signed(BODY, str(NOW + away)))).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-signature": "\xfc\xe9"},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": f"{NOW}.5"},
        {"x-slack-request-timestamp": ""},
        signed(BODY + "&x=1"),
        signed(BODY, secret="another"),
    ],
)
async def test_a_wrong_signature_is_refused(changes: dict[str, str]) -> None:
    desk = Desk()
    headers = {key: value.encode("latin-1") for key, value in (signed(BODY) | changes).items()}

    assert (await post(desk, BODY, headers)).status_code == 401  # type: ignore[arg-type] # httpx takes bytes too
    assert desk.requests == []


@pytest.mark.parametrize("missing", ["x-slack-signature", "x-slack-request-timestamp"])
async def test_a_request_without_its_signature_is_refused(missing: str) -> None:
    headers = signed(BODY)
    del headers[missing]

    assert (await post(Desk(), BODY, headers)).status_code == 401


async def test_a_body_that_is_no_text_is_refused() -> None:
    assert (await post(Desk(), b"\xff\xfe", signed(BODY))).status_code == 401


@pytest.mark.parametrize("body", ["{not json", "[1, 2]", '"words"', "payload=%7Bnot"])
async def test_a_signed_body_of_another_shape_is_a_bad_request(body: str) -> None:
    desk = Desk()
    headers = signed(body) | {"content-type": "application/json" if "payload" not in body else FORM}

    assert (await post(desk, body, headers)).status_code == 400
    assert desk.requests == []


async def test_more_than_a_megabyte_is_refused_unread() -> None:
    body = "x" * (1024 * 1024 + 1)

    assert (await post(Desk(), body, signed(body))).status_code == 413


async def test_a_repeat_gets_the_first_answer_and_is_not_carried_out_again() -> None:
    desk = Desk()
    endpoint = SignedEndpoint(SECRET, desk.dispatch, At())
    first = await post(desk, BODY, signed(BODY), endpoint)
    second = await post(desk, BODY, signed(BODY), endpoint)

    assert first.json() == second.json() == {"number": 1}
    assert len(desk.requests) == 1


async def test_what_failed_may_be_sent_again() -> None:
    desk = Desk(status=503)
    endpoint = SignedEndpoint(SECRET, desk.dispatch, At())
    await post(desk, BODY, signed(BODY), endpoint)
    desk.status = 200

    assert (await post(desk, BODY, signed(BODY), endpoint)).status_code == 200


@pytest.mark.parametrize(("query", "status"), [("ssl_check=1", 200), ("ssl_check=0", 405), ("", 405)])
async def test_slack_may_look_at_the_certificate(query: str, status: int) -> None:
    app = SignedEndpoint(SECRET, Desk().dispatch, At())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://byhand") as http:
        assert (await http.get(f"/slack/events?{query}")).status_code == status


def test_answers_are_forgotten_after_ten_minutes_and_beyond_a_number() -> None:
    now = [0.0]
    repeats = Repeats(lambda: now[0])
    repeats.remember("first", Answer(200))
    now[0] = 599.0
    assert repeats.answer("first") == Answer(200)

    now[0] = 601.0
    assert repeats.answer("first") is None
    for number in range(MOST_REMEMBERED + 5):
        repeats.remember(str(number), Answer(200))
    assert repeats.answer("0") is None
    assert repeats.answer(str(MOST_REMEMBERED)) == Answer(200)
