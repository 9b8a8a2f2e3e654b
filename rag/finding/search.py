"""Question to hits: clauses ranked, near-identical ones collapsed; what the question names exactly comes first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.domain import Clause, Filters, Hit, Question, QuestionKind, ScoredSpan, Scores
from rag.finding.authority import collapse
from rag.finding.filters import passing
from rag.finding.fusion import EVERYTHING, Recipe
from rag.finding.ranking import Ranking, rank
from rag.ports import Embedder, Snapshot, Vectors
from rag.text import terms

_NAMED_CLAUSE = 2.0
_HAS_UNITS = 0.15
# By so much does another document answer better when the one that is named does not: .65 and more where it was so in the
# cases, .24 and less where it was not (75 questions).
_ELSEWHERE = 0.4
_SPARE = 3
_TWINS = 8
_COMPARED = 8
_LOOKED_AT = 5000


def search(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    *,
    limit: int,
    filters: Filters | None = None,
    recipe: Recipe = EVERYTHING,
) -> list[Hit]:
    """The best clauses, best first, at most `limit`; near-identical ones of several documents count once."""
    allowed = _allowed(snapshot, filters or Filters())
    if not allowed.any():
        return []
    embedded = embedder.embed_questions([question.topic])
    words = list(dict.fromkeys(terms(question.content)))
    bonus = _bonus(snapshot, question)
    named = allowed & _in_documents(snapshot, question.documents) if question.documents else allowed
    ranking = rank(snapshot, embedded, words, allowed=named, bonus=bonus, recipe=recipe)
    if 1 < len(question.documents) <= _COMPARED:
        return _from_each(snapshot, question, ranking, limit)
    if question.documents and not question.references:
        every = rank(snapshot, embedded, words, allowed=allowed, bonus=bonus, recipe=recipe)
        if every.total.max() > ranking.total.max() + _ELSEWHERE:
            ranking = every
    return _best(snapshot, ranking, ranking.total, limit)


def _bonus(snapshot: Snapshot, question: Question) -> Vectors:
    """What clauses get for being what the question names or asks for, shape (clauses,)."""
    bonus = np.zeros(len(snapshot.lexical), np.float32)
    if question.kind is QuestionKind.UNIT:
        bonus += _HAS_UNITS * snapshot.clauses.has_units
    for clause in (clause for reference in question.references for clause in reference.clauses):
        place = snapshot.catalogue.place(clause.id)
        if place is not None:
            bonus[place] += _NAMED_CLAUSE
    return bonus


def _allowed(snapshot: Snapshot, filters: Filters) -> NDArray[np.bool_]:
    """Clauses that pass the filters and are more than the heading of others, shape (clauses,)."""
    return _in_documents(snapshot, passing(snapshot.catalogue.documents, filters)) & ~snapshot.clauses.is_heading


def _in_documents(snapshot: Snapshot, names: Sequence[str]) -> NDArray[np.bool_]:
    named = set(names)
    wanted = np.array([name in named for name in snapshot.catalogue.documents], np.bool_)
    return wanted[snapshot.clauses.documents] if len(wanted) else np.zeros(0, np.bool_)


def _best(snapshot: Snapshot, ranking: Ranking, total: Vectors, limit: int) -> list[Hit]:
    """Collapsed hits; looks further down as long as near-identical clauses leave the list short."""
    groups = list(_twins(snapshot, total, 4 * limit + _SPARE))
    hits: list[Hit] = []
    taken = 0
    while len(hits) < limit and taken < len(groups):
        taken = min(len(groups), max(limit + _SPARE, 2 * taken))
        clauses = snapshot.catalogue.clauses_at([place for group in groups[:taken] for place in group])
        found = [[_hit(snapshot, ranking, place, clauses[place]) for place in group] for group in groups[:taken]]
        hits = collapse([replace(first, also_in=tuple(others)) for first, *others in found])
    return hits[:limit]


def _twins(snapshot: Snapshot, total: Vectors, limit: int) -> Iterator[list[int]]:
    """Places of the best clauses, best first; those of other documents with the very same text stand behind the one of
    most authority, so that a corpus of many editions costs no more than one."""
    documents = list(snapshot.catalogue.documents.values())
    order = np.argsort(-total, kind="stable")[: min(_LOOKED_AT, int(np.isfinite(total).sum()))]
    groups: dict[int, dict[int, int]] = {}
    imprints, owners = snapshot.clauses.imprints[order], snapshot.clauses.documents[order]
    for place, imprint, owner in zip(order.tolist(), imprints.tolist(), owners.tolist(), strict=True):
        if imprint not in groups and len(groups) == limit:
            break
        group = groups.setdefault(imprint, {})
        if len(group) < _TWINS:
            group.setdefault(owner, place)
    for group in groups.values():
        ranked = sorted(group, key=lambda owner: documents[owner].authority)
        yield [group[owner] for owner in ranked]


def _from_each(snapshot: Snapshot, question: Question, ranking: Ranking, limit: int) -> list[Hit]:
    """The best hits of each document that is named, taken in turn."""
    each = [
        _best(snapshot, ranking, np.where(_in_documents(snapshot, [name]), ranking.total, -np.inf), limit)
        for name in question.documents
    ]
    turns = [hits[i] for i in range(limit) for hits in each if i < len(hits)]
    return turns[:limit]


def _hit(snapshot: Snapshot, ranking: Ranking, place: int, clause: Clause) -> Hit:
    table, lowest = snapshot.passages, min(ranking.cosines.values(), default=0.0)
    spans = [
        ScoredSpan(
            int(table.starts[row]),
            int(table.ends[row]),
            ranking.cosines.get(row, lowest),
            tuple(ranking.matches[row].tolist()) if row in ranking.matches else (),
        )
        for row in snapshot.passages_of(place)
    ]
    return Hit(
        clause=clause,
        document=snapshot.catalogue.documents[clause.document_id],
        score=float(ranking.total[place]),
        parts=Scores(float(ranking.dense[place]), float(ranking.lexical[place]), float(ranking.agreement[place])),
        passages=tuple(sorted(spans, key=lambda span: -span.score)),
    )
