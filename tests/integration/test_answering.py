"""From a claim to an answer that stands, or does not: what a volunteer sees, keeps, gives back and decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from policies.retries import GiveUp, LookUp, Outcome
from routing import answers, claims, clocks, decisions, errands, intake, notices, outcomes, questions
from routing.errors import AnswerRefused, ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.ports import Author, DeliveryError, Published, Withdrawn
from routing.rulebook import apply
from store.models import Asker, Audit, Delivery, Draft, Note
from tests.factories import (
    FrozenClock,
    Walked,
    act,
    answer_deliveries,
    answered,
    claim_now,
    claimed,
    delivery_now,
    make_offer,
    make_question,
    make_volunteer,
    offers_of,
    previewed,
    published,
    question_now,
    submission,
    taken,
)
from tests.invariants import check_invariants

X_LINK = "https://x.com/brightaisle/status/1234567890?s=20"


def refused(kit: Kit, walked: Walked, why: str = "X did not take it.") -> Walked:
    outcomes.failed(kit, taken(kit, walked.delivery_id), DeliveryError(Outcome.REFUSED, why), GiveUp("no"))
    return walked


def lost(kit: Kit, walked: Walked) -> Walked:
    failure = DeliveryError(Outcome.UNKNOWN, "The connection broke.")
    outcomes.failed(kit, taken(kit, walked.delivery_id), failure, LookUp(timedelta(0)))
    outcomes.ask_person(kit, delivery_now(kit, walked.delivery_id))
    return walked


def on_x(kit: Kit, **post: Any) -> Walked:
    return claimed(kit, channel="x", external_id="100", **post)


def tick(kit: Kit, name: str) -> None:
    next(one for one in clocks.TICKS if one.name == name).work(kit)


def notices_about(kit: Kit, question_id: int) -> list[str]:
    """Titles of what was said to colleagues, oldest first."""
    with kit.db.read() as session:
        rows = session.execute(select(Delivery)).scalars()
        return [notices.read(row)[0].title for row in rows if row.kind == "notice" and row.question_id == question_id]


def typed(kit: Kit, walked: Walked) -> str:
    """What the answer's modal opens with."""
    return claims.writing(kit, act(walked.volunteer.slack_id), walked.claim_id).text


@pytest.fixture(autouse=True)
def everything_agrees(kit: Kit) -> Iterator[None]:
    """After every test here the rows say nothing that contradicts itself."""
    yield
    with kit.db.read() as session:
        check_invariants(session)


# --- claiming -------------------------------------------------------------------------------------------------


def test_a_claim_opens_the_answer_with_question_signature_and_limit(kit: Kit) -> None:
    walked = on_x(kit, text="My TV in Leeds flickers?")
    writing = claims.writing(kit, act(), walked.claim_id)
    assert (writing.question.text, writing.signature, writing.limit) == ("My TV in Leeds flickers?", "^Vera", 280)
    assert claim_now(kit, walked.claim_id).deadline == kit.clock.now() + timedelta(minutes=45)


def test_an_offer_is_claimed_only_by_whom_it_was_made_to(kit: Kit) -> None:
    vera, walt = make_volunteer(kit), make_volunteer(kit, "UWALT", "Walt", topics=["audio"])
    question = make_question(kit)
    offer = make_offer(kit, question, walt)
    with pytest.raises(NotAllowed, match="offered to somebody else"):
        claims.claim(kit, act(vera.slack_id), offer.id or 0)
    with pytest.raises(OfferExpired, match="does not exist"):
        claims.claim(kit, act(vera.slack_id), 999)


def test_whoever_is_paused_or_full_cannot_claim_and_the_question_stays_open(kit: Kit) -> None:
    person = make_volunteer(kit, topics=[], capacity=1)
    first, second = (make_offer(kit, make_question(kit, "My fridge is warm.")) for _ in range(2))
    claims.claim(kit, act(), first.id or 0)
    with pytest.raises(NotAllowed, match="You have as many open questions"):
        claims.claim(kit, act(), second.id or 0)
    with kit.db.write() as session:
        person.paused, person.capacity = True, 5
        session.add(person)
    with pytest.raises(NotAllowed, match="paused"):
        claims.claim(kit, act(), second.id or 0)
    assert question_now(kit, second.question_id).state == "offered"


