"""The floor of quality, on all questions that ship, with the real model. The figures stand in README.md."""

from pathlib import Path

import pytest

import corpus
from eval.cases import FOLDER, load_cases
from eval.run import Figures, figures, run_cases
from rag.adapters.sentence_transformers import SentenceTransformerEmbedder
from rag.bootstrap import build_assistant, build_indexer
from rag.settings import Settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, bundled_embedder: SentenceTransformerEmbedder) -> Figures:
    home: Path = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=bundled_embedder).ingest([corpus.folder()])
    assistant = build_assistant(settings, embedder=bundled_embedder)
    cases = [case for path in sorted(FOLDER.glob("*.jsonl")) for case in load_cases(path)]
    return figures(run_cases(assistant, cases))


@pytest.mark.parametrize(
    ("name", "floor"),
    [("hit5", 0.95), ("hit1", 0.8), ("fact", 0.85), ("refused", 0.8), ("answered", 0.95), ("quotes", 1.0)],
)
def test_quality_stays_above_its_floor(measured: Figures, name: str, floor: float) -> None:
    assert getattr(measured, name) >= floor


def test_an_answer_says_no_more_than_needed(measured: Figures) -> None:
    assert measured.length is not None
    assert measured.length <= 160
