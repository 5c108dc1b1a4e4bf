"""What all who play share: the sandbox, what was asked, what everybody sees now, and what was done so far."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from sandbox.replay import scene as looks
from sandbox.replay.asked import Asked, Ledger
from sandbox.replay.askers import Tempo
from sandbox.replay.blocks import Shown
from sandbox.replay.control import Control
from sandbox.replay.scene import Scene

QUICKEST_LOOK = 0.25
LET_BE = " let it be"  # what a card says of a question that somebody found to need no answer
THERE = "delivery.there"  # the button that says of an answer that it has arrived
# Looks take this share of the time at most, since a look at much keeps the sandbox busy; less where nobody acts on it.
LOOKS_SHARE, IDLE_LOOKS_SHARE = 0.3, 0.03


@dataclass(frozen=True)
class Said:
    """Who wrote an answer, and to which question."""

    person: str
    asked: Asked


@dataclass
class Stage:
    """`deeds` counts what people did; `said` are the answers that were posted, by their text."""

    control: Control
    tempo: Tempo
    chance: Random
    duplicates: float = 0.0
    ledger: Ledger = field(default_factory=Ledger)
    deeds: Counter[str] = field(default_factory=Counter)
    said: dict[str, Said] = field(default_factory=dict)
    posted: set[str] = field(default_factory=set)
    attempts: Counter[int] = field(default_factory=Counter)
    scene: Scene = field(default_factory=Scene)
    looked_at: float = 0.0
    _looked: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, *, idly: bool = False) -> None:
        """Look again and again, as often as is not too much, until cancelled."""
        share = IDLE_LOOKS_SHARE if idly else LOOKS_SHARE
        while True:
            began = time.monotonic()
            await self.look()
            took = time.monotonic() - began
            await asyncio.sleep(max(QUICKEST_LOOK, took * (1 - share) / share))

    async def look(self) -> None:
        """One look at everything, and what it tells of each question."""
        began = time.monotonic()
        scene = await looks.look(self.control)
        self.ledger.forget_readings()
        now = time.time()
        for card in scene.messages:
            for asked in self.ledger.on(card):
                asked.offered_at = asked.offered_at or now
                asked.let_be = asked.let_be or LET_BE in card.text
        for post in scene.posts:
            answered = self.ledger.of(post.channel, post.chat, post.to)
            if answered is not None:
                answered.answered_at, answered.reply = answered.answered_at or now, answered.reply or post.id
        self.scene, self.looked_at = scene, began
        self._looked.set()
        self._looked = asyncio.Event()

    async def next_look(self) -> None:
        await self._looked.wait()

    async def look_since(self, moment: float) -> None:
        """Wait for a look that began after this moment (of the monotonic clock)."""
        while self.looked_at < moment:
            await self.next_look()

    def about(self, card: Shown) -> Asked | None:
        """The question that a card or a notice is about: the newest whose words stand there, or whose answer does."""
        found = self.ledger.on(card)
        if found:
            return max(found, key=lambda asked: asked.number)
        text = self.answer_on(card)
        return self.said[text].asked if text else None

    def answer_on(self, card: Shown) -> str:
        """The newest of our answers that stands on it, or on the card that asks about the same delivery."""
        delivery = card.buttons.get(THERE)
        same = (one for one in self.scene.messages if one.buttons.get(THERE) == delivery) if delivery else ()
        shown = [card, *same]
        return next((text for text in reversed(self.said) if any(text in one.text for one in shown)), "")
