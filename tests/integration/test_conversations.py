"""Who goes on talking: replies before and after the answer, by the asker and by others, in the old thread or anew."""

from dataclasses import replace
from typing import Any

import pytest

from routing import answers, intake
from routing.errors import OfferExpired
from routing.kit import Kit
from routing.ports import Moved
from store.models import Conversation, Offer, Question
from tests.factories import (
    FrozenClock,
    answered,
    claimed,
    make_post,
    make_question,
    make_volunteer,
    offers_of,
    previewed,
    question_now,
    submission,
    take_in,
)
from tests.integration.scenery import ADA, BEN, all_questions, only_question, owed, tick

Chat = dict[str, Any]
IN_CHAT: Chat = {"author": ADA, "chat": "11"}


def newest(kit: Kit) -> Question:
    return all_questions(kit)[-1]


def follow_up(kit: Kit) -> Offer | None:
    return next((offer for offer in offers_of(kit, newest(kit).id or 0) if offer.ring_name == "follow-up"), None)


# --- before the answer -------------------------------------------------------------------------------------------


def test_an_explicit_reply_of_the_asker_before_the_answer_joins_the_question(kit: Kit) -> None:
    walked = previewed(kit, claimed(kit, author=ADA, chat="11", external_id="11:1", text="My TV flickers"))
    taken = take_in(kit, make_post("It is from 2019", **IN_CHAT, reply_to="11:1"))

    assert taken.reason == f"it belongs to question {walked.question_id}"
    assert only_question(kit).text == "My TV flickers\nIt is from 2019"
    with pytest.raises(OfferExpired, match="no longer current"):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)


def test_a_reply_tells_the_place_that_was_missing(kit: Kit) -> None:
    make_question(kit, "My TV flickers", **IN_CHAT, external_id="11:1")
    take_in(kit, make_post("I am in Hamburg", **IN_CHAT, reply_to="11:1"))

    assert only_question(kit).place_name.startswith("Hamburg")


def test_a_place_that_was_said_is_not_replaced_by_the_profiles(kit: Kit) -> None:
    travels = replace(ADA, profile_location="London, UK")
    make_question(kit, "My TV in Leeds flickers", author=travels, chat="11", external_id="11:1")
    take_in(kit, make_post("It is from 2019", author=travels, chat="11", reply_to="11:1"))

    assert only_question(kit).place_name.startswith("Leeds")


def test_a_reply_to_an_edited_version_joins_as_well(kit: Kit) -> None:
    make_question(kit, **IN_CHAT, channel="x", external_id="1801", first_id="1801")
    take_in(kit, make_post("Edited", **IN_CHAT, channel="x", external_id="1802", first_id="1801", is_edit=True))
    take_in(kit, make_post("More", **IN_CHAT, channel="x", external_id="1803", reply_to="1802"))

    assert only_question(kit).text == "Edited\nMore"


def test_another_message_before_the_answer_is_a_question_of_its_own(kit: Kit) -> None:
    first = make_question(kit, **IN_CHAT)
    second = make_question(kit, "And my oven is cold", **IN_CHAT)

    assert second.conversation_id == first.conversation_id
    assert (second.state, second.follow_up_of) == ("offered", None)


def test_another_message_while_somebody_answers_goes_to_them_first(kit: Kit) -> None:
    walked = claimed(kit, **IN_CHAT)
    make_question(kit, "And it hums", **IN_CHAT)

    offer = follow_up(kit)
    assert offer is not None
    assert (offer.volunteer_id, offer.why) == (walked.volunteer.id, ["You are answering this person now."])


def test_what_is_said_while_the_answer_is_on_its_way_is_a_question_of_its_own(kit: Kit) -> None:
    answered(kit, claimed(kit, **IN_CHAT, external_id="11:1"))
    take_in(kit, make_post("It is solved", **IN_CHAT, reply_to="11:1"))

    assert [question.state for question in all_questions(kit)] == ["claimed", "offered"]
    assert follow_up(kit) is not None


def test_a_reply_by_somebody_else_is_a_question_of_its_own_and_goes_to_whoever_answers_there(kit: Kit) -> None:
    claimed(kit, author=ADA, chat="-5", external_id="-5:1", private=False)
    take_in(kit, make_post("Mine too", author=BEN, chat="-5", reply_to="-5:1", private=False))

    offer = follow_up(kit)
    assert offer is not None
    assert offer.why == ["You are answering in this conversation now."]
    assert newest(kit).asker_id != all_questions(kit)[0].asker_id


def test_a_reply_to_a_question_that_nobody_took_asks_again(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    question = make_question(kit, **IN_CHAT, external_id="11:1")
    for _ in range(4):
        clock.advance(hours=5)
        tick(kit)
    assert only_question(kit).state == "unanswered"
    cards = len(owed(kit, "card"))
    said = take_in(kit, make_post("Is nobody there?", **IN_CHAT, reply_to="11:1"))

    again = question_now(kit, question.id or 0)
    assert said.reason == f"question {question.id} was asked again, and is offered again"
    assert (again.state, again.text) == ("offered", f"{question.text}\nIs nobody there?")
    assert len(owed(kit, "card")) > cards


# --- the chat moves ----------------------------------------------------------------------------------------------


def test_a_group_that_becomes_a_supergroup_takes_its_conversations_along(kit: Kit) -> None:
    question = make_question(kit, author=ADA, chat="-5", private=False)
    other = make_question(kit, author=BEN, chat="-6", private=False)
    with kit.db.write() as session:
        taken = intake.moved(kit, session, Moved("telegram", "-5", "-1005"))

    assert taken.reason == "the chat moved; 1 conversations go along"
    with kit.db.read() as session:
        assert session.get_one(Conversation, question.conversation_id).chat == "-1005"
        assert session.get_one(Conversation, other.conversation_id).chat == "-6"
