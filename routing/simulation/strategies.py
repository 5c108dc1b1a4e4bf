"""Whom to ask next: by the policy's rings as in life, and two plain ways to hold them against."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from policies.document import Policy
from routing import asking
from routing.ports import Place
from routing.simulation.ground import START, Bools
from routing.simulation.room import Room

_GIVES_UP = 1440.0  # minutes after which the plain list stops going round


@dataclass(frozen=True)
class Wish:
    """What a strategy knows of a question; `topics` is empty and `place` None where Byhand could not tell."""

    number: int
    topics: tuple[str, ...]
    place: Place | None
    asked_at: float


@dataclass(frozen=True)
class Turn:
    """Whom a ring asks: these people by direct message, or a channel. `until` is the minute at which it is over.

    `channel` is the ring's card: open to all, or to who chose one of its topics.
    """

    ring: int
    until: float
    people: tuple[int, ...] = ()
    channel: bool = False
    audience: tuple[str, ...] = ()


class Strategy(Protocol):
    """How questions find somebody."""

    @property
    def name(self) -> str: ...

    def ask(self, room: Room, wish: Wish, before: Collection[int], after: int | None) -> Turn | None:
        """The turn after ring number `after`, without who had it `before`; None when there is nobody left to ask."""


class ByPolicy:
    """The real thing: `routing.asking.ask` goes through the policy's rings."""

    name = "by policy"

    def ask(self, room: Room, wish: Wish, before: Collection[int], after: int | None) -> Turn | None:
        wanted = asking.Wanted(wish.number, wish.topics, wish.place, before=frozenset(before))
        told = asking.ask(room, wanted, after, 1)
        if told.ring is None or told.due_at is None:
            return None
        ring = room.policy.rings[told.ring]
        until = (told.due_at - START).total_seconds() / 60.0
        people = tuple(offer["volunteer_id"] for offer in told.offers if "volunteer_id" in offer)
        if ring.ask == "administrators":
            return Turn(told.ring, until)
        audience = wish.topics if ring.match_topic and not people else ()
        return Turn(told.ring, until, people, channel=not people, audience=audience)


class Broadcast:
    """One card in one channel for everybody, and nothing else."""

    name = "broadcast"

    def ask(self, room: Room, wish: Wish, before: Collection[int], after: int | None) -> Turn | None:  # noqa: ARG002 - no question is asked differently
        return Turn(0, np.inf, channel=True) if after is None else None


class RoundRobin:
    """One list of all: whoever is next and there is asked, and after the first ring's wait the one after him."""

    name = "round robin"

    def __init__(self, policy: Policy) -> None:
        self._wait = policy.rings[0].wait.total_seconds() / 60.0
        self._next = 0

    def ask(self, room: Room, wish: Wish, before: Collection[int], after: int | None) -> Turn | None:
        if room.minute - wish.asked_at > _GIVES_UP:
            return None
        ring = 0 if after is None else after + 1
        found = self._following(room.free(before))
        return Turn(ring, room.minute + self._wait, found)

    def _following(self, free: Bools) -> tuple[int, ...]:
        who = np.flatnonzero(free)
        if not len(who):
            return ()
        following = int(who[np.searchsorted(who, self._next) % len(who)])
        self._next = following + 1
        return (following,)
