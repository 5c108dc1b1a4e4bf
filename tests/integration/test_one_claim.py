"""Promise P4: a question has one volunteer at a time, whoever clicks, from wherever, at the same moment as what."""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlmodel import select

from routing import claims, clocks, intake, offers, questions
from routing.errors import AlreadyClaimed, ByhandError, OfferExpired
from routing.kit import Kit
from routing.ports import Withdrawn
from store.models import Claim, Volunteer
from tests.factories import (
    TEAM,
    FrozenClock,
    act,
    claimed,
    make_offer,
    make_question,
    make_volunteer,
    offers_of,
    question_now,
)
from tests.invariants import check_invariants
from tests.racers import race

QUICKER = "was quicker and is answering this one."


def crowd(kit: Kit, size: int) -> list[str]:
    """So many enrolled members at once; their Slack ids."""
    ids = [f"U{number:04}" for number in range(size)]
    with kit.db.write() as session:
        session.add_all(
            Volunteer(
                team_id=TEAM,
                slack_id=slack_id,
                name=f"Person {slack_id}",
                first_name="Person",
                time_zone="Europe/London",
                joined_at=kit.clock.now(),
            )
            for slack_id in ids
        )
    return ids


def at_once(attempts: Sequence[Callable[[], object]]) -> list[object]:
    """What came of each attempt, its error included, when all begin at the same moment in threads of their own."""
    start = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> object:
        start.wait()
        try:
            return attempt()
        except ByhandError as error:
            return error

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def live_claims(kit: Kit, question_id: int) -> list[Claim]:
    with kit.db.read() as session:
        rows = session.execute(select(Claim).where(Claim.question_id == question_id)).scalars()
        return [claim for claim in rows if claim.state in {"held", "submitted"}]


def tick(kit: Kit, name: str) -> int:
    """What the clock of this name would do now."""
    return next(one for one in clocks.TICKS if one.name == name).work(kit)


def check(kit: Kit) -> None:
    with kit.db.read() as session:
        check_invariants(session)


def test_of_a_thousand_simultaneous_clicks_one_wins_and_the_others_are_told_who(kit: Kit) -> None:
    question = make_question(kit)
    (card,) = offers_of(kit, question.id or 0)
    people = crowd(kit, 1000)
    clicks = [act(slack_id, "question.claim") for slack_id in people]

    came = at_once([partial(claims.claim, kit, click, card.id or 0) for click in clicks])

    won = [slack_id for slack_id, result in zip(people, came, strict=True) if isinstance(result, claims.Writing)]
    assert len(won) == 1
    lost = [result for result in came if isinstance(result, AlreadyClaimed)]
    assert Counter(str(error) for error in lost) == {f"Person {won[0]} {QUICKER}": 999}
    assert len(live_claims(kit, question.id or 0)) == 1
    check(kit)


def test_one_wins_among_several_processes(kit: Kit) -> None:
    question = make_question(kit)
    (card,) = offers_of(kit, question.id or 0)
    people = crowd(kit, 60)
    clicks = [act(slack_id, "question.claim") for slack_id in people]
    spawning = multiprocessing.get_context("spawn")
    with spawning.Pool(2) as pool:
        shares = [(kit.db.path, kit.clock.now(), card.id or 0, clicks[number::2]) for number in range(2)]
        told = [words for share in pool.starmap(race, shares) for words in share]

    (holder,) = live_claims(kit, question.id or 0)
    with kit.db.read() as session:
        winner = session.get_one(Volunteer, holder.volunteer_id)
    assert Counter(told) == {"won": 1, f"{winner.name} {QUICKER}": 59}
    check(kit)


