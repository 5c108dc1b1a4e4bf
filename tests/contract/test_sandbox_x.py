"""The X stand-in lets in whom X would, and shows posts and people in X's own shapes."""

import base64
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import tweepy
from oauthlib.oauth1 import Client as Signer  # type: ignore[import-untyped]  # oauthlib ships no types

from sandbox.serve import RunningSandbox
from tests.contract.standins import KEYS, Control, tweepy_for
from tests.contract.x_by_tweepy import EVERYTHING, LYON, ME, ask, check, check_problem, ids, mentions, reply

SPEED = 1000  # search's half a minute passes in 30 ms


# Who is let in


def test_our_account_is_known(x: tweepy.Client) -> None:
    answer = x.get_me(user_fields=EVERYTHING["user_fields"])
    check("get", "/2/users/me", answer)
    assert (answer["data"]["id"], answer["data"]["username"], answer["data"]["name"]) == (
        ME,
        "brightaisle",
        "Brightaisle",
    )


@pytest.mark.parametrize("key", ["consumer_key", "consumer_secret", "access_token", "access_token_secret"])
def test_a_wrong_key_is_not_let_in(sandbox: RunningSandbox, key: str) -> None:
    with tweepy_for(sandbox.url, **{key: "somebody-else"}) as stranger, pytest.raises(tweepy.Unauthorized) as caught:
        stranger.get_me()
    assert check_problem(caught.value)["title"] == "Unauthorized"


def test_a_wrong_bearer_is_not_let_in(sandbox: RunningSandbox) -> None:
    with tweepy_for(sandbox.url, bearer_token="nonsense") as stranger, pytest.raises(tweepy.Unauthorized):
        stranger.get_user(username="brightaisle")


def test_no_keys_at_all_are_not_let_in(sandbox: RunningSandbox) -> None:
    assert httpx.get(f"{sandbox.url}/x/2/users/me", trust_env=False).status_code == 401


def test_the_bearer_reads_but_does_not_act(x: tweepy.Client, control: Control) -> None:
    ask(control)
    assert len(x.get_users_mentions(ME)["data"]) == 1
    with pytest.raises(tweepy.Forbidden) as caught:
        x.create_tweet(text="hello", user_auth=False)
    assert check_problem(caught.value)["title"] == "Unsupported Authentication"
    with pytest.raises(tweepy.Forbidden):
        x.get_me(user_auth=False)


def signed(url: str, **options: Any) -> dict[str, str]:
    signer = Signer(
        KEYS["consumer_key"], KEYS["consumer_secret"], KEYS["access_token"], KEYS["access_token_secret"], **options
    )
    headers: dict[str, str] = signer.sign(url, "GET")[1]
    return headers


def test_a_replayed_signature_is_refused(sandbox: RunningSandbox) -> None:
    url = f"{sandbox.url}/x/2/users/me"
    headers = signed(url)
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 401


def test_a_signature_of_another_address_is_refused(sandbox: RunningSandbox) -> None:
    headers = signed(f"{sandbox.url}/x/2/users/me?user.fields=name")
    assert httpx.get(f"{sandbox.url}/x/2/users/me", headers=headers, trust_env=False).status_code == 401


@pytest.mark.parametrize(("minutes", "status"), [(-4, 200), (4, 200), (-6, 401), (6, 401)])
def test_a_signature_lives_five_minutes(sandbox: RunningSandbox, minutes: int, status: int) -> None:
    url = f"{sandbox.url}/x/2/users/me"
    headers = signed(url, timestamp=str(int(time.time()) + minutes * 60))
    assert httpx.get(url, headers=headers, trust_env=False).status_code == status


# Reading


def test_a_mention_comes_in_xs_shape_with_all_that_was_asked_for(x: tweepy.Client, control: Control) -> None:
    root = ask(control, "my fridge", author="bob", profile_location="Lyon")
    photo = {"type": "photo", "alt_text": "a fridge"}
    ask(control, "@brightaisle the same & <b>here</b> www.example.com #cold", reply_to=root, place=LYON, media=[photo])
    answer = mentions(x, **{key: value for key, value in EVERYTHING.items() if key != "user_auth"})
    check("get", "/2/users/{id}/mentions", answer)
    post, includes = answer["data"][0], answer["includes"]
    assert post["text"].startswith("@bob @brightaisle the same &amp; &lt;b&gt;here&lt;/b&gt; https://t.co/")
    assert post["referenced_tweets"] == [{"type": "replied_to", "id": root}]
    assert post["conversation_id"] == root
    assert {one["username"] for one in includes["users"]} == {"ann", "bob", "brightaisle"}
    assert includes["places"][0]["geo"]["bbox"] == LYON["bbox"]
    assert includes["places"][0]["country_code"] == "FR"
    assert [one["id"] for one in includes["tweets"]] == [root]
    assert includes["media"][0]["alt_text"] == "a fridge"


