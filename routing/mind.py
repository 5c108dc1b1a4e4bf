"""What reads texts, put together: embeddings, topics, kinds, languages; each part loaded when it is needed first."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property

from policies.document import Policy, Topic
from routing.embedding import OFF, EmbeddingUnusable, choose
from routing.kinds import Kinds
from routing.languages import detect
from routing.ports import Clock, Embedder, TopicModel
from routing.reader import Reader, Said
from routing.sorter import Sorter, multilingual
from routing.topics.model import Example
from routing.vectors import Remembering
from store.db import Database

__all__ = ["Mind", "embedder", "reader"]

log = logging.getLogger("byhand.reader")


def embedder(setting: str) -> Embedder | None:
    """What meanings are compared by: "minilm", a folder, or "off"; None when they are not, which is said."""
    try:
        return choose(setting)
    except EmbeddingUnusable as error:
        log.warning("questions are sorted by their words alone: %s", error)
        return None


def reader(setting: str, db: Database, clock: Clock) -> Reader:
    """Reads with the lessons of this database, and keeps the vectors of its documents there."""
    mind = Mind(setting, lambda found, of: Remembering(found, db, clock, of))
    return Reader(db, mind.build, lambda: mind.kinds, detect)


class Mind:
    """`keep` may wrap an embedding in what remembers the documents of one use of it ("topics", "kinds")."""

    def __init__(self, setting: str, keep: Callable[[Embedder, str], Embedder] = lambda found, _of: found) -> None:
        self._setting, self._keep = setting, keep

    def build(self, topics: Sequence[Topic], lessons: Sequence[Example] = ()) -> TopicModel:
        """A topic model with the embeddings there are."""
        return Sorter(topics, lessons, self._kept(self._english, "topics"), self._kept(self._others, "topics"))

    @cached_property
    def kinds(self) -> Kinds:
        return Kinds(self._kept(self._english, "kinds"))

    def read_with(self, policy: Policy) -> Callable[[str, str], Said]:
        """Reads a text, and the language that its platform names, by this policy alone."""
        model = self.build(policy.topics)

        def read(text: str, said_language: str) -> Said:
            language = detect(text, said_language)
            return Said(model.rank(text, language.value), self.kinds.judge(text, language.value), language)

        return read

    @cached_property
    def _english(self) -> Embedder | None:
        return embedder(self._setting)

    @cached_property
    def _others(self) -> Embedder | None:
        return None if self._setting == OFF else multilingual()

    def _kept(self, found: Embedder | None, of: str) -> Embedder | None:
        return None if found is None else self._keep(found, of)