def test_of_several_who_were_asked_directly_one_wins(kit: Kit) -> None:
    people = [make_volunteer(kit, f"U{number}", f"Person {number}") for number in range(3)]
    question = make_question(kit)
    asked = {offer.volunteer_id: offer.id or 0 for offer in offers_of(kit, question.id or 0)}
    came = at_once([partial(claims.claim, kit, act(person.slack_id), asked[person.id]) for person in people])

    assert sum(isinstance(result, claims.Writing) for result in came) == 1
    assert sum(isinstance(result, AlreadyClaimed) for result in came) == 2
    states = Counter(offer.state for offer in offers_of(kit, question.id or 0))
    assert states == {"accepted": 1, "rescinded": 2}
    check(kit)


def test_the_same_click_that_arrives_often_is_one_claim(kit: Kit) -> None:
    make_volunteer(kit)
    question = make_question(kit)
    (offer,) = offers_of(kit, question.id or 0)
    click = act("UVERA", "question.claim")
    came = at_once([lambda: claims.claim(kit, click, offer.id or 0)] * 20)
    assert all(result == came[0] for result in came)
    assert isinstance(came[0], claims.Writing)
    assert len(live_claims(kit, question.id or 0)) == 1


def test_who_has_it_and_clicks_again_is_told_so(kit: Kit) -> None:
    walked = claimed(kit)
    with pytest.raises(AlreadyClaimed, match="You have this one already"):
        claims.claim(kit, act(), walked.offer_id)


Move = Callable[[Kit, int, int], object]


def _decline(kit: Kit, offer_id: int, _question_id: int) -> object:
    return offers.decline(kit, act("U1"), offer_id)


def _dismiss(kit: Kit, offer_id: int, _question_id: int) -> object:
    return questions.dismiss(kit, act("U1"), offer_id, "no question")


def _expire(kit: Kit, _offer_id: int, _question_id: int) -> object:
    return tick(kit, "rings")


def _withdraw(kit: Kit, _offer_id: int, question_id: int) -> object:
    question = question_now(kit, question_id)
    with kit.db.write() as session:
        return intake.taken_away(kit, session, Withdrawn(question.channel, (question.external_id,)))


@pytest.mark.parametrize("other", [_decline, _dismiss, _expire, _withdraw])
@pytest.mark.parametrize("repetition", range(4))
def test_a_claim_races_with_whatever_else_happens_and_one_of_them_holds(
    kit: Kit, clock: FrozenClock, other: Move, repetition: int
) -> None:
    for number in range(2):
        make_volunteer(kit, f"U{number}", f"Person {number}")
    question = make_question(kit)
    asked = {offer.volunteer_id: offer.id or 0 for offer in offers_of(kit, question.id or 0)}
    clock.advance(minutes=5)  # the ring is over, as soon as somebody looks

    first, second = sorted(person for person in asked if person)
    attempts: list[Callable[[], object]] = [
        lambda: claims.claim(kit, act("U0"), asked[first]),
        lambda: other(kit, asked[second], question.id or 0),
    ]
    claim, _ = at_once(attempts if repetition % 2 else attempts[::-1])[:: 1 if repetition % 2 else -1]

    state = question_now(kit, question.id or 0).state
    if isinstance(claim, claims.Writing):
        assert state == ("withdrawn" if other is _withdraw else "claimed")
    else:
        assert isinstance(claim, OfferExpired)
        assert state in {"offered", "dismissed", "withdrawn"}
    check(kit)


def test_giving_back_and_expiring_at_once_is_one_end(kit: Kit, clock: FrozenClock) -> None:
    walked = claimed(kit)
    clock.advance(minutes=46)
    came = at_once([lambda: claims.release(kit, act(), walked.claim_id), lambda: tick(kit, "claims")])
    assert question_now(kit, walked.question_id).state == "offered"
    assert isinstance(came[0], OfferExpired) or came[1] == 0
    check(kit)


def test_capacity_holds_when_one_person_claims_everywhere_at_once(kit: Kit) -> None:
    person = make_volunteer(kit, topics=())
    cards = [make_offer(kit, make_question(kit)).id or 0 for _ in range(8)]
    came = at_once([partial(claims.claim, kit, act(person.slack_id), card) for card in cards])
    assert sum(isinstance(result, claims.Writing) for result in came) == 3
