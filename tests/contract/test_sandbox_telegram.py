"""The Telegram stand-in lets in whom Telegram would, and hands out updates to a poller as Telegram does."""

import asyncio

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken

from sandbox.serve import RunningSandbox
from tests.contract.standins import Control
from tests.contract.telegram_by_ptb import bot_for, call, confirm, say, updates

# Who is let in


async def test_the_bot_knows_itself(bot: Bot, control: Control) -> None:
    me = await call(bot, "getMe")
    assert (me["id"], me["username"], me["is_bot"]) == (4200000001, "brightaisle_bot", True)
    assert me["can_read_all_group_messages"] is False
    control.post("telegram/switches", privacy=False)
    assert (await call(bot, "getMe"))["can_read_all_group_messages"] is True


async def test_a_wrong_token_is_not_let_in(sandbox: RunningSandbox) -> None:
    bot = bot_for(sandbox.url, "4200000001:wrong")
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{bot.base_url}/makeCoffee")
    assert (answer.status_code, answer.json()["error_code"]) == (404, 404)


# Updates by polling


async def test_a_message_comes_as_an_update(bot: Bot, control: Control) -> None:
    said = say(control, "😀 /start now, see example.com @ann #cold")
    (update,) = await updates(bot)
    assert update["update_id"] == said["update_id"]
    message = update["message"]
    assert message["chat"] == {"id": said["chat_id"], "type": "private", "first_name": "ann", "username": "ann"}
    assert [(one["type"], one["offset"], one["length"]) for one in message["entities"]] == [
        ("bot_command", 3, 6), ("url", 19, 11), ("mention", 31, 4), ("hashtag", 36, 5),
    ]  # fmt: skip


async def test_what_the_library_reads_is_what_was_said(bot: Bot, control: Control) -> None:
    said = say(control, "hello", photo=False)
    (update,) = await bot.get_updates()
    assert isinstance(update, Update)
    assert update.message is not None
    assert (update.message.text, update.message.message_id) == ("hello", said["message_id"])


async def test_update_ids_rise_from_a_random_start(bot: Bot, control: Control) -> None:
    first, second = say(control)["update_id"], say(control)["update_id"]
    assert second == first + 1
    assert first >= 10_000_000
    control.post("telegram/renumber")
    assert say(control)["update_id"] != second + 1


async def test_numbers_rise_over_a_reset_so_that_a_poller_goes_on(bot: Bot, control: Control) -> None:
    for index in range(8):
        before = say(control)["update_id"]
        assert [one["update_id"] for one in await updates(bot)][-1:] == [before]
        control.post("reset")
        said = say(control, f"message {index}")["update_id"]
        assert [one["update_id"] for one in await updates(bot, offset=before + 1)] == [said]
        await confirm(bot)


async def test_an_offset_confirms_everything_below_it(bot: Bot, control: Control) -> None:
    numbers = [say(control, f"message {index}")["update_id"] for index in range(3)]
    assert [one["update_id"] for one in await updates(bot)] == numbers
    assert [one["update_id"] for one in await updates(bot)] == numbers
    assert [one["update_id"] for one in await updates(bot, offset=numbers[1])] == numbers[1:]
    assert [one["update_id"] for one in await updates(bot)] == numbers[1:]
    assert [one["update_id"] for one in await updates(bot, offset=-1)] == numbers[2:]


async def test_a_batch_is_as_long_as_asked_for(bot: Bot, control: Control) -> None:
    numbers = [say(control, f"message {index}")["update_id"] for index in range(4)]
    assert [one["update_id"] for one in await updates(bot, limit=2)] == numbers[:2]


async def test_a_long_poll_returns_when_something_comes(bot: Bot, control: Control) -> None:
    waiting = asyncio.create_task(updates(bot, timeout=30))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    said = await asyncio.to_thread(say, control)
    assert [one["update_id"] for one in await waiting] == [said["update_id"]]


async def test_a_long_poll_ends_empty_in_its_time(bot: Bot) -> None:
    assert await updates(bot, timeout=1) == []


async def test_a_second_poller_ends_the_first_with_a_conflict(bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(timeout=1))
    with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates"):
        await first
    assert await second == ()


async def test_kinds_that_were_not_asked_for_do_not_come_and_the_choice_sticks(bot: Bot, control: Control) -> None:
    await updates(bot, allowed_updates=["edited_message"])
    said = say(control)
    control.post("telegram/messages/edit", chat=said["chat_id"], message_id=said["message_id"], text="my freezer")
    (update,) = await updates(bot)
    assert update["edited_message"]["text"] == "my freezer"
    await updates(bot, allowed_updates=[])
    say(control)
    assert "message" in (await updates(bot))[-1]


async def test_what_nobody_fetches_is_lost_after_a_day(bot: Bot, control: Control) -> None:
    say(control)
    control.post("telegram/switches", keep_seconds=0)
    assert await updates(bot) == []


async def test_deliveries_can_be_doubled_shuffled_and_late(bot: Bot, control: Control) -> None:
    say(control, duplicate=2)
    found = await updates(bot)
    assert [one["update_id"] for one in found] == [found[0]["update_id"]] * 2
    await confirm(bot)
    numbers = [say(control, f"message {index}")["update_id"] for index in range(20)]
    control.post("telegram/switches", reorder=True)
    shuffled = [one["update_id"] for one in await updates(bot)]
    assert shuffled != numbers
    assert sorted(shuffled) == numbers
    await updates(bot, offset=numbers[-1] + 1)
    assert say(control, delay=600)["update_id"] is None
    assert await updates(bot) == []
    assert say(control, delay=0.2)["update_id"] is None
    assert len(await updates(bot, timeout=30)) == 1
