"""People, platforms and clocks act in any order; after each act the rows say nothing that contradicts itself."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import booleans, integers, sampled_from
from sqlalchemy import text
from sqlmodel import select

from policies.retries import Again, GiveUp, LookUp, Next, Outcome
from routing import answers, claims, clocks, decisions, intake, lessons, offers, outcomes, questions, volunteers
from routing.errors import ByhandError
from routing.kit import Kit
from routing.people import Act
from routing.places import Places
from routing.ports import Author, DeliveryError, Published, Withdrawn
from store import deliveries
from store.db import Database
from store.models import Answer, Claim, Delivery, Draft, Lesson, Offer, Question
from tests.factories import FrozenClock, act, make_kit, make_post, make_volunteer, submission, take_in, taken
from tests.invariants import check_invariants

PEOPLE = ("U0", "U1", "U2")
KNOWN = {"U0": ("tv",), "U1": ("tv", "printers"), "U2": ("tv", "printers", "kitchen")}
WAITS = (timedelta(minutes=1), timedelta(minutes=6), timedelta(minutes=50), timedelta(hours=3), timedelta(days=2))

FATES: dict[str, tuple[Outcome, Next]] = {
    "refused": (Outcome.REFUSED, GiveUp("it said no")),
    "unknown": (Outcome.UNKNOWN, LookUp(timedelta(0))),
    "not sent": (Outcome.NOT_SENT, Again(timedelta(seconds=2))),
}
Row = TypeVar("Row")

INTERRUPTIONS = (
    "the question is edited",
    "it is deleted",
    "an offer is declined",
    "it is let be",
    "it is given back",
    "its topic is put right",
    "its topic is put right",
    "that is taken back",
    "somebody pauses",
    "somebody is back",
    "somebody is back",
    "another process begins",
)

any_row = integers(min_value=0, max_value=30)
anybody = sampled_from(PEOPLE)
mistaken = sampled_from(["", "", "", "", *PEOPLE])  # empty: the one whose it is


class Everything(RuleBasedStateMachine):
    """One house, three volunteers, and whatever happens to them."""

    template: Path
    database: Database
    finder: Places

    def __init__(self) -> None:
        super().__init__()
        self.database.close()
        for leftover in self.database.path.parent.glob(f"{self.database.path.name}*"):
            leftover.unlink()
        shutil.copy(self.template, self.database.path)
        self.clock = FrozenClock()
        self.kit: Kit = make_kit(self.database, self.clock, self.finder)

    def teardown(self) -> None:
        self.kit.writer.shutdown()

    @initialize()
    def open_the_house(self) -> None:
        for slack_id in PEOPLE:
            make_volunteer(self.kit, slack_id, f"Person {slack_id}", KNOWN[slack_id])
        for channel in ("telegram", "x", "telegram"):
            self.ask(channel, follows=False, row=0)

    def pick(self, table: type[Row], row: int, **wanted: object) -> Row | None:
        """One of the rows in such a state, or None when there is none."""
        with self.kit.db.read() as session:
            found = [
                one
                for one in session.execute(select(table)).scalars()
                if all(getattr(one, name) == value for name, value in wanted.items())
            ]
        return found[row % len(found)] if found else None

    def has(self, table: str, state: str) -> bool:
        """Whether there is one in such a state; of deliveries, one to the public."""
        public = "AND channel <> 'slack'" if table == "delivery" else ""
        with self.kit.db.read() as session:
            found = session.execute(text(f"SELECT 1 FROM {table} WHERE state = '{state}' {public} LIMIT 1"))
            return found.first() is not None

    def attempt(self, use_case: Any, given: Act, *arguments: Any) -> None:
        """Carry out the use case; Slack delivers the same act once more, which must lead to the same."""
        first = self._outcome(use_case, given, *arguments)
        assert self._outcome(use_case, given, *arguments) == first

    def _outcome(self, use_case: Any, given: Act, *arguments: Any) -> Any:
        self.clock.advance(microseconds=1)
        try:
            return use_case(self.kit, given, *arguments)
        except ByhandError as refused:
            return type(refused), str(refused)

    # --- what askers do -----------------------------------------------------------------------------------------

    @rule(channel=sampled_from(["telegram", "x"]), follows=booleans(), row=any_row)
    def ask(self, channel: str, follows: bool, row: int) -> None:
        before = self.pick(Question, row, channel=channel) if follows else None
        author = Author(f"asker-{before.asker_id if before else 0}", "Ada Asker", "ada")
        place = {} if before is None else {"conversation_id": f"c{before.id}", "reply_to": before.external_id}
        take_in(self.kit, make_post(channel=channel, author=author, **place))

    @rule(what=sampled_from(INTERRUPTIONS), by=anybody, wrong=mistaken, row=any_row)
    def interrupt(self, what: str, by: str, wrong: str, row: int) -> None:
        """What ends things early is one rule of many: most walks are to go far."""
        acts: dict[str, Callable[[], None]] = {
            "the question is edited": lambda: self.edit(row),
            "it is deleted": lambda: self.take_away(row),
            "an offer is declined": lambda: self.decline(wrong, row),
            "it is let be": lambda: self.let_it_be_and_perhaps_not(row),
            "it is given back": lambda: self.release(wrong, row),
            "its topic is put right": lambda: self.correct(wrong, row),
            "that is taken back": lambda: self.forget(wrong, row),
            "somebody pauses": lambda: self.attempt(volunteers.pause, act(by), None),
            "somebody is back": lambda: self.attempt(volunteers.resume, act(by)),
            "another process begins": self.restart,
        }
        acts[what]()

    def edit(self, row: int) -> None:
        question = self.pick(Question, row)
        if question is not None:
            known = question.external_id
            edited = make_post("Sorry, the fridge.", channel=question.channel, external_id=known, is_edit=True)
            take_in(self.kit, edited)

    def take_away(self, row: int) -> None:
        question = self.pick(Question, row)
        if question is not None:
            with self.kit.db.write() as session:
                intake.taken_away(self.kit, session, Withdrawn(question.channel, (question.target_id,)))

    # --- what volunteers do --------------------------------------------------------------------------------------

    @precondition(lambda self: self.has("offer", "pending"))
    @rule(wrong=mistaken, row=any_row)
    def claim(self, wrong: str, row: int) -> None:
        offer = self.pick(Offer, row, state="pending") or self.pick(Offer, row)
        if offer is not None:
            by = wrong or self.name_of(offer.volunteer_id, row)
            self.attempt(claims.claim, act(by, "question.claim"), offer.id)

    def name_of(self, volunteer_id: int | None, row: int) -> str:
        """Whoever it is about; of a channel's card, anybody."""
        return PEOPLE[volunteer_id - 1 if volunteer_id else row % len(PEOPLE)]

    def decline(self, wrong: str, row: int) -> None:
        offer = self.pick(Offer, row, state="pending")
        if offer is not None:
            self.attempt(offers.decline, act(wrong or self.name_of(offer.volunteer_id, row)), offer.id)

    def let_it_be_and_perhaps_not(self, row: int) -> None:
        offer = self.pick(Offer, row)
        if offer is not None:
            by = self.name_of(offer.volunteer_id, row)
            self.attempt(questions.dismiss, act(by), offer.id, "no question")
            if row % 3:
                self.attempt(questions.undo_dismiss, act(by), offer.id)

    def correct(self, wrong: str, row: int) -> None:
        offer = self.pick(Offer, row, state="pending") or self.pick(Offer, row)
        if offer is not None:
            by, topic = wrong or self.name_of(offer.volunteer_id, row), ("printers", "kitchen", "", "tv")[row % 4]
            self.attempt(lessons.correct, act(by, "topic.save"), offer.id, topic)

    def forget(self, wrong: str, row: int) -> None:
        lesson = self.pick(Lesson, row, forgotten_at=None) or self.pick(Lesson, row)
        if lesson is not None:
            self.attempt(lessons.forget, act(wrong or self.name_of(lesson.volunteer_id, row)), lesson.id)

    def release(self, wrong: str, row: int) -> None:
        claim = self.pick(Claim, row, state="held") or self.pick(Claim, row)
        if claim is not None:
            self.attempt(claims.release, act(wrong or self.name_of(claim.volunteer_id, row)), claim.id)

    @precondition(lambda self: self.has("claim", "held"))
    @rule(wrong=mistaken, row=any_row, text=sampled_from(["Try another cable.", "Ask Bob.", "", "x" * 5000]))
    def write(self, wrong: str, row: int, text: str) -> None:
        claim = self.pick(Claim, row, state="held") or self.pick(Claim, row)
        if claim is not None:
            by = wrong or self.name_of(claim.volunteer_id, row)
            self.attempt(answers.draft, act(by, "answer.submit"), claim.id, text)

    @precondition(lambda self: self.has("claim", "held"))
    @rule(wrong=mistaken, row=any_row, answers_it=booleans())
    def submit(self, wrong: str, row: int, answers_it: bool) -> None:
        draft = self.pick(Draft, row)
        if draft is not None:
            claim = self.pick(Claim, 0, id=draft.claim_id)
            by = wrong or self.name_of(claim.volunteer_id if claim else None, row)
            self.attempt(answers.submit, submission(by), draft.id, answers_it)

    @precondition(lambda self: self.has("claim", "held"))
    @rule(row=any_row, answers_it=booleans(), fate=sampled_from([*FATES, "sent", "sent", ""]))
    def answer(self, row: int, answers_it: bool, fate: str) -> None:
        """A whole answer at once, and perhaps its fate, so that what comes after it is reached often."""
        claim = self.pick(Claim, row, state="held")
        if claim is not None:
            by = self.name_of(claim.volunteer_id, row)
            self.attempt(answers.draft, act(by, "answer.submit"), claim.id, "Try another cable.")
            draft = self.pick(Draft, 0, claim_id=claim.id)
            if draft is not None:
                self.attempt(answers.submit, submission(by), draft.id, answers_it)
            if fate:
                self.send(row, fate)

    # --- what the outbox records --------------------------------------------------------------------------------

    @precondition(lambda self: self.has("delivery", "ready"))
    @rule(row=any_row, fate=sampled_from(["sent", *FATES]))
    def send(self, row: int, fate: str) -> None:
        owed = [one for one in self.public() if one.state == "ready"]
        if owed:
            self.end(taken(self.kit, owed[row % len(owed)].id or 0), fate)

    def public(self) -> list[Delivery]:
        with self.kit.db.read() as session:
            return [one for one in session.execute(select(Delivery)).scalars() if one.channel != "slack"]

    def end(self, delivery: Delivery, fate: str) -> None:
        if fate == "sent":
            outcomes.sent(self.kit, delivery, Published(f"posted-{delivery.id}"))
        else:
            outcome, following = FATES[fate]
            outcomes.failed(self.kit, delivery, DeliveryError(outcome, "No."), following)

    @precondition(lambda self: self.has("delivery", "unknown"))
    @rule(wrong=mistaken, row=any_row, seen=booleans())
    def decide(self, wrong: str, row: int, seen: bool) -> None:
        lost = [one for one in self.public() if one.state == "unknown"]
        if lost:
            delivery = lost[row % len(lost)]
            use_case = decisions.it_is_there if seen else decisions.post_again
            self.attempt(use_case, act(wrong or self.author_of(delivery)), delivery.id)

    @precondition(lambda self: self.has("delivery", "refused"))
    @rule(wrong=mistaken, row=any_row)
    def post_by_hand(self, wrong: str, row: int) -> None:
        refused = [one for one in self.public() if one.state == "refused"]
        if refused:
            delivery = refused[row % len(refused)]
            by = wrong or self.author_of(delivery)
            self.attempt(decisions.by_hand, act(by), delivery.id, "https://x.com/me/status/1")

    def author_of(self, delivery: Delivery) -> str:
        answer = self.pick(Answer, 0, id=delivery.answer_id)
        return self.name_of(answer.volunteer_id if answer else None, 0)

    @rule()
    def show_cards(self) -> None:
        """Slack takes everything that waits for it, half of it with an error first."""
        with self.kit.db.read() as session:
            heads = [one for one in deliveries.heads(session, self.clock.now()) if one.channel == "slack"]
        for number, head in enumerate(heads):
            outcome = DeliveryError(Outcome.NOT_SENT, "Later.")
            if number % 2:
                outcomes.failed(self.kit, taken(self.kit, head.id or 0), outcome, Again(timedelta(seconds=1)))
            else:
                outcomes.sent(self.kit, taken(self.kit, head.id or 0), None)

    # --- what clocks do -----------------------------------------------------------------------------------------

    @rule(wait=sampled_from(WAITS))
    def let_time_pass(self, wait: timedelta) -> None:
        self.clock.advance(wait)
        with self.quiet():
            for tick in clocks.TICKS:
                tick.work(self.kit)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """A clock that fails on one row says so in the log, and goes on with the others."""
        handler, log = BufferingHandler(1000), logging.getLogger("byhand.clocks")
        log.addHandler(handler)
        yield
        log.removeHandler(handler)
        assert [record.exc_info or record.getMessage() for record in handler.buffer] == []

    def restart(self) -> None:
        """Another process begins, and takes what was on its way for unknown."""
        outcomes.recover(self.kit, "another process")

    @invariant()
    def nothing_contradicts_itself(self) -> None:
        with self.kit.db.read() as session:
            check_invariants(session)


@pytest.fixture
def house(template_with_policy: Path, engines: tuple[Database, Database], finder: Places) -> type[Everything]:
    return type("House", (Everything,), {"template": template_with_policy, "database": engines[1], "finder": finder})


def test_whatever_happens_in_whatever_order_the_rows_agree(house: type[Everything]) -> None:
    run_state_machine_as_test(
        house,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
