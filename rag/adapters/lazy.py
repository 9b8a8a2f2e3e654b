"""An embedder that is loaded when it is first needed: much work (tasks, show, an ingest of nothing new) never needs it."""

import threading
from collections.abc import Callable, Sequence

from rag.ports import Embedder, Embeddings


class LazyEmbedder:
    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None

    @property
    def loaded(self) -> Embedder:
        """Errors: ModelUnavailable, at the first use and at every one after it."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._load()
            return self._embedder

    @property
    def id(self) -> str:
        return self.loaded.id

    @property
    def dimension(self) -> int:
        return self.loaded.dimension

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        return self.loaded.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self.loaded.embed_passages(texts)
