"""Metrics as pure functions: one formula each, with its source. Where a metric does not apply there is no score, not 0.

Ranking metrics take `relevant[i]`: whether the hit at rank i + 1 is relevant. Sources: Järvelin and Kekäläinen, Cumulated
gain-based evaluation of IR techniques (2002), for nDCG; Voorhees, The TREC-8 question answering track report (1999),
for the reciprocal rank; van Rijsbergen, Information Retrieval (1979), for precision, recall and F1. Tests check the
rankings against ir-measures.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from statistics import quantiles

from rag.domain import Citation, Statement, StatementKind
from rag.text import bare

_SPEAKS_OF_THE_PREMISE = re.compile("问题|所问|所说|前提|不符|并非|而是")


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


def gains_of_all(found: Sequence[Collection[str]], gold: Collection[str]) -> tuple[list[int], list[int]]:
    """Gains of the hits and of the ideal order where all gold is needed: 1 for a hit that brings gold not seen before.

    Gold ids that one hit stands for count once, in the ideal too: no ranking could show them apart.

    >>> gains_of_all([{"x"}, {"a", "b"}, {"a"}], {"a", "b", "c"})
    ([0, 1, 0], [1, 1])
    """
    left, gains = set(gold), []
    for hit in found:
        new = left & set(hit)
        gains.append(int(bool(new)))
        left -= new
    return gains, [1] * (sum(gains) + len(left))


def gains_of_any(found: Sequence[Collection[str]], gold: Collection[str]) -> tuple[list[int], list[int]]:
    """Gains where any gold id answers by itself: 1 for the first relevant hit; the ideal is one relevant hit.

    >>> gains_of_any([{"x"}, {"b"}, {"a"}], {"a", "b"})
    ([0, 1, 0], [1])
    """
    first = next((i for i, hit in enumerate(found) if set(hit) & set(gold)), None)
    return [int(i == first) for i in range(len(found))], [1]


def precision(found: Collection[str], gold: Collection[str]) -> float | None:
    """Share of what was found that is gold; no score where nothing was found.

    >>> precision({"a", "b"}, {"a"}), precision(set(), {"a"})
    (0.5, None)
    """
    return len(set(found) & set(gold)) / len(set(found)) if found else None


def recall_of_all(found: Collection[str], gold: Collection[str]) -> float | None:
    """Share of the gold that was found; no score where there is no gold.

    >>> recall_of_all({"a", "x"}, {"a", "b"}), recall_of_all({"a"}, set())
    (0.5, None)
    """
    return len(set(found) & set(gold)) / len(set(gold)) if gold else None


def recall_of_any(found: Collection[str], gold: Collection[str]) -> float | None:
    """1 if one gold id was found, else 0; no score where there is no gold.

    >>> recall_of_any({"a", "x"}, {"a", "b"}), recall_of_any({"x"}, {"a"})
    (1.0, 0.0)
    """
    return float(bool(set(found) & set(gold))) if gold else None


def missing_facts(text: str, facts: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The facts of which no alternative stands in the text, marks and widths aside.

    >>> missing_facts("超过１６％", [["16%", "百分之十六"], ["2027年"]])
    [['2027年']]
    """
    said = bare(text)
    return [fact for fact in facts if not any(bare(one) in said for one in fact)]


def facts_found(text: str, facts: Sequence[Sequence[str]]) -> float | None:
    """Share of the facts of which one alternative stands in the text; no score where there are none.

    >>> facts_found("超过16%", [["16%", "百分之十六"], ["2027年"]])
    0.5
    """
    return 1 - len(missing_facts(text, facts)) / len(facts) if facts else None


def quotes_stand(statements: Sequence[Statement], citations: Sequence[Citation]) -> float | None:
    """1 if every quote is `clause.text[start:end]` and every statement but a notice has a citation, else 0.

    No score for an answer of notices alone: it claims nothing of a document.
    """
    by_number = {citation.n: citation for citation in citations}
    claims = [statement for statement in statements if statement.kind is not StatementKind.NOTICE]
    if not claims and not citations:
        return None
    cited = all(claim.citations and all(n in by_number for n in claim.citations) for claim in claims)
    return float(cited and all(_verbatim(citation) for citation in citations))


def premise_corrected(facts: float | None, statements: Sequence[Statement], notes: Sequence[str]) -> float:
    """1 if every fact was said and a notice, or a note that speaks of the premise, says that it is wrong; else 0.

    >>> premise_corrected(1.0, [], ["问题所说的20%与原文不符"]), premise_corrected(1.0, [], [])
    (1.0, 0.0)
    """
    noticed = any(statement.kind is StatementKind.NOTICE for statement in statements)
    return float(facts == 1 and (noticed or any(map(_SPEAKS_OF_THE_PREMISE.search, notes))))


def confusion(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Counts of (expected, got), as counts[expected][got], for every pair of labels.

    >>> confusion([("a", "a"), ("a", "b")], ["a", "b"])
    {'a': {'a': 1, 'b': 1}, 'b': {'a': 0, 'b': 0}}
    """
    return {expected: {got: list(pairs).count((expected, got)) for got in labels} for expected in labels}


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


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _verbatim(citation: Citation) -> bool:
    return bool(citation.quote) and citation.clause.text[citation.start : citation.end] == citation.quote
