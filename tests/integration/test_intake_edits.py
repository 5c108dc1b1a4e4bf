"""What was said can change: edits, in whatever order they come, and posts that are taken away."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from routing import answers, intake, views
from routing.cards import Card
from routing.errors import OfferExpired
from routing.kit import Kit
from routing.ports import Media, Post, Withdrawn
from store.models import Offer, Question
from tests.factories import (
    MONDAY_NOON,
    Walked,
    answered,
    claim_now,
    claimed,
    delivery_now,
    make_post,
    make_question,
    offers_of,
    previewed,
    published,
    question_now,
    submission,
    take_in,
    taken,
)
from tests.integration.scenery import ADA, BEN, all_questions, asked, only_question, owed, renewed, show_cards

LATER = timedelta(minutes=1)


def tweet(number: str, text: str, first: str = "", **more: Any) -> Post:
    """A post on X; with a first id it is an edit of that one."""
    return make_post(
        text,
        **{
            "channel": "x",
            "external_id": number,
            "first_id": first or number,
            "is_edit": bool(first),
            "conversation_id": first or number,
            "author": ADA,
            "private": False,
            "chat": "",
            **more,
        },
    )


def edit_of(post: Post, text: str, after: timedelta = LATER) -> Post:
    """An edit on Telegram, which keeps the post's id."""
    return replace(post, text=text, is_edit=True, edited_at=MONDAY_NOON + after)


def take_away(kit: Kit, *external_ids: str, channel: str = "telegram") -> intake.Taken:
    with kit.db.write() as session:
        return intake.taken_away(kit, session, Withdrawn(channel, external_ids))


def card_of(kit: Kit, question_id: int) -> Card:
    with kit.db.read() as session:
        return views.card(kit, session, session.get_one(Offer, offers_of(kit, question_id)[0].id))


# --- edits -------------------------------------------------------------------------------------------------------


def test_an_edit_on_x_changes_the_words_and_what_is_replied_to(kit: Kit) -> None:
    take_in(kit, tweet("1801", "My TV flikers"))
    show_cards(kit)
    said = take_in(kit, tweet("1802", "My TV flickers", first="1801"))

    question = only_question(kit)
    assert said.reason == "the question was edited"
    assert (question.external_id, question.target_id, question.text) == ("1801", "1802", "My TV flickers")
    assert question.edited
    assert renewed(kit) == {offer.id for offer in offers_of(kit, question.id or 0)}


def test_an_edit_on_telegram_changes_the_words(kit: Kit) -> None:
    post = make_post("My TV flikers")
    take_in(kit, post)
    take_in(kit, edit_of(post, "My TV flickers"))

    question = only_question(kit)
    assert (question.target_id, question.text, question.edited) == (post.external_id, "My TV flickers", True)


def test_an_edit_back_to_the_first_words_counts(kit: Kit) -> None:
    post = make_post("My TV flickers")
    take_in(kit, post)
    take_in(kit, edit_of(post, "My radio flickers"))
    take_in(kit, edit_of(post, "My TV flickers", 2 * LATER))

    assert only_question(kit).text == "My TV flickers"


def test_edits_that_arrive_out_of_order_leave_the_newest_words(kit: Kit) -> None:
    post = make_post("My TV flickers")
    take_in(kit, post)
    take_in(kit, edit_of(post, "newest", 2 * LATER))
    take_in(kit, edit_of(post, "older", LATER))

    assert only_question(kit).text == "newest"


def test_an_edit_that_changes_no_word_renews_nothing(kit: Kit) -> None:
    post = make_post()
    take_in(kit, post)
    show_cards(kit)

    assert take_in(kit, edit_of(post, post.text)).reason == "an edit that changed no word"
    assert renewed(kit) == set()
    assert not only_question(kit).edited


def test_an_edit_of_a_post_never_seen_opens_the_question_and_the_first_version_adds_nothing(kit: Kit) -> None:
    take_in(kit, tweet("1802", "My TV flickers", first="1801"))
    late = take_in(kit, tweet("1801", "My TV flikers"))
    take_in(kit, tweet("1803", "My new TV flickers", first="1801"))

    question = only_question(kit)
    assert late.reason == "it was captured already"
    assert (question.external_id, question.target_id, question.text) == ("1801", "1803", "My new TV flickers")


def test_an_edit_tells_a_topic_and_a_place_that_were_not_told_before(kit: Kit) -> None:
    post = make_post("It does not work")
    take_in(kit, post)
    take_in(kit, edit_of(post, "The washing machine does not drain. I live in Leeds."))

    question = only_question(kit)
    assert (question.topic, question.place_source) == ("laundry", "text")
    assert question.decision["topics"][0]["topic"] == "laundry"