def test_only_the_fields_asked_for_are_given(x: tweepy.Client, control: Control) -> None:
    ask(control, place=LYON)
    assert set(mentions(x)["data"][0]) == {"id", "text", "edit_history_tweet_ids"}
    assert set(mentions(x, tweet_fields=["lang"])["data"][0]) == {"id", "text", "edit_history_tweet_ids", "lang"}


def test_entities_point_into_the_text_as_given(x: tweepy.Client, control: Control) -> None:
    ask(control, "A&B <3 @brightaisle see https://example.com/a?b=1&c=2 😀 #help $ABC")
    post = mentions(x, tweet_fields=["entities"])["data"][0]
    url, tag, mention = (post["entities"][kind][0] for kind in ("urls", "hashtags", "mentions"))
    assert post["text"][mention["start"] : mention["end"]] == "@brightaisle"
    assert post["text"][url["start"] : url["end"]] == url["url"]
    assert url["expanded_url"] == "https://example.com/a?b=1&c=2"
    assert post["text"][tag["start"] : tag["end"]] == "#help"
    assert [one["tag"] for one in post["entities"]["cashtags"]] == ["ABC"]


def test_no_mentions_are_an_empty_answer(x: tweepy.Client) -> None:
    answer = mentions(x)
    check("get", "/2/users/{id}/mentions", answer)
    assert answer == {"meta": {"result_count": 0}}


def test_ids_rise_and_hold_the_time(control: Control) -> None:
    numbers = [int(one) for one in control.post("x/flood", count=50)["ids"]]
    assert numbers == sorted(set(numbers))
    assert abs(((numbers[0] >> 22) + 1288834974657) / 1000 - time.time()) < 60


def test_mentions_come_newest_first_page_by_page(x: tweepy.Client, control: Control) -> None:
    everything = control.post("x/flood", count=12)["ids"][::-1]
    first = mentions(x, max_results=5)
    second = mentions(x, max_results=5, pagination_token=first["meta"]["next_token"])
    third = mentions(x, max_results=5, pagination_token=second["meta"]["next_token"])
    assert ids(first) + ids(second) + ids(third) == everything
    assert "next_token" not in third["meta"]
    back = mentions(x, max_results=5, pagination_token=third["meta"]["previous_token"])
    assert ids(back) == ids(second)


def test_since_and_until_are_exclusive(x: tweepy.Client, control: Control) -> None:
    numbers = control.post("x/flood", count=6)["ids"]
    assert ids(mentions(x, since_id=numbers[1], until_id=numbers[4])) == [numbers[3], numbers[2]]


def test_times_bound_a_timeline(x: tweepy.Client, control: Control) -> None:
    now = datetime.now(UTC)
    old = ask(control, created_at=(now - timedelta(hours=3)).isoformat())
    ask(control)
    assert ids(mentions(x, end_time=now - timedelta(hours=1))) == [old]
    assert old not in ids(mentions(x, start_time=now - timedelta(hours=1)))


def test_only_the_newest_800_mentions_can_be_reached(x: tweepy.Client, control: Control) -> None:
    numbers = control.post("x/flood", count=830)["ids"]
    found: list[str] = []
    token = None
    for _ in range(20):
        page = mentions(x, max_results=100, **({"pagination_token": token} if token else {}))
        found += ids(page)
        token = page["meta"].get("next_token")
        if token is None:
            break
    assert found == numbers[:-801:-1]


@pytest.mark.parametrize(
    "query", [{"max_results": 4}, {"max_results": 101}, {"pagination_token": "nonsense"}, {"since_id": "x"}]
)
def test_a_query_out_of_bounds_is_refused(x: tweepy.Client, query: dict[str, Any]) -> None:
    with pytest.raises(tweepy.BadRequest) as caught:
        mentions(x, **query)
    assert next(iter(query)) in check_problem(caught.value)["errors"][0]["parameters"]


