import socket
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any

import pytest

from rag.adapters.watch import Watch
from rag.errors import ModelInterrupted, ModelTimeout

_PATIENCE_SECONDS = 120


def _started(call: Callable[[], Any]) -> "Future[Any]":
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def test_a_reader_is_woken_when_the_time_is_up() -> None:
    here, there = socket.socketpair()
    with here, there, Watch(0.05) as watch:
        watch.guard(here)
        assert _started(lambda: here.recv(1)).result(_PATIENCE_SECONDS) == b""
        with pytest.raises(ModelTimeout, match=r"0\.05 秒"):
            watch.check()


def test_a_reader_is_woken_when_the_caller_wants_no_more() -> None:
    here, there = socket.socketpair()
    stop = Event()
    with here, there, Watch(3600, stop) as watch:
        watch.guard(here)
        read = _started(lambda: here.recv(1))
        stop.set()
        assert read.result(_PATIENCE_SECONDS) == b""
        with pytest.raises(ModelInterrupted):
            watch.check()


def test_a_sleeper_is_woken_when_the_caller_wants_no_more() -> None:
    stop = Event()
    with Watch(3600, stop) as watch:
        slept = _started(lambda: watch.sleep(3600))
        stop.set()
        with pytest.raises(ModelInterrupted):
            slept.result(_PATIENCE_SECONDS)


def test_a_socket_that_comes_too_late_is_refused() -> None:
    stop = Event()
    stop.set()
    here, there = socket.socketpair()
    with here, there, Watch(3600, stop) as watch, pytest.raises(ModelInterrupted):
        watch.guard(here)


def test_after_the_watch_the_socket_is_left_alone() -> None:
    stop = Event()
    here, there = socket.socketpair()
    with here, there:
        with Watch(3600, stop) as watch:
            watch.guard(here)
        stop.set()
        there.sendall(b"x")
        assert here.recv(1) == b"x"
