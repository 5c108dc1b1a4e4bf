"""After the answer: what is said then goes first to whoever answered, in the old thread, and then to the rings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from routing import claims, offers, questions, views, volunteers
from routing.clocks import questions_due
from routing.kit import Kit
from routing.people import QuietChanged
from store.models import Offer, Question, Volunteer
from tests.factories import (
    TEAM,
    FrozenClock,
    Walked,
    act,
    answered,
    claimed,
    make_post,
    make_question,
    make_volunteer,
    offers_of,
    published,
    question_now,
    take_in,
)
from tests.integration.scenery import ADA, BEN, all_questions, asked, repolicy, show_cards, tick

Chat = dict[str, Any]
IN_CHAT: Chat = {"author": ADA, "chat": "11"}


@pytest.fixture
def done(kit: Kit) -> Walked:
    """Ada's question, answered by Vera, whose card stands in Slack."""
    walked = claimed(kit, author=ADA, chat="11", external_id="11:1")
    show_cards(kit)
    return published(kit, answered(kit, walked), "11:2")


def newest(kit: Kit) -> Question:
    return all_questions(kit)[-1]


def follow_up(kit: Kit) -> Offer | None:
    return next((offer for offer in offers_of(kit, newest(kit).id or 0) if offer.ring_name == "follow-up"), None)


# --- after the answer --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply_to", ["11:2", "11:1", "", "11:99"], ids=["answer", "question", "nothing", "unknown"])
def test_what_the_asker_says_after_the_answer_goes_to_the_same_person_in_the_old_thread(
    kit: Kit, done: Walked, clock: FrozenClock, reply_to: str
) -> None:
    clock.advance(hours=1)
    taken = take_in(kit, make_post("It still does that", **IN_CHAT, reply_to=reply_to))

    question, offer = newest(kit), follow_up(kit)
    assert taken.reason == f"question {question.id} was offered to whoever answered before"
    assert offer is not None
    assert (offer.volunteer_id, offer.thread_of) == (done.volunteer.id, done.offer_id)
    assert offer.why == ["You answered this person before."]
    assert (question.follow_up_of, question.ring) == (done.question_id, None)
    assert question.due_at == offer.deadline == clock.now() + timedelta(minutes=30)
    assert asked(kit, question.id or 0) == [("follow-up", done.volunteer.id)]


def test_a_follow_up_is_about_the_same_topic_and_place(kit: Kit, done: Walked) -> None:
    take_in(kit, make_post("It still does that", **IN_CHAT))

    before, question = question_now(kit, done.question_id), newest(kit)
    assert (question.topic, question.place_name) == ("tv", before.place_name)
    assert question.decision["topics"][0]["evidence"] == [f"as in question {before.id}, which it goes on from"]
    assert question.decision["place"]["evidence"] == f"as in question {before.id}, which it goes on from"


def test_a_follow_up_with_a_topic_and_place_of_its_own_keeps_them(kit: Kit, done: Walked) -> None:
    take_in(kit, make_post("Now my oven in Hamburg is cold", **IN_CHAT))

    question = newest(kit)
    assert question.topic == "kitchen"
    assert question.place_name.startswith("Hamburg")


def test_a_reply_to_our_answer_by_somebody_else_goes_to_whoever_answered(kit: Kit, done: Walked) -> None:
    take_in(kit, make_post("For me too", author=BEN, chat="11", reply_to="11:2"))

    offer = follow_up(kit)
    assert offer is not None
    assert offer.why == ["You answered in this conversation before."]


def test_a_follow_up_of_a_follow_up_stands_in_the_first_thread(kit: Kit, done: Walked) -> None:
    take_in(kit, make_post("It still does that", **IN_CHAT))
    offer = follow_up(kit)
    assert offer is not None
    claims.claim(kit, act("UVERA"), offer.id or 0)
    take_in(kit, make_post("And it hums", **IN_CHAT))

    second = follow_up(kit)
    assert second is not None
    assert (second.thread_of, second.id != offer.id) == (done.offer_id, True)


def test_the_card_shows_the_whole_conversation(kit: Kit, done: Walked) -> None:
    take_in(kit, make_post("It still does that", **IN_CHAT))
    offer = follow_up(kit)
    assert offer is not None
    with kit.db.read() as session:
        earlier = views.card(kit, session, offer).question.earlier

    assert [(said.author, said.is_ours) for said in earlier] == [("Ada Asker", False), ("Vera Volunteer", True)]
    assert earlier[1].text == done.public_text


