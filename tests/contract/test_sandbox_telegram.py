"""The Telegram stand-in, driven by python-telegram-bot, answers in the Bot API's shapes and keeps Telegram's rules."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from telegram import Bot, MessageEntity, ReplyParameters, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from sandbox.serve import RunningSandbox, running
from tests.contract import specs
from tests.contract.standins import Control, control_of

TOKEN = "4200000001:sandbox-telegram-token"
LONG_AGO = 1_600_000_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=50) as one:
        yield one


@pytest.fixture
def control(sandbox: RunningSandbox) -> Iterator[Control]:
    with control_of(sandbox.url) as one:
        yield one


@pytest.fixture(autouse=True)
def _spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gives waits as timedelta, which it otherwise warns about."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def bot_for(url: str, token: str = TOKEN) -> Bot:
    quick = HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False})
    polls = HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False})
    return Bot(token, f"{url}/telegram/bot", f"{url}/telegram/file/bot", request=quick, get_updates_request=polls)


@pytest.fixture
async def bot(sandbox: RunningSandbox, control: Control) -> AsyncIterator[Bot]:
    async with bot_for(sandbox.url) as one:
        yield one


def say(control: Control, text: str | None = "my fridge hums", name: str | None = "ann", **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = control.post("telegram/messages", **{"from": name, "text": text} | more)
    return said


def group(control: Control, kind: str = "supergroup", **more: Any) -> int:
    return int(control.post("telegram/chats", type=kind, title=f"Our {kind}", **more)["id"])


async def call(bot: Bot, method: str, **params: Any) -> Any:
    """A method's raw result, which must fit the Bot API's description, as must what was sent."""
    url = f"{bot.base_url}/{method}"
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = (await http.post(url, json=params)).json()
    assert answer["ok"], answer
    assert specs.telegram_result_faults(method, answer["result"]) == []
    assert specs.telegram_call_faults(method, params) == []
    return answer["result"]


async def updates(bot: Bot, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await call(bot, "getUpdates", **more)
    return found


async def confirm(bot: Bot) -> None:
    found = await updates(bot)
    if found:
        await updates(bot, offset=found[-1]["update_id"] + 1)


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
    control.post("telegram/renumber")
    assert say(control)["update_id"] != second + 1


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
    assert say(control, delay=0.2)["update_id"] is None
    assert await updates(bot) == []
    assert len(await updates(bot, timeout=5)) == 1


# Updates by webhook


@dataclass
class Receiver:
    """A small address of the bot's own: keeps what comes, and answers as told."""

    url: str = ""
    received: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def wait_for(self, count: int) -> list[dict[str, Any]]:
        for _ in range(500):
            if len(self.received) >= count:
                break
            await asyncio.sleep(0.01)
        return [body for _, body in self.received]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            receiver.received.append((self.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_a_webhook_gets_each_update_with_the_secret(bot: Bot, control: Control) -> None:
    with receiving() as receiver:
        said_before = await asyncio.to_thread(say, control)
        assert await bot.set_webhook(receiver.url, secret_token="a-Secret_1", allowed_updates=["message"])
        said_after = await asyncio.to_thread(say, control)
        found = await receiver.wait_for(2)
        assert {one["update_id"] for one in found} == {said_before["update_id"], said_after["update_id"]}
        assert [fault for one in found for fault in specs.telegram_faults("Update", one)] == []
        assert {secret for secret, _ in receiver.received} == {"a-Secret_1"}
        info = await call(bot, "getWebhookInfo")
        assert (info["url"], info["allowed_updates"]) == (receiver.url, ["message"])
        await bot.delete_webhook()
    assert (await call(bot, "getWebhookInfo"))["url"] == ""


async def test_a_webhook_that_fails_is_asked_again_and_the_failure_told(bot: Bot, control: Control) -> None:
    with receiving() as receiver:
        receiver.answers = [500, 403]
        await bot.set_webhook(receiver.url)
        await asyncio.to_thread(say, control)
        found = await receiver.wait_for(3)
        assert len({one["update_id"] for one in found}) == 1
        info = await call(bot, "getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
        await bot.delete_webhook()


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot) -> None:
    with receiving() as receiver:
        waiting = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await bot.set_webhook(receiver.url)
        with pytest.raises(Conflict):
            await waiting
        with pytest.raises(Conflict, match=r"(?i)webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_new_webhook_may_drop_what_waits(bot: Bot, control: Control) -> None:
    say(control)
    assert (await call(bot, "getWebhookInfo"))["pending_update_count"] == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert (await call(bot, "getWebhookInfo"))["pending_update_count"] == 0


@pytest.mark.parametrize(
    "options",
    [
        {"url": "http://example.com/hook"},
        {"url": "https://example.com:8444/hook"},
        {"url": "http://127.0.0.1:1/hook", "secret_token": "not allowed!"},
        {"url": "http://127.0.0.1:1/hook", "max_connections": 101},
    ],
)
async def test_a_webhook_telegram_would_not_take_is_refused(bot: Bot, options: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(**options)


# What the bot sees in groups


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("my fridge hums", False),
        ("@brightaisle_bot my fridge hums", True),
        ("@BrightAisle_Bot my fridge hums", True),
        ("@somebody_else my fridge hums", False),
        ("/help", True),
        ("/help@brightaisle_bot", True),
        ("/help@somebody_bot", False),
    ],
)
async def test_privacy_hides_what_is_not_meant_for_the_bot(bot: Bot, control: Control, text: str, seen: bool) -> None:
    say(control, text, chat=group(control))
    assert bool(await updates(bot)) is seen


async def test_replies_to_the_bot_are_seen_and_carry_what_they_answer(bot: Bot, control: Control) -> None:
    chat = group(control)
    ours = await bot.send_message(chat, "Hello")
    said = say(control, "it hums", chat=chat, reply_to=ours.message_id)
    (update,) = await updates(bot)
    assert update["message"]["message_id"] == said["message_id"]
    assert update["message"]["reply_to_message"]["text"] == "Hello"
    assert update["message"]["message_thread_id"] == ours.message_id


async def test_without_privacy_or_as_administrator_everything_is_seen(bot: Bot, control: Control) -> None:
    say(control, chat=group(control, bot="administrator"))
    control.post("telegram/switches", privacy=False)
    say(control, chat=group(control))
    assert len(await updates(bot)) == 2


# Kinds of message


async def test_every_kind_of_message_fits_the_description(bot: Bot, control: Control) -> None:
    control.post("telegram/switches", privacy=False)
    chat = group(control, "group")
    say(control, location={"latitude": 45.75, "longitude": 4.85}, text=None)
    say(control, photo=True, caption="@brightaisle_bot this one", text=None)
    for _ in range(2):
        say(control, album="a1", text=None)
    say(control, sender_chat=chat, chat=chat, name=None)
    kinds = [set(one["message"]) for one in await updates(bot)]
    assert "location" in kinds[0]
    assert {"photo", "caption", "caption_entities"} <= kinds[1]
    assert "media_group_id" in kinds[2] & kinds[3]
    assert "sender_chat" in kinds[4]


async def test_a_photo_can_be_fetched(bot: Bot, control: Control) -> None:
    say(control, photo=True, text=None)
    (update,) = await updates(bot)
    described = await call(bot, "getFile", file_id=update["message"]["photo"][0]["file_id"])
    assert described["file_path"].startswith("photos/")
    file = await bot.get_file(described["file_id"])
    assert bytes(await file.download_as_bytearray()).startswith(b"\x89PNG")
    with pytest.raises(BadRequest):
        await bot.get_file("nothing")


async def test_edits_come_and_deletions_do_not(bot: Bot, control: Control) -> None:
    said = say(control)
    place = {"chat": said["chat_id"], "message_id": said["message_id"]}
    control.post("telegram/messages/edit", **place, text="my freezer hums")
    control.post("telegram/messages/delete", **place)
    message, edited = await updates(bot)
    assert message["message"]["text"] == "my fridge hums"
    assert (edited["edited_message"]["text"], "edit_date" in edited["edited_message"]) == ("my freezer hums", True)
    shown = control.get(f"telegram/chats/{said['chat_id']}/messages")
    assert [one["deleted"] for one in shown] == [True]


async def test_topics_keep_their_thread(bot: Bot, control: Control) -> None:
    chat = group(control, forum=True)
    topic = control.post("telegram/topics", chat=chat, name="Fridges")["message_thread_id"]
    say(control, "@brightaisle_bot hm", chat=chat, thread=topic)
    opened, said = (one["message"] for one in await updates(bot))
    assert opened["forum_topic_created"]["name"] == "Fridges"
    assert (said["message_thread_id"], said["is_topic_message"]) == (topic, True)
    assert said["reply_to_message"]["message_id"] == topic
    answer = await bot.send_message(chat, "Turn it", message_thread_id=topic)
    assert (answer.message_thread_id, answer.is_topic_message) == (topic, True)
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(chat, "Turn it", message_thread_id=topic + 1)
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(group(control), "Turn it", message_thread_id=topic)


async def test_a_channels_post_appears_in_its_group(bot: Bot, control: Control) -> None:
    control.post("telegram/switches", privacy=False)
    channel = group(control, "channel")
    talk = group(control, linked_channel=channel)
    say(control, "We open at nine", chat=channel, name=None)
    post, forward = await updates(bot)
    assert post["channel_post"]["sender_chat"]["id"] == channel
    message = forward["message"]
    assert (message["is_automatic_forward"], message["forward_origin"]["chat"]["id"]) == (True, channel)
    assert (await call(bot, "getChat", chat_id=channel))["linked_chat_id"] == talk
    comment = say(control, "everywhere?", chat=talk, reply_to=message["message_id"])
    seen = (await updates(bot))[-1]["message"]
    assert (seen["message_id"], seen["message_thread_id"]) == (comment["message_id"], message["message_id"])


async def test_a_group_that_migrates_tells_its_new_number(bot: Bot, control: Control) -> None:
    chat = group(control, "group")
    new = control.post("telegram/migrate", chat=chat)["chat_id"]
    old_side, new_side = (one["message"] for one in await updates(bot))
    assert (old_side["chat"]["id"], old_side["migrate_to_chat_id"]) == (chat, new)
    assert (new_side["chat"]["id"], new_side["migrate_from_chat_id"]) == (new, chat)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(chat, "Hello")
    assert caught.value.new_chat_id == new
    assert (await bot.send_message(new, "Hello")).chat.id == new


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
