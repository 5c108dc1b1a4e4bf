"""What becomes of a post: a question, a part of one, something only listened to, or none of our business."""

from dataclasses import replace

from sqlmodel import select

from routing.kit import Kit
from routing.ports import Author, Media, PlaceHint, Point
from store.models import Asker, Audit
from tests.factories import (
    answered,
    claim_now,
    claimed,
    delivery_now,
    make_post,
    make_question,
    offers_of,
    question_now,
    take_in,
)
from tests.integration.scenery import ADA, BEN, HAMBURG, all_questions, only_question, renewed, show_cards


def test_the_same_post_twice_makes_one_question(kit: Kit) -> None:
    post = make_post()

    first, again = take_in(kit, post), take_in(kit, post)

    assert first.verb == "finish"
    assert (again.verb, again.reason) == ("ignore", "it was captured already")
    assert only_question(kit).text == post.text


def test_a_question_keeps_what_was_found_out_about_it(kit: Kit) -> None:
    question = make_question(kit, "My TV in Leeds flickers", url="https://t.example/9", language="en")

    assert (question.topic, question.place_source) == ("tv", "text")
    assert question.place_name.startswith("Leeds")
    assert question.decision["topics"][0]["topic"] == "tv"
    assert question.decision["place"]["evidence"] == "Leeds"
    assert (question.url, question.language, question.policy_version) == ("https://t.example/9", "en", 1)


def test_a_post_without_topic_and_place_is_a_question_all_the_same(kit: Kit) -> None:
    question = make_question(kit, "Is anybody there today?")

    assert (question.state, question.topic, question.place_name) == ("offered", "", "")
    assert question.decision["place"] is None


def test_the_place_is_the_profiles_when_nothing_nearer_is_said(kit: Kit) -> None:
    question = make_question(kit, "My TV flickers", author=replace(ADA, profile_location="Hamburg, Germany"))

    assert question.place_source == "profile"
    assert question.place_name.startswith("Hamburg")


def test_an_asker_has_the_newest_name(kit: Kit) -> None:
    take_in(kit, make_post(author=ADA))
    take_in(kit, make_post(author=replace(ADA, name="Ada Byron")))

    with kit.db.read() as session:
        assert session.get_one(Asker, only_asker(kit)).name == "Ada Byron"


def only_asker(kit: Kit) -> int:
    found = {question.asker_id for question in all_questions(kit)}
    assert len(found) == 1
    return found.pop()


def test_a_question_from_the_other_channel_has_another_asker(kit: Kit) -> None:
    make_question(kit, author=ADA)
    make_question(kit, author=ADA, channel="x", external_id="1800", first_id="1800")

    assert len({question.asker_id for question in all_questions(kit)}) == 2


# --- listened to, and ignored ------------------------------------------------------------------------------------


def test_what_the_policy_only_listens_to_is_kept_and_offered_to_nobody(kit: Kit) -> None:
    taken = take_in(kit, make_post("Win a TV in our giveaway"))

    question = only_question(kit)
    assert (question.state, question.reason) == ("listened", "the policy only listens to posts with “giveaway”")
    assert taken.verb == "finish"
    assert offers_of(kit, question.id or 0) == []


def test_a_tweet_that_only_names_us_stays_so_with_a_place_on_it(kit: Kit) -> None:
    place = PlaceHint("x_place", Point(53.5, 10.0), 9.0, "Hamburg", "DE")
    take_in(kit, make_post("@brightaisle", channel="x", private=False, hint=place))

    assert only_question(kit).state == "listened"


def test_a_picture_alone_is_a_question(kit: Kit) -> None:
    assert make_question(kit, "", media=(Media("photo", "f1"),)).state == "offered"


def test_our_own_posts_and_those_of_bots_are_ignored_and_nobody_is_kept(kit: Kit) -> None:
    ours = take_in(kit, make_post(author=Author("4200", "Brightaisle", is_us=True)))
    bot = take_in(kit, make_post(author=Author("9", "A bot", is_machine=True)))
    elsewhere = take_in(kit, make_post(private=False, addressed=False))

    assert [(taken.verb, taken.reason) for taken in (ours, bot, elsewhere)] == [
        ("ignore", "we posted it ourselves"),
        ("ignore", "a bot wrote it"),
        ("ignore", "it was not written to us"),
    ]
    assert all_questions(kit) == []


