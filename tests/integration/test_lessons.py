"""Lessons: a volunteer says that a question is about something else, an answer says that it was right; and back."""

import pytest
from sqlmodel import select

from routing import claims, explaining, lessons, offers, questions, views
from routing.clocks import questions_due
from routing.errors import AlreadyClaimed, ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from store import lessons as kept
from store.models import Audit, Lesson, Offer, Question
from tests.factories import (
    FrozenClock,
    Walked,
    act,
    answered,
    claimed,
    make_question,
    make_volunteer,
    offer_to,
    offers_of,
    published,
    question_now,
)
from tests.integration.scenery import (
    ADA,
    LEADS,
    QUEUE,
    asked,
    channel_offer,
    notices,
    renewed,
    repolicy,
    show_cards,
    volunteers_ring,
)

FROM_VERA = "You said: this is about Printers and scanners. People who know that are asked."


def wrong_topic(kit: Kit, offer_id: int, topic: str = "printers", by: str = "UVERA") -> None:
    lessons.correct(kit, act(by, "topic.save"), offer_id, topic)


def taught(kit: Kit) -> list[Lesson]:
    with kit.db.read() as session:
        return list(session.exec(select(Lesson).order_by(Lesson.id)))  # type: ignore[arg-type] # SQLModel says int | None


def live(kit: Kit) -> list[kept.Taught]:
    with kit.db.read() as session:
        return kept.live(session)


def stamp(kit: Kit) -> object:
    with kit.db.read() as session:
        return kept.stamp(session)


def audited(kit: Kit) -> list[str]:
    with kit.db.read() as session:
        return [said for said in session.exec(select(Audit.act)) if "topic" in said or "lesson" in said]


def said_on_card(kit: Kit, offer_id: int) -> str:
    with kit.db.read() as session:
        return views.card(kit, session, session.get_one(Offer, offer_id)).corrected


def of_vera(kit: Kit) -> tuple[Question, int]:
    """A question about a TV, offered to Vera alone, who knows TVs."""
    vera = make_volunteer(kit)
    question = make_question(kit)
    return question, offer_to(kit, question, vera).id or 0


# --- wrong topic ---------------------------------------------------------------------------------------------------


def test_a_wrong_topic_goes_at_once_to_those_who_know_the_right_one(kit: Kit) -> None:
    question, offer_id = of_vera(kit)
    paul = make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    show_cards(kit)
    before = stamp(kit)
    wrong_topic(kit, offer_id)

    now = question_now(kit, question.id or 0)
    assert (now.topic, now.second_topic, now.state) == ("printers", "", "offered")
    assert asked(kit, now.id or 0) == [("near", paul.id)]
    assert said_on_card(kit, offer_id) == FROM_VERA
    assert [one[:2] for one in live(kit)] == [(question.text, "printers")]
    assert stamp(kit) != before
    assert offer_id in renewed(kit)
    assert notices(kit, "UVERA") == [f"You said that question {now.id} is about Printers and scanners"]
    assert audited(kit) == ["question.topic_corrected"]


def test_who_said_it_and_what_it_was_stays_with_the_decision(kit: Kit) -> None:
    question, offer_id = of_vera(kit)
    wrong_topic(kit, offer_id)

    told = explaining.explain(kit, question.id or 0)
    assert told["topic"] == "Printers and scanners"
    assert told["topics"][0]["evidence"] == ["a volunteer said so"]
    (correction,) = told["corrections"]
    assert (correction["was"], correction["topic"], correction["lesson"]) == ("tv", "printers", taught(kit)[0].id)


def test_who_knows_the_right_topic_too_keeps_the_offer_and_is_not_asked_twice(kit: Kit) -> None:
    vera = make_volunteer(kit, topics=("tv", "printers"))
    question = make_question(kit)
    offer_id = offer_to(kit, question, vera).id or 0
    wrong_topic(kit, offer_id)

    assert ("near", vera.id) in asked(kit, question.id or 0)
    claims.claim(kit, act(), offer_id)


def test_others_who_were_asked_for_the_wrong_topic_are_asked_no_longer(kit: Kit) -> None:
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    question, offer_id = of_vera(kit)
    others = offer_to(kit, question, otto).id or 0
    wrong_topic(kit, offer_id)

    assert asked(kit, question.id or 0) == [("everybody", None)]
    assert said_on_card(kit, others).startswith("Vera Volunteer said: this is about Printers and scanners.")
    with pytest.raises(OfferExpired):
        claims.claim(kit, act("UOTTO"), others)