def test_an_edit_can_correct_topic_and_place(kit: Kit) -> None:
    post = make_post("My TV in Leeds flickers")
    take_in(kit, post)
    take_in(kit, edit_of(post, "My washing machine in Hamburg leaks"))

    question = only_question(kit)
    assert question.topic == "laundry"
    assert question.place_name.startswith("Hamburg")


def test_an_edit_stales_the_preview_and_keeps_what_was_typed(kit: Kit) -> None:
    walked = previewed(kit, claimed(kit, external_id="77:1"))
    take_in(kit, edit_of(make_post(external_id="77:1"), "Something else"))

    with pytest.raises(OfferExpired, match="no longer current"):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    again = previewed(kit, walked)
    assert again.draft_id != walked.draft_id


def test_an_edit_after_the_answer_is_kept_and_asks_nobody(kit: Kit) -> None:
    walked = published(kit, answered(kit, claimed(kit, external_id="77:1")))
    show_cards(kit)
    renewed(kit)
    said = take_in(kit, edit_of(make_post(external_id="77:1"), "Something else"))

    assert said.reason == "the question was edited when it was answered already"
    assert question_now(kit, walked.question_id).text == "Something else"
    assert len(all_questions(kit)) == 1


def test_a_picture_counts_once_however_often_its_caption_is_edited(kit: Kit) -> None:
    post = make_post("My TV flickers", media=(Media("photo", "f1"),))
    take_in(kit, post)
    take_in(kit, edit_of(post, "My TV flickers badly"))

    assert card_of(kit, only_question(kit).id or 0).question.media == ("photo",)


def test_an_edited_reply_changes_its_part_of_the_question(kit: Kit) -> None:
    first = make_post("My TV flickers", author=ADA, chat="11", external_id="11:1")
    more = make_post("It is from 2019", author=ADA, chat="11", external_id="11:2", reply_to="11:1")
    for post in (first, more, edit_of(more, "It is from 2018")):
        take_in(kit, post)

    question = only_question(kit)
    assert (question.text, question.target_id) == ("My TV flickers\nIt is from 2018", "11:1")


# --- taken away --------------------------------------------------------------------------------------------------


def test_a_deleted_post_withdraws_its_question_and_the_cards_say_so(kit: Kit) -> None:
    take_in(kit, tweet("1801", "My TV flickers"))
    take_in(kit, tweet("1802", "My new TV flickers", first="1801"))
    show_cards(kit)
    renewed(kit)
    taken_away = take_away(kit, "1802", channel="x")

    question = only_question(kit)
    assert taken_away.verb == "finish"
    assert (question.state, question.due_at) == ("withdrawn", None)
    assert asked(kit, question.id or 0) == []
    assert card_of(kit, question.id or 0).closing_note == "The question was withdrawn: its author deleted the post."
    assert renewed(kit) == {offer.id for offer in offers_of(kit, question.id or 0)}


def test_a_claim_on_a_deleted_question_ends_and_its_answer_is_not_sent(kit: Kit) -> None:
    walked = answered(kit, claimed(kit, external_id="77:1"))
    take_away(kit, "77:1")

    assert claim_now(kit, walked.claim_id).state == "released"
    assert delivery_now(kit, walked.delivery_id).state == "refused"


def test_an_answer_that_is_on_its_way_when_the_question_goes_finds_its_own_end(kit: Kit) -> None:
    walked: Walked = answered(kit, claimed(kit, external_id="77:1"))
    taken(kit, walked.delivery_id)
    take_away(kit, "77:1")

    assert delivery_now(kit, walked.delivery_id).state == "sending"
    assert question_now(kit, walked.question_id).state == "withdrawn"


def test_an_answered_question_stays_answered_when_its_post_is_deleted(kit: Kit) -> None:
    walked = published(kit, answered(kit, claimed(kit, external_id="77:1")))
    take_away(kit, "77:1")

    assert question_now(kit, walked.question_id).state == "answered"


def test_a_deleted_part_takes_only_its_words_along(kit: Kit) -> None:
    first = make_post("My TV flickers", author=ADA, chat="11", external_id="11:1")
    more = make_post("My PIN is 4711", author=ADA, chat="11", external_id="11:2", reply_to="11:1")
    take_in(kit, first)
    take_in(kit, more)
    take_away(kit, "11:2")
    late = take_in(kit, edit_of(more, "My PIN is 4712"))

    question = only_question(kit)
    assert (question.state, question.text) == ("offered", "My TV flickers")
    assert late == intake.Taken("ignore", "it was edited after it was taken away")


def test_deletions_of_what_we_do_not_have_are_nothing(kit: Kit) -> None:
    question: Question = make_question(kit, author=BEN)

    assert take_away(kit, "99:1").verb == "ignore"
    assert question_now(kit, question.id or 0).state == "offered"
    assert owed(kit, "renew_card") == []
