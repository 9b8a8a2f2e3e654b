"""Answers in the making: each on a thread of its own, read from the event loop, ended from there.

Threads of their own, so that slow models take none from searches; a limited number, so that memory is limited too.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from starlette.types import Receive

from api.events import Event
from rag.errors import WenceError

Make = Callable[[threading.Event], Iterator[Event]]
"""Makes an answer; once the event is set, nobody wants it any more."""


class Crowded(WenceError):
    """As many answers are being made as may be."""

    def __init__(self) -> None:
        super().__init__("正在回答的问题太多，请稍候再试")


class Stopping(WenceError):
    """The server is about to end."""

    def __init__(self) -> None:
        super().__init__("服务正在停止，这次回答没有完成；请稍后再问")


class Left(Exception):
    """The client has gone: there is nobody to tell anything."""


class Silence(Exception):
    """Nothing has come for a while."""


@dataclass(frozen=True, slots=True)
class _End:
    """The last item: nothing more comes, or an error instead."""

    error: Exception | None = None


class Job:
    """One answer. It is read and ended in the event loop that it was started in."""

    def __init__(self, make: Make, finished: Callable[[], None]) -> None:
        """`finished`: called in the event loop when the thread has done its work."""
        self._make = make
        self._finished = finished
        self._stop = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._items: asyncio.Queue[Event | _End] = asyncio.Queue()
        # A model that is being loaded cannot be interrupted; it must not keep the process from ending.
        threading.Thread(target=self._run, name="answer", daemon=True).start()

    async def next(self, seconds: float | None = None) -> Event | None:
        """The next event, None behind the last. Errors: Silence after `seconds`; those of the making, and that of `end`."""
        try:
            async with asyncio.timeout(seconds):
                item = await self._items.get()
        except TimeoutError:
            raise Silence() from None
        if not isinstance(item, _End):
            return item
        if item.error:
            raise item.error
        return None

    def end(self, reason: Exception) -> None:
        """Stops the making. Who reads it gets `reason` behind what is there already, and need not wait for the thread."""
        self._stop.set()
        self._items.put_nowait(_End(reason))

    def _run(self) -> None:
        end = _End()
        try:
            for event in self._make(self._stop):
                if self._stop.is_set():
                    break
                self._call(partial(self._items.put_nowait, event))
        except Exception as error:
            end = _End(error)
        finally:
            self._call(partial(self._finish, end))

    def _call(self, action: Callable[[], None]) -> None:
        """In the event loop; where that has ended, nobody waits for it."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(action)

    def _finish(self, end: _End) -> None:
        self._items.put_nowait(end)
        self._finished()


class Jobs:
    """All answers in the making: at most `limit` at a time; one more waits for `patience` seconds, then it is refused."""

    def __init__(self, *, limit: int = 32, patience: float = 5.0) -> None:
        self._places = asyncio.Semaphore(limit)
        self._patience = patience
        self._running: set[Job] = set()
        self._is_stopping = False

    async def start(self, make: Make) -> Job:
        """Errors: Crowded, Stopping."""
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            raise Crowded() from None
        if self._is_stopping:
            self._places.release()
            raise Stopping()
        job = Job(make, lambda: self._leave(job))
        self._running.add(job)
        return job

    def stop(self) -> None:
        """Ends all of them, and takes no more. To be called in their event loop."""
        self._is_stopping = True
        for job in self._running:
            job.end(Stopping())

    def _leave(self, job: Job) -> None:
        self._running.discard(job)
        self._places.release()


@asynccontextmanager
async def attended(job: Job, receive: Receive) -> AsyncIterator[None]:
    """While it is open, the job is ended with Left when the client leaves; at its end in any case."""

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        job.end(Left())

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        job.end(Left())
