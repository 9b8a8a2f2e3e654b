"""Answers from the ledger, against the table that was written by hand from the sources."""

import csv
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

import pytest

from rag.answering.draft import Draft
from rag.answering.ledger import ledger
from rag.domain import StatementKind, Status
from rag.finding.question import understand
from rag.ports import Catalogue

_TABLE = Path(__file__).parents[2] / "data" / "records.tsv"
_WORDS = {"lead": "牵头", "support": "配合", "shared": "按职责分工负责", "implement": "落实"}
Answer = tuple[Status, list[Draft]]


def _ask(catalogue: Catalogue, question: str, within: Collection[str] | None = None) -> Answer | None:
    return ledger(catalogue, understand(question, catalogue), within=within)


def _answered(catalogue: Catalogue, question: str) -> list[Draft]:
    found = _ask(catalogue, question)
    assert found is not None and found[0] is Status.ANSWERED
    return found[1]


def _labels(drafts: list[Draft]) -> list[str]:
    """Of the clause that each statement behind the first leads to."""
    return [draft.quotes[0].clause.label for draft in drafts[1:] if draft.quotes]


def _written() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Clauses by unit and role, and by unit and any role."""
    gold: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["kind"] == "record":
                for role in (_WORDS[row["role"]], ""):
                    gold[row["unit"], role].add((row["document"], row["label"]))
    return gold


_GOLD = _written()


@pytest.mark.parametrize(("unit", "role"), sorted(_GOLD))
def test_the_list_of_every_unit_in_every_role_is_whole(corpus_catalogue: Catalogue, unit: str, role: str) -> None:
    gold = _GOLD[unit, role]
    head, *items = _answered(corpus_catalogue, f"{unit}{role}的任务有哪些")
    told = [draft for draft in items if draft.checks]
    found = [(draft.quotes[0].document.id, draft.quotes[0].clause.label) for draft in told]
    assert len(found) == len(set(found)) and set(found) == gold
    assert f"共 {len(gold)} 项" in head.text
    assert {(quote.document.id, quote.clause.label) for quote in head.quotes} == gold
    assert all(check.passed for draft in told for check in draft.checks)


def test_every_statement_stands_on_the_words_of_its_record(corpus_catalogue: Catalogue) -> None:
    head, first = _answered(corpus_catalogue, "省民政厅牵头哪些任务")
    assert head.text.startswith(
        "省民政厅牵头的任务共 1 项，见于《广东省加快数字社会高质量建设实施意见》（粤办函〔2026〕12号）"
    )
    assert first.text == "粤办函〔2026〕12号附件第4项：推广智慧养老设备设施，加快推进智慧养老服务发展（省民政厅牵头）"
    assert [quote.text for quote in first.quotes] == ["省民政厅牵头"]


def test_a_count_is_by_role_and_by_document(corpus_catalogue: Catalogue) -> None:
    head, *_ = _answered(corpus_catalogue, "数据局有多少项任务")
    assert "共 50 项：牵头 29 项、配合 1 项、按职责分工负责 20 项" in head.text
    assert "《数字广东建设2025年工作要点》 22 项" in head.text


def test_lead_comes_before_the_other_parts_within_each_document(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "2025年工作要点里人民银行广东省分行负责什么")
    assert drafts[0].text.startswith("在《数字广东建设2025年工作要点》中，")
    assert _labels(drafts) == ["17．", "49．"]
    drafts = _answered(corpus_catalogue, "通管局的任务")
    assert _labels(drafts) == ["42．", "43．", "44．", "47．", "（六）", "（五）", "（二十）", "附件第22项"]


@pytest.mark.parametrize(
    ("question", "number"),
    [("省公安厅有哪些任务", 14), ("省工信厅有哪些任务", 12), ("2025年工作要点里省公安厅的任务", 5)],
)
def test_tasks_that_name_a_group_only_are_told_of(corpus_catalogue: Catalogue, question: str, number: int) -> None:
    head, *_ = _answered(corpus_catalogue, question)
    assert f"另有 {number} 项写的是" in head.text and "“省有关单位”" in head.text


@pytest.mark.parametrize("question", ["省民政厅牵头哪些任务", "省有关单位负责哪些任务"])
def test_groups_are_not_told_of_where_none_could_count(corpus_catalogue: Catalogue, question: str) -> None:
    assert "没有点名" not in _answered(corpus_catalogue, question)[0].text


def test_the_tasks_that_two_units_share(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "省数据局牵头、省司法厅配合的任务有哪些")
    assert _labels(drafts) == ["（一）"]
    drafts = _answered(corpus_catalogue, "省林业局和省司法厅一起负责的任务")
    assert "没有写明" in drafts[0].text and "省林业局有 1 项，省司法厅有 2 项" in drafts[0].text


def test_several_units_get_a_list_each(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "发改委和卫健委分别牵头什么")
    heads = [draft.text.split("共")[0] for draft in drafts if "的任务共" in draft.text]
    assert heads == ["省发展改革委牵头的任务", "省卫生健康委牵头的任务"]


def test_a_city_has_the_tasks_of_all_cities(corpus_catalogue: Catalogue) -> None:
    told, head, first, second, *rest = _answered(corpus_catalogue, "哪些任务由广州市政府落实")
    assert told.kind is StatementKind.NOTICE and "“各地级以上市人民政府”" in told.text
    assert "共 109 项，其中 106 项依前文“下同”" in head.text
    assert len(rest) == 107
    assert [quote.clause.label for quote in first.quotes] == ["1．"]
    assert [quote.clause.label for quote in second.quotes] == ["2．", "1．"]
    assert "各地级以上市人民政府落实，依1．“下同”" in second.text


def test_a_mention_is_told_of_and_not_counted(corpus_catalogue: Catalogue) -> None:
    head, *items, last = _answered(corpus_catalogue, "省发改委牵头哪些任务")
    assert "共 3 项" in head.text and len(items) == 3
    assert "不计入" in last.text and last.quotes[0].clause.label == "（三十四）"
    assert last.quotes[0].text.startswith("省发展改革委要牵头")


def test_a_unit_without_a_task_in_that_part_gets_those_that_it_has(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "省公安厅牵头哪些任务")
    assert "没有写明省公安厅牵头的任务；写明省公安厅的任务有 2 项：按职责分工负责 2 项" in drafts[0].text
    assert _labels(drafts) == ["28．", "47．"]


def test_a_unit_without_a_task_in_that_document_gets_those_of_others(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "试验区建设方案里省民政厅负责什么")
    assert "（粤府函〔2025〕237号）没有写明" in drafts[0].text and "其他文件中" in drafts[0].text
    assert _labels(drafts) == ["32．", "附件第4项"]


def test_a_document_without_records_gives_its_mention_first(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "粤府〔2021〕31号里省发改委牵头什么")
    assert "没有写明" in drafts[0].text
    assert _labels(drafts) == ["（三十四）", "9．", "13．", "（六）"]


@pytest.mark.parametrize(("question", "hint"), [("省气象局牵头哪些任务", ""), ("市工信局负责什么", "省工业和信息化厅")])
def test_a_unit_of_no_record_is_not_found(corpus_catalogue: Catalogue, question: str, hint: str) -> None:
    found = _ask(corpus_catalogue, question)
    assert found is not None and found[0] is Status.NOT_FOUND
    (only,) = found[1]
    assert only.kind is StatementKind.NOTICE and "109 项任务分工都没有提到" in only.text and hint in only.text


def test_an_ambiguous_unit_is_asked_back(corpus_catalogue: Catalogue) -> None:
    found = _ask(corpus_catalogue, "监管局负责哪些任务")
    assert found is not None and found[0] is Status.CLARIFY
    assert "中国证监会广东监管局、国家金融监督管理总局广东监管局、省市场监管局" in found[1][0].text


def test_supporters_are_those_of_tasks_that_the_unit_leads(corpus_catalogue: Catalogue) -> None:
    drafts = _answered(corpus_catalogue, "哪些单位配合省数据局")
    assert "省司法厅 1 项、省国资委 1 项" in drafts[0].text
    assert [quote.clause.label for quote in drafts[0].quotes] == ["（一）", "（二）"]
    drafts = _answered(corpus_catalogue, "哪些单位配合省民政厅")
    assert drafts[0].text.startswith("没有写明配合省民政厅的单位；")
    assert "省卫生健康委 1 项、省医保局 1 项" in drafts[0].text


def test_who_leads_most(corpus_catalogue: Catalogue) -> None:
    head, *each = _answered(corpus_catalogue, "哪个单位牵头的任务最多")
    assert head.text.startswith("牵头任务最多的是省政务和数据局，29 项；共有 18 个单位")
    assert [draft.text for draft in each[:3]] == [
        "省政务和数据局：29 项",
        "省工业和信息化厅：14 项",
        "省发展改革委：3 项",
    ]
    assert len(each) == 18
    assert [len(draft.quotes) for draft in each[:3]] == [29, 14, 3]


def test_who_leads_most_in_one_document(corpus_catalogue: Catalogue) -> None:
    head, *_ = _answered(corpus_catalogue, "粤办函〔2026〕12号里哪个单位牵头的任务最多")
    assert "最多的是省政务和数据局，6 项" in head.text


def test_documents_that_may_not_be_used_are_not_counted(corpus_catalogue: Catalogue) -> None:
    found = _ask(corpus_catalogue, "省民政厅的任务", within=["shuzi-guangdong-2025"])
    assert found is not None and _labels(found[1]) == ["32．"]
    assert _ask(corpus_catalogue, "粤办函〔2026〕12号里省民政厅的任务", within=["shuzi-guangdong-2025"]) is None


def test_a_year_narrows_the_documents(corpus_catalogue: Catalogue) -> None:
    assert _labels(_answered(corpus_catalogue, "2026年省民政厅牵头哪些任务")) == ["附件第4项"]
    assert _ask(corpus_catalogue, "2019年省民政厅牵头哪些任务") is None


@pytest.mark.parametrize("question", ["低空经济有哪些单位参与", "智慧养老由谁负责", "行业协会负责什么"])
def test_any_other_question_is_left_to_finding(corpus_catalogue: Catalogue, question: str) -> None:
    assert _ask(corpus_catalogue, question) is None
