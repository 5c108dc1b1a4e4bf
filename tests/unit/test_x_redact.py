"""Keys, tokens and signatures of X never reach a log."""

import logging

import pytest

from bots.twitter.redact import HIDDEN, Redact, guard_logs

SECRETS = ("consumer-key-1", "consumer-secret-2", "access-token-3", "access-secret-4", "")


@pytest.mark.parametrize(
    "line",
    [
        "Headers: {'Authorization': 'Bearer AAAAAAAbearer%3D', 'x': 1}",
        'Authorization: OAuth oauth_nonce="1", oauth_token="other-token", oauth_signature="abc%2Bdef%3D"',
        "Updated headers: {b'Authorization': b'OAuth oauth_consumer_key=\"other-token\", oauth_version=\"1.0\"'}",
        "Signature base string: POST&http%3A%2F%2Fx&oauth_consumer_key%3Dconsumer-key-1%26oauth_token%3Daccess-token-3",
        "Encoding URI, headers and body for OAuth. Signature: abc+def=",
        "[('oauth_token', 'other-token'), ('oauth_signature', 'abc+def=')]",
        "client_key=consumer-key-1, client_secret=****, resource_owner_key=access-token-3",
    ],
)
def test_what_lets_somebody_in_is_hidden(line: str) -> None:
    clean = Redact(SECRETS).clean(line)

    assert HIDDEN in clean
    for secret in (*SECRETS[:-1], "AAAAAAAbearer", "other-token", "abc%2Bdef", "abc+def"):
        assert secret not in clean


def test_an_ordinary_line_stays_as_it_is() -> None:
    line = "Starting new HTTP connection (1): api.x.com:443, 3 bearers of news"

    assert Redact(SECRETS).clean(line) == line


def test_arguments_of_a_record_are_hidden_too(caplog: pytest.LogCaptureFixture) -> None:
    guard_logs(SECRETS)
    caplog.set_level(logging.DEBUG, logger="oauthlib")

    logging.getLogger("oauthlib.oauth1.rfc5849").debug("Collected params: %s", [("key", "consumer-secret-2")])
    logging.getLogger("oauthlib.oauth1.rfc5849").debug("%d calls left of %s", 3, "many")

    assert "consumer-secret-2" not in caplog.text
    assert "3 calls left of many" in caplog.text


def test_a_second_client_with_the_same_keys_adds_no_second_filter() -> None:
    guard_logs(SECRETS)
    before = len(logging.getLogger("tweepy.client").filters)
    guard_logs(SECRETS)

    assert len(logging.getLogger("tweepy.client").filters) == before


def test_a_reserved_secret_holds_no_pattern() -> None:
    assert Redact(["a.b*c+"]).clean("a.b*c+ axbbc") == f"{HIDDEN} axbbc"
