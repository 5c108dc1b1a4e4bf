"""One run of the model: questions come, people click, look, write and give back, in virtual time, event by event."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import numpy as np

from policies import escalation
from policies.document import Policy
from policies.eligibility import Hands, may_claim
from routing.claims import A_SLIP
from routing.simulation.ground import START, Floats, Ints
from routing.simulation.moods import Moods, draw_moods
from routing.simulation.room import Room
from routing.simulation.scene import Scene
from routing.simulation.strategies import Strategy, Turn, Wish

PENDING, DECLINED, EXPIRED, RESCINDED, ACCEPTED = range(5)


@dataclass
class Card:
    """A channel's card: who will look at it and when, in that order, and while it was open."""

    when: Floats
    who: Ints
    opened: float
    following: Iterator[tuple[float, int]]
    spans: list[tuple[float, float]] = field(default_factory=list)

    def close(self, minute: float) -> None:
        self.spans.append((self.opened, minute))
        self.opened = np.inf

    def seen(self) -> Ints:
        """Who looked at it while it was open."""
        opened, closed = zip(*self.spans, (self.opened, np.inf), strict=True)
        starts, ends = np.searchsorted(self.when, opened), np.searchsorted(self.when, closed, side="right")
        return np.concatenate([self.who[start:end] for start, end in zip(starts, ends, strict=True)])

    @property
    def is_open(self) -> bool:
        return self.opened < np.inf


@dataclass
class Case:
    """One question on its way. `state` is offered, claimed, answered or unanswered, as in life."""

    number: int
    wish: Wish
    moods: Moods
    state: str = "offered"
    ring: int | None = None
    turn: int = 0
    offers: dict[int, int] = field(default_factory=dict)
    ring_of: dict[int, int] = field(default_factory=dict)
    offered_at: dict[int, float] = field(default_factory=dict)
    deadline: dict[int, float] = field(default_factory=dict)
    decided: dict[int, float] = field(default_factory=dict)
    cards: dict[int, Card] = field(default_factory=dict)
    claimant: int = -1
    claimed_at: float = np.nan
    answered_at: float = np.nan

    def let_pass(self) -> list[int]:
        """Whose time was over when somebody else took it; `store.crowd` counts these with who declined."""
        late = (person for person, when in self.decided.items() if when > self.deadline[person])
        return [person for person in late if self.offers[person] == RESCINDED]

    def pending(self) -> list[int]:
        return [person for person, state in self.offers.items() if state == PENDING]


@dataclass(frozen=True)
class Fate:
    """How a question ended: `minutes` from asked to posted, for ever when nobody answered (`claimant` -1).

    `asked` were sent a direct message, `seen` looked at an open card of it in a channel. `ring` is where it was taken.
    """

    number: int
    minutes: float
    claimant: int
    ring: int
    thanked: bool
    asked: tuple[int, ...]
    seen: Ints


def fate_of(case: Case) -> Fate:
    asked = tuple(case.ring_of)
    who, answered = case.claimant, case.state == "answered"
    minutes = case.answered_at - case.wish.asked_at if answered else np.inf
    seen = np.concatenate([np.empty(0, np.int64), *(card.seen() for card in case.cards.values())])
    thanked = answered and bool(case.moods.thanked[who])
    return Fate(case.number, minutes, who, case.ring or 0, thanked, asked, seen[~np.isin(seen, asked)])


