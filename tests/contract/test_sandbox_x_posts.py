"""The X stand-in refuses what X refuses, and shows the rest as X does."""

import pytest
import tweepy

from sandbox.serve import running
from tests.contract import specs
from tests.contract.standins import Control, control_of, tweepy_for
from tests.contract.x_by_tweepy import ask, check, check_problem, create, ids, mentions, reply

SPEED = 1000  # search's half a minute passes in 30 ms


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


def test_more_than_one_cashtag_is_refused(x: tweepy.Client) -> None:
    assert x.create_tweet(text="We do not sell $ABC")["data"]["id"]
    with pytest.raises(tweepy.Forbidden, match="one cashtag"):
        x.create_tweet(text="We sell neither $ABC nor $XYZ")


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
