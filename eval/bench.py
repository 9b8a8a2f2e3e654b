"""Ranking of a retrieval set as the product ranks clauses, and what each leg of it is worth.

Every text is one unit: its passages are embedded, its title and text are the terms of one BM25 row. Titles are not
embedded and texts are not repaired, so a set from elsewhere meets the same splitter, embedder and fusion as a document.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from eval.beir import Query, RetrievalSet, Text
from eval.metrics import hit_at, ndcg_at, recall_at, reciprocal_rank
from rag.adapters.bm25 import BM25
from rag.adapters.faiss_flat import FaissFlat
from rag.domain import Clause, ClauseKind, Passage
from rag.finding.asking import content_words
from rag.finding.ranking import rank
from rag.indexing.blocks import vectors_of
from rag.indexing.tokens import restored
from rag.indexing.vectors import VectorCache
from rag.ports import DenseIndex, Embedder, Embeddings, LexicalIndex, PassageTable, Progress, Vectors
from rag.reading.passages import passages
from rag.text import fold_widths, terms, to_simplified

_DEPTH = 10
_BATCH = 64
"""What the cache keeps for 1 in a token's vector."""


@dataclass(frozen=True, slots=True)
class Index:
    """Texts by place, in memory but for the tokens of passages, which the cache has.

    `passages.clauses`: of every passage the place of its text; `pieces`: its wording. `firsts`: of every text the row of
    its first passage, and one end more, shape (texts + 1,).
    """

    dense: DenseIndex
    blocks: DenseIndex
    block_clauses: NDArray[np.int64]
    lexical: LexicalIndex
    passages: PassageTable
    pieces: Sequence[str]
    firsts: NDArray[np.int64]
    embedder: Embedder
    cache: VectorCache

    @property
    def embedded(self) -> NDArray[np.bool_]:
        """Whether a text has a passage, shape (texts,)."""
        return np.diff(self.firsts) > 0

    def passages_of(self, place: int) -> Sequence[int]:
        return range(int(self.firsts[place]), int(self.firsts[place + 1]))

    def tokens_of(self, rows: Sequence[int]) -> tuple[Vectors, NDArray[np.int64]]:
        """Tokens of these passages, one passage after the other, shape (n, dimension), and how many each has."""
        found = self.cache.tokens([self.pieces[row] for row in rows], self.embedder)
        return restored(np.concatenate(found)), np.array([len(one) for one in found], np.int64)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood: embedded, by itself, and its distinct terms."""

    embedded: Embeddings
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Result:
    """`legs`: means over the questions, by leg and metric. `passages_per_s`: of those embedded now; None if none were."""

    set: str
    documents: int
    passages: int
    passages_per_s: float | None
    legs: dict[str, dict[str, float]]


def bench(
    chosen: RetrievalSet,
    embedder: Embedder,
    cache: VectorCache,
    progress: Progress = lambda stage, done, total: None,
) -> Result:
    index, pace = build_index(chosen.texts, embedder, cache, progress)
    asked = understand([query.text for query in chosen.queries], embedder, progress)
    rows: dict[str, list[dict[str, float]]] = {}
    for done, (query, question) in enumerate(zip(chosen.queries, asked, strict=True)):
        progress("rank", done, len(asked))
        for leg, scores in legs(index, question).items():
            found = [chosen.texts[place].id for place in best(scores, _DEPTH)]
            rows.setdefault(leg, []).append(_measure(found, query))
    progress("rank", len(asked), len(asked))
    means = {leg: {name: fmean(row[name] for row in of_leg) for name in of_leg[0]} for leg, of_leg in rows.items()}
    return Result(chosen.name, len(chosen.texts), len(index.pieces), pace, means)


def legs(index: Index, question: Asked) -> dict[str, Vectors]:
    """Scores of every text by each leg, each of shape (texts,); -inf where the leg does not find it."""
    lexical = index.lexical.scores(question.words)
    embedded, worded = index.embedded, lexical > 0
    every = rank(index, question.embedded, question.words, allowed=embedded | worded)
    return {"dense": _only(every.dense, embedded), "bm25": _only(lexical, worded), "fused": every.total}


def build_index(
    texts: Sequence[Text], embedder: Embedder, cache: VectorCache, progress: Progress
) -> tuple[Index, float | None]:
    """The index, and how many passages a second were embedded for it; None where the cache had them all."""
    own = [_passages(text) for text in texts]
    pieces = [text.text[p.start : p.end] for text, of_text in zip(texts, own, strict=True) for p in of_text]
    marks: list[tuple[int, float]] = []

    def watched(done: int, total: int) -> None:
        marks.append((done, time.perf_counter()))
        progress("embed", done, total)

    vectors = cache.embed(pieces, embedder, watched)
    (_, started), (new, ended) = marks[0], marks[-1]
    blocks, block_clauses = _blocks(own, texts, embedder, cache)
    index = Index(
        dense=FaissFlat.build(vectors),
        blocks=FaissFlat.build(blocks),
        block_clauses=block_clauses,
        lexical=BM25.build([_row(text) for text in texts]),
        passages=_table(own),
        pieces=pieces,
        firsts=np.cumsum([0, *map(len, own)], dtype=np.int64),
        embedder=embedder,
        cache=cache,
    )
    return index, new / (ended - started) if new else None


def understand(questions: Sequence[str], embedder: Embedder, progress: Progress) -> list[Asked]:
    """Script, widths and asking words as for a question to the product; nothing names a document here."""
    texts = [to_simplified(fold_widths(question).strip()) for question in questions]
    found: list[Embeddings] = []
    for done in range(0, len(texts), _BATCH):
        progress("ask", done, len(texts))
        batch = embedder.embed_questions(texts[done : done + _BATCH])
        found += (Embeddings(batch.vectors[i : i + 1], batch.tokens[i : i + 1]) for i in range(len(batch.tokens)))
    progress("ask", len(texts), len(texts))
    words = [list(dict.fromkeys(terms(content_words(text)))) for text in texts]
    return [Asked(embedded, row) for embedded, row in zip(found, words, strict=True)]


def best(scores: Vectors, count: int) -> list[int]:
    """Places of the best texts that were found, best first; equal ones in the order of the corpus.

    >>> best(np.array([0.5, 2.0, -np.inf, 0.5], np.float32), 3)
    [1, 0, 3]
    """
    order = np.argsort(-scores, kind="stable")[:count]
    return [int(place) for place in order if np.isfinite(scores[place])]


def shortfalls(of_legs: dict[str, dict[str, float]]) -> dict[str, float]:
    """By how much `fused` stays under the better of the other legs, by metric; empty where it does nowhere.

    >>> shortfalls({"dense": {"hit@1": 0.5}, "bm25": {"hit@1": 1.0}, "fused": {"hit@1": 0.75}})
    {'hit@1': 0.25}
    """
    others = [figures for leg, figures in of_legs.items() if leg != "fused"]
    gaps = {name: max(figures[name] for figures in others) - value for name, value in of_legs["fused"].items()}
    return {name: gap for name, gap in gaps.items() if gap > 0}


def as_json(result: Result) -> dict[str, object]:
    return asdict(result)


def _only(scores: Vectors, found: NDArray[np.bool_]) -> Vectors:
    kept: Vectors = np.where(found, scores, np.float32(-np.inf))
    return kept


def _passages(text: Text) -> list[Passage]:
    return passages(Clause(text.id, text.id, ClauseKind.PARAGRAPH, "", (), text.text, 0, len(text.text)))


def _blocks(
    own: Sequence[Sequence[Passage]], texts: Sequence[Text], embedder: Embedder, cache: VectorCache
) -> tuple[Vectors, NDArray[np.int64]]:
    """Vectors of all blocks, and the place of the text that each is of."""
    vectors, places = [np.empty((0, embedder.dimension), np.float32)], list[int]()
    for place, (text, of_text) in enumerate(zip(texts, own, strict=True)):
        if of_text:
            found = cache.tokens([text.text[p.start : p.end] for p in of_text], embedder)
            vectors.append(vectors_of(of_text, found, embedder.dimension))
            places += [place] * len(vectors[-1])
    return np.concatenate(vectors), np.array(places, np.int64)


def _table(own: Sequence[Sequence[Passage]]) -> PassageTable:
    rows = [(place, passage.start, passage.end) for place, of_text in enumerate(own) for passage in of_text]
    clauses, starts, ends = np.array(rows, np.int64).reshape(-1, 3).T
    return PassageTable(clauses, starts, ends)


def _row(text: Text) -> list[str]:
    """A title alone finds nothing: a document without text has no clause that could be shown."""
    return terms(f"{text.title or ''}\n{text.text}") if text.text.strip() else []


def _measure(found: Sequence[str], query: Query) -> dict[str, float]:
    gains = [query.gains.get(name, 0.0) for name in found]
    relevant = [gain > 0 for gain in gains]
    hits = [{name} for name in found]
    return {
        "recall@1": recall_at(hits, query.gains, 1),
        "hit@1": hit_at(relevant, 1),
        "recall@5": recall_at(hits, query.gains, 5),
        "recall@10": recall_at(hits, query.gains, 10),
        "mrr@10": reciprocal_rank(relevant, 10),
        "ndcg@10": ndcg_at(gains, list(query.gains.values()), 10),
    }
