"""What a captured post of X says in Byhand's words, from payloads of X's shape."""

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter import words
from bots.twitter.parse import parse
from routing.ports import MayReply, Media, Nothing, Parsed, Post, RawEvent, Unparsable

US = {"id": "900", "handle": "BrightAisle"}
ANN = {"id": "1", "username": "ann", "name": "Ann A.", "location": "Lyon", "protected": False}
BEA = {"id": "2", "username": "bea", "name": "Bea", "protected": False}
WE = {"id": "900", "username": "BrightAisle", "name": "Bright Aisle"}


def tweet(text: str = "@brightaisle my fridge hums", **more: Any) -> dict[str, Any]:
    return {
        "id": "1990000000000000001",
        "text": text,
        "author_id": "1",
        "created_at": "2026-11-21T10:00:00.000Z",
        "conversation_id": "1990000000000000001",
        "edit_history_tweet_ids": ["1990000000000000001"],
        "lang": "en",
        **more,
    }


def answered(text: str, author_id: str) -> dict[str, Any]:
    return {"id": "1989", "text": text, "author_id": author_id}


def parsed(post: Mapping[str, Any], **includes: list[Any]) -> Parsed:
    payload = {"us": US, "post": post, "includes": {"users": [ANN, BEA, WE], **includes}}
    return parse(RawEvent("x", str(post.get("id")), "mention", json.loads(json.dumps(payload))))


def read(post: Mapping[str, Any], **includes: list[Any]) -> Post:
    found = parsed(post, **includes)
    assert isinstance(found, Post)
    return found


def reply_by_ann(text: str, to: str = "900", **more: Any) -> dict[str, Any]:
    return tweet(text, in_reply_to_user_id=to, referenced_tweets=[{"type": "replied_to", "id": "1989"}], **more)


def test_a_mention_says_who_asked_what_and_where_it_stands() -> None:
    post = read(tweet())

    assert (post.channel, post.external_id, post.first_id) == ("x", "1990000000000000001", "1990000000000000001")
    assert post.conversation_id == post.external_id
    assert (post.author.external_id, post.author.handle, post.author.name) == ("1", "ann", "Ann A.")
    assert (post.author.profile_location, post.author.is_us) == ("Lyon", False)
    assert post.posted_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert post.url == "https://x.com/ann/status/1990000000000000001"
    assert (post.language, post.addressed, post.is_edit, post.is_repost) == ("en", True, False, False)


def test_a_long_post_is_read_whole_with_its_own_links() -> None:
    long = "x" * 300 + " https://t.co/aaaaaaaaaa &amp; more"
    entities = {"urls": [{"url": "https://t.co/aaaaaaaaaa", "expanded_url": "https://shop.example/1?a=1&copy=2"}]}

    post = read(tweet("x" * 279 + "…", note_tweet={"text": long, "entities": entities}))

    assert post.text == "x" * 300 + " https://shop.example/1?a=1&copy=2 & more"


def test_text_is_unescaped_once() -> None:
    assert (
        read(tweet("1 &lt; 2 &amp;&amp; 3 &gt; 2, write &amp;amp; for it")).text == "1 < 2 && 3 > 2, write &amp; for it"
    )


def test_links_x_adds_for_pictures_are_left_out_and_others_written_out() -> None:
    urls = [
        {"url": "https://t.co/aaaaaaaaaa", "expanded_url": "https://shop.example/a"},
        {"url": "https://t.co/bbbbbbbbbb", "expanded_url": "https://x.com/ann/status/1/photo/1", "media_key": "3_1"},
        {"url": "https://t.co/cccccccccc", "expanded_url": "https://x.com/ann/status/1/video/1"},
    ]
    text = "this https://t.co/aaaaaaaaaa one https://t.co/bbbbbbbbbb https://t.co/cccccccccc"

    post = read(
        tweet(text, entities={"urls": urls}, attachments={"media_keys": ["3_1", "3_2"]}),
        media=[{"media_key": "3_1", "type": "photo"}, {"media_key": "3_2", "type": "animated_gif"}],
    )

    assert post.text == "this https://shop.example/a one"
    assert post.media == (Media("photo", "3_1"), Media("animation", "3_2"))


