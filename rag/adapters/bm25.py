"""Lexical index: BM25 over postings in numpy, with rows added and dropped without reading the texts again.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with Lucene's inverse
document frequency, ln(1 + (N - df + 0.5) / (df + 0.5)), which is never negative. Weights are computed at query time, so
that a changed average length changes nothing that is stored. `bm25s` gives the same scores (a test compares them) but
wants the whole corpus again for one new document: 8 s at 60,000 clauses.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vectors

K1 = 1.2
B = 0.75

_POSTINGS = "postings.npz"
_VOCABULARY = "vocabulary.txt"


class BM25:
    """Postings by term: `rows[offsets[t]:offsets[t + 1]]` hold term `t`, `counts` of them times."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        offsets: NDArray[np.int64],
        rows: NDArray[np.int32],
        counts: NDArray[np.int32],
        lengths: NDArray[np.int32],
    ) -> None:
        self._vocabulary = vocabulary
        self._offsets = offsets
        self._rows = rows
        self._counts = counts
        self._lengths = lengths
        self._norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()) if len(lengths) else 0.0, 1.0))

    @classmethod
    def build(cls, rows: Sequence[Sequence[str]]) -> Self:
        none = np.empty(0, np.int32)
        return cls({}, np.zeros(1, np.int64), none, none, none).replaced(np.empty(0, np.bool_), rows)

    @classmethod
    def load(cls, folder: Path) -> Self:
        words = (folder / _VOCABULARY).read_text(encoding="utf-8").split("\n")
        with np.load(folder / _POSTINGS) as stored:
            arrays = (stored["offsets"], stored["rows"], stored["counts"], stored["lengths"])
        return cls({word: i for i, word in enumerate(words) if word}, *arrays)

    def save(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / _VOCABULARY).write_text("\n".join(self._vocabulary), encoding="utf-8", newline="\n")
        arrays = {"offsets": self._offsets, "rows": self._rows, "counts": self._counts, "lengths": self._lengths}
        np.savez(folder / _POSTINGS, **arrays)  # type: ignore[arg-type]  # numpy types the keywords as its own

    def __len__(self) -> int:
        return len(self._lengths)

    def scores(self, terms: Sequence[str]) -> Vectors:
        total = np.zeros(len(self), np.float64)
        for term in dict.fromkeys(terms):
            t = self._vocabulary.get(term)
            if t is None:
                continue
            place = slice(self._offsets[t], self._offsets[t + 1])
            rows, counts = self._rows[place], self._counts[place]
            total[rows] += self._idf(len(rows)) * counts * (K1 + 1) / (counts + self._norms[rows])
        return total.astype(np.float32)

    def weights(self, terms: Sequence[str]) -> Vectors:
        return np.array([self._idf(self._frequency(term)) for term in terms], np.float32)

    def known(self, terms: Sequence[str]) -> float:
        weights = self.weights(terms)
        occurs = np.array([self._frequency(term) > 0 for term in terms], np.bool_)
        return float(weights[occurs].sum() / weights.sum()) if len(terms) else 0.0

    def replaced(self, keep: NDArray[np.bool_], added: Sequence[Sequence[str]]) -> Self:
        vocabulary = dict(self._vocabulary)
        terms, rows, counts = _counted(added, vocabulary, int(keep.sum()))
        kept = keep[self._rows]
        place = np.cumsum(keep) - 1
        old_terms = np.repeat(np.arange(len(self._offsets) - 1), np.diff(self._offsets))
        terms = np.concatenate([old_terms[kept], terms])
        rows = np.concatenate([place[self._rows[kept]], rows])
        counts = np.concatenate([self._counts[kept], counts])
        order = np.argsort(terms, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(np.bincount(terms, minlength=len(vocabulary)))])
        lengths = np.concatenate([self._lengths[keep], [len(row) for row in added]])
        return type(self)(
            vocabulary,
            offsets.astype(np.int64),
            rows[order].astype(np.int32),
            counts[order].astype(np.int32),
            lengths.astype(np.int32),
        )

    def _frequency(self, term: str) -> int:
        t = self._vocabulary.get(term)
        return 0 if t is None else int(self._offsets[t + 1] - self._offsets[t])

    def _idf(self, frequency: int) -> float:
        return float(np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)))


def _counted(
    added: Sequence[Sequence[str]], vocabulary: dict[str, int], first: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Postings (term, row, count) of new rows, numbered from `first`; `vocabulary` learns their terms."""
    postings = [
        (vocabulary.setdefault(term, len(vocabulary)), row, count)
        for row, terms in enumerate(added, start=first)
        for term, count in Counter(terms).items()
    ]
    columns = np.array(postings, np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]
