"""GET /v1/tasks: the responsibility ledger 任务分工, as JSON or as a table for spreadsheets and documents."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from api import wire
from api.problems import responses
from api.readiness import Readiness
from api.requests import TaskQuery
from rag import ledger
from rag.answering.task_tables import csv_table, markdown_table
from rag.assistant import Assistant
from rag.domain import Role

_TABLES: Mapping[str, tuple[str, str, Callable[[Sequence[ledger.Task]], str]]] = {
    "csv": ("text/csv", "wence-tasks.csv", csv_table),
    "markdown": ("text/markdown", "wence-tasks.md", markdown_table),
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {media: {"schema": {"type": "string"}} for media, _, _ in _TABLES.values()},
        "description": "All tasks, as JSON, CSV or Markdown.",
    }
}


class Default(wire.Unit):
    """A unit that a clause before it gives to this task too."""

    clause_id: Annotated[
        str, Field(description="Clause that says so (下同).", examples=["yuebanhan-2026-12/annex1/r1"])
    ]


class Task(wire.Clause):
    """A clause that names its units; of a mention, `units` are those of the sentence."""

    task: Annotated[str, Field(description="What is to be done: a stretch of `text`, without number and units.")]
    section: Annotated[list[str], Field(description="The headings above it.")]
    defaults: Annotated[list[Default], Field(description="Units that it has by 下同 in a clause before it.")]
    task_kind: Annotated[ledger.TaskKind, Field(description="record 任务分工, or mention in running text 正文提及.")]


class UnitCount(wire.Wire):
    name: Annotated[str, Field(description="Full name of the unit.", examples=["省民政厅"])]
    collective: Annotated[bool, Field(description="Whether it is a group, such as 省有关单位.")]
    total: Annotated[int, Field(description="In how many of the tasks it stands.", ge=1)]
    by_default: Annotated[int, Field(description="In how many of them by 下同 only.", ge=0)]
    roles: Annotated[dict[Role, int], Field(description="In how many it has which part.", examples=[{"lead": 1}])]


class Tasks(wire.Wire):
    total: Annotated[int, Field(description="How many tasks; the list is whole.", ge=0)]
    tasks: Annotated[list[Task], Field(description="Official documents first and by date, each in its own order.")]
    counts: Annotated[list[UnitCount], Field(description="Every unit of these tasks, most tasks first.")]


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(tags=["tasks"], dependencies=[Depends(readiness.require)])

    @routes.get("/v1/tasks", response_model=Tasks, responses=_RESPONSES | responses(404, 422, 503))
    def tasks(query: Annotated[TaskQuery, Query()]) -> Tasks | Response:
        """Who answers for what: every task, not the best few. A unit that no task names is refused, and so is one that
        may be several; the detail names them."""
        found = assistant.tasks(
            unit=query.unit,
            role=query.role,
            document=query.document,
            collection=query.collection,
            text=query.text,
            kind=query.kind,
        )
        if query.format in _TABLES:
            media, name, table = _TABLES[query.format]
            disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(table(found), media_type=media, headers=disposition)
        return Tasks(total=len(found), tasks=list(map(_task, found)), counts=list(map(_count, ledger.counts(found))))

    return routes


def _task(task: ledger.Task) -> Task:
    clause = wire.clause(task.clause, task.document).model_dump()
    by = task.governed_by.id if task.governed_by else ""
    return Task(
        **clause | {"units": [wire.Unit(name=unit.name, role=unit.role) for unit in task.units]},
        task=task.text,
        section=list(task.section),
        defaults=[Default(name=unit.name, role=unit.role, clause_id=by) for unit in task.defaults],
        task_kind=task.kind,
    )


def _count(count: ledger.Count) -> UnitCount:
    return UnitCount(
        name=count.name,
        collective=count.collective,
        total=count.total,
        by_default=count.by_default,
        roles=dict(count.roles),
    )
