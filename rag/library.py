"""What can be looked up by name: documents, clauses, references, tasks. It needs no model, and imports little."""

from typing import Protocol

from rag.answering.named import named_clauses
from rag.domain import Clause, Document, ParsedDocument, Question, Role
from rag.errors import NotFoundError
from rag.finding.question import understand
from rag.finding.tasks import find_tasks
from rag.ledger import Task, TaskKind
from rag.ports import Catalogue, Snapshot


class SnapshotSource(Protocol):
    def get(self) -> Snapshot:
        """The newest snapshot. Errors: SnapshotError."""
        ...


class Library:
    def __init__(self, snapshots: SnapshotSource) -> None:
        self._snapshots = snapshots

    @property
    def snapshot(self) -> Snapshot:
        """Errors: SnapshotError."""
        return self._snapshots.get()

    def documents(self) -> list[Document]:
        """Official documents first, then the newer; those of one day by title."""
        documents = self.snapshot.catalogue.documents.values()
        return sorted(documents, key=lambda document: (*document.authority, document.title))

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

    def tasks(
        self,
        *,
        unit: str | None = None,
        role: Role | None = None,
        document: str | None = None,
        collection: str | None = None,
        text: str | None = None,
        kind: TaskKind = TaskKind.RECORD,
    ) -> list[Task]:
        """Tasks of the responsibility ledger that fit all that is given. Errors: as of `find_tasks`."""
        catalogue = self.snapshot.catalogue
        return find_tasks(
            catalogue, unit=unit, role=role, document=document, collection=collection, text=text, kind=kind
        )


def _unresolved(catalogue: Catalogue, question: Question) -> str:
    """Why a reference leads nowhere: a gap, a number that does not exist, or no reference at all."""
    if absent := named_clauses(catalogue, question):
        return absent[1][0].text
    return f"“{question.asked}”没有指明条款；请写文号或标题，以及条款号"
