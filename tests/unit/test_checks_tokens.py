"""What kind of secret somebody pasted, told by its shape, and never repeated."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.checks.tokens import BELONGS, kind_of, mistaken

BOT, APP = "xoxb-1234567890-abcdefghij", "xapp-1-A0BYHAND-123-abcdef"
TELEGRAM = "123456789:AAEhBP0av28abcdefghijklmnopqrstuvwxy"
BEARER = "A" * 22 + "made%2Bup" * 9


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (BOT, "a Slack bot token"),
        (APP, "a Slack app-level token"),
        ("xoxp-12-34", "a Slack user token"),
        ("xoxe.xoxp-1-Mi0yLTE", "a Slack configuration or refresh token"),
        ("0123456789abcdef0123456789abcdef", "a Slack signing secret"),
        ("https://hooks.slack.com/services/T/B/x", "a Slack webhook address"),
        ("https://example.com", "an address"),
        (TELEGRAM, "a Telegram bot token"),
        (BEARER, "an X bearer token"),
        ("1000000001-AbCdEfGhIjKlMn", "an X access token"),
        ("AbCdEfGhIjKlMnOpQrStUvWxY", "an X consumer key (API key)"),
        ("a" * 50, "an X consumer secret (API key secret)"),
        (base64.b64encode(b"SomeThing1234567890:1:ci").decode().rstrip("="), "an X OAuth 2.0 client id"),
    ],
)
def test_each_kind_is_known_by_its_shape(text: str, name: str) -> None:
    kind = kind_of(text)

    assert kind is not None
    assert kind.name == name


@pytest.mark.parametrize(
    ("setting", "text", "words"),
    [
        ("BYHAND_SLACK_BOT_TOKEN", APP, "it belongs in BYHAND_SLACK_APP_TOKEN, and here a Slack bot token is wanted"),
        ("BYHAND_SLACK_BOT_TOKEN", TELEGRAM, "it belongs in BYHAND_TELEGRAM_TOKEN"),
        ("BYHAND_SLACK_BOT_TOKEN", "xoxp-12-34", "the bot token (xoxb-…) is wanted"),
        ("BYHAND_X_CONSUMER_KEY", BEARER, "This is an X bearer token; it belongs in BYHAND_X_BEARER_TOKEN"),
        ("BYHAND_TELEGRAM_TOKEN", "hello", "This does not look like a Telegram bot token"),
        ("BYHAND_X_ACCESS_TOKEN", "a" * 45, "it belongs in BYHAND_X_ACCESS_TOKEN_SECRET"),
    ],
)
def test_a_token_of_the_wrong_kind_is_said_to_be_and_where_it_belongs(setting: str, text: str, words: str) -> None:
    said = mistaken(setting, text)

    assert words in said
    assert text not in said


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("BYHAND_SLACK_BOT_TOKEN", BOT),
        ("BYHAND_TELEGRAM_TOKEN", TELEGRAM),
        ("BYHAND_X_CONSUMER_KEY", "sandbox-consumer-key"),  # of no known length: its vendor decides
        ("BYHAND_SLACK_SIGNING_SECRET", "sandbox-signing-secret"),
        ("BYHAND_POLICY", BOT),  # no secret is wanted there
    ],
)
def test_what_may_be_right_is_let_through(setting: str, text: str) -> None:
    assert mistaken(setting, text) == ""


@given(st.sampled_from(sorted(BELONGS)), st.text(min_size=12))
def test_whatever_was_pasted_is_never_repeated(setting: str, text: str) -> None:
    assert text not in mistaken(setting, text)
