"""The description of the interface is whole: every field described, every error listed as a problem."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

_PATHS = {
    "/healthz": {"get"},
    "/readyz": {"get"},
    "/v1/search": {"post"},
    "/v1/ask": {"post"},
    "/v1/documents": {"get"},
    "/v1/documents/{document_id}": {"get"},
    "/v1/clauses": {"get"},
    "/v1/clauses/{clause_id}": {"get"},
    "/v1/tasks": {"get"},
    "/v1/compare": {"get"},
    "/v1/models": {"get"},
    "/v1/feedback": {"post"},
}


@pytest.fixture(scope="module")
def schema(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_the_paths_are_those_of_the_contract(schema: dict[str, Any]) -> None:
    assert {path: set(methods) for path, methods in schema["paths"].items()} == _PATHS


def test_every_field_is_described(schema: dict[str, Any]) -> None:
    silent = [
        f"{name}.{field}"
        for name, model in schema["components"]["schemas"].items()
        for field, value in model.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == []


def test_every_parameter_and_operation_is_described(schema: dict[str, Any]) -> None:
    for name, operation in _operations(schema):
        assert operation["description"] and operation["tags"] and operation["operationId"], name
        assert all(parameter.get("description") for parameter in operation.get("parameters", [])), name


def test_every_error_is_listed_as_a_problem(schema: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for name, operation in _operations(schema):
        errors = {status: r for status, r in operation["responses"].items() if int(status) >= 400}
        assert {"421", "500"} <= set(errors), name
        assert all(response["content"] == problem for response in errors.values()), name
        if "requestBody" in operation:
            assert {"400", "413", "422"} <= set(errors), name
        if name.split()[1].startswith("/v1/") and "models" not in name:
            assert "503" in errors, name


def test_models_are_closed_on_both_sides(schema: dict[str, Any]) -> None:
    models = schema["components"]["schemas"]
    open_models = {
        name
        for name, model in models.items()
        if model.get("type") == "object" and model.get("additionalProperties") is not False
    }
    assert open_models == {"Problem", "Fault"}


def test_the_schema_says_the_limits(schema: dict[str, Any]) -> None:
    asked = schema["components"]["schemas"]["SearchRequest"]["properties"]
    assert (asked["question"]["minLength"], asked["question"]["maxLength"]) == (1, 2000)
    assert asked["history"]["maxItems"] == 20
    assert (asked["limit"]["minimum"], asked["limit"]["maximum"]) == (1, 100)


def test_the_events_of_a_stream_are_described(schema: dict[str, Any]) -> None:
    content = schema["paths"]["/v1/ask"]["post"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/event-stream"}
    items = [item["properties"] for item in content["text/event-stream"]["itemSchema"]["oneOf"]]
    assert [item["event"]["const"] for item in items] == ["evidence", "delta", "answer", "error", "done"]
    for item in items[:-1]:
        name = item["data"]["contentSchema"]["$ref"].removeprefix("#/components/schemas/")
        assert schema["components"]["schemas"][name]["properties"]


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schema)))
    assert named <= set(schema["components"]["schemas"])


def test_no_page_loads_from_a_network(client: TestClient) -> None:
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
