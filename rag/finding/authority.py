"""Near-identical clauses of different documents become one hit: the official before the press, then the newer.

Two clauses are near-identical when the sentences that they share make up most of both. An annex row and the clause that
it was taken from stand in one document and stay apart: the row has the units.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.domain import Hit
from rag.text import bare, sentences, without_number

_SHARED = 0.8


def collapse(hits: Sequence[Hit]) -> list[Hit]:
    """Hits, best first, with the near-identical of other documents behind the one of most authority."""
    groups: list[list[Hit]] = []
    for hit in hits:
        group = next((g for g in groups if _same(g[0], hit) and all(_elsewhere(h, hit) for h in g)), None)
        if group:
            group.append(hit)
        else:
            groups.append([hit])
    return [_lead(group) for group in groups]


def _lead(group: Sequence[Hit]) -> Hit:
    first, *others = sorted(group, key=lambda hit: hit.document.authority)
    return replace(
        first,
        score=max(hit.score for hit in group),
        also_in=(*first.also_in, *(one for other in others for one in (other, *other.also_in))),
    )


def _elsewhere(one: Hit, other: Hit) -> bool:
    return one.document.id != other.document.id


def _same(one: Hit, other: Hit) -> bool:
    a, b = _sentences(one.clause.text), _sentences(other.clause.text)
    shared = sum(map(len, a & b))
    return shared >= _SHARED * max(sum(map(len, a)), sum(map(len, b)), 1)


@lru_cache(maxsize=4096)
def _sentences(text: str) -> frozenset[str]:
    """Sentences of a clause as what two prints of it share, without the label (never part of what is said)."""
    return frozenset(without_number(bare(text[a:b])) for a, b in sentences(text))
