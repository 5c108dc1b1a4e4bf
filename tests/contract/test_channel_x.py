"""Our X channel, over the real tweepy, against the stand-in of X."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bots.twitter.client import XClient
from routing.ports import MayReply, Outcome
from sandbox.serve import RunningSandbox, running
from tests.contract import specs
from tests.contract.channel_suite import ChannelSuite, failure, posts
from tests.contract.standins import control_of
from tests.contract.x_stage import KEYS, XStage


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=1000) as one:
        yield one


@pytest.fixture
def stage(sandbox: RunningSandbox) -> Iterator[XStage]:
    with control_of(sandbox.url) as control:
        yield XStage(sandbox.url, control)


class TestXChannel(ChannelSuite):
    """The suite of every channel, on X."""


async def test_the_reply_stands_under_the_question_and_its_address_is_known(stage: XStage) -> None:
    reply = stage.ask()

    published = await stage.channel.publish(reply)

    (post,) = stage.ours()
    assert post["in_reply_to"] == reply.target
    assert (published.external_id, published.url) == (post["id"], post["url"])


async def test_a_summoned_reply_and_one_with_a_link_are_billed_apart(stage: XStage) -> None:
    await stage.channel.publish(stage.ask())
    await stage.channel.publish(replace(stage.ask(), text="All steps are on brightaisle.com/fridges ^Tom"))

    assert stage.tally.counted == {"summoned_reply": 1, "post_create_with_url": 1}


async def test_what_failed_is_not_billed(stage: XStage) -> None:
    reply = stage.ask()
    stage.control.fault("x", stage.post_call, "5xx")

    await failure(stage.channel, reply)

    assert stage.tally.counted == {}


async def test_money_that_cannot_be_counted_does_not_make_a_post_look_failed(stage: XStage) -> None:
    async def broken(kind: str, quantity: int) -> None:
        raise OSError("the disk is full")

    stage.tally.count = broken  # type: ignore[method-assign] # the store behind it fails, nothing of ours
    channel = stage.channel_of(stage.client)

    assert (await channel.publish(stage.ask())).external_id


async def test_who_did_not_summon_us_cannot_be_answered_and_the_sentence_says_what_can_be_done(stage: XStage) -> None:
    target = stage.post("my fridge hums, does nobody sell quiet ones?")

    error = await failure(stage.channel, replace(stage.reply_to(target), may_reply=MayReply.UNKNOWN))

    assert error.outcome is Outcome.REFUSED
    assert "by hand" in error.for_person


async def test_a_wrong_secret_is_refused_with_a_sentence_about_the_keys(stage: XStage) -> None:
    client = XClient(replace(KEYS, consumer_secret="wrong"), stage.url)

    error = await failure(stage.channel_of(client), stage.ask())

    assert error.outcome is Outcome.REFUSED
    assert "keys" in error.for_person
    assert stage.said() == []


async def test_used_up_credit_is_not_sent_and_waits_long(stage: XStage) -> None:
    reply = stage.ask()
    stage.control.post("x/switches", credit=0)

    error = await failure(stage.channel, reply)

    assert error.outcome is Outcome.NOT_SENT
    assert error.retry_after
    assert error.retry_after >= 3600


async def test_x_own_limit_is_met_with_a_wait_until_its_window_ends() -> None:
    with running() as sandbox, control_of(sandbox.url) as control:
        stage = XStage(sandbox.url, control)
        target = stage.ask().target
        (smallest, *_) = stage.channel.limits(stage.reply_to(target))
        for number in range(smallest.count):
            await stage.channel.publish(stage.reply_to(target, f"Answer number {number} ^Tom"))

        error = await failure(stage.channel, stage.reply_to(target))

    assert error.outcome is Outcome.NOT_SENT
    assert error.retry_after is not None
    assert 1 <= error.retry_after <= smallest.seconds + 5


async def test_an_answer_too_slow_to_wait_for_is_unknown(stage: XStage) -> None:
    reply = stage.ask()
    stage.control.fault("x", stage.post_call, "latency", seconds=1)
    hasty = stage.channel_of(XClient(KEYS, stage.url, timeouts=(1.0, 0.1)))

    error = await failure(hasty, reply)

    assert error.outcome is Outcome.UNKNOWN
    assert len(posts(stage)) == 1


# --- was it posted? ----------------------------------------------------------------------------------------------


async def test_what_was_cut_off_after_the_effect_is_found(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    stage.control.fault("x", stage.post_call, "cut_after")
    await failure(stage.channel, reply)

    found = await stage.channel.find(reply, started)

    (post,) = stage.ours()
    assert found.published is not None
    assert (found.published.external_id, found.published.url, found.sure) == (post["id"], post["url"], True)


async def test_what_is_not_there_is_not_surely_absent_before_the_read_lag_is_over(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    stage.control.fault("x", stage.post_call, "cut_before")
    await failure(stage.channel, reply)

    early = await stage.channel.find(reply, started)
    stage.clock.ahead = timedelta(seconds=121)
    late = await stage.channel.find(reply, started)

    assert (early.published, early.sure) == (None, False)
    assert (late.published, late.sure) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "See https://brightaisle.com/help?a=1&b=2 and brightaisle.com/returns, please. ^Tom",
        "Less < more & \"quotes\" > 'others' &amp; ^Tom",
        "Cafe\u0301 and A\u030angstro\u0308m ^Tom",
        "@ann @brightaisle yes, that one ^Tom",
        "First line\n\nSecond  line ^Tom",
        "👩‍🔧 ❤️‍🔥 🇪🇺 1️⃣ ^Tom",
        "www.BrightAisle.com/ ^Tom",
    ],
)
async def test_a_text_is_found_whatever_x_made_of_it(stage: XStage, text: str) -> None:
    reply, started = stage.reply_to(stage.ask().target, text), stage.clock.now()
    await stage.channel.publish(reply)

    assert (await stage.channel.find(reply, started)).published is not None


async def test_the_same_words_under_another_post_are_not_it(stage: XStage) -> None:
    first, second, started = stage.ask(), stage.ask(), stage.clock.now()
    await stage.channel.publish(stage.reply_to(first.target, "No. ^Tom"))

    assert (await stage.channel.find(stage.reply_to(second.target, "No. ^Tom"), started)).published is None


async def test_other_words_under_the_same_post_are_not_it(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    await stage.channel.publish(reply)

    assert (await stage.channel.find(replace(reply, text="Something else ^Tom"), started)).published is None


async def test_it_is_found_behind_a_page_of_later_posts(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    await stage.channel.publish(reply)
    for number in range(105):
        stage.post(f"offer of the day, number {number}", author="brightaisle")

    assert (await stage.channel.find(reply, started)).published is not None
    assert stage.tally.counted["owned_read"] == 106


async def test_looking_twice_on_one_day_is_billed_once(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    await stage.channel.publish(reply)

    await stage.channel.find(reply, started)
    await stage.channel.find(reply, started)

    assert stage.tally.counted["owned_read"] == 1


async def test_a_look_that_fails_says_so(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    await stage.client.me()
    stage.control.fault("x", "GET /2/users/:id/tweets", "5xx")

    with pytest.raises(Exception, match="X failed"):
        await stage.channel.find(reply, started)


async def test_posting_again_what_is_there_already_posts_nothing_and_gives_the_first_one(stage: XStage) -> None:
    reply = stage.ask()
    first = await stage.channel.publish(reply)

    again = await stage.channel.publish(reply)

    assert again == first
    assert stage.said() == [reply.text]


async def test_words_used_under_another_post_are_refused_with_the_reason(stage: XStage) -> None:
    await stage.channel.publish(stage.reply_to(stage.post("@brightaisle open?", author="bea"), "@bea Yes. ^Tom"))
    target = stage.post("@brightaisle open today?", author="bea")

    error = await failure(stage.channel, stage.reply_to(target, "@bea Yes. ^Tom"))

    assert error.outcome is Outcome.REFUSED
    assert "same words" in error.for_person


async def test_a_duplicate_that_cannot_be_looked_up_is_unknown(stage: XStage) -> None:
    reply = stage.ask()
    await stage.channel.publish(reply)
    stage.control.fault("x", "GET /2/users/:id/tweets", "5xx")

    assert (await failure(stage.channel, reply)).outcome is Outcome.UNKNOWN


# --- what goes over the wire -------------------------------------------------------------------------------------


async def test_no_secret_and_no_signature_is_logged_at_any_level(
    stage: XStage, caplog: pytest.LogCaptureFixture
) -> None:
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.set_level(logging.DEBUG)

    await stage.channel.publish(stage.ask())
    await stage.listener().poll()

    assert "Making API request" in caplog.text
    assert "Authorization" in caplog.text
    signatures = [one for one in caplog.text.split("oauth_signature=")[1:] if not one.startswith('"[hidden]')]
    assert not signatures
    assert not [secret for secret in KEYS.secrets() if secret and secret in caplog.text]


async def test_every_call_is_one_that_x_describes(stage: XStage) -> None:
    reply, started = stage.ask(), stage.clock.now()
    stage.post("as @brightaisle said", author="bea", quote=reply.target)
    await stage.listener().poll()
    published = await stage.channel.publish(reply)
    await stage.channel.find(reply, started)
    await stage.channel.delete(reply, published)

    calls = stage.calls()

    assert {call["method"] for call in calls} == {
        "GET /2/users/me",
        "GET /2/users/:id/mentions",
        "GET /2/tweets/search/recent",
        "POST /2/tweets",
        "GET /2/users/:id/tweets",
        "DELETE /2/tweets/:id",
    }
    assert [fault for call in calls for fault in call_faults(call)] == []


def call_faults(call: dict[str, Any]) -> list[str]:
    """Where a call breaks X's description: an unknown path, parameter or value, or a body of another shape."""
    method, path = call["method"].split()
    described = specs.load(specs.X)["paths"][path.replace(":id", "{id}")][method.lower()]
    parameters = {one["name"]: one for one in map(resolved, described.get("parameters", []))}
    faults = [
        f"{call['method']} {name}: {fault}"
        for name, value in call["body"]["query"].items()
        for fault in parameter_faults(parameters.get(name), value)
    ]
    if method == "POST":
        faults += specs.x_faults("TweetCreateRequest", call["body"]["json"])
    return faults


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = specs.load(specs.X)["components"]["parameters"][name] if name else part
    return found


def parameter_faults(described: dict[str, Any] | None, value: str) -> list[str]:
    if described is None:
        return ["not known"]
    schema = described["schema"]
    if schema.get("type") == "array":
        allowed = schema["items"].get("enum")
        return [f"{one} is not allowed" for one in value.split(",") if allowed and one not in allowed]
    if schema.get("type") == "integer":
        lowest, highest = schema.get("minimum", 0), schema.get("maximum", 10**9)
        return [] if lowest <= int(value) <= highest else [f"{value} is out of bounds"]
    return []
