"""Every error is a problem document, and tells nothing that it should not."""

import asyncio
import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import FeedbackStore, StateError
from api.guards import SECURITY_HEADERS
from api.problems import problem as make_problem
from api.problems import status_of
from api.readiness import NotReady, Readiness, Stage
from api.requests import BODY_LIMIT
from rag import errors

_JSON = {"Content-Type": "application/json"}


class _Failing:
    """An assistant that can do nothing but fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


def _failing_client(error: Exception, path: Path, readiness: Readiness | None = None) -> TestClient:
    app = create_app(_Failing(error), feedback=FeedbackStore(path), readiness=readiness)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.WenceError, 500),
        (errors.UsageError, 422),
        (errors.NotFoundError, 404),
        (errors.SettingsError, 500),
        (errors.ReadingError, 422),
        (errors.ModelError, 503),
        (errors.ModelUnavailable, 503),
        (errors.ModelBusy, 503),
        (errors.SnapshotError, 503),
        (errors.SnapshotMissing, 503),
        (errors.SnapshotDamaged, 503),
        (errors.SnapshotMismatch, 503),
        (errors.StoreBusy, 503),
        (StateError, 503),
    ],
)
def test_an_error_of_wence_has_its_status_and_its_words(
    tmp_path: Path, problem: Any, error: type[errors.WenceError], status: int
) -> None:
    response = _failing_client(error("出了某事", repair="请运行 wence"), tmp_path / "s").get("/v1/documents")
    body = problem(response, status)
    assert body["detail"] == "出了某事（请运行 wence）"
    assert body["instance"] == "/v1/documents"
    assert ("retry-after" in response.headers) == (status == 503)


def test_an_error_of_a_new_class_has_the_status_of_the_class_above() -> None:
    class Later(errors.SnapshotDamaged):
        pass

    assert status_of(Later("")) is HTTPStatus.SERVICE_UNAVAILABLE


def test_a_fault_of_the_server_tells_nothing_of_its_inside(tmp_path: Path, problem: Any) -> None:
    response = _failing_client(RuntimeError("secret /root/path"), tmp_path / "s").get("/v1/documents")
    body = problem(response, 500)
    assert "secret" not in response.text and "Traceback" not in response.text
    assert set(body) == {"type", "title", "status", "detail", "instance"}
    assert all(response.headers[name] == value for name, value in SECURITY_HEADERS.items())


@pytest.mark.parametrize(
    "path", ["/v2", "/v1/document", "/v1/documents/", "/static/none.js", "/static/../app.py", "/政策"]
)
def test_an_address_that_is_not_there_is_a_problem(client: TestClient, problem: Any, path: str) -> None:
    body = problem(client.get(path), 404)
    assert body["instance"].isascii()


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/ask"), ("DELETE", "/v1/documents"), ("POST", "/")])
def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(
    client: TestClient, problem: Any, method: str, path: str
) -> None:
    response = client.request(method, path)
    body = problem(response, 405)
    assert response.headers["allow"] in body["detail"]
    assert method in body["detail"]


def test_a_body_that_says_it_is_too_large_is_refused(client: TestClient, problem: Any) -> None:
    problem(client.post("/v1/ask", content=b" " * (BODY_LIMIT + 1), headers=_JSON), 413)


def test_a_large_body_is_refused_even_where_none_is_read(client: TestClient, problem: Any) -> None:
    problem(client.request("GET", "/healthz", content=b" " * (BODY_LIMIT + 1)), 413)


def test_a_body_that_turns_out_too_large_is_refused(client: TestClient, problem: Any) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 1):
            yield b" " * 1024

    problem(client.post("/v1/ask", content=pieces(), headers=_JSON), 413)


def test_a_body_of_just_the_limit_is_read(client: TestClient) -> None:
    body = json.dumps({"question": "推进数字乡村建设"}).encode()
    padded = body + b" " * (BODY_LIMIT - len(body))
    assert client.post("/v1/ask", content=padded, headers=_JSON).status_code == 200


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", _JSON, 422),
        (b'{"question": "\xff"}', _JSON, 400),
        (b"[" * 100_000, _JSON, 400),
        (b'{"question": ' + b"1" * 5000 + b"}", _JSON, 400),
        (b'{"question": NaN}', _JSON, 422),
        (b"[]", _JSON, 422),
        (b"", _JSON, 422),
        (b'{"question": "a"}', {"Content-Type": "text/plain"}, 422),
        (b"question=a", {"Content-Type": "application/x-www-form-urlencoded"}, 422),
    ],
)
def test_a_body_that_is_no_json_object_is_a_problem(
    client: TestClient, problem: Any, content: bytes, headers: dict[str, str], status: int
) -> None:
    problem(client.post("/v1/ask", content=content, headers=headers), status)


def test_what_was_sent_is_not_sent_back(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "数", "history": [{"role": "秘密身份", "content": "秘密内容"}]})
    assert response.status_code == 422
    assert "秘密" not in response.text


def test_half_a_character_does_not_break_a_problem() -> None:
    response = make_problem(404, "没有 \ud800", instance="/\udfff")
    assert json.loads(response.body)["detail"] == "没有 ?"


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.READY])
def test_until_it_is_ready_every_look_up_says_what_it_is_doing(tmp_path: Path, problem: Any, stage: Stage) -> None:
    client = _failing_client(AssertionError("not to be asked"), tmp_path / "s", Readiness(stage))
    for method, path in [
        ("GET", "/readyz"),
        ("GET", "/v1/documents"),
        ("GET", "/v1/clauses"),
        ("GET", "/v1/clauses/a/b"),
        ("GET", "/v1/tasks"),
    ]:
        response = client.request(method, path)
        body = problem(response, 503)
        assert (body["stage"], response.headers["retry-after"]) == (stage, "2")
        assert stage.words in body["detail"]
    problem(client.post("/v1/ask", json={"question": "数"}), 503)
    assert client.get("/healthz").status_code == 200


def test_it_is_ready_as_soon_as_it_says_so(client: TestClient) -> None:
    body = client.get("/readyz").json()
    assert body["status"] == "ready"
    assert body["documents"] == 5
    assert body["snapshot"] == client.post("/v1/ask", json={"question": "数字"}).json()["snapshot"]


def test_the_seconds_are_those_of_the_stage() -> None:
    clock = iter([100.0, 110.0, 117.5])
    readiness = Readiness(Stage.STARTING, clock=lambda: next(clock))
    readiness.enter(Stage.LOADING)
    with pytest.raises(NotReady, match=r"正在载入向量模型、打开索引（已用 7 秒）"):
        asyncio.run(readiness.require())
