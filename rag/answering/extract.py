"""An answer without a language model: the sentences that answer, verbatim, and no more of them than the question needs.

By kind of question: a number gets the sentence with the number, a definition its sentence, a list its items.
What was measured to choose the limits stands in eval/README.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.aspects import asked_aspects, gives
from rag.answering.draft import Draft, Quote, quoted
from rag.answering.evidence import Evidence, Sentence
from rag.domain import Question, QuestionKind
from rag.text import sentences

_LIST_LIMIT = 400
_ENUMERATED = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """At most `count` sentences of `clauses` clauses, none further than `margin` from the best."""

    count: int
    clauses: int
    margin: float


_LIMITS = {
    QuestionKind.NUMBER: Limits(2, 2, 0.25),
    QuestionKind.DATE: Limits(2, 2, 0.25),
    QuestionKind.DEFINITION: Limits(2, 2, 0.3),
    QuestionKind.LIST: Limits(3, 2, 0.5),
}
_DEFAULT = Limits(3, 2, 0.45)


def extract(evidence: Evidence, found: Sequence[Sentence]) -> list[Draft]:
    """Statements from the sentences that may answer, best first."""
    body = [sentence for sentence in found if not (sentence.is_heading or sentence.is_units)] or list(found)
    return _in_order(_chosen(evidence.question, body))


def _chosen(question: Question, body: Sequence[Sentence]) -> list[Sentence]:
    limits = _LIMITS.get(question.kind, _DEFAULT)
    if question.kind is QuestionKind.LIST and (whole := _whole_clause(body[0])):
        return whole
    aspects = asked_aspects(question.text)
    if aspects:
        body = [s for s in body if all(gives(s.text, aspect) for aspect in aspects)] or body
    chosen: list[Sentence] = []
    for sentence in body:
        clauses = {s.hit.clause.id for s in chosen}
        far = chosen and sentence.score < chosen[0].score - limits.margin
        if far or len(chosen) == limits.count:
            break
        if len(clauses) < limits.clauses or sentence.hit.clause.id in clauses:
            chosen.append(sentence)
    return chosen


def _whole_clause(best: Sentence) -> list[Sentence] | None:
    """All sentences of the best clause, where they are few enough and no single one enumerates."""
    if best.text.count("、") >= _ENUMERATED:
        return None
    clause = best.hit.clause
    spans = sentences(clause.text)
    if len(clause.text) > _LIST_LIMIT or len(spans) < 3:
        return None
    units = spans[-1] if clause.units else None
    return [
        Sentence(best.hit, best.rank, start, end, best.score, 0.0, (), False, False)
        for start, end in spans[1:]
        if (start, end) != units
    ]


def _in_order(chosen: Sequence[Sentence]) -> list[Draft]:
    """In the order of their clauses' rank, and inside a clause as they stand."""
    ordered = sorted(chosen, key=lambda sentence: (sentence.rank, sentence.start))
    return [quoted(Quote(s.hit.clause, s.hit.document, s.start, s.end)) for s in ordered]