def test_none_of_our_topics_goes_to_the_ring_for_such_questions(kit: Kit) -> None:
    rings = [volunteers_ring("first"), volunteers_ring("any", match_topic=False), QUEUE, LEADS]
    repolicy(kit, rings=rings, finding={"unsorted": "any"})
    question, offer_id = of_vera(kit)
    paul = make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    wrong_topic(kit, offer_id, "")

    assert question_now(kit, question.id or 0).topic == ""
    assert asked(kit, question.id or 0) == [("any", paul.id)]
    assert said_on_card(kit, offer_id) == "You said: this is about none of our topics. Others are asked."
    assert [one.topic for one in live(kit)] == [""]


def test_who_has_taken_it_keeps_it_and_teaches_the_topic(kit: Kit) -> None:
    walked = claimed(kit)
    make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    wrong_topic(kit, walked.offer_id)

    now = question_now(kit, walked.question_id)
    assert (now.topic, now.state) == ("printers", "claimed")
    assert asked(kit, walked.question_id) == []
    assert [one.topic for one in live(kit)] == ["printers"]


def test_a_channel_that_is_asked_again_goes_on_with_its_card(kit: Kit) -> None:
    question = make_question(kit)  # nobody is enrolled, so it stands in the queue's channel at once
    make_volunteer(kit)
    card = channel_offer(kit, question.id or 0)
    wrong_topic(kit, card.id or 0)

    assert asked(kit, question.id or 0) == [("everybody", None)]
    assert channel_offer(kit, question.id or 0).id == card.id
    claims.claim(kit, act(), card.id or 0)


def test_a_channels_card_is_over_when_somebody_knows_the_right_topic(kit: Kit) -> None:
    question = make_question(kit)
    make_volunteer(kit)
    paul = make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    card = channel_offer(kit, question.id or 0)
    wrong_topic(kit, card.id or 0)

    assert asked(kit, question.id or 0) == [("near", paul.id)]
    assert said_on_card(kit, card.id or 0).startswith("Vera Volunteer said: this is about Printers")


def test_what_nobody_took_in_time_is_asked_anew(kit: Kit, clock: FrozenClock) -> None:
    repolicy(kit, rings=[QUEUE, LEADS])
    question = make_question(kit)
    make_volunteer(kit)
    for wait in (2, 4):
        clock.advance(hours=wait)
        questions_due(kit)
    assert question_now(kit, question.id or 0).state == "unanswered"
    repolicy(kit, rings=[volunteers_ring(), QUEUE, LEADS])
    paul = make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",), hours=[["00:00", "00:00"]])
    wrong_topic(kit, channel_offer(kit, question.id or 0).id or 0)

    assert question_now(kit, question.id or 0).state == "offered"
    assert ("near", paul.id) in asked(kit, question.id or 0)


def test_a_follow_up_about_something_else_goes_to_those_who_know_it_and_back(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit, author=ADA, chat="11", external_id="11:1")
    show_cards(kit)
    published(kit, answered(kit, walked), "11:2")
    paul = make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    follow_up = make_question(kit, "It still does.", author=ADA, chat="11", external_id="11:3", reply_to="11:2")
    offer_id = offer_to(kit, follow_up, walked.volunteer).id or 0
    clock.advance(minutes=1)
    wrong_topic(kit, offer_id)

    assert asked(kit, follow_up.id or 0) == [("near", paul.id)]
    assert said_on_card(kit, offer_id) == FROM_VERA
    lessons.forget(kit, act(), taught(kit)[-1].id or 0)
    now = question_now(kit, follow_up.id or 0)
    assert asked(kit, follow_up.id or 0) == [("follow-up", walked.volunteer.id)]
    assert (now.ring, now.due_at) == (None, clock.now() + kit.policy().answering.follow_up_wait)


def test_a_follow_up_in_a_channels_thread_is_over_there_and_can_be_taken_back(kit: Kit, clock: FrozenClock) -> None:
    first = make_question(kit, author=ADA, chat="11", external_id="11:1")  # for the queue, as nobody is enrolled
    vera = make_volunteer(kit)
    show_cards(kit)
    head = channel_offer(kit, first.id or 0).id or 0
    claim = claims.claim(kit, act(), head)
    published(kit, answered(kit, Walked(first.id or 0, head, claim.claim_id, vera)), "11:2")
    follow_up = make_question(kit, "It still does.", author=ADA, chat="11", external_id="11:3", reply_to="11:2")
    show_cards(kit)
    (waiting,) = offers_of(kit, follow_up.id or 0)
    clock.advance(minutes=1)
    wrong_topic(kit, waiting.id or 0)

    assert asked(kit, follow_up.id or 0) == [("everybody", None)]
    assert said_on_card(kit, waiting.id or 0).startswith("Vera Volunteer said: this is about Printers")
    lessons.forget(kit, act(), taught(kit)[-1].id or 0)
    again = offers_of(kit, follow_up.id or 0)[0]
    assert asked(kit, follow_up.id or 0) == [("follow-up", vera.id)]
    assert (again.shown_channel, again.shown_ts) == (waiting.shown_channel, waiting.shown_ts)


