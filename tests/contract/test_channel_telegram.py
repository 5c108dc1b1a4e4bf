"""Publishing on Telegram through the real library, against the stand-in: once, byte for byte, or with a clear no."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.telegram import event
from bots.telegram.about import describe, described
from bots.telegram.channel import TelegramChannel
from bots.telegram.client import Telegram
from routing.ports import Channel, DeliveryError, Limit, Outcome, Post, Published, Reply
from sandbox import serve
from tests.contract.channel_suite import ChannelSuite, failure
from tests.contract.telegram_stage import Stage, line_to, stage_at

TEXT = "Turn it *off*, wait <b>30</b> s & turn it on: https://example.com/_x_ 👩‍🔧 — Ben"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[serve.RunningSandbox]:
    with serve.running(speed=1000) as started:
        yield started


@pytest.fixture
async def stage(sandbox: serve.RunningSandbox) -> AsyncIterator[Stage]:
    async with stage_at(sandbox.url) as stage:
        yield stage


@pytest.fixture
def line(stage: Stage) -> Telegram:
    return stage.line


@pytest.fixture
def channel(stage: Stage) -> Channel:
    return stage.channel


def answer(question: str, text: str = TEXT, **more: Any) -> Reply:
    return Reply(1, text, question, chat=question.rpartition(":")[0], **more)


class TestTelegramChannel(ChannelSuite):
    """The suite of every channel, on Telegram."""


# --- what appears


async def test_an_answer_stands_under_the_question_byte_for_byte(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    published = await channel.publish(answer(question))
    chat, _, number = question.rpartition(":")
    (ours,) = stage.ours(chat)
    assert (ours["text"], ours["reply_to_message"]["message_id"]) == (TEXT, int(number))
    assert published == Published(f"{chat}:{ours['message_id']}", "")
    assert stage.faults_in_calls() == []


async def test_nothing_is_sent_but_the_text_and_where_it_belongs(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    await channel.publish(answer(question))
    (call,) = stage.calls("sendMessage")
    chat, _, number = question.rpartition(":")
    assert call["body"] == {
        "chat_id": chat,
        "text": TEXT,
        "reply_parameters": {"message_id": int(number)},
        "link_preview_options": {"is_disabled": True},
    }


async def test_an_answer_in_a_public_group_has_an_address(stage: Stage, channel: Channel) -> None:
    group = stage.chat("supergroup", "Fans", username="fans")
    question = stage.say("/ask My oven is cold", chat=group)
    published = await channel.publish(answer(question))
    number = published.external_id.rpartition(":")[2]
    assert published.url == f"https://t.me/fans/{number}"


async def test_an_answer_lands_in_the_questions_topic(stage: Stage, channel: Channel) -> None:
    forum = stage.chat("supergroup", "Fans", forum=True)
    topic = (stage.play("topics", chat=forum, name="Ovens"))["message_thread_id"]
    question = stage.say("/ask cold", chat=forum, thread=topic)
    await channel.publish(answer(question, thread=str(topic)))
    (ours,) = stage.ours(forum)
    assert (ours["message_thread_id"], ours["is_topic_message"]) == (topic, True)
    assert stage.faults_in_calls() == []


async def test_an_answer_to_a_comment_lands_under_the_channels_post(stage: Stage, channel: Channel) -> None:
    news = stage.chat("channel", "News")
    group = stage.chat("supergroup", "News talk", linked_channel=news)
    stage.play("messages", chat=news, text="New ovens", sender_chat=news)
    (carried,) = stage.messages(group)
    comment = stage.say("/ask Where?", chat=group, reply_to=carried["message_id"])
    await channel.publish(answer(comment))
    (ours,) = stage.ours(group)
    assert ours["message_thread_id"] == carried["message_id"]


async def test_an_answer_may_stand_alone_where_the_question_cannot_be_tied(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    await channel.publish(answer(question, attach=False))
    (ours,) = stage.ours(question.rpartition(":")[0])
    assert "reply_to_message" not in ours


async def test_an_answer_as_long_as_telegram_allows_is_taken(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    longest = "🔥" * 2048
    assert channel.length(longest) == 4096
    await channel.publish(answer(question, longest))
    assert (await failure(channel, answer(question, longest + "!"))).outcome is Outcome.REFUSED


# --- what is refused


async def test_a_deleted_question_is_refused_and_nothing_appears(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    chat, _, number = question.rpartition(":")
    stage.play("messages/delete", chat=chat, message_id=number)
    told = await failure(channel, answer(question))
    assert (told.outcome, told.for_person) == (Outcome.REFUSED, "The question was deleted on Telegram.")
    assert stage.ours(chat) == []


async def test_an_asker_who_blocked_the_bot_is_out_of_reach(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    stage.play("block", chat=question.rpartition(":")[0])
    told = await failure(channel, answer(question))
    assert told.outcome is Outcome.REFUSED
    assert "blocked the bot" in told.for_person


async def test_a_group_that_became_a_supergroup_says_where_it_is_now(stage: Stage, channel: Channel) -> None:
    group = stage.chat("group", "Neighbours")
    question = stage.say("/ask cold", chat=group)
    moved = (stage.play("migrate", chat=group))["chat_id"]
    told = await failure(channel, answer(question))
    assert (told.outcome, told.moved_to) == (Outcome.NOT_SENT, str(moved))
    await channel.publish(Reply(1, TEXT, question, chat=told.moved_to, attach=False))
    assert len(stage.ours(moved)) == 1


async def test_a_wrong_token_is_refused_and_not_repeated_to_anybody(stage: Stage) -> None:
    question = stage.say("My oven is cold")
    async with line_to(stage.url, "4200000001:another") as line:
        told = await failure(TelegramChannel(line), answer(question))
    assert told.outcome is Outcome.REFUSED
    assert "another" not in told.for_person


@pytest.mark.parametrize("target", ["", "7", "7:x", "x:7"])
async def test_a_target_that_telegram_cannot_have_given_is_refused(channel: Channel, target: str) -> None:
    assert (await failure(channel, Reply(1, TEXT, target))).outcome is Outcome.REFUSED


# --- faults


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
        told = await failure(TelegramChannel(line), answer("7:1"))
    assert told.outcome is outcome
    assert (told.retry_after is not None) == (status == 429)


async def test_no_connection_is_used_twice_to_send() -> None:
    """A kept one that the server closes just then would leave an answer's fate unknown."""
    async with _answering(403, b'{"ok": false}') as (address, connections), line_to(address) as line:
        for _ in range(3):
            await failure(TelegramChannel(line), answer("7:1"))
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


