"""Our X listener, over the real tweepy, against the stand-in of X: nothing is lost, nothing is kept twice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bots.twitter.client import XClient
from bots.twitter.listen import MENTIONS, QUOTES
from bots.twitter.parse import parse
from bots.twitter.snowflake import id_at, time_of
from policies.listening import XCapture
from routing.ports import MayReply, Post
from sandbox.serve import RunningSandbox, running
from tests.contract.standins import control_of
from tests.contract.x_stage import KEYS, XStage, until

MENTIONS_CALL = "GET /2/users/:id/mentions"
SEARCH_CALL = "GET /2/tweets/search/recent"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    # A thousand times faster, so that search's half a minute passes in 30 ms.
    with running(speed=1000) as one:
        yield one


@pytest.fixture
def stage(sandbox: RunningSandbox) -> Iterator[XStage]:
    with control_of(sandbox.url) as control:
        one = XStage(sandbox.url, control)
        one.capture = XCapture(quotes="ignore")
        yield one


def ago(**much: float) -> str:
    return (datetime.now(UTC) - timedelta(**much)).isoformat()


def post_of(stage: XStage, key: str) -> Post:
    post = parse(stage.inbox.events[key])
    assert isinstance(post, Post)
    return post


async def test_a_mention_is_kept_with_all_it_takes_to_read_it_alone(stage: XStage) -> None:
    place = {"id": "p1", "full_name": "Lyon, France", "country_code": "FR", "bbox": [4.7, 45.7, 4.9, 45.8]}
    key = stage.post("@brightaisle open today?", profile_location="Lyon", place=place, media=[{"type": "photo"}])
    stage.post("@brightaisle another", author="bea")

    await stage.listener().poll()

    post = post_of(stage, key)
    assert (post.author.handle, post.author.profile_location, post.text) == ("ann", "Lyon", "@brightaisle open today?")
    assert post.hint is not None
    assert (post.hint.country, round(post.hint.point.latitude, 2)) == ("FR", 45.75)
    assert [one.kind for one in post.media] == ["photo"]
    users = stage.inbox.events[key].payload["includes"]["users"]
    assert [user["username"] for user in users] == ["ann"]


async def test_polling_again_keeps_nothing_twice_and_bills_only_what_is_new(stage: XStage) -> None:
    stage.post("@brightaisle one")
    listener = stage.listener()
    await listener.poll()
    stage.post("@brightaisle two")
    await listener.poll()
    await listener.poll()

    assert len(stage.inbox.events) == 2
    assert stage.tally.counted == {"user_read": 1, "owned_read": 2}


async def test_the_overlap_catches_a_mention_that_shows_late(stage: XStage) -> None:
    listener = stage.listener()
    stage.post("@brightaisle on time")
    await listener.poll()
    late = stage.post("@brightaisle it took X a while to show this", created_at=ago(seconds=90))

    await listener.poll()

    assert late in stage.inbox.events


async def test_a_first_start_looks_back_as_far_as_the_policy_says_and_notes_the_bound(stage: XStage) -> None:
    inside = stage.post("@brightaisle yesterday evening", created_at=ago(hours=23))
    outside = stage.post("@brightaisle the day before", created_at=ago(hours=25))

    await stage.listener().poll()

    assert inside in stage.inbox.events
    assert outside not in stage.inbox.events
    ((since, until, reason),) = stage.inbox.gaps
    assert since is None
    assert abs(until - (datetime.now(UTC) - timedelta(hours=24))) < timedelta(minutes=1)
    assert "First start" in reason


async def test_a_quiet_first_start_is_noted_once_and_misses_nothing_later(stage: XStage) -> None:
    await stage.listener().poll()
    await stage.listener().poll()
    key = stage.post("@brightaisle here I am")
    await stage.listener().poll()

    assert list(stage.inbox.events) == [key]
    assert stage.inbox.cursors[MENTIONS] == key
    assert len(stage.inbox.gaps) == 1


async def test_all_pages_are_kept_oldest_first_within_each(stage: XStage) -> None:
    keys = stage.control.post("x/flood", count=250)["ids"]

    await stage.listener().poll()

    assert set(stage.inbox.events) == set(keys)
    assert stage.inbox.pages == 3
    assert list(stage.inbox.events)[:100] == keys[150:]


async def test_a_crash_between_the_pages_and_the_watermark_loses_nothing(stage: XStage) -> None:
    await stage.listener().poll()
    before = dict(stage.inbox.cursors)
    keys = stage.control.post("x/flood", count=150)["ids"]
    stage.inbox.crash_at_cursor = True
    with pytest.raises(ConnectionError):
        await stage.listener().poll()
    assert stage.inbox.cursors == before

    stage.inbox.crash_at_cursor = False
    await stage.listener().poll()

    assert set(stage.inbox.events) == set(keys)
    assert stage.tally.counted["owned_read"] == 150


async def test_a_page_that_fails_leaves_the_watermark_and_the_next_poll_reads_the_rest(stage: XStage) -> None:
    await stage.listener().poll()
    keys = stage.control.post("x/flood", count=150)["ids"]
    stage.control.fault("x", MENTIONS_CALL, "5xx", times=1, rate=1)
    listener = stage.listener()
    with pytest.raises(Exception, match="X failed"):
        await listener.poll()

    await listener.poll()

    assert set(stage.inbox.events) == set(keys)


async def test_more_than_800_mentions_behind_are_filled_from_search(stage: XStage) -> None:
    stage.post("@brightaisle before the outage")
    await stage.listener().poll()
    keys = stage.control.post("x/flood", count=1000)["ids"]

    await stage.listener().poll()

    assert set(keys) <= set(stage.inbox.events)
    assert stage.tally.counted == {"user_read": 2, "owned_read": 801, "post_read": 200}
    assert len(stage.inbox.gaps) == 1  # the first start's


async def test_a_full_list_too_fresh_for_search_holds_the_watermark_back(stage: XStage) -> None:
    stage.post("@brightaisle before the rush")
    await stage.listener().poll()
    before = stage.inbox.cursors[MENTIONS]
    newest = stage.control.post("x/flood", count=900)["ids"][-1]

    await stage.listener().poll()
    assert stage.inbox.cursors[MENTIONS] == before

    stage.clock.ahead = timedelta(minutes=2)  # search knows all of them by then
    await stage.listener().poll()
    assert stage.inbox.cursors[MENTIONS] == newest


async def test_more_than_800_at_a_first_start_are_filled_too(stage: XStage) -> None:
    keys = stage.control.post("x/flood", count=900)["ids"]

    await stage.listener().poll()

    assert set(stage.inbox.events) == set(keys)


async def test_what_neither_list_nor_search_reaches_is_a_gap_with_its_bounds(stage: XStage) -> None:
    seen = datetime.now(UTC) - timedelta(days=10)
    stage.inbox.cursors[MENTIONS] = id_at(seen)
    lost = stage.post("@brightaisle nine days ago", created_at=ago(days=9))
    reached = stage.post("@brightaisle six days ago", created_at=ago(days=6))
    stage.control.post("x/flood", count=800)

    await stage.listener().poll()

    assert lost not in stage.inbox.events
    assert reached in stage.inbox.events
    ((since, until, _reason),) = stage.inbox.gaps
    assert since is not None
    assert abs(since - seen) < timedelta(seconds=1)
    assert abs(until - (datetime.now(UTC) - timedelta(days=7))) < timedelta(minutes=10)


async def test_a_long_silence_is_no_gap(stage: XStage) -> None:
    stage.inbox.cursors[MENTIONS] = id_at(datetime.now(UTC) - timedelta(days=30))
    key = stage.post("@brightaisle hello after a month")

    await stage.listener().poll()

    assert list(stage.inbox.events) == [key]
    assert stage.inbox.gaps == []


async def test_a_deleted_watermark_costs_one_empty_search_and_no_gap(stage: XStage) -> None:
    gone = stage.post("@brightaisle never mind")
    await stage.listener().poll()
    stage.control.delete(f"x/posts/{gone}")
    key = stage.post("@brightaisle and now really")

    await stage.listener().poll()

    assert key in stage.inbox.events
    assert len(stage.calls(SEARCH_CALL)) == 1
    assert "post_read" not in stage.tally.counted
    assert len(stage.inbox.gaps) == 1  # the first start's


async def test_an_edit_comes_as_a_post_of_its_own_with_its_history(stage: XStage) -> None:
    first = stage.post("@brightaisle my frige hums")
    await stage.listener().poll()
    second = str(stage.control.post(f"x/posts/{first}/edit", text="@brightaisle my fridge hums")["id"])

    await stage.listener().poll()

    edited = post_of(stage, second)
    assert (edited.first_id, edited.is_edit, edited.text) == (first, True, "@brightaisle my fridge hums")
    assert not post_of(stage, first).is_edit


async def test_a_reply_to_us_is_known_as_one_and_may_perhaps_be_answered(stage: XStage) -> None:
    reply = stage.ask()
    answer = await stage.channel.publish(reply)
    back = stage.post("it is level, and still hums", reply_to=answer.external_id)

    await stage.listener().poll()

    post = post_of(stage, back)
    assert (post.reply_to, post.reply_to_us, post.conversation_id) == (answer.external_id, True, reply.target)
    assert post.may_reply is MayReply.UNKNOWN


async def test_a_quote_of_us_is_found_by_search(stage: XStage) -> None:
    stage.capture = XCapture()
    answer = await stage.channel.publish(stage.ask())
    quote = stage.post("would that help with mine?", author="bea", quote=answer.external_id)
    await asyncio.sleep(0.05)  # the stand-in's search, too, leaves out the newest

    await stage.listener().poll()

    post = post_of(stage, quote)
    assert (post.quote_of_us, post.may_reply) == (True, MayReply.YES)
    assert stage.inbox.events[quote].kind == "quote"
    assert stage.tally.counted["post_read"] == 1
    assert QUOTES in stage.inbox.cursors


async def test_a_quote_of_somebody_else_is_not_kept(stage: XStage) -> None:
    stage.capture = XCapture()
    other = stage.post("x.com/brightaisle/status/1 is what they said", author="bea")
    stage.post("look at bea", author="cem", quote=other)
    await asyncio.sleep(0.05)

    await stage.listener().poll()

    assert stage.inbox.events == {}


async def test_a_refused_search_for_quotes_does_not_stop_the_mentions(stage: XStage) -> None:
    stage.capture = XCapture()
    key = stage.post("@brightaisle hello")
    account = await stage.client.me()
    object.__setattr__(account, "handle", 'bright" (aisle')  # a query that X cannot read
    async with listening(stage):
        await until(lambda: stage.health)

    ((state, detail),) = stage.health
    assert state == "up"
    assert "Quotes" in detail
    assert list(stage.inbox.events) == [key]
    assert len(stage.calls(SEARCH_CALL)) == 1


async def test_a_spent_limit_of_search_does_not_stop_the_mentions(stage: XStage) -> None:
    stage.capture = XCapture()
    stage.control.fault("x", SEARCH_CALL, "429", seconds=600)
    async with listening(stage):
        await until(lambda: stage.health)
        key = stage.post("@brightaisle still listening?")
        await until(lambda: key in stage.inbox.events)

    assert [state for state, _ in stage.health] == ["up"]
    assert len(stage.calls(SEARCH_CALL)) == 1


async def test_a_refused_search_is_tried_again_after_an_hour_and_any_other_in_a_minute(stage: XStage) -> None:
    stage.capture = XCapture()
    listener = stage.listener()
    await listener.poll()
    await listener.poll()
    assert len(stage.calls(SEARCH_CALL)) == 1

    stage.clock.ahead = timedelta(seconds=61)
    account = await stage.client.me()
    object.__setattr__(account, "handle", 'bright" (aisle')  # a query that X cannot read
    await listener.poll()
    assert len(stage.calls(SEARCH_CALL)) == 2

    stage.clock.ahead = timedelta(minutes=30)
    await listener.poll()
    assert len(stage.calls(SEARCH_CALL)) == 2
    stage.clock.ahead = timedelta(minutes=62)
    await listener.poll()
    assert len(stage.calls(SEARCH_CALL)) == 3


async def test_without_quotes_in_the_policy_nothing_is_searched(stage: XStage) -> None:
    await stage.listener().poll()

    assert stage.calls(SEARCH_CALL) == []


# --- running -----------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def listening(stage: XStage) -> AsyncIterator[None]:
    """A listener that runs for the length of a block."""
    task = asyncio.create_task(stage.listener().run())
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_it_runs_until_cancelled_and_says_that_it_is_up(stage: XStage) -> None:
    async with listening(stage):
        key = stage.post("@brightaisle anybody?")
        await until(lambda: key in stage.inbox.events)

    assert stage.health == [("up", "")]


async def test_it_survives_a_server_error_and_a_store_that_is_down(stage: XStage) -> None:
    stage.control.fault("x", MENTIONS_CALL, "5xx")
    async with listening(stage):
        await until(lambda: stage.health)
        stage.inbox.crash_at_cursor = True
        key = stage.post("@brightaisle anybody?")
        await until(lambda: "log" in stage.health[-1][1])
        stage.inbox.crash_at_cursor = False
        await until(lambda: stage.health[-1][0] == "up")

    assert "X failed (503)" in stage.health[0][1]
    assert stage.inbox.cursors[MENTIONS] == key


async def test_a_spent_limit_is_told_and_waited_out(stage: XStage) -> None:
    stage.control.fault("x", MENTIONS_CALL, "429", seconds=1)
    async with listening(stage):
        await until(lambda: stage.health and stage.health[-1][0] == "up")

    assert stage.health[0] == ("limited", "X allows no more calls for now.")
    assert len(stage.calls(MENTIONS_CALL)) >= 2


async def test_wrong_keys_are_told_in_a_sentence(stage: XStage) -> None:
    stage.client = XClient(KEYS.__class__("wrong", "wrong", "wrong", "wrong"), stage.url)
    async with listening(stage):
        await until(lambda: stage.health)

    assert stage.health[0][0] == "down"
    assert "keys" in stage.health[0][1]


async def test_a_spent_window_is_waited_out_without_another_call() -> None:
    with running(speed=1) as sandbox, control_of(sandbox.url) as control:
        stage = XStage(sandbox.url, control)
        stage.capture = XCapture(quotes="ignore")
        for _ in range(299):
            await stage.client.mentions()
        async with listening(stage):
            await until(lambda: stage.health)
            await asyncio.sleep(0.2)  # twenty times the pause between two polls

        assert [call["status"] for call in stage.calls(MENTIONS_CALL)] == [200] * 300


def test_an_id_tells_its_time() -> None:
    moment = datetime(2026, 11, 21, 12, 30, 0, 5000, tzinfo=UTC)

    assert time_of(id_at(moment)) == moment