def test_of_the_topics_to_choose_from_the_likelier_come_first(kit: Kit) -> None:
    question, offer_id = of_vera(kit)
    choice = lessons.choice(kit, act(), offer_id)

    likely = [one["topic"] for one in question.decision["topics"]]
    assert [topic for topic, _ in choice.topics][: len(likely)] == likely
    assert len(choice.topics) == len(set(choice.topics)) == len(kit.policy().topics)
    assert (choice.topic, choice.text, choice.is_taken) == ("tv", question.text, False)


# --- who may say it ------------------------------------------------------------------------------------------------


def test_only_who_was_asked_may_say_it(kit: Kit) -> None:
    _, offer_id = of_vera(kit)
    make_volunteer(kit, "UOTTO", "Otto Other", topics=("phones",))

    for who in ("UOTTO", "UNOBODY"):
        with pytest.raises(NotAllowed):
            wrong_topic(kit, offer_id, by=who)
        with pytest.raises(NotAllowed):
            lessons.choice(kit, act(who), offer_id)
    assert taught(kit) == []


@pytest.mark.parametrize(("topic", "said"), [("tv", "It stands under TVs"), ("quantum", "not one of ours")])
def test_a_topic_that_says_nothing_new_is_refused(kit: Kit, topic: str, said: str) -> None:
    _, offer_id = of_vera(kit)

    with pytest.raises(ByhandError, match=said):
        wrong_topic(kit, offer_id, topic)
    assert taught(kit) == []


def test_what_is_over_is_not_corrected(kit: Kit) -> None:
    question, offer_id = of_vera(kit)
    questions.dismiss(kit, act(), offer_id, "only praise")

    with pytest.raises(OfferExpired, match="Vera Volunteer let it be"):
        wrong_topic(kit, offer_id)
    assert question_now(kit, question.id or 0).topic == "tv"


def test_who_said_not_me_has_nothing_more_to_say(kit: Kit) -> None:
    make_volunteer(kit, "UOTTO", "Otto Other")
    _, offer_id = of_vera(kit)
    offers.decline(kit, act(), offer_id)

    with pytest.raises(OfferExpired, match="gone on to others"):
        wrong_topic(kit, offer_id)


def test_when_two_say_it_the_second_is_told_what_the_first_said(kit: Kit) -> None:
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    question, offer_id = of_vera(kit)
    others = offer_to(kit, question, otto).id or 0
    wrong_topic(kit, offer_id)

    with pytest.raises(OfferExpired, match="Vera Volunteer said that this is about Printers"):
        wrong_topic(kit, others, "phones", by="UOTTO")
    with pytest.raises(OfferExpired, match="You said that this is about Printers"):
        wrong_topic(kit, offer_id, "phones")
    assert len(taught(kit)) == 1


def test_who_is_quicker_in_taking_it_decides_what_it_is_about(kit: Kit) -> None:
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    question, offer_id = of_vera(kit)
    others = offer_to(kit, question, otto).id or 0
    claims.claim(kit, act("UOTTO"), others)

    with pytest.raises((AlreadyClaimed, OfferExpired), match="Otto Other is answering"):
        wrong_topic(kit, offer_id)
    assert question_now(kit, question.id or 0).topic == "tv"


def test_a_repeated_act_is_one_lesson(kit: Kit) -> None:
    _, offer_id = of_vera(kit)
    once = act("UVERA", "topic.save")
    for _ in range(3):
        lessons.correct(kit, once, offer_id, "printers")

    assert len(taught(kit)) == 1
    assert notices(kit, "UVERA") == notices(kit, "UVERA")[:1]


# --- an answer says that it was right ------------------------------------------------------------------------------


def confirm(kit: Kit, question_id: int, volunteer_id: int) -> None:
    with kit.db.write() as session:
        lessons.confirm(session, session.get_one(Question, question_id), volunteer_id, kit.clock.now())


def test_an_answer_confirms_the_topic_once(kit: Kit) -> None:
    vera = make_volunteer(kit)
    question = make_question(kit)
    for _ in range(2):
        confirm(kit, question.id or 0, vera.id or 0)

    assert [(one.text, one.topic, one.kind) for one in live(kit)] == [(question.text, "tv", "confirmed")]


def test_an_answer_does_not_talk_over_a_correction(kit: Kit) -> None:
    walked = claimed(kit)
    wrong_topic(kit, walked.offer_id)
    confirm(kit, walked.question_id, walked.volunteer.id or 0)

    assert [(one.topic, one.kind) for one in live(kit)] == [("printers", "corrected")]


