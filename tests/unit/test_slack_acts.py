"""Slack's interactions as acts, and what is refused as none of Slack's."""

import json
from typing import Any

import pytest

from bots.slack.acts import Malformed, Where, read_click, read_command, read_submission

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1"},
    "trigger_id": "111.222",
    "token": "verification",
    "response_url": "https://hooks.slack.com/actions/1",
    "container": {"channel_id": "C1"},
    "channel": {"id": "C1"},
    "message": {"ts": "5.5", "thread_ts": "4.4"},
    "actions": [{"action_id": "question.claim", "value": "7"}],
}
SUBMISSION: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "trigger_id": "111.333",
    "view": {"id": "V1", "callback_id": "answer.post", "private_metadata": "9"},
}
COMMAND = {
    "command": "/byhand",
    "text": "help",
    "team_id": "T1",
    "user_id": "U1",
    "trigger_id": "1",
    "channel_id": "C2",
}


def test_a_click_is_who_did_what_where() -> None:
    click = read_click(CLICK)

    assert (click.act.key, click.act.kind, click.act.team_id, click.act.slack_id) == (
        "111.222",
        "question.claim",
        "T1",
        "U1",
    )
    assert click.number() == 7
    assert click.where == Where("U1", "C1", "4.4", "https://hooks.slack.com/actions/1")


def test_a_submission_carries_its_view() -> None:
    submission = read_submission(SUBMISSION)

    assert (submission.act.kind, submission.act.view_id, submission.number()) == ("answer.post", "V1", 9)


def test_a_command_carries_its_text() -> None:
    order = read_command(COMMAND)

    assert (order.act.kind, order.value, order.where.channel) == ("/byhand", "help", "C2")


def test_what_is_stored_of_an_act_has_no_secret() -> None:
    stored = read_click(CLICK).act.payload

    assert json.loads(stored)["actions"] == CLICK["actions"]
    for secret in ("hooks.slack.com", "verification", "111.222"):
        assert secret not in stored


def test_the_words_of_a_message_or_modal_are_not_kept_a_second_time() -> None:
    message = CLICK["message"] | {"text": "an asker's words", "blocks": [{"text": "an asker's words"}]}
    view = SUBMISSION["view"] | {"state": {"values": {"answer": "typed words"}}, "blocks": ["an asker's words"]}

    stored = read_click(CLICK | {"message": message, "state": {"values": "typed words"}}).act.payload
    stored += read_submission(SUBMISSION | {"view": view}).act.payload

    assert "words" not in stored
    assert '"ts":"5.5"' in stored


def test_an_act_without_a_trigger_has_a_key_of_its_own() -> None:
    bare = {key: value for key, value in CLICK.items() if key not in {"trigger_id", "message", "container", "channel"}}
    other = bare | {"user": {"id": "U2"}}

    assert read_click(bare).act.key == read_click(dict(bare)).act.key
    assert read_click(bare).act.key != read_click(other).act.key
    assert read_click(bare).where == Where("U1", "", "", CLICK["response_url"])


def test_the_workspace_is_the_persons_own() -> None:
    assert read_click(CLICK | {"user": {"id": "U1", "team_id": "T9"}}).act.team_id == "T9"


@pytest.mark.parametrize(
    "changes",
    [
        {"actions": []},
        {"actions": None},
        {"actions": ["x"]},
        {"actions": [{}]},
        {"user": None},
        {"user": {}},
        {"user": "U1"},
    ],
)
def test_a_click_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_click(CLICK | changes)


def test_without_any_workspace_it_is_refused() -> None:
    with pytest.raises(Malformed):
        read_click(CLICK | {"team": None, "user": {"id": "U1"}})


def test_a_submission_without_a_view_is_refused() -> None:
    with pytest.raises(Malformed):
        read_submission(SUBMISSION | {"view": None})


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "１", "9" * 19, ":7"])  # noqa: RUF001 - a digit that is none of ours
def test_a_value_that_is_no_id_of_ours_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        read_click(CLICK | {"actions": [{"action_id": "question.claim", "value": value}]}).number()


def test_a_reason_may_follow_the_id() -> None:
    click = read_click(CLICK | {"actions": [{"action_id": "question.dismiss", "value": "7:nothing more needed"}]})

    assert click.number() == 7
