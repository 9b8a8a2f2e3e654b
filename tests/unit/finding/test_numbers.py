"""The numbers of clauses, as people write them."""

import pytest

from rag.finding.numbers import mentions

WRITTEN = [
    ("第（五）条", ["第（五）条"]),
    ("第五条", ["第五条"]),
    ("第27条", ["第27条"]),
    ("（五）讲什么", ["（五）"]),
    ("附件第13项", ["附件第13项"]),
    ("附件13项", ["附件第13项"]),
    ("附件中的第十三项", ["附件第十三项"]),
    ("分工表第35项", ["附件第35项"]),
    ("附件2第3项", ["附件2第3项"]),
    ("附件2", ["附件2"]),
    ("第二部分第（三）点", ["第二部分第（三）点"]),
    ("第三章第十条第二款第（一）项", ["第三章第十条第二款第（一）项"]),
    ("第二十条之一", ["第二十条之一"]),
    ("（三）至（五）", ["（三）", "（四）", "（五）"]),
    ("第3-5项", ["第3项", "第4项", "第5项"]),
    ("第三条到第五条", ["第三条", "第四条", "第五条"]),
    ("第三、五、七条", ["第三条", "第五条", "第七条"]),
    ("（三）、（五）和（七）", ["（三）", "（五）", "（七）"]),
    ("附件第3、5项和第7项", ["附件第3项", "附件第5项", "附件第7项"]),
    ("第六条第一款和第二款", ["第六条第一款", "第六条第二款"]),
    ("第五条、第十条第二款", ["第五条", "第十条第二款"]),
    ("第二部分、第三条", ["第二部分", "第三条"]),
    ("第五条和第五条", ["第五条"]),
]


@pytest.mark.parametrize(("question", "expected"), WRITTEN)
def test_numbers_are_read_as_they_are_written(question: str, expected: list[str]) -> None:
    assert [mention.words for mention in mentions(question)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "第一时间办好",
        "有三项任务",
        "第三代半导体",
        "第一、二、三产业",
        "2025年有几件事",
        "附件里智慧养老由谁负责",
        "附件一共有多少项",
        "列了三条措施",
    ],
)
def test_what_only_counts_is_no_number_of_a_clause(question: str) -> None:
    assert mentions(question) == ()


def test_a_bare_number_counts_only_behind_the_name_of_a_document() -> None:
    assert [mention.words for mention in mentions("要点27．", [2])] == ["第27项"]
    assert [mention.words for mention in mentions("要点(5)", [2])] == ["（5）"]
    assert mentions("要点27．") == mentions("要点(5)") == ()


def test_a_range_that_runs_backwards_or_too_far_is_no_range() -> None:
    assert [mention.words for mention in mentions("第5至3条")] == ["第5条", "第3条"]
    assert len(mentions("第1至9999条")) == 2
