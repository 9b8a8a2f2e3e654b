"""A streamed answer as server-sent events. Source: WHATWG HTML, 9.2 Server-sent events."""

import json
from typing import Any

from api import wire
from rag import domain

Event = tuple[str, dict[str, Any]]
"""Name and content, as plain JSON values."""

HEARTBEAT = b": \n\n"
"""A comment: it tells the client, and the proxies on the way, that the server is still there."""
DONE: Event = ("done", {})


def event(value: domain.AnswerEvent) -> Event:
    name, content = _named(value)
    return name, content.model_dump(mode="json")


def encoded(event: Event) -> bytes:
    """As it is sent.

    >>> encoded(DONE)
    b'event: done\\ndata: {}\\n\\n'
    """
    name, content = event
    return b"event: %b\ndata: %b\n\n" % (name.encode(), json_line(content))


def json_line(content: dict[str, Any]) -> bytes:
    # A lone surrogate, which JSON can smuggle in, is no UTF-8.
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def _named(value: domain.AnswerEvent) -> tuple[str, wire.Wire]:
    match value:
        case domain.Found():
            return "evidence", wire.found(value)
        case domain.Said():
            return "delta", wire.said(value)
        case domain.Answer():
            return "answer", wire.answer(value)