def test_an_edit_keeps_the_first_id_as_its_key() -> None:
    post = read(tweet(edit_history_tweet_ids=["1989999999999999999", "1990000000000000001"]))

    assert (post.first_id, post.is_edit) == ("1989999999999999999", True)


def test_a_repost_is_known_as_one() -> None:
    assert read(tweet("RT @bea: x", referenced_tweets=[{"type": "retweeted", "id": "5"}])).is_repost


def test_our_own_posts_are_known() -> None:
    assert read(tweet("thanks @ann", author_id="900")).author.is_us


def test_an_author_x_does_not_show_is_still_kept_by_id() -> None:
    post = read(tweet(author_id="77"))

    assert (post.author.external_id, post.author.handle, post.author.name) == ("77", "", "somebody")
    assert post.url == "https://x.com/i/status/1990000000000000001"


def test_posts_of_protected_accounts_are_shown_to_nobody() -> None:
    found = parsed(tweet(), users=[{**ANN, "protected": True}])

    assert isinstance(found, Nothing)
    assert "protected" in found.reason


@pytest.mark.parametrize(
    ("text", "only"),
    [("@BrightAisle", True), (" @ann  @brightaisle ", True), ("@brightaisle ?", False), ("@brightaisle 👍", False)],
)
def test_nothing_but_mentions_is_known(text: str, only: bool) -> None:
    assert read(tweet(text)).only_mentions is only


@pytest.mark.parametrize(
    ("lang", "language"), [("iw", "he"), ("pt", "pt"), ("und", ""), ("qme", ""), ("zxx", ""), ("zh-TW", "zh-TW")]
)
def test_a_language_is_one_of_people(lang: str, language: str) -> None:
    assert read(tweet(lang=lang)).language == language


def test_without_a_time_the_id_tells_it() -> None:
    post = read(tweet(id="1212092628029698048", created_at=None))

    assert post.posted_at.strftime("%Y-%m-%d %H:%M:%S") == "2019-12-31 19:26:16"


# --- may we answer? ----------------------------------------------------------------------------------------------


def test_a_mention_in_a_post_of_its_own_is_a_summons() -> None:
    assert read(tweet("hello @BRIGHTAISLE, open?")).may_reply is MayReply.YES


def test_who_does_not_name_us_did_not_summon_us() -> None:
    post = read(tweet("my fridge hums"))

    assert (post.may_reply, post.addressed) == (MayReply.NO, False)


@pytest.mark.parametrize("text", ["mail me@brightaisle.example", "@brightaisle_fr are you there?", "#brightaisle"])
def test_a_name_that_only_looks_like_ours_is_no_mention(text: str) -> None:
    assert read(tweet(text)).may_reply is MayReply.NO


def test_a_reply_to_us_with_the_mention_x_added_may_or_may_not_be_a_summons() -> None:
    post = read(reply_by_ann("@BrightAisle still hums"), tweets=[answered("@ann is it level?", "900")])

    assert (post.reply_to, post.reply_to_us) == ("1989", True)
    assert post.may_reply is MayReply.UNKNOWN


def test_a_reply_that_names_us_in_its_own_words_is_a_summons() -> None:
    post = read(reply_by_ann("@BrightAisle no, @BrightAisle, it hums"), tweets=[answered("level?", "900")])

    assert post.may_reply is MayReply.YES


def test_a_reply_that_brings_us_into_a_thread_where_we_were_not_is_a_summons() -> None:
    post = read(reply_by_ann("@bea @brightaisle knows", to="2"), tweets=[answered("who knows fridges?", "2")])

    assert (post.may_reply, post.reply_to_us, post.addressed) == (MayReply.YES, False, True)


def test_a_reply_in_a_thread_that_named_us_carries_the_mention_on() -> None:
    post = read(reply_by_ann("@bea @brightaisle same here", to="2"), tweets=[answered("@BrightAisle it hums", "2")])

    assert post.may_reply is MayReply.UNKNOWN


