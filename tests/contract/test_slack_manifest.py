"""Slack takes the manifest that `byhand manifest` prints."""

import json

import pytest

from bots.slack.client import make_client, open_session
from bots.slack.manifest import manifest
from sandbox.serve import running


@pytest.mark.parametrize("url", ["", "https://byhand.example"])
async def test_the_manifest_is_valid(url: str) -> None:
    with running() as sandbox:
        async with open_session() as session:
            client = make_client(f"{sandbox.url}/slack/api/", session, "xoxe.xoxp-sandbox-config-token")
            answer = await client.apps_manifest_validate(manifest=json.dumps(manifest(url)))

    assert answer["ok"] is True
