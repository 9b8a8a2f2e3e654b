"""GET /v1/compare: documents side by side."""

from starlette.testclient import TestClient

from tests.unit.api.conftest import Problem


def test_two_documents_side_by_side_on_a_topic(client: TestClient) -> None:
    query = {"documents": "yuefuhan-2025-237,shuzi-guangdong-2025", "topic": "开源鸿蒙"}
    body = client.get("/v1/compare", params=query).json()
    assert [document["id"] for document in body["documents"]] == ["shuzi-guangdong-2025", "yuefuhan-2025-237"]
    (transition,) = body["transitions"]
    (pair,) = transition["pairs"]
    assert (pair["older"]["label"], pair["newer"]["label"]) == ("12．", "（十）")
    assert pair["kind"] == "kept" and 0 < pair["score"] <= 1


def test_without_a_topic_every_clause_is_there(client: TestClient) -> None:
    body = client.get("/v1/compare", params={"documents": "yuefu-2021-31, yuefuhan-2025-237"}).json()
    pairs = body["transitions"][0]["pairs"]
    assert len({pair["older"]["id"] for pair in pairs if pair["older"]}) == 37
    assert len({pair["newer"]["id"] for pair in pairs if pair["newer"]}) == 24
    assert all((pair["older"] is None) == (pair["kind"] == "new") for pair in pairs)
    assert body["topic"] is None and body["silent"] == []


def test_what_cannot_be_compared_is_a_problem(client: TestClient, problem: Problem) -> None:
    assert "nowhere" in problem(client.get("/v1/compare?documents=yuefu-2021-31,nowhere"), 404)["detail"]
    assert "2 至 8" in problem(client.get("/v1/compare?documents=yuefu-2021-31"), 422)["detail"]
    problem(client.get("/v1/compare"), 422)
    problem(client.get("/v1/compare?documents=yuefu-2021-31,yuefuhan-2025-237&topic="), 422)
    problem(client.get("/v1/compare?documents=a,b&unknown=1"), 422)
