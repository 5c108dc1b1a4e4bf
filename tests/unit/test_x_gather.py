"""A page of X as raw events, and how far the mentions were read: pure, from pages of X's shape."""

from datetime import timedelta
from typing import Any

import pytest

from bots.twitter.client import Account, Page
from bots.twitter.gather import post_ids, quotes_only, raw_events
from bots.twitter.mark import Mark
from bots.twitter.snowflake import id_at, time_of

US = Account("900", "brightaisle")


def page(*posts: Any, **includes: Any) -> Page:
    return Page(posts, includes, None)


def quote_of(post_id: str, key: str = "1") -> dict[str, Any]:
    return {"id": key, "author_id": "1", "referenced_tweets": [{"type": "quoted", "id": post_id}]}


def test_a_post_takes_along_what_belongs_to_it_and_nothing_else() -> None:
    post = {
        **quote_of("70"),
        "in_reply_to_user_id": "3",
        "geo": {"place_id": "p1"},
        "attachments": {"media_keys": ["m1"]},
    }
    includes = {
        "users": [{"id": one} for one in ("1", "2", "3", "4")],
        "tweets": [{"id": "70", "author_id": "2"}, {"id": "71", "author_id": "4"}],
        "places": [{"id": "p1"}, {"id": "p2"}],
        "media": [{"media_key": "m1"}, {"media_key": "m2"}],
    }

    (event,) = raw_events(page(post, **includes), US, "mention")

    assert (event.channel, event.key, event.kind) == ("x", "1", "mention")
    assert event.payload == {
        "us": {"id": "900", "handle": "brightaisle"},
        "post": post,
        "includes": {
            "users": [{"id": "1"}, {"id": "2"}, {"id": "3"}],
            "tweets": [{"id": "70", "author_id": "2"}],
            "places": [{"id": "p1"}],
            "media": [{"media_key": "m1"}],
        },
    }


@pytest.mark.parametrize("post", [None, 5, "text", {}, {"id": None, "text": "x"}, {"id": ""}, ["1"]])
def test_what_is_no_post_is_kept_all_the_same_under_a_key_of_its_own(post: Any) -> None:
    odd = page(post, {"id": "2"}, users="none", places=[1, None], tweets=None)

    events = raw_events(odd, US, "mention")

    assert events[0].key == "2"
    assert events[1].key.startswith("sha256:")
    assert events[1].key == raw_events(odd, US, "mention")[1].key
    assert post_ids(odd) == [2]


@pytest.mark.parametrize(
    ("post", "tweets", "kept"),
    [
        (quote_of("70"), [{"id": "70", "author_id": "900"}], True),
        (quote_of("70"), [{"id": "70", "author_id": "2"}], False),
        (quote_of("70"), [], True),  # it is gone, so nobody can tell
        ({"id": "1", "text": "a link to x.com/brightaisle/status/70"}, [{"id": "70", "author_id": "900"}], False),
        ({**quote_of("70"), "referenced_tweets": [{"type": "replied_to", "id": "70"}]}, [], False),
        ("odd", [], False),
    ],
)
def test_of_what_search_finds_only_quotes_of_us_are_kept(post: Any, tweets: list[Any], kept: bool) -> None:
    assert bool(quotes_only(page(post, tweets=tweets), US).posts) is kept


def test_before_the_first_post_the_mark_is_a_time_and_what_is_older_is_left_out() -> None:
    mark = Mark("2026-11-21T10:00:00Z")
    older = {"id": "1", "created_at": "2026-11-21T09:59:59.999Z"}
    newer = [
        {"id": "2", "created_at": "2026-11-21T10:00:00.000Z"},
        {"id": "3"},
        {"id": "4", "created_at": "odd"},
        {"id": "5", "created_at": "2026-11-21T10:00:00"},
        "odd",
    ]

    assert mark.without_older(page(older, *newer)).posts == tuple(newer)
    assert mark.bounds(timedelta(minutes=2)) == {"start_time": mark.value}
    assert mark.moved_to([]) == mark
    assert mark.moved_to([7, 9, 8]) == Mark("9")


def test_a_mark_at_a_post_reads_the_overlap_again_and_never_goes_back() -> None:
    moment = time_of("1990000000000000000")
    mark = Mark("1990000000000000000")

    assert mark.bounds(timedelta(minutes=2)) == {"since_id": id_at(moment - timedelta(minutes=2))}
    assert mark.moved_to([5]) == mark
    assert mark.without_older(page({"id": "1", "created_at": "2010-01-01T00:00:00Z"})).posts != ()


def test_ids_that_tell_no_time_are_read_from_the_beginning() -> None:
    assert Mark("1001").bounds(timedelta(minutes=2)) == {"since_id": "0"}


@pytest.mark.parametrize(
    ("mark", "ids", "may"),
    [
        ("100", [100, 101], False),
        ("100", [99, 101], False),
        ("100", [101], True),
        ("2026-11-21T10:00:00Z", [101], False),
        ("2026-11-21T10:00:00Z", [101, 102, 103], True),
    ],
)
def test_whether_something_may_be_missing(mark: str, ids: list[int], may: bool) -> None:
    assert Mark(mark).may_miss(ids, full=3) is may
