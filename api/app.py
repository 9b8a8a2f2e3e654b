"""Assistant to ASGI application. Nothing here opens a model, a file or a port: that is `api/server.py`."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import asking, comparing, health, ledger, library, opinions, reading, site
from api.described import stream_schemas
from api.feedback import FeedbackStore
from api.guards import SECURITY_HEADERS, BodyLimit, HostCheck, SecurityHeaders
from api.jobs import Jobs
from api.problems import MEDIA_TYPE, install
from api.readiness import Readiness
from api.requests import BODY_LIMIT
from rag import __version__
from rag.assistant import Assistant
from rag.models import Writers

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_DESCRIPTION = """\
Answers questions about policy documents and backs every sentence with the clause it stands on.
Nothing unsupported is said: `quote == clause.text[start:end]`, in characters (code points), always.
All text is plain text: show it as text nodes, never as HTML.
Errors are problem documents (RFC 9457) whose `detail` may be shown as it stands.
"""
_TAGS = [
    {"name": "questions", "description": "Search, and cited answers."},
    {"name": "documents", "description": "What the index holds, by name."},
    {"name": "tasks", "description": "Who answers for what, as records."},
    {"name": "feedback", "description": "What readers think of answers."},
    {"name": "health", "description": "For supervisors and load balancers."},
]


def create_app(
    assistant: Assistant,
    *,
    feedback: FeedbackStore,
    readiness: Readiness | None = None,
    hosts: Collection[str] | None = None,
    widget_origins: Sequence[str] = (),
    writers: Writers | None = None,
    jobs: Jobs | None = None,
    heartbeat: float = 5.0,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """`readiness`: ready by default. `hosts`: names in the Host header that are ours, without ports; None takes any.

    `widget_origins`: origins whose pages may show the widget, besides our own. `writers`: those of the assistant, to be
    listed. `jobs`: whoever ends the server stops them first. `heartbeat`: seconds of silence in a streamed answer.
    """
    readiness = readiness or Readiness()
    app = _Application(
        title="问策 Wence",
        version=__version__,
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        # The pages of FastAPI load scripts from a network that is not there.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    install(app, fault_headers=SECURITY_HEADERS)
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    if hosts is not None:
        app.add_middleware(HostCheck, hosts=frozenset(hosts))
    app.add_middleware(SecurityHeaders)
    app.include_router(asking.router(assistant, readiness, jobs or Jobs(), writers, heartbeat=heartbeat))
    for resource in (library, comparing, ledger, health):
        app.include_router(resource.router(assistant, readiness))
    app.include_router(reading.router(assistant, readiness))
    app.include_router(opinions.router(feedback))
    app.include_router(site.router(assistant, readiness, widget_origins))
    app.mount("/static", site.files())
    return app


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """FastAPI's, with errors under the media type that they are sent with, and with what a stream is made of."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["components"]["schemas"] |= stream_schemas()
            for path in document["paths"].values():
                for operation in path.values():
                    _name_problems(operation["responses"])
        return super().openapi()


def _name_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}


def _operation_id(route: APIRoute) -> str:
    return route.name
