"""GET /v1/tasks, as JSON and as CSV."""

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.ledger import inert, table
from rag.domain import Clause, ClauseKind, Document, Role, Task, Unit


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_ledger_is_whole(client: TestClient) -> None:
    """37 rows, 50 items and 22 clauses name their units (findings, The five documents)."""
    ledger = client.get("/v1/tasks").json()
    assert ledger["total"] == len(ledger["tasks"]) == 37 + 50 + 22
    assert all(task["units"] for task in ledger["tasks"])
    assert set(ledger["tasks"][0]) == {"id", "document", "kind", "label", "path", "text", "units"}


def test_a_unit_is_found_by_its_abbreviation_and_its_role(client: TestClient) -> None:
    led = client.get("/v1/tasks", params={"unit": "工信厅", "role": "lead", "document": "yuebanhan-2026-12"}).json()
    assert led["total"] > 0
    for task in led["tasks"]:
        assert {"name": "省工业和信息化厅", "role": "lead"} in task["units"]
        assert task["document"]["id"] == "yuebanhan-2026-12"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"unit": "省太空厅"}, 404),
        ({"document": "无此"}, 404),
        ({"role": "boss"}, 422),
        ({"unit": ""}, 422),
        ({"format": "xml"}, 422),
        ({"units": "省民政厅"}, 422),
    ],
)
def test_what_the_ledger_does_not_have_is_refused(
    client: TestClient, problem: Any, query: dict[str, str], status: int
) -> None:
    problem(client.get("/v1/tasks", params=query), status)


def test_the_table_has_a_byte_order_mark_and_chinese_headers(client: TestClient) -> None:
    response = client.get("/v1/tasks?format=csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    header = response.content.decode("utf-8-sig").splitlines()[0]
    assert header == "文件,文号,条款,标题,牵头,配合,按职责分工负责,负责,落实,原文,编号"


def test_the_table_has_the_same_records_as_the_json(client: TestClient) -> None:
    rows = _rows(client.get("/v1/tasks?format=csv").text)
    tasks = client.get("/v1/tasks").json()["tasks"]
    assert [row["编号"] for row in rows] == [task["id"] for task in tasks]
    for row, task in zip(rows, tasks, strict=True):
        led = [unit["name"] for unit in task["units"] if unit["role"] == "lead"]
        assert row["牵头"].removesuffix("等") == "、".join(led)
        assert row["文号"] == (task["document"]["number"] or "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "  =", "\u3000="])
def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "省民政厅", "1=1", "（一）", "2025-05-15"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert inert(cell) == cell


def test_every_cell_of_the_table_is_inert() -> None:
    document = Document("=d", "=title", number="@number")
    clause = Clause("+id", "=d", ClauseKind.ITEM, "-1", ("=heading",), '=cmd|"x"', 0, 8, (Unit("=unit", Role.LEAD),))
    (row,) = _rows(table([Task(clause, document)]))
    filled = [cell for cell in row.values() if cell]
    assert len(filled) == 7
    assert all(cell.startswith("'") for cell in filled)


def test_a_formula_in_a_title_reaches_no_spreadsheet(hostile_client: TestClient) -> None:
    rows = _rows(hostile_client.get("/v1/tasks?format=csv").text)
    assert len(rows) == 2
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_an_open_list_of_units_says_so() -> None:
    clause = Clause("i", "d", ClauseKind.ITEM, "1．", ("甲",), "乙", 0, 1, (Unit("省科技厅", Role.SHARED, open=True),))
    assert _rows(table([Task(clause, Document("d", "题"))]))[0]["按职责分工负责"] == "省科技厅等"
