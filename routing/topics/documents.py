"""What the topic model compares a question with: what administrators wrote of each topic, and examples; pure."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.document import Topic
from routing.topics.elsewhere import ELSEWHERE

__all__ = ["ELSEWHERES", "NOBODYS", "Document", "Example", "documents_of"]

NOBODYS = ""  # the topic of a text that belongs to none

# A fit takes the square of its documents in memory and their cube in time: 2,400 are some 300 MB for a few seconds.
_MOST = 2400
_MOST_KEYWORDS = 1000  # with more, a topic's keywords stand in one document and no longer also each in its own
_MOST_APART = 1500  # with more, all that is written of a topic is one document


@dataclass(frozen=True)
class Example:
    """A text of which somebody said the topic; an empty topic: it belongs to none. `weight` 1 is one person's word."""

    text: str
    topic: str
    weight: float = 1.0


@dataclass(frozen=True, order=True)
class Document:
    """One text that speaks for a topic, or for none.

    `source` is "name", "description", "keywords" or "keyword" (what the policy says), "example" (of the policy too),
    "taught" (a lesson), or "elsewhere".
    """

    topic: str
    source: str
    text: str
    weight: float = 1.0

    @property
    def is_prior(self) -> bool:
        """Whether it describes its topic; the others are what people ask."""
        return self.source in {"name", "description", "keywords", "keyword"}

    @property
    def is_example(self) -> bool:
        return self.source in {"example", "taught"}


ELSEWHERES = tuple(Document(NOBODYS, "elsewhere", text, 0.3) for text in ELSEWHERE)


def documents_of(topics: Sequence[Topic], lessons: Sequence[Example]) -> tuple[Document, ...]:
    """In an order of their own, whatever order they came in; the same text counts once, with all its weight."""
    written = sorted(_written(topics))
    weights: dict[tuple[str, str, str], float] = defaultdict(float)
    for topic in topics:
        for text in topic.examples:
            weights[topic.id, "example", text] += 1
    known = {topic.id for topic in topics} | {NOBODYS}
    for lesson in lessons:
        if lesson.topic in known and lesson.weight > 0:
            weights[lesson.topic, "taught", lesson.text] += lesson.weight
    room = max(_MOST - len(written), len(known))
    return tuple(written + sorted(_examples(weights, room, len(known))))


def _examples(weights: Mapping[tuple[str, str, str], float], room: int, topics: int) -> Iterator[Document]:
    """The weightiest of each topic; among equals, whichever, but always the same."""
    each = max(1, room // topics) if len(weights) > room else len(weights)
    taken: Counter[str] = Counter()
    for (topic, source, text), weight in sorted(weights.items(), key=_weightiest):
        taken[topic] += 1
        if taken[topic] <= each:
            yield Document(topic, source, text, float(weight))


def _weightiest(entry: tuple[tuple[str, str, str], float]) -> tuple[float, bytes]:
    key, weight = entry
    return -weight, hashlib.blake2b("\0".join(key).encode("utf-8", "replace"), digest_size=8).digest()


def _written(topics: Sequence[Topic]) -> Iterator[Document]:
    apart = sum(3 + len(topic.keywords) for topic in topics) <= _MOST_KEYWORDS
    together = 3 * len(topics) > _MOST_APART
    for topic in topics:
        described = topic.description.strip() if topic.description != topic.name else ""
        keywords = ", ".join(topic.keywords)
        if together or not (described or keywords):
            text = ". ".join(part for part in (topic.name, described, keywords) if part)
            yield Document(topic.id, "description" if described else "name", text, 3.0)
            continue
        yield Document(topic.id, "name", topic.name)
        yield Document(topic.id, "description", f"{topic.name}. {described}" if described else topic.name)
        yield Document(topic.id, "keywords", f"{topic.name}: {keywords}" if keywords else topic.name)
        if apart:
            yield from (Document(topic.id, "keyword", word) for word in sorted(set(topic.keywords)))
