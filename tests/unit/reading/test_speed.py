"""Reading takes work in proportion to the text, whatever the text. Calls are counted, not seconds: always the same.

Four times the text may take up to six times the calls, where a square would take sixteen; a bad pattern never ends.
"""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from rag.domain import Clause, ClauseKind
from rag.reading.passages import passages
from rag.reading.read import read_text

_FRONT = "标题\n\n"
_SHAPES: dict[str, Callable[[int], str]] = {
    "one long line": lambda n: "数据要素市场化配置改革，" * n * 20,
    "short lines": lambda n: _FRONT + "推进数据\n" * n,
    "lines of one clause": lambda n: _FRONT + "一、甲\n" + "推进数据。\n" * n,
    "one torn paragraph": lambda n: _FRONT + ("推进数据要素市场化配置改革，" * 2 + "推进数据要素\n") * n,
    "the same label": lambda n: _FRONT + "一、推进数据\n" * n,
    "repeated characters": lambda n: _FRONT + ("甲" * 14 + "，" + "甲" * 24 + "\n") * n,
    "rows": lambda n: _FRONT + "序号\t任务\t单位\n" + "1\t建设\t省厅牵头\n" * n,
    "groups": lambda n: _FRONT + "序号\t任务\t单位\n" + "一、应用\t\t\n" * n,
    "cells": lambda n: _FRONT + "甲\t" * n * 20,
    "open brackets": lambda n: "（" * n * 100,
    "brackets and commas at the end": lambda n: "一、好。" + "（" * n * 20 + "，" * n * 20 + "）" * n * 20,
    "bookmarks that never close": lambda n: "[bookmark:" * n * 10,
    "units that never end": lambda n: "一、好。\n" + "责任单位：" * n * 20 + "。x",
    "announced annexes": lambda n: _FRONT + "附件：重点\n" * n,
    "annexes": lambda n: _FRONT + "附件\n" * n,
    "days": lambda n: _FRONT + "2025年1月1日\n" * n,
    "signatures": lambda n: _FRONT + "广东省人民政府\n" * n + "2025年1月1日\n",
    "articles with lists": lambda n: _FRONT + "第一条 为了\n（一）建设；\n（二）建设。\n前款规定。\n" * (n // 4),
    "leaping numbers": lambda n: _FRONT + "第九百条 甲\n第一条 乙\n" * (n // 2),
    "headings": lambda n: _FRONT + "## 甲\n### 乙\n" * (n // 2),
    "marks": lambda n: "**" * n * 5 + "甲",
    "quotation marks": lambda n: "“" * n * 100,
    "contents": lambda n: "目录\n第一章 好\n" + "第二章 好\n" * n,
}


def _calls(work: Callable[[], object]) -> int:
    """How many calls, of Python and of C, a piece of work takes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", _SHAPES.values(), ids=_SHAPES.keys())
def test_reading_is_linear(shape: Callable[[int], str]) -> None:
    small, large = (_calls(lambda n=n: read_text(shape(n), "x.txt")) for n in (500, 2000))  # type: ignore[misc]
    assert large < 6 * small


def test_finding_where_a_character_came_from_does_not_walk_the_document() -> None:
    short, long = (read_text(_FRONT + "推进数据。\n" * n, "x.txt") for n in (200, 20_000))
    assert _calls(lambda: long.source_position(len(long.text) - 2)) < 2 * _calls(lambda: short.source_position(1_000))
    assert long.source_position(len(long.text) - 2) == len(_FRONT) + 6 * 20_000 - 3


def test_cutting_a_long_clause_into_passages_is_linear() -> None:
    def clause(length: int) -> Clause:
        return Clause("d/s1", "d", ClauseKind.SECTION, "一、", ("一、",), "数据要素，" * length, 0, 5 * length)

    passages(clause(5_000))
    small, large = (_calls(lambda n=n: passages(clause(n))) for n in (5_000, 20_000))  # type: ignore[misc]
    assert large < 6 * small
