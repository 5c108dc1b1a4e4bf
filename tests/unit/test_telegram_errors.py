"""Telegram's errors as the three ways a send can end."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bots.telegram.errors import ConflictingError, FloodError, MissingError, UnknownCallError, delivery_error
from routing.ports import Outcome

BEFORE_THE_FIRST_BYTE = [
    httpx.ConnectTimeout("x"),
    httpx.PoolTimeout("x"),
    httpx.ConnectError("x"),
    httpx.ProxyError("x"),
    httpx.InvalidURL("x"),
]
AFTER_THE_FIRST_BYTE = [
    httpx.ReadTimeout("x"),
    httpx.WriteTimeout("x"),
    httpx.WriteError("x"),
    httpx.ReadError("x"),
    httpx.RemoteProtocolError("x"),
    httpx.DecodingError("x"),
]


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("cause", BEFORE_THE_FIRST_BYTE, ids=lambda cause: type(cause).__name__)
def test_what_failed_before_the_first_byte_was_not_sent(cause: Exception) -> None:
    kind = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError("x")
    assert delivery_error(caused(kind, cause)).outcome is Outcome.NOT_SENT


@pytest.mark.parametrize("cause", AFTER_THE_FIRST_BYTE, ids=lambda cause: type(cause).__name__)
def test_what_failed_after_the_first_byte_is_unknown(cause: Exception) -> None:
    kind = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError("x")
    assert delivery_error(caused(kind, cause)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("error", [NetworkError("Bad Gateway"), TimedOut(), KeyError("result"), TypeError("x")])
def test_an_error_that_says_nothing_is_unknown(error: Exception) -> None:
    assert delivery_error(error).outcome is Outcome.UNKNOWN


def test_a_flood_was_not_sent_and_says_how_long_to_wait() -> None:
    told = delivery_error(FloodError(7.5))
    assert (told.outcome, told.retry_after) == (Outcome.NOT_SENT, 7.5)


def test_the_librarys_own_flood_error_is_read_in_either_form(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.warns(PTBDeprecationWarning):
        assert delivery_error(RetryAfter(7)).retry_after == 7
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert delivery_error(RetryAfter(timedelta(seconds=7))).retry_after == 7


def test_a_group_that_moved_was_not_sent_and_says_where_to() -> None:
    told = delivery_error(ChatMigrated(-100999))
    assert (told.outcome, told.moved_to) == (Outcome.NOT_SENT, "-100999")


def test_a_bot_that_was_thrown_out_is_refused_for_good() -> None:
    told = delivery_error(Forbidden("Forbidden: bot was blocked by the user"))
    assert told.outcome is Outcome.REFUSED
    assert told.for_person == "The asker has blocked the bot, or it was removed from the group."


def test_a_wrong_token_is_refused_without_being_told() -> None:
    told = delivery_error(InvalidToken("The token `1:secret` was rejected by the server."))
    assert (told.outcome, "secret" in told.for_person) == (Outcome.REFUSED, False)


def test_a_call_that_a_server_does_not_know_is_told_apart() -> None:
    assert isinstance(delivery_error(InvalidToken("Not Found")), UnknownCallError)


def test_a_second_receiver_is_told_apart() -> None:
    assert isinstance(delivery_error(Conflict("Conflict: terminated by other getUpdates request")), ConflictingError)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Bad Request: message to be replied not found", "The question was deleted on Telegram."),
        ("Bad Request: message thread not found", "The topic in which the question stood is gone."),
        ("Bad Request: TOPIC_CLOSED", "The topic is closed: nobody can write in it any more."),
        ("Bad Request: chat not found", "Telegram no longer knows this chat."),
        (
            "Bad Request: not enough rights to send text messages to the chat",
            "The bot may not write in this group.",
        ),
        ("Bad Request: message is too long", "The answer is longer than Telegram allows."),
        ("Bad Request: something new", "Telegram refused it: Something new."),
    ],
)
def test_a_refusal_becomes_a_sentence_for_the_volunteer(said: str, sentence: str) -> None:
    told = delivery_error(BadRequest(said))
    assert (told.outcome, told.for_person) == (Outcome.REFUSED, sentence)


def test_a_message_that_is_gone_is_told_apart() -> None:
    assert isinstance(delivery_error(BadRequest("Bad Request: message to delete not found")), MissingError)
