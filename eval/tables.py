"""Figures, comparisons and gates as tables of plain text, for a terminal."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING

from rich.cells import cell_len

from eval.compare import Change, Changed, Comparison, Verdict
from eval.figures import BY_NAME, METRICS, Figures, Metric, Unit
from eval.gate import Outcome
from eval.intervals import Interval
from eval.paths import AnswerPath, Paths
from eval.rows import Row, faults

VERDICTS = {Verdict.BETTER: "变好 better", Verdict.WORSE: "变差 worse", Verdict.SAME: "无差别 no difference"}
if TYPE_CHECKING:
    from eval.ablate import Variant

_PASSED = {True: "通过 pass", False: "未达 FAIL", None: "不适用 n/a"}
_DECIMALS = {Unit.SHARE: 3, Unit.CHARACTERS: 0, Unit.MILLISECONDS: 1}
_LONGEST = 400


def number(metric: Metric, value: float | None, *, sign: str = "") -> str:
    """A figure as it is written: a share with three decimals, characters with none, milliseconds with one."""
    return "—" if value is None else format(value, f"{sign},.{_DECIMALS[metric.unit]}f")


def between(metric: Metric, interval: Interval, *, sign: str = "") -> str:
    """The ends of an interval, as [low, high]."""
    return f"[{number(metric, interval.low, sign=sign)}, {number(metric, interval.high, sign=sign)}]"


def figures_table(figures: Figures) -> str:
    rows = []
    for metric in METRICS:
        figure = figures.overall.get(metric.name)
        value, ends = (number(metric, figure.value), between(metric, figure)) if figure else ("—", "—")
        rows.append([_label(metric), value, ends, str(figure.n if figure else 0)])
    return _columns([["指标 Figure", "值 Value", "95% 区间 Interval", "题数 Cases"], *rows])


def comparison_table(comparison: Comparison) -> str:
    head = ["指标 Figure", "A", "B", "差 B−A", "95% 区间 Interval", "结论 Verdict"]
    return _columns([head, *map(_change, comparison.changes)])


def paths_table(paths: Paths) -> str:
    """A line a figure; behind the baseline each path has its value, the difference, its interval, the verdict if there is one."""
    first = paths.paths[0]
    letters = ascii_uppercase[: len(paths.paths)]
    named = [f"{letter}  {path.name}" for letter, path in zip(letters, paths.paths, strict=True)]
    head = [
        "指标 Figure",
        "A",
        *(cell for x in letters[1:] for cell in (x, f"差 {x}−A", "95% 区间 Interval", "结论 Verdict")),
    ]
    rows = [
        [_label(metric), _value(metric, first), *(cell for path in paths.paths[1:] for cell in _beside(metric, path))]
        for metric in METRICS
    ]
    left_out = f"；另有 {paths.left_out} 题并非每次都问了，未计入" if paths.left_out else ""
    return "\n".join([*named, "", _columns([head, *rows]), "", f"共有的 {paths.cases} 题{left_out}"])


def variants_table(variants: "Sequence[Variant]") -> str:
    rows = [[v.name, str(v.passages), f"{v.hit1:.3f}", f"{v.hit5:.3f}", f"{v.mrr10:.3f}"] for v in variants]
    head = ["变体 Variant", "片段 Passages", "Hit@1", "Hit@5", "MRR@10"]
    return f"{_columns([head, *rows])}\n\n{variants[0].questions} 道有标准条款的题"


def gates_table(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        metric = BY_NAME[outcome.gate.metric]
        limit = ("≥ " if metric.better == "high" else "≤ ") + number(metric, outcome.gate.limit)
        tag = f" [{outcome.gate.tag}]" if outcome.gate.tag else ""
        rows.append([_label(metric) + tag, number(metric, outcome.measured), limit, _PASSED[outcome.passed]])
    return _columns([["门槛 Gate", "测得 Measured", "要求 Limit", "结果 Result"], *rows])


def failure_text(row: Row) -> str:
    answer = row.text if len(row.text) <= _LONGEST else row.text[:_LONGEST] + "……"
    head = f"{row.id}  {row.question}\n  {row.expected} -> {row.got}  {'；'.join(faults(row))}"
    return head + "\n    " + answer.replace("\n", "\n    ")


def changed_text(case: Changed) -> str:
    parts = [f"{name} {_score(a)} -> {_score(b)}" for name, (a, b) in case.scores.items()]
    if case.status[0] is not case.status[1]:
        parts.insert(0, f"{case.status[0]} -> {case.status[1]}")
    return f"{VERDICTS[case.verdict]}  {case.id}  {case.question}\n    {'，'.join(parts)}"


def _change(change: Change) -> list[str]:
    metric, moved = BY_NAME[change.metric], change.difference
    return [
        _label(metric),
        number(metric, change.first),
        number(metric, change.second),
        number(metric, moved.value, sign="+"),
        between(metric, moved, sign="+"),
        VERDICTS[change.verdict],
    ]


def _beside(metric: Metric, path: AnswerPath) -> list[str]:
    change = path.change(metric.name)
    if change is None:
        return [_value(metric, path), "—", "—", ""]
    *_, moved, ends, verdict = _change(change)
    return [_value(metric, path), moved, ends, "" if change.verdict is Verdict.SAME else verdict]


def _value(metric: Metric, path: AnswerPath) -> str:
    figure = path.figures[metric.name]
    return number(metric, figure.value if figure else None)


def _label(metric: Metric) -> str:
    return f"{metric.chinese} {metric.english}"


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """Cells padded to the width that they take on a terminal, where a Chinese character takes two; the first to the left."""
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(_padded(cell, widths[i], i) for i, cell in enumerate(row)).rstrip() for row in rows)


def _padded(cell: str, width: int, column: int) -> str:
    blank = " " * (width - cell_len(cell))
    return cell + blank if column == 0 else blank + cell
