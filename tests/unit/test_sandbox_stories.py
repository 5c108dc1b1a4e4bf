"""Whatever an application sends, telling its story never fails."""

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.core import Sandbox
from sandbox.slack.wire import Wire
from sandbox.slack.world import World as Slack
from sandbox.stories.model import Card, Story
from sandbox.stories.witness import Witness
from sandbox.telegram.world import World as Telegram
from sandbox.twitter.world import World as X

METHODS = (
    "GET /2/users/:id/mentions", "GET /2/users/:id/tweets", "POST /2/tweets", "sendMessage",
    "chat.postMessage", "chat.update", "views.open",
)  # fmt: skip
NAMES = (
    "json", "reply", "in_reply_to_tweet_id", "chat_id", "reply_parameters", "message_id", "blocks", "elements", "text",
    "url", "action_id", "channel", "ts", "thread_ts", "trigger_id", "ok", "error", "container", "channel_id",
    "message_ts", "actions", "user", "id", "view", "callback_id", "type",
)  # fmt: skip
WORDS = (
    "",
    "17",
    "C0QUEUE",
    "1.1",
    "U0ANNA",
    "question.claim",
    "delivery.there",
    "answer.post",
    "T1",
    "My fridge hums",
)
plain = st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
)
objects = st.dictionaries(st.sampled_from(NAMES), anything, max_size=6)
answers = st.none() | st.sampled_from(["", "no JSON", "[]"]) | anything.map(json.dumps)


def witness_of(sandbox: Sandbox) -> tuple[Witness, Wire]:
    """One question is there already, with a card and somebody who has it in hand."""
    slack = Slack(sandbox.live)
    witness = Witness(sandbox, X(sandbox), Telegram(sandbox), slack)
    story = Story("x-17", "x", "@ann", "My fridge hums", in_doubt=True)
    witness.stories.begin(story, "x 17")
    witness.stories.add_card(story, Card("C0QUEUE", "1.1", None, "#byhand-queue"))
    witness.stories.in_hand["U0ANNA"] = story
    return witness, Wire(sandbox, slack)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(METHODS),
    body=anything | objects,
    answer=answers,
    status=st.none() | st.sampled_from([0, 200, 403, 429, 503]),
    fault=st.none() | st.sampled_from(["cut_after", "latency", "429"]),
)
def test_any_call_can_be_told(
    caplog: pytest.LogCaptureFixture, method: str, body: Any, answer: Any, status: Any, fault: Any
) -> None:
    sandbox = Sandbox()
    witness_of(sandbox)
    platform = "x" if " /2/" in method else "telegram" if method == "sendMessage" else "slack"
    entry = sandbox.record(platform, method, body)
    entry.fault = fault
    with caplog.at_level(logging.ERROR):
        sandbox.finish(entry, status, answer)

    assert not caplog.records


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payload=objects,
    kind=st.sampled_from(["block_actions", "view_submission", ""]),
    acknowledged=st.none() | st.booleans(),
)
def test_any_payload_can_be_told(
    caplog: pytest.LogCaptureFixture, payload: dict[str, Any], kind: str, acknowledged: bool | None
) -> None:
    sandbox = Sandbox()
    witness, wire = witness_of(sandbox)
    sent = wire.keep("interactive", payload | {"type": kind})
    with caplog.at_level(logging.ERROR):
        witness.hear("slack", {"kind": "interactive", "number": sent.number, "acknowledged": acknowledged})
        witness.hear("request", vars(sandbox.record("slack", "views.open", {"trigger_id": "T1"})))

    assert not caplog.records


def test_what_was_sent_before_a_reset_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    witness, _ = witness_of(Sandbox())
    witness.hear("slack", {"kind": "interactive", "number": 5, "acknowledged": True})

    assert not caplog.records


def test_what_cannot_be_told_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox()
    witness_of(sandbox)
    sandbox.tell("x", {"what": "post"})

    assert "cannot be told" in caplog.text
