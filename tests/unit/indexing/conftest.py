"""A small corpus of made documents, and an indexer over it that needs no model."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rag.adapters.bm25 import BM25
from rag.adapters.faiss_flat import FaissFlat
from rag.adapters.fakes import HashEmbedder
from rag.bootstrap import build_indexer
from rag.indexing.ingest import Indexer
from rag.indexing.snapshot import DiskSnapshot, open_snapshot
from rag.indexing.store import Store
from rag.ports import Embeddings
from rag.settings import Settings


class CountingEmbedder(HashEmbedder):
    """Keeps what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        self.passages += texts
        return super().embed_passages(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache")


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.home)


@pytest.fixture
def indexer(settings: Settings, embedder: CountingEmbedder) -> Indexer:
    return build_indexer(settings, embedder=embedder)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "roads.txt").write_text(
        "道路管理办法\n\n第一条 为了加强道路管理，制定本办法。\n第二条 道路由市交通局管理。\n第四条 本办法自发布之日起施行。\n",
        encoding="utf-8",
    )
    (folder / "parks.txt").write_text(
        "公园工作要点\n\n一、总体要求\n建设公园一百座。\n二、重点任务\n（一）增加绿地。新增绿地三十公顷。（市园林局牵头，市财政局配合）\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def opened(store: Store) -> Callable[[], DiskSnapshot]:
    return lambda: open_snapshot(store.current(), None, FaissFlat, BM25)