def test_a_question_that_is_over_says_how_it_ended(kit: Kit) -> None:
    walked = claimed(kit)
    questions.dismiss(kit, act(), walked.offer_id, "no question")
    with pytest.raises(OfferExpired, match="Vera Volunteer let it be: no question"):
        claims.claim(kit, act(), walked.offer_id)
    done = published(kit, answered(kit, claimed(kit, walked.volunteer)))
    with pytest.raises(OfferExpired, match="Vera Volunteer has answered it"):
        claims.claim(kit, act(), done.offer_id)


def test_an_offer_whose_time_is_over_is_gone(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    question = make_question(kit)
    (offer,) = offers_of(kit, question.id or 0)
    for _ in range(4):
        clock.advance(hours=5)
        tick(kit, "rings")
    with pytest.raises(OfferExpired, match="gone on to others"):
        claims.claim(kit, act(), offer.id or 0)


def test_what_nobody_took_in_time_can_still_be_taken_from_the_channel(kit: Kit, clock: FrozenClock) -> None:
    question = make_question(kit)
    make_volunteer(kit)
    for _ in range(4):
        clock.advance(hours=5)
        tick(kit, "rings")
    assert question_now(kit, question.id or 0).state == "unanswered"
    card = next(offer for offer in offers_of(kit, question.id or 0) if offer.slack_channel == "byhand-queue")
    clock.set(clock.now().replace(hour=12))
    writing = claims.claim(kit, act(), card.id or 0)
    assert question_now(kit, question.id or 0).state == "claimed"
    claims.release(kit, act(), writing.claim_id)
    assert question_now(kit, question.id or 0).state == "offered"


# --- giving back, and running out of time ---------------------------------------------------------------------


def test_what_is_given_back_is_open_again_to_whom_it_was_offered_before(kit: Kit, clock: FrozenClock) -> None:
    people = [make_volunteer(kit, f"U{number}", f"Person {number}") for number in range(3)]
    question = make_question(kit)
    asked = {offer.volunteer_id: offer.id or 0 for offer in offers_of(kit, question.id or 0)}
    clock.advance(minutes=1)
    writing = claims.claim(kit, act("U0"), asked[people[0].id])
    clock.advance(minutes=1)
    told = claims.release(kit, act("U0"), writing.claim_id)
    assert told.text == "Given back. Somebody else will be asked."
    now = {offer.volunteer_id: offer for offer in offers_of(kit, question.id or 0)}
    assert [now[person.id].state for person in people] == ["accepted", "pending", "pending"]
    assert now[people[1].id].deadline == kit.clock.now() + timedelta(minutes=3)
    assert question_now(kit, question.id or 0).due_at == kit.clock.now() + timedelta(minutes=3)
    assert len(now) == 3
    assert claims.claim(kit, act("U2"), asked[people[2].id]).claim_id


def test_what_is_given_back_is_not_offered_again_to_who_has_gone_meanwhile(kit: Kit, clock: FrozenClock) -> None:
    people = [make_volunteer(kit, f"U{number}", f"Person {number}") for number in range(2)]
    question = make_question(kit)
    asked = {offer.volunteer_id: offer.id or 0 for offer in offers_of(kit, question.id or 0)}
    writing = claims.claim(kit, act("U0"), asked[people[0].id])
    with kit.db.write() as session:
        people[1].paused = True
        session.add(people[1])
    claims.release(kit, act("U0"), writing.claim_id)
    pending = [offer for offer in offers_of(kit, question.id or 0) if offer.state == "pending"]
    assert [offer.slack_channel for offer in pending] == ["byhand-queue"]


def test_a_channels_card_that_was_claimed_and_given_back_is_the_same_card(kit: Kit, clock: FrozenClock) -> None:
    question = make_question(kit)
    make_volunteer(kit)
    (card,) = offers_of(kit, question.id or 0)
    writing = claims.claim(kit, act(), card.id or 0)
    clock.advance(minutes=46)
    tick(kit, "claims")
    assert claim_now(kit, writing.claim_id).state == "expired"
    (card,) = offers_of(kit, question.id or 0)
    assert (card.state, card.deadline) == ("pending", kit.clock.now() + timedelta(hours=2))
    assert claims.claim(kit, act(), card.id or 0).claim_id != writing.claim_id


def test_a_question_that_only_its_claimant_had_goes_to_the_next(kit: Kit) -> None:
    walked = claimed(kit)
    claims.release(kit, act(), walked.claim_id)
    pending = [offer for offer in offers_of(kit, walked.question_id) if offer.state == "pending"]
    assert [offer.slack_channel for offer in pending] == ["byhand-queue"]
    with pytest.raises(OfferExpired, match="went back to the queue"):
        claims.release(kit, act(), walked.claim_id)


def test_a_follow_up_that_is_given_back_goes_through_the_rings(kit: Kit, clock: FrozenClock) -> None:
    asker, walked = Author("ada", "Ada Asker"), claimed(kit, external_id="7:1", author=Author("ada", "Ada Asker"))
    published(kit, answered(kit, walked), external_id="7:2")
    make_volunteer(kit, "UWALT", "Walt")
    clock.advance(minutes=1)
    again = make_question(kit, "And if that is not it?", external_id="7:3", author=asker, reply_to="7:2", chat="7")
    (offer,) = offers_of(kit, again.id or 0)
    assert (offer.ring_name, offer.volunteer_id) == ("follow-up", walked.volunteer.id)
    writing = claims.claim(kit, act(), offer.id or 0)
    claims.release(kit, act(), writing.claim_id)
    assert question_now(kit, again.id or 0).ring == 0


def test_a_claim_whose_time_is_over_goes_back_with_its_text_kept(kit: Kit, clock: FrozenClock) -> None:
    walked = previewed(kit, text="Half a thou")
    clock.advance(minutes=46)
    tick(kit, "claims")
    assert claim_now(kit, walked.claim_id).state == "expired"
    with pytest.raises(AnswerRefused, match="went back to the queue") as problem:
        answers.draft(kit, act(), walked.claim_id, "Half a thought, and more")
    assert problem.value.problems == (
        "Your time for this question is over, and it went back to the queue. Your text is still here to copy.",
    )
    with pytest.raises(OfferExpired):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    card = next(offer for offer in offers_of(kit, walked.question_id) if offer.state == "pending")
    assert claims.claim(kit, act(), card.id or 0).text == "Half a thought, and more"


def test_a_claim_with_a_submitted_answer_never_expires(kit: Kit, clock: FrozenClock) -> None:
    walked = answered(kit)
    clock.advance(days=30)
    tick(kit, "claims")
    assert claim_now(kit, walked.claim_id).state == "submitted"
    with pytest.raises(OfferExpired, match="on its way already"):
        claims.release(kit, act(), walked.claim_id)
    with pytest.raises(AnswerRefused, match="on its way already"):
        answers.draft(kit, act(), walked.claim_id, "Another")
    assert not _give_back(kit, walked)


def _give_back(kit: Kit, walked: Walked) -> bool:
    with kit.db.write() as session:
        return claims.give_back(kit, session, claim_now(kit, walked.claim_id), "expire")


# --- the preview ----------------------------------------------------------------------------------------------


def test_a_preview_is_the_public_text_byte_for_byte(kit: Kit) -> None:
    shown = answers.draft(kit, act(), claimed(kit).claim_id, "  Cafe\u0301 \U0001f44d\r\nsecond line ")
    assert shown.public_text == "Caf\u00e9 \U0001f44d\nsecond line\n\n— Vera, Brightaisle"
    assert (shown.channel_name, shown.warnings, shown.cost) == ("Telegram", (), "")


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Try another cable.", "Posting this on X costs about $0.01."),
        ("See https://brightaisle.com/help", "Posting this on X costs about $0.20."),
        ("See brightaisle.shop for more", "Posting this on X costs about $0.20."),
        ("Ask the people of bücher.de", "Posting this on X costs about $0.20."),
    ],
)
def test_a_preview_on_x_says_what_posting_costs(kit: Kit, text: str, cost: str) -> None:
    shown = answers.draft(kit, act(), on_x(kit).claim_id, text)
    assert shown.cost == cost
    assert bool(shown.warnings) == ("0.20" in cost)


