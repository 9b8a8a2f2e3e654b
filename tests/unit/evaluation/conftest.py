"""Rows to judge, made without asking anything."""

from collections.abc import Callable
from typing import Any

import pytest

from eval.circumstances import Circumstances
from eval.figures import figures
from eval.rows import Row
from eval.runs import Excerpt, Run

MakeRow = Callable[..., Row]
MakeRun = Callable[..., Run]

_SCORES = {
    "status": 1.0,
    "hit1": 1.0,
    "hit5": 1.0,
    "recall5": None,
    "mrr10": 1.0,
    "ndcg10": 1.0,
    "facts": 1.0,
    "citation_precision": 1.0,
    "citation_recall": 1.0,
    "quotes": 1.0,
    "corrected": None,
}


@pytest.fixture
def make_row() -> MakeRow:
    """A row that passed, but for what is said: `make_row("a", got="not_found", scores={"facts": 0.0})`."""

    def make(name: str = "a", *, scores: dict[str, float | None] | None = None, **changes: Any) -> Row:
        plain = {
            "id": name,
            "question": "由谁牵头？",
            "history": [],
            "rewritten": None,
            "confidence": 0.9,
            "tags": ["unit"],
            "expected": "answered",
            "got": "answered",
            "text": "省民政厅牵头",
            "statements": [{"kind": "quoted", "text": "省民政厅牵头", "cited": ["d/1"]}],
            "notes": [],
            "facts": [["省民政厅"]],
            "gold": ["d/1"],
            "cited": ["d/1"],
            "hits": [
                {"id": "d/1", "also": [], "score": 1.2, "parts": {"dense": 0.9, "lexical": 12.0}},
                {"id": "d/2", "also": [], "score": 0.6, "parts": {"dense": 0.8, "lexical": 3.0}},
            ],
            "timings_ms": {"find": 20.0, "answer": 5.0},
            **changes,
            "scores": {**_SCORES, **(scores or {})},
        }
        return Row.model_validate(plain)

    return make


@pytest.fixture
def make_run(make_row: MakeRow) -> MakeRun:
    """A run of these rows, or of one that passed and one that failed."""

    def make(*rows: Row, model: str | None = None) -> Run:
        rows = rows or (make_row("a"), make_row("b", got="not_found", scores={"status": 0.0, "facts": 0.0}))
        circumstances = Circumstances.model_validate(
            {
                "created_at": "2026-01-02T03:04:05Z",
                "settings": {"embedder": "bundled", "embedder_threads": None},
                "embedder": "fake",
                "snapshot": "s1",
                "commit": None,
                "modified": False,
                "prompts": {},
                "model": model,
                "datasets": [{"name": "cases.jsonl", "sha256": "0" * 64, "cases": len(rows)}],
                "versions": {"python": "3"},
            }
        )
        names = sorted({name for row in rows for name in row.clause_ids})
        clauses = {
            name: Excerpt(id=name, title="文件", number=None, path=("一、", name), text=f"{name} 原文")
            for name in names
        }
        return Run(circumstances, rows, clauses, figures(rows))

    return make
