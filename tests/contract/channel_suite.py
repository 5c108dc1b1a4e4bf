"""What every public channel must do, whichever platform is behind it: one suite, run on each real adapter.

A platform's test module subclasses `ChannelSuite` and gives a fixture `stage`.
"""

from dataclasses import replace
from typing import Any, Protocol

import pytest

from routing.ports import Channel, DeliveryError, Outcome, Reply
from tests.contract.standins import Control


class Stage(Protocol):
    """One platform's stand-in with our real adapter on it."""

    platform: str
    post_call: str  # the name under which the stand-in records a post
    control: Control

    @property
    def channel(self) -> Channel:
        """Our real adapter."""

    def ask(self) -> Reply:
        """Somebody asks us something; a reply that may be posted under it."""

    def said(self) -> list[str]:
        """What the public sees of us, as we typed it, oldest first."""

    def unreachable(self) -> Channel:
        """The same adapter, with nobody at its address."""

    def take_away(self, reply: Reply) -> None:
        """The asker deletes the question."""


def posts(stage: Stage) -> list[dict[str, Any]]:
    """Every post that reached the platform, whatever became of it."""
    return stage.control.requests(platform=stage.platform, method=stage.post_call)


async def failure(channel: Channel, reply: Reply) -> DeliveryError:
    """How publishing fails; whatever it is, it says so in a sentence."""
    with pytest.raises(DeliveryError) as caught:
        await channel.publish(reply)
    assert caught.value.for_person.strip().endswith((".", "!", ")"))
    return caught.value


class ChannelSuite:
    """Tests of one port; `stage` comes from the subclass's module."""

    async def test_the_text_is_posted_byte_for_byte(self, stage: Stage) -> None:
        text = "Hi Ann,\n\ntry <reset> & hold it 5 s: *yes*, _really_ 👩‍🔧 ^Tom"

        published = await stage.channel.publish(replace(stage.ask(), text=text))

        assert stage.said() == [text]
        assert published.external_id

    async def test_a_connection_cut_after_the_effect_is_unknown_and_posted_once(self, stage: Stage) -> None:
        reply = stage.ask()
        stage.control.fault(stage.platform, stage.post_call, "cut_after")

        error = await failure(stage.channel, reply)

        assert error.outcome is Outcome.UNKNOWN
        assert stage.said() == [reply.text]
        assert len(posts(stage)) == 1

    async def test_a_connection_cut_before_the_effect_is_unknown_and_not_tried_again(self, stage: Stage) -> None:
        reply = stage.ask()
        stage.control.fault(stage.platform, stage.post_call, "cut_before")

        error = await failure(stage.channel, reply)

        assert error.outcome is Outcome.UNKNOWN
        assert stage.said() == []
        assert len(posts(stage)) == 1

    async def test_a_server_error_is_unknown(self, stage: Stage) -> None:
        reply = stage.ask()
        stage.control.fault(stage.platform, stage.post_call, "5xx")

        assert (await failure(stage.channel, reply)).outcome is Outcome.UNKNOWN
        assert len(posts(stage)) == 1

    async def test_a_spent_limit_is_not_sent_and_says_how_long_to_wait(self, stage: Stage) -> None:
        reply = stage.ask()
        stage.control.fault(stage.platform, stage.post_call, "429", seconds=30)

        error = await failure(stage.channel, reply)

        assert error.outcome is Outcome.NOT_SENT
        assert error.retry_after is not None
        assert 29 <= error.retry_after <= 60
        assert stage.said() == []

    async def test_nobody_at_the_address_is_not_sent(self, stage: Stage) -> None:
        error = await failure(stage.unreachable(), stage.ask())

        assert error.outcome is Outcome.NOT_SENT
        assert error.retry_after is None

    async def test_a_question_that_is_gone_is_refused(self, stage: Stage) -> None:
        reply = stage.ask()
        stage.take_away(reply)

        assert (await failure(stage.channel, reply)).outcome is Outcome.REFUSED
        assert stage.said() == []

    async def test_a_text_that_is_too_long_is_refused(self, stage: Stage) -> None:
        reply = replace(stage.ask(), text="word " * 1000)

        assert (await failure(stage.channel, reply)).outcome is Outcome.REFUSED
        assert stage.said() == []

    async def test_taking_away_twice_is_harmless(self, stage: Stage) -> None:
        reply = stage.ask()
        published = await stage.channel.publish(reply)

        await stage.channel.delete(reply, published)
        await stage.channel.delete(reply, published)

        assert stage.said() == []

    async def test_limits_are_named_and_positive(self, stage: Stage) -> None:
        limits = stage.channel.limits(stage.ask())

        assert limits
        assert len({limit.key for limit in limits}) == len(limits)
        assert all(limit.count > 0 and limit.seconds > 0 for limit in limits)
