"""Routes whose answers are pages: their errors are pages too, and a page that the browser has is not sent again."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.pages.conditional import unless_known
from api.pages.render import render
from api.problems import status_of
from rag.errors import WenceError

_RETRY_SECONDS = "2"


class PageRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return unless_known(request, await handle(request))
            except WenceError as error:
                return _trouble(request, error)

        return answer


def _trouble(request: Request, error: WenceError) -> Response:
    """What is wrong, as a page. Of what was asked for, nothing but what the error names."""
    status = status_of(error)
    page = render(request, "trouble.html", status_code=status, status=int(status), detail=str(error))
    if status == 503:
        page.headers["Retry-After"] = _RETRY_SECONDS
    return page
