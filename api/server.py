"""`wence serve`: composition of the server, one process, one port.

It listens at once and prepares itself in the background; /readyz tells how far it is. SIGTERM and Ctrl-C end it within
two seconds, whatever it is doing.
"""

import errno
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.feedback import FeedbackStore
from api.jobs import Jobs
from api.preparation import Preparation
from api.presence import announce, withdraw
from api.readiness import Readiness, Stage
from rag.adapters.batching import BatchingEmbedder
from rag.bootstrap import build_assistant, build_embedder
from rag.errors import UsageError
from rag.registry import build_models
from rag.settings import Settings

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_GRACE_SECONDS = 1
_BATCH = 8


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Runs until it is told to end. Port 0 takes a free one.

    Errors: UsageError for an address that cannot be taken; SnapshotError, SettingsError, ModelUnavailable when it cannot
    get ready.
    """
    listener = listen(host, port)
    _Service(settings, listener, host).run()


class _Service:
    def __init__(self, settings: Settings, listener: socket.socket, host: str) -> None:
        self._home = settings.home
        self._listener = listener
        self._url = url_of(listener)
        self._error: Exception | None = None
        readiness = Readiness(Stage.STARTING)
        writers = build_models(settings)
        assistant = build_assistant(settings, embedder=_embedder(settings), writers=writers)
        self._preparation = Preparation(settings, assistant, readiness, writers, done=self._prepared)
        jobs = Jobs()
        app = create_app(
            assistant,
            feedback=FeedbackStore(settings.home / "state.sqlite"),
            readiness=readiness,
            hosts=_LOOPBACK_NAMES | {host.lower()} if is_loopback(listener) else None,
            widget_origins=settings.widget_origins,
            writers=writers,
            jobs=jobs,
            lifespan=self._lifespan,
        )
        self._server = ServerOfJobs(
            uvicorn.Config(
                app,
                access_log=False,
                log_level="warning",
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            ),
            jobs,
        )

    def run(self) -> None:
        # For the moments before uvicorn takes the signals over and after it has given them back, when it raises anew
        # those that it got: by default the process would end before it has cleaned up.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        print(f"正在准备，请稍候…… · Getting ready at {self._url}", file=sys.stderr, flush=True)
        self._server.run(sockets=[self._listener])
        if self._error:
            raise self._error
        # All that is ours is closed. Python would now take torch down, which takes seconds, and ends in a crash where
        # the preparing thread is just loading a model.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        self._preparation.start()
        try:
            yield
        finally:
            self._preparation.stop()
            withdraw(self._home)

    def _prepared(self, error: Exception | None) -> None:
        if error:
            self._error = error
            self._server.should_exit = True
            return
        announce(self._home, self._url)
        print(f"问策已就绪：{self._url}（按 Ctrl-C 停止） · Wence is ready", flush=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._server.should_exit = True


class ServerOfJobs(uvicorn.Server):
    """Tells the answers in the making that it ends, before it waits for them."""

    def __init__(self, config: uvicorn.Config, jobs: Jobs) -> None:
        super().__init__(config)
        self._jobs = jobs

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._jobs.stop()
        await super().shutdown(sockets)


def _embedder(settings: Settings) -> BatchingEmbedder:
    """As many workers as processors, each with a thread of its own, unless the settings say how many threads one takes."""
    processors = os.cpu_count() or 1
    threads = settings.embedder_threads or 1
    model = build_embedder(settings.model_copy(update={"embedder_threads": threads}))
    return BatchingEmbedder(model, limit=_BATCH, workers=max(1, processors // threads))


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Errors: UsageError, one line that says what to do."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise UsageError(f"没有名为 {host} 的地址；请用 127.0.0.1，或本机的另一个地址") from error
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise _not_listening(error, host, port) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds the listener."""
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        return f"http://127.0.0.1:{port}"
    return f"http://[{host}]:{port}" if address.version == 6 else f"http://{host}:{port}"


def is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _not_listening(error: OSError, host: str, port: int) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"端口 {port} 已被占用", repair="换一个端口：wence serve --port 0 由系统选取")
    if error.errno == errno.EACCES:
        return UsageError(f"没有权限监听端口 {port}；请用 1024 以上的端口")
    return UsageError(f"无法监听 {host}:{port}（{error.strerror}）；请用 127.0.0.1，或本机的另一个地址")
