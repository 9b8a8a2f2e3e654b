"""What is kept beside a verdict: the answer as it was seen; and files of a version that did not keep it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import About, FeedbackStore
from rag.assistant import Assistant

_SEEN = {
    "question": "智慧养老由谁牵头？",
    "answer": "省民政厅牵头。[1]",
    "status": "answered",
    "mode": "generate",
    "model": "qwen",
    "snapshot": "20260101-000000",
}
_EARLIER = "CREATE TABLE feedback (id INTEGER PRIMARY KEY AUTOINCREMENT, answer_id TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT, created_at TEXT NOT NULL)"


def _rows(path: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM feedback ORDER BY id")]


def test_the_answer_as_it_was_seen_is_kept_beside_the_verdict(corpus_assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    client = TestClient(create_app(corpus_assistant, feedback=FeedbackStore(path)))
    body = {"answer_id": "a1", "verdict": "down", "reason": "单位不对"} | _SEEN
    assert client.post("/v1/feedback", json=body).status_code == 201
    (row,) = _rows(path)
    assert {name: row[name] for name in body} == body


@pytest.mark.parametrize(
    "wrong",
    [{"status": "fine"}, {"mode": "guess"}, {"answer": "长" * 20_001}, {"question": "长" * 2001}, {"model": ""}],
)
def test_what_no_answer_can_be_is_refused(
    corpus_assistant: Assistant, tmp_path: Path, problem: Any, wrong: dict[str, str]
) -> None:
    path = tmp_path / "state.sqlite"
    client = TestClient(create_app(corpus_assistant, feedback=FeedbackStore(path)))
    problem(client.post("/v1/feedback", json={"answer_id": "a1", "verdict": "up"} | _SEEN | wrong), 422)
    assert not path.exists()


def test_a_file_of_an_earlier_version_gets_the_columns_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_EARLIER)
        connection.execute("INSERT INTO feedback VALUES (7, 'old', 'up', NULL, '2026-01-01T00:00:00+00:00')")
    store = FeedbackStore(path)
    assert store.add("new", "down", about=About(question="问")).id == 8
    assert store.add("newer", "up").id == 9
    rows = _rows(path)
    assert [(row["answer_id"], row["question"]) for row in rows] == [("old", None), ("new", "问"), ("newer", None)]
