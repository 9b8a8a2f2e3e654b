"""Finds the running server of a home, and asks it: a process that must load the model first takes seconds."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.errors import WenceError

Event = tuple[str, Any]
"""Of a streamed answer: its name and its content."""

_TIMEOUT_SECONDS = 60
_NO_REPLY = (OSError, HTTPException, ValueError, KeyError, TypeError)


def post(home: Path, path: str, body: dict[str, Any]) -> Any:
    """The server's reply to a JSON body, or None where no server of this home answers."""
    try:
        with closing(_reply(home, path, body)) as reply:
            return json.load(reply)
    except _NO_REPLY:
        return None


def stream(home: Path, path: str, body: dict[str, Any]) -> Iterator[Event] | None:
    """The server's events, without the last, `done`; or None where no server of this home answers.

    Errors while they are read: WenceError, where the server ends with an error, and where it breaks off.
    """
    try:
        return _events(_reply(home, path, body))
    except _NO_REPLY:
        return None


def _reply(home: Path, path: str, body: dict[str, Any]) -> HTTPResponse:
    """Errors: those of _NO_REPLY."""
    url = str(json.loads((home / "server.json").read_text(encoding="utf-8"))["url"])
    if urlsplit(url).scheme != "http":
        raise ValueError(url)
    request = urllib.request.Request(
        url.rstrip("/") + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    # A proxy of the environment must not see what is asked of the own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    reply: HTTPResponse = opener.open(request, timeout=_TIMEOUT_SECONDS)
    return reply


def _events(reply: HTTPResponse) -> Iterator[Event]:
    name = ""
    with closing(reply):
        try:
            for line in reply:
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data" and name == "done":
                    return
                elif field == "data" and name == "error":
                    raise WenceError(json.loads(value)["detail"])
                elif field == "data":
                    yield name, json.loads(value)
        except _NO_REPLY as error:
            raise WenceError("服务的回答中断了，请重试") from error
    raise WenceError("服务的回答没有说完就断了，请重试")