def test_a_reply_to_a_post_we_cannot_see_may_carry_the_mention_on() -> None:
    assert read(reply_by_ann("@bea @brightaisle same here", to="2")).may_reply is MayReply.UNKNOWN


def test_a_reply_to_others_without_us_is_no_summons() -> None:
    assert read(reply_by_ann("@bea I know", to="2"), tweets=[answered("who?", "2")]).may_reply is MayReply.NO


def test_a_mention_x_knows_of_that_does_not_show_may_be_one() -> None:
    entities = {"mentions": [{"start": 0, "end": 1, "username": "BrightAisle", "id": "900"}]}

    assert read(reply_by_ann("@bea I know", to="2", entities=entities)).may_reply is MayReply.UNKNOWN


def test_a_mention_under_our_former_handle_is_ours() -> None:
    entities = {"mentions": [{"start": 0, "end": 10, "username": "OldAisle", "id": "900"}]}

    assert read(tweet("@oldaisle open?", entities=entities)).may_reply is MayReply.YES


def test_a_quote_of_us_is_a_summons() -> None:
    post = read(
        tweet("is that so?", referenced_tweets=[{"type": "quoted", "id": "1989"}]), tweets=[answered("It is.", "900")]
    )

    assert (post.quote_of_us, post.may_reply, post.addressed) == (True, MayReply.YES, True)


def test_a_quote_of_somebody_else_is_not() -> None:
    post = read(tweet("so?", referenced_tweets=[{"type": "quoted", "id": "1989"}]), tweets=[answered("It is.", "2")])

    assert (post.quote_of_us, post.may_reply) == (False, MayReply.NO)


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://twitter.com/brightaisle/status/1989", True),
        ("https://x.com/BrightAisle/status/1989", True),
        ("https://x.com/bea/status/1989", False),
        ("https://x.com/brightaisle/status/19890", False),
    ],
)
def test_a_quoted_post_that_is_gone_is_ours_when_its_address_says_so(address: str, ours: bool) -> None:
    urls = [{"url": "https://t.co/aaaaaaaaaa", "expanded_url": address}]
    post = read(
        tweet(
            "hm https://t.co/aaaaaaaaaa", entities={"urls": urls}, referenced_tweets=[{"type": "quoted", "id": "1989"}]
        )
    )

    assert post.quote_of_us is ours


# --- places ------------------------------------------------------------------------------------------------------


def place(*bbox: float, **more: Any) -> list[Any]:
    return [{"id": "p1", "full_name": "Lyon, France", "country_code": "fr", "geo": {"bbox": list(bbox)}, **more}]


def test_a_place_is_the_middle_of_its_box_and_reaches_to_its_corners() -> None:
    hint = read(tweet(geo={"place_id": "p1"}), places=place(4.7, 45.7, 4.9, 45.8)).hint

    assert hint is not None
    assert (hint.source, hint.name, hint.country) == ("x_place", "Lyon, France", "FR")
    assert (round(hint.point.latitude, 3), round(hint.point.longitude, 3)) == (45.75, 4.8)
    assert 9 < hint.radius_km < 10


def test_a_box_across_the_date_line_has_its_middle_there() -> None:
    hint = read(tweet(geo={"place_id": "p1"}), places=place(177.0, -18.0, -179.0, -16.0)).hint

    assert hint is not None
    assert (hint.point.latitude, hint.point.longitude) == (-17.0, 179.0)
    assert hint.radius_km < 300


def test_a_box_of_no_size_is_still_a_place() -> None:
    hint = read(tweet(geo={"place_id": "p1"}), places=place(4.8, 45.7, 4.8, 45.7)).hint

    assert hint is not None
    assert hint.radius_km > 0


