"""What colleagues see: a card says how its question stands now, and who did what."""

from datetime import timedelta
from typing import Any

import pytest

from policies.retries import GiveUp
from routing import claims, decisions, outcomes, questions, views
from routing.cards import Card
from routing.kit import Kit
from routing.ports import Author, DeliveryError, Media, Outcome
from store.models import Delivery, Offer, Question
from tests.factories import (
    FrozenClock,
    Walked,
    act,
    answered,
    claimed,
    make_offer,
    make_question,
    make_volunteer,
    offer_to,
    offers_of,
    published,
    question_now,
    taken,
)
from tests.integration.scenery import notices, owed, repolicy, show_cards, tick


def card(kit: Kit, question_id: int, number: int = 0) -> Card:
    """The card of the question's offer of that number."""
    with kit.db.read() as session:
        offer = session.get_one(Offer, offers_of(kit, question_id)[number].id)
        return views.card(kit, session, offer)


def test_a_card_says_how_surely_what_of_which_kind_and_for_readers_of_what(kit: Kit) -> None:
    make_volunteer(kit, languages=["en", "sv"])
    question = make_question(kit)
    with kit.db.write() as session:
        row = session.get_one(Question, question.id)
        row.second_topic, row.kind, row.language = "printers", "complaint", "fr"
        row.decision = {**row.decision, "topics": [{"topic": "tv", "score": 0.43, "evidence": []}]}
    shown = card(kit, question.id or 0)
    for_all = make_offer(kit, question)

    assert (shown.question.topic_share, shown.question.second_topic) == (0.43, "Printers and scanners")
    assert (shown.question.kind, shown.question.language, shown.reads) == ("complaint", "fr", ("en", "sv"))
    with kit.db.read() as session:
        in_channel = views.card(kit, session, session.get_one(Offer, for_all.id))
    assert in_channel.reads == kit.policy().company.languages


@pytest.mark.parametrize("decision", [{}, {"topics": []}, {"topics": [{"topic": "tv"}]}])
def test_what_nobody_worked_out_is_not_shown(kit: Kit, decision: dict[str, Any]) -> None:
    make_volunteer(kit)
    question = make_question(kit)
    with kit.db.write() as session:
        session.get_one(Question, question.id).decision = decision

    assert card(kit, question.id or 0).question.topic_share is None


def test_an_open_card_shows_the_question_and_for_whom_it_is_and_why(kit: Kit) -> None:
    vera = make_volunteer(kit)
    question = make_question(
        kit,
        author=Author("1", "Ada Asker", "ada"),
        url="https://t.example/1",
        chat_title="Helpers",
        media=(Media("photo", "f"),),
    )
    shown = card(kit, question.id or 0)

    assert (shown.state, shown.for_volunteer, shown.is_follow_up) == ("pending", vera.slack_id, False)
    assert shown.why[0] == "You chose the topic TVs and home cinema"
    asked = shown.question
    assert (asked.author_name, asked.author_handle, asked.url) == ("Ada Asker", "ada", "https://t.example/1")
    assert (asked.channel_name, asked.topic, asked.media) == ("Telegram", "TVs and home cinema", ("photo",))
    assert (asked.chat_title, asked.state, asked.earlier) == ("Helpers", "offered", ())
    assert (shown.claim, shown.answers, shown.closing_note, shown.undo_until) == (None, (), "", None)


def test_a_channels_card_is_for_nobody_in_particular(kit: Kit) -> None:
    assert card(kit, make_question(kit).id or 0).for_volunteer == ""


def test_a_taken_card_says_by_whom(kit: Kit) -> None:
    walked = claimed(kit)
    make_offer(kit, question_now(kit, walked.question_id))
    shown = card(kit, walked.question_id, 1).claim

    assert shown is not None
    assert (shown.state, shown.volunteer, shown.volunteer_slack_id) == ("held", "Vera Volunteer", "UVERA")
    assert shown.deadline == kit.clock.now() + timedelta(minutes=45)


def test_an_answered_card_shows_the_answer_and_its_link(kit: Kit) -> None:
    walked = published(kit)
    shown = card(kit, walked.question_id)

    (answer,) = shown.answers
    assert (answer.text, answer.state, answer.volunteer) == (walked.public_text, "sent", "Vera Volunteer")
    assert answer.url == "https://t.example/answer"
    assert shown.claim is not None
    assert shown.claim.state == "done"


def test_a_closed_card_says_so(kit: Kit, clock: FrozenClock) -> None:
    walked = published(kit)
    clock.advance(days=7)
    tick(kit)

    assert card(kit, walked.question_id).closing_note == "This conversation is closed."


def test_an_unanswered_card_says_that_it_can_be_taken(kit: Kit, clock: FrozenClock) -> None:
    question_id = make_question(kit).id or 0
    for _ in range(2):
        clock.advance(hours=4)
        tick(kit)

    assert card(kit, question_id).closing_note == "Nobody took it in time. It can still be taken."


