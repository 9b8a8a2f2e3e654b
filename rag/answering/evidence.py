"""Hits to evidence: every sentence of the best clauses, scored by what the question asks.

score = (agreement - .75) / .125 + .7 · coverage + .7 · (score of its clause - that of the best clause) + form

`agreement` is the mean of the best matches that the question's tokens have in the sentence, `coverage` the share of the
question's term weight in it, half of it counted with the title and path above it, so that a sentence gains little by
repeating the subject of its document. `form` is what it gains for being a definition or a list where one is asked for.
The matches were computed when the clause was ranked; nothing is embedded here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.forms import Form, says_who
from rag.domain import Hit, Question, QuestionKind
from rag.ports import Snapshot
from rag.text import bare, sentences, terms

_CLAUSES = 5
_CLAUSES_OF_EACH = 3
_AGREEMENT_FLOOR, _AGREEMENT_RANGE = 0.75, 0.125
_COVERAGE = 0.7
_PLACED = 0.5
_CLAUSE = 0.7
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit. `coverage`: share of the question's term weight in it, 0 to 1. `rank`: place of its hit.
    `matches`: the best match of each token of the question in it; empty where none were compared.

    `is_heading`, `is_units`: it only names the clause, or only its units.
    """

    hit: Hit
    rank: int
    start: int
    end: int
    score: float
    coverage: float
    matches: tuple[float, ...]
    is_heading: bool
    is_units: bool

    @property
    def text(self) -> str:
        return self.hit.clause.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`weights`: inverse document frequency of the question's terms; `coverage`: the best that one clause reaches with
    its title and path; `agreement`: of the best clause."""

    question: Question
    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    weights: dict[str, float]
    coverage: float
    agreement: float

    def covered(self, text: str, *, of: str | None = None) -> float:
        """Share of the question's term weight, or of that of a part `of` it, that stands in a text, 0 to 1."""
        present, asked = _terms(text), self.weights.keys() if of is None else self.weights.keys() & _terms(of)
        total = sum(self.weights[term] for term in asked)
        return sum(self.weights[term] for term in asked & present) / total if total else 0.0


def gather(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> Evidence:
    """Sentences of the best clauses, best first; a sentence that stands in several clauses counts once."""
    words = list(dict.fromkeys(terms(question.content)))
    weights = dict(zip(words, snapshot.lexical.weights(words).tolist(), strict=True))
    agreement = max((hit.parts.agreement for hit in hits), default=0.0)
    evidence = Evidence(question, tuple(hits), (), weights, 0.0, agreement)
    depth = max(_CLAUSES, _CLAUSES_OF_EACH * len(question.documents))
    form = Form.of(question)
    found = [sentence for rank, hit in enumerate(hits[:depth]) for sentence in _sentences(evidence, form, hit, rank)]
    found.sort(key=lambda sentence: (-sentence.score, sentence.rank))
    coverage = max((evidence.covered(_whole(hit)) for hit in hits[:_CLAUSES]), default=0.0)
    return Evidence(question, tuple(hits), tuple(_distinct(found)), weights, coverage, agreement)


def _sentences(evidence: Evidence, form: Form, hit: Hit, rank: int) -> list[Sentence]:
    behind = _CLAUSE * (hit.score - evidence.hits[0].score)
    heading = bare(hit.clause.path[-1]) if hit.clause.path else ""
    spans = sentences(hit.clause.text)
    is_headed = len(spans) > 1 + bool(hit.clause.units)
    found = []
    for start, end in spans:
        text = hit.clause.text[start:end]
        if len(bare(text)) < _SHORTEST or says_who(text):
            continue
        coverage = evidence.covered(text)
        matches = _matches(hit, start, end)
        agreement = sum(matches) / len(matches) if matches else _AGREEMENT_FLOOR
        score = (agreement - _AGREEMENT_FLOOR) / _AGREEMENT_RANGE + behind + form.bonus(text)
        score += _COVERAGE * _placed(evidence, hit, text, coverage)
        is_units = bool(hit.clause.units) and (start, end) == spans[-1]
        is_heading = is_headed and bare(text) == heading
        found.append(Sentence(hit, rank, start, end, score, coverage, matches, is_heading, is_units))
    return found


def _placed(evidence: Evidence, hit: Hit, text: str, coverage: float) -> float:
    """Coverage with what stands above a sentence; its own alone where a unit is asked for, since headings name tasks, and
    where documents are compared, since a title does not say that a document treats the subject."""
    question = evidence.question
    if question.kind in (QuestionKind.UNIT, QuestionKind.COMPARISON) or len(question.documents) > 1:
        return coverage
    above = "\n".join((hit.document.title, *hit.clause.path, text))
    return (1 - _PLACED) * coverage + _PLACED * evidence.covered(above)


def _matches(hit: Hit, start: int, end: int) -> tuple[float, ...]:
    """Of a sentence the best of its passages, token by token."""
    own = [p.matches for p in hit.passages if start <= p.start and p.end <= end and p.matches]
    return tuple(map(max, *own)) if len(own) > 1 else next(iter(own), ())


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
