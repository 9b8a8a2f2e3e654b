"""The command line: ingest, search, ask, tasks, show, documents, remove, verify, models, serve, eval.

Heavy imports stand inside the commands, so that `wence --help` and the commands that need no model start at once. A
question goes to the running server of the same home, where there is one.
"""

import json
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from unicodedata import category

import typer

from rag.domain import Role
from rag.errors import StoreBusy, WenceError
from rag.ledger import TaskKind
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.client import Event
    from rag.library import Library
    from rag.ports import Progress

app = typer.Typer(
    name="wence",
    help="问策：政策文件问答，每句话都注明出处。 Answers from policy documents, every sentence with its clause.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

models = typer.Typer(name="models", help="语言模型文件 · Files of language models.", no_args_is_help=True)
app.add_typer(models)

_FIRST_INGEST_SECONDS = 600

_Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 · Print JSON.")]
_Question = Annotated[str, typer.Argument(help="问题 · The question.", show_default=False)]


@app.command()
def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="文件或目录 · Files or folders.", show_default=False)
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="用现在的向量模型重建索引 · Embed everything anew.")
    ] = False,
) -> None:
    """导入文件；同编号的文件会被替换。 Add documents, or replace those of the same id."""
    from rag.bootstrap import build_indexer
    from rag.indexing.intake import Change

    if not paths and not rebuild:
        raise typer.BadParameter("请给出文件或目录，或用 --rebuild 重建 · give files or folders, or --rebuild")
    with _progress() as progress:
        indexer = build_indexer(load_settings(), progress=progress)
        report = indexer.rebuild() if rebuild else indexer.ingest(paths or [])
    words = {Change.ADDED: "已导入", Change.REPLACED: "已替换", Change.UNCHANGED: "未变化", Change.FAILED: "失败"}
    for outcome in report.outcomes:
        title = f"《{outcome.document.title}》" if outcome.document else ""
        typer.echo(f"{words[outcome.change]}  {outcome.source}  {title}{outcome.message}", err=outcome.message != "")
        for warning in outcome.warnings:
            typer.echo(f"注意  {warning}", err=True)
    speed = f"{report.characters / report.seconds:,.0f} 字/秒，" if report.characters else ""
    typer.echo(f"快照 {report.snapshot or '（无）'}，{report.characters:,} 字，{speed}{report.seconds:.1f} 秒")
    if report.failed:
        raise typer.Exit(1)


@app.command()
def ask(
    question: _Question,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            help="语言模型的名字；none 只摘录原文 · A language model by name; none: sentences of the documents.",
            show_default=False,
        ),
    ] = None,
    as_json: _Json = False,
) -> None:
    """提问，得到带出处的回答。 Ask, and get a cited answer."""
    events = _answer_events(question, model)
    if as_json:
        *_, (_, answer) = events
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for name, content in events:
        if name == "delta":
            typer.echo(_printable(_statement_text(content["statement"])))
        elif name == "answer":
            typer.echo(_printable(_behind_the_statements(content)), nl=False)


@app.command()
def search(
    question: _Question,
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=100, help="条数 · How many.")] = 5,
    as_json: _Json = False,
) -> None:
    """查找条款。 Find clauses."""
    body = {"question": question, "limit": limit}
    result = _through_server("/v1/search", body) or _search_here(question, limit)
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for hit in result["hits"]:
        clause = hit["clause"]
        typer.echo(
            f"{hit['rank']}. {_source(clause['document'], clause['path'])}  [{hit['score']:.2f}]  {clause['id']}"
        )
        typer.echo(f"   {_one_line(clause['text'], 120)}")


