"""Why a topic was named, in words: keywords that were said, and the nearest examples; pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from policies.document import Topic
from routing.topics.documents import Document
from routing.topics.terms import stems_of

__all__ = ["Evidence"]

Phrase = tuple[str, ...]  # the stems of its words

_MOST_KEYWORDS, _MOST_EXAMPLES = 4, 2
_ALIKE = 0.3  # likeness from which a document is worth quoting
_QUOTED = 60  # characters


class Evidence:
    """What speaks for a topic, from the administrators' and the volunteers' own words."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._told: dict[Phrase, dict[str, str]] = defaultdict(dict)
        for topic in topics:
            for source, phrase in (*(("keyword", keyword) for keyword in topic.keywords), ("name", topic.name)):
                self._told[stems_of(phrase)].setdefault(topic.id, f"{source}: {phrase}")
        self._told.pop((), None)
        self._longest = max(map(len, self._told), default=0)
        self._heard = lru_cache(maxsize=8)(self._look_up)  # each of several topics asks for the same text

    def named_in(self, text: str) -> frozenset[str]:
        """The topics of which a keyword, or the name, is said."""
        return frozenset(self._heard(text))

    def _look_up(self, text: str) -> Mapping[str, tuple[str, ...]]:
        """What is said of each topic, in order, each once."""
        heard: dict[str, dict[str, None]] = defaultdict(dict)
        for phrase in self._phrases(text):
            for topic, told in self._told.get(phrase, {}).items():
                heard[topic][told] = None
        return {topic: tuple(said) for topic, said in heard.items()}

    def _phrases(self, text: str) -> Iterator[Phrase]:
        """Every run of words that could be a keyword, in order."""
        said = stems_of(text)
        for start in range(len(said)):
            for end in range(start + 1, min(start + self._longest, len(said)) + 1):
                yield said[start:end]

    def of(self, topic: str, text: str, saying: Sequence[tuple[float, Document]]) -> tuple[str, ...]:
        """Keywords that the text has, then the most telling documents like it; the nearest when there is neither."""
        found = self._heard(text).get(topic, ())
        quoted = list(islice(_quotes(saying), _MOST_EXAMPLES))
        if not found and not quoted:
            quoted = [f"near: {_short(document.text)}" for _, document in saying[:1]]
        return (*found[:_MOST_KEYWORDS], *quoted)


def _quotes(saying: Sequence[tuple[float, Document]]) -> Iterator[str]:
    for likeness, document in saying:
        if likeness >= _ALIKE and document.is_example:
            yield f"{document.source}: “{_short(document.text)}”"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _QUOTED else f"{plain[: _QUOTED - 1].rstrip()}…"
