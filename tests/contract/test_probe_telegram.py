"""Looking at Telegram: what is seen, and whether somebody else polls, without confirming a single update."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from bots.telegram import probe
from sandbox.serve import RunningSandbox
from tests.contract.standins import Control

TOKEN = "4200000001:sandbox-telegram-token"


def address(sandbox: RunningSandbox) -> str:
    return f"{sandbox.url}/telegram"


async def test_tells_who_the_bot_is_and_what_it_may(sandbox: RunningSandbox, control: Control) -> None:
    control.post("telegram/switches", privacy=False, can_join_groups=False)

    look = await probe.look(address(sandbox), TOKEN)

    assert look.us.thing is not None
    assert look.us.thing.username == "brightaisle_bot"
    assert look.us.thing.reads_groups
    assert not look.us.thing.joins_groups
    assert look.webhook.thing is not None
    assert look.webhook.thing.url == ""
    assert look.description.thing == probe.Description("", "")
    assert look.alone is None


async def test_tells_what_telegram_knows_of_a_webhook(sandbox: RunningSandbox, control: Control) -> None:
    hook = {"url": "http://127.0.0.1:9/telegram/webhook", "allowed_updates": ["message"]}
    async with httpx.AsyncClient(trust_env=False) as web:
        await web.post(f"{address(sandbox)}/bot{TOKEN}/setWebhook", json=hook)
    control.post("telegram/messages", **{"from": "Tomas", "text": "Anybody?"})

    look = await probe.look(address(sandbox), TOKEN, watch=True)

    state = look.webhook.thing
    assert state is not None
    assert (state.url, state.pending, state.ip, state.allowed) == (hook["url"], 1, "127.0.0.1", ("message",))
    assert look.alone is None  # nobody polls while there is a webhook, so it is not looked


async def test_a_wrong_token_is_refused(sandbox: RunningSandbox, control: Control) -> None:
    look = await probe.look(address(sandbox), "4200000001:of-somebody-else-entirely", watch=True)

    assert look.us.refused
    assert look.webhook.thing is None
    assert look.alone is None


async def test_where_nobody_answers_it_is_said(sandbox: RunningSandbox, control: Control) -> None:
    control.fault("telegram", "*", "latency", times=None, seconds=30)

    look = await probe.look(address(sandbox), TOKEN, seconds=0.3)

    assert look.us.trouble == "Telegram did not answer in time."
    assert not look.us.refused


async def test_alone_with_its_token(sandbox: RunningSandbox, control: Control) -> None:
    look = await probe.look(address(sandbox), TOKEN, watch=True, seconds=10)

    assert look.alone is not None
    assert look.alone.thing is True


async def test_notices_another_poller(sandbox: RunningSandbox, control: Control) -> None:
    async with polling(sandbox):
        look = await probe.look(address(sandbox), TOKEN, watch=True, seconds=10)

    assert look.alone is not None
    assert look.alone.thing is False


async def test_while_updates_wait_it_is_not_sure_and_none_is_lost(sandbox: RunningSandbox, control: Control) -> None:
    control.post("telegram/messages", **{"from": "Tomas", "text": "Anybody?"})

    look = await probe.look(address(sandbox), TOKEN, watch=True, seconds=10)

    assert look.alone is not None
    assert look.alone.thing is None
    async with httpx.AsyncClient(trust_env=False) as web:
        left = await web.post(f"{address(sandbox)}/bot{TOKEN}/getUpdates", json={"timeout": 0})
    assert [update["message"]["text"] for update in left.json()["result"]] == ["Anybody?"]


@asynccontextmanager
async def polling(sandbox: RunningSandbox) -> AsyncIterator[None]:
    """Another program with our token, as stubborn as they are."""

    async def poll() -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as web:
            while True:
                await web.post(f"{address(sandbox)}/bot{TOKEN}/getUpdates", json={"timeout": 10})

    task = asyncio.create_task(poll())
    await asyncio.sleep(0.2)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
