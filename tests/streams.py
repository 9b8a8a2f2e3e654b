"""Streamed answers as tests read them: from a whole body, or from a server on loopback while they come."""

import http.client
import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI

from api.jobs import Jobs
from api.server import ServerOfJobs, listen

PATIENCE_SECONDS = 60

Events = list[tuple[str, Any]]
_T = TypeVar("_T")


def parsed(text: str) -> Events:
    """Name and content of every event; a comment is one of the name ":". Errors: ValueError for anything else."""
    return [_parsed(block) for block in text.split("\n\n") if block]


def _parsed(block: str) -> tuple[str, Any]:
    if block.startswith(":"):
        return ":", block
    event, data = block.split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def within(call: Callable[[], _T]) -> _T:
    """What does not end fails the test instead of holding it up."""
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(PATIENCE_SECONDS)


def eventually(look: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while not look():
        assert monotonic() < deadline, "not within reason"
        sleep(0.01)


def answering() -> int:
    """Threads that make an answer."""
    return sum(thread.name == "answer" for thread in threading.enumerate())


class Served:
    """An application on a port of its own."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self._server = server
        self._port = port
        self._asked: list[Asked] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def ask(self, question: str, **more: Any) -> "Asked":
        """Sent; nothing is read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        body = json.dumps({"question": question, "stream": True} | more)
        connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
        self._asked.append(Asked(connection))
        return self._asked[-1]

    def leave(self) -> None:
        """As all clients."""
        for asked in self._asked:
            asked.leave()

    def stop(self) -> None:
        """As SIGTERM does."""
        self._server.should_exit = True


class Asked:
    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._response: http.client.HTTPResponse | None = None

    @property
    def response(self) -> http.client.HTTPResponse:
        """Waits for its head."""
        self._response = self._response or self._connection.getresponse()
        return self._response

    def next(self) -> tuple[str, Any]:
        """The next event. Errors: EOFError."""
        lines: list[str] = []
        while line := self.response.readline().decode():
            if line == "\n":
                return _parsed("\n".join(lines))
            lines.append(line.rstrip("\n"))
        raise EOFError

    def rest(self) -> Events:
        return parsed(self.response.read().decode())

    def leave(self) -> None:
        if self._response:
            self._response.close()
        self._connection.close()


@contextmanager
def serving(app: FastAPI, jobs: Jobs) -> Iterator[Served]:
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, access_log=False, log_level=logging.WARNING, timeout_graceful_shutdown=1)
    server = ServerOfJobs(config, jobs)
    thread = threading.Thread(target=server.run, args=([listener],), name="uvicorn")
    thread.start()
    served = Served(server, listener.getsockname()[1])
    try:
        eventually(lambda: server.started)
        yield served
    finally:
        served.leave()
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
