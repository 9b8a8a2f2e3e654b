"""What stands against what in two documents: sentences and clauses compared by meaning and by terms.

likeness = half the cosine of their vectors, the mean of the documents taken off (raw cosines crowd between .8 and .9),
and half the cosine of their terms, each by its inverse document frequency. Two clauses are as like as their texts are, or
half as like as their closest sentences: a long clause may have one sentence on the subject of a short one.

A clause is kept where its best match in the other document reaches `ALIKE`, else new or dropped. The limit was read off
the pairs of the four official documents: what treats one subject lies above it. Clauses that were found for one topic
need less.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rag.answering.changes import FigureChange, figure_changes
from rag.domain import Clause, ClauseKind
from rag.ports import LexicalIndex, Snapshot, Vectors
from rag.text import sentences, terms

ALIKE, ALIKE_ON_TOPIC = 0.23, 0.12
_SETTINGS = (ClauseKind.NOTICE, ClauseKind.PREAMBLE, ClauseKind.ANNEX, ClauseKind.GROUP)
_SHORTEST = 8
_OF_SENTENCES = 0.5


class PairKind(StrEnum):
    NEW = "new"
    KEPT = "kept"
    DROPPED = "dropped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the older and one of the newer document, or one alone. `score`: likeness to the best match, to 1.
    `figures`: what is measured in both, with another value."""

    kind: PairKind
    older: Clause | None
    newer: Clause | None
    score: float
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretches:
    """Texts with their vectors, shape (n, d), of length one or none; the clause of each."""

    clauses: tuple[Clause, ...]
    texts: tuple[str, ...]
    vectors: Vectors


def speaking_clauses(snapshot: Snapshot, document_id: str) -> list[Clause]:
    """The clauses of a document that say something: no headings, no cover letter; no table that repeats a body."""
    found = [
        clause
        for clause in snapshot.catalogue.clauses_of(document_id)
        if clause.kind not in _SETTINGS and _says_something(snapshot, clause)
    ]
    return [clause for clause in found if clause.kind is not ClauseKind.ROW] or found


def sentence_stretches(snapshot: Snapshot, clauses: Sequence[Clause]) -> Stretches:
    """Every sentence of the clauses but those that only name units."""
    spans = [(clause, span) for clause in clauses for span in _spans(clause)]
    return stretches(snapshot, spans)


def clause_stretches(snapshot: Snapshot, clauses: Sequence[Clause]) -> Stretches:
    """Each clause as a whole, without its units."""
    spans = [(clause, (own[0][0], own[-1][1])) for clause in clauses if (own := _spans(clause))]
    return stretches(snapshot, spans)


def stretches(snapshot: Snapshot, spans: Sequence[tuple[Clause, tuple[int, int]]]) -> Stretches:
    """Stretches of clauses, each as (clause, (start, end)). A vector is the mean of its tokens', as the model makes that of
    a text; none where nothing of it was embedded."""
    table, rows, owners = snapshot.passages, list[int](), list[int]()
    for i, (clause, (start, end)) in enumerate(spans):
        place = snapshot.catalogue.place(clause.id)
        own = (
            [row for row in snapshot.passages_of(place) if start <= table.starts[row] and table.ends[row] <= end]
            if place is not None
            else []
        )
        rows += own
        owners += [i] * len(own)
    clauses, texts = tuple(clause for clause, _ in spans), tuple(clause.text[a:b] for clause, (a, b) in spans)
    return Stretches(clauses, texts, _unit(_sums(snapshot, rows, owners, len(spans))))


def _sums(snapshot: Snapshot, rows: Sequence[int], owners: Sequence[int], count: int) -> Vectors:
    """For each owner the sum of the tokens of its passages, shape (count, d)."""
    if not rows:
        return np.zeros((count, snapshot.dense.vectors().shape[1]), np.float32)
    tokens, counts = snapshot.tokens_of(rows)
    sums = np.zeros((count, tokens.shape[1]), np.float32)
    filled = counts > 0
    if filled.any():
        of_passages = np.add.reduceat(tokens, (np.cumsum(counts) - counts)[filled], axis=0)
        np.add.at(sums, np.array(owners, np.int64)[filled], of_passages)
    return sums


def centre_of(*sides: Stretches) -> Vectors:
    """What all stretches have in common, shape (d,)."""
    mean: Vectors = np.concatenate([side.vectors for side in sides]).mean(axis=0)
    return mean


def likeness(one: Stretches, other: Stretches, centre: Vectors, lexical: LexicalIndex) -> Vectors:
    """Shape (len(one), len(other)), up to 1. `centre`: of the whole documents, whatever is compared of them."""
    meaning = _unit(one.vectors - centre) @ _unit(other.vectors - centre).T
    return np.asarray((meaning + _shared_terms(one.texts, other.texts, lexical)) / 2, np.float32)