def test_a_preview_on_x_where_nobody_summoned_us_costs_a_whole_post(kit: Kit) -> None:
    walked = on_x(kit)
    with kit.db.write() as session:
        question = question_now(kit, walked.question_id)
        question.may_reply = "no"
        session.add(question)
    assert answers.draft(kit, act(), walked.claim_id, "Yes.").cost == "Posting this on X costs about $0.015."


def test_a_preview_where_the_channel_is_off_still_counts_and_signs(kit: Kit) -> None:
    walked = on_x(kit)
    off = replace(kit, channels={})
    assert answers.draft(off, act(), walked.claim_id, "Try another cable.").public_text == "Try another cable. ^Vera"
    with pytest.raises(AnswerRefused, match="too long"):
        answers.draft(off, act(), walked.claim_id, "x" * 300)


def test_what_cannot_be_posted_is_said_in_sentences_and_the_text_is_kept(kit: Kit) -> None:
    walked = on_x(kit)
    with pytest.raises(AnswerRefused) as problem:
        answers.draft(kit, act(), walked.claim_id, "My password is " + "x" * 300)
    assert len(problem.value.problems) == 2
    assert "too long" in problem.value.problems[0]
    assert "password" in problem.value.problems[1]
    assert typed(kit, walked) == "My password is " + "x" * 300


