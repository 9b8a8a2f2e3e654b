import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.adapters.bm25 import BM25
from rag.adapters.faiss_flat import FaissFlat
from rag.errors import SnapshotDamaged, SnapshotMismatch, SnapshotMissing
from rag.indexing.ingest import Indexer
from rag.indexing.live import LiveSnapshot
from rag.indexing.snapshot import FORMAT, DiskSnapshot, open_snapshot, read_manifest, verify
from rag.indexing.store import Store
from rag.indexing.tokens import file_of

FILES = ["blocks.faiss", "catalogue.sqlite", "dense.faiss", "lexical/postings.npz", "lexical/vocabulary.txt"]


@pytest.fixture
def folder(indexer: Indexer, sources: Path, store: Store) -> Path:
    indexer.ingest([sources])
    return store.current()


def test_the_manifest_lists_every_file(folder: Path) -> None:
    tokens = ["tokens/counts.npy", *(file_of(name) for name in ("parks", "roads"))]
    assert sorted(read_manifest(folder).files) == sorted([*FILES, *tokens])
    assert verify(folder, read_manifest(folder)) == len(FILES) + len(tokens)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
def test_one_changed_byte_is_noticed_on_opening(folder: Path, name: str, place: float) -> None:
    data = bytearray((folder / name).read_bytes())
    data[int(len(data) * place)] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(SnapshotDamaged, match=name.split("/")[0]):
        open_snapshot(folder, None, FaissFlat, BM25)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_noticed_on_opening(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(SnapshotDamaged):
        open_snapshot(folder, None, FaissFlat, BM25)


def test_another_format_is_refused(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 99'), encoding="utf-8"
    )
    with pytest.raises(SnapshotMismatch, match="99"):
        open_snapshot(folder, None, FaissFlat, BM25)


def test_another_embedder_is_refused_with_the_command_that_repairs_it(folder: Path) -> None:
    with pytest.raises(SnapshotMismatch, match="wence ingest --rebuild"):
        open_snapshot(folder, "another", FaissFlat, BM25)


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    with pytest.raises(SnapshotMissing, match="wence ingest"):
        store.current()


def _opener(folder: Path) -> DiskSnapshot:
    return open_snapshot(folder, None, FaissFlat, BM25)


def test_a_reader_gets_the_new_snapshot_and_may_finish_with_the_old(
    folder: Path, indexer: Indexer, sources: Path, store: Store
) -> None:
    live = LiveSnapshot(store, _opener)
    old = live.get()
    (sources / "bridges.txt").write_text("桥梁办法\n\n第一条 桥梁由市桥梁局管理。\n", encoding="utf-8")
    indexer.ingest([sources])
    assert "bridges" in live.get().catalogue.documents
    assert old.catalogue.clause("roads/a2") is not None


def test_a_damaged_new_snapshot_is_not_taken(
    folder: Path, indexer: Indexer, sources: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveSnapshot(store, _opener)
    old = live.get()
    (sources / "bridges.txt").write_text("桥梁办法\n\n第一条 桥梁由市桥梁局管理。\n", encoding="utf-8")
    indexer.ingest([sources])
    (store.current() / "dense.faiss").write_bytes(b"broken")
    assert live.get() is old
    assert "not taken" in caplog.text
    assert live.get() is old


def test_a_parsed_document_comes_back_whole(folder: Path, opened: Callable[[], DiskSnapshot]) -> None:
    parsed = opened().catalogue.parsed("parks")
    assert parsed is not None
    covered = sorted([*parsed.clauses, *parsed.spans], key=lambda part: part.start)
    assert "\n".join(parsed.text[part.start : part.end] for part in covered) == parsed.text


def test_a_snapshot_that_cannot_be_read_is_gone_when_its_folder_is_deleted_as_told(
    indexer: Indexer, sources: Path, store: Store, folder: Path
) -> None:
    (folder / "manifest.json").unlink()
    with pytest.raises(SnapshotDamaged, match=re.escape(f"请删除目录 {folder} 后重新运行 wence ingest")):
        indexer.ingest([sources])
    shutil.rmtree(folder)
    assert not store.has_snapshot()
    indexer.ingest([sources])
    assert store.has_snapshot()