async def test_deleting_takes_our_message_away_and_may_be_repeated(stage: Stage, channel: Channel) -> None:
    question = stage.say("My oven is cold")
    reply = answer(question)
    published = await channel.publish(reply)
    for _ in range(2):
        await channel.delete(reply, published)
    assert stage.ours(question.rpartition(":")[0]) == []
    assert stage.faults_in_calls() == []


async def test_looking_for_our_own_message_never_claims_to_know(channel: Channel) -> None:
    assert not channel.can_find
    with pytest.raises(DeliveryError) as told:
        await channel.find(answer("7:1"), datetime.now(UTC))
    assert told.value.outcome is Outcome.UNKNOWN


def test_limits_are_those_of_the_chat_the_group_and_all(channel: Channel) -> None:
    assert channel.limits(answer("7:1")) == (Limit("telegram.chat.7", 1, 1.0), Limit("telegram", 30, 1.0))
    assert channel.limits(answer("-55:1")) == (
        Limit("telegram.chat.-55", 1, 1.0),
        Limit("telegram.group.-55", 20, 60.0),
        Limit("telegram", 30, 1.0),
    )


# --- reading


async def test_a_receipt_from_before_our_name_was_known_is_read_with_it(line: Telegram, channel: Channel) -> None:
    said: dict[str, Any] = {
        "message_id": 3,
        "date": 1,
        "chat": {"id": -55, "type": "group"},
        "from": {"id": 7},
        "text": "/a@brightaisle_bot",
    }
    said["entities"] = [{"type": "bot_command", "offset": 0, "length": 18}]
    kept = event.of_update({"update_id": 1, "message": said}, line.us)
    await line.meet()
    post = channel.parse(kept)
    assert isinstance(post, Post)
    assert post.addressed


# --- the profile, the secrets


async def test_the_description_says_what_people_can_expect(stage: Stage, line: Telegram) -> None:
    text = "People of Brightaisle answer here. Nobody else, and no machine. Often within the hour."
    await describe(line, text)
    assert await described(line) == text
    (call,) = stage.calls("setMyShortDescription")
    assert call["body"]["short_description"] == text
    assert stage.faults_in_calls() == []


async def test_the_profile_gets_the_sentences_that_fit(stage: Stage, line: Telegram) -> None:
    first = "People of Brightaisle answer here."
    await describe(line, f"{first} {'And so on and on, ' * 10}until the end.")
    (call,) = stage.calls("setMyShortDescription")
    assert call["body"]["short_description"] == first


async def test_a_description_that_is_too_long_is_not_sent(stage: Stage, line: Telegram) -> None:
    with pytest.raises(DeliveryError, match="512"):
        await describe(line, "x" * 513)
    assert stage.calls("setMy*") == []


async def test_no_log_shows_the_token_or_the_secret_even_at_debug(
    stage: Stage, line: Telegram, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    question = stage.say("My oven is cold")
    await channel.publish(answer(question))
    await line.set_webhook("http://127.0.0.1:9/telegram/webhook", "the-webhooks-secret", 100)
    await line.delete_webhook()
    stage.fault("getMe", "cut_before")
    with pytest.raises(DeliveryError):
        await line.meet()
    assert {"httpx", "telegram.Bot", "httpcore.http11"} <= {record.name for record in caplog.records}
    shown = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn"))
    assert "bot4200000001:***/sendMessage" in shown
    assert "sandbox-telegram-token" not in shown
    assert "the-webhooks-secret" not in shown
