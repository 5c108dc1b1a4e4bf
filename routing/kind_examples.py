"""Sentences that show what is meant by each kind of post, and which of them a text is nearest to in meaning."""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.ports import Embedder

__all__ = ["Likeness", "Meaning", "examples"]

_FILE = Path(__file__).parent / "data" / "kinds.jsonl"
_SHARPNESS = 12.0  # how much a nearer example counts for more than one further off
_ALIKE = 0.35  # cosine from which an example is worth showing


@dataclass(frozen=True)
class Likeness:
    """How like a kind's examples a text is, as a logarithm, and the nearest of them if it is near."""

    worth: float
    nearest: str


def examples() -> Iterator[tuple[str, str]]:
    """Kind and text; ours, in English, as the default embedding reads nothing else."""
    with _FILE.open(encoding="utf-8") as lines:
        for line in lines:
            read = json.loads(line)
            yield read["kind"], read["text"]


class Meaning:
    """The examples by their vectors, which are worked out when first needed. Many threads may ask."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._kinds, self._texts = zip(*examples(), strict=True)

    def prepare(self) -> None:
        """Embed the examples now: a second's work that the first question would wait for."""
        with self._lock:
            _ = self._vectors

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        return self._embedder.embed(self._texts)

    def like(self, text: str) -> Mapping[str, Likeness]:
        """By kind."""
        self.prepare()
        alike = self._vectors @ self._embedder.embed([text])[0]
        kinds = np.array(self._kinds)
        return {str(kind): self._of(alike, np.flatnonzero(kinds == kind)) for kind in dict.fromkeys(self._kinds)}

    def _of(self, alike: NDArray[np.float32], rows: NDArray[np.intp]) -> Likeness:
        nearest = int(rows[alike[rows].argmax()])
        worth = float(np.log(np.mean(np.exp(_SHARPNESS * (alike[rows] - 1)))))
        return Likeness(worth, self._texts[nearest] if alike[nearest] >= _ALIKE else "")
