"""`wence eval …`: every command prints a table, or with --json one JSON object on standard output."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="wence eval", help="评测 · Evaluation.", no_args_is_help=True, add_completion=False)


@app.callback()
def suite() -> None:
    """评测 · Evaluation."""


@app.command()
def run(
    dataset: Annotated[Path | None, typer.Argument(help="题目文件（.jsonl），默认随附的 · A file of cases.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 · Print JSON.")] = False,
    failures: Annotated[bool, typer.Option("--failures", help="列出答错的题 · List what failed.")] = False,
) -> None:
    """提问并计分。 Ask every question and score the answers."""
    from eval.cases import FOLDER, load_cases
    from eval.run import as_json as plain
    from eval.run import figures, run_cases
    from rag.bootstrap import build_assistant
    from rag.settings import load_settings

    cases = load_cases(dataset or FOLDER / "guangdong.jsonl")
    rows = run_cases(build_assistant(load_settings()), cases)
    result = plain(figures(rows))
    if as_json:
        typer.echo(json.dumps({"figures": result, "rows": [plain(row) for row in rows]}, ensure_ascii=False))
        return
    for name, value in result.items():
        typer.echo(f"{name:20}{value if isinstance(value, int) else format(value or 0, '.3f')}")
    for row in rows if failures else ():
        if row.expected is not row.got or row.facts not in (None, 1) or row.hit5 == 0:
            typer.echo(f"\n{row.id} {row.question}\n  {row.expected} -> {row.got}  facts {row.facts}  hit@5 {row.hit5}")
            typer.echo("  " + row.text.replace("\n", "\n  ")[:400])
