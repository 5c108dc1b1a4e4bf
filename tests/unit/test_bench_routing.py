"""How routing is measured: what is drawn from a set, what the plain parts make of it, whether probabilities hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import routing_data
from bench.registry import ASKED_FOR, NAMES, exists, load
from bench.routing_calibration import calibration_error, reliability
from bench.routing_data import NONE, TopicSet, described, drawn, limited, without
from bench.routing_overheard import _short
from bench.routing_plain import Plain

TOPICS: tuple[dict[str, Any], ...] = (
    {"id": "ink", "name": "Ink", "description": "Cartridges and toner", "keywords": ["printer"]},
    {"id": "tv", "name": "Television", "description": None, "keywords": None},
)
TRAIN = tuple(
    {"text": text, "topic": topic}
    for topic, texts in {
        "ink": ("black cartridge empty", "toner smears paper", "printer wants cyan"),
        "tv": ("remote is dead", "screen flickers", "picture too dark"),
    }.items()
    for text in texts
)
TEST = (
    {"id": "1", "text": "cartridge for my printer", "topic": "ink"},
    {"id": "2", "text": "dark screen", "topic": "tv"},
)
WHOLE = TopicSet("own", TOPICS, TRAIN, TEST)


def test_as_many_examples_of_each_topic_are_drawn_and_always_the_same() -> None:
    two = list(drawn(WHOLE, 2))

    assert [topic for _, topic in two] == ["ink", "ink", "tv", "tv"]
    assert list(drawn(WHOLE, 2)) == two
    assert set(two) < set(drawn(WHOLE, None))
    assert len(list(drawn(WHOLE, None))) == 6
    assert list(drawn(WHOLE, 0)) == []


def test_a_topic_is_described_by_all_that_is_written_of_it() -> None:
    assert [described(topic) for topic in TOPICS] == ["Ink Cartridges and toner printer", "Television"]


def test_few_tests_are_drawn_only_when_it_is_asked_for() -> None:
    assert limited(WHOLE, 0) is WHOLE
    assert limited(WHOLE, 5) is WHOLE
    assert len(limited(WHOLE, 1).test) == 1


def test_the_questions_of_topics_left_out_belong_to_none(tmp_path: Path) -> None:
    without(WHOLE, ["tv"], tmp_path)

    read = routing_data.read(tmp_path, "own")
    assert [topic["id"] for topic in read.topics] == ["ink"]
    assert {row["topic"] for row in read.train} == {"ink"}
    assert [row["topic"] for row in read.test] == ["ink", NONE]


def test_the_plain_parts_find_what_is_said_in_the_same_words() -> None:
    plain = Plain(WHOLE, 3)

    assert (plain.bm25(), plain.tfidf()) == (100.0, 100.0)
    assert Plain(WHOLE, 0).bm25() == 50.0


def test_the_folder_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(routing_data.VARIABLE, str(tmp_path))
    with pytest.raises(RuntimeError, match=f"no sets to measure routing with in {tmp_path}"):
        routing_data.folder()

    (tmp_path / "score_topic.py").touch()
    assert routing_data.folder() == tmp_path


def test_without_the_folder_it_is_looked_for_beside_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(routing_data.VARIABLE, raising=False)
    monkeypatch.setattr(routing_data, "ROOT", tmp_path / "checkout")
    with pytest.raises(RuntimeError, match="beside the checkout: BYHAND_ROUTING_DATA names their folder"):
        routing_data.folder()

    found = tmp_path / "shared" / "data" / "routing"
    found.mkdir(parents=True)
    (found / "score_topic.py").touch()
    assert routing_data.folder() == found


# --- calibration -----------------------------------------------------------------------------------------------------


def test_probabilities_that_hold_have_no_error() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0)
    assert calibration_error([]) == 0


def test_the_error_is_how_far_what_is_said_is_from_what_is_right() -> None:
    assert calibration_error([(0.9, False)] * 10) == pytest.approx(0.9)
    assert calibration_error([(1.0, True)] * 10 + [(0.2, True)] * 10) == pytest.approx(0.4)


def test_the_curve_has_a_point_for_each_bin_with_enough_answers() -> None:
    pairs = [(0.85, True)] * 15 + [(0.85, False)] * 5 + [(0.15, False)] * 3

    assert reliability(pairs) == ((85.0, 75.0),)


# --- what is kept of an answer, and when it is measured --------------------------------------------------------------


def test_no_text_is_kept_of_an_answer() -> None:
    answer = {"id": 1, "topics": [{"id": "tv", "score": 0.5, "evidence": ["example: “my words”"]}], "none": 0.1}

    assert "my words" not in json.dumps(_short(answer))
    assert _short(answer) == {"id": 1, "error": None, "none": 0.1, "topic": "tv", "score": 0.5}
    assert _short({"ok": True}) == {"id": None, "error": None, "none": None}


def test_what_needs_the_sets_is_measured_only_when_asked_for() -> None:
    assert ASKED_FOR.issubset(NAMES)
    for name in ASKED_FOR:
        assert exists(name)
        assert name == load(name).NAME
