import csv
import io
import json

import pytest

from rag.answering.task_tables import csv_table, inert, lines, markdown_table, plain, plain_rows
from rag.domain import Clause, ClauseKind, Document, Role, Unit
from rag.ledger import Task

LEAD = Unit("省科技厅", Role.LEAD)


def _task(clause: Clause, document: Document) -> Task:
    return Task(clause, document, clause.units, 0, len(clause.text))


def _clause(text: str, *units: Unit) -> Clause:
    return Clause("i", "d", ClauseKind.ITEM, "1．", ("甲",), text, 0, len(text), units)


HOSTILE = _task(
    Clause("+id", "=d", ClauseKind.ITEM, "-1", ("=heading",), '=cmd|"x"', 0, 8, (Unit("=unit", Role.LEAD),)),
    Document("=d", "=title", number="@number"),
)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "  =", "\u3000="])
def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "省民政厅", "1=1", "（一）", "2025-05-15"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert inert(cell) == cell


def test_every_cell_of_the_csv_is_inert() -> None:
    (row,) = _rows(csv_table([HOSTILE]))
    filled = {name: cell for name, cell in row.items() if cell}
    assert all(cell.startswith("'") for name, cell in filled.items() if name != "类别")
    assert len(filled) == 9


def test_a_csv_opens_with_a_byte_order_mark() -> None:
    assert csv_table([]).startswith("\ufeff文件,文号,条款,标题,牵头,")


def test_an_open_list_of_units_says_so() -> None:
    clause = _clause("乙", Unit("省科技厅", Role.SHARED, open=True))
    (row,) = _rows(csv_table([_task(clause, Document("d", "题"))]))
    assert row["按职责分工负责"] == "省科技厅等"


def test_a_cell_of_the_markdown_is_text_and_nothing_else() -> None:
    assert plain("甲|乙\n<b>[丙](x)`*_") == r"甲\|乙 \<b\>\[丙\](x)\`\*\_"
    table = markdown_table([_task(_clause("甲|乙\n丙", LEAD), Document("d", "题|名"))])
    head, rule, row = table.splitlines()
    assert row == r"| 《题\|名》 | 1． | 甲\|乙 丙 | 省科技厅牵头 |  |"
    assert rule == "| --- | --- | --- | --- | --- |" and head.startswith("| 文件 | 条款 |")


def test_rows_and_lines_say_the_same() -> None:
    task = _task(_clause("乙。", LEAD), Document("d", "题"))
    assert lines([task]) == ["《题》1．：乙（省科技厅牵头）"]
    (row,) = plain_rows([task])
    assert row["责任单位"] == "省科技厅牵头" and row["任务"] == "乙。" and json.dumps(row)
