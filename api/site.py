"""GET /: the page that asks and shows the cited answer; its script and style beside it under /static."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

_PAGES = Path(__file__).parent / "pages"
# An upgrade must not leave an old script with a new page; the ETag spares the transfer.
_CACHE = {"Cache-Control": "no-cache"}


def router() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def page() -> FileResponse:
        return FileResponse(_PAGES / "index.html", headers=_CACHE)

    return routes


def files() -> StaticFiles:
    return StaticFiles(directory=_PAGES)
