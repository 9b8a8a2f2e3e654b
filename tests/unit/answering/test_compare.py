"""Comparisons: an answer per document in the order of dates, and what changes between them."""

from pathlib import Path

import pytest

from rag.answering.align import PairKind, align, speaking_clauses
from rag.answering.compare import compare
from rag.answering.draft import Draft
from rag.answering.evidence import gather
from rag.answering.refuse import judge
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.domain import StatementKind, Status
from rag.errors import NotFoundError, UsageError
from rag.finding.question import understand
from rag.finding.search import search
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder

OLDER = """\
云海市算力发展行动方案
云府〔2023〕5号

一、主要任务

（一）扩大算力规模。到2025年，全市算力规模达到38EFLOPS，建成城市算力公共服务平台。
（二）发展绿色数据中心。新建数据中心电能利用效率不高于1.25。
（三）发放算力券。每年安排算力券支持中小企业购买算力服务。
"""
NEWER = """\
云海市算力发展实施意见
云府〔2025〕9号

一、主要任务

（一）扩大算力规模。到2027年，全市算力规模超过60EFLOPS，建成城市算力公共服务平台。
（二）发展绿色数据中心。新建数据中心电能利用效率不高于1.25。
（三）培育养老服务机器人。支持养老机构试用护理机器人。
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home: Path = tmp_path_factory.mktemp("plans")
    (home / "older.txt").write_text(OLDER, encoding="utf-8")
    (home / "newer.txt").write_text(NEWER, encoding="utf-8")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([home / "older.txt", home / "newer.txt"])
    return build_assistant(settings, embedder=CrowdedEmbedder())


def _compared(assistant: Assistant, question: str) -> tuple[Status, list[Draft]] | None:
    snapshot = assistant.snapshot
    understood = understand(question, snapshot.catalogue)
    hits = search(snapshot, CrowdedEmbedder(), understood, limit=10)
    evidence = gather(snapshot, understood, hits)
    return compare(snapshot, evidence, judge(evidence).sentences)


def _documents(drafts: list[Draft]) -> list[str]:
    return list(dict.fromkeys(d.quotes[0].document.id for d in drafts if d.kind is StatementKind.QUOTED))


def test_each_document_speaks_the_oldest_first(corpus_assistant: Assistant) -> None:
    found = _compared(corpus_assistant, "数据经纪人试点，试验区方案和2025年工作要点分别怎么说？")
    assert found is not None
    status, drafts = found
    assert status is Status.ANSWERED
    assert _documents(drafts) == ["shuzi-guangdong-2025", "yuefuhan-2025-237"]
    text = "\n".join(draft.text for draft in drafts)
    assert "深化数据经纪人试点工作" in text and "探索数据企业认定，深化数据经纪人试点" in text


def test_a_row_gives_way_to_the_body_that_has_its_words(corpus_assistant: Assistant) -> None:
    found = _compared(corpus_assistant, "“湾事通”，2025年工作要点和2026年实施意见分别要求怎么做？")
    assert found is not None
    quoted = {quote.clause.id for draft in found[1] for quote in draft.quotes}
    assert "yuebanhan-2026-12/s3/c8" in quoted
    assert not any("annex" in clause_id for clause_id in quoted)


def test_a_document_without_anything_on_it_is_named(corpus_assistant: Assistant) -> None:
    found = _compared(corpus_assistant, "湾事通，2021年意见和试验区方案有什么不同？")
    assert found is not None
    status, drafts = found
    assert status is Status.PARTIAL
    silent = [draft.text for draft in drafts if draft.kind is StatementKind.NOTICE]
    assert len(silent) == 1 and "粤府〔2021〕31号" in silent[0]


def test_that_a_document_is_silent_answers_whether_it_speaks(corpus_assistant: Assistant) -> None:
    answer = corpus_assistant.ask("粤府〔2021〕31号有没有提到低空产业？2025年的工作要点呢")
    assert answer.status is Status.ANSWERED
    silent = [s.text for s in answer.statements if s.kind is StatementKind.NOTICE]
    assert silent == ["《广东省人民政府关于加快数字化发展的意见》（粤府〔2021〕31号）没有与问题直接相关的内容"]
    assert {citation.document.id for citation in answer.citations} == {"shuzi-guangdong-2025"}


def test_two_clauses_of_one_document_are_set_beside_each_other(plans: Assistant) -> None:
    answer = plans.ask("云府〔2025〕9号里，扩大算力规模和试用护理机器人的要求有什么不同？")
    assert {citation.clause.label for citation in answer.citations} == {"（一）", "（三）"}


def test_one_of_two_documents_of_a_year_may_be_silent(corpus_assistant: Assistant) -> None:
    found = _compared(corpus_assistant, "2021年和2025年两份文件对“粤政易”的建设重点分别是什么？")
    assert found is not None
    assert found[0] is Status.ANSWERED


def test_a_question_about_one_document_is_no_comparison(corpus_assistant: Assistant) -> None:
    assert _compared(corpus_assistant, "2025年工作要点里低空产业怎么发展") is None


def test_a_figure_that_changed_is_told_with_both_sides(plans: Assistant) -> None:
    found = _compared(plans, "算力规模目标，云府〔2023〕5号和云府〔2025〕9号有什么变化？")
    assert found is not None
    (change,) = [draft for draft in found[1] if draft.text.startswith("数字变化")]
    assert change.text == "数字变化：全市算力规模达到38EFLOPS → 全市算力规模超过60EFLOPS"
    assert [quote.document.id for quote in change.quotes] == ["older", "newer"]


def test_clauses_of_two_plans_are_aligned(plans: Assistant) -> None:
    snapshot = plans.snapshot
    pairs = align(snapshot, speaking_clauses(snapshot, "older"), speaking_clauses(snapshot, "newer"))
    told = [(p.kind, p.older and p.older.label, p.newer and p.newer.label) for p in pairs]
    assert told == [
        (PairKind.CHANGED, "（一）", "（一）"),
        (PairKind.KEPT, "（二）", "（二）"),
        (PairKind.NEW, None, "（三）"),
        (PairKind.DROPPED, "（三）", None),
    ]
    assert max(pair.score for pair in pairs) <= 1.0 + 1e-6


def test_what_has_nothing_beside_it_is_new_or_dropped(plans: Assistant) -> None:
    snapshot = plans.snapshot
    older = speaking_clauses(snapshot, "older")
    assert [pair.kind for pair in align(snapshot, older, [])] == [PairKind.DROPPED] * 3
    assert [pair.kind for pair in align(snapshot, [], older)] == [PairKind.NEW] * 3


def test_a_table_that_repeats_the_body_is_not_compared_twice(corpus_assistant: Assistant) -> None:
    clauses = speaking_clauses(corpus_assistant.snapshot, "yuebanhan-2026-12")
    assert [clause.label for clause in clauses if clause.label.startswith("附件")] == []
    assert len(clauses) == 20


def test_the_press_report_repeats_every_measure(corpus_assistant: Assistant) -> None:
    compared = corpus_assistant.compare(["nandu-2026-report", "yuebanhan-2026-12"])
    (transition,) = compared.transitions
    sure = [pair for pair in transition.pairs if pair.score > 0.9]
    assert len(sure) == 19 and {pair.kind for pair in sure} == {PairKind.KEPT}


def test_documents_are_compared_on_a_topic(corpus_assistant: Assistant) -> None:
    compared = corpus_assistant.compare(
        ["yuefuhan-2025-237", "yuefu-2021-31", "shuzi-guangdong-2025"], topic="开源鸿蒙"
    )
    assert [document.year for document in compared.documents] == [2021, 2025, 2025]
    assert compared.silent == ("yuefu-2021-31",)
    assert compared.transitions[0].pairs[0].kind is PairKind.NEW
    assert [(p.older and p.older.label, p.newer and p.newer.label) for p in compared.transitions[1].pairs] == [
        ("12．", "（十）")
    ]


def test_what_cannot_be_compared_is_refused(corpus_assistant: Assistant) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        corpus_assistant.compare(["yuefu-2021-31", "nowhere"])
    with pytest.raises(UsageError, match="2 至 8"):
        corpus_assistant.compare(["yuefu-2021-31", "yuefu-2021-31"])
