import pytest

from rag.domain import QuestionKind
from rag.finding.asking import content_words, kind_of
from rag.finding.question import understand
from rag.ports import Catalogue
from rag.text import terms

KINDS = [
    ("低空产业由谁牵头？", QuestionKind.UNIT),
    ("智慧养老归哪个部门管", QuestionKind.UNIT),
    ("这事是网信办还是工信厅的事", QuestionKind.UNIT),
    ("由哪两个部门按职责分工负责", QuestionKind.UNIT),
    ("Which department leads the work on 6G?", QuestionKind.UNIT),
    ("算力规模要超过多少EFLOPS", QuestionKind.NUMBER),
    ("一共提出几项任务", QuestionKind.NUMBER),
    ("核算多久开展一次", QuestionKind.DATE),
    ("什么时候建成", QuestionKind.DATE),
    ("什么是首席数据官", QuestionKind.DEFINITION),
    ("F5G是什么意思？", QuestionKind.DEFINITION),
    ("点名了哪几个产业", QuestionKind.LIST),
    ("有哪些保障措施", QuestionKind.LIST),
    ("文化数据库这些工程是不是也归这三家", QuestionKind.UNIT),
    ("数字政协和数字人大，两个办公厅都要负责吗", QuestionKind.UNIT),
    ("公共数据怎么归集和管理", QuestionKind.OPEN),
    ("2021年和2026年的说法有什么不同", QuestionKind.COMPARISON),
    ("两份方案的写法一样吗", QuestionKind.COMPARISON),
    ("专家机构的叫法前后有没有变", QuestionKind.COMPARISON),
    ("几份文件对数据经纪人的说法有什么推进", QuestionKind.COMPARISON),
    ("推进数字乡村建设", QuestionKind.OPEN),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_the_kind_of_a_question(question: str, kind: QuestionKind) -> None:
    assert kind_of(question) is kind


def test_words_that_only_ask_are_not_searched_for() -> None:
    assert terms(content_words("请问算力规模要达到多少？")) == terms("算力规模要达到")


def test_a_question_of_nothing_but_asking_words_keeps_them() -> None:
    assert content_words("是什么？") == "是什么？"


def test_abbreviations_of_units_are_written_out() -> None:
    assert "人力资源社会保障厅" in content_words("人社厅负责什么")


def test_traditional_characters_and_wide_letters_are_folded(corpus_catalogue: Catalogue) -> None:
    question = understand("請問《廣東省數據條例》的５Ｇ網絡？", corpus_catalogue)
    assert question.text == "请问《广东省数据条例》的5G网络?"
    assert question.completed is None
