"""The reader: what a text says, by the policy's topics and by what people taught; and the vectors that are kept."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlmodel import select

from policies.document import Policy
from policies.file import read
from routing import known
from routing.embedding import MiniLM
from routing.findings import topic_values
from routing.kit import Kit
from routing.ports import TopicRanking, TopicScore
from routing.reader import named
from routing.rulebook import apply
from routing.topics.model import Topics
from routing.vectors import Remembering
from store import lessons
from store.db import Database
from store.models import Question, Vector
from tests.factories import FrozenClock, make_kit, make_question, make_volunteer

ASKED = "Why does the thingamajig of my flurble hum at night?"


class Lengths:
    """An embedding that anybody can follow, and that counts what it was asked for."""

    name = "lengths"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
        lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / lengths


def teach(kit: Kit, text: str, topic: str) -> int:
    """Somebody says of which topic a question with these words is; returns the lesson's number."""
    volunteer = make_volunteer(kit, f"U{len(text)}{topic}")
    question = make_question(kit, text)
    with kit.db.write() as session:
        given = {"kind": "corrected", "topic": topic, "was": ""}
        return lessons.give(session, question.id or 0, volunteer.id or 0, given, kit.clock.now())


def best(kit: Kit, text: str = ASKED) -> str:
    kit.reader.settle()
    return kit.reader.read(text, kit.policy()).topics.topics[0].topic


def test_what_people_taught_counts_and_can_be_forgotten(kit: Kit) -> None:
    before = kit.reader.read(ASKED, kit.policy()).topics
    number = teach(kit, "the thingamajig of a flurble hums", "printers")

    assert best(kit) == "printers"

    with kit.db.write() as session:
        lessons.forget(session, number, None, kit.clock.now())
    kit.reader.settle()
    assert kit.reader.read(ASKED, kit.policy()).topics == before


def test_what_was_erased_teaches_nothing_any_more(kit: Kit) -> None:
    teach(kit, "the thingamajig of a flurble hums", "printers")
    assert best(kit) == "printers"
    with kit.db.write() as session:
        for question in session.execute(select(Question)).scalars():
            question.text = None

    kit.reader.settle()
    assert kit.reader.read(ASKED, kit.policy()).topics.topics[0].score < 0.5


def test_a_new_topic_counts_for_the_very_next_text(kit: Kit, policy_text: str) -> None:
    new = "topics:\n  - {id: thingamajigs, name: Thingamajigs, description: Whatever hums in a flurble.}\n"
    with_it: Policy = read(policy_text.replace("topics:\n", new, 1))
    assert kit.reader.read(ASKED, with_it).topics.topics[0].topic == "thingamajigs"
    assert "thingamajigs" not in {one.topic for one in kit.reader.read(ASKED, kit.policy()).topics.topics}


def test_lessons_given_beside_the_reading_are_worked_in_without_anybody_waiting(kit: Kit) -> None:
    kit.reader.warm(kit.policy())
    teach(kit, "the thingamajig of a flurble hums", "printers")
    for _ in range(200):
        if kit.reader.read(ASKED, kit.policy()).topics.topics[0].topic == "printers":
            return
        kit.reader._looked = -1e9
    kit.reader.settle()
    assert best(kit) == "printers"


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((), ()),
        ((0.34, 0.33), ()),
        ((0.35, 0.29), ("a",)),
        ((0.5, 0.3), ("a", "b")),
        ((0.34, 0.33, 0.33), ()),
    ],
)
def test_a_question_has_as_many_topics_as_are_sure_enough(
    kit: Kit, shares: tuple[float, ...], expected: tuple[str, ...]
) -> None:
    ranked = tuple(TopicScore(name, share) for name, share in zip("abc", shares, strict=False))
    assert named(TopicRanking(ranked, 1 - sum(shares)), kit.policy()) == expected


def test_topics_fill_two_columns() -> None:
    assert topic_values(()) == {"topic": "", "second_topic": ""}
    assert topic_values(("tv",)) == {"topic": "tv", "second_topic": ""}
    assert topic_values(("tv", "audio")) == {"topic": "tv", "second_topic": "audio"}


