from collections.abc import Callable

import pytest

from eval.figures import METRICS, Better, figures
from eval.rows import Row, faults
from rag.domain import Status
from rag.errors import UsageError

MakeRow = Callable[..., Row]


@pytest.fixture
def statuses(make_row: MakeRow) -> list[Row]:
    """Two refused rightly, two wrongly, one that should have been and was not."""
    pairs = [("not_found", "not_found"), ("out_of_scope", "not_found"), ("answered", "not_found")]
    pairs += [
        ("answered", "out_of_scope"),
        ("not_found", "answered"),
        ("answered", "answered"),
        ("answered", "partial"),
    ]
    return [make_row(f"c{i}", expected=expected, got=got) for i, (expected, got) in enumerate(pairs)]


def test_refusals_are_counted_as_a_class_of_their_own(statuses: list[Row]) -> None:
    found = figures(statuses)
    precision, recall = 2 / 4, 2 / 3
    assert found.value("refusal_precision") == precision
    assert found.value("refusal_recall") == recall
    assert found.value("refusal_f1") == pytest.approx(2 * precision * recall / (precision + recall))
    assert found.value("answered") == 2 / 4


def test_every_status_is_told_apart_in_the_matrix(statuses: list[Row]) -> None:
    counts = figures(statuses).confusion
    assert counts[Status.ANSWERED] == dict.fromkeys(Status, 0) | {
        "not_found": 1,
        "out_of_scope": 1,
        "answered": 1,
        "partial": 1,
    }
    assert counts[Status.OUT_OF_SCOPE][Status.NOT_FOUND] == 1
    assert sum(count for row in counts.values() for count in row.values()) == len(statuses)


def test_a_case_has_its_facts_only_when_it_has_all(make_row: MakeRow) -> None:
    rows = [make_row("a", scores={"facts": 1.0}), make_row("b", scores={"facts": 0.5})]
    assert figures(rows).value("fact") == 0.5


def test_a_metric_that_does_not_apply_has_no_figure_and_lowers_none(make_row: MakeRow) -> None:
    nothing = dict.fromkeys(["hit1", "hit5", "mrr10", "ndcg10", "facts", "citation_precision"], None)
    found = figures([make_row("a"), make_row("b", scores=nothing)])
    assert found.overall["hit5"] is not None
    assert (found.overall["hit5"].value, found.overall["hit5"].n) == (1.0, 1)
    assert found.overall["corrected"] is found.overall["recall5"] is None
    assert found.value("refusal_precision") is None


def test_tags_have_figures_of_their_own(make_row: MakeRow) -> None:
    rows = [make_row("a", tags=["fact", "scan"]), make_row("b", tags=["fact"], scores={"hit1": 0.0})]
    tags = figures(rows).tags
    assert [(tag, table["hit1"].value) for tag, table in tags.items() if table["hit1"]] == [("fact", 0.5), ("scan", 1)]


def test_length_and_latency_are_better_when_low(make_row: MakeRow) -> None:
    slow = make_row("b", timings_ms={"find": 100.0, "answer": 25.0}, expected="not_found")
    found = figures([make_row("a"), slow])
    assert found.value("length") == len("省民政厅牵头")
    assert (found.value("p50_ms"), found.value("p95_ms")) == (75.0, 120.0)
    assert {metric.name for metric in METRICS if metric.better is Better.LOW} == {
        "length",
        "p50_ms",
        "p95_ms",
        "removed_share",
        "compose_p50_ms",
        "compose_p95_ms",
    }


def _worded(make_row: MakeRow, name: str, composed: int, removed: int, compose: float) -> Row:
    lost = {"text": "无据", "failed": [{"kind": "figures", "detail": ""}]}
    wording = {"composed": composed, "removed": [lost] * removed, "prompt": "0" if composed else None}
    mode = "generate" if composed else "extract"
    return make_row(name, mode=mode, wording=wording, timings_ms={"find": 900.0, "compose": compose})


def test_what_a_model_made_of_the_answers_it_was_asked_to_word(make_row: MakeRow) -> None:
    rows = [
        _worded(make_row, "a", composed=3, removed=1, compose=10.0),
        _worded(make_row, "b", composed=0, removed=2, compose=30.0),
        _worded(make_row, "c", composed=0, removed=0, compose=20.0),
        make_row("not asked", timings_ms={"compose": 5000.0}),
    ]
    found = figures(rows)
    assert found.value("generated") == pytest.approx(1 / 3)
    assert found.value("removed_share") == (1 + 2) / (3 + 1 + 2)
    assert (found.value("compose_p50_ms"), found.value("compose_p95_ms")) == (20.0, 29.0)
    assert [found.overall[name].n for name in ("generated", "removed_share")] == [3, 2]  # type: ignore[union-attr]


def test_without_a_model_there_are_no_figures_of_one(make_row: MakeRow) -> None:
    found = figures([make_row(timings_ms={"find": 1.0, "compose": 3.0})])
    names = ("generated", "removed_share", "compose_p50_ms", "compose_p95_ms")
    assert [found.value(name) for name in names] == [None] * 4


def test_no_rows_have_no_figures() -> None:
    with pytest.raises(UsageError, match="题目"):
        figures([])


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"status": 0.0}, "wrong status"),
        ({"facts": 0.5}, "fact is missing"),
        ({"hit5": 0.0}, "top five"),
        ({"citation_recall": 0.0}, "no gold clause cited"),
        ({"quotes": 0.0}, "does not stand"),
        ({"corrected": 0.0}, "premise"),
    ],
)
def test_what_is_wrong_is_said(make_row: MakeRow, scores: dict[str, float], words: str) -> None:
    found = faults(make_row(scores=scores))
    assert len(found) == 1
    assert words in found[0]


def test_a_late_hit_or_part_of_a_list_is_no_fault(make_row: MakeRow) -> None:
    assert faults(make_row(scores={"hit1": 0.0, "mrr10": 0.2, "citation_recall": 0.5, "hit5": None})) == []
