"""Servers for the browser: `wence serve` as a process, a model that says what a question asks it to, and portals."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.fake_provider import FAULTS, event

_ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 120
# A proxy of the environment has no business with this machine's own address.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

MODEL = "says what it is asked to"
"""A model that repeats its first passage. Words of the question that make it do something else:"""
STALLS, INJECTS = "慢慢说", "智慧驿站"
_INJECTED = (
    "<script>window.hacked=true</script>",
    '<svg onload="window.hacked=true"></svg>',
    "![图](http://evil.example/x.png)",
    "[点这里](javascript:window.hacked=true)",
)


def _says(handler: Any) -> None:
    asked = handler.asked.body["messages"][-1]["content"]
    passages, question = asked.partition("<问题>")[::2]
    passage = re.findall(r"^\[1\] .*\n(.*)$", passages, re.MULTILINE)[0]
    before = [each for each in handler.provider.asked_for(MODEL) if question in each.body["messages"][-1]["content"]]
    handler.begin()
    for sentence in (passage, *(_INJECTED if INJECTS in question else ())):
        handler.send(event(f"{sentence}[1]\n"))
    if STALLS in question and len(before) == 1:
        handler.send(event("还有"))
        handler.wait()
        return
    handler.send(event(reason="stop"))
    handler.send(b"data: [DONE]\n\n")
    handler.end()


class Server:
    """`wence serve` on a port that stays the same when it is started again."""

    def __init__(self, home: Path, log: Path, cache: Path, **settings: str) -> None:
        self.home = home
        self._log = log
        self._port = "0"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
        own = {
            "WENCE_HOME": str(home),
            "WENCE_CACHE": str(cache),
            "PYTHONPATH": str(_ROOT),
            "PYTHONIOENCODING": "utf-8",
        }
        self._environment = kept | own | {f"WENCE_{name.upper()}": value for name, value in settings.items()}

    def start(self) -> "Server":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command("serve", "--port", self._port), env=self._environment, stdout=log, stderr=log
            )
        found = self._until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)", self._log.read_text(encoding="utf-8")))
        self.url, self._port = found.group(), found.group(1)
        self._until(lambda: _status(f"{self.url}/readyz") == 200)
        return self

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _until(self, look: Any) -> Any:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self._log.read_text(encoding="utf-8")
            if found := look():
                return found
            time.sleep(0.1)
        raise AssertionError(f"not within {_PATIENCE_SECONDS} seconds: {self._log.read_text(encoding='utf-8')}")


@contextmanager
def running(home: Path, log: Path, cache: Path, **settings: str) -> Iterator[Server]:
    server = Server(home, log, cache, **settings).start()
    try:
        yield server
    finally:
        server.kill()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "rag.cli", *arguments]


def ingest(home: Path, cache: Path, *paths: Path) -> None:
    environment = os.environ | {"WENCE_HOME": str(home), "WENCE_CACHE": str(cache)}
    subprocess.run(command("ingest", *map(str, paths)), env=environment, check=True, capture_output=True)


def _status(url: str) -> int:
    try:
        with _open(url, timeout=10) as response:
            return int(response.status)
    except OSError:
        return 0


class Portal:
    """A page of somebody else, on an origin of its own, that shows the widget. Set `loader` before it is asked for."""

    loader = ""
    attributes = ""
    style = ""

    def __init__(self, url: str) -> None:
        self.url = url

    def page(self) -> str:
        return (
            "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            f"<title>某厅门户</title><style>{self.style}</style><main><h1>某厅门户</h1><p>请按右下角的按钮。</p></main>"
            "<script>window.heard = []; for (const type of ['open', 'close', 'answer', 'error'])"
            " addEventListener('wence:' + type, (event) => heard.push([event.type, event.detail]));</script>"
            f"<script src='{self.loader}' {self.attributes}></script></html>"
        )


@contextmanager
def portal() -> Iterator[Portal]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = made.page().encode() if self.path == "/" else b""
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Portal(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


FAULTS[MODEL] = _says
