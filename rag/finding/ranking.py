"""Every clause scored for one question: a first glance at all of them, a second look at the best."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.finding.fusion import AGREEMENT_FLOOR, EVERYTHING, Recipe, Wording, best_of_each, first_glance, second_look
from rag.finding.interaction import agreement, best_matches
from rag.ports import DenseIndex, Embeddings, LexicalIndex, PassageTable, Vectors

CANDIDATES = 100
_NEAR = 1000
_AT_ONCE = 128
"""Passages whose tokens are compared at once: a few megabytes, where those of all candidates would be a hundred."""


class Searchable(Protocol):
    """What ranking needs of a snapshot."""

    @property
    def dense(self) -> DenseIndex: ...

    @property
    def blocks(self) -> DenseIndex: ...

    @property
    def block_clauses(self) -> NDArray[np.int64]: ...

    @property
    def lexical(self) -> LexicalIndex: ...

    @property
    def passages(self) -> PassageTable: ...

    def passages_of(self, place: int) -> Sequence[int]: ...

    def tokens_of(self, rows: Sequence[int]) -> tuple[Vectors, NDArray[np.int64]]: ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """Of every clause, by place, each of shape (clauses,): the score, its signals. `agreement` is the lowest there is for a
    clause that got no second look. By row of passage: cosines of those that were near, matches of those looked at."""

    total: Vectors
    dense: Vectors
    lexical: Vectors
    agreement: Vectors
    cosines: dict[int, float]
    matches: dict[int, Vectors]


def rank(
    index: Searchable,
    question: Embeddings,
    words: Sequence[str],
    *,
    allowed: NDArray[np.bool_],
    bonus: Vectors | float = 0.0,
    recipe: Recipe = EVERYTHING,
) -> Ranking:
    """Scores clauses for one question, embedded, with its distinct terms; -inf for those that are not `allowed`.

    `allowed`, `bonus`: shape (clauses,). The candidates for the second look stand before all others.
    """
    dense, cosines = _dense(index, question.vectors[0])
    wording = Wording(index.lexical.scores(words), len(words), index.lexical.known(words))
    given = np.broadcast_to(np.asarray(bonus, np.float32), dense.shape)
    total = np.where(allowed, first_glance(dense, wording, recipe) + given, -np.inf).astype(np.float32)
    agreements = np.full(len(total), AGREEMENT_FLOOR, np.float32)
    places, matches = np.empty(0, np.int64), dict[int, Vectors]()
    if recipe.agreement and len(question.tokens[0]):
        places = _candidates(index, total)
    if len(places):
        agreements[places], matches = _compared(index, question.tokens[0], places)
        sure = second_look(dense[places], agreements[places], wording.at(places), recipe) + given[places]
        # The others keep their order, behind.
        total += np.float32(sure.min() - total[np.isfinite(total)].max() - 1)
        total[places] = sure
    return Ranking(total, dense, wording.scores, agreements, cosines, matches)


def _dense(index: Searchable, vector: Vectors) -> tuple[Vectors, dict[int, float]]:
    """Of every clause the mean of its best passage's and its best block's cosine; and of the near passages theirs."""
    scores, rows = index.dense.search(vector, _NEAR)
    passages = best_of_each(scores, index.passages.clauses[rows], len(index.lexical))
    of_blocks, places = index.blocks.search(vector, _NEAR)
    blocks = best_of_each(of_blocks, index.block_clauses[places], len(index.lexical))
    mean: Vectors = (passages + blocks) / np.float32(2)
    return mean, dict(zip(rows.tolist(), scores.tolist(), strict=True))


def _compared(index: Searchable, tokens: Vectors, places: NDArray[np.int64]) -> tuple[Vectors, dict[int, Vectors]]:
    """The agreement of these clauses with the question, and the matches of each of their passages, by row."""
    own = [index.passages_of(int(place)) for place in places]
    rows = [row for of_clause in own for row in of_clause]
    parts = (rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE))
    found = np.concatenate([best_matches(tokens, *index.tokens_of(part)) for part in parts])
    texts = np.repeat(np.arange(len(own)), [len(of_clause) for of_clause in own])
    return agreement(found, texts, index.passages.starts[rows]), dict(zip(rows, found, strict=True))


def _candidates(index: Searchable, total: Vectors) -> NDArray[np.int64]:
    """Places of the best clauses that have a passage, in no order."""
    count = min(CANDIDATES, int(np.isfinite(total).sum()))
    best = np.argsort(-total, kind="stable")[:count]
    return np.array([place for place in best.tolist() if len(index.passages_of(place))], np.int64)
