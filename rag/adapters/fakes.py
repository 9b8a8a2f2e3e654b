"""Stand-ins for tests: the ports without models and without a network."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from rag.ports import Vectors

_START, _END = "\x02", "\x03"


class HashEmbedder:
    """Counts character bigrams, hashed: texts that share wording are near. The same everywhere, unlike `hash()`."""

    def __init__(self, dimension: int = 64) -> None:
        self.id = f"hash-{dimension}"
        self.dimension = dimension

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        counts = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(counts, texts, strict=True):
            for bigram in _bigrams(text):
                row[crc32(bigram.encode()) % self.dimension] += 1
        rows: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return rows


def _bigrams(text: str) -> list[str]:
    """With a start and an end, so that even an empty text has one: "广东" -> "\\x02广", "广东", "东\\x03"."""
    marked = _START + text + _END
    return [marked[i : i + 2] for i in range(len(marked) - 1)]
