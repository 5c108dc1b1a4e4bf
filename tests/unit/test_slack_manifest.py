"""The manifest says what the code needs, over Socket Mode and over HTTP."""

import io

from ruamel.yaml import YAML

from bots.slack.manifest import EVENTS, NEEDED, SCOPES, as_yaml, manifest


def test_over_socket_mode_no_address_is_named() -> None:
    document = manifest()

    assert document["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(document)


def test_over_http_every_address_is_ours() -> None:
    document = manifest("https://byhand.example/")

    addresses = {
        document["features"]["slash_commands"][0]["url"],
        document["settings"]["event_subscriptions"]["request_url"],
        document["settings"]["interactivity"]["request_url"],
    }
    assert addresses == {"https://byhand.example/slack/events"}
    assert document["settings"]["socket_mode_enabled"] is False


def test_it_asks_for_what_is_used_and_no_more() -> None:
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == set(SCOPES) == NEEDED | {"dnd:read"}
    assert {"message.channels", "message.im", "user_change", "dnd_updated_user"} <= set(EVENTS)


def test_as_yaml_it_is_the_same() -> None:
    document = manifest("https://byhand.example")

    assert YAML(typ="safe").load(io.StringIO(as_yaml(document))) == document
