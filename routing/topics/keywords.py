"""Text to topics by the words that administrators gave: keywords, names, descriptions and examples; pure."""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from policies.document import Policy, Topic
from routing.atlas.words import fold, words
from routing.languages import spoken
from routing.ports import TopicScore

__all__ = ["Keywords"]

Term = tuple[str, ...]  # the stems of a word or a phrase, in order
_Found = dict[int, tuple[float, str]]  # for a word's position the surest sign it gives: its weight and how it is shown

# How sure one term that no other topic has makes us, by where the administrator wrote it.
WEIGHTS: Mapping[str, float] = {"keyword": 0.6, "name": 0.4, "part": 0.2, "example": 0.15, "description": 0.15}
LONGER = 1.15  # each further word of a phrase makes it so much surer
THRESHOLD = 0.25
_EVIDENCE_SHOWN = 5

# Snowball's algorithms by ISO 639-1 code; a language without one is compared by whole words.
_ALGORITHMS: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# English words that say nothing about a subject: no evidence unless they stand inside a keyword's phrase.
_EMPTY_WORDS = """
    a about after again all also am an and any anything are as ask at be been before but by can cannot could d did
    do does doesn doing don for from get gets getting go going got had has have having he help her here hers him his
    how i if in into is isn it its just know let like ll m made make many me more most much my need new no not now
    of off on one only or other our ours out over own please question questions re s same she should so some
    something still such t take takes than thank thanks that the their them then there these they thing things this
    those to too up us use used using ve very want was we well were what when where which while who why will with
    without won work works would you your yours
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True)
class _Sign:
    """A term that speaks for one topic: how surely, and in which of the administrator's words."""

    topic: str
    weight: float
    shown: str


class Keywords:
    """Scores topics by the terms found: a rarer term counts more, and below `threshold` a topic is not named."""

    def __init__(self, policy: Policy, threshold: float = THRESHOLD) -> None:
        topics = sorted(policy.topics, key=lambda topic: topic.id)
        self._threshold = threshold
        self._books = {language: _Book(topics, _Stemmer(language)) for language in policy.company.languages}

    def rank(self, text: str) -> tuple[TopicScore, ...]:
        """Best first, ties by id; empty when none fits."""
        said = [word.key for word in words(text)]
        found: dict[str, _Found] = defaultdict(dict)
        for language in spoken((word.raw.lower() for word in words(text)), tuple(self._books)):
            for position, sign in self._books[language].signs_in(said):
                at = found[sign.topic]
                at[position] = max(at.get(position, (0.0, "")), (sign.weight, sign.shown))
        scores = (_score(topic, at) for topic, at in found.items())
        return tuple(sorted((each for each in scores if each.score >= self._threshold), key=_best_first))


class _Stemmer:
    """Words to stems in one language, each word worked out once. Snowball's stemmers keep state, hence the lock."""

    def __init__(self, language: str) -> None:
        algorithm = _ALGORITHMS.get(language)
        self._stem = snowballstemmer.stemmer(algorithm).stemWord if algorithm else str
        self._lock = threading.Lock()
        self.stem = lru_cache(maxsize=65_536)(self._work_out)

    def _work_out(self, word: str) -> str:
        with self._lock:
            return fold(self._stem(word))

    def term(self, phrase: str) -> Term:
        return tuple(self.stem(word.key) for word in words(phrase))


class _Book:
    """The terms of all topics in one language, found by their first stem."""

    def __init__(self, topics: Sequence[Topic], stemmer: _Stemmer) -> None:
        self._stem = stemmer.stem
        drafts = [draft for topic in topics for draft in _drafts(topic, stemmer)]
        self._signs = _weighed(drafts, len(topics))
        self._longest: dict[str, int] = {}
        for term in self._signs:
            self._longest[term[0]] = max(len(term), self._longest.get(term[0], 0))

    def signs_in(self, said: Sequence[str]) -> Iterator[tuple[int, _Sign]]:
        """Each known term once, however often it is said, with the position of its first word."""
        stems = [self._stem(word) for word in said]
        seen: dict[Term, int] = {}
        for start, first in enumerate(stems):
            for length in range(1, self._longest.get(first, 0) + 1):
                seen.setdefault(tuple(stems[start : start + length]), start)
        for term, start in seen.items():
            for sign in self._signs.get(term, ()):
                yield start, sign


def _drafts(topic: Topic, stemmer: _Stemmer) -> Iterator[tuple[Term, str, str, str]]:
    """What speaks for a topic: the term, the topic's id, where it was written, and the words themselves."""
    for keyword in topic.keywords:
        term = stemmer.term(keyword)
        yield term, topic.id, "keyword", keyword
        if len(term) > 1:
            yield from _single(keyword, "part", topic.id, stemmer)
    yield from _single(topic.name, "name", topic.id, stemmer)
    yield from _single(topic.description, "description", topic.id, stemmer)
    for example in topic.examples:
        yield from _single(example, "example", topic.id, stemmer)


def _single(text: str, source: str, topic: str, stemmer: _Stemmer) -> Iterator[tuple[Term, str, str, str]]:
    for word in words(text):
        if word.key not in _EMPTY and len(word.key) > 1:
            yield (stemmer.stem(word.key),), topic, source, word.raw


def _weighed(drafts: Iterable[tuple[Term, str, str, str]], topics: int) -> dict[Term, tuple[_Sign, ...]]:
    best: dict[Term, dict[str, tuple[float, str]]] = defaultdict(dict)
    for term, topic, source, shown in drafts:
        if term:
            weight = min(0.9, WEIGHTS[source] * LONGER ** (len(term) - 1))
            label = "keyword" if source == "part" else source
            best[term][topic] = max(best[term].get(topic, (0.0, "")), (weight, f"{label}: {shown}"))
    return {
        term: tuple(
            _Sign(topic, weight * _rarity(len(by_topic), topics), shown) for topic, (weight, shown) in by_topic.items()
        )
        for term, by_topic in best.items()
    }


def _rarity(topics_with_it: int, topics: int) -> float:
    """1 for a term of one topic alone, near 0 for a term of all: inverse document frequency, scaled."""
    return math.log(1 + topics / topics_with_it) / math.log(1 + topics)


def _score(topic: str, found: _Found) -> TopicScore:
    """Words are taken as independent signs: what remains is the doubt that all of them leave."""
    surest = sorted(set(found.values()), key=lambda each: (-each[0], each[1]))
    doubt = math.prod(1 - weight for weight, _ in surest)
    return TopicScore(topic, 1 - doubt, tuple(shown for _, shown in surest[:_EVIDENCE_SHOWN]))


def _best_first(scored: TopicScore) -> tuple[float, str]:
    return -scored.score, scored.topic
