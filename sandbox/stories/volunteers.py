"""What shows in Slack: cards, clicks, windows, whispers."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.slack.world import World
from sandbox.stories.calls import BROKEN, Entry, listed, mapping, outcome
from sandbox.stories.model import Card, Step, Stories, Story

STATUS = re.compile(r"/status/(\d+)")
SENT_LOOKED_AT = 200
LONGEST_QUOTE = 120
DECIDED = {
    "question.decline": ("declined", "{} said: not me"),
    "question.dismiss": ("let_be", "{} let it be"),
    "question.release": ("released", "{} gave it back"),
    "delivery.there": ("decided", "{} looked, and says: it is there"),
    "delivery.again": ("decided", "{} looked, and says: post it again"),
}
WRITTEN = {
    "answer.submit": ("written", "{} wrote an answer"),
    "answer.post": ("confirmed", "{} saw exactly what becomes public, and posted it"),
    "topic.save": ("corrected", "{} said that it is about something else"),
}


class Volunteers:
    def __init__(self, stories: Stories, world: World) -> None:
        self.stories, self.world = stories, world

    def by_name(self) -> dict[str, Callable[[Entry], None]]:
        return {"chat.postMessage": self._shows, "chat.update": self._redraws, "views.open": self._opens}

    # --- the application's calls -------------------------------------------------------------------------------------

    def _shows(self, entry: Entry) -> None:
        """A message that shows a question is its card; one in a card's thread belongs to it."""
        body = mapping(entry["body"])
        story = self._story_of(body)
        if story is None:
            return
        is_offer = "question.claim" in _actions(body)
        name = self._place(str(body.get("channel")))
        text = f"Offered to {name}" if is_offer else f"Told {name}: {_quote(body)}"
        step = outcome(entry, text, "offered" if is_offer else "told")
        if step.kind == "offered":
            step.who = [name]
        elif step.kind == "broken":
            step.text = f"Card for {name}: {step.text}"
        self._keep_card(story, entry)
        self.stories.tell(story, step)

    def _keep_card(self, story: Story, entry: Entry) -> None:
        try:
            answer = mapping(json.loads(entry["answer"] or "{}"))
        except (TypeError, ValueError):
            return
        channel = self.world.channels.get(str(answer.get("channel")))
        if answer.get("ts") and channel is not None:
            self.stories.add_card(story, Card(channel.id, answer["ts"], channel.owner, self._place(channel.id)))

    def _story_of(self, body: dict[str, Any]) -> Story | None:
        """By the address of the post, else by the question's words, else by the thread."""
        texts = list(_texts(body.get("blocks")))
        for number in STATUS.findall("\n".join(texts)):
            story = self.stories.of_post(f"x {number}")
            if story is not None and "question.claim" in _actions(body):
                return story
        threaded = self.stories.of_card(body.get("channel"), body.get("thread_ts"))
        if threaded is not None and "question.claim" not in _actions(body):
            return threaded
        return self.stories.showing(texts) or threaded

    def _redraws(self, entry: Entry) -> None:
        """A card that asks whether the answer arrived shows that nobody knows; without that question it is settled."""
        body = mapping(entry["body"])
        story = self.stories.of_card(body.get("channel"), body.get("ts"))
        if story is None or entry["fault"] in BROKEN:
            return
        asks = "delivery.there" in _actions(body)
        if asks and not story.unknown:
            story.unknown = True
            text = "Byhand does not know whether it arrived, sends nothing again, and asks"
            self.stories.tell(story, Step("unknown", f"{text} {story.holder or 'a person'}", entry["at"], "warn"))
        elif story.unknown and not asks and not story.in_doubt:
            story.unknown = False
            self.stories.tell(story, Step("settled", "It is settled: the card shows the answer", entry["at"], "good"))

    def _opens(self, entry: Entry) -> None:
        """The window opens for whose click it was: of several who clicked, the one who has the question."""
        body = mapping(entry["body"])
        click = self._click_of(str(body.get("trigger_id")))
        story = self._clicked(click) if click else None
        if click is None or story is None or _action(click) != "question.claim":
            return
        name = self._name(_person(click))
        if story.holder is None and outcome(entry, "", "opened").kind == "opened":
            story.holder = name
            self.stories.tell(story, Step("taken", f"{name} took it", entry["at"], "good", [name]))
            for other in story.clicked:
                self._lost(story, other)

    # --- people ------------------------------------------------------------------------------------------------------

    def hear(self, data: dict[str, Any]) -> None:
        if data.get("kind") in {"ephemeral", "response"}:
            self._whispered(str(data.get("person")))
        number = data.get("number") or 0
        if data.get("kind") != "interactive" or not 1 <= number <= len(self.world.sent):
            return  # the rest was sent before a reset
        payload = json.loads(self.world.sent[number - 1].payload)
        if payload.get("type") == "block_actions":
            self._acts(payload, acknowledged=bool(data.get("acknowledged")))
        elif payload.get("type") == "view_submission":
            self._submits(payload)

    def _acts(self, payload: dict[str, Any], *, acknowledged: bool) -> None:
        story, person = self._clicked(payload), _person(payload)
        if story is None:
            return
        name, action = self._name(person), _action(payload)
        self.stories.in_hand[person] = story
        if not acknowledged:
            self.stories.tell(story, Step("unheard", f"{name} clicked, and got no answer in time", tone="bad"))
        elif action == "question.claim":
            if story.holder not in {None, name}:
                self._lost(story, name)
            elif name not in story.clicked:
                story.clicked.append(name)
        elif action in DECIDED:
            kind, text = DECIDED[action]
            story.in_doubt = False
            self.stories.tell(story, Step(kind, text.format(name), tone="good" if kind == "decided" else ""))

    def _lost(self, story: Story, name: str) -> None:
        if name != story.holder and not any(step.kind == "lost" and name in step.who for step in story.steps):
            text = f"{name} was too late and is told who has it"
            self.stories.tell(story, Step("lost", text, tone="warn", who=[name]))

    def _submits(self, payload: dict[str, Any]) -> None:
        person = _person(payload)
        story = self.stories.in_hand.get(person)
        kind, text = WRITTEN.get(str(mapping(payload.get("view")).get("callback_id")), ("", ""))
        if story is not None and kind:
            self.stories.tell(story, Step(kind, text.format(self._name(person))))

    def _whispered(self, person: str) -> None:
        """What only this person saw goes to the step that told of losing."""
        story, name = self.stories.in_hand.get(person), self._name(person)
        whispers = self.world.ephemerals.get(person) or []
        if story is None or not whispers:
            return
        for step in story.steps:
            if step.kind == "lost" and name in step.who and "“" not in step.text:
                self.stories.reword(story, step, f"{name} was too late: “{whispers[-1].get('text', '')}”")

    # --- who and where -----------------------------------------------------------------------------------------------

    def _click_of(self, trigger: str) -> dict[str, Any] | None:
        for sent in reversed(self.world.sent[-SENT_LOOKED_AT:]):
            if trigger in sent.payload:
                payload: dict[str, Any] = json.loads(sent.payload)
                return payload if payload.get("type") == "block_actions" else None
        return None

    def _clicked(self, payload: dict[str, Any]) -> Story | None:
        place = mapping(payload.get("container"))
        return self.stories.of_card(place.get("channel_id"), place.get("message_ts"))

    def _name(self, person: str) -> str:
        found = self.world.people.get(person)
        return found.real_name if found else person

    def _place(self, channel: str) -> str:
        """Whose direct messages, or which channel."""
        if channel in self.world.people:
            return self._name(channel)
        found = self.world.channels.get(channel)
        if found is None:
            return channel
        return self._name(found.owner) if found.owner else f"#{found.name}"


def _texts(part: Any) -> Iterator[str]:
    """Every text and address in blocks."""
    if isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str) and name in {"text", "url"}:
                yield value
            else:
                yield from _texts(value)
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)


def _actions(body: dict[str, Any]) -> set[str]:
    found = (listed(mapping(block).get("elements")) for block in listed(body.get("blocks")))
    return {str(mapping(one).get("action_id")) for elements in found for one in elements}


def _person(payload: dict[str, Any]) -> str:
    """Whose click or window it was, by id."""
    return str(mapping(payload.get("user")).get("id"))


def _action(payload: dict[str, Any]) -> str:
    """What was clicked."""
    return str(mapping(next(iter(listed(payload.get("actions"))), None)).get("action_id"))


def _quote(body: dict[str, Any]) -> str:
    text = next(iter(_texts(body.get("blocks"))), str(body.get("text", "")))
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
