"""Signals to one score: sums on absolute scales.

    wording        BM25 / (4 · terms) · known²
    first glance   (dense - .75) / .25 + wording             over every clause
    second look    (agreement - .75) / .125 + first glance   over the best of the first

`dense` is the mean cosine of a clause's best passage and best block, `agreement` its late interaction; E5 crowds both
between .75 and 1. BM25 of about 4 a term is a good match; `known` is the share of the question's term weight that the
corpus has at all, so that wording counts for no more of a question than it can speak of: of an English question on Chinese
text it knows the few words that mislead. On absolute scales a signal that has nothing to say stays quiet, where rank
fusion (Cormack et al., Reciprocal Rank Fusion, 2009) would give it its vote all the same. What each is worth stands in
eval/README.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vectors

DENSE_FLOOR, DENSE_RANGE = 0.75, 0.25
AGREEMENT_FLOOR, AGREEMENT_RANGE = 0.75, 0.125
LEXICAL_FULL = 4.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which signals count. The product uses all; the others are there to be measured."""

    dense: bool = True
    lexical: bool = True
    agreement: bool = True


EVERYTHING = Recipe()


@dataclass(frozen=True, slots=True)
class Wording:
    """BM25 scores of clauses, shape (clauses,), for a question of `terms` distinct terms; `known`: see above."""

    scores: Vectors
    terms: int
    known: float

    def at(self, places: NDArray[np.int64]) -> "Wording":
        return Wording(self.scores[places], self.terms, self.known)

    @property
    def share(self) -> Vectors:
        share: Vectors = self.scores * (self.known**2 / (LEXICAL_FULL * max(self.terms, 1)))
        return share


def first_glance(dense: Vectors, wording: Wording, recipe: Recipe = EVERYTHING) -> Vectors:
    """Scores of shape (clauses,), from cosines of that shape."""
    meaning = np.clip((dense - DENSE_FLOOR) / DENSE_RANGE, 0, None)
    total: Vectors = recipe.dense * meaning + recipe.lexical * wording.share
    return total


def second_look(dense: Vectors, agreement: Vectors, wording: Wording, recipe: Recipe = EVERYTHING) -> Vectors:
    """Scores of shape (candidates,), from cosines and late interaction of that shape."""
    agreed = recipe.agreement * (agreement - AGREEMENT_FLOOR) / AGREEMENT_RANGE
    total: Vectors = agreed + first_glance(dense, wording, recipe)
    return total


def best_of_each(scores: Vectors, clauses: NDArray[np.int64], count: int) -> Vectors:
    """Of each of `count` clauses the best of its scores; a clause without one gets the lowest of all.

    `scores[i]` is that of a passage or block of clause `clauses[i]`; where only the best of them were scored, a clause
    that is not among them scores no more than the last of them.
    """
    best = np.full(count, scores.min() if len(scores) else DENSE_FLOOR, np.float32)
    np.maximum.at(best, clauses, scores)
    return best
