"""What Wence needs from the outside world, as Protocols. Adapters stand in `rag/adapters`, fakes among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.domain import Clause, Document, Gap, ParsedDocument, Passage

Vectors = NDArray[np.float32]
Splitter = Callable[[Clause], Sequence[Passage]]
Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total)."""


class Reader(Protocol):
    """Reads one format of file."""

    suffixes: tuple[str, ...]

    def read(self, path: Path) -> ParsedDocument:
        """Errors: ReadingError with file, line, what was expected and what to do."""
        ...


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Of n texts, float32 rows of length one: `vectors`, shape (n, d), one a text; `tokens`, for each text those of its
    words and parts of words in their context, shape (t, d), t from 0, marks and prompts left out."""

    vectors: Vectors
    tokens: tuple[Vectors, ...]


class Embedder(Protocol):
    """Text to unit vectors. Questions and passages may be embedded differently, as E5 asks for."""

    @property
    def id(self) -> str:
        """Names the model and everything that changes its vectors; an index is bound to it."""
        ...

    @property
    def dimension(self) -> int: ...

    def embed_questions(self, texts: Sequence[str]) -> Embeddings: ...

    def embed_passages(self, texts: Sequence[str]) -> Embeddings: ...


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


class DenseBackend(Protocol):
    """Makes dense indexes; a class with these two as class methods will do."""

    def build(self, vectors: Vectors) -> DenseIndex: ...

    def load(self, path: Path) -> DenseIndex: ...


class LexicalIndex(Protocol):
    """Terms by row number, scored by BM25."""

    def __len__(self) -> int: ...

    def scores(self, terms: Sequence[str]) -> Vectors:
        """Shape (len(self),): the sum over the distinct terms; 0 where none occurs."""
        ...

    def weights(self, terms: Sequence[str]) -> Vectors:
        """Shape (len(terms),): inverse document frequency of each, the highest for a term that does not occur."""
        ...

    def known(self, terms: Sequence[str]) -> float:
        """Share of the terms' weight that any row has, 0 to 1; 0 where there are no terms."""
        ...

    def replaced(self, keep: NDArray[np.bool_], added: Sequence[Sequence[str]]) -> "LexicalIndex":
        """The rows where `keep` (shape (len(self),)) is true, in order, then a row for each of `added`."""
        ...

    def save(self, folder: Path) -> None: ...


class LexicalBackend(Protocol):
    def build(self, rows: Sequence[Sequence[str]]) -> LexicalIndex: ...

    def load(self, folder: Path) -> LexicalIndex: ...


@dataclass(frozen=True, slots=True)
class PassageTable:
    """Of every passage, by row of the dense index: place of its clause, start and end in it. Each of shape (n,)."""

    clauses: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClauseTable:
    """Of every clause, by place (row of the lexical index): position of its document in `documents`, whether it names
    units, whether it is nothing but the heading of others, and a digest that identical texts share. Each of shape (n,)."""

    documents: NDArray[np.int64]
    has_units: NDArray[np.bool_]
    is_heading: NDArray[np.bool_]
    imprints: NDArray[np.int64]


class Catalogue(Protocol):
    """Documents and clauses by name and by place."""

    @property
    def documents(self) -> dict[str, Document]: ...

    def clauses_at(self, places: Sequence[int]) -> dict[int, Clause]: ...

    def clause(self, clause_id: str) -> Clause | None: ...

    def place(self, clause_id: str) -> int | None: ...

    def children(self, clause_id: str) -> list[Clause]: ...

    def labelled(self, document_id: str, label: str) -> list[Clause]: ...

    def clauses_of(self, document_id: str) -> list[Clause]: ...

    def clauses_with_units(self) -> list[Clause]: ...

    def unit_names(self) -> list[str]: ...

    def gaps(self, document_id: str) -> list[Gap]: ...

    def parsed(self, document_id: str) -> ParsedDocument | None: ...


class Snapshot(Protocol):
    """The index of a whole corpus at one moment. Read only, safe to use from several threads."""

    @property
    def id(self) -> str: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def dense(self) -> DenseIndex:
        """Of passages."""
        ...

    @property
    def blocks(self) -> DenseIndex:
        """Of blocks, see rag.blocks."""
        ...

    @property
    def block_clauses(self) -> NDArray[np.int64]:
        """Of every block, by row, the place of its clause, shape (blocks,)."""
        ...

    @property
    def lexical(self) -> LexicalIndex: ...

    @property
    def passages(self) -> PassageTable: ...

    @property
    def clauses(self) -> ClauseTable: ...

    def passages_of(self, place: int) -> list[int]:
        """Rows of the passages of the clause at `place`."""
        ...

    def tokens_of(self, rows: Sequence[int]) -> tuple[Vectors, NDArray[np.int64]]:
        """Tokens of these passages, one passage after the other, shape (n, dimension), and how many each has."""
        ...
