"""Looking at Slack: what is seen, what a refusal means, and that nothing is changed by it."""

import pytest

from bots.slack import probe
from bots.slack.manifest import SCOPES
from routing.ports import DeliveryError
from sandbox.serve import RunningSandbox
from tests.contract.standins import Control

BOT, APP = "xoxb-sandbox-bot-token", "xapp-sandbox-app-token"


def address(sandbox: RunningSandbox) -> str:
    return f"{sandbox.url}/slack/api/"


async def test_tells_workspace_permissions_channels_and_time(sandbox: RunningSandbox, control: Control) -> None:
    look = await probe.look(address(sandbox), BOT, APP)

    assert look.workspace.thing is not None
    assert look.workspace.thing.name == "Brightaisle"
    assert look.workspace.thing.identity.scopes == set(SCOPES)
    assert look.workspace.thing.ahead is not None
    assert abs(look.workspace.thing.ahead) < 60
    assert look.socket is not None
    assert look.socket.thing is True
    known = {channel.name: channel for channel in look.channels.thing or ()}
    assert known["byhand-queue"].is_member
    assert not known["general"].is_member


async def test_makes_no_connection_which_would_take_events_from_the_real_one(
    sandbox: RunningSandbox, control: Control
) -> None:
    await probe.look(address(sandbox), BOT, APP)

    assert control.get("slack/state")["app"]["connections"] == 0
    assert {one["method"] for one in control.requests(platform="slack")} == {
        "auth.test",
        "apps.connections.open",
        "conversations.list",
    }


async def test_a_refused_token_is_told_from_a_silent_vendor(sandbox: RunningSandbox, control: Control) -> None:
    refused = await probe.look(address(sandbox), "xoxb-another")
    control.fault("slack", "*", "down")
    down = await probe.look(address(sandbox), BOT)

    assert refused.workspace.refused
    assert refused.channels.thing is None
    assert refused.socket is None
    assert not down.workspace.refused
    assert down.workspace.trouble


async def test_a_slow_vendor_is_given_up(sandbox: RunningSandbox, control: Control) -> None:
    control.fault("slack", "*", "latency", times=None, seconds=30)
    look = await probe.look(address(sandbox), BOT, APP, seconds=0.3)

    assert look.workspace.trouble == "Slack did not answer in time."


async def test_sees_archived_channels_and_those_without_us(sandbox: RunningSandbox, control: Control) -> None:
    control.post("slack/channel", name="byhand-leads", archive=True)
    control.post("slack/leave", person="U0BYHAND", channel="byhand-queue")

    look = await probe.look(address(sandbox), BOT)

    known = {channel.name: channel for channel in look.channels.thing or ()}
    assert known["byhand-leads"].is_archived
    assert not known["byhand-queue"].is_member


async def test_joins_a_channel_when_the_app_may(sandbox: RunningSandbox, control: Control) -> None:
    look = await probe.look(address(sandbox), BOT)
    general = tuple(channel for channel in look.channels.thing or () if channel.name == "general")

    with pytest.raises(DeliveryError, match="channels:join"):
        await probe.join(address(sandbox), BOT, general)
    control.post("slack/app", scopes=[*SCOPES, "channels:join"])
    await probe.join(address(sandbox), BOT, general)

    again = await probe.look(address(sandbox), BOT)
    assert all(channel.is_member for channel in again.channels.thing or ())


def test_in_the_sandbox_a_channel_is_opened_and_archived(control: Control) -> None:
    opened = control.post("slack/channel", name="#fresh")
    closed = control.post("slack/channel", name="fresh", archive=True)

    assert (opened["name"], opened["is_archived"]) == ("fresh", False)
    assert (closed["id"], closed["is_archived"]) == (opened["id"], True)
