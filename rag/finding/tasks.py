"""The responsibility ledger: every clause that names its units, found by record and not by search, so that lists are whole."""

from rag.domain import Role, Task
from rag.errors import NotFoundError
from rag.ports import Catalogue
from rag.units import resolve


def find_tasks(
    catalogue: Catalogue, *, unit: str | None = None, role: Role | None = None, document: str | None = None
) -> list[Task]:
    """Records where one of the units that `unit` names has the role, in the order of the documents.

    Errors: NotFoundError for a document that is not there, and for a unit that no record names.
    """
    if document is not None and document not in catalogue.documents:
        raise NotFoundError(f"没有编号为 {document} 的文件", repair="wence documents 列出全部文件")
    names = resolve(unit, catalogue.unit_names()) if unit else ()
    if unit and not names:
        raise NotFoundError(f"没有记录提到单位“{unit}”", repair="wence tasks 列出全部任务和单位")
    return [
        Task(clause, catalogue.documents[clause.document_id])
        for clause in catalogue.clauses_with_units()
        if document in (None, clause.document_id)
        and any((not names or u.name in names) and role in (None, u.role) for u in clause.units)
    ]
