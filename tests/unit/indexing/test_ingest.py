import errno
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from rag.adapters.fakes import HashEmbedder
from rag.bootstrap import build_indexer
from rag.errors import NotFoundError, ReadingError, SnapshotError, SnapshotMismatch, StoreBusy
from rag.indexing.ingest import Indexer
from rag.indexing.intake import Change
from rag.indexing.snapshot import DiskSnapshot
from rag.indexing.store import Store
from rag.ports import Embeddings
from rag.settings import Settings
from tests.unit.indexing.conftest import CountingEmbedder

Opened = Callable[[], DiskSnapshot]


def test_a_first_ingest_holds_every_clause_gap_and_unit(indexer: Indexer, sources: Path, opened: Opened) -> None:
    report = indexer.ingest([sources])
    catalogue = opened().catalogue
    assert [outcome.change for outcome in report.outcomes] == [Change.ADDED, Change.ADDED]
    assert list(catalogue.documents) == ["parks", "roads"]
    assert [clause.label for clause in catalogue.clauses_of("roads")] == ["第一条", "第二条", "第四条"]
    assert catalogue.gaps("roads")[0].missing == ("第三条",)
    assert catalogue.unit_names() == ["市园林局", "市财政局"]


def test_rows_of_both_indexes_follow_the_catalogue(indexer: Indexer, sources: Path, opened: Opened) -> None:
    indexer.ingest([sources])
    snapshot = opened()
    assert len(snapshot.lexical) == len(snapshot.clauses.documents) == snapshot.manifest.clauses
    assert len(snapshot.dense) == len(snapshot.passages.clauses) == snapshot.manifest.passages
    place = snapshot.catalogue.place("parks/s2/c1")
    assert place is not None
    assert int(snapshot.lexical.scores(["绿地"]).argmax()) == place
    clause = snapshot.catalogue.clauses_at([place])[place]
    stretches = {
        clause.text[snapshot.passages.starts[r] : snapshot.passages.ends[r]] for r in snapshot.passages_of(place)
    }
    assert "新增绿地三十公顷。" in stretches


def test_unchanged_files_change_nothing(indexer: Indexer, sources: Path, embedder: CountingEmbedder) -> None:
    first = indexer.ingest([sources])
    embedder.passages.clear()
    second = indexer.ingest([sources])
    assert [outcome.change for outcome in second.outcomes] == [Change.UNCHANGED, Change.UNCHANGED]
    assert second.snapshot == first.snapshot
    assert not embedder.passages


def test_only_new_text_is_embedded(indexer: Indexer, sources: Path, embedder: CountingEmbedder, opened: Opened) -> None:
    indexer.ingest([sources])
    embedder.passages.clear()
    path = sources / "roads.txt"
    path.write_text(path.read_text(encoding="utf-8") + "第五条 违者由市公安局处理。\n", encoding="utf-8")
    report = indexer.ingest([sources])
    assert [outcome.change for outcome in report.outcomes] == [Change.UNCHANGED, Change.REPLACED]
    assert embedder.passages == ["第五条 违者由市公安局处理。"]
    assert [clause.label for clause in opened().catalogue.clauses_of("roads")][-1] == "第五条"


