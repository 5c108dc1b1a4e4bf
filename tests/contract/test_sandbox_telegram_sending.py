"""The Telegram stand-in sends, edits and deletes as Telegram does, and fails when told to."""

import asyncio
import json
from datetime import timedelta

import pytest
from telegram import Bot, MessageEntity, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from sandbox.serve import running
from tests.contract import specs
from tests.contract.standins import Control, control_of
from tests.contract.telegram_by_ptb import TOKEN, bot_for, call, confirm, group, say, updates

LONG_AGO = 1_600_000_000


# Sending


async def test_a_reply_stands_under_the_question(bot: Bot, control: Control) -> None:
    said = say(control)
    answer = await call(
        bot, "sendMessage", chat_id=said["chat_id"], text="Turn it. - Kim",
        reply_parameters={"message_id": said["message_id"]}, link_preview_options={"is_disabled": True},
    )  # fmt: skip
    assert answer["reply_to_message"]["message_id"] == said["message_id"]
    shown = control.get(f"telegram/chats/{said['chat_id']}/messages")
    assert [(one["text"], one["ours"]) for one in shown] == [("my fridge hums", False), ("Turn it. - Kim", True)]


async def test_what_the_library_sends_fits_the_description(bot: Bot, control: Control) -> None:
    said = say(control)
    entities = [MessageEntity(MessageEntity.BOLD, 0, 4)]
    sent = await bot.send_message(
        said["chat_id"], "Turn it", entities=entities, disable_web_page_preview=True,
        reply_parameters=ReplyParameters(said["message_id"], allow_sending_without_reply=False),
    )  # fmt: skip
    assert [one.type for one in sent.entities] == ["bold"]
    body = control.requests(platform="telegram", method="sendMessage")[0]["body"]
    typed = body | {"chat_id": int(body["chat_id"])}
    assert specs.telegram_call_faults("sendMessage", typed) == []


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048])
async def test_4096_units_fit_and_one_more_does_not(bot: Bot, control: Control, text: str) -> None:
    chat = say(control)["chat_id"]
    assert (await bot.send_message(chat, text)).text == text
    with pytest.raises(BadRequest, match=r"(?i)too long"):
        await bot.send_message(chat, text + "!")


async def test_blanks_around_a_text_are_dropped_and_entities_move_along(bot: Bot, control: Control) -> None:
    sent = await bot.send_message(say(control)["chat_id"], "  bold \n", entities=[MessageEntity("bold", 2, 4)])
    assert (sent.text, sent.entities[0].offset, sent.entities[0].length) == ("bold", 0, 4)


@pytest.mark.parametrize("text", ["", " \n "])
async def test_an_empty_text_is_refused(bot: Bot, control: Control, text: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)text is empty"):
        await bot.send_message(say(control)["chat_id"], text)


async def test_a_reply_to_a_deleted_message_fails_unless_allowed(bot: Bot, control: Control) -> None:
    said = say(control)
    chat, number = said["chat_id"], said["message_id"]
    control.post("telegram/messages/delete", chat=chat, message_id=number)
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(chat, "Turn it", reply_parameters=ReplyParameters(number))
    lenient = ReplyParameters(number, allow_sending_without_reply=True)
    assert (await bot.send_message(chat, "Turn it", reply_parameters=lenient)).reply_to_message is None


