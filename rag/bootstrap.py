"""The one place where the parts are put together. Tests call it too, with fakes for what is slow."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.indexing.build import Builder
from rag.indexing.ingest import Indexer
from rag.indexing.intake import Intake
from rag.indexing.live import LiveSnapshot
from rag.indexing.snapshot import DiskSnapshot, open_snapshot
from rag.indexing.store import Store
from rag.library import Library
from rag.models import Writers
from rag.ports import DenseBackend, Embedder, LexicalBackend, Progress, Reader
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant


def build_assistant(
    settings: Settings, *, embedder: Embedder | None = None, writers: Writers | None = None
) -> "Assistant":
    """An assistant over the current snapshot; models and files are opened at the first question.

    Errors: SettingsError for a language model that cannot be.
    """
    from rag.assistant import Assistant
    from rag.registry import build_models

    embedder = embedder or build_embedder(settings)
    dense, lexical = _backends()

    def opened(folder: Path) -> DiskSnapshot:
        return open_snapshot(folder, embedder.id, dense, lexical)

    return Assistant(LiveSnapshot(Store(settings.home), opened), embedder, writers or build_models(settings))


def open_current(settings: Settings, embedder: Embedder) -> DiskSnapshot:
    """The current snapshot itself, for what measures its parts. Errors: SnapshotError."""
    return open_snapshot(Store(settings.home).current(), embedder.id, *_backends())


def build_library(settings: Settings) -> Library:
    """For what needs no model: documents, clauses, tasks. It takes a snapshot of any embedder."""
    dense, lexical = _backends()

    def opened(folder: Path) -> DiskSnapshot:
        return open_snapshot(folder, None, dense, lexical)

    return Library(LiveSnapshot(Store(settings.home), opened))


def build_indexer(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    readers: Sequence[Reader] | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Indexer:
    from rag.reading.passages import passages
    from rag.reading.read import TextReader

    store = Store(settings.home)
    dense, lexical = _backends()
    builder = Builder(passages, embedder or build_embedder(settings), dense, lexical, store, progress)
    return Indexer(store, Intake(readers or (TextReader(),), progress), builder)


def build_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name, loaded when it is first used."""
    from rag.adapters.lazy import LazyEmbedder

    def load() -> Embedder:
        from rag.adapters.sentence_transformers import Dtype, SentenceTransformerEmbedder

        return SentenceTransformerEmbedder.load(
            settings.embedder,
            cache=settings.cache,
            threads=settings.embedder_threads,
            dtype=Dtype(settings.embedder_dtype),
        )

    return LazyEmbedder(load)


def _backends() -> tuple[DenseBackend, LexicalBackend]:
    from rag.adapters.bm25 import BM25
    from rag.adapters.faiss_flat import FaissFlat

    return FaissFlat, BM25
