"""Each question's way, as it shows on the wire: who asked, who was shown it, who took it, what became of the answer."""

import time
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sandbox.live import Key, Live

MOST_STORIES = 500  # a page shows no more, and a load run asks thousands
TOGETHER_SECONDS = 2.0
Tone = Literal["", "good", "warn", "bad"]


@dataclass
class Step:
    """One thing that happened: `kind` for programs, `text` for people, `who` it happened to."""

    kind: str
    text: str
    at: float = field(default_factory=time.time)
    tone: Tone = ""
    who: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """One message in Slack that shows the question: `person` is whose direct message it is, if it is one."""

    channel: str
    ts: str
    person: str | None
    name: str


@dataclass
class Story:
    """One question.

    `in_doubt` says that an answer's post broke off; `unknown`, that the application shows a person that it broke off.
    """

    id: str
    platform: str
    asker: str
    text: str
    chat: str = ""
    follows: str | None = None
    steps: list[Step] = field(default_factory=list)
    cards: dict[tuple[str, str], Card] = field(default_factory=dict)
    holder: str | None = None
    clicked: list[str] = field(default_factory=list)
    answer: str | None = None
    unknown: bool = False
    in_doubt: bool = False

    @property
    def post(self) -> str:
        """The number of the post on X that asked."""
        return self.id.removeprefix("x-")

    def has(self, kind: str) -> bool:
        return any(step.kind == kind for step in self.steps)

    def view(self) -> dict[str, Any]:
        """The story for the page, its steps in the order of time."""
        plain = {name: getattr(self, name) for name in ("id", "platform", "asker", "text", "chat", "follows", "holder")}
        plain |= {"cards": [asdict(card) for card in self.cards.values()], "answer": self.answer}
        return plain | {"state": self.state(), "steps": [asdict(step) for step in sorted(self.steps, key=_when)]}

    def state(self) -> str:
        """How far it has come, in a word for the list."""
        if self.unknown:
            return "unknown"
        reached = ("answered", "posted", "written", "taken", "let_be", "offered", "seen")
        return next((kind for kind in reached if self.has(kind)), "asked")


def _when(step: Step) -> float:
    return step.at


class Stories:
    """The newest stories, found by their posts, cards, texts and by who has them in hand."""

    def __init__(self, live: Live) -> None:
        self._live = live
        live.sources["stories"] = self.piece
        self.clear()

    def clear(self) -> None:
        self._stories: OrderedDict[str, Story] = OrderedDict()
        self._unseen: dict[str, Story] = {}
        self._by_post: dict[str, Story] = {}
        self._by_card: dict[tuple[str, str], Story] = {}
        self.in_hand: dict[str, Story] = {}

    def piece(self, key: Key) -> dict[str, Any] | None:
        story = self._stories.get(key[1])
        return story.view() if story else None

    def begin(self, story: Story, post: str) -> None:
        self._stories[story.id] = self._unseen[story.id] = story
        self._by_post[post] = story
        while len(self._stories) > MOST_STORIES:
            self._drop(next(iter(self._stories)))

    def _drop(self, number: str) -> None:
        gone = self._stories.pop(number)
        self._unseen.pop(number, None)
        self._by_post = {post: story for post, story in self._by_post.items() if story is not gone}
        self.in_hand = {person: story for person, story in self.in_hand.items() if story is not gone}
        for card in gone.cards:
            self._by_card.pop(card, None)
        self._live.touch("stories", number)

    def of_post(self, post: str) -> Story | None:
        return self._by_post.get(post)

    def of_card(self, channel: object, ts: object) -> Story | None:
        return self._by_card.get((str(channel), str(ts)))

    def also(self, story: Story, post: str) -> None:
        """Another version of the same post."""
        self._by_post[post] = story

    def showing(self, texts: list[str]) -> Story | None:
        """The newest question whose very text is among these, else whose text is part of one of them."""
        for story in reversed(self._stories.values()):
            if story.text and story.text in texts:
                return story
        whole = "\n".join(texts)
        return next((one for one in reversed(self._stories.values()) if one.text and one.text in whole), None)

    def unseen(self, platform: str) -> list[Story]:
        """The questions there of which nobody has heard yet."""
        return [one for one in self._unseen.values() if one.platform == platform]

    def in_doubt(self) -> list[Story]:
        return [one for one in self._stories.values() if one.in_doubt]

    def add_card(self, story: Story, card: Card) -> None:
        story.cards[card.channel, card.ts] = card
        self._by_card[card.channel, card.ts] = story

    def tell(self, story: Story, step: Step) -> None:
        """One more step; offers that come together are one."""
        last = story.steps[-1] if story.steps else None
        if last and step.kind == last.kind == "offered" and step.at - last.at < TOGETHER_SECONDS:
            last.who += step.who
            last.text = f"Offered to {', '.join(last.who)}"
        else:
            story.steps.append(step)
        if step.kind == "seen":
            self._unseen.pop(story.id, None)
        self._live.touch("stories", story.id)

    def reword(self, story: Story, step: Step, text: str) -> None:
        """A step is known better now."""
        step.text = text
        self._live.touch("stories", story.id)