@pytest.mark.parametrize(
    ("text", "what"), [("", "Write something first"), ("@ada", "only mentions"), ("\u202e", "Write something first")]
)
def test_nothing_to_say_is_refused(kit: Kit, text: str, what: str) -> None:
    with pytest.raises(AnswerRefused, match=what):
        answers.draft(kit, act(), claimed(kit).claim_id, text)


def test_half_a_character_is_refused_and_loses_nothing_else(kit: Kit) -> None:
    walked = claimed(kit)
    with pytest.raises(AnswerRefused, match="nobody can see"):
        answers.draft(kit, act(), walked.claim_id, "Good \ud83d morning")
    assert typed(kit, walked) == "Good ? morning"


def test_a_refused_draft_that_arrives_again_is_refused_in_the_same_words(kit: Kit) -> None:
    walked, once_only = claimed(kit), act()
    for _ in range(2):
        with pytest.raises(AnswerRefused, match="Write something first"):
            answers.draft(kit, once_only, walked.claim_id, "")


def test_a_preview_that_arrives_again_is_the_same_preview(kit: Kit) -> None:
    walked, once_only = claimed(kit), act()
    first = answers.draft(kit, once_only, walked.claim_id, "Try another cable.")
    assert answers.draft(kit, once_only, walked.claim_id, "Try another cable.") == first


def test_a_deleted_question_is_not_answered_and_the_text_is_kept(kit: Kit) -> None:
    walked = previewed(kit)
    withdraw(kit, walked)
    with pytest.raises(AnswerRefused, match="deleted"):
        answers.draft(kit, act(), walked.claim_id, "Another thought")
    with pytest.raises(OfferExpired, match="deleted"):
        answers.submit(kit, submission(), walked.draft_id + 1, answers_it=True)
    with kit.db.read() as session:
        assert [draft.typed for draft in session.execute(select(Draft)).scalars()] == ["Another thought"]


def withdraw(kit: Kit, walked: Walked) -> None:
    question = question_now(kit, walked.question_id)
    with kit.db.write() as session:
        intake.taken_away(kit, session, Withdrawn(question.channel, (question.target_id,)))


def opt_out(kit: Kit, walked: Walked) -> None:
    """The asker does not want to hear from us; whatever intake makes of it, here the row says so."""
    with kit.db.write() as session:
        asker = session.get_one(Asker, question_now(kit, walked.question_id).asker_id)
        asker.opted_out_at = kit.clock.now()


def test_who_opted_out_is_not_answered(kit: Kit) -> None:
    walked = previewed(kit)
    opt_out(kit, walked)
    with pytest.raises(NotAllowed, match="does not want to hear"):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    with pytest.raises(AnswerRefused, match="does not want to hear"):
        answers.draft(kit, act(), walked.claim_id, "But still")


