"""The X stand-in's search understands what a support account asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import tweepy

from sandbox.serve import RunningSandbox
from tests.contract.standins import Control
from tests.contract.x_by_tweepy import EVERYTHING, ask, check, check_problem, ids, mentions

SPEED = 1000  # search's half a minute passes in 30 ms


@pytest.fixture
def talk(control: Control) -> dict[str, str]:
    """A small conversation, a day old."""
    moment = datetime.now(UTC) - timedelta(days=1)
    root = ask(control, "@brightaisle my new fridge hums", created_at=moment.isoformat())
    later = (moment + timedelta(minutes=5)).isoformat()
    follow = ask(control, "mine hums too, brand new", author="bob", reply_to=root, created_at=later)
    other = ask(control, "new hums for old", author="cid", created_at=later)
    return {"root": root, "follow": follow, "other": other}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("@brightaisle", {"root", "follow"}),
        ("conversation_id:{root}", {"root", "follow"}),
        ("conversation_id:{root} -is:reply", {"root"}),
        ("from:bob", {"follow"}),
        ("to:ann", {"follow"}),
        ("hums", {"root", "follow", "other"}),
        ('"new hums"', {"other"}),
        ('hums -"brand new" -is:retweet', {"root", "other"}),
        ("(from:ann OR from:cid) hums", {"root", "other"}),
        ("HUMS lang:en", {"root", "follow", "other"}),
        ("hum", set()),
    ],
)
def test_search_understands_the_query(x: tweepy.Client, talk: dict[str, str], query: str, found: set[str]) -> None:
    answer = x.search_recent_tweets(query.format(**talk), **EVERYTHING)
    check("get", "/2/tweets/search/recent", answer)
    assert set(ids(answer)) == {talk[name] for name in found}


def test_search_does_not_see_the_last_half_minute(sandbox: RunningSandbox, x: tweepy.Client, control: Control) -> None:
    now = datetime.now(UTC)
    recent = ask(control, created_at=(now + timedelta(seconds=5)).isoformat())
    assert ids(x.search_recent_tweets("@brightaisle", user_auth=True)) == []
    assert ids(mentions(x)) == [recent]


@pytest.mark.parametrize(
    "bounds",
    [
        {"start_time": timedelta(days=-8)},
        {"end_time": timedelta(seconds=60)},
        {"since_id": "1"},
    ],
)
def test_search_reaches_back_seven_days_and_not_to_now(x: tweepy.Client, bounds: dict[str, Any]) -> None:
    given = {name: datetime.now(UTC) + one if isinstance(one, timedelta) else one for name, one in bounds.items()}
    with pytest.raises(tweepy.BadRequest):
        x.search_recent_tweets("@brightaisle", user_auth=True, **given)


def test_search_refuses_what_it_cannot_read(x: tweepy.Client) -> None:
    for query in ("(hums", "x" * 513, "is:shoe"):
        with pytest.raises(tweepy.BadRequest) as caught:
            x.search_recent_tweets(query, user_auth=True)
        check_problem(caught.value)