async def test_an_unknown_chat_is_not_found(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(77, "Hello")


async def test_who_blocks_the_bot_gets_nothing_and_it_is_told(bot: Bot, control: Control) -> None:
    chat = say(control)["chat_id"]
    await confirm(bot)
    control.post("telegram/block", chat=chat)
    (update,) = await updates(bot)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(Forbidden, match=r"(?i)blocked by the user"):
        await bot.send_message(chat, "Hello")
    control.post("telegram/block", chat=chat, unblock=True)
    assert (await bot.send_message(chat, "Hello")).message_id


@pytest.mark.parametrize(("status", "words"), [("kicked", "kicked from the supergroup"), ("left", "not a member")])
async def test_a_group_without_the_bot_refuses_it(bot: Bot, control: Control, status: str, words: str) -> None:
    chat = group(control)
    control.post("telegram/block", chat=chat, status=status)
    with pytest.raises(Forbidden, match=rf"(?i){words}"):
        await bot.send_message(chat, "Hello")


async def test_who_never_wrote_cannot_be_written_to(bot: Bot, control: Control) -> None:
    chat = control.post("telegram/chats", type="private", title="zoe", started=False)["id"]
    with pytest.raises(Forbidden, match=r"(?i)initiate conversation"):
        await bot.send_message(chat, "Hello")


async def test_our_message_can_be_edited_and_deleted(bot: Bot, control: Control) -> None:
    chat = say(control)["chat_id"]
    ours = await bot.send_message(chat, "Turn it left")
    edited = await call(bot, "editMessageText", chat_id=chat, message_id=ours.message_id, text="Turn it right")
    assert edited["text"] == "Turn it right"
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.edit_message_text("Turn it right", chat, ours.message_id)
    assert await bot.delete_message(chat, ours.message_id)
    for refused in (bot.delete_message(chat, ours.message_id), bot.edit_message_text("No", chat, ours.message_id)):
        with pytest.raises(BadRequest, match=r"(?i)not found"):
            await refused


async def test_others_messages_and_old_ones_stay(bot: Bot, control: Control) -> None:
    chat = group(control)
    theirs = say(control, chat=chat)["message_id"]
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        await bot.delete_message(chat, theirs)
    with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
        await bot.edit_message_text("Hm", chat, theirs)
    old = say(control, date=LONG_AGO)
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        await bot.delete_message(old["chat_id"], old["message_id"])


async def test_chats_and_members_are_described(bot: Bot, control: Control) -> None:
    said = say(control)
    assert (await call(bot, "getChat", chat_id=said["chat_id"]))["first_name"] == "ann"
    chat = group(control, bot="administrator")
    assert (await call(bot, "getChatMember", chat_id=chat, user_id=bot.id))["status"] == "administrator"
    assert (await call(bot, "getChatMember", chat_id=chat, user_id=said["chat_id"]))["status"] == "left"
    say(control, chat=chat)
    assert (await call(bot, "getChatMember", chat_id=chat, user_id=said["chat_id"]))["status"] == "member"


async def test_the_profile_is_kept_by_language(bot: Bot) -> None:
    assert await call(bot, "setMyDescription", description="People answer here.")
    assert await call(bot, "setMyDescription", description="Hier antworten Menschen.", language_code="de")
    assert (await call(bot, "getMyDescription"))["description"] == "People answer here."
    assert (await call(bot, "getMyDescription", language_code="de"))["description"] == "Hier antworten Menschen."
    assert await call(bot, "setMyShortDescription", short_description="People")
    assert (await call(bot, "getMyShortDescription"))["short_description"] == "People"
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)
    commands = [{"command": "forget", "description": "Forget me"}]
    assert await call(bot, "setMyCommands", commands=commands)
    assert await call(bot, "getMyCommands") == commands


# Limits


async def test_a_chat_bears_a_short_burst_and_then_asks_to_wait() -> None:
    with running() as slow, control_of(slow.url) as control:
        async with bot_for(slow.url) as bot:
            chat = say(control)["chat_id"]
            for index in range(3):
                await bot.send_message(chat, f"part {index}")
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(chat, "part 3")
            assert 1 <= _seconds(caught.value) <= 3
            assert len(control.get(f"telegram/chats/{chat}/messages")) == 4


async def test_a_group_bears_twenty_a_minute(bot: Bot, control: Control) -> None:
    # Fifty times faster: a minute is 1.2 s, and the burst of a chat 60 ms.
    chat = group(control)
    for index in range(20):
        await bot.send_message(chat, f"part {index}")
        await asyncio.sleep(0.025)
    with pytest.raises(RetryAfter):
        await bot.send_message(chat, "part 20")
    await asyncio.sleep(1.3)
    assert (await bot.send_message(chat, "part 20")).text == "part 20"


async def test_all_chats_together_bear_thirty_a_second() -> None:
    with running() as slow, control_of(slow.url) as control:
        async with bot_for(slow.url) as bot:
            chats = [say(control, name=f"asker{index}")["chat_id"] for index in range(40)]
            outcomes = await asyncio.gather(*(bot.send_message(one, "Hello") for one in chats), return_exceptions=True)
    assert sum(isinstance(one, RetryAfter) for one in outcomes) == 10


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    assert isinstance(wait, timedelta)
    return wait.total_seconds()


# Faults


async def test_a_cut_before_leaves_no_trace_and_a_cut_after_leaves_the_message(bot: Bot, control: Control) -> None:
    chat = say(control)["chat_id"]
    for kind in ("cut_before", "cut_after"):
        control.fault("telegram", "sendMessage", kind)
        with pytest.raises(NetworkError):
            await bot.send_message(chat, kind)
    shown = control.get(f"telegram/chats/{chat}/messages")
    assert [one["text"] for one in shown if one["ours"]] == ["cut_after"]


async def test_429_and_5xx_come_as_telegram_sends_them(bot: Bot, control: Control) -> None:
    chat = say(control)["chat_id"]
    control.fault("telegram", "send*", "429", seconds=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(chat, "Hello")
    assert _seconds(caught.value) == 7
    control.fault("telegram", "sendMessage", "5xx")
    with pytest.raises(NetworkError):
        await bot.send_message(chat, "Hello")
    assert (await bot.send_message(chat, "Hello")).text == "Hello"


async def test_calls_are_recorded_by_name_without_the_token(bot: Bot, control: Control) -> None:
    await bot.send_message(say(control)["chat_id"], "Hello")
    entry = control.requests(platform="telegram", method="sendMessage")[0]
    assert (entry["body"]["text"], entry["status"]) == ("Hello", 200)
    assert TOKEN not in json.dumps(control.requests())
