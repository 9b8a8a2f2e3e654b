"""Sets of cases to a run: asks them all of Wence as it is set up, the documents that ship where there are no others."""

from collections.abc import Sequence

from eval.circumstances import circumstances
from eval.figures import figures
from eval.rows import Row
from eval.run import Done, run_cases
from eval.runs import Excerpt, Run
from eval.sets import CaseSet, check_gold
from rag import bootstrap
from rag.ports import Catalogue, Embedder
from rag.settings import Settings


def measure(
    settings: Settings,
    sets: Sequence[CaseSet],
    *,
    embedder: Embedder | None = None,
    progress: Done = lambda done, total: None,
) -> Run:
    """Errors: UsageError for gold that the corpus does not have, SnapshotError, ModelUnavailable."""
    embedder = embedder or bootstrap.build_embedder(settings)
    assistant = bootstrap.build_assistant(settings, embedder=embedder)
    snapshot = assistant.snapshot
    check_gold(sets, snapshot.catalogue)
    rows = run_cases(assistant, [case for one in sets for case in one.cases], progress)
    return Run(
        circumstances(settings, sets, embedder=embedder.id, snapshot=snapshot.id),
        rows,
        excerpts(snapshot.catalogue, rows),
        figures(rows),
    )


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
