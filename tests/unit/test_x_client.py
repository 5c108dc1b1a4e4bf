"""What our X client makes of answers that no proper stand-in would give."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bots.twitter import channel
from bots.twitter.listen import Listener, Surroundings
from bots.twitter.snowflake import id_at
from policies.listening import XCapture
from routing.ports import DeliveryError
from tests.contract.x_stage import MemoryInbox, MovedClock, Tally
from tests.unit.x_says import Says

ME = b'{"data": {"id": "900", "username": "brightaisle", "name": "Bright Aisle"}}'


@pytest.fixture
def server() -> Iterator[Says]:
    one = Says()
    one.answers["/2/users/me"] = one.drawn(200, ME)
    yield one
    one.stop()


def listener_of(server: Says, inbox: MemoryInbox) -> Listener:
    def hear(state: str, detail: str) -> None:
        """Nobody listens."""

    around = Surroundings(MovedClock(), lambda: XCapture(quotes="ignore"), Tally().count, hear)
    return Listener(server.client(), inbox, around, 1.0)


async def test_who_we_are_is_asked_once(server: Says) -> None:
    client = server.client()

    assert await client.me() == await client.me()
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"{}", b'{"data": {"id": 5}}', b'{"errors": [{"title": "Not Found Error"}]}'])
async def test_an_answer_that_does_not_say_who_we_are_is_an_error(server: Says, body: bytes) -> None:
    server.answers["/2/users/me"] = server.drawn(200, body)

    with pytest.raises(DeliveryError):
        await server.client().me()


@pytest.mark.parametrize("body", [{"data": {}}, {"data": "x"}, {"data": [], "meta": []}, {"includes": [], "data": []}])
async def test_a_page_of_another_shape_is_an_error_or_empty(server: Says, body: object) -> None:
    server.answers["/mentions"] = server.drawn(200, json.dumps(body).encode())
    client = server.client()
    try:
        page = await client.mentions()
    except DeliveryError:
        return

    assert page.posts == ()


async def test_a_page_without_data_is_empty(server: Says) -> None:
    server.answers["/mentions"] = server.drawn(200, b'{"meta": {"result_count": 0}}')

    page = await server.client().mentions()

    assert (page.posts, page.includes, page.next_token, page.pause) == ((), {}, None, 0)


async def test_a_first_start_leaves_out_what_is_too_old_even_where_x_does_not(server: Says) -> None:
    old = {"id": "4", "text": "@brightaisle long ago", "created_at": "2020-01-01T00:00:00.000Z"}
    new = {"id": "5", "text": "@brightaisle now", "created_at": "2099-01-01T00:00:00.000Z"}
    server.answers["/mentions"] = server.drawn(200, json.dumps({"data": [new, old]}).encode())
    inbox = MemoryInbox()

    await listener_of(server, inbox).poll()

    assert list(inbox.events) == ["5"]


async def test_a_token_that_leads_to_itself_ends_the_reading(server: Says) -> None:
    answer = {"data": [{"id": "5", "text": "@brightaisle"}], "meta": {"next_token": "again"}}
    server.answers["/mentions"] = server.drawn(200, json.dumps(answer).encode())
    inbox = MemoryInbox()

    await listener_of(server, inbox).poll()

    assert list(inbox.events) == ["5"]
    assert len([one for one in server.requests if b"/mentions" in one]) == 2


STARTED = datetime(2026, 11, 21, 12, tzinfo=UTC)
TWO_MINUTES_BEFORE = id_at(STARTED - timedelta(minutes=2))


@pytest.mark.parametrize(
    ("target", "bound"),
    [
        (id_at(STARTED - timedelta(hours=5)), TWO_MINUTES_BEFORE),
        (id_at(STARTED - timedelta(seconds=30)), id_at(STARTED - timedelta(seconds=30))),
        (id_at(STARTED - timedelta(days=200)), id_at(STARTED - timedelta(days=200))),
        ("1001", "1001"),  # an id that tells no time
        ("odd", "odd"),
    ],
)
def test_a_look_begins_at_the_attempt_or_at_the_question_whichever_is_later(target: str, bound: str) -> None:
    assert channel._since_id(target, STARTED) == bound
