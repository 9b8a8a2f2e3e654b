"""GET /healthz and /readyz: whether the process lives, and whether it can answer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from api.problems import responses
from api.readiness import Readiness
from api.wire import Wire
from rag import __version__
from rag.assistant import Assistant


class Health(Wire):
    status: Annotated[Literal["ok"], Field(description="The process answers.")]
    version: Annotated[str, Field(description="Version of Wence.")]


class Ready(Wire):
    status: Annotated[Literal["ready"], Field(description="Questions can be answered.")]
    snapshot: Annotated[str, Field(description="Id of the index that is served.")]
    documents: Annotated[int, Field(description="How many documents it holds.", ge=0)]


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", responses=responses())
    async def healthz() -> Health:
        """Whether the process lives."""
        return Health(status="ok", version=__version__)

    @routes.get("/readyz", responses=responses(503), dependencies=[Depends(readiness.require)])
    def readyz() -> Ready:
        """Whether questions can be answered; until then a problem says what the server is doing."""
        snapshot = assistant.snapshot
        return Ready(status="ready", snapshot=snapshot.id, documents=len(snapshot.catalogue.documents))

    return routes
