"""Two legs to one score: a sum on absolute scales.

score = (dense - .75) / .25 + BM25 / (6 · terms). The cosines of E5 crowd between .75 and 1; BM25 per term of about 6 is a
full match. On absolute scales a leg that has nothing to say stays quiet, where rank fusion (Cormack et al., Reciprocal
Rank Fusion, 2009) would give it half the vote: an English question on Chinese text has no lexical score at all.
"""

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vectors

DENSE_FLOOR = 0.75
DENSE_RANGE = 0.25
LEXICAL_FULL = 6.0


def fuse(dense: Vectors, lexical: Vectors, terms: int) -> Vectors:
    """Scores of shape (clauses,), from cosines and BM25 scores of that shape; `terms`: distinct terms of the question."""
    meaning = np.clip((dense - DENSE_FLOOR) / DENSE_RANGE, 0, None)
    wording = lexical / (LEXICAL_FULL * max(terms, 1))
    fused: Vectors = (meaning + wording).astype(np.float32)
    return fused


def best_passages(scores: Vectors, clauses: NDArray[np.int64], count: int) -> Vectors:
    """Of each of `count` clauses the best score among its passages; a clause without one gets the lowest of all.

    `scores[i]` is that of a passage of clause `clauses[i]`; where only the best passages were scored, a clause that is
    not among them scores no more than the last of them.
    """
    dense = np.full(count, scores.min() if len(scores) else DENSE_FLOOR, np.float32)
    np.maximum.at(dense, clauses, scores)
    return dense
