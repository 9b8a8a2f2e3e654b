"""An answer without a language model: the sentences that answer, verbatim, and no more of them than the question needs.

By kind of question: a number gets the sentence with the number, a definition its sentence, a list its items. Where a
question has several parts, each gets the sentence that answers it best.
What was measured to choose the limits stands in eval/README.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.aspects import asked_aspects, gives
from rag.answering.draft import Draft, Quote, quoted
from rag.answering.evidence import Evidence, Sentence
from rag.answering.forms import asks_for_list, leads_in
from rag.answering.parts import parts_of
from rag.domain import ClauseKind, Question, QuestionKind
from rag.text import sentences

_LIST_LIMIT = 400
_ENUMERATED = 3
# By so much must a heading fit better than any sentence; so far may a lead-in to a list be from the best.
_HEADING, _LEAD = 0.2, 0.2
# A sentence that answers a part of a question shares this much of its term weight.
_PART = 0.3
_ITEMS = (ClauseKind.CLAUSE, ClauseKind.ITEM)


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
    body = _under_best_heading(found, _saying(found)) or _same_clause(found[0], evidence) or list(found)
    chosen = _chosen(evidence.question, body)
    for part in parts_of(evidence.question.text):
        chosen += _of_part(evidence, part, chosen)
    return _in_order(chosen)


def _saying(found: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in found if not (sentence.is_heading or sentence.is_units)]


def _under_best_heading(found: Sequence[Sentence], body: list[Sentence]) -> list[Sentence]:
    """What stands under the heading that fits the question better than any sentence; all where none does."""
    heading = next((sentence for sentence in found if sentence.is_heading), None)
    if not body or heading is None or heading.score < body[0].score + _HEADING:
        return body
    return [sentence for sentence in body if sentence.hit.clause.id == heading.hit.clause.id] or body


def _same_clause(heading: Sentence, evidence: Evidence) -> list[Sentence]:
    """What stands under a heading, however far behind it: the heading alone answers nothing."""
    return [s for s in _saying(evidence.sentences) if s.hit.clause.id == heading.hit.clause.id]


def _of_part(evidence: Evidence, part: str, chosen: Sequence[Sentence]) -> list[Sentence]:
    """The sentence that answers a part of the question best, where none that is chosen answers it as well."""
    aspects = asked_aspects(part)
    told = [(s, evidence.covered(s.text, of=part)) for s in _saying(evidence.sentences)]
    giving = [(s, share) for s, share in told if all(gives(s.text, aspect) for aspect in aspects)]
    places = {(s.hit.clause.id, s.start) for s in chosen}
    known = max((share for s, share in giving if (s.hit.clause.id, s.start) in places), default=_PART)
    best, share = max(giving, key=lambda pair: pair[0].score + pair[1], default=(None, 0.0))
    return [best] if best and share > known else []


def _chosen(question: Question, body: Sequence[Sentence]) -> list[Sentence]:
    limits = _LIMITS.get(question.kind, _DEFAULT)
    lead_in = next((sentence for sentence in body if leads_in(sentence.text)), None)
    if lead_in and asks_for_list(question) and lead_in.score >= body[0].score - _LEAD:
        return [lead_in]
    if question.kind is QuestionKind.LIST and (whole := _whole_clause(body[0])):
        return whole
    aspects = asked_aspects(question.text)
    if aspects:
        body = [s for s in body if all(gives(s.text, aspect) for aspect in aspects)] or body
    chosen: list[Sentence] = []
    for sentence in body:
        places = {_place(s) for s in chosen}
        far = chosen and sentence.score < chosen[0].score - limits.margin
        if far or len(chosen) == limits.count:
            break
        if len(places) < limits.clauses or _place(sentence) in places:
            chosen.append(sentence)
    return chosen


def _place(sentence: Sentence) -> str:
    """The clause of a sentence; the list of an item that is but one, since its neighbour may be the one that is meant."""
    clause = sentence.hit.clause
    is_item = clause.kind in _ITEMS and len(sentences(clause.text)) == 1
    return (clause.parent if is_item else None) or clause.id


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
    return list(dict.fromkeys(quoted(Quote(s.hit.clause, s.hit.document, s.start, s.end)) for s in ordered))