def test_a_new_snapshot_equals_one_built_at_once(
    indexer: Indexer, sources: Path, opened: Opened, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    indexer.ingest([sources / "roads.txt"])
    indexer.ingest([sources / "parks.txt"])
    step_by_step = opened()
    other = Settings(home=tmp_path / "other", cache=tmp_path / "cache")
    at_once = build_indexer(other, embedder=embedder).ingest([sources])
    assert step_by_step.id == at_once.snapshot
    assert step_by_step.lexical.scores(["道路", "绿地"]).sum() > 0


def test_a_removed_document_is_gone_and_the_others_stay(indexer: Indexer, sources: Path, opened: Opened) -> None:
    indexer.ingest([sources])
    indexer.remove("roads")
    snapshot = opened()
    assert list(snapshot.catalogue.documents) == ["parks"]
    assert snapshot.lexical.scores(["道路"]).max() == 0
    assert snapshot.lexical.scores(["绿地"]).max() > 0
    assert snapshot.catalogue.unit_names() == ["市园林局", "市财政局"]


def test_what_is_not_there_cannot_be_removed(indexer: Indexer, sources: Path) -> None:
    indexer.ingest([sources])
    with pytest.raises(NotFoundError, match="bridges"):
        indexer.remove("bridges")


def test_one_bad_file_does_not_keep_the_others_out(indexer: Indexer, sources: Path, opened: Opened) -> None:
    (sources / "empty.txt").write_bytes(b"")
    (sources / "picture.md").write_bytes(b"\x89PNG\0\0\0")
    report = indexer.ingest([sources])
    failed = {outcome.source: outcome.message for outcome in report.outcomes if outcome.change is Change.FAILED}
    assert set(failed) == {"empty.txt", "picture.md"}
    assert all(message.startswith(name) and "\n" not in message for name, message in failed.items())
    assert report.failed
    assert list(opened().catalogue.documents) == ["parks", "roads"]


def test_two_files_of_one_id_are_told_apart(indexer: Indexer, sources: Path) -> None:
    (sources / "roads.md").write_text("另一份\n\n第一条 不同的内容。\n", encoding="utf-8")
    report = indexer.ingest([sources])
    assert [outcome.change for outcome in report.outcomes].count(Change.FAILED) == 1
    assert any("roads.md" in outcome.message for outcome in report.outcomes)


def test_a_folder_without_documents_is_refused(indexer: Indexer, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ReadingError, match=r"\.txt"):
        indexer.ingest([tmp_path / "nothing"])


def test_a_second_writer_is_told_to_wait(indexer: Indexer, sources: Path, store: Store) -> None:
    store.snapshots.mkdir(parents=True)
    with FileLock(store.home / "writer.lock"), pytest.raises(StoreBusy):
        indexer.ingest([sources])


class FailingEmbedder(HashEmbedder):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        raise self._error


def test_a_failed_ingest_leaves_the_old_snapshot(
    indexer: Indexer, sources: Path, settings: Settings, store: Store, opened: Opened
) -> None:
    before = indexer.ingest([sources / "roads.txt"]).snapshot
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(SnapshotError, match="磁盘空间不足"):
        build_indexer(settings, embedder=FailingEmbedder(full)).ingest([sources])
    assert opened().id == before
    assert [folder.name for folder in store.snapshots.iterdir()] == [before]


def test_what_a_killed_writer_left_is_swept_up(indexer: Indexer, sources: Path, store: Store) -> None:
    rest = store.snapshots / ".building"
    rest.mkdir(parents=True)
    (rest / "dense.faiss").write_bytes(b"half")
    indexer.ingest([sources])
    assert not rest.exists()


def test_another_embedder_is_refused_until_the_index_is_rebuilt(
    indexer: Indexer, sources: Path, settings: Settings, opened: Opened
) -> None:
    indexer.ingest([sources / "roads.txt"])
    other = build_indexer(settings, embedder=HashEmbedder(32))
    with pytest.raises(SnapshotMismatch, match="--rebuild"):
        other.ingest([sources])
    other.rebuild()
    other.ingest([sources])
    assert opened().manifest.dimension == 32
    assert list(opened().catalogue.documents) == ["parks", "roads"]


def test_a_rebuild_never_touches_the_folder_that_is_read(indexer: Indexer, sources: Path, store: Store) -> None:
    indexer.ingest([sources])
    before = store.current()
    indexer.rebuild()
    assert store.current() != before
    assert before.exists()


def test_old_snapshots_but_the_last_are_pruned(indexer: Indexer, sources: Path, store: Store) -> None:
    names = []
    for number in range(4):
        (sources / "more.txt").write_text(f"更多\n\n第一条 第{number}版。\n", encoding="utf-8")
        names.append(indexer.ingest([sources]).snapshot)
    assert sorted(folder.name for folder in store.snapshots.iterdir()) == sorted(names[-2:])


def test_a_damaged_vector_cache_is_made_anew(indexer: Indexer, sources: Path, store: Store) -> None:
    store.home.mkdir(parents=True)
    store.vectors.write_bytes(b"this is no database" * 100)
    assert indexer.ingest([sources]).snapshot
