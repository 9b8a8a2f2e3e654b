"""Cases to rows: asks every question once and scores hits, citations, facts and status."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from eval.cases import Case
from eval.metrics import (
    facts_found,
    gains_of_all,
    gains_of_any,
    hit_at,
    ndcg_at,
    precision,
    premise_corrected,
    quotes_stand,
    recall_at,
    recall_of_all,
    recall_of_any,
    reciprocal_rank,
)
from eval.rows import WHOLE_LISTS, Failed, Found, Removed, Row, Said, Scores, Wording
from rag import domain
from rag.assistant import Assistant
from rag.domain import Answer, Hit, ModelName, StatementKind, Turn
from rag.errors import SnapshotError, UsageError
from rag.ports import Catalogue

_DEPTH = 10

Done = Callable[[int, int], None]
"""Called with (done, total)."""


def run_cases(
    assistant: Assistant,
    cases: Sequence[Case],
    progress: Done = lambda done, total: None,
    *,
    model: str | None = None,
) -> tuple[Row, ...]:
    """`model`: as of `Assistant.ask`.

    Errors: UsageError for a gold label that the corpus does not have, SnapshotError if the corpus changes meanwhile,
    NotFoundError for a model that is not there.
    """
    snapshot = assistant.snapshot
    golds = [gold_ids(snapshot.catalogue, case) for case in cases]
    # The first question pays for opening the model, and is not asked of a case.
    assistant.search("预热")
    rows = []
    for i, (case, gold) in enumerate(zip(cases, golds, strict=True)):
        progress(i, len(cases))
        rows.append(_row(assistant, case, gold, snapshot.id, model))
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


def score(case: Case, gold: Sequence[str], hits: Sequence[Hit], answer: Answer) -> Scores:
    """The scores of an answer and of the hits behind it, against the clauses and facts of its case."""
    found = [_ids(hit) for hit in hits]
    relevant = [bool(ids & set(gold)) for ids in found]
    gains, ideal = (gains_of_all if case.need == "all" else gains_of_any)(found, gold)
    recall = recall_of_all if case.need == "all" else recall_of_any
    cited = {citation.clause.id for citation in answer.citations}
    facts = facts_found(_text(answer), (*case.facts, *case.computed))
    # A list from records is not what a search finds in its first ten.
    ranked = bool(gold) and not WHOLE_LISTS & set(case.tags)
    premise_is_false = "false-premise" in case.tags
    return Scores(
        status=float(answer.status is case.status),
        hit1=hit_at(relevant, 1) if ranked else None,
        hit5=hit_at(relevant, 5) if ranked else None,
        recall5=recall_at(found, gold, 5) if ranked and case.need == "all" else None,
        mrr10=reciprocal_rank(relevant, 10) if ranked else None,
        ndcg10=ndcg_at(gains, ideal, 10) if ranked else None,
        facts=facts,
        citation_precision=precision(cited, gold) if gold else None,
        citation_recall=recall(cited, gold),
        quotes=quotes_stand(answer.statements, answer.citations),
        corrected=premise_corrected(facts, answer.statements, answer.notes) if premise_is_false else None,
    )


def _row(assistant: Assistant, case: Case, gold: tuple[str, ...], snapshot: str, model: str | None) -> Row:
    history = [Turn(turn.role, turn.content) for turn in case.history]
    asked, answer = _answered(assistant, case.question, history, model)
    if answer.snapshot != snapshot:
        raise SnapshotError("评测期间索引被换掉了，结果不能相互比较；请重新运行")
    hits = assistant.search(case.question, history=history, limit=_DEPTH).hits
    return Row(
        id=case.id,
        question=case.question,
        history=case.history,
        rewritten=answer.rewritten_question,
        confidence=answer.confidence,
        tags=case.tags,
        expected=case.status,
        got=answer.status,
        text=_text(answer),
        statements=_said(answer),
        notes=answer.notes,
        facts=(*case.facts, *case.computed),
        gold=gold,
        cited=tuple(sorted({citation.clause.id for citation in answer.citations})),
        hits=tuple(map(_found, hits)),
        scores=score(case, gold, hits, answer),
        timings_ms=dict(answer.timings_ms),
        mode=answer.mode,
        wording=_wording(answer) if asked else None,
    )


def _answered(
    assistant: Assistant, question: str, history: Sequence[Turn], model: str | None
) -> tuple[ModelName | None, Answer]:
    """The model that was asked to word the answer, and the answer: of a model that failed it does not say which."""
    events = list(assistant.stream(question, history=history, model=model))
    asked = next(event.model for event in events if isinstance(event, domain.Found))
    return asked, next(event for event in events if isinstance(event, Answer))


def _wording(answer: Answer) -> Wording:
    return Wording(
        composed=sum(statement.kind is StatementKind.COMPOSED for statement in answer.statements),
        removed=tuple(
            Removed(
                text=statement.text,
                failed=tuple(Failed(kind=c.kind, detail=c.detail) for c in statement.checks if not c.passed),
            )
            for statement in answer.removed
        ),
        prompt=answer.prompt.digest if answer.prompt else None,
    )


def _text(answer: Answer) -> str:
    return "\n".join(statement.text for statement in answer.statements)


def _said(answer: Answer) -> tuple[Said, ...]:
    clauses = {citation.n: citation.clause.id for citation in answer.citations}
    return tuple(
        Said(
            kind=statement.kind,
            text=statement.text,
            cited=tuple(dict.fromkeys(clauses[n] for n in statement.citations if n in clauses)),
        )
        for statement in answer.statements
    )


def _found(hit: Hit) -> Found:
    return Found(
        id=hit.clause.id,
        also=tuple(other.clause.id for other in hit.also_in),
        score=hit.score,
        parts=asdict(hit.parts),
    )


def _ids(hit: Hit) -> set[str]:
    return {hit.clause.id, *(other.clause.id for other in hit.also_in)}
