"""Hits to evidence: every sentence of the best clauses, scored by what the question asks.

score = (cosine - .75) / .25 + the share of the question's term weight that the sentence has. The cosine of a sentence was
computed when its passage was found; nothing is embedded here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.domain import Hit, Question
from rag.ports import Snapshot
from rag.text import bare, sentences, terms

_CLAUSES = 5
_CLAUSES_OF_EACH = 3
_DENSE_FLOOR, _DENSE_RANGE = 0.75, 0.25
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit. `coverage`: share of the question's term weight in it, 0 to 1. `rank`: place of its hit.

    `is_heading`, `is_units`: it only names the clause, or only its units.
    """

    hit: Hit
    rank: int
    start: int
    end: int
    score: float
    coverage: float
    is_heading: bool
    is_units: bool

    @property
    def text(self) -> str:
        return self.hit.clause.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`weights`: inverse document frequency of the question's terms; `coverage`: the best that one clause reaches with
    its title and path; `cosine`: of the best passage."""

    question: Question
    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    weights: dict[str, float]
    coverage: float
    cosine: float

    def covered(self, text: str) -> float:
        """Share of the question's term weight that stands in a text, 0 to 1."""
        present = _terms(text)
        total = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if term in present) / total if total else 0.0


def gather(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> Evidence:
    """Sentences of the best clauses, best first; a sentence that stands in several clauses counts once."""
    words = list(dict.fromkeys(terms(question.content)))
    weights = dict(zip(words, snapshot.lexical.weights(words).tolist(), strict=True))
    evidence = Evidence(question, tuple(hits), (), weights, 0.0, max((hit.parts.dense for hit in hits), default=0.0))
    depth = max(_CLAUSES, _CLAUSES_OF_EACH * len(question.documents))
    found = [sentence for rank, hit in enumerate(hits[:depth]) for sentence in _sentences(evidence, hit, rank)]
    found.sort(key=lambda sentence: (-sentence.score, sentence.rank))
    coverage = max((evidence.covered(_whole(hit)) for hit in hits[:_CLAUSES]), default=0.0)
    return Evidence(question, tuple(hits), tuple(_distinct(found)), weights, coverage, evidence.cosine)


def _sentences(evidence: Evidence, hit: Hit, rank: int) -> list[Sentence]:
    cosines = {(passage.start, passage.end): passage.score for passage in hit.passages}
    lowest = min(cosines.values(), default=_DENSE_FLOOR)
    heading = bare(hit.clause.path[-1]) if hit.clause.path else ""
    spans = sentences(hit.clause.text)
    found = []
    for start, end in spans:
        text = hit.clause.text[start:end]
        if len(bare(text)) < _SHORTEST:
            continue
        coverage = evidence.covered(text)
        cosine = (cosines.get((start, end), lowest) - _DENSE_FLOOR) / _DENSE_RANGE
        is_units = bool(hit.clause.units) and (start, end) == spans[-1]
        is_heading = bare(text) == heading
        found.append(Sentence(hit, rank, start, end, cosine + coverage, coverage, is_heading, is_units))
    return found


@lru_cache(maxsize=8192)
def _terms(text: str) -> frozenset[str]:
    """Of a sentence: the same ones are scored for question after question."""
    return frozenset(terms(text))


def _distinct(found: Sequence[Sentence]) -> list[Sentence]:
    seen: set[str] = set()
    distinct = []
    for sentence in found:
        if (key := bare(sentence.text)) not in seen:
            seen.add(key)
            distinct.append(sentence)
    return distinct


def _whole(hit: Hit) -> str:
    return "\n".join((hit.document.title, *hit.clause.path, hit.clause.text))
