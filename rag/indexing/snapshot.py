"""A snapshot on disk: one folder, checked against its manifest before anything in it is believed.

    <id>/manifest.json  catalogue.sqlite  dense.faiss  blocks.faiss  lexical/  tokens/

FAISS loads a damaged file without a word (6 of 76 damages tried gave wrong results silently), so every file has a
SHA-256 in the manifest and opening compares them all, but for the tokens of documents, which are compared when they are
first read.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import SnapshotDamaged, SnapshotMismatch
from rag.indexing.catalogue import SqliteCatalogue
from rag.indexing.tokens import COUNTS, TokenTable
from rag.indexing.tokens import FOLDER as TOKENS
from rag.ports import DenseBackend, DenseIndex, LexicalBackend, LexicalIndex, Vectors

FORMAT = 4
CATALOGUE = "catalogue.sqlite"
DENSE = "dense.faiss"
BLOCKS = "blocks.faiss"
LEXICAL = "lexical"
MANIFEST = "manifest.json"

REPAIR = "请运行 wence ingest --rebuild"


class Manifest(BaseModel):
    """`files`: SHA-256 by name. `documents`: fingerprint of what each was read from, by id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    id: str
    created_at: str
    embedder: str
    dimension: int
    documents: dict[str, str]
    clauses: int
    passages: int
    files: dict[str, str]


class DiskSnapshot:
    """An open snapshot: catalogue, dense and lexical index of one moment. Read only; safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        catalogue: SqliteCatalogue,
        dense: DenseIndex,
        blocks: DenseIndex,
        lexical: LexicalIndex,
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.catalogue = catalogue
        self.dense = dense
        self.blocks = blocks
        self.block_clauses = catalogue.block_clauses()
        self.lexical = lexical
        self.clauses = catalogue.clauses
        self.passages = catalogue.passage_table()
        owners = self.clauses.documents[self.passages.clauses]
        self.tokens = TokenTable(folder, owners, catalogue.document_ids, self._check)
        self._by_clause = np.argsort(self.passages.clauses, kind="stable")
        self._ends = np.cumsum(np.bincount(self.passages.clauses, minlength=len(self.clauses.documents))).tolist()

    @property
    def id(self) -> str:
        return self.manifest.id

    def passages_of(self, place: int) -> list[int]:
        """Rows of the passages of the clause at `place`."""
        rows: list[int] = self._by_clause[self._ends[place - 1] if place else 0 : self._ends[place]].tolist()
        return rows

    def tokens_of(self, rows: Sequence[int]) -> tuple[Vectors, NDArray[np.int64]]:
        """Tokens of these passages, shape (n, dimension), and how many each has. Errors: SnapshotDamaged."""
        return self.tokens.of(rows)

    def close(self) -> None:
        self.catalogue.close()

    def _check(self, name: str) -> None:
        _compare(self.folder, name, self.manifest.files.get(name, ""))


def open_snapshot(folder: Path, embedder: str | None, dense: DenseBackend, lexical: LexicalBackend) -> DiskSnapshot:
    """Opens and checks a snapshot. `embedder` None takes any, for work that embeds nothing.

    Errors: SnapshotDamaged, SnapshotMismatch.
    """
    manifest = read_manifest(folder)
    if manifest.format != FORMAT:
        raise SnapshotMismatch(f"快照 {folder.name} 的格式是 {manifest.format}，本版本需要 {FORMAT}；{_anew(folder)}")
    if embedder is not None:
        check_embedder(manifest, embedder)
    for name, digest in manifest.files.items():
        if not _is_lazy(name):
            _compare(folder, name, digest)
    try:
        catalogue = SqliteCatalogue(folder / CATALOGUE)
        indexes = dense.load(folder / DENSE), dense.load(folder / BLOCKS), lexical.load(folder / LEXICAL)
        return DiskSnapshot(folder, manifest, catalogue, *indexes)
    except Exception as error:
        raise SnapshotDamaged(f"快照 {folder.name} 无法打开（{type(error).__name__}）；{_anew(folder)}") from error


def _anew(folder: Path) -> str:
    return f"请删除目录 {folder} 后重新运行 wence ingest"


def check_embedder(manifest: Manifest, embedder: str) -> None:
    """Vectors of two models cannot be compared. Errors: SnapshotMismatch."""
    if manifest.embedder != embedder:
        raise SnapshotMismatch(f"快照由向量模型 {manifest.embedder} 建立，现在配置的是 {embedder}", repair=REPAIR)


def read_manifest(folder: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise SnapshotDamaged(f"快照 {folder.name} 的 {MANIFEST} 缺失或损坏；{_anew(folder)}") from error


def verify(folder: Path, manifest: Manifest) -> int:
    """Compares every file with its digest; returns how many. Errors: SnapshotDamaged, naming the first that differs."""
    for name, digest in manifest.files.items():
        _compare(folder, name, digest)
    return len(manifest.files)


def _is_lazy(name: str) -> bool:
    return name.startswith(f"{TOKENS}/") and name != COUNTS


def _compare(folder: Path, name: str, digest: str) -> None:
    try:
        found = file_digest(folder / name)
    except OSError as error:
        raise SnapshotDamaged(f"快照 {folder.name} 缺少文件 {name}；{_anew(folder)}") from error
    if found != digest:
        raise SnapshotDamaged(f"快照 {folder.name} 的文件 {name} 已损坏（摘要不符）；{_anew(folder)}")


def seal(
    folder: Path, manifest: Callable[[dict[str, str]], Manifest], linked: Mapping[str, str] | None = None
) -> Manifest:
    """Writes the manifest over the digests of all files, and forces everything to disk.

    `linked`: digests of files that an older snapshot has brought to disk.
    """
    linked = linked or {}
    new = [path for path in _files(folder) if path.relative_to(folder).as_posix() not in linked]
    files = {path.relative_to(folder).as_posix(): file_digest(path) for path in new}
    sealed = manifest({**linked, **files})
    (folder / MANIFEST).write_text(sealed.model_dump_json(indent=2), encoding="utf-8")
    for path in [*new, folder / MANIFEST, *(path for path in folder.rglob("*") if path.is_dir()), folder]:
        fsync(path)
    return sealed


def content_id(embedder: str, documents: dict[str, str]) -> str:
    """Id of a snapshot: a digest of what it is made from, so that the same corpus has the same id everywhere."""
    content: Any = [FORMAT, embedder, sorted(documents.items())]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fsync(path: Path) -> None:
    """Forces a file or a folder to disk."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
