"""Blocks: passages of one text that begin within 400 characters of each other, cut twice, the second time half a block on.

A sentence is too small for a question that says more than one, a long text too large: a block is what both are compared
by. Neighbours on both sides of one cut stand together in the other.
"""

import numpy as np
from numpy.typing import NDArray

BLOCK = 400


def cut(texts: NDArray[np.int64], starts: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """For each of the two cuts the rows at which a block begins, in order, the first of them 0.

    `texts[i]`: which text passage i is of, ascending; `starts[i]`: where it begins in it, in characters.

    >>> [firsts.tolist() for firsts in cut(np.array([0, 0, 0, 1]), np.array([0, 250, 450, 0]))]
    [[0, 2, 3], [0, 1, 3]]
    """
    cuts = []
    for shift in (0, BLOCK // 2):
        place = np.stack([texts, (starts + shift) // BLOCK])
        changes = (place[:, 1:] != place[:, :-1]).any(axis=0)
        cuts.append(np.flatnonzero(np.concatenate([[len(texts) > 0], changes])))
    return cuts
