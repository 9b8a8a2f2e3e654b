"""Tasks of the responsibility ledger by unit, role, document, collection and words: all of them, not the best few."""

from rag.domain import Role
from rag.errors import NotFoundError, UsageError
from rag.ledger import Task, TaskKind, matching, mentions, records
from rag.ports import Catalogue
from rag.units import candidates

_SHOWN = 12


def find_tasks(
    catalogue: Catalogue,
    *,
    unit: str | None = None,
    role: Role | None = None,
    document: str | None = None,
    collection: str | None = None,
    text: str | None = None,
    kind: TaskKind = TaskKind.RECORD,
) -> list[Task]:
    """Records, or mentions, that fit all that is given; `text`: terms that must all occur, in any order.

    Errors: NotFoundError for a unit, document or collection that is not there, UsageError for an ambiguous unit.
    """
    if document is not None and document not in catalogue.documents:
        raise NotFoundError(f"没有编号为 {document} 的文件", repair="wence documents 列出全部文件")
    collections = sorted({one.collection for one in catalogue.documents.values()})
    if collection is not None and collection not in collections:
        raise NotFoundError(f"没有名为 {collection} 的集合；现有：{'、'.join(collections)}")
    tasks = records(catalogue) if kind is TaskKind.RECORD else mentions(catalogue)
    names = _one_unit(unit, _unit_names(catalogue, tasks)) if unit else ()
    chosen = [
        task
        for task in tasks
        if document in (None, task.document.id) and collection in (None, task.document.collection)
    ]
    return matching(chosen, unit=names, role=role, words=text or "")


def _unit_names(catalogue: Catalogue, tasks: list[Task]) -> list[str]:
    """Names that the tasks have; of the records too, so that a unit without a mention is known."""
    return sorted({*catalogue.unit_names(), *(unit.name for task in tasks for unit in task.units)})


def _one_unit(unit: str, names: list[str]) -> tuple[str, ...]:
    found = candidates(unit, names)
    if not found:
        raise NotFoundError(f"没有记录提到单位“{unit}”", repair="wence tasks 列出全部任务和单位")
    if len(found) > 1:
        shown = "、".join(one[0] for one in found[:_SHOWN])
        raise UsageError(f"“{unit}”可能指 {len(found)} 个单位：{shown}{'等' * (len(found) > _SHOWN)}；请写明是哪一个")
    return found[0]
