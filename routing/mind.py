"""What reads texts, put together: embeddings, topics, kinds, languages; each part loaded when it is needed first."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeAlias

from policies.document import Policy, Topic
from routing.embedding import EmbeddingUnusable, choose
from routing.kinds import Kinds
from routing.ports import Clock, Embedder, TopicModel
from routing.reader import Reader, Said, read
from routing.sorter import Kept, Sorter, multilingual
from routing.topics.model import Example
from routing.vectors import Remembering
from store.db import Database

__all__ = ["Mind", "reader"]

Keep: TypeAlias = Callable[[Embedder, str], Embedder]

log = logging.getLogger("byhand.reader")


def reader(setting: str, db: Database, clock: Clock) -> Reader:
    """Reads with the lessons of this database, and keeps the vectors of its documents there."""
    mind = Mind(setting, lambda found, of: Remembering(found, db, clock, of))
    return Reader(db, mind.build, lambda: mind.kinds)


class Mind:
    """Of one setting of the embedding: "minilm", a folder, or "off".

    `keep` wraps an embedding in what remembers the documents of one use of it ("topics", "kinds"); else memory does.
    """

    def __init__(self, setting: str, keep: Keep = lambda found, _of: Kept(found)) -> None:
        self._setting, self._keep = setting, keep

    def build(self, topics: Sequence[Topic], lessons: Sequence[Example] = ()) -> TopicModel:
        """A topic model with the embeddings there are."""
        return Sorter(topics, lessons, *self._of_topics)

    @cached_property
    def kinds(self) -> Kinds:
        return Kinds(self._kept(self._english, "kinds"))

    def read_with(self, policy: Policy) -> Callable[[str, str], Said]:
        """Reads a text, and the language that its platform names, by this policy alone."""
        model = self.build(policy.topics)

        return lambda text, said_language: read(text, said_language, model, self.kinds)

    @cached_property
    def _of_topics(self) -> tuple[Embedder | None, Embedder | None]:
        others = None if self._english is None else multilingual()
        return self._kept(self._english, "topics"), self._kept(others, "topics")

    @cached_property
    def _english(self) -> Embedder | None:
        """What meanings are compared by; None when they are not, which is said."""
        try:
            return choose(self._setting)
        except EmbeddingUnusable as error:
            log.warning("questions are sorted by their words alone: %s", error)
            return None

    def _kept(self, found: Embedder | None, of: str) -> Embedder | None:
        return None if found is None else self._keep(found, of)
