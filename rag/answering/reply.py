"""Question and hits to a reply: the first of these that has something to say.

how many, which of them all         counting
a clause asked for by its number    named
a fact of a document's head         named
the tasks of a unit                 ledger
nothing on the subject              refuse
who answers for it                  responsible
what one document says and another  compare
anything else                       extract
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.answering.compare import compare
from rag.answering.counting import counting
from rag.answering.draft import Draft, notice
from rag.answering.evidence import Evidence, Sentence, gather
from rag.answering.extract import extract
from rag.answering.ledger import ledger
from rag.answering.lists import with_lists
from rag.answering.named import cite, document_facts, named_clauses
from rag.answering.premise import Scope, corrections
from rag.answering.refuse import Verdict, judge
from rag.answering.responsible import responsible
from rag.domain import Hit, Question, QuestionKind, StatementKind, Status
from rag.ports import Snapshot

_NEAR = 0.25
_TREATS = 0.6
_RESPONSIBILITY = re.compile(
    "负责|牵头|主管|责任|分工|归|该.{0,2}管|部门|单位|department|responsible|lead", re.IGNORECASE
)
# Running text that says who: an office with a part in it.
_BODY = r"[\u4e00-\u9fff]{2,16}?(?:厅|局|委|办|部|院|政府|机构|部门|单位|机关)"
_SOMEBODY = re.compile(
    rf"{_BODY}(?:应当|可以|依法)?(?:负责|牵头|主管|会同|反映|联系|[要会组开])|由{_BODY}|担任|向.{{2,20}}反映"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """`notes`: cautions about what was quoted. `confidence`: estimate, 0 to 1, that the documents answer. `basis`: sentences
    that may answer, best first, for a model to word them; empty where the records or the clause itself are the answer."""

    status: Status
    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]
    confidence: float
    basis: tuple[Sentence, ...] = ()


def reply(
    snapshot: Snapshot, question: Question, hits: Sequence[Hit], *, within: Collection[str] | None = None
) -> Reply:
    """The extractive answer to a question, from its hits. `within`: ids of the documents that lists are made of; None: all."""
    catalogue = snapshot.catalogue
    found = (
        counting(catalogue, question, within=within)
        or named_clauses(catalogue, question)
        or document_facts(catalogue, question)
        or ledger(catalogue, question, within=within)
    )
    if found:
        return _reply(*found)
    evidence, verdict = _judged(snapshot, question, hits)
    if verdict.status is not Status.ANSWERED:
        refused = _reply(verdict.status, [notice(verdict.reason)])
        return replace(_contradicted(evidence, verdict) or refused, confidence=verdict.confidence)
    is_unit = question.kind is QuestionKind.UNIT
    answer = _responsible(snapshot, evidence, verdict) if is_unit else _extracted(snapshot, evidence, verdict)
    if question.units and not is_unit:
        answer = replace(answer, drafts=(*answer.drafts, *_with_units(snapshot, verdict)))
    quoted = "\n".join(quote.text for draft in answer.drafts for quote in draft.quotes)
    premises = corrections(question, answer.drafts, evidence.covered(quoted))
    told = [*_elsewhere(snapshot, question, answer.drafts), *premises]
    basis = verdict.sentences if any(draft.kind is StatementKind.QUOTED for draft in answer.drafts) else ()
    return replace(answer, drafts=(*told, *answer.drafts), confidence=verdict.confidence, basis=basis)


def _contradicted(evidence: Evidence, verdict: Verdict) -> Reply | None:
    """What the text says instead, where the question cannot be answered because what it takes for granted is wrong."""
    if verdict.status is not Status.NOT_FOUND or not evidence.sentences:
        return None
    drafts = extract(evidence, evidence.sentences)[:1]
    coverage = evidence.covered(evidence.sentences[0].text)
    told = corrections(evidence.question, drafts, coverage, of=Scope.CONTRADICTED)
    return _reply(Status.ANSWERED, [*told, *drafts]) if told else None


def _with_units(snapshot: Snapshot, verdict: Verdict) -> list[Draft]:
    """Who answers for what is quoted first: a question that mentions a unit wants to know its part."""
    first = next(sentence for sentence in verdict.sentences)
    return responsible(snapshot.catalogue, [first])[:1]


def _elsewhere(snapshot: Snapshot, question: Question, drafts: Sequence[Draft]) -> list[Draft]:
    """A notice that the document which the question names says nothing, and which one does."""
    sources = {quote.document.id: quote.document for draft in drafts for quote in draft.quotes}
    if len(question.documents) != 1 or not sources or question.documents[0] in sources:
        return []
    named = snapshot.catalogue.documents[question.documents[0]]
    return [notice(f"{cite(named)}没有写到，以下出自{'、'.join(map(cite, sources.values()))}")]


def _judged(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> tuple[Evidence, Verdict]:
    """Evidence from the clauses that the question names; where they do not answer (违反第五条的如何处罚), from all."""
    named = {clause.id for reference in question.references for clause in reference.clauses}
    if own := [hit for hit in hits if hit.clause.id in named]:
        evidence = gather(snapshot, question, own)
        verdict = judge(evidence)
        if verdict.status is Status.ANSWERED:
            return evidence, verdict
    evidence = gather(snapshot, question, hits)
    return evidence, judge(evidence)


def _responsible(snapshot: Snapshot, evidence: Evidence, verdict: Verdict) -> Reply:
    body = [sentence for sentence in verdict.sentences if not sentence.is_units] or list(verdict.sentences)
    first = body[0]
    drafts = [draft for own in _apart(evidence, body) for draft in responsible(snapshot.catalogue, own)]
    running = [s for s in body if s.score >= first.score - _NEAR and _SOMEBODY.search(s.text)]
    if running and (not drafts or not first.hit.clause.units):
        return _reply(Status.ANSWERED, extract(evidence, running[:1]))
    if drafts:
        return _reply(Status.ANSWERED, drafts)
    if _RESPONSIBILITY.search(evidence.question.text):
        return _reply(Status.NOT_FOUND, [notice(_unnamed(first))])
    return _extracted(snapshot, evidence, verdict)


def _apart(evidence: Evidence, body: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """Sentences of each document that a question names, of each thing that it asks the same of; else all of them."""
    question = evidence.question
    best = [max(evidence.sentences, key=lambda s: evidence.covered(s.text, of=part)) for part in question.subjects]
    if best and all(
        evidence.covered(s.text, of=part) >= _TREATS for s, part in zip(best, question.subjects, strict=True)
    ):
        return [[sentence] for sentence in best]
    names = question.documents if len(question.documents) > 1 else ()
    return [[s for s in body if s.hit.document.id == name] for name in names] or [body]


def _extracted(snapshot: Snapshot, evidence: Evidence, verdict: Verdict) -> Reply:
    if compared := compare(snapshot, evidence, verdict.sentences):
        return _reply(*compared)
    found = extract(evidence, verdict.sentences)
    return _reply(Status.ANSWERED, with_lists(snapshot.catalogue, evidence.question, found))


def _unnamed(sentence: Sentence) -> str:
    return f"{cite(sentence.hit.document)}{sentence.hit.clause.label}没有写明责任单位"


def _reply(status: Status, drafts: Sequence[Draft]) -> Reply:
    return Reply(status, tuple(drafts), tuple(dict.fromkeys(_cautions(drafts))), float(status is not Status.NOT_FOUND))


def _cautions(drafts: Sequence[Draft]) -> list[str]:
    """A known fault of the source text is quoted as it stands, with a caution."""
    return [
        f"{cite(quote.document)}{defect.label}原文作“{defect.reads}”，{defect.note or '疑有误'}，似应为“{defect.meant}”"
        for draft in drafts
        for quote in draft.quotes
        for defect in quote.document.defects
        if quote.clause.label == defect.label and defect.reads in quote.text
    ]
