"""What every public channel must do, whichever platform is behind it: one suite, run on each real adapter.

A platform's test module subclasses `ChannelSuite` and gives a fixture `stage`.
"""

from typing import Any, Protocol

import pytest

from routing.ports import Channel, DeliveryError, Outcome, Published, Reply
from tests.contract.standins import Control


class Stage(Protocol):
    """One platform's stand-in with our real adapter on it."""

    platform: str
    post_call: str  # the name under which the stand-in records a post
    control: Control
    channel: Channel

    def ask(self, text: str = ...) -> Reply:
        """Somebody asks us something; the reply that is to be posted under it."""

    def said(self) -> list[str]:
        """What the public sees of us, as we typed it, oldest first."""

    def unreachable(self) -> Channel:
        """The same adapter, with nobody at the address."""

    def take_away(self, reply: Reply) -> None:
        """The asker deletes the question."""


def posts(stage: Stage) -> list[dict[str, Any]]:
    """Every post that reached the platform, whatever became of it."""
    return stage.control.requests(platform=stage.platform, method=stage.post_call)


class ChannelSuite:
    async def test_the_text_is_posted_byte_for_byte(self, stage: Stage) -> None:
        text = "Hi Ann,\n\ntry the <reset> & hold it 5 s. — *Yes* 👩‍🔧 ^Tom"

        published = await stage.channel.publish(stage.ask()._replace_text(text))

        assert stage.said() == [text]
        assert published.external_id
