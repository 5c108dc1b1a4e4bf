"""Texts compared by their terms: tf-idf, with each term's texts looked up as in a book's index; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

__all__ = ["TermIndex"]

Numbers = NDArray[np.float32]


class TermIndex:
    """Documents by their terms. A rarer term counts more, a repeated one little more; similarities are cosines.

    Terms that no document has do not count: a text is compared by what could be known of it.
    """

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        self.size = len(documents)
        holding = Counter(term for terms in documents for term in terms)
        self._rarity = {term: log((1 + self.size) / (1 + count)) + 1 for term, count in holding.items()}
        self._at, self._values = self._postings(documents)

    def similarities(self, terms: Mapping[str, int]) -> Numbers:
        """To each document, 0 to 1."""
        weights = {term: self._weight(term, times) for term, times in sorted(terms.items()) if term in self._at}
        if not weights:
            return np.zeros(self.size, dtype=np.float32)
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        at = np.concatenate([self._at[term] for term in weights])
        values = np.concatenate([self._values[term] for term in weights])
        shares = np.repeat(np.array(list(weights.values())) / length, [len(self._at[term]) for term in weights])
        return np.bincount(at, weights=values * shares, minlength=self.size).astype(np.float32)

    def gram(self, documents: Sequence[Mapping[str, int]]) -> Numbers:
        """The similarity of each of these to each document of the index."""
        rows = np.empty((len(documents), self.size), dtype=np.float32)
        for number, terms in enumerate(documents):
            rows[number] = self.similarities(terms)
        return rows

    def _postings(
        self, documents: Sequence[Mapping[str, int]]
    ) -> tuple[dict[str, NDArray[np.int32]], dict[str, Numbers]]:
        at: dict[str, list[int]] = {}
        values: dict[str, list[float]] = {}
        for number, terms in enumerate(documents):
            weights = [self._weight(term, times) for term, times in terms.items()]
            length = sum(weight * weight for weight in weights) ** 0.5
            for term, weight in zip(terms, weights, strict=True):
                at.setdefault(term, []).append(number)
                values.setdefault(term, []).append(weight / length)
        return (
            {term: np.array(numbers, dtype=np.int32) for term, numbers in at.items()},
            {term: np.array(weights, dtype=np.float32) for term, weights in values.items()},
        )

    def _weight(self, term: str, times: int) -> float:
        return self._rarity[term] if times == 1 else (1 + log(times)) * self._rarity[term]
