"""Sentences to vectors: near in meaning, near in direction, whatever the text; and folders that cannot be used."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime.datasets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from routing import embedding
from routing.embedding import EmbeddingUnusable, choose, open_folder
from tests.unit.topics_samples import meaning

MODEL = embedding._package_file("model.onnx")


def vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    row: np.ndarray[tuple[int], np.dtype[np.float32]] = meaning().model.embed([text])[0]
    return row


def likeness(one: str, two: str) -> float:
    return float(vector(one) @ vector(two))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as an administrator would name it: the model under the name that is looked for, and its tokenizer."""
    (tmp_path / "model.onnx").symlink_to(MODEL)
    embedding._word_pieces().save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_the_same_meaning_in_other_words_is_nearer_than_the_same_words_with_another_meaning() -> None:
    asked = "How do I get my money back?"
    assert likeness(asked, "I would like a refund") > 0.5
    assert likeness(asked, "I would like a refund") > likeness(asked, "How do I get my hair back?") + 0.1


def test_the_vectors_are_those_of_the_published_model() -> None:
    # Sentences of the model's own description; its authors give no numbers, others print 0.53 for this pair.
    assert likeness("That is a happy person", "That is a very happy person") == pytest.approx(0.94, abs=0.03)
    assert likeness("That is a happy person", "Today is a sunny day") == pytest.approx(0.26, abs=0.05)


def test_vectors_come_in_the_order_of_the_texts() -> None:
    both = meaning().model.embed(["fridge", "parcel"])
    assert both.dtype == np.float32
    assert np.array_equal(both, np.stack([vector("fridge"), vector("parcel")]))
    assert meaning().model.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "😀" * 4096,
        "\ud83d half a face \udc00",
        "\x00\x01\x1f",
        "مرحبا كيف الحال",
        "שלום hello привет 你好",
        "a" * 10**6,
    ],
)
def test_any_text_has_a_vector_of_length_one(text: str) -> None:
    row = vector(text)
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_typed_has_a_vector_of_length_one(text: str) -> None:
    assert np.linalg.norm(vector(text)) == pytest.approx(1, abs=1e-5)


def test_who_is_spoken_to_and_what_is_linked_does_not_change_the_meaning() -> None:
    plain = vector("the remote is broken")
    assert np.array_equal(vector("@brightaisle the remote is broken https://example.com/a1"), plain)
    assert np.array_equal(vector("the Wall Mount"), vector("the #WallMount"))
    assert np.array_equal(vector("soo slow"), vector("sooooooo slow"))


def test_many_threads_may_ask_at_once() -> None:
    texts = [f"the number {number}" for number in range(24)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(vector, texts))
    assert np.array_equal(np.stack(together), meaning().model.embed(texts))


def test_a_folder_of_another_model_can_be_named(folder: Path) -> None:
    opened = open_folder(folder)
    assert np.allclose(opened.embed(["a question"])[0], vector("a question"), atol=1e-6)
    assert opened.name.startswith(f"{folder.name}-")


def test_the_name_tells_two_models_apart(folder: Path) -> None:
    before = open_folder(folder).name
    tokenizer = embedding._word_pieces()
    tokenizer.add_tokens(["brightaisle"])
    tokenizer.save(str(folder / "tokenizer.json"))
    assert open_folder(folder).name != before


def refused(folder: Path) -> str:
    with pytest.raises(EmbeddingUnusable) as refusal:
        open_folder(folder)
    said = str(refusal.value)
    assert "\n" not in said
    return said


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere") in refused(tmp_path / "nowhere")


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    assert missing in refused(folder)


@pytest.mark.parametrize("content", [b"", b"this is a text", b"\x08\x07\x12\x00"])
def test_a_file_that_is_no_model_is_refused(folder: Path, content: bytes) -> None:
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").write_bytes(content)
    assert "model.onnx" in refused(folder)


def test_a_file_that_is_no_tokenizer_is_refused(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    assert "is not a tokenizer" in refused(folder)


def test_a_model_of_something_else_is_refused(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").symlink_to(onnxruntime.datasets.get_example("mul_1.onnx"))
    assert "is no sentence embedding" in refused(folder)


def test_another_models_tokenizer_is_refused(folder: Path) -> None:
    other = Tokenizer(models.WordLevel({"a": 900_000, "question": 900_001, "?": 900_002}, unk_token="?"))
    other.pre_tokenizer = pre_tokenizers.Whitespace()
    other.save(str(folder / "tokenizer.json"))
    assert "do not work together" in refused(folder)


def test_a_setting_chooses_the_model(folder: Path) -> None:
    assert choose("off") is None
    chosen = choose(str(folder))
    assert chosen is not None
    assert chosen.dimension == 384