def test_a_note_becomes_the_text_of_the_answer_only_by_its_writer(kit: Kit) -> None:
    walked = claimed(kit)
    make_volunteer(kit, "UWALT", "Walt", topics=["audio"])
    with kit.db.write() as session:
        note = Note(
            question_id=walked.question_id,
            claim_id=walked.claim_id,
            volunteer_id=walked.volunteer.id or 0,
            text="Maybe the cable?",
            written_at=kit.clock.now(),
        )
        session.add(note)
    assert claims.writing(kit, act(), 0, note.id).text == "Maybe the cable?"
    with pytest.raises(NotAllowed, match="Vera Volunteer has taken"):
        claims.writing(kit, act("UWALT"), 0, note.id)
    with pytest.raises(OfferExpired, match="does not exist any more"):
        claims.writing(kit, act(), 0, 999)
    claims.release(kit, act(), walked.claim_id)
    with pytest.raises(OfferExpired, match="went back"):
        claims.writing(kit, act(), 0, note.id)
    card = next(offer for offer in offers_of(kit, walked.question_id) if offer.state == "pending")
    again = claims.claim(kit, act(), card.id or 0)
    assert claims.writing(kit, act(), 0, note.id).claim_id == again.claim_id


# --- what becomes of it ---------------------------------------------------------------------------------------


def test_a_posted_answer_ends_the_claim_and_the_question_waits_for_more(kit: Kit) -> None:
    walked = published(kit)
    question = question_now(kit, walked.question_id)
    assert (question.state, question.answered_at) == ("answered", kit.clock.now())
    assert question.due_at == kit.clock.now() + timedelta(days=7)
    assert claim_now(kit, walked.claim_id).state == "done"
    with kit.db.read() as session:
        assert session.execute(select(Draft)).all() == []


def test_coming_back_keeps_the_claim_for_longer_with_an_empty_page(kit: Kit, clock: FrozenClock) -> None:
    walked = published(kit, answered(kit, text="I will ask a colleague.", answers_it=False))
    claim = claim_now(kit, walked.claim_id)
    assert (claim.state, claim.deadline) == ("held", kit.clock.now() + timedelta(hours=24))
    assert question_now(kit, walked.question_id).state == "claimed"
    assert typed(kit, walked) == ""
    clock.advance(hours=2)
    published(kit, answered(kit, walked, text="It is the cable."))
    assert [delivery.state for delivery in answer_deliveries(kit, walked.question_id)] == ["sent", "sent"]
    assert question_now(kit, walked.question_id).state == "answered"


def test_a_second_answer_on_x_is_warned_about(kit: Kit) -> None:
    walked = published(kit, answered(kit, on_x(kit), text="I will ask.", answers_it=False))
    shown = answers.draft(kit, act(), walked.claim_id, "It is the cable.")
    assert any("answer under this post already" in warning for warning in shown.warnings)


def test_a_refused_answer_is_the_volunteers_again_with_the_reason_and_the_text(kit: Kit, clock: FrozenClock) -> None:
    walked = answered(kit, on_x(kit), text="Try another cable.")
    clock.advance(minutes=30)
    refused(kit, walked)
    claim = claim_now(kit, walked.claim_id)
    assert (claim.state, claim.deadline) == ("held", kit.clock.now() + timedelta(minutes=45))
    assert typed(kit, walked) == "Try another cable."
    assert notices_about(kit, walked.question_id) == ["Not posted on X"]
    again = answered(kit, walked, text="Try a new cable.")
    assert [delivery.state for delivery in answer_deliveries(kit, walked.question_id)] == ["refused", "ready"]
    assert again.delivery_id != walked.delivery_id


def test_an_answer_that_nobody_waits_for_any_more_is_not_sent(kit: Kit) -> None:
    walked = answered(kit)
    withdraw(kit, walked)
    assert delivery_now(kit, walked.delivery_id).state == "refused"
    assert claim_now(kit, walked.claim_id).state == "released"


def test_what_arrived_before_the_question_was_deleted_counts_as_sent(kit: Kit) -> None:
    walked = answered(kit)
    delivery = taken(kit, walked.delivery_id)
    withdraw(kit, walked)
    outcomes.sent(kit, delivery, Published("7:9"))
    assert delivery_now(kit, walked.delivery_id).state == "sent"
    assert question_now(kit, walked.question_id).state == "withdrawn"


