"""What came of volunteers' questions is counted with what happens, in the same transaction, and counts from then on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from policies.retries import AskPerson
from policies.skill import Experience
from routing import claims, decisions, outcomes
from routing.candidates import Crowd
from routing.clocks import claims_over
from routing.errors import AlreadyClaimed
from routing.followups import note_thanks
from routing.kit import Kit
from routing.match import About
from routing.ports import DeliveryError, Outcome
from store import evidence
from store.models import Evidence, Question
from tests.factories import (
    FrozenClock,
    act,
    answered,
    claimed,
    make_offer,
    make_question,
    make_volunteer,
    published,
    question_now,
    taken,
)

ANNA, BEN = "UANNA", "UBEN"


def counts(kit: Kit, volunteer_id: int | None = None) -> dict[str, Experience]:
    """What is counted of a volunteer, or of all of them, by topic."""
    with kit.db.read() as session:
        rows = session.execute(select(Evidence)).scalars().all()
    return {
        row.topic: Experience(row.claimed, row.answered, row.released, row.corrected, row.thanked)
        for row in rows
        if volunteer_id in {None, row.volunteer_id}
    }


def test_a_claim_an_answer_and_nothing_else_are_counted(kit: Kit) -> None:
    walked = claimed(kit)
    assert counts(kit) == {"tv": Experience(claimed=1)}

    answer = answered(kit, walked)
    assert counts(kit) == {"tv": Experience(claimed=1)}

    published(kit, answer)
    assert counts(kit, walked.volunteer.id) == {"tv": Experience(claimed=1, answered=1)}


def test_both_topics_of_a_question_are_counted(kit: Kit) -> None:
    walked = claimed(kit)
    with kit.db.write() as session:
        session.get_one(Question, walked.question_id).second_topic = "audio"
    published(kit, answered(kit, walked))

    assert counts(kit) == {"tv": Experience(claimed=1, answered=1), "audio": Experience(answered=1)}


def test_a_question_without_a_topic_counts_for_nobody(kit: Kit) -> None:
    published(kit, answered(kit, claimed(kit, text="Is anybody there today?")))

    assert counts(kit) == {}


def test_an_answer_to_come_back_to_is_counted_when_the_last_one_stands(kit: Kit) -> None:
    first = published(kit, answered(kit, answers_it=False))
    assert counts(kit)["tv"].answered == 0

    published(kit, answered(kit, first, "And try the other socket."))
    assert counts(kit)["tv"].answered == 1


def test_an_answer_that_was_refused_is_not_counted(kit: Kit) -> None:
    walked = answered(kit)
    delivery = taken(kit, walked.delivery_id)
    refusal = DeliveryError(Outcome.REFUSED, "No.")
    outcomes.failed(kit, delivery, refusal, AskPerson("No."))

    assert counts(kit)["tv"].answered == 0


def test_an_answer_posted_by_hand_is_counted(kit: Kit) -> None:
    walked = answered(kit, claimed(kit, channel="x", external_id="1900000000000000001"))
    delivery = taken(kit, walked.delivery_id)
    outcomes.failed(kit, delivery, DeliveryError(Outcome.REFUSED, "No."), AskPerson("No."))
    link = "https://x.com/brightaisle/status/1900000000000000009"
    decisions.by_hand(kit, act(walked.volunteer.slack_id), walked.delivery_id, link)

    assert counts(kit)["tv"] == Experience(claimed=1, answered=1)


def test_what_is_given_back_is_counted(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    clock.advance(minutes=10)
    claims.release(kit, act(walked.volunteer.slack_id), walked.claim_id)

    assert counts(kit) == {"tv": Experience(claimed=1, released=1)}


def test_a_slip_is_not(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    clock.advance(minutes=1)
    claims.release(kit, act(walked.volunteer.slack_id), walked.claim_id)

    assert counts(kit) == {"tv": Experience(claimed=1)}


def test_a_claim_whose_time_is_over_counts_as_given_back(kit: Kit, clock: FrozenClock) -> None:
    claimed(kit)
    clock.advance(hours=2)
    claims_over(kit)
    clock.advance(hours=2)
    claims_over(kit)

    assert counts(kit)["tv"].released == 1


def test_who_comes_too_late_has_claimed_nothing(kit: Kit) -> None:
    anna, ben = make_volunteer(kit, ANNA), make_volunteer(kit, BEN)
    question = make_question(kit)
    offers = [make_offer(kit, question, person) for person in (anna, ben)]
    claims.claim(kit, act(ANNA), offers[0].id or 0)
    with pytest.raises(AlreadyClaimed):
        claims.claim(kit, act(BEN), offers[1].id or 0)

    assert counts(kit, ben.id) == {}


def test_the_same_click_twice_counts_once(kit: Kit) -> None:
    make_volunteer(kit, ANNA)
    question = make_question(kit)
    click = act(ANNA, "question.claim")
    offer = make_offer(kit, question)
    claims.claim(kit, click, offer.id or 0)
    claims.claim(kit, click, offer.id or 0)

    assert counts(kit)["tv"].claimed == 1


@pytest.mark.parametrize("what", evidence.COUNTS)
def test_each_count_goes_up_by_one_and_alone(kit: Kit, clock: FrozenClock, what: Any) -> None:
    person = make_volunteer(kit)
    for number in (1, 2):
        clock.advance(minutes=1)
        with kit.db.write() as session:
            evidence.count(session, person.id or 0, "tv", what, clock.now())
        assert counts(kit) == {"tv": Experience(**{what: number})}

    with kit.db.read() as session:
        assert session.execute(select(Evidence)).scalar_one().changed_at == clock.now()


def test_of_no_topic_nothing_is_counted(kit: Kit) -> None:
    person = make_volunteer(kit)
    with kit.db.write() as session:
        evidence.count(session, person.id or 0, "", "answered", kit.clock.now())

    assert counts(kit) == {}


def test_what_is_counted_is_read_with_the_volunteer(kit: Kit) -> None:
    walked = published(kit)
    with kit.db.read() as session:
        (candidate,) = Crowd(session, kit.policy(), kit.clock.now()).these([walked.volunteer.id or 0])

    assert candidate.evidence == {"tv": Experience(claimed=1, answered=1)}
    assert candidate.levels == {"tv": 2}


# --- thanks ------------------------------------------------------------------------------------------------------


def thanks(kit: Kit, question_id: int, text: str = "Thank you so much, that worked!") -> bool:
    with kit.db.write() as session:
        return note_thanks(session, session.get_one(Question, question_id), text, kit.clock.now())


def test_thanks_for_an_answer_are_counted_once(kit: Kit) -> None:
    walked = published(kit)

    assert [thanks(kit, walked.question_id) for _ in range(2)] == [True, False]
    assert counts(kit)["tv"] == Experience(claimed=1, answered=1, thanked=1)
    told = question_now(kit, walked.question_id).decision["thanked"]
    assert told == {"volunteer_id": walked.volunteer.id, "at": kit.clock.now().isoformat()}


@pytest.mark.parametrize("text", ["And which cable should I buy?", "That did not help, it still flickers.", ""])
def test_what_is_no_thanks_is_not(kit: Kit, text: str) -> None:
    walked = published(kit)

    assert not thanks(kit, walked.question_id, text)
    assert counts(kit)["tv"].thanked == 0


def test_thanks_before_any_answer_are_nobodys(kit: Kit) -> None:
    assert not thanks(kit, claimed(kit).question_id)
    assert not thanks(kit, make_question(kit).id or 0)
    assert counts(kit)["tv"].thanked == 0


# --- who answered an asker before --------------------------------------------------------------------------------


def who(kit: Kit, question_id: int) -> set[int]:
    with kit.db.read() as session:
        return set(evidence.who_answered(session, session.get_one(Question, question_id).asker_id))


def test_who_answered_an_asker_is_known(kit: Kit) -> None:
    walked, other = published(kit), claimed(kit, make_volunteer(kit, BEN))

    assert who(kit, walked.question_id) == {walked.volunteer.id}
    assert who(kit, other.question_id) == set()


@pytest.mark.parametrize("values", [{"standing": "guest"}, {"left_at": timedelta(0)}])
def test_who_is_no_member_any_more_is_not(kit: Kit, values: dict[str, Any]) -> None:
    walked = published(kit)
    with kit.db.write() as session:
        person = session.merge(walked.volunteer)
        for name, value in values.items():
            setattr(person, name, kit.clock.now() if isinstance(value, timedelta) else value)

    assert who(kit, walked.question_id) == set()


def test_who_answered_before_is_asked_again_however_long_the_list_is(kit: Kit, clock: FrozenClock) -> None:
    """He comes in even where others are nearer or were asked longer ago."""
    walked = published(kit)
    with kit.db.read() as session:
        crowd = Crowd(session, kit.policy(), clock.now())
        about = About(("tv",), known=crowd.who_answered(session.get_one(Question, walked.question_id).asker_id))
        known = crowd.known(about, frozenset())
        asked = crowd.known(about, {walked.volunteer.id or 0})

    assert [each.volunteer_id for each in known] == [walked.volunteer.id]
    assert crowd.slack_id(walked.volunteer.id or 0) == walked.volunteer.slack_id
    assert [each.already_asked for each in asked] == [True]


def test_for_who_asks_for_the_first_time_nobody_is_looked_up(kit: Kit) -> None:
    with kit.db.read() as session:
        assert Crowd(session, kit.policy(), kit.clock.now()).who_answered(None) == frozenset()
