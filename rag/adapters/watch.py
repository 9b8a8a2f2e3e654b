"""Bounds a call to another machine from outside: by time, and by the caller's wish.

A socket's own timeout starts anew with every byte, and a thread that reads cannot be told to stop; a socket that is shut
down under it ends both.
"""

import socket
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from rag.errors import ModelError, ModelInterrupted, ModelTimeout
from rag.models import STOPPED

_TICK = 0.1


class Watch:
    """A context: while it is open, the guarded socket lives no longer than `seconds`, nor after `stop` is set."""

    def __init__(self, seconds: float, stop: Event | None = None) -> None:
        self._seconds = seconds
        self._ends_at = monotonic() + seconds
        self._stop = stop or Event()
        self._left = Event()
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._thread = Thread(target=self._run, name="model-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._left.set()
        self._thread.join()

    @property
    def remaining(self) -> float:
        return max(0.0, self._ends_at - monotonic())

    def check(self) -> None:
        """Errors: ModelInterrupted once `stop` is set, ModelTimeout once the time is up."""
        if verdict := self._verdict():
            raise verdict

    def guard(self, connected: socket.socket) -> None:
        """Errors: those of `check`: the watch may have ended while the socket was not there yet."""
        with self._lock:
            self._socket = connected
        self.check()

    def sleep(self, seconds: float) -> None:
        """Errors: those of `check`, as soon as they are due."""
        self._stop.wait(min(seconds, self.remaining))
        self.check()

    def _verdict(self) -> ModelError | None:
        if self._stop.is_set():
            return ModelInterrupted(STOPPED)
        if not self.remaining:
            return ModelTimeout(f"语言模型在 {self._seconds:g} 秒内没有答完；可以用 WENCE_MODEL_TIMEOUT 放宽")
        return None

    def _run(self) -> None:
        while not self._left.wait(_TICK):
            if self._verdict():
                self._wake()
                return

    def _wake(self) -> None:
        with self._lock, suppress(OSError):
            if self._socket is not None:
                # Not by the method of a TLS socket, which takes itself apart while the other thread still reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