# --- what only a person can decide ----------------------------------------------------------------------------


def test_it_is_there(kit: Kit) -> None:
    walked = lost(kit, answered(kit))
    assert notices_about(kit, walked.question_id) == ["May have been posted on Telegram"]
    once_only = act()
    for _ in range(2):
        assert decisions.it_is_there(kit, once_only, walked.delivery_id).text == "Thank you. It counts as posted."
    delivery = delivery_now(kit, walked.delivery_id)
    assert (delivery.state, delivery.decided_by) == ("sent", walked.volunteer.id)
    assert question_now(kit, walked.question_id).state == "answered"
    for decide in (decisions.it_is_there, decisions.post_again):
        with pytest.raises(OfferExpired, match="decided already"):
            decide(kit, act(), walked.delivery_id)


def test_it_is_there_with_its_link(kit: Kit) -> None:
    walked = lost(kit, answered(kit, on_x(kit)))
    with pytest.raises(ByhandError, match="no link to a post"):
        decisions.it_is_there(kit, act(), walked.delivery_id, "https://evil.example/status/1")
    decisions.it_is_there(kit, act(), walked.delivery_id, X_LINK)
    delivery = delivery_now(kit, walked.delivery_id)
    assert (delivery.external_id, delivery.url) == ("1234567890", X_LINK)


@pytest.mark.parametrize(("link", "taken_as"), [("https://t.me/c/7/9", True), ("javascript:alert(1)", False)])
def test_it_is_there_elsewhere_takes_only_a_web_address(kit: Kit, link: str, taken_as: bool) -> None:
    walked = lost(kit, answered(kit))
    if taken_as:
        decisions.it_is_there(kit, act(), walked.delivery_id, link)
        assert delivery_now(kit, walked.delivery_id).url == link
        return
    with pytest.raises(ByhandError, match="no link to a post"):
        decisions.it_is_there(kit, act(), walked.delivery_id, link)


def test_post_again_is_a_new_attempt_at_the_same_answer(kit: Kit, clock: FrozenClock) -> None:
    walked = lost(kit, answered(kit))
    clock.advance(minutes=1)
    decisions.post_again(kit, act(), walked.delivery_id)
    assert delivery_now(kit, walked.delivery_id).state == "ready"
    reply = errands.reply(kit, taken(kit, walked.delivery_id))
    assert reply.text == walked.public_text
    assert len(answer_deliveries(kit, walked.question_id)) == 1


def test_nothing_is_posted_again_under_a_deleted_question(kit: Kit) -> None:
    walked = lost(kit, answered(kit))
    withdraw(kit, walked)
    assert "deleted by its author" in decisions.post_again(kit, act(), walked.delivery_id).text
    assert delivery_now(kit, walked.delivery_id).state == "refused"


def test_nothing_is_posted_again_to_who_opted_out_and_the_claim_goes_on(kit: Kit) -> None:
    walked = lost(kit, answered(kit))
    opt_out(kit, walked)
    assert "does not want to hear" in decisions.post_again(kit, act(), walked.delivery_id).text
    assert delivery_now(kit, walked.delivery_id).state == "refused"
    assert claim_now(kit, walked.claim_id).state == "held"


def test_an_answer_that_x_refused_is_posted_by_hand(kit: Kit) -> None:
    walked = refused(kit, answered(kit, on_x(kit)))
    for wrong in ("", "brightaisle.example", "https://x.com/brightaisle", "http://x.com/a/status/1", X_LINK + "\nmore"):
        with pytest.raises(ByhandError, match="no link to a post"):
            decisions.by_hand(kit, act(), walked.delivery_id, wrong)
    told = decisions.by_hand(kit, act(), walked.delivery_id, f" {X_LINK} ")
    assert told.text == "Thank you. The answer counts as posted, with your link."
    delivery = delivery_now(kit, walked.delivery_id)
    assert (delivery.state, delivery.external_id, delivery.url) == ("by_hand", "1234567890", X_LINK)
    assert claim_now(kit, walked.claim_id).state == "done"
    assert question_now(kit, walked.question_id).state == "answered"
    with pytest.raises(OfferExpired):
        decisions.by_hand(kit, act(), walked.delivery_id, X_LINK)


