"""The floor of quality, on all questions that ship, with the real model. The figures stand in README.md."""

import pytest

from eval.figures import Figures
from eval.gate import Outcome, judge, load_gates
from eval.sets import load_sets
from eval.suite import measure
from rag.adapters.sentence_transformers import SentenceTransformerEmbedder
from rag.settings import Settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def measured(real_settings: Settings, bundled_embedder: SentenceTransformerEmbedder) -> Figures:
    return measure(real_settings, load_sets([]), embedder=bundled_embedder).figures


def _failed(figures: Figures) -> list[Outcome]:
    """Failed gates, but those on time: a busy machine is no worse an answer."""
    return [o for o in judge(load_gates(), figures) if o.passed is False and not o.gate.metric.endswith("_ms")]


def test_quality_keeps_its_thresholds(measured: Figures) -> None:
    assert _failed(measured) == []


@pytest.mark.parametrize(
    ("name", "floor"),
    [("hit5", 0.95), ("hit1", 0.8), ("fact", 0.85), ("refusal_recall", 0.8), ("answered", 0.95), ("quotes", 1.0)],
)
def test_quality_stays_above_its_floor(measured: Figures, name: str, floor: float) -> None:
    value = measured.value(name)
    assert value is not None
    assert value >= floor


def test_an_answer_says_no_more_than_needed(measured: Figures) -> None:
    length = measured.value("length")
    assert length is not None
    assert length <= 160
