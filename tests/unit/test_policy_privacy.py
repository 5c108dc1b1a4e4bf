"""How long things are kept, and what is taken out of a raw payload."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policies.privacy import REMOVED, periods, redact
from tests.unit.policy_samples import make_policy

CLICK = {
    "type": "block_actions",
    "token": "verification-secret",
    "trigger_id": "123.456.abc",
    "response_url": "https://hooks.slack.com/actions/T1/2/x",
    "response_urls": [{"response_url": "https://hooks.slack.com/app/T1/3/y"}],
    "user": {"id": "U1", "name": "ada"},
    "view": {"id": "V1", "state": {"values": {"answer": {"text": {"value": "Turn it off and on"}}}}},
    "actions": [{"action_id": "question.claim", "value": "17"}],
    "authorizations": [{"team_id": "T1", "user_id": "U2", "is_bot": True}],
}


def test_tokens_response_addresses_and_triggers_are_taken_out() -> None:
    redacted = redact(CLICK)

    assert {key for key, value in redacted.items() if value == REMOVED} == {
        "token",
        "trigger_id",
        "response_url",
        "response_urls",
    }


def test_everything_else_stays_as_it_was() -> None:
    redacted = redact(CLICK)

    for key in ("type", "user", "view", "actions", "authorizations"):
        assert redacted[key] == CLICK[key]


def test_the_original_is_left_as_it_is() -> None:
    before = json.dumps(CLICK)

    redact(CLICK)

    assert json.dumps(CLICK) == before


def test_a_secret_is_found_however_deep_and_in_any_case() -> None:
    assert redact({"a": [{"b": {"Access_Token": "x", "c": 1}}]}) == {"a": [{"b": {"Access_Token": REMOVED, "c": 1}}]}


def test_an_address_that_may_be_posted_to_is_taken_out_under_any_name() -> None:
    assert redact({"url": "https://hooks.slack.com/services/T/B/x"}) == {"url": REMOVED}
    assert redact(["https://hooks.slack.com/commands/1"]) == [REMOVED]


def test_a_form_post_is_looked_through_inside_its_payload() -> None:
    redacted = redact({"payload": json.dumps(CLICK)})

    assert "verification-secret" not in redacted["payload"]
    assert json.loads(redacted["payload"])["user"] == {"id": "U1", "name": "ada"}


def test_a_payload_that_cannot_be_looked_through_is_taken_out() -> None:
    assert redact({"payload": "{not json"}) == {"payload": REMOVED}
    assert redact({"payload": {"token": "x", "n": 1}}) == {"payload": {"token": REMOVED, "n": 1}}


def test_words_of_people_are_not_touched() -> None:
    text = "https://hooks.slack.com/ is the beginning of my token"

    assert redact({"text": text, "count": (1, 2.5, None, True)}) == {"text": text, "count": [1, 2.5, None, True]}


_json: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["token", "response_url", "a", "payload", "view"]), inner, max_size=3)
    ),
)


@given(_json)
def test_what_is_redacted_holds_no_secret_and_redacting_again_changes_nothing(payload: Any) -> None:
    once = redact(payload)

    assert redact(once) == once
    assert all(value == REMOVED for value in _secrets(once))


def _secrets(payload: Any) -> list[Any]:
    if isinstance(payload, list):
        return [secret for part in payload for secret in _secrets(part)]
    if not isinstance(payload, dict):
        return []
    own = [value for key, value in payload.items() if key in {"token", "response_url"}]
    return own + [secret for value in payload.values() for secret in _secrets(value)]


def test_each_kind_of_row_is_kept_as_long_as_the_policy_says() -> None:
    policy = make_policy(retention={"text": "10d", "receipts": "3d", "counts": "100d"})

    kept = {period.kind: period.keep for period in periods(policy)}

    assert kept == {
        "receipt": timedelta(days=3),
        "question": timedelta(days=10),
        "answer": timedelta(days=10),
        "draft": timedelta(days=10),
        "decision": timedelta(days=10),
        "count": timedelta(days=100),
    }


def test_by_default_texts_are_kept_ninety_days_and_receipts_thirty() -> None:
    kept = {period.kind: period.keep.days for period in periods(make_policy())}

    assert (kept["question"], kept["receipt"], kept["count"]) == (90, 30, 396)
