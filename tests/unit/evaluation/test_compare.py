from collections.abc import Callable

import pytest

from eval.compare import Verdict, compare
from eval.rows import Row
from rag.domain import Status
from rag.errors import UsageError

MakeRow = Callable[..., Row]


@pytest.fixture
def rows(make_row: MakeRow) -> list[Row]:
    return [make_row(f"c{i}", timings_ms={"find": 20.0 + i}) for i in range(20)]


def _with(rows: list[Row], make_row: MakeRow, count: int, **scores: float | None) -> list[Row]:
    """The rows, the first few scored otherwise."""
    worse = [make_row(row.id, scores=scores, timings_ms=dict(row.timings_ms)) for row in rows[:count]]
    return [*worse, *rows[count:]]


def test_a_run_does_not_differ_from_itself(rows: list[Row]) -> None:
    found = compare(rows, rows)
    assert {change.verdict for change in found.changes} == {Verdict.SAME}
    assert found.changed == ()
    assert found.cases == 20


def test_a_clear_loss_is_worse_and_the_other_way_round_better(rows: list[Row], make_row: MakeRow) -> None:
    other = _with(rows, make_row, 8, hit1=0.0)
    (there,) = [change for change in compare(rows, other).changes if change.metric == "hit1"]
    (back,) = [change for change in compare(other, rows).changes if change.metric == "hit1"]
    assert (there.first, there.second, there.difference.value) == (1, 0.6, pytest.approx(-0.4))
    assert (there.verdict, back.verdict) == (Verdict.WORSE, Verdict.BETTER)


def test_one_case_in_twenty_decides_nothing(rows: list[Row], make_row: MakeRow) -> None:
    (change,) = [c for c in compare(rows, _with(rows, make_row, 1, hit1=0.0)).changes if c.metric == "hit1"]
    assert change.verdict is Verdict.SAME


def test_less_time_is_better(rows: list[Row], make_row: MakeRow) -> None:
    fast = [make_row(row.id, timings_ms={"find": row.milliseconds / 2}) for row in rows]
    verdicts = {change.metric: change.verdict for change in compare(rows, fast).changes}
    assert verdicts["p50_ms"] is Verdict.BETTER
    assert verdicts["hit1"] is Verdict.SAME


def test_a_case_without_a_score_in_one_run_is_left_out(rows: list[Row], make_row: MakeRow) -> None:
    silent = _with(rows, make_row, 5, citation_precision=None)
    (change,) = [c for c in compare(rows, silent).changes if c.metric == "citation_precision"]
    assert (change.second, change.difference.n) == (1, 15)
    assert "recall5" not in {change.metric for change in compare(rows, rows).changes}


def test_cases_that_changed_are_listed_the_worse_first(make_row: MakeRow) -> None:
    first = [make_row("same"), make_row("mended", scores={"facts": 0.5}), make_row("broken"), make_row("moved")]
    second = [
        make_row("same"),
        make_row("mended"),
        make_row("broken", got="partial", scores={"status": 0.0}),
        make_row("moved", scores={"hit1": 0.0}),
    ]
    changed = compare(first, second).changed
    assert [(case.id, case.verdict) for case in changed] == [
        ("broken", Verdict.WORSE),
        ("mended", Verdict.BETTER),
        ("moved", Verdict.SAME),
    ]
    assert changed[0].status == (Status.ANSWERED, Status.PARTIAL)
    assert changed[1].scores == {"facts": (0.5, 1.0)}


def test_cases_that_one_run_lacks_are_named(make_row: MakeRow) -> None:
    with pytest.raises(UsageError, match=r"只在前一次：only-a；只在后一次：only-b"):
        compare([make_row("both"), make_row("only-a")], [make_row("only-b"), make_row("both")])


@pytest.mark.parametrize(
    "change", [{"question": "另一个"}, {"gold": ["d/2"]}, {"expected": "not_found"}, {"facts": [["别的"]]}]
)
def test_a_case_that_was_rewritten_is_named(make_row: MakeRow, change: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="不同：a"):
        compare([make_row("a")], [make_row("a", **change)])


def test_many_names_are_cut_short(make_row: MakeRow) -> None:
    with pytest.raises(UsageError, match="c0、c1、c2、c3、c4 等 9 题"):
        compare([make_row(f"c{i}") for i in range(9)] + [make_row("z")], [make_row("z")])