def test_what_has_no_topic_or_got_it_from_an_earlier_question_confirms_nothing(kit: Kit) -> None:
    walked = published(kit)
    first = question_now(kit, walked.question_id)
    chat = first.external_id.partition(":")[0]
    follow_up = make_question(
        kit, "It still flickers.", external_id=f"{chat}:9", reply_to=f"posted-{walked.delivery_id}"
    )
    unsorted = make_question(kit, "xyzzy?")
    known = len(live(kit))
    for question in (follow_up, unsorted):
        confirm(kit, question.id or 0, walked.volunteer.id or 0)

    assert (follow_up.follow_up_of, unsorted.topic) == (first.id, "")
    assert len(live(kit)) == known


# --- taking it back ------------------------------------------------------------------------------------------------


def test_what_was_taken_back_counts_no_longer_and_everybody_is_asked_as_before(kit: Kit, clock: FrozenClock) -> None:
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    question, offer_id = of_vera(kit)
    make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    offer_to(kit, question, otto)
    before = sorted(asked(kit, question.id or 0), key=str)
    clock.advance(minutes=1)
    wrong_topic(kit, offer_id)
    clock.advance(minutes=1)
    learnt = stamp(kit)
    lessons.forget(kit, act(), taught(kit)[0].id or 0)

    now = question_now(kit, question.id or 0)
    assert (now.topic, now.decision["corrections"]) == ("tv", [])
    assert sorted(asked(kit, now.id or 0), key=str) == before
    assert now.due_at is not None
    assert now.due_at - clock.now() == kit.policy().rings[0].wait
    assert live(kit) == []
    assert stamp(kit) != learnt
    assert audited(kit) == ["question.topic_corrected", "lesson.forgotten"]
    claims.claim(kit, act(), offer_id)


def test_the_way_back_is_open_to_the_giver_and_to_administrators_alone(kit: Kit) -> None:
    make_volunteer(kit, "UOTTO", "Otto Other")
    make_volunteer(kit, "UADMIN", "Ada Admin")
    _, offer_id = of_vera(kit)
    wrong_topic(kit, offer_id)
    lesson_id = taught(kit)[0].id or 0
    company = {**kit.policy().to_json()["company"], "administrators": ["UADMIN"]}
    repolicy(kit, company=company)

    with pytest.raises(NotAllowed):
        lessons.forget(kit, act("UOTTO"), lesson_id)
    said = lessons.forget(kit, act("UADMIN"), lesson_id)
    assert said.text == "Taken back. It stands under TVs and home cinema again."
    with pytest.raises(OfferExpired, match="taken back already"):
        lessons.forget(kit, act(), lesson_id)
    with pytest.raises(OfferExpired, match="does not exist"):
        lessons.forget(kit, act(), 99)


def test_what_somebody_has_taken_meanwhile_stays_his(kit: Kit) -> None:
    question, offer_id = of_vera(kit)
    paul = make_volunteer(kit, "UPAUL", "Paul Printer", topics=("printers",))
    wrong_topic(kit, offer_id)
    claims.claim(kit, act("UPAUL"), offer_to(kit, question, paul).id or 0)
    lessons.forget(kit, act(), taught(kit)[0].id or 0)

    now = question_now(kit, question.id or 0)
    assert (now.state, now.topic) == ("claimed", "tv")
    assert asked(kit, now.id or 0) == []


def test_of_a_question_that_was_answered_only_the_lesson_goes(kit: Kit) -> None:
    walked = claimed(kit)
    wrong_topic(kit, walked.offer_id)
    published(kit, answered(kit, walked))
    said = lessons.forget_here(kit, taught(kit)[0].id or 0)

    assert said == "Taken back. Byhand does not learn from it any more."
    assert question_now(kit, walked.question_id).topic == "printers"
    assert live(kit) == []


def test_a_later_correction_is_the_one_that_counts(kit: Kit) -> None:
    walked = claimed(kit)
    for topic in ("printers", "phones"):
        wrong_topic(kit, walked.offer_id, topic)

    assert [(one.topic, one.forgotten_at is None) for one in taught(kit)] == [("printers", False), ("phones", True)]
    lessons.forget(kit, act(), taught(kit)[1].id or 0)
    assert question_now(kit, walked.question_id).topic == "printers"


def test_erased_words_teach_nothing(kit: Kit) -> None:
    walked = claimed(kit)
    wrong_topic(kit, walked.offer_id)
    with kit.db.write() as session:
        session.get_one(Question, walked.question_id).text = None

    assert live(kit) == []
    assert [told.text for told in lessons.every(kit)] == [None]


def test_who_sits_at_the_machine_can_take_it_back_too(kit: Kit) -> None:
    _, offer_id = of_vera(kit)
    wrong_topic(kit, offer_id)
    (told,) = lessons.every(kit)
    lessons.forget_here(kit, told.lesson_id)

    assert [one.forgotten_at is not None for one in lessons.every(kit)] == [True]
    with pytest.raises(ByhandError, match="There is no lesson 9"):
        lessons.forget_here(kit, 9)
