"""Plays the volunteers as they are in Slack: they read what is shown, click what is there, write, and look."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.replay import scene as looks
from sandbox.replay import wording
from sandbox.replay.asked import Asked
from sandbox.replay.blocks import Shown, fields
from sandbox.replay.control import Stuck
from sandbox.replay.enrolling import Colleague
from sandbox.replay.stage import THERE, Said, Stage

# The action ids and callback ids that the app's design names for other programs.
CLAIM, DECLINE, ANSWER, RELEASE = "question.claim", "question.decline", "question.answer", "question.release"
DISMISS, AGAIN, BY_HAND = "question.dismiss", "delivery.again", "delivery.by_hand"
OPEN = frozenset({CLAIM, ANSWER, THERE, BY_HAND})
# How likely somebody is to say of such a message that it needs no answer.
LETS_BE = {"spam": 0.9, "chatter": 0.5, "praise": 0.3}
STEPS = 8
PATIENCE_SECONDS = 60.0
FAST_PATIENCE_SECONDS = 1.5
WHY = {"spam": "It is spam or abuse", "chatter": "It is a joke or small talk", "praise": "It asks nothing"}


@dataclass
class Volunteer:
    """One person, who does one thing at a time. `given` are cards of a channel that this one happened to look at."""

    colleague: Colleague
    stage: Stage
    given: dict[tuple[str, str], Shown] = field(default_factory=dict)
    _ready: dict[tuple[tuple[str, str], str], float] = field(default_factory=dict)
    _gives_back: set[tuple[str, str]] = field(default_factory=set)
    _acted: float = 0.0

    @property
    def id(self) -> str:
        return self.colleague.id

    async def live(self, cards: dict[str, list[Shown]]) -> None:
        """Do what is to be done until cancelled; `cards` are the open ones, by whose direct messages they are in."""
        while True:
            await self.stage.next_look()
            if self.stage.looked_at < self._acted:
                continue
            with contextlib.suppress(Stuck):  # what they saw has changed meanwhile: they look again
                await self._one_thing(cards.get(self.id, []))

    async def _one_thing(self, mine: list[Shown]) -> None:
        view = self.stage.scene.view_of(self.id)
        if view is not None:
            await self._finish(view, None)
            return
        for card in (*mine, *self.given.values()):
            action = self._what_to_do(card)
            if action and self._is_due(card, action):
                self.given.pop(card.key, None)
                await self._do(card, action)
                return

    def _what_to_do(self, card: Shown) -> str:
        """The first of what the card lets this person do."""
        if THERE in card.buttons and self._concerns_me(card):
            return THERE
        if BY_HAND in card.buttons and self._concerns_me(card):
            return BY_HAND
        if ANSWER in card.buttons:
            return ANSWER if self._concerns_me(card) else ""
        return CLAIM if CLAIM in card.buttons else ""

    def _concerns_me(self, card: Shown) -> bool:
        """Their own direct messages; in a channel what they took, or the answer that they wrote."""
        return card.owner == self.id or (not card.owner and self.has_taken(card))

    def has_taken(self, card: Shown) -> bool:
        """Whether a channel's card says that they took it, or the answer on it is theirs."""
        if AGAIN in card.buttons:
            text = self.stage.answer_on(card)
            return bool(text) and self.stage.said[text].person == self.id
        return CLAIM not in card.buttons and self.is_named_on(card)

    def is_named_on(self, card: Shown) -> bool:
        """Whether it bears this person's name, as somebody who took it or has answered before."""
        name = self.stage.scene.names.get(self.id) or f"Crowd Member {int(self.id[-5:])}"
        return name in card.text

    def _is_due(self, card: Shown, action: str) -> bool:
        """Nobody acts at once: they notice it after a while, and again later if it is still there."""
        now, key = time.monotonic(), (card.key, action)
        if key not in self._ready:
            seconds = self.stage.chance.expovariate(1 / self.colleague.thinks) if action == CLAIM else 2.0
            self._ready[key] = now + self._while(seconds, 0.4)
        return now >= self._ready[key]

    def _while(self, seconds: float, at_most_when_fast: float) -> float:
        tempo = self.stage.tempo
        return min(seconds, at_most_when_fast) if tempo.fast else seconds / tempo.speed

    def _later(self, card: Shown, action: str) -> None:
        self._ready[card.key, action] = time.monotonic() + self._while(PATIENCE_SECONDS, FAST_PATIENCE_SECONDS)

    async def _do(self, card: Shown, action: str) -> None:
        self._later(card, action)
        asked = self.stage.about(card)
        if action in {THERE, BY_HAND}:
            await (self._decide(card, asked) if action == THERE else self._post_by_hand(card, asked))
        elif asked is None:
            return  # nobody of this play asked it
        elif action == CLAIM:
            await self._consider(card, asked)
        elif card.key in self._gives_back:
            self._gives_back.discard(card.key)
            await self._click(card, RELEASE, "given back")
        else:
            answer = await self._click(card, ANSWER)
            await self._finish(answer.get("view"), asked)

    # --- an offer ---------------------------------------------------------------------------------------------------

    async def _consider(self, card: Shown, asked: Asked) -> None:
        chance, colleague = self.stage.chance, self.colleague
        if DISMISS in card.buttons and chance.random() < LETS_BE.get(asked.line.kind, 0.01):
            await self._let_be(card, asked)
            return
        mood = chance.random()
        if mood < colleague.willing:
            await self._claim(card, asked)
        elif mood < colleague.willing + colleague.declines and DECLINE in card.buttons:
            await self._click(card, DECLINE, "declined")

    async def _let_be(self, card: Shown, asked: Asked) -> None:
        answer = await self._click(card, DISMISS)
        view = answer.get("view")
        if view is None and answer["acknowledged"]:
            self.stage.deeds["let be"] += 1
            asked.let_be = True
        await self._finish(view, asked)

    async def _claim(self, card: Shown, asked: Asked) -> None:
        answer = await self._click(card, CLAIM)
        view = answer.get("view")
        if view is None or not view["callback_id"].startswith("answer"):
            await self._see_who_has_it(card, acknowledged=bool(answer["acknowledged"]))
            await self._finish(view, asked)
            return
        self.stage.deeds["claimed"] += 1
        if self.stage.chance.random() < self.colleague.gives_back:
            self._gives_back.add(card.key)
            await self.stage.control.act("slack/close", person=self.id, all=True)
            return
        await self._finish(view, asked)

    async def _see_who_has_it(self, card: Shown, *, acknowledged: bool) -> None:
        """No window came: somebody was quicker, or it is theirs and the window got lost."""
        await self.stage.look_since(self._acted)
        now = next((one for one in self.stage.scene.messages if one.key == card.key), card)
        if ANSWER in now.buttons and self._concerns_me(now):
            self.stage.deeds["claimed"] += 1
        elif acknowledged and CLAIM not in now.buttons:
            self.stage.deeds["too late"] += 1

    # --- windows ----------------------------------------------------------------------------------------------------

    async def _finish(self, view: dict[str, Any] | None, asked: Asked | None) -> None:
        """Fill in and submit what is open, window after window, until none is; try again what was not taken."""
        for _ in range(STEPS):
            if view is None:
                break
            values = await self._filled(view, asked)
            if values is None:
                await self.stage.control.act("slack/close", person=self.id, all=True)
                break
            answer = await self._act("slack/submit", values=values)
            if answer["acknowledged"] and not answer.get("errors"):
                self._note(view, asked)
            elif answer.get("blocked") or answer.get("errors"):
                self.stage.deeds["not accepted"] += 1
                asked = None  # closes what cannot be submitted
            view = answer["view"]
        self._acted = time.monotonic()

    async def _filled(self, view: dict[str, Any], asked: Asked | None) -> dict[str, Any] | None:
        """What this person enters; None closes the window."""
        callback = view["callback_id"]
        if asked is None or not view.get("submit"):
            return None
        if callback == "answer.post":
            await self.stage.tempo.pause(3)
            return {}
        if callback == "answer.submit":
            await self.stage.tempo.pause(self.colleague.writes)
            return self._entered(view, "plain_text_input", self._compose(asked))
        if callback == "dismiss.submit":
            return self._entered(view, "static_select", WHY.get(asked.line.kind, "Another reason"))
        return None

    def _compose(self, asked: Asked) -> str:
        self.stage.attempts[asked.number] += 1
        text = wording.answer(asked, self.stage.attempts[asked.number], self.stage.chance)
        self.stage.said[text] = Said(self.id, asked)
        return text

    def _entered(self, view: dict[str, Any], kind: str, value: str) -> dict[str, Any]:
        return {block: {part["action_id"]: value} for block, part in fields(view) if part["type"] == kind}

    def _note(self, view: dict[str, Any], asked: Asked | None) -> None:
        """What an accepted window means."""
        if asked is None:
            return
        if view["callback_id"] == "answer.post":
            self.stage.deeds["posted"] += 1
            shown = "".join(str((block.get("text") or {}).get("text", "")) for block in view["blocks"])
            self.stage.posted |= {text for text, of in self.stage.said.items() if of.asked is asked and text in shown}
        elif view["callback_id"] == "dismiss.submit":
            self.stage.deeds["let be"] += 1
            asked.let_be = True

    # --- what nobody knows --------------------------------------------------------------------------------------------

    async def _decide(self, card: Shown, asked: Asked | None) -> None:
        """Look where it would stand, and say what is seen."""
        text = self.stage.answer_on(card)
        if asked is None or not text:
            return
        await self.stage.tempo.pause(10)
        found = [post for post in await looks.posts(self.stage.control, asked.line.channel) if text in post.text]
        self._later(card, THERE)
        await self._click(card, THERE if found else AGAIN, "it is there" if found else "post again")

    async def _post_by_hand(self, card: Shown, asked: Asked | None) -> None:
        """The platform takes it from a person only: they post it there, and give the link."""
        text = self.stage.answer_on(card)
        if asked is None or not text or asked.line.channel != "x":
            return
        posted = await self.stage.control.act(
            "x/posts", author=self.stage.scene.handle, text=f"{text} (by hand)", reply_to=asked.ids[-1]
        )
        answer = await self._click(card, BY_HAND)
        if answer.get("view"):
            values = self._entered(answer["view"], "url_text_input", posted["url"])
            heard = await self._act("slack/submit", values=values)
            self.stage.deeds["by hand"] += bool(heard["acknowledged"])

    # --- hands --------------------------------------------------------------------------------------------------------

    async def _click(self, card: Shown, action: str, deed: str = "") -> dict[str, Any]:
        place = {"channel": card.channel, "ts": card.ts, "action_id": action, "value": card.buttons.get(action)}
        answer = await self._act("slack/click", **place)
        if deed and answer["acknowledged"]:
            self.stage.deeds[deed] += 1
        return answer

    async def _act(self, path: str, **body: Any) -> dict[str, Any]:
        """One act, which a bad network may bring twice; what was not taken is seen as such, and tried again later."""
        twice = {"duplicate": 2} if self.stage.chance.random() < self.stage.duplicates else {}
        answer: dict[str, Any] = await self.stage.control.act(path, person=self.id, **body, **twice)
        self._acted = time.monotonic()
        if not answer["acknowledged"]:
            self.stage.deeds["not taken by Slack"] += 1
            await asyncio.sleep(0.3)
        return answer
