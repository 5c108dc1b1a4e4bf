"""Publishing on Telegram through the real library, against the stand-in: once, byte for byte, or with a clear no."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.telegram.about import describe, described
from bots.telegram.channel import TelegramChannel
from bots.telegram.client import Telegram
from routing.ports import DeliveryError, Limit, Outcome, Published, Reply
from sandbox import serve
from tests.contract.telegram_stage import Stage, line_to

TEXT = "Turn it *off*, wait <b>30</b> s & turn it on: https://example.com/_x_ 👩‍🔧 — Ben"  # noqa: RUF001


@pytest.fixture(scope="module")
def sandbox() -> Iterator[serve.RunningSandbox]:
    with serve.running(speed=1000) as started:
        yield started


@pytest.fixture
async def stage(sandbox: serve.RunningSandbox) -> AsyncIterator[Stage]:
    stage = Stage(sandbox.url)
    await stage.play("/reset")
    yield stage
    await stage.close()


@pytest.fixture
async def line(stage: Stage) -> AsyncIterator[Telegram]:
    async with line_to(stage.url) as line:
        yield line


@pytest.fixture
def channel(line: Telegram) -> TelegramChannel:
    return TelegramChannel(line)


def answer(question: str, text: str = TEXT, **more: Any) -> Reply:
    return Reply(1, text, question, chat=question.rpartition(":")[0], **more)


async def refused(channel: TelegramChannel, reply: Reply) -> DeliveryError:
    with pytest.raises(DeliveryError) as told:
        await channel.publish(reply)
    return told.value


# --- what appears


async def test_an_answer_stands_under_the_question_byte_for_byte(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    published = await channel.publish(answer(question))
    chat, _, number = question.rpartition(":")
    (ours,) = await stage.ours(chat)
    assert (ours["text"], ours["reply_to_message"]["message_id"]) == (TEXT, int(number))
    assert published == Published(f"{chat}:{ours['message_id']}", "")
    assert await stage.faults_in_calls() == []


async def test_nothing_is_sent_but_the_text_and_where_it_belongs(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    await channel.publish(answer(question))
    (call,) = await stage.calls("sendMessage")
    chat, _, number = question.rpartition(":")
    assert call["body"] == {
        "chat_id": chat,
        "text": TEXT,
        "reply_parameters": {"message_id": int(number)},
        "link_preview_options": {"is_disabled": True},
    }


async def test_an_answer_in_a_public_group_has_an_address(stage: Stage, channel: TelegramChannel) -> None:
    group = await stage.chat("supergroup", "Fans", username="fans")
    question = await stage.say("/ask My oven is cold", chat=group)
    published = await channel.publish(answer(question))
    number = published.external_id.rpartition(":")[2]
    assert published.url == f"https://t.me/fans/{number}"


async def test_an_answer_lands_in_the_questions_topic(stage: Stage, channel: TelegramChannel) -> None:
    forum = await stage.chat("supergroup", "Fans", forum=True)
    topic = (await stage.play("/telegram/topics", chat=forum, name="Ovens"))["message_thread_id"]
    question = await stage.say("/ask cold", chat=forum, thread=topic)
    await channel.publish(answer(question, thread=str(topic)))
    (ours,) = await stage.ours(str(forum))
    assert (ours["message_thread_id"], ours["is_topic_message"]) == (topic, True)
    assert await stage.faults_in_calls() == []


async def test_an_answer_to_a_comment_lands_under_the_channels_post(stage: Stage, channel: TelegramChannel) -> None:
    news = await stage.chat("channel", "News")
    group = await stage.chat("supergroup", "News talk", linked_channel=news)
    await stage.play("/telegram/messages", chat=news, text="New ovens", sender_chat=news)
    comment = await stage.say("/ask Where?", chat=group, reply_to=1)
    await channel.publish(answer(comment))
    (ours,) = await stage.ours(str(group))
    assert ours["message_thread_id"] == 1


async def test_an_answer_may_stand_alone_where_the_question_cannot_be_tied(
    stage: Stage, channel: TelegramChannel
) -> None:
    question = await stage.say("My oven is cold")
    await channel.publish(answer(question, attach=False))
    (ours,) = await stage.ours(question.rpartition(":")[0])
    assert "reply_to_message" not in ours


async def test_an_answer_as_long_as_telegram_allows_is_taken(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    longest = "🔥" * 2048
    assert channel.length(longest) == 4096
    await channel.publish(answer(question, longest))
    assert (await refused(channel, answer(question, longest + "!"))).outcome is Outcome.REFUSED


# --- what is refused


async def test_a_deleted_question_is_refused_and_nothing_appears(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    chat, _, number = question.rpartition(":")
    await stage.play("/telegram/messages/delete", chat=chat, message_id=number)
    told = await refused(channel, answer(question))
    assert (told.outcome, told.for_person) == (Outcome.REFUSED, "The question was deleted on Telegram.")
    assert await stage.ours(chat) == []


async def test_an_asker_who_blocked_the_bot_is_out_of_reach(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    await stage.play("/telegram/block", chat=question.rpartition(":")[0])
    told = await refused(channel, answer(question))
    assert told.outcome is Outcome.REFUSED
    assert "blocked the bot" in told.for_person


async def test_a_group_that_became_a_supergroup_says_where_it_is_now(stage: Stage, channel: TelegramChannel) -> None:
    group = await stage.chat("group", "Neighbours")
    question = await stage.say("/ask cold", chat=group)
    moved = (await stage.play("/telegram/migrate", chat=group))["chat_id"]
    told = await refused(channel, answer(question))
    assert (told.outcome, told.moved_to) == (Outcome.NOT_SENT, str(moved))
    await channel.publish(Reply(1, TEXT, question, chat=told.moved_to, attach=False))
    assert len(await stage.ours(str(moved))) == 1


async def test_a_wrong_token_is_refused_and_not_repeated_to_anybody(stage: Stage) -> None:
    question = await stage.say("My oven is cold")
    async with line_to(stage.url, "4200000001:another") as line:
        told = await refused(TelegramChannel(line), answer(question))
    assert told.outcome is Outcome.REFUSED
    assert "another" not in told.for_person


@pytest.mark.parametrize("target", ["", "7", "7:x", "x:7"])
async def test_a_target_that_telegram_cannot_have_given_is_refused(channel: TelegramChannel, target: str) -> None:
    assert (await refused(channel, Reply(1, TEXT, target))).outcome is Outcome.REFUSED


# --- faults


@pytest.mark.parametrize(("fault", "appears"), [("cut_before", 0), ("cut_after", 1), ("5xx", 0)])
async def test_after_a_fault_nobody_knows_and_it_is_not_sent_again(
    stage: Stage, channel: TelegramChannel, fault: str, appears: int
) -> None:
    question = await stage.say("My oven is cold")
    await stage.fault("sendMessage", fault)
    told = await refused(channel, answer(question))
    assert told.outcome is Outcome.UNKNOWN
    assert len(await stage.ours(question.rpartition(":")[0])) == appears
    assert len(await stage.calls("sendMessage")) == 1


async def test_a_flood_says_how_long_to_wait_and_was_not_sent(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    await stage.fault("sendMessage", "429", seconds=7)
    told = await refused(channel, answer(question))
    assert (told.outcome, told.retry_after) == (Outcome.NOT_SENT, 7)
    assert await stage.ours(question.rpartition(":")[0]) == []


async def test_where_nobody_listens_nothing_was_sent(unused_tcp_port: int) -> None:
    async with line_to(f"http://127.0.0.1:{unused_tcp_port}") as line:
        told = await refused(TelegramChannel(line), answer("7:1"))
    assert told.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"<html>", Outcome.UNKNOWN),
        (200, b'{"ok": true}', Outcome.UNKNOWN),
        (200, b'{"ok": true, "result": {"message_id": "?"}}', Outcome.UNKNOWN),
        (200, b"", Outcome.UNKNOWN),
        (302, b"", Outcome.UNKNOWN),
        (408, b"", Outcome.UNKNOWN),
        (500, b'{"ok": false, "error_code": 500, "description": "Internal"}', Outcome.UNKNOWN),
        (504, b"<html>", Outcome.UNKNOWN),
        (400, b"<html>", Outcome.REFUSED),
        (413, b"<html>", Outcome.REFUSED),
        (429, b"<html>", Outcome.NOT_SENT),
        (429, b'{"ok": false, "parameters": {"retry_after": 0}}', Outcome.NOT_SENT),
    ],
)
async def test_every_strange_answer_ends_in_one_of_three_ways(status: int, body: bytes, outcome: Outcome) -> None:
    async with _answering(status, body) as (address, _), line_to(address) as line:
        told = await refused(TelegramChannel(line), answer("7:1"))
    assert told.outcome is outcome
    assert (told.retry_after is not None) == (status == 429)


async def test_no_connection_is_used_twice_to_send() -> None:
    """A kept one that the server closes just then would leave an answer's fate unknown."""
    async with _answering(403, b'{"ok": false}') as (address, connections), line_to(address) as line:
        for _ in range(3):
            await refused(TelegramChannel(line), answer("7:1"))
    assert len(connections) == 3


