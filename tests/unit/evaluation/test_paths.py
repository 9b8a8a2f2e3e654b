from collections.abc import Callable

import pytest

from eval.compare import Verdict
from eval.paths import MOST, side_by_side
from eval.rows import Row
from eval.runs import Run
from eval.tables import paths_table
from rag.errors import UsageError

MakeRow = Callable[..., Row]
MakeRun = Callable[..., Run]

_CASES = [f"c{i}" for i in range(20)]


@pytest.fixture
def extract(make_run: MakeRun, make_row: MakeRow) -> Run:
    return make_run(*(make_row(name) for name in _CASES))


@pytest.fixture
def model(make_run: MakeRun, make_row: MakeRow) -> Run:
    """Asked fewer questions, and one that the other was not; loses the facts of eight, and the sentence of one."""

    def worded(i: int) -> Row:
        wording = {"composed": int(i > 0), "removed": [], "prompt": "0"}
        times = {"find": 25.0, "compose": 100.0}
        return make_row(_CASES[i], wording=wording, mode="generate", timings_ms=times, scores={"facts": float(i >= 8)})

    return make_run(*map(worded, reversed(range(18))), make_row("own"), model="small (fake)")


def test_only_what_all_runs_were_asked_counts(extract: Run, model: Run) -> None:
    found = side_by_side([extract, model])
    assert (found.cases, found.left_out) == (18, 2 + 1)
    assert [path.figures["hit1"].n for path in found.paths] == [18, 18]  # type: ignore[union-attr]


def test_the_first_is_the_baseline_of_the_others(extract: Run, model: Run) -> None:
    first, second, third = side_by_side([extract, model, extract]).paths
    assert first.comparison is None and first.change("fact") is None
    lost, same = second.change("fact"), third.change("fact")
    assert lost and (lost.difference.value, lost.verdict) == (pytest.approx(-8 / 18), Verdict.WORSE)
    assert same and same.verdict is Verdict.SAME


def test_a_figure_of_models_alone_has_no_difference_to_the_extracts(extract: Run, model: Run) -> None:
    first, second = side_by_side([extract, model]).paths
    assert first.figures["generated"] is None
    assert second.figures["generated"] and second.figures["generated"].value == 1
    assert second.change("generated") is None
    back = side_by_side([model, model]).paths[1].change("compose_p50_ms")
    assert back and (back.first, back.verdict) == (100, Verdict.SAME)


def test_paths_go_by_their_models(extract: Run, model: Run) -> None:
    paths = side_by_side([extract, model, extract]).paths
    assert [path.name for path in paths] == ["摘录 extract #1", "small (fake)", "摘录 extract #3"]


def test_the_table_has_a_line_a_figure_and_a_column_a_run(extract: Run, model: Run) -> None:
    lines = paths_table(side_by_side([extract, model])).split("\n")
    assert lines[:2] == ["A  摘录 extract", "B  small (fake)"]
    (facts,) = [line for line in lines if "All facts" in line]
    assert facts.split()[3:6] == ["1.000", "0.556", "-0.444"] and facts.endswith("变差 worse")
    (generated,) = [line for line in lines if "Worded by the model" in line]
    assert generated.split()[-4:] == ["—", "1.000", "—", "—"]
    assert "no difference" not in "\n".join(lines)
    assert lines[-1] == "共有的 18 题；另有 3 题并非每次都问了，未计入"
    assert paths_table(side_by_side([extract, extract])).endswith("共有的 20 题")


def test_runs_that_share_nothing_are_refused(extract: Run, make_run: MakeRun, make_row: MakeRow) -> None:
    with pytest.raises(UsageError, match="没有共同的题目"):
        side_by_side([extract, make_run(make_row("z"))])


def test_a_case_that_was_rewritten_is_named(extract: Run, make_run: MakeRun, make_row: MakeRow) -> None:
    with pytest.raises(UsageError, match="不同：c3"):
        side_by_side([extract, make_run(make_row("c3", question="另一个"))])


@pytest.mark.parametrize("count", [1, MOST + 1])
def test_one_run_and_too_many_are_refused(extract: Run, count: int) -> None:
    with pytest.raises(UsageError, match=f"这里有 {count} 次"):
        side_by_side([extract] * count)
