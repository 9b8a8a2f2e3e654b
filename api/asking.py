"""POST /v1/search, POST /v1/ask, GET /v1/models: questions, and what may word their answers."""

import logging
from collections.abc import Iterator
from threading import Event
from typing import Annotated

from fastapi import APIRouter, Body, Depends
from pydantic import Field
from starlette.responses import Response

from api import events, wire
from api.described import STREAMED
from api.jobs import Jobs
from api.problems import responses
from api.readiness import Readiness
from api.requests import Asked, AskRequest, SearchRequest
from api.streaming import EventStream, Whole
from rag import domain
from rag.assistant import Assistant
from rag.errors import NotFoundError, WenceError
from rag.models import Writers

_log = logging.getLogger(__name__)
_QUESTION = {"question": "低空产业由哪个部门牵头？"}
_SEARCH_EXAMPLES = [_QUESTION, _QUESTION | {"limit": 3, "filters": {"document_kinds": ["official"]}}]
_ASK_EXAMPLES = [
    _QUESTION,
    {
        "question": "那配合单位呢？",
        "history": [
            {"role": "user", "content": "智慧养老由谁牵头？"},
            {"role": "assistant", "content": "省民政厅牵头。[1]"},
        ],
    },
]


class Models(wire.Wire):
    models: Annotated[list[wire.Model], Field(description="Language models that may be asked for.")]
    default: Annotated[str | None, Field(description="The one that is used where none is named; null: extract.")]


def router(
    assistant: Assistant, readiness: Readiness, jobs: Jobs, writers: Writers | None = None, *, heartbeat: float
) -> APIRouter:
    """`writers`: those of the assistant. `heartbeat`: seconds of silence in a stream, after which a comment is sent."""
    routes = APIRouter(tags=["questions"])
    ready = [Depends(readiness.require)]

    @routes.post("/v1/search", responses=responses(400, 404, 413, 422, 503), dependencies=ready)
    def search(request: Annotated[SearchRequest, Body(examples=_SEARCH_EXAMPLES)]) -> wire.SearchResult:
        """The clauses that fit a question best. Needs no language model."""
        filters = _filters(request, assistant)
        return wire.search_result(
            assistant.search(request.question, history=request.turns(), limit=request.limit, filters=filters)
        )

    @routes.post(
        "/v1/ask",
        response_model=wire.Answer,
        responses=STREAMED | responses(400, 404, 413, 422, 503),
        dependencies=ready,
    )
    async def ask(request: Annotated[AskRequest, Body(examples=_ASK_EXAMPLES)]) -> Response:
        """An answer, every sentence with the clauses that it stands on; with `stream`, sentence by sentence.

        A language model words it, where there is one; a sentence that the clauses do not bear out is not said. When the
        client leaves, the work on it ends.
        """
        job = await jobs.start(lambda stop: _events(request, assistant, stop))
        return EventStream(job, heartbeat=heartbeat) if request.stream else Whole(job)

    @routes.get("/v1/models", responses=responses())
    def models() -> Models:
        """The language models that may word an answer. Without one, answers are sentences of the documents."""
        listed = [model for name in writers.names if (model := _model(writers, name))] if writers else []
        default = writers.default if writers else None
        return Models(models=listed, default=default if default in {model.name for model in listed} else None)

    return routes


def _events(request: AskRequest, assistant: Assistant, stop: Event) -> Iterator[events.Event]:
    """Errors: those of Assistant.stream and of _filters."""
    filters, history = _filters(request, assistant), request.turns()
    answer = assistant.stream(request.question, history=history, filters=filters, model=request.model, stop=stop)
    return map(events.event, answer)


def _model(writers: Writers, name: str) -> wire.Model | None:
    """None for one that cannot be had: the others still can."""
    try:
        return wire.Model(name=name, provider=writers.writer(name).model.provider)
    except Exception as error:
        # Its own words: a factory of a third party may put a key into the text of an error.
        _log.warning("语言模型 %s 不能用（%s）", name, error if isinstance(error, WenceError) else type(error).__name__)
        return None


def _filters(request: Asked, assistant: Assistant) -> domain.Filters | None:
    """Errors: NotFoundError for a document or a collection that is not there: it would find nothing, in silence."""
    if request.filters is None:
        return None
    filters = request.filters.value()
    documents = assistant.snapshot.catalogue.documents
    for name in filters.documents:
        if name not in documents:
            raise NotFoundError(f"没有编号为 {name} 的文件（filters.documents）；文件编号见 /v1/documents")
    known = {document.collection for document in documents.values()}
    for name in filters.collections:
        if name not in known:
            raise NotFoundError(f"没有名为 {name} 的文件集（filters.collections）；现有：{'、'.join(sorted(known))}")
    return filters
