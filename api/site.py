"""The pages that ask: / and /widget, the loader /widget.js, and their files under /static."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.guards import content_policy
from api.pages.render import render
from api.readiness import Readiness, Stage
from rag.assistant import Assistant
from rag.errors import SnapshotError

_STATIC = Path(__file__).parent / "pages" / "static"
# An upgrade must not leave an old script with a new page; the ETag spares the transfer.
_CACHE = {"Cache-Control": "no-cache"}


def router(assistant: Assistant, readiness: Readiness, widget_origins: Sequence[str] = ()) -> APIRouter:
    """`widget_origins`: origins whose pages may frame /widget, besides our own."""
    routes = APIRouter(include_in_schema=False)
    policy = {"Content-Security-Policy": content_policy(("'self'", *widget_origins))}

    def questions() -> list[str]:
        """None while nothing can be asked: the page comes all the same, and its script says what is the matter."""
        try:
            return list(assistant.examples()) if readiness.stage is Stage.READY else []
        except SnapshotError:
            return []

    @routes.get("/")
    def chat(request: Request) -> HTMLResponse:
        return render(request, "chat.html", examples=questions())

    @routes.get("/widget")
    def widget(request: Request) -> HTMLResponse:
        page = render(request, "widget.html", examples=questions(), origins=list(widget_origins))
        page.headers.update(policy)
        return page

    @routes.get("/widget.js")
    async def loader() -> FileResponse:
        return FileResponse(_STATIC / "widget.js", media_type="text/javascript", headers=_CACHE)

    return routes


def files() -> StaticFiles:
    return _Files(directory=_STATIC)


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_CACHE)
        return response
