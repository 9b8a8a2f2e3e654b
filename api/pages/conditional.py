"""A page that the browser has already is not sent again (RFC 9110, 13.1.2)."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def unless_known(request: Request, response: Response) -> Response:
    """A 200 response with an ETag of its body; 304 without a body where the browser names that tag."""
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    known = request.headers.get("if-none-match", "")
    if tag not in (name.strip().removeprefix("W/") for name in known.split(",")):
        return response
    kept = {name: value for name, value in response.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=kept)
