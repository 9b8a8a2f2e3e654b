"""Questions that count or list clauses: the table of shapes by its examples, and answers that are whole."""

import pytest

from rag.answering.counting import counting
from rag.answering.draft import Draft
from rag.answering.shapes import ShapeKind, shape_of
from rag.domain import Status
from rag.finding.question import understand
from rag.ports import Catalogue

SHAPES = [
    ("提到开源鸿蒙的文件有哪些", ShapeKind.MENTIONS, "开源鸿蒙"),
    ("哪些条款提到数据要素？", ShapeKind.MENTIONS, "数据要素"),
    ("请问哪些文件提到了“百千万工程”", ShapeKind.MENTIONS, "百千万工程"),
    ("粤政易在哪些文件里出现", ShapeKind.MENTIONS, "粤政易"),
    ("湾事通在几份文件里提到", ShapeKind.MENTIONS, "湾事通"),
    ("开源鸿蒙一共出现在几个条款里", ShapeKind.MENTIONS, "开源鸿蒙"),
    ("意见一共有多少条", ShapeKind.NUMBERS, "条"),
    ("方案分几个部分", ShapeKind.NUMBERS, "部分"),
    ("第二部分有几条", ShapeKind.NUMBERS, "条"),
    ("（九）下面有几项", ShapeKind.NUMBERS, "项"),
    ("附件一共有多少项任务", ShapeKind.NUMBERS, "项"),
    ("第三部分有哪几项", ShapeKind.NUMBERS, "项"),
    ("18项措施分别是什么", ShapeKind.AS_MANY, "项"),
    ("列出37项重点任务", ShapeKind.AS_MANY, "项"),
    ("有哪些专项行动", ShapeKind.NAMED, "专项行动"),
    ("提出了哪些工程", ShapeKind.NAMED, "工程"),
]


@pytest.mark.parametrize(("question", "kind", "word"), SHAPES)
def test_a_shape_is_recognised(question: str, kind: ShapeKind, word: str) -> None:
    shape = shape_of(question)
    assert shape is not None
    assert (shape.kind, shape.word) == (kind, word)


@pytest.mark.parametrize(
    "question",
    [
        "算力规模有多少EFLOPS",
        "18项措施中哪些涉及养老",
        "省民政厅牵头哪些任务",
        "有哪些保障措施",
        "2025年有几件事",
        "到2027年要打造几个产业集群",
        "数字湾区有哪些专项行动",
        "数据产权登记要协同办理几类登记事项",
        "首批要布局多少个省级中试平台",
        "推进数字乡村建设",
        "低空产业由谁牵头",
        "第五条有哪些内容",
    ],
)
def test_what_asks_for_more_falls_through(question: str) -> None:
    assert shape_of(question) is None


def _counted(catalogue: Catalogue, question: str) -> tuple[Status, list[Draft]]:
    found = counting(catalogue, understand(question, catalogue))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "count", "words"),
    [
        ("实施意见一共有多少条", 18, "共 18 条，（一）至（十八）"),
        ("2021年意见一共有多少条", 36, "共 36 条，（一）至（三十七），编号缺（十九）"),
        ("试验区方案总共几条？", 23, "共 23 条，（一）至（二十三）"),
        ("2025年工作要点一共有多少项任务", 50, "共 50 项，1．至50．"),
        ("工作要点有几个部分", 6, "共 6 个部分，一、至六、"),
        ("12号文第二部分有几条", 3, "共 3 条，（一）至（三）"),
        ("工作要点第三部分有哪几项", 9, "共 9 项，19．至27．"),
        ("12号文附件有多少项任务", 37, "共 37 项，附件第1项至附件第37项"),
        ("37项重点任务是哪些", 37, "共 37 项"),
        ("南都报道有多少段", 22, "共 22 段"),
    ],
)
def test_numbers_are_counted_with_a_citation_each(
    question: str, count: int, words: str, corpus_catalogue: Catalogue
) -> None:
    status, (first, *_) = _counted(corpus_catalogue, question)
    assert status is Status.ANSWERED
    assert words in first.text
    assert len({quote.clause.id for quote in first.quotes}) == count


def test_a_list_has_a_statement_for_each(corpus_catalogue: Catalogue) -> None:
    _, drafts = _counted(corpus_catalogue, "18项措施分别是什么")
    assert "（一）升级普惠便捷的数字公共服务。" in [draft.text for draft in drafts]
    assert sum(draft.kind == "quoted" and draft.text.startswith("（") for draft in drafts) == 18
    # The report that says so itself is quoted behind.
    assert "18条具体措施" in drafts[-1].text


def test_a_kind_of_document_that_fits_two_is_asked_back(corpus_catalogue: Catalogue) -> None:
    status, (first,) = _counted(corpus_catalogue, "意见一共有多少条")
    assert status is Status.CLARIFY
    assert "粤府〔2021〕31号" in first.text and "粤办函〔2026〕12号" in first.text


def test_mentions_are_whole_and_in_the_order_of_the_documents(corpus_catalogue: Catalogue) -> None:
    _, drafts = _counted(corpus_catalogue, "提到开源鸿蒙的文件有哪些")
    assert drafts[0].text == "提到“开源鸿蒙”的条款共 4 条（含附件 1 项），见于 3 份文件"
    assert [quote.clause.label for quote in drafts[0].quotes] == ["12．", "（十）", "（十七）", "附件第35项"]
    assert "第20段是相同的文字，未计入" in drafts[-1].text


@pytest.mark.parametrize("word", ["数据要素", "百千万工程", "5G", "湾事通", "中试"])
def test_no_mention_is_missed(word: str, corpus_catalogue: Catalogue) -> None:
    _, drafts = _counted(corpus_catalogue, f"哪些条款提到{word}")
    every = [c for name in corpus_catalogue.documents for c in corpus_catalogue.clauses_of(name) if word in c.text]
    assert {quote.clause.id for draft in drafts for quote in draft.quotes} == {clause.id for clause in every}


def test_named_actions_of_one_document(corpus_catalogue: Catalogue) -> None:
    _, (first, *_) = _counted(corpus_catalogue, "工作要点提出了哪些行动")
    assert [quote.clause.label for quote in first.quotes] == ["（三）", "5．", "10．", "26．", "39．", "42．"]


def test_words_that_stand_nowhere_fall_through(corpus_catalogue: Catalogue) -> None:
    question = understand("提到火星移民的文件有哪些", corpus_catalogue)
    assert counting(corpus_catalogue, question) is None


def test_every_quote_of_a_count_stands(corpus_catalogue: Catalogue) -> None:
    for question in ("有哪些专项行动", "哪些条款提到数据要素", "50项任务有哪些"):
        _, drafts = _counted(corpus_catalogue, question)
        assert all(draft.quotes and all(quote.text.strip() for quote in draft.quotes) for draft in drafts)


def test_only_what_may_be_searched_is_counted(corpus_catalogue: Catalogue) -> None:
    question = understand("提到开源鸿蒙的文件有哪些", corpus_catalogue)
    found = counting(corpus_catalogue, question, within=["yuefuhan-2025-237"])
    assert found is not None
    assert [quote.clause.label for quote in found[1][0].quotes] == ["（十）"]
