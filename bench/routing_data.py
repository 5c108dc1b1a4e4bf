"""Public sets of questions and places to measure routing with: where they lie, and how few examples are drawn.

Nothing of them is in this repository; README.md in their folder names sources and licences.
"""

import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.processes import ROOT

VARIABLE = "BYHAND_ROUTING_DATA"
NONE = "__none__"  # the topic of a question that belongs to none
SEED = 1  # the scorers' own


@dataclass(frozen=True)
class TopicSet:
    """A set of questions with their topics; `suffix` marks tests in another language."""

    name: str
    topics: tuple[Mapping[str, Any], ...]
    train: tuple[Mapping[str, Any], ...]
    test: tuple[Mapping[str, Any], ...]
    suffix: str = ""

    @property
    def label(self) -> str:
        return self.name + self.suffix


def folder() -> Path:
    """Where the sets lie: where the environment says, else beside the checkout. Raises RuntimeError in one sentence."""
    named = os.environ.get(VARIABLE)
    found = [Path(named)] if named else sorted(ROOT.parent.glob("*/data/routing"))
    for one in found:
        if (one / "score_topic.py").is_file():
            return one
    where = f"in {named}" if named else "beside the checkout"
    raise RuntimeError(f"There are no sets to measure routing with {where}: {VARIABLE} names their folder.")


def read(data: Path, name: str, suffix: str = "") -> TopicSet:
    topics = json.loads((data / f"topic_{name}_topics.json").read_text("utf-8"))["topics"]
    train, test = _lines(data / f"topic_{name}_train.jsonl"), _lines(data / f"topic_{name}{suffix}_test.jsonl")
    return TopicSet(name, tuple(topics), tuple(train), tuple(test), suffix)


def limited(whole: TopicSet, most: int) -> TopicSet:
    """At most so many of its tests, drawn as the scorer draws them; 0: all."""
    if not most or len(whole.test) <= most:
        return whole
    return replace(whole, test=tuple(random.Random(0).sample(list(whole.test), most)))


def drawn(whole: TopicSet, count: int | None) -> Iterator[tuple[str, str]]:
    """Texts with their topics, `count` a topic (None: all), the very ones that the scorer gives the router."""
    by_topic: dict[str, list[str]] = defaultdict(list)
    for row in whole.train:
        by_topic[row["topic"]].append(row["text"])
    dice = random.Random(SEED)
    for topic in whole.topics:
        texts = by_topic[topic["id"]][:]
        dice.shuffle(texts)
        yield from ((text, topic["id"]) for text in texts[:count])


def described(topic: Mapping[str, Any]) -> str:
    """What an administrator wrote of a topic, as one text."""
    return " ".join([topic["name"], topic.get("description") or "", *(topic.get("keywords") or [])]).strip()


def without(whole: TopicSet, left_out: Sequence[str], into: Path) -> None:
    """Write the set with some of its topics unknown: their questions belong to none."""
    gone = set(left_out)
    topics = [topic for topic in whole.topics if topic["id"] not in gone]
    (into / f"topic_{whole.name}_topics.json").write_text(json.dumps({"topics": topics}), "utf-8")
    _write(into / f"topic_{whole.name}_train.jsonl", [row for row in whole.train if row["topic"] not in gone])
    test = [{**row, "topic": NONE if row["topic"] in gone else row["topic"]} for row in whole.test]
    _write(into / f"topic_{whole.name}_test.jsonl", test)


def _lines(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