def test_unknown_parameters_and_fields_are_refused(x: tweepy.Client) -> None:
    for query in ({"shoe_size": "1"}, {"tweet.fields": "shoe_size"}, {"expansions": "shoe_size"}):
        with pytest.raises(tweepy.BadRequest) as caught:
            x.request("GET", f"/2/users/{ME}/mentions", params=query, user_auth=True)
        assert "shoe_size" in check_problem(caught.value)["errors"][0]["message"]


def test_an_unknown_call_is_not_found(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.NotFound):
        x.request("GET", "/2/shoes", user_auth=True)


def test_people_are_found_by_name_and_number_or_told_missing(x: tweepy.Client, control: Control) -> None:
    control.post("x/people", handle="Ann_1", name="Ann", location="Lyon")
    found = x.get_user(username="ann_1", user_auth=True, user_fields=["location"])
    check("get", "/2/users/by/username/{username}", found)
    assert found["data"]["location"] == "Lyon"
    again = x.get_user(id=found["data"]["id"], user_auth=True)
    check("get", "/2/users/{id}", again)
    assert again["data"]["username"] == "Ann_1"
    missing = x.get_user(username="nobody", user_auth=True)
    check("get", "/2/users/by/username/{username}", missing)
    assert missing["errors"][0]["title"] == "Not Found Error"


def test_looking_posts_up_tells_of_each_missing_one(x: tweepy.Client, control: Control) -> None:
    here, gone, hidden = ask(control), ask(control), ask(control, author="shy")
    control.delete(f"x/posts/{gone}")
    control.post("x/people", handle="shy", protected=True)
    answer = x.get_tweets([here, gone, hidden, "77"], **EVERYTHING)
    check("get", "/2/tweets", answer)
    assert ids(answer) == [here]
    assert [(one["resource_id"], one["title"]) for one in answer["errors"]] == [
        (gone, "Not Found Error"), (hidden, "Authorization Error"), ("77", "Not Found Error"),
    ]  # fmt: skip
    single = x.get_tweet(gone, user_auth=True)
    check("get", "/2/tweets/{id}", single)
    assert "data" not in single


def test_a_referenced_post_that_is_gone_is_told_among_the_errors(x: tweepy.Client, control: Control) -> None:
    root = ask(control, "hello", author="bob")
    ask(control, reply_to=root)
    control.delete(f"x/posts/{root}")
    answer = mentions(x, expansions=["referenced_tweets.id"])
    check("get", "/2/users/{id}/mentions", answer)
    assert answer["errors"][0]["resource_id"] == root
    assert "includes" not in answer


def test_protected_and_blocking_authors_are_not_seen(x: tweepy.Client, control: Control) -> None:
    ask(control, author="shy")
    ask(control, author="angry")
    control.post("x/people", handle="shy", protected=True)
    control.post("x/people", handle="angry", blocks_us=True)
    assert ids(mentions(x)) == []


def test_our_own_timeline_reads_back_what_we_posted(x: tweepy.Client, control: Control) -> None:
    question = ask(control)
    answer = reply(x, "See www.example.com/fridges & call us", question)["data"]["id"]
    standing = x.create_tweet(text="Good morning")["data"]["id"]
    timeline = x.get_users_tweets(ME, **EVERYTHING)
    check("get", "/2/users/{id}/tweets", timeline)
    assert ids(timeline) == [standing, answer]
    assert timeline["data"][1]["entities"]["urls"][0]["expanded_url"] == "http://www.example.com/fridges"
    assert timeline["data"][1]["in_reply_to_user_id"] == timeline["includes"]["users"][1]["id"]
    assert ids(x.get_users_tweets(ME, exclude=["replies"], user_auth=True)) == [standing]


def test_likes_are_counted_and_a_chosen_picture_is_told(x: tweepy.Client, control: Control) -> None:
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n and more").decode()
    number = control.post("pictures", data=data, width=640, height=400)["picture"]
    asked = ask(control, media=[{"picture": number, "alt_text": "the display"}])
    for person in ("bob", "cleo", "bob"):
        control.post(f"x/posts/{asked}/like", person=person)
    control.post(f"x/posts/{asked}/like", person="cleo", undo=True)
    answer: dict[str, Any] = x.get_tweet(asked, **EVERYTHING)
    check("get", "/2/tweets/{id}", answer)
    assert answer["data"]["public_metrics"]["like_count"] == 1
    (media,) = answer["includes"]["media"]
    assert (media["width"], media["height"], media["alt_text"]) == (640, 400, "the display")
    assert httpx.get(media["url"], trust_env=False).content.endswith(b"and more")
