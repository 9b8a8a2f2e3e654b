"""POST /v1/search, POST /v1/ask, GET /v1/models: questions, and what may word their answers."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from pydantic import Field

from api import wire
from api.problems import responses
from api.readiness import Readiness
from api.requests import Asked, AskRequest, SearchRequest
from rag import domain
from rag.assistant import Assistant
from rag.errors import NotFoundError

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
    models: Annotated[list[wire.Model], Field(description="Language models that may be asked for; none yet.")]
    default: Annotated[str | None, Field(description="The one that is used where none is named; null: extract.")]


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(tags=["questions"])
    ready = [Depends(readiness.require)]

    @routes.post("/v1/search", responses=responses(400, 404, 413, 422, 503), dependencies=ready)
    def search(request: Annotated[SearchRequest, Body(examples=_SEARCH_EXAMPLES)]) -> wire.SearchResult:
        """The clauses that fit a question best. Needs no language model."""
        filters = _filters(request, assistant)
        return wire.search_result(
            assistant.search(request.question, history=request.turns(), limit=request.limit, filters=filters)
        )

    @routes.post("/v1/ask", responses=responses(400, 404, 413, 422, 503), dependencies=ready)
    def ask(request: Annotated[AskRequest, Body(examples=_ASK_EXAMPLES)]) -> wire.Answer:
        """An answer, every sentence with the clauses that it stands on. One JSON document; streaming is not offered."""
        if request.model is not None:
            raise NotFoundError(f"没有名为 {request.model} 的语言模型；可用的见 /v1/models，不写 model 则摘录原文作答")
        filters = _filters(request, assistant)
        return wire.answer(assistant.ask(request.question, history=request.turns(), filters=filters))

    @routes.get("/v1/models", responses=responses())
    async def models() -> Models:
        """The language models that may word an answer. Without one, answers are sentences of the documents."""
        return Models(models=[], default=None)

    return routes


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