def test_what_was_posted_by_hand_and_is_come_back_to_is_kept_for_longer(kit: Kit) -> None:
    walked = refused(kit, answered(kit, on_x(kit), answers_it=False))
    decisions.by_hand(kit, act(), walked.delivery_id, X_LINK)
    claim = claim_now(kit, walked.claim_id)
    assert (claim.state, claim.deadline) == ("held", kit.clock.now() + timedelta(hours=24))
    with pytest.raises(OfferExpired, match="Only an answer that was refused"):
        decisions.by_hand(kit, act(), walked.delivery_id, X_LINK)


def test_posting_by_hand_is_for_x_and_for_who_still_has_the_question(kit: Kit) -> None:
    elsewhere = refused(kit, answered(kit))
    with pytest.raises(NotAllowed, match="Only an answer on X"):
        decisions.by_hand(kit, act(), elsewhere.delivery_id, X_LINK)
    walked = refused(kit, answered(kit, claimed(kit, elsewhere.volunteer, channel="x", external_id="100")))
    claims.release(kit, act(), walked.claim_id)
    with pytest.raises(OfferExpired, match="gone on to somebody else"):
        decisions.by_hand(kit, act(), walked.delivery_id, X_LINK)


def test_only_who_wrote_it_decides_until_he_is_gone(kit: Kit) -> None:
    walked = lost(kit, answered(kit))
    make_volunteer(kit, "UWALT", "Walt")
    with pytest.raises(NotAllowed, match="Only the volunteer who wrote"):
        decisions.it_is_there(kit, act("UWALT"), walked.delivery_id)
    with kit.db.write() as session:
        walked.volunteer.standing = "gone"
        session.add(walked.volunteer)
    decisions.it_is_there(kit, act("UWALT"), walked.delivery_id)
    assert delivery_now(kit, walked.delivery_id).state == "sent"


def test_when_the_author_said_nothing_for_an_hour_any_colleague_may_decide(kit: Kit, clock: FrozenClock) -> None:
    walked = lost(kit, answered(kit))
    make_volunteer(kit, "UWALT", "Walt")
    clock.advance(hours=1)
    outcomes.ask_person(kit, delivery_now(kit, walked.delivery_id))
    assert notices_about(kit, walked.question_id)[-1].endswith("and nobody has looked")
    decisions.it_is_there(kit, act("UWALT"), walked.delivery_id)
    assert delivery_now(kit, walked.delivery_id).state == "sent"


def test_an_administrator_may_decide_at_once(kit: Kit, policy_text: str) -> None:
    walked = lost(kit, answered(kit))
    make_volunteer(kit, "UADMIN", "Ada Admin")
    apply(kit.db, kit.clock, policy_text.replace("administrators: []", "administrators: [UADMIN]"), "tests")
    kit.rulebook.forget()
    decisions.it_is_there(kit, act("UADMIN"), walked.delivery_id)
    assert delivery_now(kit, walked.delivery_id).state == "sent"


def test_there_is_nothing_to_decide_about_a_card_or_about_nothing(kit: Kit) -> None:
    walked = answered(kit)
    with kit.db.read() as session:
        card = session.execute(select(Delivery).where(Delivery.channel == "slack")).scalars().first()
    assert card is not None
    for delivery_id in (card.id or 0, 999):
        with pytest.raises(OfferExpired, match="does not exist any more"):
            decisions.it_is_there(kit, act(), delivery_id)
    assert walked.delivery_id


def test_who_did_what_is_in_the_audit_without_a_word_of_it(kit: Kit) -> None:
    walked = lost(kit, answered(kit, text="Words that stay out of it."))
    decisions.post_again(kit, act(), walked.delivery_id)
    outcomes.sent(kit, taken(kit, walked.delivery_id), Published("7:9"))
    with kit.db.read() as session:
        rows = list(session.execute(select(Audit).order_by(Audit.seq)).scalars())  # type: ignore[arg-type] # a column
    assert [row.act for row in rows if row.act != "policy.applied"] == [
        "question.claimed",
        "answer.submitted",
        "answer.sent_again",
        "answer.published",
    ]
    assert not any("Words" in row.detail or "Vera" in row.detail + row.actor for row in rows)
