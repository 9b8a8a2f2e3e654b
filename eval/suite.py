"""Sets of cases to a run: asks them all of Wence as it is set up, the documents that ship where there are no others."""

from collections.abc import Sequence

from eval.circumstances import circumstances
from eval.figures import figures
from eval.rows import Row
from eval.run import Done, run_cases
from eval.runs import Excerpt, Run
from eval.sets import CaseSet, check_gold
from rag import bootstrap
from rag.assistant import EXTRACT
from rag.models import Prompt, Writer, Writers
from rag.ports import Catalogue, Embedder
from rag.registry import build_models
from rag.settings import Settings

_GREETING = Prompt(system="用一个词回答。", user="你好")
_WORD = 8


def measure(
    settings: Settings,
    sets: Sequence[CaseSet],
    *,
    embedder: Embedder | None = None,
    writers: Writers | None = None,
    model: str | None = None,
    progress: Done = lambda done, total: None,
) -> Run:
    """`model`: which of `writers` words the answers, EXTRACT for none, None for what the settings say.

    Errors: UsageError for gold that the corpus does not have, SnapshotError, SettingsError, NotFoundError for a model that
    is not there, ModelError for one that does not answer before the first question.
    """
    writers = writers or build_models(settings)
    path = model or writers.default or EXTRACT
    writer = None if path == EXTRACT else writers.writer(path)
    embedder = embedder or bootstrap.build_embedder(settings)
    assistant = bootstrap.build_assistant(settings, embedder=embedder, writers=writers)
    snapshot = assistant.snapshot
    check_gold(sets, snapshot.catalogue)
    if writer:
        _wake(writer)
    rows = run_cases(assistant, [case for one in sets for case in one.cases], progress, model=path)
    return Run(
        circumstances(settings, sets, embedder=embedder.id, snapshot=snapshot.id, writer=writer),
        rows,
        excerpts(snapshot.catalogue, rows),
        figures(rows),
    )


def _wake(writer: Writer) -> None:
    """Opens the model, which no question is to pay for."""
    for _ in writer.model.stream(_GREETING, max_tokens=_WORD):
        pass


def excerpts(catalogue: Catalogue, rows: Sequence[Row]) -> dict[str, Excerpt]:
    """The clauses that the rows name, by id."""
    found = {}
    for name in sorted({name for row in rows for name in row.clause_ids}):
        if clause := catalogue.clause(name):
            document = catalogue.documents[clause.document_id]
            found[name] = Excerpt(
                id=name, title=document.title, number=document.number, path=clause.path, text=clause.text
            )
    return found
