from collections.abc import Callable
from pathlib import Path

import pytest

from eval.figures import Better, figures
from eval.gate import DEFAULT, Gate, judge, load_gates
from eval.rows import Row
from rag.errors import UsageError

MakeRow = Callable[..., Row]


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_thresholds_are_read_by_table(tmp_path: Path) -> None:
    path = _file(tmp_path, "[minimum]\nhit5 = 0.9\n[maximum]\nlength = 150\n[tags.unit]\nfact = 1\n")
    assert load_gates(path) == (
        Gate("hit5", 0.9, Better.HIGH),
        Gate("fact", 1.0, Better.HIGH, "unit"),
        Gate("length", 150.0, Better.LOW),
    )


def test_the_thresholds_that_ship_are_sound() -> None:
    gates = load_gates()
    assert Gate("quotes", 1.0, Better.HIGH) in gates
    assert {gate.better for gate in gates} == set(Better)
    assert len({gate.name for gate in gates}) == len(gates)
    assert DEFAULT.parent.name == "eval"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[minimum]\nhit7 = 0.9\n", "hit7.*没有这个指标.*hit5"),
        ("[minimum]\nlength = 10\n", "length.*没有这个指标"),
        ("[maximum]\nhit5 = 0.9\n", "hit5.*没有这个指标.*p95_ms"),
        ("[minimum]\nhit5 = '0.9'\n", r"minimum\.hit5"),
        ("[minimum]\nhit5 = true\n", r"minimum\.hit5"),
        ("[tags.nonsense]\nhit5 = 0.9\n", r"tags\.nonsense"),
        ("[lower]\nhit5 = 0.9\n", "lower"),
        ("[minimum]\nhit5 = = 1\n", "line 2"),
        ("", "一个门槛也没有"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=rf"gates\.toml: .*{reason}"):
        load_gates(_file(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        load_gates(tmp_path / "none.toml")


def test_a_gate_passes_at_its_limit_and_fails_past_it(make_row: MakeRow) -> None:
    measured = figures([make_row("a"), make_row("b", scores={"hit5": 0.0})])
    gates = [Gate("hit5", 0.5, Better.HIGH), Gate("hit5", 0.51, Better.HIGH)]
    gates += [Gate("p50_ms", 25.0, Better.LOW), Gate("p50_ms", 24.9, Better.LOW)]
    outcomes = judge(gates, measured)
    assert [outcome.passed for outcome in outcomes] == [True, False, True, False]
    assert [outcome.measured for outcome in outcomes] == [0.5, 0.5, 25.0, 25.0]


def test_a_tag_has_gates_of_its_own(make_row: MakeRow) -> None:
    measured = figures([make_row("a", tags=["unit"]), make_row("b", tags=["fact"], scores={"hit5": 0.0})])
    gates = [Gate("hit5", 0.9, Better.HIGH, "unit"), Gate("hit5", 0.9, Better.HIGH, "fact")]
    assert [outcome.passed for outcome in judge(gates, measured)] == [True, False]


def test_where_no_case_has_a_score_a_gate_neither_passes_nor_fails(make_row: MakeRow) -> None:
    gates = [Gate("corrected", 0.5, Better.HIGH), Gate("hit5", 0.5, Better.HIGH, "scan")]
    assert [(o.measured, o.passed) for o in judge(gates, figures([make_row()]))] == [(None, None)] * 2
