"""A provider of chat completions on loopback that answers, or fails in one of the ways that real ones do.

The model that is asked for names the way: see `FAULTS`. It records what it was asked, and when a client leaves.
"""

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from rag.errors import ModelError
from rag.models import Delta, Finish, LanguageModel, Prompt, Schema

PIECES = ("到2027年，", "算力规模", "超过", "60", "EFLOPS。")
JSON_PIECES = ('{"sentence": "', "算力规模超过60EFLOPS。", '", "citation": ', "1}")
USAGE = {"prompt_tokens": 31, "completion_tokens": 5, "total_tokens": 36}
LATER_SECONDS = 60
PATIENCE_SECONDS = 120

Outcome = tuple[list[Delta | Finish], ModelError | None]


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Provider:
    """`left`: set when a client goes away in the middle of a reply; `ended`: set when the server closes."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    tunnels: list[str] = field(default_factory=list)
    left: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def asked_for(self, model: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.body["model"] == model]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked = Asked(self.path, dict(self.headers), body)
        self.provider.asked.append(self.asked)
        try:
            FAULTS[body["model"]](self)
        except (BrokenPipeError, ConnectionResetError):
            self.provider.left.set()
        self.close_connection = True

    def do_CONNECT(self) -> None:
        """As a proxy whose every address is this server."""
        self.provider.tunnels.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.close_connection = False

    @property
    def key(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    @property
    def attempt(self) -> int:
        return len(self.provider.asked_for(self.asked.body["model"]))

    @property
    def pieces(self) -> Sequence[str]:
        return JSON_PIECES if "response_format" in self.asked.body else PIECES

    def refuse(self, status: int, content: str | dict[str, Any] = "", **headers: str) -> None:
        text = (content if isinstance(content, str) else json.dumps({"error": content})).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def begin(self, kind: str = "text/event-stream; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def wait(self) -> None:
        """Until the client has gone, or the server closes."""
        self.connection.settimeout(0.05)
        while not self.provider.ended.is_set():
            try:
                if not self.connection.recv(1):
                    self.provider.left.set()
                    return
            except TimeoutError:
                continue

    def log_message(self, format: str, *args: Any) -> None:
        pass


def event(text: str | None = None, reason: str | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    return _data({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


def _choices(index: int, text: str) -> list[dict[str, Any]]:
    return [{"index": index, "delta": {"content": text}}]


def _data(content: Any) -> bytes:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode()


def reply(handler: _Handler) -> list[bytes]:
    """The events of a whole reply, cut off at max_tokens; a piece is a token."""
    limit = handler.asked.body["max_tokens"]
    pieces = handler.pieces[:limit]
    role = _data({"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}, "finish_reason": ""}]})
    ending = event(reason="length" if len(pieces) < len(handler.pieces) else "stop")
    usage = _data({"choices": [], "usage": USAGE | {"completion_tokens": len(pieces)}})
    usages = [usage] if "stream_options" in handler.asked.body else []
    return [role, *(event(piece) for piece in pieces), ending, *usages, b"data: [DONE]\n\n"]


def _ok(handler: _Handler) -> None:
    handler.begin()
    for part in reply(handler):
        handler.send(part)
    handler.end()


def _in_single_bytes(handler: _Handler) -> None:
    handler.begin()
    for byte in b"\xef\xbb\xbf: hello\n\nevent: message\n" + b"".join(reply(handler)):
        handler.send(bytes([byte]))
    handler.end()


def _with_crlf(handler: _Handler) -> None:
    """Cut between CR and LF, with comments; no chunks, the end of the connection is the end of the body."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()
    whole = b": ping\n\n".join(reply(handler)).replace(b"\n", b"\r\n")
    for part in whole.split(b"\r"):
        handler.wfile.write(part + b"\r")


def _split_characters(handler: _Handler) -> None:
    handler.begin()
    whole = b"".join(reply(handler))
    for start in range(0, len(whole), 7):
        handler.send(whole[start : start + 7])
    handler.end()


def _never_answers(handler: _Handler) -> None:
    handler.wait()


