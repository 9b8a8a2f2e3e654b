"""The pages that are read: GET /documents, /documents/{id}, /tasks and /compare. Rendered here, whole without a script."""

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.pages.chosen import Chosen, chosen
from api.pages.layout import Quote, lay_out, units_by_role
from api.pages.outline import outline
from api.pages.render import render
from api.pages.route import PageRoute
from api.pages.shelf import Shelf, Wanted
from api.pages.sides import steps
from api.readiness import Readiness
from api.wire import reading_view
from rag.answering.align import PairKind
from rag.answering.comparison import Comparison
from rag.assistant import Assistant
from rag.domain import DocumentKind, Role
from rag.errors import NotFoundError, UsageError
from rag.ledger import Task, TaskKind, counts
from rag.units import candidates

_LONGEST_FIELD = 200
_FIELDS = ("unit", "role", "document", "collection", "text", "kind")
_CHOICES: Mapping[str, type[Role] | type[TaskKind]] = {"role": Role, "kind": TaskKind}
_FORMATS = ("csv", "json", "markdown")
_PAIRS = (PairKind.CHANGED, PairKind.NEW, PairKind.DROPPED, PairKind.KEPT)


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Depends(readiness.require)])
    shelf = Shelf(assistant)

    @routes.get("/documents")
    def documents(request: Request) -> HTMLResponse:
        holdings, wanted = shelf.holdings(), _wanted(request.query_params)
        return render(
            request,
            "documents.html",
            wanted=wanted,
            holdings=[holding for holding in holdings if wanted.fits(holding.document)],
            total=len(holdings),
            kinds=list(DocumentKind),
            years=sorted({h.document.year for h in holdings if h.document.year}, reverse=True),
            collections=sorted({holding.document.collection for holding in holdings}),
        )

    @routes.get("/documents/{document_id}")
    def document(request: Request, document_id: Annotated[str, Path()]) -> HTMLResponse:
        parsed = assistant.document(document_id)
        layout = lay_out(parsed, _quote(request.query_params))
        return render(
            request,
            "document.html",
            parsed=parsed,
            document=parsed.document,
            layout=layout,
            outline=outline(parsed.clauses, layout.jumps),
            tasks=sum(1 for clause in parsed.clauses if clause.units),
            units_by_role=units_by_role,
        )

    @routes.get("/tasks")
    def tasks(request: Request) -> HTMLResponse:
        given = _given(request.query_params)
        found, refusal = _tasks(assistant, given)
        catalogue, documents = assistant.snapshot.catalogue, assistant.documents()
        # What a 下同 gives to a unit is said, but not drawn: it would dwarf what the documents name.
        tally = sorted(counts(found), key=lambda count: count.by_default - count.total)
        meant = candidates(given["unit"], catalogue.unit_names()) if given["unit"] else ()
        return render(
            request,
            "tasks.html",
            given=given,
            refusal=refusal,
            meant="、".join(meant[0]) if len(meant) == 1 else "",
            total=len(found),
            groups=[(group[0].document, group) for group in _by_document(found)],
            counts=tally,
            most=max([count.total - count.by_default for count in tally], default=0),
            query=urlencode({name: value for name, value in given.items() if value}),
            documents=documents,
            collections=sorted({document.collection for document in documents}),
            units=catalogue.unit_names(),
            formats=_FORMATS,
            roles=list(Role),
            kinds=list(TaskKind),
            units_by_role=units_by_role,
            reading_view=reading_view,
        )

    @routes.get("/compare")
    def compare(request: Request) -> HTMLResponse:
        asked = chosen(request.query_params)
        comparison, refusal = _comparison(assistant, asked)
        return render(
            request,
            "compare.html",
            asked=asked,
            refusal=refusal,
            comparison=comparison,
            steps=steps(comparison, asked.only) if comparison else [],
            documents=sorted(assistant.documents(), key=lambda document: document.id not in asked.documents),
            kinds=_PAIRS,
        )

    return routes


def _wanted(parameters: Mapping[str, str]) -> Wanted:
    """The filter of the list of documents. A kind or a year that is none is not one to filter by."""
    kind, year = parameters.get("kind", ""), parameters.get("year", "")
    return Wanted(
        text=_field(parameters, "text"),
        kind=DocumentKind(kind) if kind in tuple(DocumentKind) else None,
        year=_number(year),
        collection=_field(parameters, "collection"),
    )


def _quote(parameters: Mapping[str, str]) -> Quote | None:
    """What ?clause=&start=&end= asks to be highlighted."""
    start, end = _number(parameters.get("start", "")), _number(parameters.get("end", ""))
    if start is None or end is None:
        return None
    return Quote(parameters.get("clause", ""), start, end)


def _given(parameters: Mapping[str, str]) -> dict[str, str]:
    """The filters of the ledger as they are filled in; empty ones are not."""
    return {name: _field(parameters, name) for name in _FIELDS}


def _tasks(assistant: Assistant, given: Mapping[str, str]) -> tuple[list[Task], str]:
    """The tasks that fit; or none, and why: a unit that is not known, or not clear, is no reason to lose the form."""
    try:
        arguments: dict[str, Any] = {
            name: _member(_CHOICES[name], value) if name in _CHOICES else value
            for name, value in given.items()
            if value
        }
        return assistant.tasks(**arguments), ""
    except UsageError as error:
        return [], str(error)


def _comparison(assistant: Assistant, asked: Chosen) -> tuple[Comparison | None, str]:
    """None before two documents are chosen; or for too many, and why. Errors: NotFoundError."""
    if not asked.documents:
        return None, ""
    try:
        return assistant.compare(asked.documents, topic=asked.topic or None), ""
    except NotFoundError:
        raise
    except UsageError as error:
        return None, str(error)


def _member(choices: type[Role] | type[TaskKind], value: str) -> Role | TaskKind:
    """Errors: NotFoundError."""
    if value not in tuple(choices):
        raise NotFoundError(f"没有“{value}”这一选项；可选：{'、'.join(choices)}")
    return choices(value)


def _by_document(tasks: list[Task]) -> list[list[Task]]:
    return [list(group) for _, group in groupby(tasks, key=lambda task: task.document.id)]


def _field(parameters: Mapping[str, str], name: str) -> str:
    return parameters.get(name, "").strip()[:_LONGEST_FIELD]


def _number(text: str) -> int | None:
    """A whole number of at most nine digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
