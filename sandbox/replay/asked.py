"""What was asked, and what became of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.replay.blocks import Shown, plainly
from sandbox.replay.script import Line

_HANDLE = re.compile(r"\(@(\w+)\)")
_ENOUGH = 60


@dataclass
class Asked:
    """One message that an asker has written. `ids` are its own on the platform, all versions; `at` is epoch time."""

    number: int
    line: Line
    at: float
    chat: str
    ids: list[str]
    texts: list[str] = field(default_factory=list)
    offered_at: float | None = None
    answered_at: float | None = None
    reply: str = ""
    let_be: bool = False

    @property
    def expects_card(self) -> bool:
        return self.line.expect == "ask"

    def is_in(self, text: str) -> bool:
        """Whether its words, in any version, stand in a text made plain."""
        return any(needle and needle in text for needle in self.texts)


class Ledger:
    """Everything that was asked, found again by what stands on a card or under a post."""

    def __init__(self) -> None:
        self.every: list[Asked] = []
        self._by_author: dict[str, list[Asked]] = {}
        self._by_id: dict[tuple[str, str, str], Asked] = {}
        self._by_name: dict[str, Asked] = {}
        self._read: dict[tuple[str, str], tuple[str, list[Asked]]] = {}

    def add(self, line: Line, at: float, chat: str, message_id: str) -> Asked:
        asked = Asked(len(self.every) + 1, line, at, chat, [])
        self.every.append(asked)
        self._by_author.setdefault(line.author.lower(), []).append(asked)
        if line.id:
            self._by_name[line.id] = asked
        self.now_says(asked, line.text, message_id)
        return asked

    def now_says(self, asked: Asked, text: str, message_id: str) -> None:
        """A version of it, the first or an edited one; X gives each a number of its own."""
        if message_id not in asked.ids:
            asked.ids.append(message_id)
        needle = plainly(text)[:_ENOUGH].strip()
        if needle:
            asked.texts.append(needle)
        self._by_id[asked.line.channel, asked.chat, message_id] = asked

    def named(self, name: str) -> Asked | None:
        return self._by_name.get(name)

    def of(self, channel: str, chat: str, message_id: str) -> Asked | None:
        return self._by_id.get((channel, chat, message_id))

    def on(self, card: Shown) -> list[Asked]:
        """Whose words stand on this message of the app's."""
        known = self._read.get(card.key)
        if known is not None and known[0] == card.text:
            return known[1]
        text = plainly(card.text)
        found = [asked for asked in self._candidates(card.text) if asked.is_in(text)]
        self._read[card.key] = (card.text, found)
        return found

    def forget_readings(self) -> None:
        """New words were written, which may stand on a card that was read before."""
        self._read = {key: kept for key, kept in self._read.items() if kept[1]}

    def _candidates(self, text: str) -> Iterable[Asked]:
        handles = [handle.lower() for handle in _HANDLE.findall(text)]
        return [asked for handle in handles for asked in self._by_author.get(handle, ())]