def _stalls(handler: _Handler) -> None:
    handler.begin()
    handler.send(event(PIECES[0]))
    handler.wait()


def _breaks_off(handler: _Handler) -> None:
    """In the middle of a chunk."""
    handler.begin()
    handler.send(event(PIECES[0]))
    handler.wfile.write(b"ff\r\ndata: {")


def _breaks_off_at_once(handler: _Handler) -> None:
    handler.begin()
    handler.wfile.write(b"ff\r\ndata: {")


def _hangs_up(handler: _Handler) -> None:
    """Without a word."""


def _streams(*parts: bytes) -> Callable[[_Handler], None]:
    def fault(handler: _Handler) -> None:
        handler.begin()
        for part in parts:
            handler.send(part)
        handler.end()

    return fault


def _endless(part: bytes, seconds: float = 0.0) -> Callable[[_Handler], None]:
    def fault(handler: _Handler) -> None:
        handler.begin()
        while not handler.provider.ended.wait(seconds):
            handler.send(part)

    return fault


def _drips_its_head(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.provider.ended.wait(0.02):
        handler.wfile.write(b"x")


def _refuses(status: int, content: str | dict[str, Any] = "", **headers: str) -> Callable[[_Handler], None]:
    return lambda handler: handler.refuse(status, content, **headers)


def _fails_twice(status: int, **headers: str) -> Callable[[_Handler], None]:
    return lambda handler: handler.refuse(status, **headers) if handler.attempt < 3 else _ok(handler)


def _breaks_off_twice(handler: _Handler) -> None:
    (_breaks_off_at_once if handler.attempt < 3 else _ok)(handler)


def _does_not_know(*fields: str) -> Callable[[_Handler], None]:
    def fault(handler: _Handler) -> None:
        unknown = next((name for name in fields if name in handler.asked.body), None)
        if unknown:
            handler.refuse(400, {"message": f"Unknown parameter: '{unknown}'.", "code": "unknown_parameter"})
        else:
            _ok(handler)

    return fault


def _echoes(status: int) -> Callable[[_Handler], None]:
    def fault(handler: _Handler) -> None:
        said = {"message": f"Incorrect API key provided: {handler.key}", "type": handler.key, "code": handler.key}
        handler.refuse(status, said, X_Echo=handler.key, Retry_After=handler.key)

    return fault


def _echoes_in_the_stream(handler: _Handler) -> None:
    handler.begin()
    handler.send(_data({"error": {"message": handler.key, "code": handler.key, "type": handler.key}}))
    handler.end()


def _echoes_in_bad_json(handler: _Handler) -> None:
    handler.begin()
    handler.send(f"data: {handler.key}\n\n".encode())
    handler.end()


def _echoes_in_its_status_line(handler: _Handler) -> None:
    handler.wfile.write(f"{handler.key}\r\n\r\n".encode())


_ENDED = (event(reason="stop"), b"data: [DONE]\n\n")
_MOVED = {"Location": "http://127.0.0.1:9/elsewhere"}


def _refuses_until_a_date(handler: _Handler) -> None:
    """The date is made when it is asked for: one made at import has passed when the tests take longer."""
    later = datetime.now(UTC) + timedelta(seconds=LATER_SECONDS)
    handler.refuse(429, Retry_After=format_datetime(later, usegmt=True))


FAULTS: dict[str, Callable[[_Handler], None]] = {
    "ok": _ok,
    "in single bytes": _in_single_bytes,
    "with crlf": _with_crlf,
    "split characters": _split_characters,
    "401": _refuses(401, {"message": "no", "code": "invalid_api_key"}),
    "403": _refuses(403),
    "404": _refuses(404, {"message": "no", "code": "model_not_found"}),
    "400, too long": _refuses(400, {"message": "no", "code": 400, "type": "exceed_context_size_error"}),
    "429": _refuses(429, Retry_After=str(LATER_SECONDS)),
    "429 until a date": _refuses_until_a_date,
    "429 without a time": _refuses(429),
    "429 twice": _fails_twice(429, Retry_After="0"),
    "500": _refuses(500, "<html>Internal Server Error</html>"),
    "500 twice": _fails_twice(500),
    "503 with a time": _refuses(503, Retry_After=str(LATER_SECONDS)),
    "redirect": _refuses(307, "", **_MOVED),
    "hangs up": _hangs_up,
    "never answers": _never_answers,
    "stalls": _stalls,
    "breaks off": _breaks_off,
    "breaks off at once": _breaks_off_at_once,
    "breaks off twice": _breaks_off_twice,
    "two choices": _streams(_data({"choices": [*_choices(1, "别的"), *_choices(0, "到")]}), *_ENDED),
    "no finish_reason": _streams(event("到"), b"data: [DONE]\n\n"),
    "no [DONE]": _streams(event("到"), event(reason="stop")),
    "ends badly": _streams(event("到"), event(reason="error"), b"data: [DONE]\n\n"),
    "error at once": _streams(_data({"error": {"message": "overloaded"}})),
    "error after a piece": _streams(event("到"), _data({"error": {"message": "overloaded", "type": "server_error"}})),
    "429 in the stream": _streams(_data({"error": {"message": "slow down", "code": 429}})),
    "401 in the stream": _streams(_data({"error": {"message": "no", "code": "401"}})),
    "no JSON": _streams(b"data: <html>\n\n", *_ENDED),
    "another shape": _streams(_data({"choices": [{"delta": {"content": 7}}]}), *_ENDED),
    "no UTF-8": _streams(b"data: \xff\xfe\n\n", *_ENDED),
    "deep JSON": _streams(b"data: " + b"[" * 50_000 + b"\n\n", *_ENDED),
    "a page": lambda handler: handler.refuse(200, "<html>", Content_Type="text/html"),
    "not streamed": lambda handler: handler.refuse(200, "{}", Content_Type="application/json"),
    "endless": _endless(event("一二三四五六七八九十")),
    "endless, slowly": _endless(b": ping\n\n", 0.02),
    "endless comments": _endless(b": ping\n" * 500),
    "endless line": _endless(b"x" * 4000),
    "drips its head": _drips_its_head,
    "knows no response_format": _does_not_know("response_format"),
    "knows no stream_options": _does_not_know("stream_options"),
    "knows no extras": _does_not_know("stream_options", "response_format"),
    "echoes at 400": _echoes(400),
    "echoes at 401": _echoes(401),
    "echoes at 429": _echoes(429),
    "echoes at 500": _echoes(500),
    "echoes in the stream": _echoes_in_the_stream,
    "echoes in bad JSON": _echoes_in_bad_json,
    "echoes in its status line": _echoes_in_its_status_line,
}


@contextmanager
def provider() -> Iterator[Provider]:
    """Serves until the context is left."""
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {})) as server:
        served = Provider(f"http://127.0.0.1:{server.server_port}/v1")
        server.RequestHandlerClass.provider = served  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield served
        finally:
            served.ended.set()
            server.shutdown()
            thread.join()


@contextmanager
def closed_port() -> Iterator[str]:
    """An address that refuses connections: the port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def start(
    model: LanguageModel,
    prompt: Prompt,
    *,
    schema: Schema | None = None,
    max_tokens: int = 64,
    stop: Event | None = None,
) -> "Future[Outcome]":
    """What came and how it failed, on a thread that a test may leave behind: a reply without end fails the test."""
    outcome: Future[Outcome] = Future()

    def run() -> None:
        items: list[Delta | Finish] = []
        try:
            items.extend(model.stream(prompt, schema=schema, max_tokens=max_tokens, stop=stop))
            outcome.set_result((items, None))
        except ModelError as error:
            outcome.set_result((items, error))
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=run, daemon=True).start()
    return outcome


def asked(
    model: LanguageModel,
    prompt: Prompt,
    *,
    schema: Schema | None = None,
    max_tokens: int = 64,
    stop: Event | None = None,
) -> Outcome:
    return start(model, prompt, schema=schema, max_tokens=max_tokens, stop=stop).result(PATIENCE_SECONDS)


def text_of(items: Sequence[Delta | Finish]) -> str:
    return "".join(item.text for item in items if isinstance(item, Delta))