def test_a_reply_is_of_the_same_conversation_where_the_platform_names_none(kit: Kit) -> None:
    """A basic group of Telegram tells one step only: the reply's own thread would begin at our answer."""
    walked = claimed(kit, author=ADA, chat="-5", conversation_id="-5:1", external_id="-5:1", private=False)
    published(kit, answered(kit, walked), "-5:2")
    in_group: Chat = {"author": ADA, "chat": "-5", "conversation_id": "-5:2", "private": False}
    take_in(kit, make_post("It still does that", **in_group, reply_to="-5:2"))

    question = newest(kit)
    assert question.conversation_id == question_now(kit, walked.question_id).conversation_id
    with kit.db.read() as session:
        assert len(views.earlier(session, question)) == 2


def test_a_reply_from_another_thread_is_of_its_own_conversation(kit: Kit) -> None:
    question = make_question(kit, author=ADA, chat="-5", external_id="-5:1", private=False)
    other: Chat = {"author": BEN, "chat": "-5", "conversation_id": "-5:77", "thread": "77", "private": False}
    take_in(kit, make_post("Me too", **other, reply_to="-5:1"))

    assert newest(kit).conversation_id != question.conversation_id


def away_by_pause(kit: Kit) -> None:
    volunteers.pause(kit, act("UVERA"), None)


def away_by_quiet(kit: Kit) -> None:
    with kit.db.write() as session:
        quiet = QuietChanged(TEAM, "UVERA", None, kit.clock.now() + timedelta(hours=2))
        volunteers.changed(kit, session, quiet)


def away_by_leaving(kit: Kit) -> None:
    volunteers.leave(kit, act("UVERA"))


def away_by_hours(kit: Kit) -> None:
    with kit.db.write() as session:
        session.get_one(Volunteer, 1).hours = [["06:00", "07:00"]]


def away_by_full_hands(kit: Kit) -> None:
    repolicy(kit, capacity={"claims_at_once": 1})
    with kit.db.read() as session:
        vera = session.get_one(Volunteer, 1)
    claimed(kit, vera, author=BEN)


@pytest.mark.parametrize(
    ("leaves", "why"),
    [
        (away_by_pause, "has paused Byhand"),
        (away_by_quiet, "does not want to be disturbed right now"),
        (away_by_leaving, "has left Byhand"),
        (away_by_hours, "is outside their hours"),
        (away_by_full_hands, "has as many open questions as they can take"),
    ],
)
def test_when_that_person_is_away_the_rings_begin_at_once(
    kit: Kit, done: Walked, leaves: Callable[[Kit], None], why: str
) -> None:
    make_volunteer(kit, "UOTTO", "Otto Other")
    leaves(kit)
    take_in(kit, make_post("It still does that", **IN_CHAT))

    question = newest(kit)
    assert follow_up(kit) is None
    assert question.decision["rings"][0]["skipped"] == f"Vera Volunteer {why}"
    assert [ring for ring, _ in asked(kit, question.id or 0)] == ["near"]


def test_when_that_person_lets_the_time_pass_the_rings_begin(kit: Kit, done: Walked, clock: FrozenClock) -> None:
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    take_in(kit, make_post("It still does that", **IN_CHAT))
    clock.advance(minutes=29)
    assert questions_due(kit) == 0
    clock.advance(minutes=1)
    assert questions_due(kit) == 1

    question = newest(kit)
    assert asked(kit, question.id or 0) == [("near", otto.id)]
    assert asked(kit, question.id or 0, "expired") == [("follow-up", done.volunteer.id)]


def test_when_that_person_says_no_the_rings_begin(kit: Kit, done: Walked) -> None:
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    take_in(kit, make_post("It still does that", **IN_CHAT))
    offer = follow_up(kit)
    assert offer is not None
    offers.decline(kit, act("UVERA"), offer.id or 0)

    assert asked(kit, newest(kit).id or 0) == [("near", otto.id)]


def test_nothing_more_needed_ends_it_and_undoing_that_gives_it_back_to_the_same_person(kit: Kit, done: Walked) -> None:
    take_in(kit, make_post("Thank you!", **IN_CHAT))
    offer = follow_up(kit)
    assert offer is not None
    questions.dismiss(kit, act("UVERA"), offer.id or 0, "nothing more needed")
    assert newest(kit).state == "dismissed"
    questions.undo_dismiss(kit, act("UVERA"), offer.id or 0)

    question = newest(kit)
    assert asked(kit, question.id or 0) == [("follow-up", done.volunteer.id)]
    assert question.due_at == kit.clock.now() + timedelta(minutes=30)


def test_after_the_conversation_was_closed_everybody_is_asked_anew(kit: Kit, done: Walked, clock: FrozenClock) -> None:
    clock.advance(days=7)
    tick(kit)
    assert question_now(kit, done.question_id).state == "closed"
    take_in(kit, make_post("It does that again", **IN_CHAT, reply_to="11:2"))

    question = newest(kit)
    assert follow_up(kit) is None
    assert asked(kit, question.id or 0) == [("near", done.volunteer.id)]
    assert question.conversation_id == question_now(kit, done.question_id).conversation_id
