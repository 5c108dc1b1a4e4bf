"""A topic model fitted to documents: a question's scores, how like the topics it is, and which documents say so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from routing.topics.calibration import Sharpness, Threshold, sharpness_of, threshold_of
from routing.topics.documents import NOBODYS, Document
from routing.topics.lexical import TermIndex
from routing.topics.ridge import Ridge, fit
from routing.topics.terms import letters_of, words_of

__all__ = ["Fitted", "Look"]

Numbers = NDArray[np.float32]

_NEAR = 0.5  # how fast likeness in meaning fades with distance
_WORDS = 0.6  # of what is not meaning; the rest is letters
_NEAREST, _ELSE = 0.25, 0.3  # how much the nearest document and the score of "none" count in likeness to the topics
_MOST_TRIED = 1000  # documents; with more the settings are chosen on some of the topics


@dataclass(frozen=True)
class _Settings:
    """The share of words and letters beside meaning, the weight of what the policy says, and the ridge."""

    lexical: float
    prior: float
    ridge: float

    def away(self, other: "_Settings") -> float:
        """How far from other settings: the squares of the logarithms of their ratios."""
        pairs = ((self.lexical, other.lexical), (self.prior, other.prior), (self.ridge, other.ridge))
        return sum(log(one / two) ** 2 for one, two in pairs)


_TRIED = {"prior": (0.1, 0.3, 1.0, 3.0), "ridge": (0.1, 0.3, 1.0, 2.0), "lexical": (0.1, 0.2, 0.4)}
_START = _Settings(lexical=0.2, prior=3.0, ridge=0.3)
_START_WORTH = 1.0  # how many examples' surprise it takes to move a setting by a factor of e
_WRITTEN_WORTH = 25.0  # how many examples the policy's own words weigh up
_WITHOUT_EXAMPLES = _Settings(lexical=0.2, prior=1.0, ridge=2.0)
_WITH_NAMES_ALONE = _Settings(lexical=0.08, prior=1.0, ridge=2.0)


@dataclass(frozen=True)
class Look:
    """What a model sees in one question: likeness to each document, each topic's score, and the doubt that any fits."""

    likeness: Numbers
    scores: Numbers
    doubt: float


@dataclass(frozen=True)
class _Kernels:
    """How like each other texts are by meaning (None: nobody knows), by words and by letters."""

    meaning: Numbers | None
    words: Numbers
    letters: Numbers

    def mixed(self, lexical: float) -> Numbers:
        said: Numbers = self.words * np.float32(_WORDS) + self.letters * np.float32(1 - _WORDS)
        if self.meaning is None:
            return said
        near: Numbers = np.exp((self.meaning - 1) / np.float32(_NEAR))
        mixed: Numbers = near * np.float32(1 - lexical) + said * np.float32(lexical)
        return mixed


