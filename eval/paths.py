"""Ways to an answer side by side: extracts, a small model, a large one. Runs of the same questions, the first as baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.circumstances import Circumstances
from eval.compare import Change, Comparison, compare, shared
from eval.figures import measured
from eval.intervals import Interval
from eval.runs import Run
from rag.errors import UsageError

MOST = 26
"""Runs at once: each goes by a letter."""

_EXTRACT = "摘录 extract"


@dataclass(frozen=True, slots=True)
class AnswerPath:
    """`name`: of the model. `figures`: by metric name. `comparison`: with the baseline, None for the baseline itself."""

    name: str
    figures: Mapping[str, Interval | None]
    comparison: Comparison | None

    def change(self, metric: str) -> Change | None:
        """None where the metric does not apply to both this path and the baseline."""
        changes = self.comparison.changes if self.comparison else ()
        return next((change for change in changes if change.metric == metric), None)


@dataclass(frozen=True, slots=True)
class Paths:
    """`cases`: how many all runs have; only they count. `left_out`: how many only some have."""

    cases: int
    left_out: int
    paths: tuple[AnswerPath, ...]


def side_by_side(runs: Sequence[Run]) -> Paths:
    """Errors: UsageError for one run or too many, and where they share no case or one that was rewritten between them."""
    if not 2 <= len(runs) <= MOST:
        raise UsageError(f"一次可以比较 2 到 {MOST} 次评测，这里有 {len(runs)} 次")
    baseline, *others = shared([run.rows for run in runs])
    comparisons = [None, *(compare(baseline, rows) for rows in others)]
    columns = zip(path_names([run.circumstances for run in runs]), [baseline, *others], comparisons, strict=True)
    every = {row.id for run in runs for row in run.rows}
    return Paths(
        cases=len(baseline),
        left_out=len(every) - len(baseline),
        paths=tuple(AnswerPath(name, measured(rows), comparison) for name, rows, comparison in columns),
    )


def path_names(runs: Sequence[Circumstances]) -> list[str]:
    """Those of the models; with their place where two are the same."""
    plain = [run.model or _EXTRACT for run in runs]
    return [name if plain.count(name) == 1 else f"{name} #{n}" for n, name in enumerate(plain, start=1)]
