"""One Socket Mode connection, whatever Slack and the network do to it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest

from bots.slack.manifest import SCOPES
from bots.slack.socket import Patience
from routing.kit import Kit
from sandbox.serve import running, start
from sandbox.server import listen
from tests.integration.slack_stage import SPEED, Stage, byhand, until

QUICK = Patience(ping=0.2, connect=2.0, look=0.02, steady=0.1, close=0.5, longest_pause=0.2)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str, kit: Kit) -> AsyncIterator[Stage]:
    async with byhand(address, kit, socket=True, patience=QUICK) as stage:
        yield stage


async def connections(stage: Stage) -> int:
    return len(await stage.calls("apps.connections.open"))


async def works(stage: Stage) -> None:
    """Something that a person does is answered."""
    said = await stage.play("command", person="U0ANNA", text="help", wait=0)
    assert said["acknowledged"], said


async def connected_again(stage: Stage) -> None:
    for _ in range(200):
        if await connections(stage) > 1:
            break
        await asyncio.sleep(0.02)
    await stage.until_up()


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_an_announced_end_is_followed_by_a_new_connection(stage: Stage, reason: str) -> None:
    await stage.play("disconnect", reason=reason)
    await connected_again(stage)

    await works(stage)


async def test_a_connection_cut_without_a_word_comes_back(stage: Stage) -> None:
    await stage.play("disconnect", cut=True)
    await connected_again(stage)

    await works(stage)


async def test_a_silent_connection_is_made_anew(address: str, kit: Kit) -> None:
    async with byhand(address, kit, socket=True, patience=replace(QUICK, silent=0.2)) as stage:
        await until(lambda: sum(state == "down" for state, _ in stage.health) >= 2)
        await stage.until_up()

        await works(stage)
        assert ("down", "Slack was silent for long; a new connection is made.") in stage.health


async def test_it_waits_for_a_slack_that_is_not_there_yet(kit: Kit) -> None:
    listener = listen(0)
    port = listener.getsockname()[1]
    listener.close()
    async with byhand(f"http://127.0.0.1:{port}", kit, socket=True, patience=QUICK, wait=False) as stage:
        await until(lambda: ("down", "Slack cannot be reached.") in stage.health)
        sandbox = start(port, SPEED)
        try:
            await stage.until_up()
            await works(stage)
        finally:
            sandbox.stop()


async def test_while_slack_gives_no_address_it_is_down_and_then_comes_back(address: str, kit: Kit) -> None:
    async with byhand(address, kit, socket=True, patience=QUICK) as stage:
        await stage.fault("apps.connections.open", "down", times=3)
        await stage.play("disconnect", cut=True)
        await until(lambda: any(state == "down" for state, _ in stage.health))
        await stage.until_up()

        await works(stage)


async def test_an_app_installed_from_our_manifest_lacks_nothing(stage: Stage) -> None:
    assert stage.health[-1] == ("up", "connected over Socket Mode")


async def test_health_tells_what_the_app_may_not_do(address: str, kit: Kit) -> None:
    granted = [scope for scope in SCOPES if scope != "dnd:read"]
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        await http.post("/_control/reset")
        await http.post("/_control/slack/app", json={"scopes": granted})
    async with byhand(address, kit, socket=True, patience=QUICK, wait=False) as stage:
        await stage.until_up()

        assert stage.health[-1] == ("limited", "connected over Socket Mode; the Slack app lacks dnd:read")


async def test_after_a_refused_handshake_a_new_address_is_asked_for_each_time(stage: Stage) -> None:
    before = await connections(stage)
    await stage.fault("socket", "5xx", times=3)
    await stage.play("disconnect", cut=True)
    for _ in range(200):
        if not await stage.look("/_control/faults"):
            break
        await asyncio.sleep(0.02)
    await stage.until_up()

    await works(stage)
    assert await connections(stage) == before + 4


async def test_what_is_in_hand_when_the_end_is_announced_is_still_acknowledged(address: str, kit: Kit) -> None:
    async with byhand(address, kit, socket=True, patience=replace(QUICK, close=5.0)) as stage:
        await stage.fault("users.info", "latency", seconds=0.5)
        working = asyncio.create_task(stage.play("command", person="U0ANNA", text="join phones near Leeds", wait=0))
        for _ in range(200):
            if await stage.calls("users.info"):
                break
            await asyncio.sleep(0.01)
        await stage.play("disconnect", reason="warning")

        assert (await working)["acknowledged"]
        await connected_again(stage)
        await works(stage)
