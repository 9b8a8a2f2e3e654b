"""Token vectors of a snapshot: one byte a number, one file a document, read where a search asks for them.

    tokens/counts.npy     tokens of each passage, by row of the dense index
    tokens/<name>.npy     those of one document, passage after passage, shape (tokens, dimension)

A byte loses nothing that can be measured (MRR of the cases .954 with bytes, .952 with floats) and takes a quarter of the
room. A document that stays as it was keeps its file: the new snapshot links to it, so that one more document does not
copy a thousand. A file is checked when it is first read; to check all at every start would read gigabytes.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vectors

Quantised = NDArray[np.int8]

FOLDER = "tokens"
COUNTS = "tokens/counts.npy"

_SCALE = 127


def quantised(rows: Vectors) -> Quantised:
    """Rows of length one as bytes, shape kept.

    >>> quantised(np.array([[0.6, -0.8]], np.float32))
    array([[  76, -102]], dtype=int8)
    """
    return np.round(rows * _SCALE).astype(np.int8)


def restored(rows: Quantised) -> Vectors:
    """Bytes as rows of about length one, shape kept."""
    found: Vectors = rows.astype(np.float32)
    found /= _SCALE
    return found


def file_of(document_id: str) -> str:
    """Name in the snapshot. A digest: an id is text, and no text from outside makes a path."""
    return f"{FOLDER}/{hashlib.blake2b(document_id.encode(), digest_size=12).hexdigest()}.npy"


def write(folder: Path, document_id: str, passages: Sequence[Quantised], dimension: int) -> None:
    """Writes the tokens of one document, passage after passage."""
    path = folder / file_of(document_id)
    path.parent.mkdir(exist_ok=True)
    np.save(path, np.concatenate([np.empty((0, dimension), np.int8), *passages]))


def link(old: Path, new: Path, document_id: str) -> None:
    """Takes over the file of a document that stays as it was; copies it where the disk has no links."""
    name = file_of(document_id)
    (new / name).parent.mkdir(exist_ok=True)
    try:
        os.link(old / name, new / name)
    except OSError:
        shutil.copyfile(old / name, new / name)


class TokenTable:
    """Tokens of the passages of a snapshot, by row of the dense index.

    `documents[row]`: place in `ids` of the document that passage `row` is of; those of one document stand together.
    `check` is called with a file's name before it is first read, and raises where it is damaged.
    """

    def __init__(
        self, folder: Path, documents: NDArray[np.int64], ids: Sequence[str], check: Callable[[str], None]
    ) -> None:
        self.counts: NDArray[np.int64] = np.load(folder / COUNTS)
        ends = np.cumsum(self.counts)
        _, firsts, owner = np.unique(documents, return_index=True, return_inverse=True)
        self._starts = ends - self.counts - (ends - self.counts)[firsts][owner]
        self._documents = documents
        self._folder, self._ids, self._check = folder, ids, check
        self._files: dict[int, Quantised] = {}

    def of(self, rows: Sequence[int]) -> tuple[Vectors, NDArray[np.int64]]:
        """Tokens of these passages, one after the other, shape (n, dimension), and how many each has."""
        pieces = [
            self._file(int(self._documents[row]))[self._starts[row] : self._starts[row] + self.counts[row]]
            for row in rows
        ]
        return restored(np.concatenate(pieces)), self.counts[rows]

    def _file(self, document: int) -> Quantised:
        if document not in self._files:
            name = file_of(self._ids[document])
            self._check(name)
            # Slices of a memmap are objects that cost ten times those of the plain array over the same file.
            self._files[document] = np.load(self._folder / name, mmap_mode="r").view(np.ndarray)
        return self._files[document]