@pytest.mark.parametrize(
    "places",
    [
        [],
        place(4.7, 45.7, 4.9),
        place(4.7, 145.7, 4.9, 146.0),
        place(4.7, 45.9, 4.9, 45.7),
        place(400.0, 45.7, 4.9, 45.8),
        place(float("nan"), 45.7, 4.9, 45.8),
        place(1, 2, 3, 4, geo=None),
        place(1, 2, 3, 4, geo="here"),
        ["p1"],
    ],
)
def test_a_place_that_makes_no_sense_loses_no_question(places: list[Any]) -> None:
    post = read(tweet(geo={"place_id": "p1"}), places=places)

    assert post.hint is None


# --- what is not as promised -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"id": None}, "post.id"),
        ({"id": "abc"}, "post.id"),
        ({"id": "1\n"}, "post.id"),
        ({"text": 5}, "post.text"),
        ({"author_id": ""}, "post.author_id"),
        ({"created_at": "yesterday"}, "post.created_at"),
        ({"referenced_tweets": "none"}, "post.referenced_tweets"),
        ({"referenced_tweets": [{"type": "replied_to"}]}, "post.referenced_tweets.0.id"),
        ({"note_tweet": {"entities": {}}}, "post.note_tweet.text"),
        ({"created_at": "0001-01-01T00:00:00+23:59"}, "post.created_at"),
    ],
)
def test_a_broken_post_is_unparsable_and_says_where(wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(Unparsable, match=where):
        parsed({**tweet(), **wrong})


@pytest.mark.parametrize(
    "payload", [{}, {"us": US}, {"post": tweet()}, {"us": {}, "post": tweet()}, {"us": US, "post": 1}]
)
def test_a_payload_without_its_parts_is_unparsable(payload: dict[str, Any]) -> None:
    with pytest.raises(Unparsable):
        parse(RawEvent("x", "1", "mention", payload))


def test_what_no_database_stores_is_replaced() -> None:
    post = read(tweet("half \ud83d of a sign and \0 nothing"))

    assert post.text == "half \ufffd of a sign and  nothing"
    post.text.encode()


def test_the_reason_never_quotes_the_post() -> None:
    with pytest.raises(Unparsable) as caught:
        parsed({**tweet("a secret"), "created_at": "a secret"})

    assert "a secret" not in str(caught.value)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1", "900", "p1"]),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)
POST_PARTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys((*tweet(), "note_tweet", "referenced_tweets", "geo", "entities", "attachments"), JSON),
)
INCLUDES = st.fixed_dictionaries({}, optional=dict.fromkeys(("users", "tweets", "places", "media"), JSON))


@given(POST_PARTS, INCLUDES | JSON)
def test_whatever_comes_it_is_parsed_or_unparsable(parts: dict[str, Any], includes: Any) -> None:
    payload = {"us": US, "post": {**tweet(geo={"place_id": "p1"}), **parts}, "includes": includes}
    with contextlib.suppress(Unparsable):
        assert isinstance(parse(RawEvent("x", "1", "mention", payload)), Post | Nothing)


@given(st.text(max_size=200), st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=20)), max_size=5))
def test_any_text_and_any_links_make_a_text(text: str, links: list[tuple[str, str]]) -> None:
    urls = [{"url": short, "expanded_url": long} for short, long in links]

    post = read(tweet(text, entities={"urls": urls}))

    post.text.encode()


# --- is it the same text? ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Yes. ^Tom", "@ann @bea Yes. ^Tom"),
        ("@ann Yes. ^Tom", "@bea @ann Yes. ^Tom"),
        ("cafe\u0301", "caf\u00e9"),
        ("see Example.COM", "see http://example.com"),
        ("see https://www.example.com/", "see https://www.example.com"),
        ("a\n\nb  c", "a\n\nb c"),
    ],
)
def test_texts_are_the_same_whatever_x_did_to_them(ours: str, theirs: str) -> None:
    assert words.comparable(ours) == words.comparable(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Yes. ^Tom", "Yes. ^Eva"),
        ("see example.com/a", "see example.com/A"),
        ("see example.com/a", "see example.com/b"),
        ("Yes @ann", "Yes @bea"),
    ],
)
def test_other_words_are_not_the_same(ours: str, theirs: str) -> None:
    assert words.comparable(ours) != words.comparable(theirs)
