"""`wence eval bench | convert | citations`: sets from elsewhere, for finding and for checking what is cited."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from eval.bench import Result
    from rag.ports import Progress

app = typer.Typer()

_VECTORS = "vectors-bench.sqlite"

_Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 · Print JSON.")]


@app.command()
def bench(
    folder: Annotated[
        Path, typer.Argument(help="BEIR 格式的目录 · A folder with corpus.jsonl, queries.jsonl, qrels.tsv.")
    ],
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="抽取几道题 · Ask a sample of questions.")] = None,
    as_json: _Json = False,
) -> None:
    """用检索评测集计分：向量、BM25、融合。 Score dense, BM25 and fused retrieval on a set."""
    from eval.beir import read_set, sample
    from eval.bench import as_json as plain
    from eval.bench import bench as measure
    from rag.bootstrap import build_embedder
    from rag.indexing.vectors import VectorCache
    from rag.settings import load_settings

    settings = load_settings()
    chosen = read_set(folder)
    if chosen.unjudged:
        typer.echo(f"略过 {chosen.unjudged} 道没有相关文本的题 · Questions without a relevant text", err=True)
    chosen = sample(chosen, limit) if limit else chosen
    with closing(VectorCache(settings.home / _VECTORS)) as cache, _progress() as progress:
        result = measure(chosen, build_embedder(settings), cache, progress)
    typer.echo(json.dumps(plain(result), ensure_ascii=False) if as_json else _bench_table(result, len(chosen.queries)))


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(help="SQuAD、XQuAD 或 CMRC 2018 的 JSON · One of these files.")],
    folder: Annotated[Path, typer.Argument(help="新的或空的目录 · A new or empty folder.")],
    questions: Annotated[
        Path | None, typer.Option("--questions", help="题面取自此文件的同编号问题 · Take the questions from here.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """把阅读理解数据转成检索评测集。 Turn a reading-comprehension file into a retrieval set."""
    from eval.convert import asked_as, read_squad, write_set

    converted = read_squad(file)
    if questions:
        converted = asked_as(converted, questions)
    write_set(converted, folder)
    unanswered = sum(question.context is None for question in converted.questions)
    counts = {
        "set": folder.resolve().name,
        "documents": len(converted.contexts),
        "questions": len(converted.questions),
        "unanswered": unanswered,
    }
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False))
        return
    typer.echo(f"已写入 {folder}：{len(converted.contexts)} 个文本，{len(converted.questions)} 道题")
    if unanswered:
        typer.echo(f"其中 {unanswered} 道题没有答案，不计分 · Questions without an answer", err=True)


@app.command()
def citations(
    file: Annotated[Path, typer.Argument(help="每行一个 JSON：statement、quotes、supported · One object a line.")],
    as_json: _Json = False,
) -> None:
    """检验引文核对：陈述是否由引文支持。 Score the check of statements against what they cite."""
    from eval.support import as_json as plain
    from eval.support import judge, load_claims
    from rag.answering.verify import SUPPORTED, Verifier
    from rag.bootstrap import build_embedder
    from rag.settings import load_settings

    claims = load_claims(file)
    verifier = Verifier(build_embedder(load_settings()))
    figures = plain(judge(claims, verifier.support, threshold=SUPPORTED))
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name:16}{_number(value)}")


def _bench_table(result: "Result", questions: int) -> str:
    from eval.bench import shortfalls

    names = list(result.legs["fused"])
    lines = [f"{result.set}：{result.documents} 个文本，{result.passages} 个片段，{questions} 道题"]
    if result.passages_per_s:
        lines.append(f"每秒计算 {result.passages_per_s:.1f} 个片段的向量 · passages embedded a second")
    lines.append(" " * 8 + "".join(f"{name:>11}" for name in names))
    lines += [f"{leg:8}" + "".join(f"{row[name]:11.3f}" for name in names) for leg, row in result.legs.items()]
    gaps = "，".join(f"{name} −{gap:.3f}" for name, gap in shortfalls(result.legs).items())
    verdict = f"否 · no（{gaps}）" if gaps else "是 · yes"
    return "\n".join([*lines, f"融合不低于较好的一路 · fused is at least the better leg：{verdict}"])


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A progress bar on standard error; silent where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    stages = {"embed": "计算向量", "ask": "理解问题", "rank": "逐题检索"}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        rows = {stage: bar.add_task(words, total=None, visible=False) for stage, words in stages.items()}
        yield lambda stage, done, total: bar.update(rows[stage], completed=done, total=total, visible=True)
