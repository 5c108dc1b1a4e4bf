"""A text's words and letters as terms that are compared: stems and their pairs, and runs of letters; pure."""

import threading
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from routing.atlas.words import fold, words

__all__ = ["letters_of", "stems_of", "words_of"]

Terms = Mapping[str, int]

_SHORTEST_RUN, _LONGEST_RUN = 3, 5
_MOST_WORDS = 400  # of one text; a longer one has said what it is about by then


class _Stemmer:
    """Words to stems as in English, whatever the language. Snowball keeps state, hence the lock.

    The administrator's words and the asker's go the same way, so a stem need not be right, only the same.
    """

    def __init__(self) -> None:
        self._stem = snowballstemmer.stemmer("english").stemWord
        self._lock = threading.Lock()
        self.stem = lru_cache(maxsize=65_536)(self._work_out)

    def _work_out(self, word: str) -> str:
        with self._lock:
            return fold(self._stem(word))


_stem = _Stemmer().stem


@lru_cache(maxsize=64)
def stems_of(text: str) -> tuple[str, ...]:
    """The stem of each word, in order."""
    return tuple(_stem(word.key) for word in words(text)[:_MOST_WORDS])


def words_of(text: str) -> Terms:
    """How often each stem and each pair of neighbours is said."""
    stems = stems_of(text)
    return Counter([*stems, *(f"{one} {two}" for one, two in pairwise(stems))])


def letters_of(text: str) -> Terms:
    """How often each run of three to five letters is, within words; the blanks around a word belong to it."""
    counted: Counter[str] = Counter()
    for word in words(text)[:_MOST_WORDS]:
        counted.update(_runs(word.key))
    return counted


@lru_cache(maxsize=16_384)
def _runs(word: str) -> tuple[str, ...]:
    spaced = f" {word} "
    return tuple(
        spaced[start : start + length]
        for length in range(_SHORTEST_RUN, min(_LONGEST_RUN, len(spaced)) + 1)
        for start in range(len(spaced) - length + 1)
    )
