"""A run as one HTML file that needs nothing else: figures, tags, statuses, latency, and every case with its evidence.

What comes from documents, questions and models is escaped by the template; nothing in the file runs or is fetched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.circumstances import Circumstances, SetName
from eval.compare import Verdict
from eval.figures import BY_NAME, METRICS, Figures, Metric, Unit
from eval.histogram import histogram
from eval.intervals import Interval
from eval.metrics import missing_facts
from eval.paths import AnswerPath, path_names, side_by_side
from eval.rows import Row, faults
from eval.runs import Excerpt, Run
from eval.statements import TITLES, StatementFigures
from eval.tables import VERDICTS, between, number
from rag.domain import StatementKind, Status
from rag.errors import UsageError

_EXCERPT = 160
_BY_TAG = ("status", "hit1", "hit5", "mrr10", "ndcg10", "fact", "citation_precision", "citation_recall")

_PARTS = {"dense": "向量 dense", "lexical": "BM25"}
_KINDS = {
    StatementKind.QUOTED: "原文 quoted",
    StatementKind.COMPOSED: "撰写 composed",
    StatementKind.COMPUTED: "统计 computed",
    StatementKind.NOTICE: "说明 notice",
}
STATUSES = {
    Status.ANSWERED: "已回答",
    Status.PARTIAL: "部分回答",
    Status.NOT_FOUND: "未找到",
    Status.OUT_OF_SCOPE: "超出范围",
    Status.CLARIFY: "请说明",
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`dot`: (low, value, high) in percent of the width, for shares."""

    metric: Metric
    value: str
    between: str
    n: int
    dot: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class PathCell:
    """A figure of a path; `difference`: to the baseline, empty where there is none."""

    value: str
    difference: str = ""
    between: str = ""
    verdict: Verdict = Verdict.SAME
    words: str = ""


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause beside an answer. `rank`: its place among the hits, None where it was not found. `share`: of the best
    score, in percent."""

    name: str
    text: str
    rank: int | None
    cited: bool
    gold: bool
    score: float = 0.0
    share: float = 0.0
    parts: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """`facts`: (alternatives, whether one was said). `said`: (kind, text, names of the clauses cited). `others`: what the
    runs that it is compared with answered, by the names of their paths."""

    row: Row
    faults: list[str]
    facts: list[tuple[str, bool]]
    said: list[tuple[str, str, list[str]]]
    gold: list[ClauseView]
    hits: list[ClauseView]
    timings: list[tuple[str, str]]
    verdict: Verdict | None
    others: list[tuple[str, Row]]


def render(run: Run, against: Sequence[Run] = (), *, statements: StatementFigures | None = None) -> str:
    """The page; the first of `against` is the baseline. Errors: UsageError as of `side_by_side`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    *names, _ = path_names([one.circumstances for one in (*against, run)])
    paths = side_by_side([*against, run]) if against else None
    comparison = paths.paths[-1].comparison if paths else None
    verdicts = {case.id: case.verdict for case in comparison.changed} if comparison else {}
    others = [(name, {row.id: row for row in other.rows}) for name, other in zip(names, against, strict=True)]
    cases = [_case(row, run.clauses, verdicts.get(row.id), _others(row, others)) for row in run.rows]
    environment = Environment(
        loader=PackageLoader("eval", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        of=run.circumstances,
        against=[(name, other.circumstances) for name, other in zip(names, against, strict=True)],
        paths=paths,
        path_figures=[(metric, [_cell(metric, path) for path in paths.paths]) for metric in METRICS] if paths else [],
        facts_of_run=_about(run.circumstances),
        statements=[(title, getattr(statements, name)) for name, title in TITLES.items()] if statements else [],
        cases=run.figures.cases,
        figures=[_figure(metric, run.figures.overall.get(metric.name)) for metric in METRICS],
        tag_metrics=[BY_NAME[name] for name in _BY_TAG],
        tags=_tags(run.figures),
        statuses=[(status, words) for status, words in STATUSES.items() if _occurs(run.figures, status)],
        confusion=run.figures.confusion,
        most=max(count for row in run.figures.confusion.values() for count in row.values()),
        histogram=histogram([row.milliseconds for row in run.rows]),
        stages=_stages(run.rows),
        failed=[case for case in cases if case.faults],
        passed=[case for case in cases if not case.faults],
        mended=[case for case in cases if case.verdict is Verdict.BETTER],
        broken=[case for case in cases if case.verdict is Verdict.WORSE],
    )


def write(page: str, path: Path) -> None:
    """Errors: UsageError where it cannot be written."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: 无法写入（{error.strerror}）") from error


def _about(of: Circumstances) -> list[tuple[str, str]]:
    """What a reader must know of the run: (name, value)."""
    commit = f"{of.commit[:12]}{'（有未提交的改动 modified）' if of.modified else ''}" if of.commit else "—"
    settings = "，".join(f"{name}={value}" for name, value in of.settings.items() if value is not None)
    return [
        ("时间 Date", f"{of.created_at:%Y-%m-%d %H:%M} UTC"),
        ("题集 Datasets", "，".join(f"{one.name}（{_asked(one)}）{one.sha256[:8]}" for one in of.datasets)),
        ("向量模型 Embedder", of.embedder),
        ("语言模型 Model", of.model or "无 none"),
        *(
            [("提问方式 Manner", "，".join(f"{name}={value}" for name, value in of.manner.items()))]
            if of.manner
            else []
        ),
        ("提示词 Prompts", "，".join(f"{name} {digest[:8]}" for name, digest in of.prompts.items()) or "无 none"),
        ("索引 Snapshot", of.snapshot),
        ("代码 Commit", commit),
        ("设置 Settings", settings),
        ("版本 Versions", "，".join(f"{name} {version}" for name, version in of.versions.items())),
    ]


def _asked(one: SetName) -> str:
    return f"{one.cases}/{one.of}" if one.of and one.of != one.cases else str(one.cases)


def _figure(metric: Metric, figure: Interval | None) -> FigureRow:
    if figure is None:
        return FigureRow(metric, "—", "—", 0, None)
    dot = (100 * figure.low, 100 * figure.value, 100 * figure.high) if metric.unit is Unit.SHARE else None
    return FigureRow(metric, number(metric, figure.value), between(metric, figure), figure.n, dot)


def _cell(metric: Metric, path: AnswerPath) -> PathCell:
    figure, change = path.figures[metric.name], path.change(metric.name)
    value = number(metric, figure.value if figure else None)
    if change is None:
        return PathCell(value)
    moved = change.difference
    return PathCell(
        value,
        difference=number(metric, moved.value, sign="+"),
        between=between(metric, moved, sign="+"),
        verdict=change.verdict,
        words="" if change.verdict is Verdict.SAME else VERDICTS[change.verdict],
    )


def _tags(figures: Figures) -> list[tuple[str, int, list[tuple[str, float | None]]]]:
    """(tag, cases, [(figure in words, figure)]) by tag."""
    rows = []
    for tag, table in figures.tags.items():
        measured = [(BY_NAME[name], table.get(name)) for name in _BY_TAG]
        cells = [(number(m, f.value if f else None), f.value if f else None) for m, f in measured]
        status = table.get("status")
        rows.append((tag, status.n if status else 0, cells))
    return rows


def _occurs(figures: Figures, status: Status) -> bool:
    return any(figures.confusion[status].values()) or any(row[status] for row in figures.confusion.values())


def _stages(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """(stage, median, 95th percentile) in milliseconds."""
    names = dict.fromkeys(name for row in rows for name in row.timings_ms)
    spent = {name: [row.timings_ms[name] for row in rows if name in row.timings_ms] for name in names}
    return [(n, f"{np.percentile(s, 50):.1f}", f"{np.percentile(s, 95):.1f}") for n, s in spent.items()]


def _others(row: Row, runs: Sequence[tuple[str, Mapping[str, Row]]]) -> list[tuple[str, Row]]:
    return [(name, rows[row.id]) for name, rows in runs if row.id in rows]


def _case(row: Row, clauses: Mapping[str, Excerpt], verdict: Verdict | None, others: list[tuple[str, Row]]) -> CaseView:
    missing = missing_facts(row.text, row.facts)
    return CaseView(
        row=row,
        faults=faults(row),
        facts=[(" / ".join(fact), fact not in missing) for fact in row.facts],
        said=[(_KINDS[said.kind], said.text, [_name(clauses[one]) for one in said.cited]) for said in row.statements],
        gold=[_gold(row, clauses[name]) for name in row.gold],
        hits=_hits(row, clauses),
        timings=[(stage, f"{spent:.1f}") for stage, spent in row.timings_ms.items()],
        verdict=verdict,
        others=others,
    )


def _gold(row: Row, clause: Excerpt) -> ClauseView:
    ranks = (rank for rank, hit in enumerate(row.hits, start=1) if clause.id in (hit.id, *hit.also))
    return ClauseView(_name(clause), clause.text, next(ranks, None), clause.id in row.cited, gold=True)


def _hits(row: Row, clauses: Mapping[str, Excerpt]) -> list[ClauseView]:
    best = max((hit.score for hit in row.hits), default=0.0)
    return [
        ClauseView(
            name=_name(clauses[hit.id]),
            text=_short(clauses[hit.id].text),
            rank=rank,
            cited=hit.id in row.cited,
            gold=bool({hit.id, *hit.also} & set(row.gold)),
            score=hit.score,
            share=max(0.0, 100 * hit.score / best) if best > 0 else 0.0,
            parts=" · ".join(f"{_PARTS.get(name, name)} {value:.3g}" for name, value in hit.parts.items()),
        )
        for rank, hit in enumerate(row.hits, start=1)
    ]


def _name(clause: Excerpt) -> str:
    number = f"（{clause.number}）" if clause.number else ""
    return f"《{clause.title}》{number}{' › '.join(clause.path)}"


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "……"
