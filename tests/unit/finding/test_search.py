from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from rag.assistant import Assistant
from rag.domain import Clause, ClauseKind, Document, DocumentKind, Filters, Hit, Scores
from rag.finding.authority import collapse
from rag.finding.filters import passes

SAME = "推广智慧养老设备设施，加快推进智慧养老服务发展。完善托育机构智能化管理，拓展智慧托育信息系统应用场景。"


def _ids(assistant: Assistant, question: str, filters: Filters | None = None, limit: int = 5) -> list[str]:
    return [hit.clause.id for hit in assistant.search(question, limit=limit, filters=filters).hits]


def test_wording_is_found(corpus_assistant: Assistant) -> None:
    assert _ids(corpus_assistant, "推广建设零碳智慧园区、绿色智能建筑")[0] == "shuzi-guangdong-2025/s4/c12/i37"


@pytest.mark.parametrize("term", ["鸿蒙", "６Ｇ", "数据靶场", "RISC-V", "數據靶場"])
def test_short_terms_are_found_in_any_width_and_script(corpus_assistant: Assistant, term: str) -> None:
    wanted = {"鸿蒙": "鸿蒙", "６Ｇ": "6G", "數據靶場": "数据靶场"}.get(term, term)
    assert wanted in corpus_assistant.search(term, limit=1).hits[0].clause.text


def test_a_named_clause_comes_first(corpus_assistant: Assistant) -> None:
    assert _ids(corpus_assistant, "粤府〔2021〕31号第（五）条里的算力")[0] == "yuefu-2021-31/s3/c5"


def test_a_named_document_is_the_only_one_searched(corpus_assistant: Assistant) -> None:
    found = _ids(corpus_assistant, "粤府〔2021〕31号里的工业互联网", limit=20)
    assert {clause_id.split("/")[0] for clause_id in found} == {"yuefu-2021-31"}


def test_another_document_answers_where_the_named_one_has_nothing(corpus_assistant: Assistant) -> None:
    found = _ids(corpus_assistant, "粤府函〔2025〕237号里的“数据靶场”“数据演习”建设")
    assert found[0] == "yuefu-2021-31/s4/c7"
    notice = corpus_assistant.ask("粤府函〔2025〕237号里的“数据靶场”“数据演习”建设").statements[0].text
    assert "粤府函〔2025〕237号）没有写到，以下出自《广东省人民政府关于加快数字化发展的意见》" in notice


def test_of_two_named_documents_both_are_found(corpus_assistant: Assistant) -> None:
    found = _ids(corpus_assistant, "粤府〔2021〕31号和粤府函〔2025〕237号的算力", limit=4)
    assert [clause_id.split("/")[0] for clause_id in found].count("yuefu-2021-31") == 2


def test_the_official_text_stands_before_the_report_of_it(corpus_assistant: Assistant) -> None:
    hits = corpus_assistant.search("打造融贯虚实的个人数字账户", limit=5).hits
    assert hits[0].clause.id == "yuebanhan-2026-12/s3/c4"
    assert "nandu-2026-report/p7" in [hit.clause.id for hit in hits[0].also_in]
    assert "nandu-2026-report/p7" not in [hit.clause.id for hit in hits]


def test_a_heading_alone_is_no_hit(corpus_assistant: Assistant) -> None:
    assert "shuzi-guangdong-2025/s1/c1" not in _ids(corpus_assistant, "打造数字技术创新高地", limit=50)


def test_a_filter_keeps_other_documents_out(corpus_assistant: Assistant) -> None:
    found = _ids(corpus_assistant, "算力", Filters(kinds=(DocumentKind.PRESS,)), limit=50)
    assert {clause_id.split("/")[0] for clause_id in found} == {"nandu-2026-report"}


def test_a_document_without_a_day_passes_no_filter_by_date(corpus_assistant: Assistant) -> None:
    result = corpus_assistant.search("算力", limit=50, filters=Filters(issued_after=date(2020, 1, 1)))
    assert "yuebanhan-2026-12" not in {hit.document.id for hit in result.hits}
    assert any("没有日期" in note for note in result.notes)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), True),
        (Filters(documents=("a",)), True),
        (Filters(documents=("b",)), False),
        (Filters(collections=("laws",)), False),
        (Filters(issued_after=date(2025, 5, 15)), True),
        (Filters(issued_after=date(2025, 5, 16)), False),
        (Filters(issued_before=date(2025, 5, 15)), True),
        (Filters(issued_before=date(2025, 5, 14)), False),
    ],
)
def test_what_passes_a_filter(filters: Filters, expected: bool) -> None:
    assert passes(Document("a", "甲", issued_on=date(2025, 5, 15)), filters) is expected


def _hit(document: Document, text: str, score: float, name: str = "c1") -> Hit:
    clause = Clause(f"{document.id}/{name}", document.id, ClauseKind.CLAUSE, "（一）", ("（一）",), text, 0, len(text))
    return Hit(clause, document, score, Scores(0.9, 1.0, 0.8))


PRESS = Document("press", "报道", kind=DocumentKind.PRESS, year=2026)
OLD = Document("old", "旧", year=2021)
NEW = Document("new", "新", issued_on=date(2026, 1, 1))


def _names(hits: Sequence[Hit]) -> list[tuple[str, list[str]]]:
    return [(hit.document.id, [other.document.id for other in hit.also_in]) for hit in hits]


def test_official_before_press_and_newer_before_older() -> None:
    hits = [_hit(PRESS, SAME, 0.9), _hit(OLD, SAME, 0.8), _hit(NEW, "（一）" + SAME, 0.7)]
    assert _names(collapse(hits)) == [("new", ["old", "press"])]
    assert collapse(hits)[0].score == 0.9


def test_two_clauses_of_one_document_stay_apart() -> None:
    assert len(collapse([_hit(NEW, SAME, 0.9), _hit(NEW, SAME, 0.8, "c2")])) == 2


def test_a_clause_that_shares_only_a_sentence_stays_apart() -> None:
    longer = SAME + "鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励鼓励社会力量参与。" * 2
    assert len(collapse([_hit(NEW, SAME, 0.9), _hit(OLD, longer, 0.8)])) == 2


def test_widths_and_quotation_marks_do_not_keep_twins_apart() -> None:
    other = replace(_hit(PRESS, SAME.replace("，", ","), 0.8))
    assert _names(collapse([_hit(NEW, SAME, 0.9), other])) == [("new", ["press"])]
