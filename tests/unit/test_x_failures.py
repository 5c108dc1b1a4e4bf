"""What an answer of X, or none, means for a delivery: over real connections, against a server that obeys."""

from collections.abc import Iterator
from typing import Any

import pytest

from bots.twitter.client import XClient
from bots.twitter.failures import Duplicate, Gone, pause
from routing.ports import DeliveryError, Outcome
from tests.unit.x_says import KEYS, Says

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"
AT_TEN = 1_795_255_200


@pytest.fixture
def server() -> Iterator[Says]:
    one = Says()
    yield one
    one.stop()


async def failure(client: XClient) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await client.create("Is it level? ^Tom", "1989")
    assert caught.value.for_person.endswith((".", "!", ")"))
    return caught.value


# --- no answer, or none that can be understood -------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{",
        b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"this is not HTTP\r\n\r\n",
        b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nno",
        b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n[]",
        b'HTTP/1.1 201 Created\r\ncontent-length: 11\r\n\r\n{"data":{}}',
        b'HTTP/1.1 201 Created\r\ncontent-length: 12\r\n\r\n{"data":[1]}',
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 201 Created\r\ncontent-length: 60000\r\n\r\n" + b"[" * 60000,
    ],
)
async def test_what_cannot_be_understood_is_unknown_and_asked_once(server: Says, answer: bytes | None) -> None:
    server.answer = answer

    assert (await failure(server.client())).outcome is Outcome.UNKNOWN
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
@pytest.mark.parametrize("body", [b"", b"Service Unavailable", b"[]", {"detail": "Service Unavailable"}])
async def test_a_failing_server_is_unknown_whatever_it_says(server: Says, status: int, body: Any) -> None:
    server.say(status, body)

    assert (await failure(server.client())).outcome is Outcome.UNKNOWN
    assert len(server.requests) == 1


async def test_every_write_has_a_connection_of_its_own(server: Says) -> None:
    server.say(201, {"data": {"id": "5", "text": "x"}})
    client = server.client()

    assert [await client.create("a", "1"), await client.create("b", "1")] == ["5", "5"]
    assert len(server.requests) == 2


# --- never sent --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://nobody.invalid",
        "https://127.0.0.1:{port}",  # speaks no TLS: the handshake fails
        "http://127.0.0.1:1",
        "htp://127.0.0.1:{port}",
    ],
)
async def test_an_address_that_cannot_be_reached_is_not_sent(server: Says, address: str) -> None:
    client = XClient(KEYS, address.replace("{port}", str(server.port)), timeouts=(2.0, 2.0))

    assert (await failure(client)).outcome is Outcome.NOT_SENT
    assert not any(request.startswith(b"POST") for request in server.requests)


async def test_a_redirect_is_not_followed(server: Says) -> None:
    server.say(307, b"", location=f"http://127.0.0.1:{server.port}/2/tweets")

    error = await failure(server.client())

    assert error.outcome is Outcome.NOT_SENT
    assert "BYHAND_X_API_URL" in error.for_person
    assert len(server.requests) == 1


async def test_a_proxy_is_not_asked_for_an_address_on_this_machine(
    server: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.say(201, {"data": {"id": "5"}})

    assert await server.client().create("a", "1") == "5"


# --- limits and money --------------------------------------------------------------------------------------------


async def test_a_spent_limit_waits_until_the_window_ends_by_x_own_clock(server: Says) -> None:
    server.say(429, {"title": "Too Many Requests"}, date=DATE, x_rate_limit_reset=str(AT_TEN + 600))

    error = await failure(server.client())

    assert error.outcome is Outcome.NOT_SENT
    assert error.retry_after is not None
    assert 600 < error.retry_after < 604


@pytest.mark.parametrize(
    ("reset", "least", "most"),
    [("soon", 60, 64), ("", 60, 64), (str(AT_TEN - 900), 1, 5), (str(AT_TEN * 1000), 60, 86_404), ("nan", 1, 5)],
)
async def test_a_reset_that_makes_no_sense_gives_a_wait_that_does(
    server: Says, reset: str, least: int, most: int
) -> None:
    server.say(429, b"", date=DATE, x_rate_limit_reset=reset)

    error = await failure(server.client())

    assert error.retry_after is not None
    assert least <= error.retry_after <= most


async def test_a_reached_cap_waits_long_and_says_who_can_help(server: Says) -> None:
    kind = "https://api.twitter.com/2/problems/usage-capped"
    server.say(429, {"title": "UsageCapExceeded", "type": kind}, x_rate_limit_reset="1")

    error = await failure(server.client())

    assert (error.outcome, error.retry_after) == (Outcome.NOT_SENT, 3600)
    assert "administrator" in error.for_person


def test_a_window_with_calls_left_needs_no_pause() -> None:
    assert pause({}) == 0
    assert pause({"x-rate-limit-remaining": "1", "x-rate-limit-reset": str(AT_TEN)}) == 0
    assert pause({"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(AT_TEN + 60), "date": DATE}) > 60


# --- refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "problem", "says"),
    [
        (401, {"title": "Unauthorized", "type": "about:blank", "detail": "Unauthorized"}, "keys"),
        (403, {"type": "https://api.twitter.com/2/problems/oauth1-permissions", "detail": "no write"}, "keys"),
        (403, {"type": "https://api.twitter.com/2/problems/client-forbidden", "detail": "project"}, "keys"),
        (403, {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."}, "deleted"),
        (
            403,
            {
                "detail": "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
                "engaged by the author of the post you are replying to."
            },
            "by hand",
        ),
        (403, {"detail": "You are not permitted to perform this action."}, "not permitted"),
        (400, {"errors": [{"message": "$.text: is too odd"}, {"message": "and long"}]}, "$.text: is too odd and long"),
        (404, {"title": "Not Found Error"}, "Not Found"),
        (409, b"", "409"),
        (403, ["odd"], "403"),
        (403, {"errors": "odd", "detail": None}, "403"),
        (403, {"errors": ["odd", {"code": 1}], "detail": "odd\u202e\n\x1b[31m thing"}, "odd [31m thing"),
    ],
)
async def test_a_refusal_is_final_and_says_why(server: Says, status: int, problem: Any, says: str) -> None:
    server.say(status, problem)

    with pytest.raises(DeliveryError) as caught:
        await server.client().create("Is it level? ^Tom", "1989")

    assert caught.value.outcome is Outcome.REFUSED
    assert says in caught.value.for_person
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "problem",
    [
        {"type": "about:blank", "detail": "You are not allowed to create a Tweet with duplicate content."},
        {"errors": [{"code": 187, "message": "Status is a duplicate."}]},
    ],
)
async def test_the_same_words_again_are_told_apart(server: Says, problem: dict[str, Any]) -> None:
    server.say(403, problem)

    assert isinstance(await failure(server.client()), Duplicate)


async def test_a_refusal_of_any_length_fits_a_sentence(server: Says) -> None:
    server.say(400, {"detail": "x" * 5000})

    with pytest.raises(DeliveryError) as caught:
        await server.client().create("a", "1")

    assert len(caught.value.for_person) < 400


async def test_a_post_that_is_not_there_is_told_apart(server: Says) -> None:
    server.say(404, {"title": "Not Found Error", "detail": "Could not find tweet with id: [5]."})

    with pytest.raises(Gone):
        await server.client().delete("5")
