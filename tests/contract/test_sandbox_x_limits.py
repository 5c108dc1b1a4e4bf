"""The X stand-in counts calls and money as X does, and fails when told to."""

import time

import pytest
import requests
import tweepy

from sandbox.serve import running
from tests.contract.standins import Control, tweepy_for
from tests.contract.x_by_tweepy import ME, ask, check, check_problem, ids, mentions, reply

SPEED = 1000  # search's half a minute passes in 30 ms


# Limits and money


def test_the_limit_is_counted_down_and_then_told(x: tweepy.Client, control: Control) -> None:
    with running() as slow, tweepy_for(slow.url) as limited:
        seen = []
        for _ in range(75):
            headers = limited.request("GET", "/2/users/me", user_auth=True).headers
            seen.append(int(headers["x-rate-limit-remaining"]))
        assert seen == list(range(74, -1, -1))
        with pytest.raises(tweepy.TooManyRequests) as caught:
            limited.get_me()
        assert check_problem(caught.value)["type"].endswith("/rate-limit-exceeded")
        headers = caught.value.response.headers
        assert (headers["x-rate-limit-limit"], headers["x-rate-limit-remaining"]) == ("75", "0")
        assert 0 < int(headers["x-rate-limit-reset"]) - time.time() <= 901
        # Another call, and the app's own count, are not touched.
        assert limited.get_users_mentions(ME, user_auth=True)
        assert limited.get_users_mentions(ME)


def test_speed_makes_the_window_shorter(x: tweepy.Client) -> None:
    for _ in range(75):
        reset = x.request("GET", "/2/users/me", user_auth=True).headers["x-rate-limit-reset"]
    assert int(reset) - time.time() <= 2


def test_posting_also_tells_the_days_limit(x: tweepy.Client) -> None:
    headers = x.request("POST", "/2/tweets", json={"text": "Good morning"}, user_auth=True).headers
    assert headers["x-rate-limit-limit"] == "100"
    assert headers["x-app-limit-24hour-limit"] == "10000"


def test_without_credit_nothing_goes_and_the_cap_stops_reading(x: tweepy.Client, control: Control) -> None:
    question = ask(control)
    control.post("x/switches", usage_cap=1)
    assert ids(mentions(x)) == [question]
    with pytest.raises(tweepy.TooManyRequests) as capped:
        mentions(x)
    assert check_problem(capped.value)["type"].endswith("/usage-capped")
    control.post("x/switches", usage_cap=None, credit=0.0)
    with pytest.raises(tweepy.HTTPException) as broke:
        reply(x, "Turn it", question)
    assert broke.value.response.status_code == 402
    assert broke.value.response.json()["title"] == "CreditsDepleted"


def test_what_is_used_is_billed_once_a_day_and_told(x: tweepy.Client, control: Control) -> None:
    question = ask(control)
    for _ in range(3):
        mentions(x)
    reply(x, "Turn it", question)
    reply(x, "See example.com", question)
    with pytest.raises(tweepy.Forbidden):
        reply(x, "See example.com", question)
    assert control.get("state")["x"]["usage"] == {"posts_read": 1, "spent": pytest.approx(0.001 + 0.010 + 0.200)}
    fields = "project_cap,project_usage,daily_project_usage,daily_client_app_usage"
    usage = x.request("GET", "/2/usage/tweets", params={"usage.fields": fields}).json()
    check("get", "/2/usage/tweets", usage)
    assert usage["data"]["project_usage"] == 1


# Faults


def test_a_cut_before_leaves_no_trace_and_a_cut_after_leaves_the_post(x: tweepy.Client, control: Control) -> None:
    control.fault("x", "POST /2/tweets", "cut_before")
    with pytest.raises(requests.ConnectionError):
        x.create_tweet(text="one")
    assert control.get("x/timeline") == []
    control.fault("x", "POST /2/tweets", "cut_after")
    with pytest.raises(requests.ConnectionError):
        x.create_tweet(text="two")
    assert [post["text"] for post in control.get("x/timeline")] == ["two"]
    x.create_tweet(text="three")
    assert [one["fault"] for one in control.requests(platform="x")] == ["cut_before", "cut_after", None]


def test_429_and_5xx_come_as_x_sends_them(x: tweepy.Client, control: Control) -> None:
    control.fault("x", "GET *", "429", seconds=60)
    with pytest.raises(tweepy.TooManyRequests) as caught:
        mentions(x)
    assert check_problem(caught.value)["type"].endswith("/rate-limit-exceeded")
    assert 0 < int(caught.value.response.headers["x-rate-limit-reset"]) - time.time() <= 61
    control.fault("x", "POST /2/tweets", "5xx")
    with pytest.raises(tweepy.TwitterServerError):
        x.create_tweet(text="one")
    assert control.get("x/timeline") == []


def test_a_503_may_come_after_the_effect(x: tweepy.Client, control: Control) -> None:
    control.fault("x", "POST /2/tweets", "5xx_after")
    with pytest.raises(tweepy.TwitterServerError):
        x.create_tweet(text="one")
    assert [post["text"] for post in control.get("x/timeline")] == ["one"]


def test_timelines_may_lag_behind_what_was_posted(x: tweepy.Client, control: Control) -> None:
    control.post("x/switches", read_lag=60)
    number = x.create_tweet(text="one")["data"]["id"]
    assert ids(x.get_users_tweets(ME, user_auth=True)) == []
    assert x.get_tweet(number, user_auth=True)["data"]["id"] == number
    control.post("x/switches", read_lag=0)
    assert ids(x.get_users_tweets(ME, user_auth=True)) == [number]


def test_latency_holds_the_answer_back(x: tweepy.Client, control: Control) -> None:
    control.fault("x", "POST /2/tweets", "latency", seconds=0.3)
    x.create_tweet(text="slow")
    assert control.requests(method="POST /2/tweets")[0]["milliseconds"] >= 290


def test_down_is_down_until_it_is_up_again(x: tweepy.Client, control: Control) -> None:
    fault = control.fault("x", "*", "down")
    for _ in range(3):
        with pytest.raises(requests.ConnectionError):
            x.get_me()
    control.delete(f"faults/{fault['id']}")
    assert x.get_me()["data"]["id"] == ME


def test_calls_are_recorded_by_name_with_what_was_sent_and_no_key(x: tweepy.Client, control: Control) -> None:
    mentions(x, max_results=5)
    entry = control.requests(platform="x", method="GET /2/users/:id/mentions")[0]
    assert entry["body"] == {"path": f"/2/users/{ME}/mentions", "query": {"max_results": "5"}, "json": None}
    assert entry["status"] == 200
    assert "sandbox-consumer-key" not in str(entry)
