"""The snapshot that a long-running process serves from, exchanged when a new one is published."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from rag.errors import WenceError
from rag.indexing.snapshot import DiskSnapshot
from rag.indexing.store import Store

_log = logging.getLogger(__name__)


class LiveSnapshot:
    """`get` gives the newest snapshot that could be opened; who holds an older one finishes with it."""

    def __init__(self, store: Store, opener: Callable[[Path], DiskSnapshot]) -> None:
        self._store = store
        self._opener = opener
        self._lock = threading.Lock()
        self._snapshot: DiskSnapshot | None = None
        self._seen: str | None = None

    def get(self) -> DiskSnapshot:
        """Errors: SnapshotMissing, SnapshotDamaged, SnapshotMismatch when there is none to fall back on."""
        if self._snapshot is None:
            with self._lock:
                if self._snapshot is None:
                    self._open()
        elif self._newer() and self._lock.acquire(blocking=False):
            try:
                self._exchange()
            finally:
                self._lock.release()
        assert self._snapshot is not None
        return self._snapshot

    def _newer(self) -> bool:
        try:
            return self._store.current().name != self._seen
        except WenceError:
            return False

    def _open(self) -> None:
        folder = self._store.current()
        self._snapshot = self._opener(folder)
        self._seen = folder.name

    def _exchange(self) -> None:
        try:
            self._open()
        except WenceError as error:
            # The old snapshot is whole: serving it beats serving nothing. It is not tried again until the next one.
            self._seen = self._store.current().name
            _log.error("new snapshot not taken: %s", error)