class Fitted:
    """Documents compared by meaning and words, or, without vectors, by words alone. The last column is "none"."""

    def __init__(self, documents: Sequence[Document], topics: Sequence[str], vectors: Numbers | None) -> None:
        self.documents = tuple(documents)
        self._vectors = vectors
        self.by_meaning = vectors is not None
        terms = [(words_of(each.text), letters_of(each.text)) for each in documents]
        words, letters = [each for each, _ in terms], [each for _, each in terms]
        self._words, self._letters = TermIndex(words), TermIndex(letters)
        column = {topic: number for number, topic in enumerate([*topics, NOBODYS])}
        self.columns = np.array([column[each.topic] for each in documents], dtype=np.int32)
        self._priors = np.array([each.is_prior for each in documents])
        self._examples = np.array([each.is_example for each in documents]) & (self.columns < len(topics))
        self._weights = np.array([each.weight for each in documents], dtype=np.float32)
        meaning = None if vectors is None else vectors @ vectors.T
        kernels = _Kernels(meaning, self._words.gram(words), self._letters.gram(letters))
        self._settings = self._chosen(kernels)
        kernel = kernels.mixed(self._settings.lexical)
        ridge = self._steadied(kernel, self._ridge(kernel, self._settings, np.arange(len(documents))))
        self.alphas = ridge.alphas
        self.sharpness, self._threshold = self._calibrated(kernel, ridge)

    def look(self, text: str, vector: Numbers | None) -> Look:
        meaning = None if self._vectors is None or vector is None else self._vectors @ vector
        said = words_of(text)
        words, letters = self._words.similarities(said), self._letters.similarities(letters_of(text))
        likeness = _Kernels(meaning, words, letters).mixed(self._settings.lexical)
        scores = likeness @ self.alphas
        if said and likeness[self.columns < len(scores) - 1].any():
            like = self._like_topics(likeness[None, :], scores[None, :])
        else:  # no words, or none that anybody has said of a topic, are no evidence for one
            like = np.array([self._threshold.usual], dtype=np.float32)
        return Look(likeness, scores[:-1], float(self._threshold.doubt(like.astype(np.float64))[0]))

    def _ridge(self, kernel: Numbers, settings: _Settings, some: NDArray[np.intp]) -> Ridge:
        weights = self._weights * np.where(self._priors, np.float32(settings.prior), np.float32(1))
        columns, kept = np.unique(self.columns[some], return_inverse=True)
        return fit(kernel, kept.astype(np.int32), len(columns), settings.ridge / weights[some])

    def _steadied(self, kernel: Numbers, ridge: Ridge) -> Ridge:
        """With few examples, part of what the policy's own words alone would say: few examples also mislead."""
        judges, written = self._examples, ~np.array([each.is_example for each in self.documents])
        if not judges.any() or self._is_plain():
            return ridge
        alone = np.flatnonzero(written)
        settings = replace(_WITHOUT_EXAMPLES, lexical=self._settings.lexical)
        first = self._ridge(kernel[np.ix_(alone, alone)], settings, alone)
        said = kernel[:, alone] @ first.alphas
        said[alone] = first.spared
        part = _WRITTEN_WORTH / (_WRITTEN_WORTH + np.count_nonzero(judges))
        scale = np.float32(part * ridge.spared[judges].std(axis=1).mean() / max(said[judges].std(axis=1).mean(), 1e-6))
        alphas = ridge.alphas * np.float32(1 - part)
        alphas[alone] += first.alphas * scale
        return Ridge(alphas, ridge.spared * np.float32(1 - part) + said * scale)

    def _is_plain(self) -> bool:
        """Whether the policy says no more of its topics than their names."""
        return not (self._priors & (self._weights == 1)).any()

    def _like_topics(self, likeness: Numbers, scores: Numbers) -> Numbers:
        """The best topic's score and the nearest of the topics' documents, less what speaks for none of them."""
        theirs = self.columns < scores.shape[1] - 1
        nearest = likeness[:, theirs].max(axis=1, initial=0)
        like: Numbers = scores[:, :-1].max(axis=1) + _NEAREST * nearest - _ELSE * scores[:, -1]
        return like

    def _calibrated(self, kernel: Numbers, ridge: Ridge) -> tuple[Sharpness, Threshold]:
        judges = self._examples
        others = kernel.copy()
        np.fill_diagonal(others, 0)
        like = self._like_topics(others, ridge.spared)
        nobodys = self.columns == ridge.alphas.shape[1] - 1
        threshold = threshold_of(like[nobodys], like[judges])
        fitting = (1 - threshold.doubt(like[judges].astype(np.float64))).astype(np.float32)
        sharpness, _ = sharpness_of(ridge.spared[judges][:, :-1], self.columns[judges], fitting)
        return sharpness, threshold

    def _chosen(self, kernels: _Kernels) -> _Settings:
        """One setting after the other, by how little the examples surprise that are left out one by one."""
        some = self._some()
        if not self._examples[some].any():
            return _WITH_NAMES_ALONE if self._is_plain() else _WITHOUT_EXAMPLES
        best, least = _START, self._surprise(kernels, _START, some)
        for name, values in _TRIED.items():
            if name == "lexical" and kernels.meaning is None:
                continue
            for value in values:
                tried = replace(best, **{name: value})
                if tried == best:
                    continue
                surprised = self._surprise(kernels, tried, some)
                if surprised < least:
                    best, least = tried, surprised
        return best

    def _some(self) -> NDArray[np.intp]:
        """Documents to choose settings by: all, or those of every so manieth topic, and all that belong to none."""
        every = -(-len(self.documents) // _MOST_TRIED)
        return np.flatnonzero((self.columns % every == 0) | (self.columns == self.columns.max()))

    def _surprise(self, kernels: _Kernels, settings: _Settings, some: NDArray[np.intp]) -> float:
        kernel = kernels.mixed(settings.lexical)[np.ix_(some, some)]
        ridge = self._ridge(kernel, settings, some)
        judges = self._examples[some]
        right = np.unique(self.columns[some], return_inverse=True)[1][judges].astype(np.int32)
        surprised = sharpness_of(ridge.spared[judges][:, :-1], right, np.ones(1, dtype=np.float32))[1]
        return surprised + _START_WORTH * settings.away(_START) / len(right)
