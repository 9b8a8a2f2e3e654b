"""Late interaction: every token of the question looks for its best match among the tokens of a clause.

Source: Khattab and Zaharia, ColBERT (2020), here with the tokens of an embedder that was trained for whole texts. One
vector for a whole text blurs what a question asks for; the mean over its tokens' best matches does not, and costs no
second model. What it gains stands in eval/README.md.
"""

import numpy as np
from numpy.typing import NDArray

from rag.blocks import cut
from rag.ports import Vectors

NOTHING = -1.0


def best_matches(question: Vectors, tokens: Vectors, counts: NDArray[np.int64]) -> Vectors:
    """For each passage and each token of the question the best cosine in it, shape (passages, tokens of the question).

    `tokens`: those of all passages, one after the other, shape (n, d); `counts`: how many each has, of sum n. A passage
    without tokens matches nothing.
    """
    matches = np.full((len(counts), len(question)), NOTHING, np.float32)
    filled = counts > 0
    if filled.any() and len(question):
        starts = (np.cumsum(counts) - counts)[filled]
        matches[filled] = np.maximum.reduceat(tokens @ question.T, starts, axis=0)
    return matches


def agreement(matches: Vectors, texts: NDArray[np.int64], starts: NDArray[np.int64]) -> Vectors:
    """Of each text its best block's mean over the question's tokens of their best matches in it, shape (texts,).

    `texts[i]`: which text passage i is of, from 0 without a hole, in order; `starts[i]`: where it begins there. By
    blocks, because a long text must not win by having each word somewhere.
    """
    best = np.full(int(texts[-1]) + 1, NOTHING, np.float32)
    for firsts in cut(texts, starts):
        np.maximum.at(best, texts[firsts], np.maximum.reduceat(matches, firsts, axis=0).mean(axis=1))
    return best