# --- who does not want to hear from us ---------------------------------------------------------------------------


def test_whoever_opts_out_is_not_listened_to_until_they_opt_in(kit: Kit) -> None:
    out = take_in(kit, make_post("/stop", author=ADA))
    ignored = take_in(kit, make_post(author=ADA))
    back = take_in(kit, make_post("start asking", author=ADA))
    heard = take_in(kit, make_post(author=ADA))

    assert [taken.verb for taken in (out, ignored, back, heard)] == ["finish", "ignore", "finish", "finish"]
    assert only_question(kit).state == "offered"
    with kit.db.read() as session:
        acts = list(session.exec(select(Audit.act)))
    assert [act for act in acts if act.startswith("asker.")] == ["asker.opt_out", "asker.opt_in"]


def test_opting_out_takes_open_questions_back_even_when_said_as_a_reply(kit: Kit) -> None:
    walked = answered(kit, claimed(kit, author=ADA))
    question = question_now(kit, walked.question_id)
    take_in(kit, make_post("/stop", author=ADA, chat="11", reply_to=question.external_id))

    question = question_now(kit, walked.question_id)
    assert (question.state, question.reason) == ("withdrawn", "its author asked us to stop")
    assert claim_now(kit, walked.claim_id).state == "released"
    assert delivery_now(kit, walked.delivery_id).state == "refused"


def test_an_edit_by_somebody_who_opted_out_changes_nothing(kit: Kit) -> None:
    question = make_question(kit, author=ADA)
    take_in(kit, make_post("/stop", author=ADA))
    post = make_post("Something else", author=ADA, external_id=question.external_id, is_edit=True)

    assert take_in(kit, post).verb == "ignore"
    assert question_now(kit, question.id or 0).text == question.text


# --- locations ---------------------------------------------------------------------------------------------------


def test_a_location_belongs_to_the_askers_open_question_and_sets_its_place(kit: Kit) -> None:
    question = make_question(kit, "My TV flickers", author=ADA, chat="11")
    show_cards(kit)
    location = make_post("", author=ADA, chat="11", hint=HAMBURG)

    taken = take_in(kit, location)

    now = only_question(kit)
    assert taken.reason == f"it belongs to question {question.id}"
    assert (now.place_source, now.latitude, now.place_confidence) == ("telegram_location", 53.55, 1.0)
    assert now.decision["place"]["source"] == "telegram_location"
    assert now.text == "My TV flickers"
    assert renewed(kit) == {offer.id for offer in offers_of(kit, question.id or 0)}


def test_a_location_alone_is_only_listened_to(kit: Kit) -> None:
    take_in(kit, make_post("", author=ADA, chat="11", hint=HAMBURG))

    question = only_question(kit)
    assert question.state == "listened"
    assert question.reason == "it is a place alone, and its author has no open question here"


def test_somebody_elses_location_joins_no_question(kit: Kit) -> None:
    question = make_question(kit, "My TV flickers", author=ADA, chat="-5", private=False)
    take_in(kit, make_post("", author=BEN, chat="-5", hint=HAMBURG, private=False))

    assert question_now(kit, question.id or 0).place_source != "telegram_location"


def test_a_location_that_moves_moves_the_question(kit: Kit) -> None:
    question = make_question(kit, "My TV flickers", author=ADA, chat="11")
    location = make_post("", author=ADA, chat="11", hint=HAMBURG)
    take_in(kit, location)
    moved = replace(HAMBURG, point=Point(52.52, 13.4))

    edits = [take_in(kit, replace(location, is_edit=True, hint=hint)).reason for hint in (HAMBURG, moved)]

    assert edits == ["an edit that changed no word", "the question was edited"]
    assert question_now(kit, question.id or 0).latitude == 52.52
