"""Two runs of the same cases: what got better, what got worse, and in which cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from eval.figures import METRICS, Better, Metric
from eval.intervals import Interval, difference
from eval.rows import Row, Scores, faults
from rag.domain import Status
from rag.errors import UsageError

_NAMED = 5


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "no difference"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of both runs, over the cases to which it applies in both; `difference` is second minus first."""

    metric: str
    first: float
    second: float
    difference: Interval
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that came out otherwise. `scores`: (first, second) of those that differ. `verdict`: by its faults."""

    id: str
    question: str
    status: tuple[Status, Status]
    scores: Mapping[str, tuple[float | None, float | None]]
    faults: tuple[tuple[str, ...], tuple[str, ...]]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """`cases`: how many were paired. `changed`: worse first."""

    cases: int
    changes: tuple[Change, ...]
    changed: tuple[Changed, ...]


def compare(first: Sequence[Row], second: Sequence[Row]) -> Comparison:
    """Pairs rows by case id. Errors: UsageError, naming ids that one lacks or whose case is not the same."""
    pairs = _pairs(first, second)
    changes = tuple(change for metric in METRICS if (change := _change(metric, pairs)))
    changed = [found for pair in pairs if (found := _changed(*pair))]
    order = [Verdict.WORSE, Verdict.BETTER, Verdict.SAME]
    return Comparison(len(pairs), changes, tuple(sorted(changed, key=lambda case: order.index(case.verdict))))


def shared(runs: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Of each run the rows of the cases that all of them have. Errors: UsageError where there are none."""
    common = set.intersection(*({row.id for row in rows} for rows in runs))
    if not common:
        raise UsageError("这几次评测没有共同的题目，不能比较")
    return [[row for row in rows if row.id in common] for rows in runs]


def _pairs(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[Row, Row]]:
    by_id = {row.id: row for row in second}
    own = {row.id for row in first}
    faulty = {
        "只在前一次": [row.id for row in first if row.id not in by_id],
        "只在后一次": [row.id for row in second if row.id not in own],
        "题目或标准答案不同": [row.id for row in first if row.id in by_id and _case(row) != _case(by_id[row.id])],
    }
    if any(faulty.values()):
        told = "；".join(f"{words}：{_names(ids)}" for words, ids in faulty.items() if ids)
        raise UsageError(f"两次评测的题目不一致，不能比较。{told}")
    return [(row, by_id[row.id]) for row in first]


def _names(ids: Sequence[str]) -> str:
    rest = f" 等 {len(ids)} 题" if len(ids) > _NAMED else ""
    return "、".join(ids[:_NAMED]) + rest


def _case(row: Row) -> tuple[object, ...]:
    return row.question, row.history, row.expected, row.gold, row.facts


def _change(metric: Metric, pairs: Sequence[tuple[Row, Row]]) -> Change | None:
    parts = [(a, b) for first, second in pairs if (a := metric.part(first)) and (b := metric.part(second))]
    samples = np.array(parts, dtype=np.float64).reshape(-1, 2, 2)
    first, second = samples[:, 0], samples[:, 1]
    moved = difference(first, second, metric.statistic)
    if moved is None:
        return None
    values = [float(metric.statistic(sample[None])[0]) for sample in (first, second)]
    return Change(metric.name, values[0], values[1], moved, _verdict(moved, metric.better))


def _verdict(moved: Interval, better: Better) -> Verdict:
    if not moved.excludes_zero:
        return Verdict.SAME
    return Verdict.BETTER if (moved.value > 0) is (better is Better.HIGH) else Verdict.WORSE


def _changed(first: Row, second: Row) -> Changed | None:
    names = [name for name in Scores.model_fields if getattr(first.scores, name) != getattr(second.scores, name)]
    if not names and first.got is second.got:
        return None
    before, after = faults(first), faults(second)
    verdict = Verdict.SAME
    if bool(before) is not bool(after):
        verdict = Verdict.WORSE if after else Verdict.BETTER
    return Changed(
        id=first.id,
        question=first.question,
        status=(first.got, second.got),
        scores={name: (getattr(first.scores, name), getattr(second.scores, name)) for name in names},
        faults=(tuple(before), tuple(after)),
        verdict=verdict,
    )
