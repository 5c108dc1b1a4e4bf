"""Which of three ways a failed call of Slack's ended."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.slack.errors import delivery_error
from routing.ports import Outcome


def answered(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call] # the library leaves it untyped


KEY: Any = type("Key", (), {"host": "slack.com", "port": 443, "ssl": True, "is_ssl": True})()


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ClientConnectorError(KEY, OSError("refused")),
        aiohttp.ClientConnectorDNSError(KEY, OSError("no such host")),
        aiohttp.ClientConnectorSSLError(KEY, OSError("handshake")),
        aiohttp.ConnectionTimeoutError("connecting took too long"),
        aiohttp.InvalidURL("nonsense"),
        answered({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}),
        answered({"ok": False, "error": "rate_limited"}),
    ],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'response', '') and error.response.data}",
)
def test_what_never_reached_slack_was_not_sent(error: Exception) -> None:
    assert delivery_error(error, "#q").outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(104, "reset by peer"),
        aiohttp.SocketTimeoutError("no answer"),
        aiohttp.ClientPayloadError("half an answer"),
        TimeoutError(),
        AttributeError("'str' object has no attribute 'get'"),
        answered("Service Unavailable", 503),
        answered({"ok": False, "error": "internal_error"}),
        answered({"ok": False, "error": "fatal_error"}),
        answered({"ok": False, "error": "service_unavailable"}, 503),
        answered({}),
    ],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'response', '') and error.response.data}",
)
def test_after_the_first_byte_nobody_knows(error: Exception) -> None:
    assert delivery_error(error, "#q").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("not_in_channel", "Invite @byhand to #q."),
        ("channel_not_found", "#q does not exist or @byhand is not in it: create it and invite @byhand to it."),
        ("is_archived", "#q is archived; unarchive it, or name another in the policy."),
        ("invalid_auth", "Slack does not know the bot token; check BYHAND_SLACK_BOT_TOKEN."),
        ("something_new", "Slack refused it for #q (something_new)."),
    ],
)
def test_a_refusal_says_what_to_do(name: str, sentence: str) -> None:
    error = delivery_error(answered({"ok": False, "error": name}), "#q")

    assert (error.outcome, error.for_person) == (Outcome.REFUSED, sentence)


def test_a_missing_permission_is_named() -> None:
    error = delivery_error(answered({"ok": False, "error": "missing_scope", "needed": "im:write"}), "#q")

    assert "im:write" in error.for_person


def test_a_person_whom_slack_does_not_know_is_no_channel() -> None:
    error = delivery_error(answered({"ok": False, "error": "channel_not_found"}), "this person")

    assert error.for_person == "Slack does not know this person."


def test_a_page_that_is_not_slacks_refuses() -> None:
    error = delivery_error(answered("<html>", 404), "#q")

    assert (error.outcome, error.for_person) == (Outcome.REFUSED, "Slack refused it for #q (HTTP 404).")


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "7"}, 7.0), ({"retry-after": "x"}, 30.0), ({}, 30.0)]
)
def test_slack_says_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert delivery_error(answered({"error": "ratelimited"}, 429, headers), "#q").retry_after == seconds
