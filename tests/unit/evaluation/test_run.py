import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from eval.cases import Case
from eval.rows import Wording
from eval.run import run_cases, score
from rag import domain
from rag.adapters.fakes import ScriptedModel
from rag.assistant import Assistant
from rag.domain import Answer, Citation, Clause, ClauseKind, Document, Hit, Mode, Statement, StatementKind, Status
from rag.errors import ModelTimeout, SnapshotError

DOCUMENT = Document("d", "文件")


def _clause(name: str) -> Clause:
    text = f"{name}：省民政厅牵头"
    return Clause(name, "d", ClauseKind.CLAUSE, name, (name,), text, 0, len(text))


def _hit(name: str, *also: str) -> Hit:
    others = tuple(_hit(other) for other in also)
    parts = domain.Scores(**{field.name: 0.5 for field in fields(domain.Scores)})
    return Hit(_clause(name), DOCUMENT, 1.0, parts, also_in=others)


def _answer(*cited: str, status: Status = Status.ANSWERED, text: str = "省民政厅牵头") -> Answer:
    citations = [Citation(n, _clause(name), DOCUMENT, name, 0, len(name)) for n, name in enumerate(cited, start=1)]
    statement = Statement(StatementKind.QUOTED, text, tuple(citation.n for citation in citations))
    return Answer("x", "问", status, Mode.EXTRACT, 0.9, (statement,), tuple(citations), "s1")


def _case(**changes: Any) -> Case:
    return Case.model_validate({"id": "a", "question": "由谁牵头？", "facts": [["省民政厅"], ["配合"]], **changes})


def test_any_gold_clause_answers_by_itself() -> None:
    scores = score(_case(need="any"), ["a", "b"], [_hit("x"), _hit("b")], _answer("b", "x"))
    assert (scores.hit1, scores.hit5, scores.mrr10) == (0, 1, 0.5)
    assert scores.ndcg10 == pytest.approx(0.6309, abs=1e-4)
    assert (scores.citation_precision, scores.citation_recall, scores.recall5) == (0.5, 1, None)


def test_a_list_needs_all_of_its_gold() -> None:
    scores = score(_case(need="all"), ["a", "b"], [_hit("a"), _hit("x")], _answer("a"))
    assert (scores.citation_precision, scores.citation_recall, scores.recall5) == (1, 0.5, 0.5)
    assert scores.ndcg10 == pytest.approx(1 / (1 + 0.6309), abs=1e-4)


def test_a_hit_stands_for_the_clauses_behind_it() -> None:
    scores = score(_case(need="all"), ["a", "b"], [_hit("a", "b")], _answer("a", "b"))
    assert (scores.ndcg10, scores.recall5, scores.hit1) == (1, 1, 1)


def test_facts_are_sought_in_what_is_said_not_in_the_citation_numbers() -> None:
    scores = score(_case(facts=[["省民政厅"], ["1"]]), ["a"], [], _answer("a"))
    assert scores.facts == 0.5


def test_a_case_without_gold_is_scored_by_its_status() -> None:
    scores = score(_case(status="not_found", facts=[]), [], [_hit("a")], _answer(status=Status.NOT_FOUND))
    assert scores.status == 1
    assert (scores.hit1, scores.ndcg10, scores.facts, scores.citation_precision, scores.citation_recall) == (None,) * 5


def test_only_a_false_premise_can_be_corrected() -> None:
    assert score(_case(), ["a"], [], _answer("a")).corrected is None
    assert score(_case(tags=["false-premise"]), ["a"], [], _answer("a")).corrected == 0


CASES = [
    _case(
        id="lead",
        question="低空产业由谁牵头？",
        gold=[{"document": "yuebanhan-2026-12", "label": "附件第13项"}],
        facts=[],
    ),
    _case(
        id="gap",
        question="粤府〔2021〕31号（十九）写了什么？",
        status="not_found",
        facts=[],
        history=[{"role": "user", "content": "你好"}],
    ),
]


def test_rows_hold_what_a_person_needs_to_see_why(corpus_assistant: Assistant) -> None:
    seen: list[tuple[int, int]] = []
    lead, gap = run_cases(corpus_assistant, CASES, lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]
    assert lead.gold == ("yuebanhan-2026-12/annex1/r13",)
    assert lead.text == "\n".join(said.text for said in lead.statements)
    assert {name for said in lead.statements for name in said.cited} == set(lead.cited)
    assert len(lead.hits) == 10
    assert {"dense", "lexical"} <= lead.hits[0].parts.keys()
    assert lead.milliseconds == sum(lead.timings_ms.values()) > 0
    assert {"understand", "find", "answer"} <= lead.timings_ms.keys()
    assert (gap.got, gap.scores.status, gap.scores.quotes) == (Status.NOT_FOUND, 1, None)
    assert (lead.mode, lead.wording) == (Mode.EXTRACT, None)


AMOUNT = _case(id="amount", question="2027年试验区的算力规模要达到多少？", facts=[["60EFLOPS"]])
TRUE, FALSE = "到2027年，算力规模超过60EFLOPS。", "到2027年，算力规模超过80EFLOPS。"


def _reply(*sentences: str) -> str:
    return json.dumps({"sentences": [{"text": text, "sources": [1]} for text in sentences]})


def test_what_a_model_wrote_is_kept_with_what_was_removed_and_why(with_model: Callable[..., Assistant]) -> None:
    assistant = with_model(ScriptedModel([_reply(FALSE, TRUE)]))
    worded, gap = run_cases(assistant, [AMOUNT, CASES[1]], model="scripted")
    assert (worded.mode, worded.scores.facts, worded.timings_ms.keys() >= {"compose"}) == (Mode.GENERATE, 1, True)
    assert [(said.kind, said.text) for said in worded.statements] == [(StatementKind.COMPOSED, TRUE)]
    assert worded.wording and worded.wording.composed == 1
    assert worded.wording.prompt and len(worded.wording.prompt) == 64
    (removed,) = worded.wording.removed
    assert removed.text == FALSE
    assert "figures" in [failed.kind for failed in removed.failed] and all(failed.detail for failed in removed.failed)
    assert (gap.mode, gap.wording) == (Mode.EXTRACT, None)


def test_a_model_that_fails_was_asked_all_the_same(with_model: Callable[..., Assistant]) -> None:
    (row,) = run_cases(with_model(ScriptedModel([ModelTimeout("太久")])), [AMOUNT])
    assert (row.mode, row.wording) == (Mode.EXTRACT, Wording(composed=0, removed=(), prompt=None))
    assert "太久" in row.notes[0]


def test_without_a_model_none_is_asked(with_model: Callable[..., Assistant]) -> None:
    model = ScriptedModel([_reply(TRUE)])
    (row,) = run_cases(with_model(model), [AMOUNT], model="none")
    assert (row.wording, model.calls) == (None, [])


def test_an_index_that_changes_meanwhile_is_no_measurement(
    corpus_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = domain.Found("x", "问", None, (), None, "s1")
    monkeypatch.setattr(Assistant, "stream", lambda self, question, **options: iter([begun, _answer()]))
    with pytest.raises(SnapshotError, match="重新运行"):
        run_cases(corpus_assistant, CASES)
