"""Looking at X: what is seen of the account, the keys, the window and the month, and that it costs nothing."""

import pytest
import requests
import tweepy

from bots.twitter import probe
from bots.twitter.probe import Keys, status_of
from sandbox.serve import RunningSandbox
from tests.contract.standins import Control

KEYS = Keys("sandbox-consumer-key", "sandbox-consumer-secret", "1000000001-sandbox-access", "sandbox-access-secret")
WITH_BEARER = Keys(*(*KEYS.secrets()[:4], "sandbox-bearer"))


def address(sandbox: RunningSandbox) -> str:
    return f"{sandbox.url}/x"


async def test_tells_account_bio_access_and_what_is_left(sandbox: RunningSandbox, control: Control) -> None:
    look = await probe.look(address(sandbox), WITH_BEARER)

    profile = look.profile.thing
    assert profile is not None
    assert (profile.handle, profile.access, profile.protected) == ("brightaisle", "read-write", False)
    assert "Brightaisle" in profile.bio
    assert profile.ahead is not None
    assert abs(profile.ahead) < 60
    assert look.quota.thing == probe.Quota(limit=300, remaining=299)
    assert look.usage is not None
    assert look.usage.thing == probe.Usage(read=0, cap=3_000_000)


async def test_costs_nothing_even_where_many_mention_us(sandbox: RunningSandbox, control: Control) -> None:
    control.post("x/posts", author="maria", text="@brightaisle hello?", created_at="2026-01-05T10:00:00Z")

    await probe.look(address(sandbox), KEYS)

    assert control.get("state")["x"]["usage"] == {"posts_read": 0, "spent": 0.0}


async def test_keys_that_may_only_read_are_known_without_posting(sandbox: RunningSandbox, control: Control) -> None:
    control.post("x/switches", may_write=False)

    look = await probe.look(address(sandbox), KEYS)

    assert look.profile.thing is not None
    assert look.profile.thing.access == "read"
    assert not [one for one in control.requests(platform="x") if one["method"].startswith("POST")]


def test_in_the_sandbox_such_keys_cannot_post(control: Control, x: tweepy.Client) -> None:
    control.post("x/switches", may_write=False)

    with pytest.raises(tweepy.Forbidden, match="oauth1 app permissions"):
        x.create_tweet(text="Hello")


@pytest.mark.parametrize(("switch", "status"), [({"credit": 0}, 402), ({"usage_cap": 0}, 429)])
async def test_credit_and_cap_are_told_by_their_status(
    sandbox: RunningSandbox, control: Control, switch: dict[str, int], status: int
) -> None:
    control.post("x/switches", **switch)

    look = await probe.look(address(sandbox), KEYS)

    assert look.profile.thing is not None
    assert status_of(look.quota) == status


async def test_wrong_keys_and_a_wrong_bearer_are_each_refused(sandbox: RunningSandbox, control: Control) -> None:
    wrong = Keys("sandbox-consumer-key", "another", "1000000001-sandbox-access", "sandbox-access-secret", "another")

    look = await probe.look(address(sandbox), wrong)

    assert (look.profile.refused, status_of(look.profile)) == (True, requests.codes.unauthorized)
    assert look.quota.thing is None
    assert look.usage is not None
    assert look.usage.refused


async def test_nothing_of_the_keys_is_in_what_was_seen(sandbox: RunningSandbox, control: Control) -> None:
    look = await probe.look(address(sandbox), WITH_BEARER)

    assert not [secret for secret in WITH_BEARER.secrets() if secret in repr(look)]