class _answering:  # noqa: N801 - reads as a verb in a `with`
    """A server that gives every request the same answer, and keeps the connection open."""

    def __init__(self, status: int, body: bytes) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nLocation: /elsewhere\r\n\r\n"
        self._answer = head.encode() + body
        self._connections: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> tuple[str, list[asyncio.StreamWriter]]:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1")
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}", self._connections

    async def __aexit__(self, *_: object) -> None:
        for connection in self._connections:
            connection.close()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.append(writer)
        while await reader.read(65536):
            writer.write(self._answer)


# --- taking back, looking up, limits


async def test_deleting_takes_our_message_away_and_may_be_repeated(stage: Stage, channel: TelegramChannel) -> None:
    question = await stage.say("My oven is cold")
    reply = answer(question)
    published = await channel.publish(reply)
    for _ in range(2):
        await channel.delete(reply, published)
    assert await stage.ours(question.rpartition(":")[0]) == []
    assert await stage.faults_in_calls() == []


async def test_looking_for_our_own_message_never_claims_to_know(channel: TelegramChannel) -> None:
    assert not channel.can_find
    with pytest.raises(DeliveryError) as told:
        await channel.find(answer("7:1"), datetime.now(UTC))
    assert told.value.outcome is Outcome.UNKNOWN


