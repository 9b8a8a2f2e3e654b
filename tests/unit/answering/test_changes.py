"""The same thing with another figure, in two clauses made up for these tests."""

import pytest

from rag.answering.changes import figure_changes
from rag.domain import Clause, ClauseKind


def _clause(text: str) -> Clause:
    return Clause("d/c1", "d", ClauseKind.CLAUSE, "（一）", ("（一）",), text, 0, len(text))


CHANGES = [
    ("算力规模达到38EFLOPS。", "算力规模超过60EFLOPS。", [("算力规模达到38EFLOPS", "算力规模超过60EFLOPS")]),
    (
        "数字经济核心产业增加值占GDP比重达到15%。",
        "数字经济核心产业增加值占GDP比重超过１６％。",
        [("数字经济核心产业增加值占GDP比重达到15%", "数字经济核心产业增加值占GDP比重超过１６％")],
    ),
    (
        "建成5G基站25万座，新增机架10万个。",
        "建成5G基站32万座，新增机架10万个。",
        [("建成5G基站25万座", "建成5G基站32万座")],
    ),
    (
        "对个人处100元罚款，对单位处1000元罚款。",
        "对个人处200元罚款，对单位处1000元罚款。",
        [("对个人处100元罚款", "对个人处200元罚款")],
    ),
]


@pytest.mark.parametrize(("older", "newer", "expected"), CHANGES)
def test_a_figure_that_changed_is_found_with_its_words(older: str, newer: str, expected: list[tuple[str, str]]) -> None:
    found = list(figure_changes(_clause(older), _clause(newer)))
    assert [(change.older.text, change.newer.text) for change in found] == expected


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("布局建设不少于30个省级中试平台。", "打造3个具有国际竞争力的产业集群。"),
        ("算力规模达到38EFLOPS。", "算力规模达到38EFLOPS，全国领先。"),
        ("到2025年完成改造。", "到2027年完成改造。"),
        ("算力规模达到38EFLOPS。", "算力规模稳居全国前列。"),
        ("第一批支持三类企业。", "第二批支持三类企业。"),
    ],
)
def test_other_things_the_same_figures_and_dates_are_no_change(older: str, newer: str) -> None:
    assert list(figure_changes(_clause(older), _clause(newer))) == []