class Play:
    """The event loop: virtual time jumps from one event to the next."""

    def __init__(self, scene: Scene, policy: Policy, strategy: Strategy) -> None:
        self.scene, self.policy, self.strategy = scene, policy, strategy
        self.room = Room(policy, scene.world, scene.force)
        self.fates: list[Fate] = []
        self._open: dict[int, Case] = {}
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def run(self) -> list[Fate]:
        """Every question to its end; in the order in which they were asked."""
        for number, minute in enumerate(self.scene.stream.minute.tolist()):
            self._until(minute)
            self._arrive(number, minute)
        self._until(np.inf)
        self.fates += [fate_of(case) for case in self._open.values()]
        return sorted(self.fates, key=lambda fate: fate.number)

    def _until(self, minute: float) -> None:
        while self._events and self._events[0][0] <= minute:
            when, _, happen = heapq.heappop(self._events)
            self.room.at(when)
            happen()

    def _at(self, minute: float, happen: Callable[[], None]) -> None:
        if minute < np.inf:
            heapq.heappush(self._events, (minute, next(self._order), happen))

    # --- asking ------------------------------------------------------------------------------------------------------

    def _arrive(self, number: int, minute: float) -> None:
        self.room.at(minute)
        scene, stream = self.scene, self.scene.stream
        topic = int(stream.topic[number])
        topics = (scene.world.topics[topic],) if stream.topic_known[number] else ()
        dice = np.random.default_rng((scene.seed, 3, number))
        wish = Wish(scene.seed * 1_000_000 + number, topics, stream.place(number), minute)
        case = Case(number, wish, draw_moods(scene.force, topic, scene.assumed, dice))
        self._open[number] = case
        self._next_ring(case, None)

    def _next_ring(self, case: Case, after: int | None) -> None:
        case.state, case.turn = "offered", case.turn + 1
        turn = self.strategy.ask(self.room, case.wish, case.offers, after)
        if turn is None:
            case.state = "unanswered"
            for person in case.pending():
                self._ends(case, person, EXPIRED)
            return
        case.ring = turn.ring
        self._put_out(case, turn)
        self._due(case, turn.until)

    def _put_out(self, case: Case, turn: Turn) -> None:
        self.room.count_offers(turn.people)
        for person in turn.people:
            case.offers[person], case.ring_of[person] = PENDING, turn.ring
            case.offered_at[person], case.deadline[person] = self.room.minute, turn.until
            self._at(self.room.minute + float(case.moods.click[person]), partial(self._click, case, person))
        if turn.channel and turn.ring not in case.cards:
            case.cards[turn.ring] = self._card(case, turn.audience)
            self._next_look(case, case.cards[turn.ring])

    def _due(self, case: Case, until: float) -> None:
        turn = case.turn
        self._at(until, lambda: self._ring_is_over(case) if (case.turn, case.state) == (turn, "offered") else None)

    def _ring_is_over(self, case: Case) -> None:
        """Who was asked may still take it, beside the others."""
        self._next_ring(case, case.ring)

    # --- people ------------------------------------------------------------------------------------------------------

    def _click(self, case: Case, person: int) -> None:
        """After his hours, and when the offer is over, a click changes nothing."""
        if case.offers[person] != PENDING or not self._is_there(person):
            return
        if case.moods.takes[person]:
            self._claim(case, person)
        elif case.moods.says_no[person]:
            self._ends(case, person, DECLINED)
            present = [who for who in case.pending() if case.ring_of[who] == case.ring]
            if case.state == "offered" and not present and case.ring not in case.cards:
                self._next_ring(case, case.ring)

    def _ends(self, case: Case, person: int, state: int) -> None:
        """An offer is over; what somebody takes from a channel was not offered to him."""
        case.offers[person] = state
        if person in case.offered_at:
            self.room.offer_ended(person, case.offered_at[person], taken=state == ACCEPTED)

    def _card(self, case: Case, audience: tuple[str, ...]) -> Card:
        """When each of the audience will look at it; who has seen an earlier card of this question has decided."""
        force, room = self.scene.force, self.room
        may_look = np.ones(len(force), dtype=bool)
        if audience:
            chose = [self.scene.world.topics.index(topic) for topic in audience]
            may_look &= (force.level[:, chose] > 0).any(axis=1)
        for earlier in case.cards.values():
            may_look[earlier.who] = False
        who = np.flatnonzero(may_look)
        when = room.hours.after(room.minute, room.group_of[who], case.moods.glance[who])
        order = np.argsort(when, kind="stable")
        when, who = when[order], who[order]
        takes = case.moods.takes[who]
        following = zip(when[takes].tolist(), who[takes].tolist(), strict=True)
        return Card(when, who, room.minute, following)

    def _next_look(self, case: Case, card: Card) -> None:
        for when, person in card.following:
            self._at(when, partial(self._look, case, card, person))
            return

    def _look(self, case: Case, card: Card, person: int) -> None:
        if case.state == "answered":
            return
        if card.is_open:
            self._claim(case, person)
        self._next_look(case, card)

    def _is_there(self, person: int) -> bool:
        return bool(self.room.hours.there(self.room.minute)[self.room.group_of[person]])

    # --- claims ------------------------------------------------------------------------------------------------------

    def _claim(self, case: Case, person: int) -> None:
        room, policy = self.room, self.policy
        hands = Hands(paused=False, paused_until=None, live_claims=int(room.hands[person]), capacity=None)
        if may_claim(hands, policy, room.now) is not None:
            return
        for other in case.pending():
            case.offers[other], case.decided[other] = RESCINDED, room.minute
        self._ends(case, person, ACCEPTED)
        for card in case.cards.values():
            if card.is_open:
                card.close(room.minute)
        case.state, case.claimant, case.turn = "claimed", person, case.turn + 1
        case.claimed_at = room.minute
        room.hands[person] += 1
        room.count(person, case.wish.topics, "claimed")
        self._write(case, person)

    def _write(self, case: Case, person: int) -> None:
        """He posts, or gives it back, or the claim's time is over before that."""
        room, turn = self.room, case.turn
        deadline = (escalation.claim_deadline(self.policy, room.now) - START).total_seconds() / 60.0
        done = room.minute + float(case.moods.write[person])
        ends_well = done < deadline and not case.moods.gives_back[person]
        end = self._answer if ends_well else self._give_back
        self._at(min(done, deadline), lambda: end(case, person) if case.turn == turn else None)

    def _answer(self, case: Case, person: int) -> None:
        self.room.hands[person] -= 1
        self.room.count(person, case.wish.topics, "answered")
        if case.moods.thanked[person]:
            self.room.count(person, case.wish.topics, "thanked")
        if case.moods.corrected[person]:
            self.room.count(person, case.wish.topics, "corrected")
        case.state, case.answered_at = "answered", self.room.minute
        for other in case.let_pass():
            self._ends(case, other, RESCINDED)
        self.fates.append(fate_of(self._open.pop(case.number)))

    def _give_back(self, case: Case, person: int) -> None:
        """The cards that the claim had closed are open again, for who is there; when there are none, the ring is."""
        room, closed = self.room, (case.claimed_at, RESCINDED)
        room.hands[person] -= 1
        if room.minute - case.claimed_at > A_SLIP / timedelta(minutes=1):
            room.count(person, case.wish.topics, "released")
        case.state, case.turn, case.claimant = "offered", case.turn + 1, -1
        free = room.free()
        again = [who for who, when in case.decided.items() if (when, case.offers[who]) == closed and free[who]]
        until = self._again_until(case)
        for who in again:
            case.offers[who], case.deadline[who] = PENDING, until
        for card in case.cards.values():
            card.opened = room.minute
        if again or case.cards:
            self._due(case, until)
        else:
            self._next_ring(case, case.ring - 1 if case.ring else None)

    def _again_until(self, case: Case) -> float:
        rings = self.policy.rings
        ring = rings[min(case.ring or 0, len(rings) - 1)]
        return (escalation.offer_deadline(ring, self.room.now) - START).total_seconds() / 60.0
