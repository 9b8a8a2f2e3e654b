"""Metrics as pure functions: one formula each, with its source. Where a metric does not apply there is no score, not 0.

Ranking metrics take `relevant[i]`: whether the hit at rank i + 1 is relevant. Sources: Järvelin and Kekäläinen, Cumulated
gain-based evaluation of IR techniques (2002), for nDCG; Voorhees, The TREC-8 question answering track report (1999),
for the reciprocal rank.
"""

import math
from collections.abc import Collection, Sequence
from statistics import quantiles


def hit_at(relevant: Sequence[bool], k: int) -> float:
    """1 if one of the first k hits is relevant, else 0.

    >>> hit_at([False, True], 1), hit_at([False, True], 2)
    (0.0, 1.0)
    """
    return float(any(relevant[:k]))


def recall_at(found: Sequence[Collection[str]], gold: Collection[str], k: int) -> float:
    """Share of the gold ids that the first k hits hold; a hit may stand for several ids.

    >>> recall_at([{"a"}, {"x"}, {"b", "c"}], {"a", "b"}, 2)
    0.5
    """
    if not gold:
        raise ValueError("recall needs at least one gold id")
    seen = {one for hit in found[:k] for one in hit}
    return len(seen & set(gold)) / len(set(gold))


def reciprocal_rank(relevant: Sequence[bool], k: int) -> float:
    """1 / rank of the first relevant hit among the first k, 0 if there is none.

    >>> reciprocal_rank([False, False, True], 10) == 1 / 3
    True
    """
    return next((1 / rank for rank, good in enumerate(relevant[:k], start=1) if good), 0.0)


def ndcg_at(gains: Sequence[float], ideal: Sequence[float], k: int) -> float:
    """DCG = sum of gain / log2(rank + 1) over the first k, over the DCG of the ideal order.

    >>> ndcg_at([0, 1], [1], 10) == (1 / math.log2(3)) / (1 / math.log2(2))
    True
    """
    best = _dcg(sorted(ideal, reverse=True)[:k])
    if best == 0:
        raise ValueError("nDCG needs at least one relevant document")
    return _dcg(gains[:k]) / best


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def precision(found: Collection[str], gold: Collection[str]) -> float | None:
    """Share of what was found that is gold; no score where nothing was found.

    >>> precision({"a", "b"}, {"a"}), precision(set(), {"a"})
    (0.5, None)
    """
    return len(set(found) & set(gold)) / len(set(found)) if found else None


def facts_found(text: str, facts: Sequence[Sequence[str]]) -> float | None:
    """Share of the facts of which one alternative stands in the text; no score where there are none.

    >>> facts_found("超过16%", [["16%", "百分之十六"], ["2027年"]])
    0.5
    """
    return sum(any(one in text for one in fact) for fact in facts) / len(facts) if facts else None


def mean(values: Sequence[float | None]) -> float | None:
    """Mean of the scores that there are.

    >>> mean([1.0, None, 0.0])
    0.5
    """
    scores = [value for value in values if value is not None]
    return sum(scores) / len(scores) if scores else None


def percentile(values: Sequence[float], share: int) -> float:
    """The `share`-th percentile, by linear interpolation between the two nearest values.

    >>> percentile([1.0, 2.0, 3.0], 50)
    2.0
    """
    if not values:
        raise ValueError("a percentile needs at least one value")
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[share - 1]
