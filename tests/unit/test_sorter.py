"""Topics of questions in whatever language, with the multilingual extra and without it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from policies.document import Topic
from routing import universal
from routing.embedding import MiniLM
from routing.ports import Embedder
from routing.sorter import Kept, Sorter, multilingual
from routing.topics.model import Example
from routing.universal import Universal, UniversalMissing

TOPICS = (
    Topic(id="returns", name="Returns and refunds", description="Sending something back, getting money back"),
    Topic(id="hours", name="Opening hours", description="When the shop is open, holidays, closing time"),
    Topic(id="printers", name="Printers", description="Printing, ink, cartridges, scanners, paper"),
)
GERMAN = (
    Topic(id="zeiten", name="Öffnungszeiten", description="Wann der Laden geöffnet ist, Feiertage und Ladenschluss"),
    Topic(id="drucker", name="Drucker", description="Drucken, Tinte, Patronen, Scanner und Papier für zu Hause"),
)


@pytest.fixture(scope="module")
def english() -> Embedder:
    return Kept(MiniLM())


@pytest.fixture(scope="module")
def others() -> Embedder:
    return Kept(Universal())


class Counting:
    """An embedding that counts what it is asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self.asked: list[str] = []
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += texts
        return self._embedder.embed(texts)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("متى يغلق المتجر يوم الأحد؟", "hours"),
        ("أريد إعادة هذا المنتج واسترداد نقودي", "returns"),
        ("طابعتي لا تطبع بالحبر الأسود", "printers"),
        ("Ich möchte das zurückgeben und mein Geld wiederhaben", "returns"),
        ("Mon imprimante n'a plus d'encre", "printers"),
        ("日曜日は何時に閉店しますか", "hours"),
    ],
)
def test_questions_in_other_languages_find_english_topics(
    text: str, topic: str, english: Embedder, others: Embedder
) -> None:
    ranking = Sorter(TOPICS, (), english, others).rank(text)

    assert ranking.topics[0].topic == topic
    assert ranking.by == "meaning and words"


def test_english_questions_are_not_read_by_the_other_embedding(english: Embedder, others: Embedder) -> None:
    counting = Counting(others)
    sorter = Sorter(TOPICS, (), english, counting)

    assert sorter.rank("When do you close on Sundays?").topics[0].topic == "hours"
    assert sorter.rank("ink").topics[0].topic == "printers"
    assert counting.asked == []


def test_the_language_is_believed_when_it_is_told(english: Embedder, others: Embedder) -> None:
    counting = Counting(others)

    Sorter(TOPICS, (), english, counting).rank("Printer", "de")

    assert counting.asked[-1] == "Printer"


def test_where_administrators_write_german_the_other_embedding_reads_english_too(
    english: Embedder, others: Embedder
) -> None:
    ranking = Sorter(GERMAN, (), english, others).rank("My scanner and the paper tray are stuck", "en")

    assert ranking.topics[0].topic == "drucker"


def test_lessons_count_in_every_language(english: Embedder, others: Embedder) -> None:
    lessons = [Example("Kann ich das Paket umtauschen?", "returns"), Example("Umtausch ohne Kassenbon", "returns")]
    text = "Umtausch möglich ohne Bon im Laden?"
    before, after = (Sorter(TOPICS, known, english, others).rank(text, "de") for known in ((), lessons))

    def score(ranking: Any) -> float:
        return next(float(one.score) for one in ranking.topics if one.topic == "returns")

    assert score(after) > score(before)


def test_evidence_shows_the_administrators_words_and_not_our_phrases(english: Embedder, others: Embedder) -> None:
    ranking = Sorter(TOPICS, (), english, others).rank("Mon imprimante n'a plus d'encre", "fr")
    shown = [told for scored in ranking.topics for told in scored.evidence]

    assert shown
    assert not any("I have a question" in told or "Help with" in told or "Why " in told for told in shown)
    assert all(len(set(scored.evidence)) == len(scored.evidence) for scored in ranking.topics)


def test_across_languages_probabilities_still_sum_to_one_and_keep_their_order(
    english: Embedder, others: Embedder
) -> None:
    lessons = [Example(f"refund for order {number}", "returns") for number in range(9)]
    sorter = Sorter(TOPICS, lessons, english, others)

    ranking = sorter.rank("أريد إعادة هذا المنتج واسترداد نقودي", "ar")
    scores = [scored.score for scored in ranking.topics]

    assert sum(scores) + ranking.none == pytest.approx(1)
    assert scores == sorted(scores, reverse=True)


def test_across_languages_there_is_less_doubt_than_likeness_alone_would_leave(
    english: Embedder, others: Embedder
) -> None:
    text = "متى يغلق المتجر يوم الأحد؟"
    across = Sorter(TOPICS, (), english, others).rank(text, "ar")
    within = Sorter(TOPICS, (), None, others).rank(text, "en")

    assert 0 < across.none < 1
    assert within.by == "words alone"
    assert across.none < within.none


def test_without_the_extra_the_words_decide(english: Embedder) -> None:
    ranking = Sorter(TOPICS, (), english, None).rank("Mein Scanner ist kaputt", "de")

    assert ranking.by == "words alone"
    assert ranking.topics[0].topic == "printers"


class Broken:
    """The extra as it is when its files are damaged."""

    name = "broken"

    def embed(self, texts: Sequence[str]) -> Any:
        raise UniversalMissing("The multilingual extra does not work here.")


def test_a_damaged_extra_loses_no_question(english: Embedder) -> None:
    sorter = Sorter(TOPICS, (), english, Broken())

    assert [sorter.rank("Mein Scanner ist kaputt", "de").by for _ in range(2)] == ["words alone", "words alone"]


# --- the extra itself ------------------------------------------------------------------------------------------------


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where nobody installed it: its distribution has another name here."""
    monkeypatch.setattr(universal, "PACKAGE", "a-package-that-nobody-installed")


def test_it_says_how_to_install_it(without_the_extra: None) -> None:
    assert multilingual() is None
    with pytest.raises(UniversalMissing, match="not installed: `pip install"):
        Universal()


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\0", "😀" * 4096, "a" * 10_000, "नमस्ते", "\u202eabc"])
def test_any_text_has_a_vector_of_length_one(text: str, others: Embedder) -> None:
    vectors = others.embed([text])

    assert vectors.shape == (1, 512)
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-4)


def test_a_text_has_the_same_vector_beside_whatever_it_is_asked_for() -> None:
    alone, beside = Universal(), Universal()

    assert (alone.embed(["Where is it?"])[0] == beside.embed(["Wo ist es?", "Where is it?"])[1]).all()
    assert alone.embed([]).shape == (0, 512)


def test_kept_vectors_are_not_worked_out_again(others: Embedder) -> None:
    counting = Counting(others)
    kept = Kept(counting, most=2)

    first = kept.embed(["a", "b", "a"])

    assert (kept.embed(["b", "a"]) == first[[1, 0]]).all()
    assert counting.asked == ["a", "b"]


def test_only_the_last_vectors_are_kept(others: Embedder) -> None:
    counting = Counting(others)
    kept = Kept(counting, most=2)
    kept.embed(["a", "b", "c"])

    kept.embed(["a", "c"])

    assert counting.asked == ["a", "b", "c", "a"]
