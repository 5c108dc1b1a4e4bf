"""One play from the first question until nothing is left to do."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from sandbox.replay import enrolling, tally, troubles
from sandbox.replay.askers import Askers, Tempo
from sandbox.replay.blocks import Shown
from sandbox.replay.control import Control
from sandbox.replay.limits import Calls
from sandbox.replay.script import Line, Script
from sandbox.replay.stage import Stage
from sandbox.replay.variations import choose
from sandbox.replay.volunteers import OPEN, Volunteer

RACES = 0.15
DEAL_AGAIN_SECONDS = 4.0
QUIET_SECONDS = 5.0
STEP_SECONDS = 0.5


@dataclass(frozen=True)
class Wishes:
    """How it is to be played. `crowd` is how many more volunteers there are, `limits` how fast the sandbox's pass."""

    speed: float = 1.0
    fast: bool = False
    count: int | None = None
    crowd: int = 0
    faults: float = 0.0
    seed: int = 1
    patience: float = 300.0
    answers: bool = True
    limits: float = 1.0
    byhand: str = ""


@dataclass(frozen=True)
class Standing:
    """How far it is, for whoever watches."""

    doing: str
    of: int
    asked: int
    offered: int
    claimed: int
    answered: int
    let_be: int


@dataclass
class Play:
    """Askers and volunteers together; `tell` hears how far it is, several times a second."""

    control: Control
    script: Script
    wishes: Wishes
    tell: Callable[[Standing], None] = lambda _: None
    _doing: str = "joining"
    _cards: dict[str, list[Shown]] = field(default_factory=dict)
    _dealt: dict[tuple[str, str], float] = field(default_factory=dict)

    async def run(self) -> tally.Summary:
        """Everything, to the summary. Raises Stuck when the sandbox or Byhand is not there."""
        wishes, chance = self.wishes, Random(self.wishes.seed)  # noqa: S311 - variety, not secrecy
        lines = choose(self.script.lines, wishes.count, wishes.seed)
        stage = Stage(self.control, Tempo(wishes.speed, wishes.fast), chance, duplicates=wishes.faults)
        askers = Askers(self.control, stage.ledger, stage.tempo, chance, wishes.faults)
        calls = Calls(wishes.limits)
        self._tell(stage, lines)
        colleagues = await enrolling.enrol(self.control, wishes.crowd, chance)
        volunteers = [Volunteer(one, stage) for one in colleagues] if wishes.answers else []
        before = await tally.recorded(self.control, wishes.byhand)
        await calls.begin(self.control)
        began = time.monotonic()
        async with (
            troubles.troubled(self.control, wishes.faults, chance),
            _together(*self._lives(stage, volunteers), askers.play(lines)),
        ):
            self._doing = "playing"
            await self._until_done(stage, askers, calls, lines)
        seconds = time.monotonic() - began
        await stage.look()
        await calls.read(self.control)
        self._doing = "done"
        self._tell(stage, lines)
        summary = tally.judge(stage, askers, self.script.broken, calls, seconds)
        after = await tally.recorded(self.control, wishes.byhand)
        return replace(summary, lost=tally.really_lost(summary, stage, after - before))

    def _lives(self, stage: Stage, volunteers: Sequence[Volunteer]) -> Iterator[Coroutine[Any, Any, None]]:
        yield stage.watch(idly=not volunteers)
        yield self._deal(stage, volunteers)
        yield from (one.live(self._cards) for one in volunteers)

    async def _deal(self, stage: Stage, volunteers: Sequence[Volunteer]) -> None:
        """After each look: who sees which open card; on a channel's card somebody happens to look, now and then two."""
        by_id = {one.id: one for one in volunteers}
        while True:
            await stage.next_look()
            mine: dict[str, list[Shown]] = defaultdict(list)
            for card in stage.scene.messages:
                if not OPEN & card.buttons.keys():
                    continue
                if card.owner:
                    mine[card.owner].append(card)
                else:
                    self._deal_in_channel(card, by_id, stage)
            self._cards.clear()
            self._cards.update(mine)

    def _deal_in_channel(self, card: Shown, volunteers: dict[str, Volunteer], stage: Stage) -> None:
        now = time.monotonic()
        if now < self._dealt.get(card.key, 0.0):
            return
        wait = DEAL_AGAIN_SECONDS if self.wishes.fast else 15 * DEAL_AGAIN_SECONDS / self.wishes.speed
        self._dealt[card.key] = now + wait
        named = [one for one in volunteers.values() if one.has_taken(card) or one.is_named_on(card)]
        several = [one for one in volunteers.values() if one.id in card.members]
        count = min(len(several), 2 if stage.chance.random() < RACES else 1)
        for volunteer in named or stage.chance.sample(several, count):
            volunteer.given[card.key] = card

    async def _until_done(self, stage: Stage, askers: Askers, calls: Calls, lines: Sequence[Line]) -> None:
        """Until everything is asked, offered and settled, or nothing has changed for as long as patience lasts."""
        seen: object = None
        changed = quiet_since = time.monotonic()
        while True:
            await asyncio.sleep(STEP_SECONDS)
            await calls.read(self.control)
            self._tell(stage, lines)
            now = time.monotonic()
            state = (len(stage.ledger.every), calls.every, len(stage.scene.posts), sum(stage.deeds.values()))
            if state != seen:
                seen, changed = state, now
            if now - changed > self.wishes.patience:
                return
            if askers.has_more_to_say() or self._waits(stage):
                quiet_since = now
            elif now - max(quiet_since, changed) > QUIET_SECONDS:
                return

    def _waits(self, stage: Stage) -> bool:
        """Whether something is still to come from Byhand or from the people."""
        return bool(tally.without_card(stage)) or (self.wishes.answers and bool(tally.unsettled(stage)))

    def _tell(self, stage: Stage, lines: Sequence[Line]) -> None:
        every = stage.ledger.every
        self.tell(
            Standing(
                self._doing,
                of=sum(1 for line in lines if not line.edit_of),
                asked=len(every),
                offered=sum(1 for one in every if one.offered_at),
                claimed=stage.deeds["claimed"],
                answered=sum(1 for one in every if one.answered_at),
                let_be=stage.deeds["let be"],
            )
        )


@contextlib.asynccontextmanager
async def _together(*lives: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """They all go on meanwhile; when one cannot, as when the sandbox is gone, that is raised and the others end."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(life) for life in lives]
            yield
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
