"""What Wence needs from the outside world, as Protocols. Adapters stand in `rag/adapters`, fakes among them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.domain import ParsedDocument

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total)."""


class Reader(Protocol):
    """Reads one format of file."""

    suffixes: tuple[str, ...]

    def read(self, path: Path) -> ParsedDocument:
        """Errors: ReadingError with file, line, what was expected and what to do."""
        ...


class Embedder(Protocol):
    """Text to unit vectors. Questions and passages may be embedded differently, as E5 asks for."""

    @property
    def id(self) -> str:
        """Names the model and everything that changes its vectors; an index is bound to it."""
        ...

    @property
    def dimension(self) -> int: ...

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length one."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length one."""
        ...


class DenseIndex(Protocol):
    """Vectors by row number, searched by inner product."""

    def __len__(self) -> int: ...

    def search(self, vector: Vectors, limit: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Scores and rows, best first, each of shape (min(limit, len(self)),). `vector` has shape (dimension,)."""
        ...

    def vectors(self) -> Vectors:
        """All vectors, shape (len(self), dimension)."""
        ...

    def save(self, path: Path) -> None: ...


class LexicalIndex(Protocol):
    """Terms by row number, scored by BM25."""

    def __len__(self) -> int: ...

    def scores(self, terms: Sequence[str]) -> Vectors:
        """Shape (len(self),): the sum over the distinct terms; 0 where none occurs."""
        ...

    def weights(self, terms: Sequence[str]) -> Vectors:
        """Shape (len(terms),): inverse document frequency of each, the highest for a term that does not occur."""
        ...

    def save(self, folder: Path) -> None: ...
