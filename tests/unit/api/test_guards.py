"""Whom the server answers, and what it lets a browser do."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import FeedbackStore
from rag.assistant import Assistant

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.fixture
def guarded(corpus_assistant: Assistant, store: FeedbackStore) -> TestClient:
    app = create_app(corpus_assistant, feedback=store, hosts={"localhost", "127.0.0.1", "::1"})
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize(
    "path", ["/", "/static/chat.js", "/static/base.css", "/healthz", "/v1/documents", "/v1/tasks?format=csv", "/none"]
)
def test_every_response_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == _POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_a_request_for_this_machine_is_answered(guarded: TestClient, host: str) -> None:
    assert guarded.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", "", "["]
)
def test_a_request_for_another_name_is_refused(guarded: TestClient, problem: Callable[..., Any], host: str) -> None:
    response = guarded.get("/v1/documents", headers={"Host": host})
    problem(response, 421)
    assert response.headers["content-security-policy"] == _POLICY


def test_without_names_any_host_is_taken(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": "wence.intranet"}).status_code == 200


def test_no_page_elsewhere_is_allowed_to_read_or_post(client: TestClient) -> None:
    preflight = client.options(
        "/v1/ask", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 405
    answer = client.get("/v1/documents", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
