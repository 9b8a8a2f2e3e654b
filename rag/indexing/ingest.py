"""Writes snapshots into a store: ingest, remove, rebuild. Each holds the writer's lock from reading to publishing."""

import errno
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.domain import ParsedDocument
from rag.errors import NotFoundError, SnapshotError, SnapshotMissing
from rag.indexing.build import Builder
from rag.indexing.intake import Change, Intake, Outcome
from rag.indexing.snapshot import DiskSnapshot, check_embedder, open_snapshot
from rag.indexing.store import Store


@dataclass(frozen=True, slots=True)
class IngestReport:
    """`characters` and `documents` count what was read anew; `seconds` is the whole."""

    snapshot: str
    outcomes: tuple[Outcome, ...]
    characters: int
    seconds: float

    @property
    def failed(self) -> bool:
        return any(outcome.change is Change.FAILED for outcome in self.outcomes)


class Indexer:
    def __init__(self, store: Store, intake: Intake, builder: Builder) -> None:
        self._store = store
        self._intake = intake
        self._builder = builder

    def ingest(self, paths: Sequence[Path]) -> IngestReport:
        """Adds or replaces the documents of files and folders; others stay. Errors: ReadingError, SnapshotError."""
        started = time.perf_counter()
        files = list(self._intake.files(paths))
        with self._writing() as folder:
            old = self._current()
            batch = self._intake.read(
                files, old.catalogue.documents if old else {}, old.catalogue.fingerprints() if old else {}
            )
            snapshot = old.id if old else ""
            if batch.parsed:
                dropped = {name for name in batch.parsed if old and name in old.catalogue.documents}
                snapshot = self._publish(folder, old, list(batch.parsed.values()), dropped)
        characters = sum(len(parsed.text) for parsed, _ in batch.parsed.values())
        return IngestReport(snapshot, tuple(batch.outcomes), characters, time.perf_counter() - started)

    def remove(self, document_id: str) -> str:
        """Takes one document out; returns the id of the new snapshot. Errors: NotFoundError, SnapshotError."""
        with self._writing() as folder:
            old = self._current()
            if old is None or document_id not in old.catalogue.documents:
                raise NotFoundError(f"没有编号为 {document_id} 的文件", repair="wence documents 列出全部文件")
            return self._publish(folder, old, [], {document_id})

    def rebuild(self) -> IngestReport:
        """Embeds everything anew from the texts that the current snapshot holds. Errors: SnapshotError."""
        started = time.perf_counter()
        with self._writing() as folder:
            old = open_snapshot(self._store.current(), None, self._builder.dense, self._builder.lexical)
            texts = [
                (text, old.manifest.documents[name])
                for name in old.catalogue.documents
                if (text := old.catalogue.parsed(name))
            ]
            snapshot = self._publish(folder, None, texts, set())
        outcomes = tuple(Outcome(text.document.source, Change.REPLACED, text.document) for text, _ in texts)
        characters = sum(len(text.text) for text, _ in texts)
        return IngestReport(snapshot, outcomes, characters, time.perf_counter() - started)

    def _current(self) -> DiskSnapshot | None:
        try:
            folder = self._store.current()
        except SnapshotMissing:
            return None
        return open_snapshot(folder, None, self._builder.dense, self._builder.lexical)

    def _publish(
        self, folder: Path, old: DiskSnapshot | None, parsed: Sequence[tuple[ParsedDocument, str]], dropped: set[str]
    ) -> str:
        # Not sooner: when nothing is new, the embedder need not be loaded to know its id.
        if old:
            check_embedder(old.manifest, self._builder.embedder.id)
        manifest = self._builder.build(folder, old, parsed, dropped)
        self._store.publish(folder, manifest.id)
        return manifest.id

    @contextmanager
    def _writing(self) -> Iterator[Path]:
        try:
            with self._store.writing() as folder:
                yield folder
        except (OSError, sqlite3.Error) as error:
            raise _disk_error(error, self._store.home) from error


def _disk_error(error: OSError | sqlite3.Error, home: Path) -> SnapshotError:
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "full" in str(error)
    if full:
        return SnapshotError(f"磁盘空间不足，索引没有改变：{home}；请清理磁盘后重新运行 wence ingest")
    return SnapshotError(f"无法写入 {home}（{error}），索引没有改变；请检查目录权限后重新运行 wence ingest")