# --- the vectors that are kept -----------------------------------------------------------------------------------


def kept(db: Database) -> int:
    with db.read() as session:
        return len(session.execute(select(Vector)).all())


def test_documents_are_embedded_once_and_questions_are_not_kept(db: Database, clock: FrozenClock) -> None:
    lengths = Lengths()
    remembering = Remembering(lengths, db, clock)
    first = remembering.embed(["one", "three", "one"])
    again = Remembering(lengths, db, clock).embed(["one", "three", "one"])

    assert np.array_equal(first, again)
    assert lengths.asked == ["one", "three"]
    remembering.embed(["a question"])
    assert kept(db) == 2


def test_vectors_of_texts_that_are_gone_are_forgotten(db: Database, clock: FrozenClock) -> None:
    remembering = Remembering(Lengths(), db, clock)
    remembering.embed(["one", "three", "seven"])
    remembering.embed(["one", "three", "eleven"])
    assert kept(db) == 3
    remembering.embed(["one", "three"])
    assert kept(db) == 2


def test_two_models_do_not_share_vectors(db: Database, clock: FrozenClock) -> None:
    other = Lengths()
    other.name = "other"
    Remembering(Lengths(), db, clock).embed(["one", "three"])
    Remembering(other, db, clock).embed(["one", "three"])
    assert other.asked == ["one", "three"]
    assert kept(db) == 4


def test_two_uses_of_a_model_do_not_forget_each_others(db: Database, clock: FrozenClock) -> None:
    Remembering(Lengths(), db, clock, "topics").embed(["one", "three"])
    Remembering(Lengths(), db, clock, "kinds").embed(["seven", "eleven"])
    assert kept(db) == 4


def test_half_a_character_has_a_vector_too(db: Database, clock: FrozenClock) -> None:
    assert Remembering(Lengths(), db, clock).embed(["\ud83d", "two"]).shape == (2, 2)


def test_what_was_found_is_kept_with_the_question(kit: Kit) -> None:
    question = make_question(kit, "My printer in Leeds jams. What can I do?")
    with kit.db.read() as session:
        row = session.get_one(Question, question.id)
        assert (row.topic, row.kind, row.language) == ("printers", "question", "en")
        assert {"topics", "none", "by", "kind", "language", "place", "rings"} <= row.decision.keys()
        assert row.decision["place"]["country"] == "GB"
        assert row.decision["by"] == "words alone"


def test_kinds_that_the_policy_only_listens_to_are_offered_to_nobody(
    kit: Kit, db: Database, clock: FrozenClock, policy_text: str
) -> None:
    assert make_question(kit, "You are the best shop ever, thank you so much!").state == "offered"
    listening = policy_text.replace("kinds: [emoji, links, hashtags]", "kinds: [emoji, praise]")
    apply(db, clock, listening, "tests")
    again = make_kit(db, clock, kit.finder)
    assert make_question(again, "You are simply the best shop ever, thank you so much!").state == "listened"


def test_what_is_known_from_the_start_is_not_embedded_again(db: Database, clock: FrozenClock, policy_text: str) -> None:
    """Set-up wrote the vectors of the example's topics: no first question waits for them."""
    embedder = MiniLM()
    shipped = known.vectors(embedder.name)
    topics = read(policy_text).topics
    Topics(topics, (), Remembering(embedder, db, clock))
    assert kept(db) == 0

    example = topics[0].examples[0]
    stored = np.frombuffer(shipped[known.digest_of(example)], np.float32)
    assert float(stored @ embedder.embed([example])[0]) > 0.999


def test_without_that_file_all_is_embedded(tmp_path: Path) -> None:
    assert known.vectors("minilm-l6-int8", tmp_path / "absent.npz") == {}
    (tmp_path / "broken.npz").write_bytes(b"nothing of the kind")
    assert known.vectors("minilm-l6-int8", tmp_path / "broken.npz") == {}
    assert known.vectors("another model") == {}
