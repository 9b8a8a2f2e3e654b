"""POST /v1/feedback and the file behind it."""

import sqlite3
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import FeedbackStore, StateError
from rag.assistant import Assistant


def _kept(path: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT answer_id, verdict, reason FROM feedback ORDER BY id").fetchall()
    finally:
        connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "state.sqlite"


@pytest.fixture
def feedback_client(corpus_assistant: Assistant, path: Path) -> TestClient:
    return TestClient(create_app(corpus_assistant, feedback=FeedbackStore(path)), raise_server_exceptions=False)


def test_a_verdict_is_kept_and_given_back(feedback_client: TestClient, path: Path) -> None:
    response = feedback_client.post("/v1/feedback", json={"answer_id": "a1", "verdict": "down", "reason": "文号不对"})
    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"id", "answer_id", "verdict", "reason", "created_at"}
    assert (body["answer_id"], body["verdict"], body["reason"]) == ("a1", "down", "文号不对")
    assert _kept(path) == [("a1", "down", "文号不对")]


def test_the_answer_that_was_given_can_be_judged(feedback_client: TestClient, path: Path) -> None:
    answer = feedback_client.post("/v1/ask", json={"question": "推进数字乡村建设"}).json()
    assert feedback_client.post("/v1/feedback", json={"answer_id": answer["id"], "verdict": "up"}).status_code == 201
    assert _kept(path) == [(answer["id"], "up", None)]


@pytest.mark.parametrize(
    "body",
    [
        {"answer_id": "a", "verdict": "sideways"},
        {"answer_id": "", "verdict": "up"},
        {"answer_id": "a" * 65, "verdict": "up"},
        {"answer_id": "a'; DROP TABLE feedback", "verdict": "up"},
        {"answer_id": "a", "verdict": "up", "reason": "长" * 2001},
        {"answer_id": "a", "verdict": "up", "note": "x"},
        {"verdict": "up"},
    ],
)
def test_a_verdict_that_is_not_as_described_is_refused(
    feedback_client: TestClient, problem: Any, path: Path, body: dict[str, str]
) -> None:
    problem(feedback_client.post("/v1/feedback", json=body), 422)
    assert not path.exists()


def test_a_damaged_file_is_a_problem_that_says_so(feedback_client: TestClient, problem: Any, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    body = problem(feedback_client.post("/v1/feedback", json={"answer_id": "a", "verdict": "up"}), 503)
    assert "state.sqlite 已损坏" in body["detail"]
    assert path.read_bytes().startswith(b"no database")


def test_a_file_that_cannot_be_made_is_a_problem_without_its_path(
    feedback_client: TestClient, problem: Any, path: Path
) -> None:
    path.parent.write_text("a file where the folder should be", encoding="utf-8")
    body = problem(feedback_client.post("/v1/feedback", json={"answer_id": "a", "verdict": "up"}), 503)
    assert str(path.parent) not in body["detail"]


def test_a_full_disk_is_a_problem_and_what_was_kept_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FeedbackStore(path)
    store.add("a", "up")
    connect = sqlite3.connect

    def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr("api.feedback.sqlite3.connect", small)
    with pytest.raises(StateError, match="磁盘空间不足"):
        store.add("b", "up", "长" * 20_000)
    monkeypatch.undo()
    assert [row[0] for row in _kept(path)] == ["a"]


def test_verdicts_of_many_readers_at_once_are_all_kept(path: Path) -> None:
    store = FeedbackStore(path)
    threads = [Thread(target=store.add, args=(f"a{i}", "up")) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row[0] for row in _kept(path)) == [f"a{i}" for i in range(8)]
