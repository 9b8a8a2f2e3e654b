import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.fakes import HashEmbedder
from rag.errors import SnapshotDamaged
from rag.indexing import tokens
from rag.indexing.ingest import Indexer
from rag.indexing.snapshot import DiskSnapshot, read_manifest, verify
from rag.indexing.store import Store

Opened = Callable[[], DiskSnapshot]


def _passage(snapshot: DiskSnapshot, row: int) -> str:
    place = int(snapshot.passages.clauses[row])
    clause = snapshot.catalogue.clauses_at([place])[place]
    return clause.text[snapshot.passages.starts[row] : snapshot.passages.ends[row]]


def _assert_own_tokens(snapshot: DiskSnapshot) -> None:
    rows = list(range(len(snapshot.dense)))[::-1]
    found, counts = snapshot.tokens_of(rows)
    pieces = np.split(found, np.cumsum(counts)[:-1])
    expected = HashEmbedder().embed_passages([_passage(snapshot, row) for row in rows]).tokens
    assert rows
    assert all(np.abs(piece - own).max() < 0.01 for piece, own in zip(pieces, expected, strict=True))


def test_every_passage_has_its_own_tokens_in_any_order(indexer: Indexer, sources: Path, opened: Opened) -> None:
    indexer.ingest([sources])
    _assert_own_tokens(opened())


def test_they_stay_its_own_when_documents_come_and_go(indexer: Indexer, sources: Path, opened: Opened) -> None:
    indexer.ingest([sources / "roads.txt"])
    indexer.ingest([sources / "parks.txt"])
    (sources / "roads.txt").write_text("道路管理办法\n\n第一条 道路由市公安局管理。\n", encoding="utf-8")
    indexer.ingest([sources])
    _assert_own_tokens(opened())
    indexer.remove("parks")
    _assert_own_tokens(opened())


def test_a_document_that_stays_keeps_its_file(indexer: Indexer, sources: Path, opened: Opened) -> None:
    indexer.ingest([sources / "roads.txt"])
    before = opened().folder / tokens.file_of("roads")
    indexer.ingest([sources / "parks.txt"])
    after = opened().folder / tokens.file_of("roads")
    assert before != after
    assert os.path.samefile(before, after)


def test_where_the_disk_has_no_links_the_file_is_copied(
    indexer: Indexer, sources: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    indexer.ingest([sources / "roads.txt"])
    indexer.ingest([sources / "parks.txt"])
    _assert_own_tokens(opened())


def test_a_damaged_file_is_refused_when_it_is_read(indexer: Indexer, sources: Path, opened: Opened) -> None:
    indexer.ingest([sources])
    path = opened().folder / tokens.file_of("roads")
    damaged = bytearray(path.read_bytes())
    damaged[-3] ^= 1
    path.write_bytes(damaged)
    snapshot = opened()
    rows = range(len(snapshot.dense))
    with pytest.raises(SnapshotDamaged, match="已损坏"):
        snapshot.tokens_of(list(rows))
    with pytest.raises(SnapshotDamaged, match="已损坏"):
        verify(snapshot.folder, snapshot.manifest)


def test_the_manifest_of_a_later_snapshot_knows_every_file(indexer: Indexer, sources: Path, store: Store) -> None:
    indexer.ingest([sources / "roads.txt"])
    indexer.ingest([sources / "parks.txt"])
    folder = store.current()
    assert verify(folder, read_manifest(folder)) == len([p for p in folder.rglob("*") if p.is_file()]) - 1


def test_no_document_id_makes_a_path() -> None:
    assert "/" not in tokens.file_of("../../etc/passwd").removeprefix("tokens/")