@app.command()
def tasks(
    unit: Annotated[str | None, typer.Option("--unit", help="单位，可用简称 · A unit, abbreviations allowed.")] = None,
    role: Annotated[Role | None, typer.Option("--role", help="职责 · Its role.")] = None,
    document: Annotated[str | None, typer.Option("--document", help="文件编号 · Id of a document.")] = None,
    collection: Annotated[str | None, typer.Option("--collection", help="集合 · A collection of documents.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="都要出现的词 · Terms that must all occur.")] = None,
    kind: Annotated[
        TaskKind, typer.Option("--kind", help="任务分工，或正文提及 · Records, or mentions in running text.")
    ] = TaskKind.RECORD,
    as_csv: Annotated[bool, typer.Option("--csv", help="以 CSV 输出，可用 Excel 打开 · Print CSV.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="以 Markdown 输出 · Print Markdown.")] = False,
    as_json: _Json = False,
) -> None:
    """列出任务分工。 List who answers for what."""
    from rag.answering.task_tables import csv_table, lines, markdown_table, plain_rows

    found = _library().tasks(unit=unit, role=role, document=document, collection=collection, text=text, kind=kind)
    if as_json:
        typer.echo(json.dumps(plain_rows(found), ensure_ascii=False, indent=2))
    elif as_csv or as_markdown:
        typer.echo(csv_table(found) if as_csv else markdown_table(found), nl=False)
    else:
        typer.echo("\n".join([*lines(found), f"共 {len(found)} 项"]))


@app.command()
def show(
    reference: Annotated[str, typer.Argument(help="条款编号、文号加条款号，或文件编号 · A clause or a document.")],
) -> None:
    """显示条款原文；给文件编号则列出其全部条款。 Print a clause, or the outline of a document."""
    library = _library()
    if reference in {document.id for document in library.documents()}:
        parsed = library.document(reference)
        for clause in parsed.clauses:
            typer.echo(f"{clause.id}  {clause.path[-1]}")
        for gap in parsed.gaps:
            typer.echo(f"缺号：{gap.after or '开头'}之后缺 {'、'.join(gap.missing)}")
        return
    titles = {document.id: document for document in library.documents()}
    for clause in library.resolve(reference):
        document = titles[clause.document_id]
        typer.echo(f"{_source({'title': document.title, 'number': document.number}, list(clause.path))}  {clause.id}")
        typer.echo(f"{clause.text}\n")


@app.command()
def documents(as_json: _Json = False) -> None:
    """列出已导入的文件。 List the documents."""
    rows = [
        {
            "id": document.id,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "issued_on": document.issued_on.isoformat() if document.issued_on else None,
            "kind": document.kind,
        }
        for document in _library().documents()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in rows if not as_json else ():
        typer.echo(f"{row['id']}  {_source(row, [])}  {row['issued_on'] or '未载明日期'}")


@app.command()
def remove(document_id: Annotated[str, typer.Argument(help="文件编号 · Id of the document.")]) -> None:
    """移除一份文件。 Take a document out."""
    from rag.bootstrap import build_indexer

    typer.echo(f"已移除 {document_id}；快照 {build_indexer(load_settings()).remove(document_id)}")


@app.command()
def verify() -> None:
    """核对快照的摘要。 Check the digests of the snapshot."""
    from rag.indexing.snapshot import read_manifest
    from rag.indexing.snapshot import verify as compare
    from rag.indexing.store import Store

    folder = Store(load_settings().home).current()
    manifest = read_manifest(folder)
    count = compare(folder, manifest)
    typer.echo(f"快照 {manifest.id} 完好：{count} 个文件，{len(manifest.documents)} 份文件，{manifest.clauses} 个条款")


@models.command()
def fetch(
    name: Annotated[str, typer.Argument(help="0.5b 或 1.5b · Which one: 0.5b or 1.5b.", show_default=False)],
) -> None:
    """下载一个小的语言模型，并印出要设置的环境变量。 Fetch a small language model, and print what to set for it."""
    from rag.adapters.gguf import fetched

    with _progress() as progress:
        path = fetched(name, load_settings().cache, progress)
    typer.echo(f"export WENCE_MODEL=llama\nexport WENCE_MODEL_PATH={shlex.quote(str(path))}")


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址 · Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口 · Port.")] = 8000,
) -> None:
    """启动网页与 HTTP 服务。 Start the web page and the HTTP service."""
    from api.server import serve as run

    run(load_settings(), host=host, port=port)


@app.command("eval", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def evaluate(context: typer.Context) -> None:
    """评测：题目、指标、报告。 The evaluation suite; `wence eval --help` lists its commands."""
    from eval.cli import app as suite

    suite(context.args, prog_name="wence eval", standalone_mode=False)


def main() -> None:
    """Runs the command line; an error of Wence's own is one line on standard error and exit code 1."""
    try:
        app()
    except WenceError as error:
        typer.echo(f"错误：{error}", err=True)
        raise SystemExit(1) from None


def _library() -> "Library":
    from rag.bootstrap import build_library

    settings = load_settings()
    ensure_corpus(settings)
    return build_library(settings)


def _assistant(settings: Settings) -> "Assistant":
    from rag.bootstrap import build_assistant

    ensure_corpus(settings)
    return build_assistant(settings)


def _search_here(question: str, limit: int) -> Any:
    """The result of this process, in the shape of the wire."""
    from api.wire import on_the_wire

    return on_the_wire(_assistant(load_settings()).search(question, limit=limit))


def _answer_events(question: str, model: str | None) -> "Iterator[Event]":
    """Of the running server or of this process. Without `model`, that of the settings, then that of the server."""
    from rag.assistant import EXTRACT
    from rag.client import stream

    settings = load_settings()
    name = model or (settings.model if settings.model != EXTRACT else None)
    body = {"question": question, "model": name, "stream": True}
    return stream(settings.home, "/v1/ask", body) or _answer_events_here(settings, question, model)


def _answer_events_here(settings: Settings, question: str, model: str | None) -> "Iterator[Event]":
    from api.events import event

    yield from map(event, _assistant(settings).stream(question, model=model))


def _through_server(path: str, body: dict[str, Any]) -> Any:
    """The answer of the running server of this home, or None where there is none."""
    from rag.client import post

    return post(load_settings().home, path, body)


def ensure_corpus(settings: Settings) -> None:
    """Ingests the documents that ship when nothing has been ingested yet, or waits for another process that does."""
    import corpus
    from rag.bootstrap import build_indexer
    from rag.indexing.store import Store

    store = Store(settings.home)
    deadline = time.monotonic() + _FIRST_INGEST_SECONDS
    while not store.has_snapshot():
        try:
            with _progress() as progress:
                typer.echo("首次使用，正在导入随附的文件…… · Reading the documents that ship", err=True)
                build_indexer(settings, progress=progress).ingest([corpus.folder()])
        except StoreBusy:
            if time.monotonic() > deadline:
                raise


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A progress bar on standard error; silent where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    stages = {"read": "读取文件", "embed": "计算向量", "write": "写入索引"}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        rows: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in rows:
                rows[stage] = bar.add_task(stages.get(stage, stage))
            bar.update(rows[stage], completed=done, total=total)

        yield show


def _statement_text(statement: dict[str, Any]) -> str:
    return str(statement["text"]).replace("\n", "\n  ") + "".join(f"[{n}]" for n in statement["citations"])


def _behind_the_statements(answer: dict[str, Any]) -> str:
    """What is known when all is said: how far it goes, who worded it, what it stands on."""
    statuses = {
        "partial": "【部分回答】",
        "not_found": "【未找到】",
        "out_of_scope": "【超出范围】",
        "clarify": "【请说明】",
    }
    marks = [statuses[answer["status"]]] if answer["status"] in statuses else []
    if answer["mode"] == "generate":
        marks.append(f"【AI 生成，逐句核对过：{answer['model']['name']}】")
    quotes = [
        f"[{c['n']}] {_source(c['document'], c['path'])}：“{_one_line(c['quote'], 80)}”" for c in answer["citations"]
    ]
    related = [f"· {_source(clause['document'], clause['path'])}" for clause in answer["related"]]
    lines = [
        *(["".join(marks)] if marks else []),
        *(["", "出处（原文摘录）", *quotes] if quotes else []),
        *(["", "相近条款", *related] if related else []),
        *(f"注：{note}" for note in answer["notes"]),
    ]
    return "".join(f"{line}\n" for line in lines)


def _printable(text: str) -> str:
    """Without the control characters that a terminal obeys: documents and models are strangers."""
    return "".join(character for character in text if character in "\n\t" or not category(character).startswith("C"))


def _source(document: dict[str, Any], path: list[str]) -> str:
    number = f"（{document['number']}）" if document["number"] else ""
    return f"《{document['title']}》{number}{' › '.join(path)}"


def _one_line(text: str, limit: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit] + "……"


if __name__ == "__main__":
    main()
