"""GET /v1/tasks: the responsibility ledger 任务分工, as JSON or as a table for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from api import wire
from api.problems import responses
from api.readiness import Readiness
from api.requests import TaskQuery
from rag.assistant import Assistant
from rag.domain import Clause, Role, Task

_HEADER = ("文件", "文号", "条款", "标题", *(role.word for role in Role), "原文", "编号")
# Excel takes a file for UTF-8 only when it begins so.
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "All records, as JSON or CSV."}
}


class Tasks(wire.Wire):
    total: Annotated[int, Field(description="How many records; the list is whole.", ge=0)]
    tasks: Annotated[list[wire.Clause], Field(description="Clauses that name their units, in the order of the texts.")]


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(tags=["tasks"], dependencies=[Depends(readiness.require)])

    @routes.get("/v1/tasks", response_model=Tasks, responses=_CSV | responses(404, 422, 503))
    def tasks(query: Annotated[TaskQuery, Query()]) -> Tasks | Response:
        """Who answers for what: every record, not the best few. A unit that no record names is refused."""
        found = assistant.tasks(unit=query.unit, role=query.role, document=query.document)
        if query.format == "csv":
            disposition = {"Content-Disposition": 'attachment; filename="wence-tasks.csv"'}
            return Response(table(found), media_type="text/csv", headers=disposition)
        return Tasks(total=len(found), tasks=[wire.clause(task.clause, task.document) for task in found])

    return routes


def table(tasks: Sequence[Task]) -> str:
    """The records as CSV, a column a role, with a BOM and Chinese headers."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(_HEADER)
    writer.writerows([inert(cell) for cell in _row(task)] for task in tasks)
    return _BOM + lines.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("省民政厅")
    ("'=1+1", '省民政厅')
    """
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_FORMULA) else cell


def _row(task: Task) -> tuple[str, ...]:
    document, clause = task.document, task.clause
    parts = (_names(clause, role) for role in Role)
    return (document.title, document.number or "", clause.label, clause.path[-1], *parts, clause.text, clause.id)


def _names(clause: Clause, role: Role) -> str:
    units = [unit for unit in clause.units if unit.role is role]
    return "、".join(unit.name for unit in units) + ("等" if units and units[-1].open else "")
