"""What off-the-shelf parts make of the same questions: BM25, TF-IDF with a linear classifier, a plain embedding.

Each gets what the router gets: a topic's description with its keywords, and the same examples.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bench.routing_data import TopicSet, described, drawn
from routing.ports import Embedder

_WORD = re.compile(r"\w+")
_K1, _B = 1.5, 0.75


class Known:
    """An embedding that never embeds a text twice."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(unknown, self._embedder.embed(unknown), strict=True))
        return np.stack([self._known[text] for text in texts])


class Plain:
    """One set with so many examples a topic; every method gives the share of tests it gets right, in percent."""

    def __init__(self, whole: TopicSet, count: int | None) -> None:
        self._ids = [topic["id"] for topic in whole.topics]
        self._descriptions = [described(topic) for topic in whole.topics]
        pairs = list(drawn(whole, count))
        self._texts = [*self._descriptions, *(text for text, _ in pairs)]
        self._labels = [*self._ids, *(topic for _, topic in pairs)]
        self._asked = [row["text"] for row in whole.test]
        self._right = np.array([row["topic"] for row in whole.test])
        self._has_examples = bool(pairs)

    def bm25(self) -> float:
        """Each topic is one document of all its texts."""
        whole = {one: Counter[str]() for one in self._ids}
        for text, label in zip(self._texts, self._labels, strict=True):
            whole[label].update(_WORD.findall(text.lower()))
        index = _Index(list(whole.values()))
        said = [self._ids[index.best(_WORD.findall(text.lower()))] for text in self._asked]
        return self._share(said)

    def tfidf(self) -> float:
        """The better of logistic regression and a linear support vector machine on words and pairs of words."""
        vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        given, asked = vectors.fit_transform(self._texts), vectors.transform(self._asked)
        if not self._has_examples:
            return self._share(np.array(self._ids)[np.asarray((asked @ given.T).argmax(axis=1)).ravel()])
        made = (LogisticRegression(C=10, max_iter=400), LinearSVC(C=1.0))
        return max(self._share(one.fit(given, self._labels).predict(asked)) for one in made)

    def embedding(self, embedder: Embedder) -> float:
        """Logistic regression on sentence embeddings; without examples, the nearest description."""
        given, asked = embedder.embed(self._texts), embedder.embed(self._asked)
        if not self._has_examples:
            return self._share(np.array(self._ids)[(asked @ given.T).argmax(axis=1)])
        return self._share(LogisticRegression(C=10, max_iter=400).fit(given, self._labels).predict(asked))

    def _share(self, said: Sequence[str] | NDArray[np.str_]) -> float:
        return float(100 * np.mean(np.asarray(said) == self._right))


class _Index:
    """Okapi BM25."""

    def __init__(self, documents: Sequence[Counter[str]]) -> None:
        self._documents = documents
        self._lengths = [sum(one.values()) for one in documents]
        self._mean = sum(self._lengths) / len(documents) or 1.0
        self._found_in = Counter(word for one in documents for word in one)

    def best(self, words: Sequence[str]) -> int:
        return max(range(len(self._documents)), key=lambda at: sum(self._worth(word, at) for word in set(words)))

    def _worth(self, word: str, at: int) -> float:
        often = self._documents[at][word]
        if not often:
            return 0.0
        rare = math.log(1 + (len(self._documents) - self._found_in[word] + 0.5) / (self._found_in[word] + 0.5))
        return rare * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * self._lengths[at] / self._mean))
