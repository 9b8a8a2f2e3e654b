"""What is told of a list, over clauses that are made up for these tests."""

from typing import cast

import pytest

from rag.answering.draft import Draft, Quote, quoted
from rag.answering.lists import with_lists
from rag.domain import Clause, ClauseKind, Document, Question
from rag.finding.asking import kind_of
from rag.ports import Catalogue

_DOCUMENT = Document("d", "办法")


def _clause(name: str, text: str, label: str) -> Clause:
    return Clause(name, "d", ClauseKind.CLAUSE, label, (label,), text, 0, len(text))


LEAD_IN = _clause("a3", "第三条　企业应当于6月30日前备案，并提交下列材料：", "第三条")
ITEMS = [_clause(f"a3/c{n}", text, "（一）") for n, text in enumerate(("（一）申请表；", "（二）营业执照。"))]
PARAGRAPH = _clause("a3/p2", "备案不收费用。", "第二款")
OTHER = _clause("a4", "第四条　下列区域不得停放：", "第四条")
DASHES = _clause("s1", "一、总体要求\n——坚持便民。方便群众。\n——坚持安全。守住底线。\n到明年建成。", "一、")
RUNNING = _clause("s2", "二、工作\n抓好以下工作：\n一是修路。\n二是架桥。", "二、")


class _Shelf:
    def children(self, clause_id: str) -> list[Clause]:
        return [*ITEMS, PARAGRAPH] if clause_id == "a3" else []


def _quoted(clause: Clause, text: str = "") -> Draft:
    start = clause.text.index(text)
    return quoted(Quote(clause, _DOCUMENT, start, start + len(text or clause.text)))


def _told(question: str, *drafts: Draft) -> list[str]:
    asked = Question(question, question, question, question, kind_of(question))
    return [draft.text for draft in with_lists(cast(Catalogue, _Shelf()), asked, drafts)]


@pytest.mark.parametrize(
    "question",
    ["备案要交哪些材料", "备案要交什么材料", "备案材料有哪些", "备案的材料是什么", "企业怎么备案", "备案要多少钱"],
)
def test_a_lead_in_is_told_with_its_items_and_not_with_the_paragraph_behind_them(question: str) -> None:
    assert _told(question, _quoted(LEAD_IN)) == [LEAD_IN.text, *(item.text for item in ITEMS)]


def test_a_lead_in_that_gives_the_day_that_is_asked_for_stays_alone() -> None:
    assert _told("什么时候前备案", _quoted(LEAD_IN)) == [LEAD_IN.text]


def test_a_lead_in_stays_alone_beside_the_item_that_is_asked_for() -> None:
    assert _told("备案要营业执照吗", _quoted(ITEMS[1]), _quoted(LEAD_IN)) == [ITEMS[1].text, LEAD_IN.text]


def test_an_item_that_is_told_already_is_told_once_in_its_place() -> None:
    told = _told("备案要交哪些材料", _quoted(ITEMS[1]), _quoted(LEAD_IN))
    assert told == [LEAD_IN.text, *(item.text for item in ITEMS)]


def test_a_second_lead_in_is_left_out() -> None:
    assert OTHER.text not in _told("备案要交哪些材料", _quoted(LEAD_IN), _quoted(OTHER))


def test_a_list_in_the_text_of_its_clause_is_told_behind_its_lead_in() -> None:
    assert _told("要抓好哪些工作", _quoted(RUNNING, "抓好以下工作：")) == ["抓好以下工作：", "一是修路。", "二是架桥。"]


@pytest.mark.parametrize(
    ("question", "told"),
    [("坚持哪些原则", ["——坚持安全。", "——坚持便民。"]), ("安全怎么坚持", ["——坚持安全。"])],
)
def test_all_lines_with_a_dash_are_told_where_a_list_is_asked_for(question: str, told: list[str]) -> None:
    assert _told(question, _quoted(DASHES, "——坚持安全。")) == told
