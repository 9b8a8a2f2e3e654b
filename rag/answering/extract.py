"""An answer without a language model: the sentences that answer, verbatim, and no more of them than the question needs.

By kind of question: a number gets the sentence with the number, a definition its sentence, a list its items, a
comparison the best of each document. What was measured to choose the limits stands in eval/README.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.aspects import asked_aspects, gives
from rag.answering.draft import Draft, Quote, notice, quoted
from rag.answering.evidence import Evidence, Sentence
from rag.answering.named import cite
from rag.domain import Document, Question, QuestionKind
from rag.text import sentences

_LIST_LIMIT = 400
_ENUMERATED = 3
# A document whose sentences share this little of the question with those of the others is silent on it.
_SILENT = 0.25
_EACH = re.compile(r"分别|各自?(?!类|种|项|级|地|部门|有关|方面)|都是怎")


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
    QuestionKind.COMPARISON: Limits(2, 1, 0.4),
}
_DEFAULT = Limits(3, 2, 0.45)


def extract(evidence: Evidence, found: Sequence[Sentence]) -> list[Draft]:
    """Statements from the sentences that may answer, best first."""
    question = evidence.question
    body = [sentence for sentence in found if not (sentence.is_heading or sentence.is_units)] or list(found)
    speaking, compares = _speaking(body), _compares(question)
    if (len(speaking) > 1 and len(question.documents) > 1) or compares:
        told = [*speaking, *(question.documents if compares else ())]
        return _of_each_document({hit.document.id: hit.document for hit in evidence.hits}, body, told, speaking)
    return _in_order(_chosen(question, body))


def _compares(question: Question) -> bool:
    """Whether an answer is due from each document: one is compared with another, or each is asked for."""
    several = len(question.documents) > 1
    return question.kind is QuestionKind.COMPARISON or (several and bool(_EACH.search(question.text)))


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


def _speaking(body: Sequence[Sentence]) -> list[str]:
    """Ids of the documents that have something on the question, best first."""
    best: dict[str, float] = {}
    for sentence in body:
        name = sentence.hit.document.id
        best[name] = max(best.get(name, 0.0), sentence.coverage)
    return [name for name, coverage in best.items() if coverage >= _SILENT * max(best.values())]


def _of_each_document(
    documents: Mapping[str, Document], body: Sequence[Sentence], told: Sequence[str], speaking: Sequence[str]
) -> list[Draft]:
    """What each document that is to be told of says, the oldest first; one that is not speaking is said to be silent."""
    drafts: list[Draft] = []
    for name in sorted(dict.fromkeys(told) & documents.keys(), key=lambda name: documents[name].recency):
        if name in speaking:
            drafts += _in_order(_chosen_of_one([s for s in body if s.hit.document.id == name]))
        else:
            drafts.append(notice(f"{cite(documents[name])}没有与问题直接相关的内容"))
    return drafts


def _chosen_of_one(own: Sequence[Sentence]) -> list[Sentence]:
    limits = _LIMITS[QuestionKind.COMPARISON]
    return [sentence for sentence in own[: limits.count] if sentence.score >= own[0].score - limits.margin]


def _in_order(chosen: Sequence[Sentence]) -> list[Draft]:
    """In the order of their clauses' rank, and inside a clause as they stand."""
    ordered = sorted(chosen, key=lambda sentence: (sentence.rank, sentence.start))
    return [quoted(Quote(s.hit.clause, s.hit.document, s.start, s.end)) for s in ordered]
