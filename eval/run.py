"""Cases to figures: asks every question once and scores hits, citations, facts and status."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from eval.cases import Case
from eval.metrics import facts_found, hit_at, mean, percentile, precision, recall_at, reciprocal_rank
from rag.assistant import Assistant
from rag.domain import Answer, Clause, Hit, Status, Turn
from rag.errors import UsageError
from rag.ports import Catalogue
from rag.text import bare

_DEPTH = 10
_REFUSALS = (Status.NOT_FOUND, Status.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one case; None where a metric does not apply. `quotes`: every quote is verbatim."""

    id: str
    question: str
    tags: tuple[str, ...]
    expected: Status
    got: Status
    text: str
    cited: tuple[str, ...]
    found: tuple[str, ...]
    hit1: float | None
    hit5: float | None
    mrr10: float | None
    recall5: float | None
    facts: float | None
    citation_precision: float | None
    citation_recall: float | None
    quotes: bool
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the cases to which each applies. `refused`: unanswerable ones that were refused; `answered`: answerable
    ones that were not. `fact`: cases all of whose facts stand in the answer."""

    cases: int
    hit1: float | None
    hit5: float | None
    mrr10: float | None
    recall5: float | None
    fact: float | None
    refused: float | None
    answered: float | None
    citation_precision: float | None
    citation_recall: float | None
    quotes: float | None
    length: float | None
    p50_ms: float
    p95_ms: float


def run_cases(
    assistant: Assistant, cases: Sequence[Case], progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Row, ...]:
    """Errors: UsageError for a gold label that the corpus does not have."""
    catalogue = assistant.snapshot.catalogue
    rows = []
    for i, case in enumerate(cases):
        progress(i, len(cases))
        rows.append(_row(assistant, case, gold_ids(catalogue, case)))
    progress(len(cases), len(cases))
    return tuple(rows)


def gold_ids(catalogue: Catalogue, case: Case) -> tuple[str, ...]:
    """Ids of the gold clauses. Errors: UsageError, naming the case and the label."""
    ids = []
    for gold in case.gold:
        clauses = catalogue.labelled(gold.document, gold.label)
        if not clauses:
            raise UsageError(f"题目 {case.id}：{gold.document} 里没有条款 {gold.label}")
        ids += [clause.id for clause in clauses]
    return tuple(ids)


def figures(rows: Sequence[Row]) -> Figures:
    if not rows:
        raise UsageError("没有可计分的题目")
    refusable = [row for row in rows if row.expected in _REFUSALS]
    answerable = [row for row in rows if row.expected not in _REFUSALS]
    return Figures(
        cases=len(rows),
        hit1=mean([row.hit1 for row in rows]),
        hit5=mean([row.hit5 for row in rows]),
        mrr10=mean([row.mrr10 for row in rows]),
        recall5=mean([row.recall5 for row in rows]),
        fact=mean([None if row.facts is None else float(row.facts == 1) for row in rows]),
        refused=mean([float(row.got in _REFUSALS) for row in refusable]),
        answered=mean([float(row.got not in _REFUSALS) for row in answerable]),
        citation_precision=mean([row.citation_precision for row in rows]),
        citation_recall=mean([row.citation_recall for row in rows]),
        quotes=mean([float(row.quotes) for row in rows]),
        length=mean([float(len(row.text)) for row in answerable]),
        p50_ms=percentile([row.milliseconds for row in rows], 50),
        p95_ms=percentile([row.milliseconds for row in rows], 95),
    )


def as_json(value: Row | Figures) -> dict[str, object]:
    return asdict(value)


def _row(assistant: Assistant, case: Case, gold: tuple[str, ...]) -> Row:
    history = [Turn(turn.role, turn.content) for turn in case.history]
    hits = assistant.search(case.question, history=history, limit=_DEPTH).hits
    answer = assistant.ask(case.question, history=history)
    found = [_ids(hit) for hit in hits]
    relevant = [bool(ids & set(gold)) for ids in found]
    cited = {citation.clause.id for citation in answer.citations}
    return Row(
        id=case.id,
        question=case.question,
        tags=case.tags,
        expected=case.status,
        got=answer.status,
        text=answer.text,
        cited=tuple(sorted(cited)),
        found=tuple(hit.clause.id for hit in hits),
        hit1=hit_at(relevant, 1) if gold else None,
        hit5=hit_at(relevant, 5) if gold else None,
        mrr10=reciprocal_rank(relevant, 10) if gold else None,
        recall5=recall_at(found, gold, 5) if gold and case.need == "all" else None,
        facts=facts_found(bare(answer.text), [[bare(one) for one in fact] for fact in case.facts]),
        citation_precision=precision(cited, gold) if gold else None,
        citation_recall=_citation_recall(cited, gold, case.need),
        quotes=_verbatim(answer),
        milliseconds=sum(answer.timings_ms.values()),
    )


def _ids(hit: Hit) -> set[str]:
    return {hit.clause.id, *(other.clause.id for other in hit.also_in)}


def _citation_recall(cited: set[str], gold: tuple[str, ...], need: str) -> float | None:
    if not gold:
        return None
    share = len(cited & set(gold)) / len(set(gold))
    return share if need == "all" else float(share > 0)


def _verbatim(answer: Answer) -> bool:
    return all(_stands(citation.clause, citation.start, citation.end, citation.quote) for citation in answer.citations)


def _stands(clause: Clause, start: int, end: int, quote: str) -> bool:
    return bool(quote) and clause.text[start:end] == quote
