"""What an old snapshot keeps, and new texts behind it, to the files of a new snapshot."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.domain import Clause, Document, ParsedDocument, Passage
from rag.indexing import tokens
from rag.indexing.blocks import spans_of, vectors_of
from rag.indexing.catalogue import CatalogueWriter
from rag.indexing.snapshot import BLOCKS, CATALOGUE, DENSE, FORMAT, LEXICAL, DiskSnapshot, Manifest, content_id, seal
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
        split = {
            document.document.id: [passage for clause in document.clauses for passage in self.split(clause)]
            for document, _ in parsed
        }
        self._write_catalogue(folder, old, parsed, dropped, split)
        dimension = old.manifest.dimension if old else self.embedder.dimension
        vectors, blocks, counts = self._embed(folder, [document for document, _ in parsed], split, dimension)
        rows = [clause_terms(document.document, clause) for document, _ in parsed for clause in document.clauses]
        self.progress("write", 0, 1)
        if old:
            kept = np.array([name not in dropped for name in old.catalogue.document_ids], np.bool_)
            keep = kept[old.clauses.documents]
            lexical = old.lexical.replaced(keep, rows)
            passages = keep[old.passages.clauses]
            vectors = np.concatenate([old.dense.vectors()[passages], vectors])
            counts = np.concatenate([old.tokens.counts[passages], counts])
            blocks = np.concatenate([old.blocks.vectors()[keep[old.block_clauses]], blocks])
            linked = self._link(folder, old, dropped)
        else:
            lexical = self.lexical.build(rows)
            linked = {}
        lexical.save(folder / LEXICAL)
        self.dense.build(vectors).save(folder / DENSE)
        self.dense.build(blocks).save(folder / BLOCKS)
        np.save(folder / tokens.COUNTS, counts)
        manifest = self._seal(folder, _documents(old, parsed, dropped), len(lexical), len(vectors), linked)
        self.progress("write", 1, 1)
        return manifest

    def _write_catalogue(
        self,
        folder: Path,
        old: DiskSnapshot | None,
        parsed: Sequence[tuple[ParsedDocument, str]],
        dropped: set[str],
        split: dict[str, list[Passage]],
    ) -> None:
        path = folder / CATALOGUE
        if old:
            shutil.copyfile(old.folder / CATALOGUE, path)
        writer = CatalogueWriter(path)
        try:
            for name in dropped:
                writer.remove(name)
            for document, fingerprint in parsed:
                passages = split[document.document.id]
                writer.add(
                    document, fingerprint, passages, [passages[first].clause_id for first, _ in spans_of(passages)]
                )
            writer.commit()
        finally:
            writer.close()

    def _embed(
        self, folder: Path, parsed: Sequence[ParsedDocument], split: dict[str, list[Passage]], dimension: int
    ) -> tuple[Vectors, Vectors, NDArray[np.int64]]:
        """Vectors of the new passages and of their blocks, and how many tokens each passage has; those go to files."""
        (folder / tokens.FOLDER).mkdir()
        if not parsed:
            none = np.empty((0, dimension), np.float32)
            return none, none, np.empty(0, np.int64)
        cache, counts = VectorCache(self.store.vectors), list[int]()
        blocks = [np.empty((0, dimension), np.float32)]
        try:
            texts = {document.document.id: _texts(document, split[document.document.id]) for document in parsed}
            every = [text for own in texts.values() for text in own]
            vectors = cache.embed(every, self.embedder, lambda done, total: self.progress("embed", done, total))
            for document_id, own in texts.items():
                found = cache.tokens(own, self.embedder)
                tokens.write(folder, document_id, found, dimension)
                blocks.append(vectors_of(split[document_id], found, dimension))
                counts += map(len, found)
        finally:
            cache.close()
        return vectors, np.concatenate(blocks), np.array(counts, np.int64)

    def _link(self, folder: Path, old: DiskSnapshot, dropped: set[str]) -> dict[str, str]:
        """Takes over the tokens of documents that stay; returns the digests of their files."""
        kept = [name for name in old.catalogue.document_ids if name not in dropped]
        for document_id in kept:
            tokens.link(old.folder, folder, document_id)
        return {name: old.manifest.files[name] for name in map(tokens.file_of, kept)}

    def _seal(
        self, folder: Path, documents: dict[str, str], clauses: int, passages: int, linked: dict[str, str]
    ) -> Manifest:
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
            linked,
        )


def _texts(document: ParsedDocument, passages: Sequence[Passage]) -> list[str]:
    clauses = {clause.id: clause.text for clause in document.clauses}
    return [clauses[passage.clause_id][passage.start : passage.end] for passage in passages]


def clause_terms(document: Document, clause: Clause) -> list[str]:
    """Terms that a clause is found by: title, path and text. The title helps terms, but would blur the vectors."""
    return terms("\n".join((document.title, *clause.path, clause.text)))


def _documents(
    old: DiskSnapshot | None, parsed: Sequence[tuple[ParsedDocument, str]], dropped: set[str]
) -> dict[str, str]:
    kept = {name: value for name, value in old.manifest.documents.items() if name not in dropped} if old else {}
    return kept | {document.document.id: fingerprint for document, fingerprint in parsed}
