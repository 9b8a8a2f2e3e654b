"""What is sent of an answer in the making: its events as they come, or the whole of it in one piece."""

import logging
from collections.abc import AsyncIterator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.events import DONE, HEARTBEAT, Event, encoded, json_line
from api.jobs import Job, Left, Silence, attended
from api.problems import document
from rag.errors import WenceError

_log = logging.getLogger(__name__)


class EventStream(Response):
    """Server-sent events. The first is awaited before anything is sent, so that its errors are ordinary problems; of a later
    one, `error` tells. `heartbeat`: seconds of silence, after which a comment is sent."""

    media_type = "text/event-stream"

    def __init__(self, job: Job, *, heartbeat: float) -> None:
        # A proxy that buffers would hold the sentences back.
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._job = job
        self._heartbeat = heartbeat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with attended(self._job, receive):
                first = await self._job.next()
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                async for chunk in self._chunks(first, scope["path"]):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                await send({"type": "http.response.body"})
        except Left:
            return

    async def _chunks(self, first: Event | None, path: str) -> AsyncIterator[bytes]:
        """Errors: Left."""
        try:
            if first:
                yield encoded(first)
            async for chunk in self._later():
                yield chunk
        except Left:
            raise
        except Exception as error:
            if not isinstance(error, WenceError):
                _log.exception("an answer broke off")
            yield encoded(("error", document(error, instance=path)))
        yield encoded(DONE)

    async def _later(self) -> AsyncIterator[bytes]:
        while True:
            try:
                event = await self._job.next(self._heartbeat)
            except Silence:
                yield HEARTBEAT
                continue
            if event is None:
                return
            yield encoded(event)


class Whole(Response):
    """The last event's content as one JSON document."""

    media_type = "application/json"

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with attended(self._job, receive):
                _, content = await self._last()
                await Response(json_line(content), media_type=self.media_type)(scope, receive, send)
        except Left:
            return

    async def _last(self) -> Event:
        last: Event | None = None
        while event := await self._job.next():
            last = event
        if last is None:
            raise ValueError("an answer has events")
        return last
