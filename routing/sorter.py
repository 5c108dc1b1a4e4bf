"""Text to topics whatever its language: one model of meanings for English, one for the others where the extra is."""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from policies.document import Topic
from routing.languages import detect
from routing.ports import Embedder, TopicRanking, TopicScore
from routing.topics.model import Example, Topics
from routing.universal import Universal, UniversalMissing, is_installed

__all__ = ["Kept", "Sorter", "multilingual"]

Vector = NDArray[np.float32]

_READS = frozenset({"en", ""})  # for the model of English meanings; a text of no known language is tried as English

# A bare name lies far from questions about it, farther still across languages: measured on Arabic questions to English
# topics without an example, these phrases brought 37 to 44 % right. For English questions they bring nothing.
_PHRASES = ("I have a question about ", "Why ", "Help with ")

# Across languages everything is less alike, which a model fitted within one takes for doubt. Measured on Arabic
# questions to English topics: the odds of `none` are too high by this factor (its logarithm), and with so many examples
# a topic the probabilities are too flat by this exponent; together they halve and halve again how far off they are.
_TOO_DOUBTFUL, _TOO_FLAT, _MANY = 2.5, 1.4, 5
_SURE = 1e-6


def multilingual() -> Embedder | None:
    """The extra's embedding when it is installed."""
    return Universal() if is_installed() else None


class Sorter:
    """Ranks topics with the embedding that reads the question's language; without one, by words alone.

    `others` reads languages other than English. What it needs is worked out at the first such question; it reads
    English too where the administrators' own words are not English. Many threads may ask.
    """

    def __init__(
        self,
        topics: Sequence[Topic],
        lessons: Sequence[Example] = (),
        embedder: Embedder | None = None,
        others: Embedder | None = None,
    ) -> None:
        self._topics, self._lessons = tuple(topics), tuple(lessons)
        self._others = others
        self._lock = threading.Lock()
        self._foreign: Topics | None = None
        self._home = _home(self._topics) if others is not None else "en"
        self._reads = _READS if self._home == "en" else frozenset()
        self._english = Topics(self._topics, self._lessons, embedder)

    def rank(self, text: str, language: str = "") -> TopicRanking:
        """`language` is ISO 639-1; when it is not given, the text is asked."""
        if self._others is None or (spoken := language or detect(text).value) in self._reads:
            return self._english.rank(text, language)
        foreign = self._for_others()
        if foreign is None:
            return self._english.rank(text, language)
        # Its embedding speaks the language, so none is told that would leave the embedding aside.
        ranking = foreign.rank(text)
        if spoken not in {self._home, ""}:
            ranking = _levelled(ranking, self._examples_a_topic)
        return replace(ranking, topics=tuple(map(_without_phrases, ranking.topics)))

    @property
    def _examples_a_topic(self) -> float:
        given = len(self._lessons) + sum(len(topic.examples) for topic in self._topics)
        return given / max(1, len(self._topics))

    def _for_others(self) -> Topics | None:
        with self._lock:
            if self._foreign is None and self._others is not None:
                try:
                    self._foreign = Topics([*map(_asked, self._topics)], self._lessons, self._others)
                except UniversalMissing:  # installed and broken: words alone are better than no answer
                    self._others = None
            return self._foreign


def _home(topics: Sequence[Topic]) -> str:
    """The language in which administrators described their topics; English where nobody can tell."""
    said = [part for topic in topics for part in (topic.name, topic.description, *topic.examples[:2]) if part]
    return detect(" ".join(said)).value or "en"


def _levelled(ranking: TopicRanking, examples: float) -> TopicRanking:
    """The probabilities as they hold across languages; the order stays."""
    doubt = min(max(ranking.none, _SURE), 1 - _SURE)
    none = 1 / (1 + (1 - doubt) / doubt * math.exp(_TOO_DOUBTFUL))
    steeper = 1 + (_TOO_FLAT - 1) * min(1.0, examples / _MANY)
    raised = [max(each.score, 0.0) ** steeper for each in ranking.topics]
    whole = sum(raised) or 1.0
    shares = [(1 - none) * each / whole for each in raised]
    levelled = (replace(each, score=share) for each, share in zip(ranking.topics, shares, strict=True))
    return replace(ranking, topics=tuple(levelled), none=none)


def _asked(topic: Topic) -> Topic:
    """The topic with its name as people would put it into a question."""
    phrased = tuple(f"{phrase}{topic.name}?" for phrase in _PHRASES)
    return topic.model_copy(update={"keywords": (*topic.keywords, *phrased)})


def _without_phrases(scored: TopicScore) -> TopicScore:
    """Evidence in the administrators' words, not in ours."""
    return replace(scored, evidence=tuple(dict.fromkeys(_plainly(scored.evidence))))


def _plainly(evidence: Sequence[str]) -> Iterator[str]:
    for told in evidence:
        _, _, words = told.partition(": ")
        phrase = next((phrase for phrase in _PHRASES if words.startswith(phrase)), "")
        yield f"name: {words.removeprefix(phrase).rstrip('?')}" if phrase else told


class Kept:
    """An embedding that keeps the vectors of the last texts, so that learning more does not embed all of them again."""

    def __init__(self, embedder: Embedder, most: int = 20_000) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._vector = lru_cache(maxsize=most)(lambda text: embedder.embed([text])[0])

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of length 1 for each text, in order."""
        return np.stack([self._vector(text) for text in texts]) if texts else self._embedder.embed(texts)
