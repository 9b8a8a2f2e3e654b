"""Figures of the check of statements: how they are counted, kept with a run, and shown in its report."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.attacks import load_attacks
from eval.report import render
from eval.runs import Run
from eval.statements import NAME, StatementFigures, as_text, keep, kept
from eval.trials import Count, tally, together
from rag.answering.checks.source import Source
from rag.errors import UsageError

FIGURES = StatementFigures.model_validate(
    {name: {"all": {"n": 4, "stopped": 3, "share": 0.75}} for name in ("mutants", "unaltered", "attacks", "controls")}
)


def test_what_does_not_pass_is_counted_by_name() -> None:
    trials = [("a", "真", ()), ("a", "假", ()), ("b", "假", ())]
    counts = tally(trials, lambda statement, sources: statement == "真")
    assert counts == {"a": Count(2, 1), "b": Count(1, 1)}
    assert together(counts.values()) == Count(3, 2)
    assert Count(4, 3).share == 3 / 4 and Count(0, 0).share == 0


def test_a_trial_is_judged_with_its_sources() -> None:
    source = Source("文")
    assert tally([("a", "说", (source,))], lambda statement, sources: sources == (source,)) == {"a": Count(1, 0)}


def test_figures_are_kept_with_a_run_and_shown(tmp_path: Path, make_run: Callable[..., Run]) -> None:
    assert kept(tmp_path) is None
    assert "陈述核对" not in render(make_run())
    keep(FIGURES, tmp_path)
    assert kept(tmp_path) == FIGURES
    page = render(make_run(), statements=kept(tmp_path))
    assert page.count('<td class="n">0.750</td>') == 4
    assert "0.750" in as_text(FIGURES)


def test_damaged_figures_and_attacks_are_told_by_their_file(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=NAME):
        kept(tmp_path)
    with pytest.raises(UsageError, match=r"0\.kind"):
        load_attacks(_written(tmp_path / "attacks.json", '[{"supported": true, "cites": ["a"], "statement": "b"}]'))


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
