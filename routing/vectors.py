"""An embedder that remembers: what was embedded before is read from the database, so that a start is quick."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing import known
from routing.ports import Clock, Embedder
from store import vectors
from store.db import Database


class Remembering:
    """Keeps the vectors of documents: of topics, and of what people taught.

    One text alone is a question, and is embedded and forgotten. Several are all the documents there are: vectors of
    others are forgotten, since their texts may have been erased.
    """

    def __init__(self, embedder: Embedder, db: Database, clock: Clock, of: str = "topics") -> None:
        """`of` names whose documents these are, so that others' stay."""
        self.name = f"{embedder.name}/{of}"
        self._shipped = known.vectors(embedder.name)
        self._embedder, self._db, self._clock = embedder, db, clock

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text, in order."""
        if len(texts) == 1:
            return self._embedder.embed(texts)
        digests = [known.digest_of(text) for text in texts]
        wanted = dict(zip(digests, texts, strict=True))
        shipped = {digest: self._shipped[digest] for digest in wanted if digest in self._shipped}
        with self._db.read() as session:
            kept = vectors.known(session, self.name, [digest for digest in wanted if digest not in shipped])
            has_others = vectors.count(session, self.name) > len(kept)
        made = self._make({digest: text for digest, text in wanted.items() if digest not in kept | shipped})
        if made or has_others:
            with self._db.write() as session:
                vectors.keep(session, self.name, made, self._clock.now())
                vectors.keep_only(session, self.name, set(wanted))
        every = shipped | kept | made
        return np.stack([np.frombuffer(every[digest], np.float32) for digest in digests])

    def _make(self, lacking: Mapping[str, str]) -> dict[str, bytes]:
        rows = self._embedder.embed(list(lacking.values())).astype(np.float32) if lacking else ()
        return {digest: row.tobytes() for digest, row in zip(lacking, rows, strict=True)}
