"""Figures: every metric over all cases and over those of a tag, with its interval, and what became of each status."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from eval.cases import Entry
from eval.intervals import Interval, Sample, Statistic, auroc, interval, percentile, ratio
from eval.metrics import confusion
from eval.rows import REFUSALS, WHOLE_LISTS, Row, Scores
from rag.domain import Mode, Status
from rag.errors import UsageError

Part = tuple[float, float]
"""Numerator and denominator of one case."""


class Better(StrEnum):
    HIGH = "high"
    LOW = "low"


class Unit(StrEnum):
    SHARE = "share"
    CHARACTERS = "characters"
    MILLISECONDS = "ms"


@dataclass(frozen=True, slots=True)
class Metric:
    """`part`: what a case adds, None where the metric does not apply to it. `better`: whether more of it is, or less."""

    name: str
    chinese: str
    english: str
    part: Callable[[Row], Part | None]
    statistic: Statistic = ratio
    unit: Unit = Unit.SHARE
    better: Better = Better.HIGH


def _score(name: str) -> Callable[[Row], Part | None]:
    assert name in Scores.model_fields

    def part(row: Row) -> Part | None:
        value = getattr(row.scores, name)
        return None if value is None else (value, 1.0)

    return part


def _all_facts(row: Row) -> Part | None:
    return None if row.scores.facts is None else (float(row.scores.facts == 1), 1.0)


def _answered(row: Row) -> Part | None:
    return None if row.expected in REFUSALS else (float(row.got not in REFUSALS), 1.0)


def _confidence(row: Row) -> Part:
    """The estimate, with the sign of what it should have been."""
    return (-row.confidence if row.expected in REFUSALS else row.confidence), 1.0


def _rightly_refused(row: Row) -> float:
    return float(row.got in REFUSALS and row.expected in REFUSALS)


def _refusal_precision(row: Row) -> Part:
    return _rightly_refused(row), float(row.got in REFUSALS)


def _refusal_recall(row: Row) -> Part:
    return _rightly_refused(row), float(row.expected in REFUSALS)


def _refusal_f1(row: Row) -> Part:
    """F1 = 2 · right / (refused + to be refused)."""
    return 2 * _rightly_refused(row), float(row.got in REFUSALS) + float(row.expected in REFUSALS)


def _length(row: Row) -> Part | None:
    """No score for a list from records: it is as long as it must be."""
    return (
        None
        if row.expected in REFUSALS or WHOLE_LISTS & set(row.tags)
        else (float(sum(len(said.text) for said in row.statements)), 1.0)
    )


def _milliseconds(row: Row) -> Part:
    return row.milliseconds, 1.0


def _generated(row: Row) -> Part | None:
    return (float(row.mode is Mode.GENERATE), 1.0) if row.wording else None


def _removed(row: Row) -> Part | None:
    """Of the sentences that the model wrote."""
    if row.wording is None:
        return None
    removed = len(row.wording.removed)
    return float(removed), float(removed + row.wording.composed)


def _wording_ms(row: Row) -> Part | None:
    return (row.timings_ms["compose"], 1.0) if row.wording and "compose" in row.timings_ms else None


METRICS = (
    Metric("hit1", "首位命中", "Hit@1", _score("hit1")),
    Metric("hit5", "前五命中", "Hit@5", _score("hit5")),
    Metric("recall5", "前五召回", "Recall@5", _score("recall5")),
    Metric("mrr10", "平均倒数排名", "MRR@10", _score("mrr10")),
    Metric("ndcg10", "归一化折损累计增益", "nDCG@10", _score("ndcg10")),
    Metric("fact", "要点齐全", "All facts", _all_facts),
    Metric("status", "状态正确", "Status accuracy", _score("status")),
    Metric("refusal_precision", "拒答精确率", "Refusal precision", _refusal_precision),
    Metric("refusal_recall", "拒答召回率", "Refusal recall", _refusal_recall),
    Metric("refusal_f1", "拒答 F1", "Refusal F1", _refusal_f1),
    Metric("refusal_auroc", "可答性估计 AUROC", "Answerability AUROC", _confidence, auroc),
    Metric("answered", "应答尽答", "Answered when answerable", _answered),
    Metric("citation_precision", "引用精确率", "Citation precision", _score("citation_precision")),
    Metric("citation_recall", "引用召回率", "Citation recall", _score("citation_recall")),
    Metric("quotes", "引文属实", "Quotes verbatim", _score("quotes")),
    Metric("corrected", "纠正错误前提", "False premise corrected", _score("corrected")),
    Metric("length", "回答字数", "Answer length", _length, unit=Unit.CHARACTERS, better=Better.LOW),
    Metric("p50_ms", "耗时中位数", "Latency p50", _milliseconds, percentile(50), Unit.MILLISECONDS, Better.LOW),
    Metric("p95_ms", "耗时 95 分位", "Latency p95", _milliseconds, percentile(95), Unit.MILLISECONDS, Better.LOW),
    Metric("generated", "由模型撰写", "Worded by the model", _generated),
    Metric("removed_share", "模型的话被删去", "Model's sentences removed", _removed, better=Better.LOW),
    Metric(
        "compose_p50_ms", "撰写耗时中位数", "Wording p50", _wording_ms, percentile(50), Unit.MILLISECONDS, Better.LOW
    ),
    Metric(
        "compose_p95_ms", "撰写耗时 95 分位", "Wording p95", _wording_ms, percentile(95), Unit.MILLISECONDS, Better.LOW
    ),
)
BY_NAME = {metric.name: metric for metric in METRICS}


class Figures(Entry):
    """By metric name; None where no case has a score. `confusion[expected][got]` counts cases."""

    cases: int
    overall: Mapping[str, Interval | None]
    tags: Mapping[str, Mapping[str, Interval | None]]
    confusion: Mapping[Status, Mapping[Status, int]]

    def value(self, name: str) -> float | None:
        """A figure over all cases. Errors: KeyError for an unknown name."""
        figure = self.overall[name]
        return figure.value if figure else None


def figures(rows: Sequence[Row]) -> Figures:
    """Errors: UsageError where there are no rows."""
    if not rows:
        raise UsageError("没有可计分的题目")
    tags = sorted({tag for row in rows for tag in row.tags})
    return Figures(
        cases=len(rows),
        overall=measured(rows),
        tags={tag: measured([row for row in rows if tag in row.tags]) for tag in tags},
        confusion={
            Status(expected): {Status(got): count for got, count in counts.items()}
            for expected, counts in confusion([(row.expected, row.got) for row in rows], list(Status)).items()
        },
    )


def sample(metric: Metric, rows: Sequence[Row]) -> Sample:
    """What the cases to which the metric applies add, shape (n, 2)."""
    parts = [part for row in rows if (part := metric.part(row)) is not None]
    return np.array(parts, dtype=np.float64).reshape(-1, 2)


def measured(rows: Sequence[Row]) -> dict[str, Interval | None]:
    """Every metric by name; None where no case has a score."""
    return {metric.name: interval(sample(metric, rows), metric.statistic) for metric in METRICS}