def test_limits_are_those_of_the_chat_the_group_and_all(channel: TelegramChannel) -> None:
    assert channel.limits(answer("7:1")) == (Limit("telegram.chat.7", 1, 1.0), Limit("telegram", 30, 1.0))
    assert channel.limits(answer("-55:1")) == (
        Limit("telegram.chat.-55", 1, 1.0),
        Limit("telegram.group.-55", 20, 60.0),
        Limit("telegram", 30, 1.0),
    )


# --- the profile, the secrets


async def test_the_description_says_what_people_can_expect(stage: Stage, line: Telegram) -> None:
    text = "People of Brightaisle answer here. Nobody else, and no machine. Often within the hour."
    await describe(line, text)
    assert await described(line) == text
    (call,) = await stage.calls("setMyShortDescription")
    assert call["body"]["short_description"] == text
    assert await stage.faults_in_calls() == []


async def test_the_profile_gets_the_sentences_that_fit(stage: Stage, line: Telegram) -> None:
    first = "People of Brightaisle answer here."
    await describe(line, f"{first} {'And so on and on, ' * 10}until the end.")
    (call,) = await stage.calls("setMyShortDescription")
    assert call["body"]["short_description"] == first


async def test_a_description_that_is_too_long_is_not_sent(stage: Stage, line: Telegram) -> None:
    with pytest.raises(ValueError, match="512"):
        await describe(line, "x" * 513)
    assert await stage.calls("setMy*") == []


async def test_no_log_shows_the_token_or_the_secret_even_at_debug(
    stage: Stage, line: Telegram, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    question = await stage.say("My oven is cold")
    await channel.publish(answer(question))
    await line.set_webhook("http://127.0.0.1:9/telegram/webhook", "the-webhooks-secret", 100)
    await line.delete_webhook()
    await stage.fault("getMe", "cut_before")
    with pytest.raises(DeliveryError):
        await line.meet()
    assert {"httpx", "telegram.Bot", "httpcore.http11"} <= {record.name for record in caplog.records}
    shown = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn"))
    assert "bot4200000001:***/sendMessage" in shown
    assert "sandbox-telegram-token" not in shown
    assert "the-webhooks-secret" not in shown
