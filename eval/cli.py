"""`wence eval …`: every command prints a table, or with --json one JSON object on standard output.

Heavy imports stand inside the commands. RUN is the folder of a run, or its name under $WENCE_HOME/runs.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.cli_sets import app as sets
from rag.errors import UsageError
from rag.settings import load_settings

if TYPE_CHECKING:
    from eval.run import Done
    from eval.runs import Run

app = typer.Typer(name="wence eval", help="评测 · Evaluation.", no_args_is_help=True, add_completion=False)

_Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 · Print JSON.")]
_Run = Annotated[str, typer.Argument(help="评测结果的目录或名称 · Folder or name of a run.", show_default=False)]


@app.callback()
def suite() -> None:
    """评测 · Evaluation."""


@app.command()
def run(
    datasets: Annotated[
        list[str] | None,
        typer.Argument(metavar="DATASET", help="题目文件或随附题集的名称，默认全部随附的 · Files of cases."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="结果放在这个新目录 · A new folder for the run.")] = None,
    failures: Annotated[bool, typer.Option("--failures", help="列出答错的题 · List what failed.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            help="由哪个语言模型撰写；none 只摘录原文 · The language model that words the answers; none: extracts.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="抽取几道题，每次相同 · Ask a sample, the same every time.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """提问并计分，结果存成目录。 Ask every question, score the answers, keep the run."""
    from eval.rows import failed
    from eval.tables import failure_text, figures_table

    result, folder = _measured(datasets or [], out, model=model, limit=limit)
    if as_json:
        listed = {"failures": failed(result.rows)} if failures else {}
        _print({"run": folder, "settings": result.circumstances, "figures": result.figures, **listed})
        return
    typer.echo(figures_table(result.figures))
    for row in failed(result.rows) if failures else ():
        typer.echo(f"\n{failure_text(row)}")
    typer.echo(f"\n{len(result.rows)} 题，{len(failed(result.rows))} 题有误；{_kept(folder)}")


@app.command()
def compare(first: _Run, second: _Run, as_json: _Json = False) -> None:
    """逐题比较两次评测。 Compare two runs case by case."""
    from eval.compare import compare as paired
    from eval.tables import changed_text, comparison_table

    comparison = paired(_opened(first)[0].rows, _opened(second)[0].rows)
    if as_json:
        _print(comparison)
        return
    typer.echo(comparison_table(comparison))
    for case in comparison.changed:
        typer.echo(f"\n{changed_text(case)}")
    typer.echo(f"\n{comparison.cases} 题，{len(comparison.changed)} 题有变化")


@app.command()
def paths(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN RUN [RUN…]", help="评测结果，第一个是基准 · Runs, the first as baseline.", show_default=False
        ),
    ],
    as_json: _Json = False,
) -> None:
    """并列比较几条作答路径：摘录、各个语言模型。 Compare ways to an answer, a column a run."""
    from eval.paths import side_by_side
    from eval.tables import paths_table

    compared = side_by_side([_opened(run)[0] for run in runs])
    if as_json:
        _print(compared)
    else:
        typer.echo(paths_table(compared))


@app.command()
def gate(
    subjects: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN|DATASET", help="一次评测的结果，或要评测的题集 · A run, or files of cases."),
    ] = None,
    gates: Annotated[Path | None, typer.Option("--gates", help="门槛文件（.toml） · A file of thresholds.")] = None,
    as_json: _Json = False,
) -> None:
    """核对指标是否达到门槛；未达时退出码为 1。 Hold a run against its thresholds; exit code 1 when one fails."""
    from eval.gate import DEFAULT, GateFailed, judge, load_gates
    from eval.tables import gates_table

    thresholds = load_gates(gates or DEFAULT)
    result, folder = _opened_or_measured(subjects or [])
    outcomes = judge(thresholds, result.figures)
    missed = [outcome.gate.name for outcome in outcomes if outcome.passed is False]
    if as_json:
        _print({"run": folder, "passed": not missed, "gates": outcomes})
    else:
        typer.echo(f"{gates_table(outcomes)}\n\n{_kept(folder)}")
    if missed:
        raise GateFailed(f"{len(missed)} 项未达到门槛：{'、'.join(missed)}")


@app.command()
def ablate(
    datasets: Annotated[
        list[str] | None,
        typer.Argument(metavar="DATASET", help="题目文件或随附题集的名称，默认全部随附的 · Files of cases."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """逐一去掉检索的各个部分，看各值多少。 Rank with one part of finding left out at a time."""
    from eval.ablate import ablate as measured
    from eval.ablate import as_json as plain
    from eval.sets import check_gold, load_sets
    from eval.tables import variants_table
    from rag.bootstrap import build_embedder, open_current
    from rag.cli import ensure_corpus

    settings = load_settings()
    sets = load_sets(datasets or [])
    ensure_corpus(settings)
    embedder = build_embedder(settings)
    snapshot = open_current(settings, embedder)
    check_gold(sets, snapshot.catalogue)
    with _progress() as progress:
        variants = measured(snapshot, embedder, [case for one in sets for case in one.cases], progress)
    if as_json:
        _print({"variants": plain(variants)})
    else:
        typer.echo(variants_table(variants))


@app.command()
def mutants(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="数字存进这次评测，报告里可见 · Keep the figures in this run.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """改动真实陈述并加上攻击陈述，看核对拦下多少。 How many altered, hostile and true statements the checks stop."""
    from eval.statements import as_text, keep, measure
    from rag.answering.verify import Verifier
    from rag.bootstrap import build_embedder, open_current
    from rag.cli import ensure_corpus

    settings = load_settings()
    folder = _opened(run)[1] if run else None
    ensure_corpus(settings)
    embedder = build_embedder(settings)
    verifier = Verifier(embedder)
    figures = measure(
        open_current(settings, embedder).catalogue,
        lambda statement, sources: all(check.passed for check in verifier.checks(statement, sources)),
    )
    path = keep(figures, folder) if folder else None
    if as_json:
        _print(figures)
        return
    typer.echo(as_text(figures))
    if path:
        typer.echo(f"\n已存入 {path}")


@app.command()
def report(
    run: _Run,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", help="与这些评测比较，第一个是基准 · Runs to compare with, the first as baseline."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写到这个文件 · File to write.")] = None,
    as_json: _Json = False,
) -> None:
    """把一次评测写成一个网页文件。 Write a run as one HTML file."""
    from eval.report import render, write
    from eval.rows import failed
    from eval.statements import kept

    result, folder = _opened(run)
    path = out or folder / "report.html"
    write(render(result, [_opened(other)[0] for other in against or []], statements=kept(folder)), path)
    if as_json:
        _print({"report": path, "run": folder, "cases": len(result.rows), "failures": len(failed(result.rows))})
    else:
        typer.echo(f"报告在 {path}")


def _opened_or_measured(subjects: Sequence[str]) -> "tuple[Run, Path]":
    folders = [subject for subject in subjects if _folder(subject).is_dir()]
    if not folders:
        return _measured(subjects)
    if len(subjects) > 1:
        raise UsageError(f"一次只核对一个评测结果；{folders[0]} 是评测结果，不能与其他参数并用")
    return _opened(folders[0])


def _opened(argument: str) -> "tuple[Run, Path]":
    from eval.runs import load

    folder = _folder(argument)
    return load(folder), folder


def _folder(argument: str) -> Path:
    named = load_settings().home / "runs" / Path(argument).name
    return (
        named if Path(argument).name == argument and not Path(argument).exists() and named.exists() else Path(argument)
    )


def _measured(
    datasets: Sequence[str], out: Path | None = None, *, model: str | None = None, limit: int | None = None
) -> "tuple[Run, Path]":
    """Asks, and keeps the run. What the command line could have wrong is found before the first question."""
    from eval.runs import check_free, new_folder, save
    from eval.sample import sample
    from eval.sets import load_sets
    from eval.suite import measure
    from rag.cli import ensure_corpus

    settings = load_settings()
    chosen = load_sets(datasets)
    chosen = sample(chosen, limit) if limit else chosen
    folder = out or new_folder(settings.home, datetime.now(UTC))
    check_free(folder)
    ensure_corpus(settings)
    with _progress() as progress:
        result = measure(settings, chosen, model=model, progress=progress)
    save(result, folder)
    return result, folder


def _kept(folder: Path) -> str:
    return f"结果在 {folder}；看报告请运行 wence eval report {folder}"


def _print(value: object) -> None:
    from pydantic_core import to_jsonable_python

    plain: Any = to_jsonable_python(value)
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))


@contextmanager
def _progress() -> "Iterator[Done]":
    """A progress bar on standard error; silent where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("逐题提问", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


app.add_typer(sets)
