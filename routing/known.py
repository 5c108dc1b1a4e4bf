"""Vectors of texts that every installation begins with, worked out at set-up so that no first question waits for them.

They are the topics of the example policy, and our own sentences of each kind and of what is no company's subject.
`python -m routing.known` writes them; without the file everything works, and the first start takes seconds longer.
"""

import hashlib
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policies.file import read
from routing.embedding import MiniLM
from routing.kinds import Kinds
from routing.ports import Embedder
from routing.topics.model import Topics

__all__ = ["PATH", "digest_of", "vectors"]

PATH = Path(__file__).parent / "data" / "vectors.npz"
_POLICY = Path(__file__).parents[1] / "policies" / "default.yaml"


def digest_of(text: str) -> str:
    """By which a text's vector is found: sha256, so that the text itself need not be kept with it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=4)
def vectors(model: str, path: Path = PATH) -> dict[str, bytes]:
    """By the text's digest; none when the file is not there, or is another model's."""
    try:
        with np.load(path) as kept:
            if str(kept["model"]) != model:
                return {}
            rows: NDArray[np.float32] = kept["rows"]
            return {str(digest): row.tobytes() for digest, row in zip(kept["digests"], rows, strict=True)}
    except (OSError, ValueError, KeyError):
        return {}


class _Noting:
    """Embeds, and notes what it was asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.noted = embedder.name, dict[str, NDArray[np.float32]]()
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = self._embedder.embed(texts)
        self.noted |= dict(zip(map(digest_of, texts), rows, strict=True))
        return rows


def write(path: Path = PATH) -> int:
    """Work them out and write them; returns how many there are."""
    noting = _Noting(MiniLM())
    Topics(read(_POLICY.read_text("utf-8")).topics, (), noting)
    Kinds(noting).prepare()
    digests = sorted(noting.noted)
    rows = np.stack([noting.noted[digest] for digest in digests])
    np.savez(path, model=noting.name, digests=np.array(digests), rows=rows)
    return len(digests)


if __name__ == "__main__":
    sys.stdout.write(f"{write()} texts are known by their meaning\n")
