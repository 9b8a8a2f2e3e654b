"""POST /v1/search and /v1/ask, GET /v1/models."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.wire import on_the_wire, reading_view
from rag.assistant import Assistant
from rag.domain import Clause, ClauseKind

_ELDERLY = "推广智慧养老设备设施由谁牵头"
_DOCUMENT = {"id", "title", "number", "issuer", "issued_on", "kind"}
_CLAUSE = {"id", "document", "kind", "label", "path", "text", "units"}


def _ask(client: TestClient, question: str = _ELDERLY, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question} | more)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def _search(client: TestClient, question: str = _ELDERLY, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/search", json={"question": question} | more)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_an_answer_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    answer = _ask(client)
    assert set(answer) == {
        "id", "question", "rewritten_question", "status", "mode", "text", "statements", "notes", "citations", "related",
        "model", "prompt", "snapshot", "timings_ms", "confidence", "removed", "suggestions",
    }  # fmt: skip
    assert set(answer["statements"][0]) == {"kind", "text", "citations", "checks"}
    assert set(answer["statements"][0]["checks"][0]) == {"kind", "passed", "detail"}
    assert set(answer["citations"][0]) == {
        "n",
        "clause_id",
        "label",
        "path",
        "quote",
        "start",
        "end",
        "document",
        "url",
    }
    assert set(answer["citations"][0]["document"]) == _DOCUMENT


def test_an_answer_says_who_leads_and_cites_the_row(client: TestClient) -> None:
    answer = _ask(client)
    assert (answer["status"], answer["mode"], answer["question"]) == ("answered", "extract", _ELDERLY)
    assert answer["statements"][0]["text"].startswith("省民政厅牵头")
    citation = answer["citations"][-1]
    assert (citation["clause_id"], citation["label"]) == ("yuebanhan-2026-12/annex1/r4", "附件第4项")
    query = f"clause=yuebanhan-2026-12%2Fannex1%2Fr4&start={citation['start']}&end={citation['end']}"
    assert citation["url"] == f"/documents/yuebanhan-2026-12?{query}#yuebanhan-2026-12/annex1/r4"
    assert answer["model"] is answer["prompt"] is answer["rewritten_question"] is None


@pytest.mark.parametrize("question", [_ELDERLY, "粤府〔2021〕31号第（五）条", "推进数字乡村建设", "什么是数字社会"])
def test_every_quote_is_its_clause_from_start_to_end(client: TestClient, question: str) -> None:
    answer = _ask(client, question)
    assert answer["citations"]
    for citation in answer["citations"]:
        clause = client.get(f"/v1/clauses/{citation['clause_id']}").json()["clause"]
        assert citation["quote"] == clause["text"][citation["start"] : citation["end"]] != ""
        assert citation["document"] == clause["document"]


def test_every_number_in_a_statement_has_its_citation(client: TestClient) -> None:
    answer = _ask(client, "推进数字乡村建设")
    used = {n for statement in answer["statements"] for n in statement["citations"]}
    assert used == {citation["n"] for citation in answer["citations"]} == set(range(1, len(used) + 1))
    assert "[1]" in answer["text"]


def test_a_gap_is_not_found_and_the_nearest_clauses_are_related(client: TestClient) -> None:
    answer = _ask(client, "粤府〔2021〕31号第十九条讲了什么")
    assert (answer["status"], answer["citations"]) == ("not_found", [])
    assert answer["statements"][0]["kind"] == "notice"
    assert len(answer["related"]) == 3
    assert all(set(clause) == _CLAUSE for clause in answer["related"])


def test_a_fault_of_the_source_comes_with_a_note(client: TestClient) -> None:
    assert "数据清洗" in _ask(client, "粤府〔2021〕31号（九）")["notes"][0]


def test_a_follow_up_is_completed_from_the_conversation(client: TestClient) -> None:
    history = [
        {"role": "user", "content": "推广智慧养老设备设施的要求是什么？"},
        {"role": "assistant", "content": "推广智慧养老设备设施。[1]"},
    ]
    answer = _ask(client, "那由谁牵头呢？", history=history)
    assert answer["rewritten_question"] == "推广智慧养老设备设施的要求，由谁牵头？"
    assert answer["question"] == "那由谁牵头呢？"


def test_the_address_of_a_clause_is_escaped() -> None:
    clause = Clause("法 规/第三条#1", "法 规", ClauseKind.CLAUSE, "第三条", (), "", 0, 0)
    document, article = "%E6%B3%95%20%E8%A7%84", "%E7%AC%AC%E4%B8%89%E6%9D%A1%231"
    query = f"clause={document}%2F{article}&start=2&end=9"
    assert reading_view(clause, 2, 9) == f"/documents/{document}?{query}#{document}/{article}"


def test_the_command_line_gets_the_shape_of_the_wire(client: TestClient, corpus_assistant: Assistant) -> None:
    local = on_the_wire(corpus_assistant.ask(_ELDERLY))
    remote = _ask(client)
    changing = ("id", "timings_ms")
    assert [local.pop(name) and remote.pop(name) and name for name in changing] == list(changing)
    assert json.loads(json.dumps(local)) == remote


def test_a_search_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    found = _search(client, limit=3)
    assert set(found) == {"question", "hits", "notes", "timings_ms"}
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert all(set(hit) == {"rank", "score", "clause", "also_in"} for hit in found["hits"])
    first = found["hits"][0]["clause"]
    assert set(first) == _CLAUSE
    assert first["units"] == [{"name": "省民政厅", "role": "lead"}]
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_a_near_identical_clause_is_named_with_its_own_document(client: TestClient) -> None:
    hits = _search(client, "推广智慧养老设备设施，加快推进智慧养老服务发展", limit=20)["hits"]
    others = [clause for hit in hits for clause in hit["also_in"]]
    assert others
    assert all(clause["id"].startswith(clause["document"]["id"] + "/") for clause in others)


def test_filters_keep_other_documents_out(client: TestClient) -> None:
    for filters, allowed in (
        ({"documents": ["yuefu-2021-31"]}, {"yuefu-2021-31"}),
        ({"document_kinds": ["press"]}, {"nandu-2026-report"}),
        ({"issued_after": "2025-05-15", "issued_before": "2025-05-15"}, {"shuzi-guangdong-2025"}),
    ):
        hits = _search(client, "数字化", filters=filters)["hits"]
        assert {hit["clause"]["document"]["id"] for hit in hits} == allowed


def test_a_filter_by_day_says_which_documents_it_kept_out(client: TestClient) -> None:
    assert "广东省加快数字社会高质量建设实施意见" in _search(client, filters={"issued_after": "2020-01-01"})["notes"][0]
    assert _search(client)["notes"] == []


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize("filters", [{"documents": ["yuefu-2021-31", "粤府-无"]}, {"collections": ["粤府-无"]}])
def test_a_filter_that_names_nothing_is_refused_by_name(
    client: TestClient, problem: Any, path: str, filters: dict[str, list[str]]
) -> None:
    body = problem(client.post(path, json={"question": "数字", "filters": filters}), 404)
    assert "粤府-无" in body["detail"]


def test_null_filters_and_an_empty_history_are_as_if_left_out(client: TestClient) -> None:
    assert _search(client, filters=None, history=[])["hits"] == _search(client)["hits"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/question"),
        ({"question": ""}, "#/question"),
        ({"question": " \u3000\n\t"}, "#/question"),
        ({"question": "\u0000\u0001"}, "#/question"),
        ({"question": "数" * 2001}, "#/question"),
        ({"question": 5}, "#/question"),
        ({"question": "数", "history": [{"role": "user", "content": "数"}] * 21}, "#/history"),
        ({"question": "数", "history": [{"role": "user", "content": "数" * 8001}]}, "#/history/0/content"),
        ({"question": "数", "history": [{"role": "system", "content": "数"}]}, "#/history/0/role"),
        ({"question": "数", "filter": {}}, "#/filter"),
        ({"question": "数", "a/b~c": 1}, "#/a~1b~0c"),
        ({"question": "数", "filters": {"document": ["a"]}}, "#/filters/document"),
        ({"question": "数", "filters": {"document_kinds": ["law"]}}, "#/filters/document_kinds/0"),
        ({"question": "数", "filters": {"issued_after": "2025-02-30"}}, "#/filters/issued_after"),
        ({"question": "数", "filters": {"issued_after": 86400 * 20000}}, "#/filters/issued_after"),
        ({"question": "数", "filters": {"issued_after": "2025-05-15T00:00:00"}}, "#/filters/issued_after"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_a_request_that_is_not_as_described_is_refused_with_its_place(
    client: TestClient, problem: Any, path: str, body: dict[str, Any], pointer: str
) -> None:
    faults = problem(client.post(path, json=body), 422)["errors"]
    assert [fault["pointer"] for fault in faults] == [pointer]
    assert faults[0]["detail"]


@pytest.mark.parametrize("limit", [0, 101, "5", True, 1.5, None])
def test_a_limit_that_is_no_number_from_1_to_100_is_refused(client: TestClient, problem: Any, limit: Any) -> None:
    body = problem(client.post("/v1/search", json={"question": "数", "limit": limit}), 422)
    assert body["errors"][0]["pointer"] == "#/limit"


def test_what_is_just_within_the_limits_is_taken(client: TestClient) -> None:
    turn = {"role": "assistant", "content": "数" * 8000}
    assert _search(client, "数" * 2000, history=[turn] * 10, limit=100)["hits"]
    assert len(_search(client, "数字", limit=1.0)["hits"]) == 1
    assert _ask(client, "数" * 2000, history=[turn] * 10)["status"]


def test_a_control_character_in_a_question_counts_as_a_space(client: TestClient) -> None:
    found = _search(client, "智慧\u0000养老")
    assert found["question"] == "智慧 养老"
    assert found["hits"]


def test_half_a_character_is_refused(client: TestClient, problem: Any) -> None:
    for body in ('{"question": "\\ud800"}', '{"question": "数", "\\udfff": 1}'):
        response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
        problem(response, 422)


def test_a_model_that_is_not_there_is_refused_by_name(client: TestClient, problem: Any) -> None:
    body = problem(client.post("/v1/ask", json={"question": "数", "model": "qwen"}), 404)
    assert "qwen" in body["detail"]
    assert client.get("/v1/models").json() == {"models": [], "default": None}
    assert _ask(client, stream=False, model="none") | {"id": "", "timings_ms": {}} == _ask(client, model=None) | {
        "id": "",
        "timings_ms": {},
    }