def test_a_dismissed_card_says_by_whom_and_until_when_it_can_be_undone(kit: Kit, clock: FrozenClock) -> None:
    question = make_question(kit)
    offer = offer_to(kit, question, make_volunteer(kit))
    questions.dismiss(kit, act(), offer.id or 0, "only praise")
    shown = card(kit, question.id or 0)

    assert (shown.dismissed_by, shown.dismissed_reason) == ("Vera Volunteer", "only praise")
    assert shown.undo_until == clock.now() + timedelta(hours=24)
    clock.advance(hours=24, seconds=1)
    assert card(kit, question.id or 0).undo_until is None


@pytest.mark.parametrize("ends", ["dismissed", "answered", "withdrawn", "offered"])
def test_how_a_question_ended_is_said_in_one_sentence(kit: Kit, ends: str) -> None:
    walked = claimed(kit)
    if ends == "dismissed":
        questions.dismiss(kit, act(), walked.offer_id, "only praise")
    if ends == "answered":
        published(kit, answered(kit, walked))
    if ends == "offered":
        claims.release(kit, act(), walked.claim_id)
    if ends == "withdrawn":
        with kit.db.write() as session:
            questions.withdraw(kit, session, question_now(kit, walked.question_id), "its author deleted the post")
    with kit.db.read() as session:
        said = views.ending(session, question_now(kit, walked.question_id))

    assert (
        said
        == {
            "dismissed": "Vera Volunteer let it be: only praise.",
            "answered": "Vera Volunteer has answered it.",
            "withdrawn": "The question was withdrawn: its author deleted the post.",
            "offered": "",
        }[ends]
    )


def test_a_topic_that_the_policy_no_longer_has_is_shown_by_its_id(kit: Kit) -> None:
    question = make_question(kit)
    repolicy(kit, topics=[topic for topic in kit.policy().to_json()["topics"] if topic["id"] != "tv"])

    assert card(kit, question.id or 0).question.topic == "tv"


def test_the_name_of_a_channel_without_one_is_its_own(kit: Kit) -> None:
    assert [views.channel_name(channel) for channel in ("x", "telegram", "mastodon")] == ["X", "Telegram", "Mastodon"]


# --- what a volunteer is told ------------------------------------------------------------------------------------


def refused(kit: Kit, **post: Any) -> int:
    """An answer that the platform refused; the delivery's id."""
    walked = claimed(kit, **post)
    show_cards(kit)
    walked = answered(kit, walked)
    error = DeliveryError(Outcome.REFUSED, "The chat is closed to us.")
    outcomes.failed(kit, taken(kit, walked.delivery_id), error, GiveUp("refused"))
    return walked.delivery_id


def test_a_refusal_is_told_in_the_thread_of_the_claimants_own_card(kit: Kit) -> None:
    refused(kit)
    (told,) = owed(kit, "notice")

    assert told.payload["notice"]["title"] == "Not posted on Telegram"
    assert told.payload["notice"]["buttons"] == []
    assert told.payload["spot"]["to"] == "DUVERA"
    assert told.payload["spot"]["thread"] != ""


def test_a_refusal_of_what_was_taken_from_a_channels_card_is_told_directly(kit: Kit) -> None:
    vera = make_volunteer(kit, paused=True)
    question = make_question(kit)
    show_cards(kit)
    with kit.db.write() as session:
        session.merge(vera).paused = False
    offer = offers_of(kit, question.id or 0)[0]
    writing = claims.claim(kit, act(), offer.id or 0)
    walked = answered(kit, Walked(question.id or 0, offer.id or 0, writing.claim_id, vera))
    error = DeliveryError(Outcome.REFUSED, "The chat is closed to us.")
    outcomes.failed(kit, taken(kit, walked.delivery_id), error, GiveUp("refused"))

    assert owed(kit, "notice")[0].payload["spot"] == {"to": "UVERA", "thread": "", "only_to": ""}


def test_a_notice_that_was_decided_loses_its_buttons(kit: Kit) -> None:
    delivery_id = refused(kit, channel="x", external_id="1801", first_id="1801", chat="")
    with kit.db.write() as session:
        told = session.get_one(Delivery, owed(kit, "notice")[0].id)
        told.state, told.external_id = "sent", "DUVERA:77.0"
    decisions.by_hand(kit, act(), delivery_id, "https://x.com/vera/status/1899")

    (renewal,) = owed(kit, "renew_notice")
    assert renewal.payload["notice"]["buttons"] == []
    assert renewal.payload["notice"]["lines"] == ["Vera Volunteer posted it by hand."]
    assert renewal.payload["shown"] == "DUVERA:77.0"
    assert notices(kit, "UVERA") == []
