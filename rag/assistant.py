"""What Wence does for whoever asks: ask, search, look up. Each method is a few lines over the stages."""

import uuid
from collections.abc import Sequence
from typing import Protocol

from rag.answering.draft import numbered
from rag.answering.named import named_clauses
from rag.answering.reply import reply
from rag.domain import (
    Answer,
    Clause,
    Document,
    Filters,
    Mode,
    ParsedDocument,
    Question,
    Role,
    SearchResult,
    Status,
    Task,
    Turn,
)
from rag.errors import NotFoundError
from rag.finding.filters import undated
from rag.finding.question import understand
from rag.finding.search import search
from rag.finding.tasks import find_tasks
from rag.ports import Catalogue, Embedder, Snapshot
from rag.timing import Stopwatch

_EVIDENCE = 10
_RELATED = 3


class SnapshotSource(Protocol):
    def get(self) -> Snapshot:
        """The newest snapshot. Errors: SnapshotError."""
        ...


class Assistant:
    def __init__(self, snapshots: SnapshotSource, embedder: Embedder) -> None:
        self._snapshots = snapshots
        self._embedder = embedder

    @property
    def snapshot(self) -> Snapshot:
        """Errors: SnapshotError."""
        return self._snapshots.get()

    def ask(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """A cited answer. Errors: SnapshotError, ModelUnavailable."""
        watch, snapshot = Stopwatch(), self.snapshot
        understood = understand(question, snapshot.catalogue, history)
        watch.lap("understand")
        hits = search(snapshot, self._embedder, understood, limit=_EVIDENCE, filters=filters)
        watch.lap("find")
        found = reply(snapshot, understood, hits)
        statements, citations = numbered(found.drafts)
        watch.lap("answer")
        return Answer(
            id=uuid.uuid4().hex,
            question=question,
            status=found.status,
            mode=Mode.EXTRACT,
            confidence=found.confidence,
            statements=statements,
            citations=citations,
            snapshot=snapshot.id,
            rewritten_question=understood.completed,
            notes=(*found.notes, *_undated_notes(snapshot, filters)),
            related=tuple(hits[:_RELATED]) if found.status is Status.NOT_FOUND else (),
            timings_ms=watch.milliseconds,
        )

    def search(
        self, question: str, *, history: Sequence[Turn] = (), limit: int = 10, filters: Filters | None = None
    ) -> SearchResult:
        """The best clauses for a question. Errors: SnapshotError, ModelUnavailable."""
        watch, snapshot = Stopwatch(), self.snapshot
        understood = understand(question, snapshot.catalogue, history)
        watch.lap("understand")
        hits = search(snapshot, self._embedder, understood, limit=limit, filters=filters)
        watch.lap("find")
        return SearchResult(question, tuple(hits), _undated_notes(snapshot, filters), watch.milliseconds)

    def documents(self) -> list[Document]:
        """Official documents first, then the newer; those of one day by title."""
        documents = self.snapshot.catalogue.documents.values()
        return sorted(documents, key=lambda d: (d.kind, tuple(-part for part in d.recency), d.title))

    def document(self, document_id: str) -> ParsedDocument:
        """A whole document: text, clauses, gaps, repairs. Errors: NotFoundError."""
        parsed = self.snapshot.catalogue.parsed(document_id)
        if parsed is None:
            raise NotFoundError(f"没有编号为 {document_id} 的文件", repair="wence documents 列出全部文件")
        return parsed

    def clause(self, clause_id: str) -> list[Clause]:
        """A clause, and all beneath it. Errors: NotFoundError."""
        catalogue = self.snapshot.catalogue
        clause = catalogue.clause(clause_id)
        if clause is None:
            raise NotFoundError(f"没有编号为 {clause_id} 的条款", repair="wence show 文件编号 列出其中的条款")
        return [clause, *catalogue.children(clause_id)]

    def resolve(self, reference: str) -> list[Clause]:
        """The clauses that a reference names, by id or in words (粤府〔2021〕31号（五）). Errors: NotFoundError."""
        catalogue = self.snapshot.catalogue
        if catalogue.clause(reference):
            return self.clause(reference)
        question = understand(reference, catalogue)
        found = [clause for named in question.references for clause in named.clauses]
        if not found:
            raise NotFoundError(_unresolved(catalogue, question))
        return [part for clause in found for part in (clause, *catalogue.children(clause.id))]

    def tasks(self, *, unit: str | None = None, role: Role | None = None, document: str | None = None) -> list[Task]:
        """Records of the responsibility ledger. Errors: NotFoundError for a unit or a document that is not there."""
        return find_tasks(self.snapshot.catalogue, unit=unit, role=role, document=document)


def _unresolved(catalogue: Catalogue, question: Question) -> str:
    """Why a reference leads nowhere: a gap, a number that does not exist, or no reference at all."""
    if absent := named_clauses(catalogue, question):
        return absent[1][0].text
    return f"“{question.asked}”没有指明条款；请写文号或标题，以及条款号"


def _undated_notes(snapshot: Snapshot, filters: Filters | None) -> tuple[str, ...]:
    kept_out = undated(snapshot.catalogue.documents, filters) if filters else []
    titles = "、".join(f"《{document.title}》" for document in kept_out)
    return (f"按日期筛选时，没有日期的文件未计入：{titles}",) if kept_out else ()
