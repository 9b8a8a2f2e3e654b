"""The command line's questions to the running server of its home."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.client import post, stream
from rag.errors import WenceError

_BODY = {"question": "问"}
_DELTA = 'event: delta\ndata: {"text": "甲：乙"}\n\n'.encode()
_DONE = b"event: done\ndata: {}\n\n"

Reply = Callable[[BaseHTTPRequestHandler], None]
Serve = Callable[[Reply], Path]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Makes a home whose server replies like this."""
    servers: list[ThreadingHTTPServer] = []

    def serving(reply: Reply) -> Path:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert json.loads(self.rfile.read(int(self.headers["Content-Length"]))) == _BODY
                reply(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        servers.append(server)
        announced = {"url": f"http://127.0.0.1:{server.server_port}"}
        (tmp_path / "server.json").write_text(json.dumps(announced), encoding="utf-8")
        return tmp_path

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()


def _sends(*parts: bytes, status: int = 200) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.end_headers()
        for part in parts:
            handler.wfile.write(part)

    return reply


def test_events_are_read_to_the_last_and_comments_are_not(serve: Serve) -> None:
    events = stream(serve(_sends(b": \n\n", _DELTA, b": \n\n", _DELTA, _DONE)), "/v1/ask", _BODY)
    assert events
    assert list(events) == [("delta", {"text": "甲：乙"})] * 2


def test_an_event_is_there_before_the_next_is_sent(serve: Serve) -> None:
    gate = threading.Event()

    def reply(handler: BaseHTTPRequestHandler) -> None:
        _sends(_DELTA)(handler)
        gate.wait(60)
        handler.wfile.write(_DONE)

    events = stream(serve(reply), "/v1/ask", _BODY)
    assert events
    assert next(events)[0] == "delta"
    assert not gate.is_set()
    gate.set()
    assert list(events) == []


@pytest.mark.parametrize("end", [b"", b"event: answer\ndata: {", b"event: delta\ndata: {}\n"])
def test_a_stream_that_was_cut_off_is_an_error(serve: Serve, end: bytes) -> None:
    events = stream(serve(_sends(_DELTA, end)), "/v1/ask", _BODY)
    assert events
    with pytest.raises(WenceError, match="断了"):
        list(events)


def test_an_error_of_the_server_is_said_in_its_words(serve: Serve) -> None:
    end = 'event: error\ndata: {"status": 503, "detail": "服务正在停止"}\n\n'.encode()
    events = stream(serve(_sends(_DELTA, end, _DONE)), "/v1/ask", _BODY)
    assert events
    assert next(events)[0] == "delta"
    with pytest.raises(WenceError, match=r"^服务正在停止$"):
        next(events)


@pytest.mark.parametrize("ask", [post, stream])
@pytest.mark.parametrize("status", [404, 422, 500, 503])
def test_a_server_that_does_not_answer_counts_as_none(serve: Serve, ask: Callable[..., object], status: int) -> None:
    assert ask(serve(_sends(b"{}", status=status)), "/v1/ask", _BODY) is None


@pytest.mark.parametrize("ask", [post, stream])
@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"url": "http://127.0.0.1:9"}', '{"url": "file:///etc/passwd"}', '{"url": "http://"}']
)
def test_an_announcement_that_leads_nowhere_counts_as_none(
    tmp_path: Path, ask: Callable[..., object], content: str
) -> None:
    assert ask(tmp_path / "none", "/v1/ask", _BODY) is None
    (tmp_path / "server.json").write_text(content, encoding="utf-8")
    assert ask(tmp_path, "/v1/ask", _BODY) is None
