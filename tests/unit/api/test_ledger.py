"""GET /v1/tasks, as JSON, CSV and Markdown."""

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_ledger_is_whole(client: TestClient) -> None:
    """37 rows, 50 items and 22 clauses name their units (findings, The five documents)."""
    ledger = client.get("/v1/tasks").json()
    assert ledger["total"] == len(ledger["tasks"]) == 37 + 50 + 22
    assert all(task["units"] for task in ledger["tasks"])
    clause = {"id", "document", "kind", "label", "path", "text", "units"}
    assert set(ledger["tasks"][0]) == clause | {"task", "section", "defaults", "task_kind"}


def test_a_task_is_a_stretch_of_its_clause_and_says_where_its_defaults_come_from(client: TestClient) -> None:
    task = client.get("/v1/tasks?unit=民政厅&role=lead").json()["tasks"][0]
    assert task["task"] == "推广智慧养老设备设施，加快推进智慧养老服务发展。" and task["task"] in task["text"]
    assert task["section"] == ["附件 重点任务分工表", "一、创新场景应用，构建数字社会运转新方式"]
    default = {"name": "各地级以上市人民政府", "role": "implement", "clause_id": "yuebanhan-2026-12/annex1/r1"}
    assert task["defaults"] == [default]


def test_the_counts_are_of_the_tasks_that_were_found(client: TestClient) -> None:
    ledger = client.get("/v1/tasks", params={"unit": "省公安厅"}).json()
    counts = {count["name"]: count for count in ledger["counts"]}
    assert counts["省公安厅"] == {
        "name": "省公安厅",
        "collective": False,
        "total": 2,
        "by_default": 0,
        "roles": {"shared": 2},
    }
    assert counts["各地级以上市人民政府"]["by_default"] == ledger["total"] == 2


def test_mentions_are_asked_for_by_themselves(client: TestClient) -> None:
    (mention,) = client.get("/v1/tasks?kind=mention").json()["tasks"]
    assert (mention["task_kind"], mention["label"]) == ("mention", "（三十四）")
    assert mention["units"] == [{"name": "省发展改革委", "role": "lead"}]


def test_an_ambiguous_unit_is_refused_with_the_names_that_fit(client: TestClient, problem: Any) -> None:
    detail = problem(client.get("/v1/tasks?unit=管理局"), 422)["detail"]
    assert "省密码管理局、省通信管理局" in detail


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
        ({"collection": "无此"}, 404),
        ({"kind": "rumour"}, 422),
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
    assert header == "文件,文号,条款,标题,牵头,配合,按职责分工负责,负责,落实,原文,编号,任务,章节,下同,类别"


def test_the_table_has_the_same_records_as_the_json(client: TestClient) -> None:
    rows = _rows(client.get("/v1/tasks?format=csv").text)
    tasks = client.get("/v1/tasks").json()["tasks"]
    assert [row["编号"] for row in rows] == [task["id"] for task in tasks]
    for row, task in zip(rows, tasks, strict=True):
        led = [unit["name"] for unit in task["units"] if unit["role"] == "lead"]
        assert row["牵头"].removesuffix("等") == "、".join(led)
        assert row["文号"] == (task["document"]["number"] or "")


def test_a_formula_in_a_title_reaches_no_spreadsheet(hostile_client: TestClient) -> None:
    rows = _rows(hostile_client.get("/v1/tasks?format=csv").text)
    assert len(rows) == 2
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_markdown_is_a_table_in_which_nothing_is_markup(client: TestClient, hostile_client: TestClient) -> None:
    response = client.get("/v1/tasks?format=markdown")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert len(response.text.splitlines()) == 2 + 109
    assert {line.count("|") - line.count(r"\|") for line in response.text.splitlines()} == {6}
    hostile = hostile_client.get("/v1/tasks?format=markdown").text
    assert r"\<script\>" in hostile and "<script>" not in hostile.replace(r"\<", "")
