"""The X stand-in, driven by tweepy, answers in X's own shapes and keeps X's rules."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import requests
import tweepy
from oauthlib.oauth1 import Client as Signer  # type: ignore[import-untyped]  # oauthlib ships no types

from sandbox.serve import RunningSandbox, running
from tests.contract import specs
from tests.contract.standins import KEYS, Control, control_of, tweepy_for

ME = "1000000001"
POST_FIELDS = [
    "attachments", "author_id", "conversation_id", "created_at", "display_text_range", "edit_controls", "entities",
    "geo", "in_reply_to_user_id", "lang", "note_tweet", "possibly_sensitive", "public_metrics", "referenced_tweets",
    "reply_settings",
]  # fmt: skip
EXPANSIONS = [
    "author_id", "geo.place_id", "attachments.media_keys", "referenced_tweets.id", "in_reply_to_user_id",
    "entities.mentions.username", "referenced_tweets.id.author_id",
]  # fmt: skip
EVERYTHING: dict[str, Any] = {
    "tweet_fields": POST_FIELDS,
    "expansions": EXPANSIONS,
    "user_fields": ["created_at", "location", "protected", "public_metrics", "verified", "profile_image_url"],
    "place_fields": ["country", "country_code", "geo", "name", "place_type"],
    "media_fields": ["url", "width", "height", "alt_text"],
    "user_auth": True,
}
LYON = {
    "id": "p1",
    "full_name": "Lyon, France",
    "country": "France",
    "country_code": "fr",
    "bbox": [4.7, 45.7, 4.9, 45.8],
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    # A thousand times faster, so that search's half a minute passes in 30 ms.
    with running(speed=1000) as one:
        yield one


@pytest.fixture
def control(sandbox: RunningSandbox) -> Iterator[Control]:
    with control_of(sandbox.url) as one:
        yield one


@pytest.fixture
def x(sandbox: RunningSandbox, control: Control) -> Iterator[tweepy.Client]:
    with tweepy_for(sandbox.url) as one:
        yield one


def ask(control: Control, text: str = "@brightaisle my fridge hums", author: str = "ann", **more: Any) -> str:
    return str(control.post("x/posts", author=author, text=text, **more)["id"])


def reply(x: tweepy.Client, text: str, to: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = x.create_tweet(text=text, in_reply_to_tweet_id=to, **more)
    return answer


def mentions(x: tweepy.Client, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = x.get_users_mentions(ME, user_auth=True, **query)
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    return [post["id"] for post in answer.get("data", [])]


def check(method: str, path: str, answer: Any, status: str = "200") -> None:
    assert specs.x_faults(specs.x_answer_schema(method, path, status), answer) == []


def check_problem(error: tweepy.HTTPException) -> dict[str, Any]:
    problem: dict[str, Any] = error.response.json()
    assert specs.x_faults("Problem~chosen", problem) == []
    return problem


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
    ask(control, "A&B <3 @brightaisle see https://example.com/a?b=1&c=2 😀 #help")
    post = mentions(x, tweet_fields=["entities"])["data"][0]
    url, tag, mention = (post["entities"][kind][0] for kind in ("urls", "hashtags", "mentions"))
    assert post["text"][mention["start"] : mention["end"]] == "@brightaisle"
    assert post["text"][url["start"] : url["end"]] == url["url"]
    assert url["expanded_url"] == "https://example.com/a?b=1&c=2"
    assert post["text"][tag["start"] : tag["end"]] == "#help"


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


# Search


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


# Posting


def test_a_summoned_reply_stands_under_the_question(x: tweepy.Client, control: Control) -> None:
    question = ask(control)
    answer = reply(x, "Turn it by a quarter. - Kim", question)
    check("post", "/2/tweets", answer, "201")
    assert answer["data"]["text"] == "@ann Turn it by a quarter. - Kim"
    newest = control.get("x/timeline")[0]
    assert (newest["in_reply_to"], newest["ours"], newest["via"]) == (question, True, "api")
    assert newest["typed"] == "Turn it by a quarter. - Kim"


def test_what_tweepy_sends_fits_xs_description(x: tweepy.Client, control: Control) -> None:
    reply(x, "Hello", ask(control), exclude_reply_user_ids=[])
    sent = control.requests(platform="x", method="POST /2/tweets")[0]["body"]["json"]
    assert specs.x_faults("TweetCreateRequest", sent) == []


def test_a_reply_that_was_not_summoned_is_refused(x: tweepy.Client, control: Control) -> None:
    question = ask(control, "my fridge hums, what do I do")
    with pytest.raises(tweepy.Forbidden) as caught:
        reply(x, "Turn it", question)
    problem = check_problem(caught.value)
    assert problem["detail"].startswith("Reply to this conversation is not allowed because you have not been mentioned")
    assert len(control.get("x/timeline")) == 1


def test_a_mention_carried_over_is_no_summons_unless_switched_so(x: tweepy.Client, control: Control) -> None:
    answer = reply(x, "Turn it", ask(control))["data"]["id"]
    follow = ask(control, "it still hums", reply_to=answer)
    assert follow in ids(mentions(x))
    with pytest.raises(tweepy.Forbidden):
        reply(x, "Turn it back", follow)
    control.post("x/switches", implicit_summons=True)
    assert reply(x, "Turn it back", follow)["data"]["text"] == "@ann Turn it back"


def test_a_quote_of_our_post_summons_us(x: tweepy.Client, control: Control) -> None:
    ours = x.create_tweet(text="We open at nine")["data"]["id"]
    quote = ask(control, "everywhere?", quote=ours)
    assert reply(x, "Everywhere", quote)["data"]["id"]


def test_an_enterprise_and_a_person_by_hand_may_answer_anybody(x: tweepy.Client, control: Control) -> None:
    question = ask(control, "my fridge hums")
    by_hand = control.post("x/posts", author="brightaisle", text="Turn it", reply_to=question)
    assert control.get(f"x/posts/{by_hand['id']}")["in_reply_to"] == question
    control.post("x/switches", enterprise=True)
    assert reply(x, "Turn it now", question)["data"]["id"]


def test_our_own_posts_may_be_answered_and_strangers_posts_not_quoted(x: tweepy.Client, control: Control) -> None:
    first = reply(x, "Part one", ask(control))["data"]["id"]
    second = reply(x, "Part two", first)["data"]
    assert second["text"] == "@ann Part two"
    stranger = ask(control, "hello world", author="bob")
    with pytest.raises(tweepy.Forbidden):
        x.create_tweet(text="Look", quote_tweet_id=stranger)


def test_leading_mentions_of_a_reply_are_xs_own_business(x: tweepy.Client, control: Control) -> None:
    control.post("x/people", handle="bob")
    question = ask(control, "@brightaisle @bob who is right?")
    assert reply(x, "@ann Both of you", question)["data"]["text"] == "@ann @bob Both of you"
    bob = control.get("state")["x"]["people"][1]["id"]
    again = reply(x, "You are", question, exclude_reply_user_ids=[bob])
    assert again["data"]["text"] == "@ann You are"


def test_duplicate_text_is_refused_without_an_id(x: tweepy.Client, control: Control) -> None:
    question = ask(control)
    reply(x, "See example.com", question)
    with pytest.raises(tweepy.Forbidden) as caught:
        reply(x, "See example.com", question)
    problem = check_problem(caught.value)
    assert problem["detail"] == "You are not allowed to create a Tweet with duplicate content."
    assert problem["type"] == "about:blank"
    assert len(control.get("x/timeline")) == 2


def test_duplicate_text_is_refused_after_deletion_too(x: tweepy.Client, control: Control) -> None:
    x.delete_tweet(x.create_tweet(text="Good morning")["data"]["id"])
    with pytest.raises(tweepy.Forbidden):
        x.create_tweet(text="Good morning")


def test_the_same_words_to_another_asker_are_no_duplicate(x: tweepy.Client, control: Control) -> None:
    reply(x, "Turn it", ask(control))
    assert reply(x, "Turn it", ask(control, author="bob"))["data"]["text"] == "@bob Turn it"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 280,
        "a" * 256 + " " + "https://example.com/" + "b" * 200,
        "漢" * 140,
        "👩\u200d👩\u200d👧" * 140,
        "❤️\u200d🔥" * 140,
        "e\u0301" * 280,
    ],
)
def test_280_weighted_characters_fit_and_one_more_does_not(x: tweepy.Client, control: Control, text: str) -> None:
    question = ask(control)
    assert reply(x, text, question)["data"]["id"]
    with pytest.raises(tweepy.BadRequest) as caught:
        reply(x, text + "!", question)
    assert check_problem(caught.value)["errors"][0]["message"].startswith("Your Tweet text is too long")


def test_long_posts_need_the_switch_and_come_back_as_notes(x: tweepy.Client, control: Control) -> None:
    text = "Turn it & wait. " * 30
    with pytest.raises(tweepy.BadRequest):
        x.create_tweet(text=text)
    control.post("x/switches", long_posts=True)
    number = x.create_tweet(text=text)["data"]["id"]
    post = x.get_tweet(number, tweet_fields=["note_tweet"], user_auth=True)["data"]
    assert post["note_tweet"]["text"] == text.replace("&", "&amp;")
    assert post["text"].endswith("…")
    assert len(post["text"]) < len(text)


def test_askers_may_write_long_posts(x: tweepy.Client, control: Control) -> None:
    text = "@brightaisle " + "it hums and hums " * 30
    ask(control, text)
    answer = mentions(x, tweet_fields=["note_tweet", "entities"])
    check("get", "/2/users/{id}/mentions", answer)
    assert answer["data"][0]["note_tweet"]["text"] == text
    assert "note_tweet" not in mentions(x)["data"][0]


@pytest.mark.parametrize("text", ["", "   ", "@ann "])
def test_an_empty_text_is_refused(x: tweepy.Client, control: Control, text: str) -> None:
    question = ask(control)
    with pytest.raises(tweepy.BadRequest):
        x.request("POST", "/2/tweets", json={"text": text, "reply": {"in_reply_to_tweet_id": question}}, user_auth=True)


def test_a_body_that_is_not_in_the_description_is_refused(x: tweepy.Client) -> None:
    for body in ({"text": "a", "shoe": 1}, {"text": "a", "reply": {"in_reply_to_tweet_id": "x"}}, ["a"]):
        with pytest.raises(tweepy.BadRequest) as caught:
            x.request("POST", "/2/tweets", json=body, user_auth=True)
        check_problem(caught.value)


def test_a_deleted_or_hidden_post_cannot_be_answered(x: tweepy.Client, control: Control) -> None:
    gone, hidden, blocking = ask(control), ask(control, author="shy"), ask(control, author="angry")
    control.delete(f"x/posts/{gone}")
    control.post("x/people", handle="shy", protected=True)
    control.post("x/people", handle="angry", blocks_us=True)
    for number in (gone, hidden, blocking, "77"):
        with pytest.raises(tweepy.Forbidden) as caught:
            reply(x, "Turn it", number)
        problem = check_problem(caught.value)
        assert problem["detail"] == "You attempted to reply to a Tweet that is deleted or not visible to you."


def test_own_posts_can_be_deleted_again_and_again_and_others_not(x: tweepy.Client, control: Control) -> None:
    number = x.create_tweet(text="Good morning")["data"]["id"]
    for _ in range(2):
        answer = x.delete_tweet(number)
        check("delete", "/2/tweets/{id}", answer)
        assert answer == {"data": {"deleted": True}}
    assert control.get("x/timeline") == []
    with pytest.raises(tweepy.Forbidden):
        x.delete_tweet(ask(control))


# Editing


def test_an_edit_is_a_new_id_in_one_history(x: tweepy.Client, control: Control) -> None:
    first = ask(control)
    second = control.post(f"x/posts/{first}/edit", text="@brightaisle my freezer hums")["id"]
    answer = mentions(x, tweet_fields=["edit_controls"])
    assert ids(answer) == [second]
    assert answer["data"][0]["edit_history_tweet_ids"] == [first, second]
    assert answer["data"][0]["edit_controls"]["edits_remaining"] == 4
    old = x.get_tweet(first, user_auth=True)["data"]
    assert (old["text"], old["edit_history_tweet_ids"]) == ("@brightaisle my fridge hums", [first, second])


def test_deleting_one_version_deletes_all(x: tweepy.Client, control: Control) -> None:
    first = ask(control)
    second = control.post(f"x/posts/{first}/edit", text="@brightaisle never mind")["id"]
    control.delete(f"x/posts/{first}")
    assert ids(mentions(x)) == []
    assert "data" not in x.get_tweet(second, user_auth=True)


def create(x: tweepy.Client, **body: Any) -> str:
    answer = x.request("POST", "/2/tweets", json=body, user_auth=True)
    return str(answer.json()["data"]["id"])


def test_our_posts_can_be_edited_five_times_and_replies_never() -> None:
    # At ordinary speed: the half hour for edits would be over in two seconds otherwise.
    with running() as slow, tweepy_for(slow.url) as x, control_of(slow.url) as control:
        number = create(x, text="version 0")
        for version in range(1, 6):
            number = create(x, text=f"version {version}", edit_options={"previous_post_id": number})
        with pytest.raises(tweepy.Forbidden):
            create(x, text="version 6", edit_options={"previous_post_id": number})
        answer = reply(x, "Turn it", ask(control))["data"]["id"]
        with pytest.raises(tweepy.Forbidden):
            create(x, text="Turn it back", edit_options={"previous_post_id": answer})


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
