"""Where snapshots live: `$WENCE_HOME/snapshots/<id>/`, with `CURRENT` naming the one that counts.

One writer at a time, held by a lock file that the system releases when the process dies. A new snapshot is built beside
the others and becomes current by an atomic rename; the one before stays, so that a reader may finish with it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import SnapshotMissing, StoreBusy
from rag.indexing.snapshot import fsync

_LOCK_SECONDS = 2
_BUILDING = ".building"


class Store:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.snapshots = home / "snapshots"
        self.vectors = home / "vectors.sqlite"
        self._current = home / "CURRENT"

    def current(self) -> Path:
        """Folder of the current snapshot. Errors: SnapshotMissing, also where somebody has deleted it, as told to."""
        name = self._current.read_text(encoding="utf-8").strip() if self._current.exists() else ""
        if not name or not (self.snapshots / name).exists():
            raise SnapshotMissing("还没有导入任何文件", repair="请运行 wence ingest 文件或目录")
        return self.snapshots / name

    def has_snapshot(self) -> bool:
        try:
            return self.current().exists()
        except SnapshotMissing:
            return False

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Holds the writer's lock and gives an empty folder to build in, which is gone afterwards. Errors: StoreBusy."""
        self.snapshots.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.home / "writer.lock", timeout=_LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusy("另一个进程正在导入；请等它结束后再试") from None
        folder = self.snapshots / _BUILDING
        try:
            # A writer that was killed leaves its folder behind.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()

    def free_name(self, content: str) -> str:
        """A name for a snapshot of that content that no folder has: a live one is never overwritten."""
        names = (content, *(f"{content}.{n}" for n in range(2, 100)))
        return next(name for name in names if not (self.snapshots / name).exists())

    def publish(self, built: Path, name: str) -> Path:
        """Makes a built folder the current snapshot, atomically, and prunes all but the one before."""
        previous = self._current.read_text(encoding="utf-8").strip() if self._current.exists() else ""
        final = self.snapshots / name
        built.rename(final)
        fsync(self.snapshots)
        pointer = self._current.with_suffix(".new")
        pointer.write_text(name, encoding="utf-8")
        fsync(pointer)
        os.replace(pointer, self._current)
        fsync(self.home)
        self._prune({name, previous, _BUILDING})
        return final

    def _prune(self, kept: set[str]) -> None:
        for folder in self.snapshots.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
