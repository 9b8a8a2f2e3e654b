"""What an old snapshot keeps, and new texts behind it, to the files of a new snapshot."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from rag.domain import Clause, Document, ParsedDocument
from rag.indexing.catalogue import CatalogueWriter
from rag.indexing.snapshot import CATALOGUE, DENSE, FORMAT, LEXICAL, DiskSnapshot, Manifest, content_id, seal
from rag.indexing.store import Store
from rag.indexing.vectors import VectorCache
from rag.ports import DenseBackend, Embedder, LexicalBackend, Progress, Splitter, Vectors
from rag.text import terms


@dataclass(frozen=True, slots=True)
class Builder:
    split: Splitter
    embedder: Embedder
    dense: DenseBackend
    lexical: LexicalBackend
    store: Store
    progress: Progress

    def build(
        self,
        folder: Path,
        old: DiskSnapshot | None,
        parsed: Sequence[tuple[ParsedDocument, str]],
        dropped: set[str],
    ) -> Manifest:
        """Fills `folder` with the documents of `old` but for `dropped`, then `parsed`, and seals it."""
        texts = self._write_catalogue(folder, old, parsed, dropped)
        vectors = self._embed(texts) if texts else np.empty((0, self.embedder.dimension), np.float32)
        rows = [clause_terms(document.document, clause) for document, _ in parsed for clause in document.clauses]
        self.progress("write", 0, 1)
        if old:
            kept = np.array([name not in dropped for name in old.catalogue.document_ids], np.bool_)
            keep = kept[old.clauses.documents]
            lexical = old.lexical.replaced(keep, rows)
            vectors = np.concatenate([old.dense.vectors()[keep[old.passages.clauses]], vectors])
        else:
            lexical = self.lexical.build(rows)
        lexical.save(folder / LEXICAL)
        self.dense.build(vectors).save(folder / DENSE)
        manifest = self._seal(folder, _documents(old, parsed, dropped), len(lexical), len(vectors))
        self.progress("write", 1, 1)
        return manifest

    def _write_catalogue(
        self,
        folder: Path,
        old: DiskSnapshot | None,
        parsed: Sequence[tuple[ParsedDocument, str]],
        dropped: set[str],
    ) -> list[str]:
        """Returns the texts of the new passages, in the catalogue's order."""
        path, texts = folder / CATALOGUE, list[str]()
        if old:
            shutil.copyfile(old.folder / CATALOGUE, path)
        writer = CatalogueWriter(path)
        try:
            for name in dropped:
                writer.remove(name)
            for document, fingerprint in parsed:
                clauses = {clause.id: clause.text for clause in document.clauses}
                passages = [passage for clause in document.clauses for passage in self.split(clause)]
                writer.add(document, fingerprint, passages)
                texts += (clauses[p.clause_id][p.start : p.end] for p in passages)
            writer.commit()
        finally:
            writer.close()
        return texts

    def _embed(self, texts: Sequence[str]) -> Vectors:
        cache = VectorCache(self.store.vectors)
        try:
            return cache.embed(texts, self.embedder, lambda done, total: self.progress("embed", done, total))
        finally:
            cache.close()

    def _seal(self, folder: Path, documents: dict[str, str], clauses: int, passages: int) -> Manifest:
        name = self.store.free_name(content_id(self.embedder.id, documents))
        return seal(
            folder,
            lambda files: Manifest(
                format=FORMAT,
                id=name,
                created_at=datetime.now(UTC).isoformat(timespec="seconds"),
                embedder=self.embedder.id,
                dimension=self.embedder.dimension,
                documents=documents,
                clauses=clauses,
                passages=passages,
                files=files,
            ),
        )


def clause_terms(document: Document, clause: Clause) -> list[str]:
    """Terms that a clause is found by: title, path and text. The title helps terms, but would blur the vectors."""
    return terms("\n".join((document.title, *clause.path, clause.text)))


def _documents(
    old: DiskSnapshot | None, parsed: Sequence[tuple[ParsedDocument, str]], dropped: set[str]
) -> dict[str, str]:
    kept = {name: value for name, value in old.manifest.documents.items() if name not in dropped} if old else {}
    return kept | {document.document.id: fingerprint for document, fingerprint in parsed}
