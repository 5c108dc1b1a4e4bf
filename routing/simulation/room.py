"""The volunteers as they stand at one moment, looked up as the real crowd is: the same pages, the same order.

The real code that decides whom to ask (`routing.asking.ask`, and through it `match.rank` and the policies) reads from
here what it otherwise reads from the database.
"""

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate
from policies.skill import NONE, Experience
from routing.candidates import MOST_CANDIDATES, Crowd
from routing.factors import About, distance
from routing.ports import Place
from routing.simulation.ground import START, Bools, Floats, Ints
from routing.simulation.hours import SHIFTS, Hours
from routing.simulation.workforce import Workforce, World
from store import crowd
from store.evidence import What

_DAY = 1440.0
_LATELY = 28 * _DAY  # as long as `store.crowd` looks back on what came of offers
_FLAT = 111.0  # kilometres in a degree of latitude, as `store.crowd` counts them
_NOBODY: Mapping[str, Experience] = {}


class Room(Crowd):
    """Who is there, who holds what, who was asked when, and what came of it; volunteers are numbered from 0.

    Rows that the real code would leave out one by one (off hours, full hands, asked enough, asked already) are left out
    of a page before it is ranked: those chosen are the same.
    """

    def __init__(self, policy: Policy, world: World, force: Workforce) -> None:  # without a database under it
        self.policy, self.now = policy, START
        self.minute = 0.0
        self.world, self.force = world, force
        self.hours = Hours(policy, world.ground.zones)
        self.group_of = force.zone_of * len(SHIFTS) + force.shift
        self.hands = np.zeros(len(force), np.int64)
        self.offered = np.zeros(len(force), np.int64)
        self.asked_at = np.full(len(force), -np.inf)
        self.over = np.zeros(len(force), np.int64)
        self.taken = np.zeros(len(force), np.int64)
        self._offers: deque[tuple[float, int]] = deque()
        self._ended: list[tuple[float, int, int]] = []
        self._evidence: dict[int, dict[str, Experience]] = {}
        self._levels = [_levels(world.topics, row) for row in force.level]
        self._holders = {topic: np.flatnonzero(force.level[:, at]) for at, topic in enumerate(world.topics)}
        self._everybody = np.arange(len(force))

    def at(self, minute: float) -> None:
        """The clock moves on; offers of more than a day ago count no more."""
        self.minute, self.now = minute, START + timedelta(minutes=minute)
        while self._offers and self._offers[0][0] <= minute - _DAY:
            self.offered[self._offers.popleft()[1]] -= 1
        while self._ended and self._ended[0][0] < minute:
            _, number, taken = heapq.heappop(self._ended)
            self.over[number] -= 1
            self.taken[number] -= taken

    # --- what the real code asks of a crowd --------------------------------------------------------------------------

    def in_reach(self, ring: Ring, about: About, asked: Collection[int]) -> Iterator[list[Candidate]]:
        reach, free = self._sorted(ring, about), self.free(asked)
        for number in range(MOST_CANDIDATES // crowd.PAGE):
            start = max(number - 1, 0) * crowd.PAGE
            page = reach[start : start + crowd.PAGE]
            yield [self._person(one, about.place) for one in page[free[page]].tolist()]
            if len(page) < crowd.PAGE:
                return
            if number == 0:
                reach = reach[self._may_be_awake()[reach]]

    def who_answered(self, asker_id: int | None) -> frozenset[int]:  # noqa: ARG002 - each asker asks once here
        return frozenset()

    def known(self, about: About, asked: Collection[int]) -> list[Candidate]:  # noqa: ARG002 - the same
        return []

    def count_offers(self, volunteer_ids: Iterable[int]) -> None:
        for number in volunteer_ids:
            self.offered[number] += 1
            self.asked_at[number] = self.minute
            self._offers.append((self.minute, number))

    def offer_ended(self, number: int, offered_at: float, *, taken: bool) -> None:
        """Somebody took, declined or let pass what was offered to him by direct message: that counts for some weeks."""
        self.over[number] += 1
        self.taken[number] += taken
        heapq.heappush(self._ended, (offered_at + _LATELY, number, int(taken)))

    # --- whom to look at ---------------------------------------------------------------------------------------------

    def there(self) -> Bools:
        """Who is within his hours now."""
        there: Bools = self.hours.there(self.minute)[self.group_of]
        return there

    def free(self, asked: Collection[int] = ()) -> Bools:
        """Who could be asked now, whatever the question is about."""
        free: Bools = self.there() & (self.hands < self.policy.capacity.claims_at_once)
        free &= self.offered < self.policy.capacity.offers_a_day
        free[list(asked)] = False
        return free

    def _may_be_awake(self) -> Bools:
        """Who named hours of his own, or lives where the policy's hours hold in this quarter of an hour or the next."""
        began = self.minute - self.minute % 15.0
        there = self.hours.there(began) | self.hours.there(began + 15.0)
        awake: Bools = (self.force.shift > 0) | there[self.group_of]
        return awake

    def _sorted(self, ring: Ring, about: About) -> Ints:
        """Who comes into question, in the order of the real pages: the nearest first, or who was asked longest ago."""
        some: Ints = self._of_topics(about.topics) if ring.match_topic and about.topics else self._everybody
        if ring.within_km is None or about.place is None:
            return some[np.lexsort((some, self.asked_at[some]))]
        away = self._flat(some, about.place)
        near = away <= (ring.within_km + about.place.radius_km) * np.sqrt(2.0) / _FLAT
        some, away = some[near], away[near]
        return some[np.lexsort((some, away))]

    def _of_topics(self, topics: tuple[str, ...]) -> Ints:
        found = [self._holders[topic] for topic in topics if topic in self._holders]
        both: Ints = np.unique(np.concatenate(found)) if len(found) > 1 else found[0]
        return both

    def _flat(self, some: Ints, place: Place) -> Floats:
        """As `store.crowd` tells who is nearer: in degrees of latitude, on a flat map, across the date line too."""
        down = self.force.latitude[some] - place.point.latitude
        along = (self.force.longitude[some] - place.point.longitude + 180.0) % 360.0 - 180.0
        flat: Floats = np.hypot(down, along * np.cos(np.radians(place.point.latitude)))
        return flat

    def _person(self, number: int, place: Place | None) -> Candidate:
        latitude, longitude = float(self.force.latitude[number]), float(self.force.longitude[number])
        asked_at = float(self.asked_at[number])
        return Candidate(
            volunteer_id=number,
            levels=self._levels[number],
            latitude=latitude,
            longitude=longitude,
            time_zone=self.world.ground.zones[self.force.zone_of[number]],
            hours=SHIFTS[self.force.shift[number]] or self.policy.default_hours,
            days=self.policy.working_days,
            live_claims=int(self.hands[number]),
            offers_today=int(self.offered[number]),
            offered_lately=int(self.over[number]),
            taken_lately=int(self.taken[number]),
            distance_km=distance(place, latitude, longitude),
            evidence=self._evidence.get(number, _NOBODY),
            asked_at=_moment(asked_at),
        )

    # --- what came of it ---------------------------------------------------------------------------------------------

    def count(self, number: int, topics: tuple[str, ...], what: What) -> None:
        """As `store.evidence.count_for` does; a question whose topic nobody could tell says nothing of anybody."""
        known = self._evidence.setdefault(number, {})
        for topic in topics:
            now = known.get(topic, NONE)
            known[topic] = replace(now, **{what: getattr(now, what) + 1})


def _moment(minute: float) -> datetime | None:
    return None if minute == -np.inf else START + timedelta(minutes=minute)


def _levels(topics: tuple[str, ...], row: Ints) -> Mapping[str, int]:
    return {topic: int(level) for topic, level in zip(topics, row, strict=True) if level}