def align(
    snapshot: Snapshot, older: Sequence[Clause], newer: Sequence[Clause], *, among: Collection[str] | None = None
) -> list[Pair]:
    """Clauses in pairs, in the order of the newer document, what was dropped at the end. `among`: ids of those on a topic,
    to be compared with each other alone.

    Of each clause the best match counts, if it is alike, so that two clauses that became one are both kept.
    """
    alike = ALIKE if among is None else ALIKE_ON_TOPIC
    rows = [i for i, clause in enumerate(older) if among is None or clause.id in among]
    columns = [j for j, clause in enumerate(newer) if among is None or clause.id in among]
    if not rows or not columns:
        alone = [Pair(PairKind.NEW, None, newer[j], 0.0) for j in columns]
        return alone + [Pair(PairKind.DROPPED, older[i], None, 0.0) for i in rows]
    scores = _scores(snapshot, older, newer)[np.ix_(rows, columns)]
    of_older, of_newer = scores.argmax(axis=1), scores.argmax(axis=0)
    matched = {(i, int(j)) for i, j in enumerate(of_older) if scores[i, j] >= alike}
    matched |= {(int(i), j) for j, i in enumerate(of_newer) if scores[i, j] >= alike}
    pairs = [(j, i, _matched(older[rows[i]], newer[columns[j]], float(scores[i, j]))) for i, j in matched]
    for j in set(range(len(columns))) - {j for _, j in matched}:
        pairs.append((j, 0, Pair(PairKind.NEW, None, newer[columns[j]], float(scores[:, j].max()))))
    for i in set(range(len(rows))) - {i for i, _ in matched}:
        pairs.append((len(columns), i, Pair(PairKind.DROPPED, older[rows[i]], None, float(scores[i].max()))))
    return [pair for *_, pair in sorted(pairs, key=lambda placed: placed[:2])]


def _scores(snapshot: Snapshot, older: Sequence[Clause], newer: Sequence[Clause]) -> Vectors:
    """Of each two clauses the likeness of their texts, or half that of their closest sentences, whichever is more."""
    one, other = clause_stretches(snapshot, older), clause_stretches(snapshot, newer)
    whole = likeness(one, other, centre_of(one, other), snapshot.lexical)
    one, other = sentence_stretches(snapshot, older), sentence_stretches(snapshot, newer)
    closest = likeness(one, other, centre_of(one, other), snapshot.lexical)
    best = np.maximum.reduceat(np.maximum.reduceat(closest, _firsts(one), axis=0), _firsts(other), axis=1)
    return np.asarray(np.maximum(whole, best * np.float32(_OF_SENTENCES)), np.float32)


def _firsts(stretches: Stretches) -> list[int]:
    """Where the sentences of each clause begin."""
    ids = [clause.id for clause in stretches.clauses]
    return [i for i, name in enumerate(ids) if i == 0 or name != ids[i - 1]]


def _matched(older: Clause, newer: Clause, score: float) -> Pair:
    figures = tuple(figure_changes(older, newer))
    return Pair(PairKind.CHANGED if figures else PairKind.KEPT, older, newer, score, figures)


def _says_something(snapshot: Snapshot, clause: Clause) -> bool:
    place = snapshot.catalogue.place(clause.id)
    return place is not None and not snapshot.clauses.is_heading[place] and bool(_spans(clause))


def _spans(clause: Clause) -> list[tuple[int, int]]:
    """Sentences that say something, as (start, end); not the last one of a record, where its units stand."""
    spans = sentences(clause.text)
    if clause.units and len(spans) > 1:
        spans = spans[:-1]
    return [(start, end) for start, end in spans if end - start >= _SHORTEST]


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def _shared_terms(one: Sequence[str], other: Sequence[str], lexical: LexicalIndex) -> Vectors:
    """Cosines of the terms' weights, shape (len(one), len(other)). Only terms that both sides have get a column."""
    sides = [[frozenset(terms(text)) for text in texts] for texts in (one, other)]
    owned = [frozenset[str]().union(*side) for side in sides]
    known = sorted(owned[0] | owned[1])
    weights = dict(zip(known, lexical.weights(known).tolist(), strict=True))
    columns = {term: i for i, term in enumerate(sorted(owned[0] & owned[1]))}
    left, right = (_weighed(side, weights, columns) for side in sides)
    return np.asarray(left @ right.T, np.float32)


def _weighed(side: Sequence[frozenset[str]], weights: Mapping[str, float], columns: Mapping[str, int]) -> Vectors:
    """A row a text: the weights of its terms over the length of them all, shape (len(side), len(columns))."""
    rows = np.zeros((len(side), len(columns)), np.float32)
    for row, own in zip(rows, side, strict=True):
        length = math.sqrt(sum(weights[term] ** 2 for term in own)) or 1.0
        for term in own & columns.keys():
            row[columns[term]] = weights[term] / length
    return rows
