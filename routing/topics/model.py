"""Text to topics: how likely each is, how likely none is, and by which evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from policies.document import Topic
from routing.ports import Embedder, TopicRanking, TopicScore
from routing.topics.calibration import probabilities
from routing.topics.documents import ELSEWHERES, Document, Example, documents_of
from routing.topics.evidence import Evidence
from routing.topics.fitted import Fitted, Look
from routing.topics.parts import taken_apart

__all__ = ["Example", "Topics"]

Numbers = NDArray[np.float32]

MEANING_AND_WORDS, WORDS_ALONE = "meaning and words", "words alone"
_EXPLAINED = 3  # of the best topics
_CLEAR = 0.75  # a part's share from which it has a topic of its own
_OF_WHOLE = 0.2  # what the whole question counts beside its parts
_TOO_ALIKE = 0.5  # a sentence of elsewhere that is so like a topic's document is not elsewhere here


class Topics:
    """The topics of one policy with all that was learnt. Never changes; many threads may ask at once.

    The order in which topics, examples and lessons are given makes no difference. Without an embedder, or for a
    language other than English, which the default one does not speak, the words alone decide.
    """

    def __init__(
        self, topics: Sequence[Topic], lessons: Sequence[Example] = (), embedder: Embedder | None = None
    ) -> None:
        self._ids = tuple(sorted(topic.id for topic in topics))
        self._documents = documents_of(topics, lessons)
        self._evidence = Evidence(topics)
        self._embedder = embedder
        self._by_meaning = self._fit_meaning(embedder) if self._ids and embedder is not None else None

    def rank(self, text: str, language: str = "") -> TopicRanking:
        """`language` is ISO 639-1, or empty when nobody knows."""
        if not self._ids:
            return TopicRanking()
        by_meaning = self._by_meaning is not None and language in {"", "en"}
        view = self._view(text, by_meaning=by_meaning)
        shares, none = view.shares, view.look.doubt
        parts = taken_apart(text, self._ids[int(np.argmax(shares))], self._evidence.named_in)
        if parts is not None:
            shares, none = _joined(view, *(self._view(part, by_meaning=by_meaning) for part in parts))
        return self._ranking(text, view, shares, none)

    def _view(self, text: str, *, by_meaning: bool) -> "_View":
        if by_meaning and self._by_meaning is not None and self._embedder is not None:
            fitted, look = self._by_meaning, self._by_meaning.look(text, self._embedder.embed([text])[0])
        else:
            fitted, look = self._by_words, self._by_words.look(text, None)
        return _View(fitted, look, probabilities(look.scores, fitted.sharpness))

    def _fit_meaning(self, embedder: Embedder) -> Fitted:
        documents = (*self._documents, *ELSEWHERES)
        vectors = np.asarray(embedder.embed([document.text for document in documents]), dtype=np.float32)
        theirs, elsewhere = vectors[: len(self._documents)], vectors[len(self._documents) :]
        kept = np.flatnonzero((elsewhere @ theirs.T).max(axis=1, initial=-1) < _TOO_ALIKE)
        chosen = (*self._documents, *(ELSEWHERES[at] for at in kept))
        return Fitted(chosen, self._ids, np.concatenate([theirs, elsewhere[kept]]))

    @cached_property
    def _by_words(self) -> Fitted:
        return Fitted((*self._documents, *ELSEWHERES), self._ids, None)

    def _ranking(self, text: str, view: "_View", shares: Numbers, none: float) -> TopicRanking:
        best_first = np.argsort(-shares, kind="stable").tolist()  # ties by id: the columns are in that order
        likely = (shares * (1 - none)).tolist()
        told = [self._evidence.of(self._ids[at], text, _saying(view, at)) for at in best_first[:_EXPLAINED]]
        told += [()] * (len(best_first) - len(told))
        scored = [TopicScore(self._ids[at], likely[at], said) for at, said in zip(best_first, told, strict=True)]
        return TopicRanking(tuple(scored), none, MEANING_AND_WORDS if view.fitted.by_meaning else WORDS_ALONE)


@dataclass(frozen=True)
class _View:
    """What a model makes of a text: the topics' shares are those they have if any fits."""

    fitted: Fitted
    look: Look
    shares: Numbers


def _joined(whole: _View, own: _View, others: _View) -> tuple[Numbers, float]:
    """Two topics share a question whose parts, taken alone, are clearly of different ones."""
    first, second = int(np.argmax(own.shares)), int(np.argmax(others.shares))
    clear = first == int(np.argmax(whole.shares)) and min(own.shares[first], others.shares[second]) >= _CLEAR
    if first == second or not clear:
        return whole.shares, whole.look.doubt
    doubt = min(whole.look.doubt, own.look.doubt, others.look.doubt)
    return whole.shares * _OF_WHOLE + (own.shares + others.shares) * ((1 - _OF_WHOLE) / 2), doubt


def _saying(view: _View, column: int) -> list[tuple[float, Document]]:
    """The documents that speak for a topic here, most first, each with its likeness to the question."""
    mine = np.flatnonzero(view.fitted.columns == column)
    added = view.look.likeness[mine] * view.fitted.alphas[mine, column]
    order = mine[np.argsort(-added, kind="stable")]
    return [(float(view.look.likeness[at]), view.fitted.documents[at]) for at in order]
