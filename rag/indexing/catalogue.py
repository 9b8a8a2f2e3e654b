"""The catalogue of a snapshot: documents, clauses, units, gaps, repairs and passages, in one SQLite file.

Rows of `clauses` and `passages` are numbered upwards and never reused; the n-th clause by row is row n of the lexical
index, the n-th passage row n of the dense one. A catalogue is written once and then only read.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.domain import (
    Clause,
    ClauseKind,
    Defect,
    Document,
    DocumentKind,
    Gap,
    ParsedDocument,
    Passage,
    Repair,
    RepairKind,
    Role,
    Span,
    SpanKind,
    Unit,
)
from rag.ports import ClauseTable, PassageTable
from rag.text import imprint

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT, aliases TEXT, number TEXT, issuer TEXT, issued_on TEXT, year INTEGER, kind TEXT,
    collection TEXT, sha256 TEXT, source TEXT, disclosure TEXT, defects TEXT, fingerprint TEXT, text TEXT, sources TEXT,
    warnings TEXT);
CREATE TABLE clauses (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, document_id TEXT REFERENCES documents ON DELETE CASCADE,
    kind TEXT, label TEXT, path TEXT, text TEXT, start INTEGER, "end" INTEGER, parent TEXT, units TEXT,
    imprint INTEGER);
CREATE INDEX clauses_by_document ON clauses (document_id, label);
CREATE INDEX clauses_by_parent ON clauses (parent);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, clause INTEGER REFERENCES clauses ON DELETE CASCADE, start INTEGER,
    "end" INTEGER);
CREATE INDEX passages_by_clause ON passages (clause);
CREATE TABLE blocks (
    row INTEGER PRIMARY KEY AUTOINCREMENT, clause INTEGER REFERENCES clauses ON DELETE CASCADE);
CREATE INDEX blocks_by_clause ON blocks (clause);
CREATE TABLE units (clause INTEGER REFERENCES clauses ON DELETE CASCADE, name TEXT, role TEXT);
CREATE INDEX units_by_clause ON units (clause);
CREATE TABLE gaps (document_id TEXT REFERENCES documents ON DELETE CASCADE, after TEXT, missing TEXT);
CREATE TABLE repairs (document_id TEXT REFERENCES documents ON DELETE CASCADE, kind TEXT, position INTEGER, removed TEXT);
CREATE TABLE spans (
    document_id TEXT REFERENCES documents ON DELETE CASCADE, kind TEXT, name TEXT, start INTEGER, "end" INTEGER);
"""
_HAS_UNITS = "units <> '[]'"
_IS_HEADING = (
    "text NOT LIKE '%。%' AND text NOT LIKE '%：%' AND EXISTS (SELECT 1 FROM clauses c WHERE c.parent = clauses.id)"
)
_DOCUMENT = "id, title, aliases, number, issuer, issued_on, year, kind, collection, sha256, source, disclosure, defects"
_CLAUSE = 'id, document_id, kind, label, path, text, start, "end", units, parent'


class SqliteCatalogue:
    """A catalogue that is read. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self.documents = {row[0]: _document(row) for row in self._all(f"SELECT {_DOCUMENT} FROM documents ORDER BY id")}
        placed = self._all(f"SELECT row, document_id, {_HAS_UNITS}, {_IS_HEADING}, imprint FROM clauses ORDER BY row")
        self._rows = np.array([row for row, *_ in placed], np.int64)
        self.document_ids = tuple(self.documents)
        position = {document_id: i for i, document_id in enumerate(self.document_ids)}
        self._unit_names = [name for (name,) in self._all("SELECT DISTINCT name FROM units ORDER BY name")]
        self.clauses = ClauseTable(
            np.array([position[document_id] for _, document_id, *_ in placed], np.int64),
            np.array([has_units for *_, has_units, _, _ in placed], np.bool_),
            np.array([is_heading for *_, is_heading, _ in placed], np.bool_),
            np.array([imprint for *_, imprint in placed], np.int64),
        )

    def close(self) -> None:
        self._connection.close()

    def __len__(self) -> int:
        """The number of clauses."""
        return len(self._rows)

    def passage_table(self) -> PassageTable:
        rows = self._all('SELECT clause, start, "end" FROM passages ORDER BY row')
        table = np.array(rows, np.int64).reshape(-1, 3)
        return PassageTable(np.searchsorted(self._rows, table[:, 0]), table[:, 1], table[:, 2])

    def block_clauses(self) -> NDArray[np.int64]:
        """Of every block, by row of its index, the place of its clause, shape (blocks,)."""
        rows = self._all("SELECT clause FROM blocks ORDER BY row")
        return np.searchsorted(self._rows, np.array(rows, np.int64).reshape(-1))

    def clauses_at(self, places: Sequence[int]) -> dict[int, Clause]:
        """Clauses by their place, that is, their row in the lexical index."""
        wanted = {int(self._rows[place]): place for place in places}
        marks = ",".join("?" * len(wanted))
        found = self._all(f"SELECT {_CLAUSE}, row FROM clauses WHERE row IN ({marks})", *wanted)
        return {wanted[row[-1]]: _clause(row[:-1]) for row in found}

    def place(self, clause_id: str) -> int | None:
        rows = self._all("SELECT row FROM clauses WHERE id = ?", clause_id)
        return int(np.searchsorted(self._rows, rows[0][0])) if rows else None

    def clause(self, clause_id: str) -> Clause | None:
        return next(iter(self._clauses("id = ?", clause_id)), None)

    def children(self, clause_id: str) -> list[Clause]:
        """Every clause beneath one, in the order of the document."""
        children = []
        for child in self._clauses("parent = ?", clause_id):
            children += [child, *self.children(child.id)]
        return children

    def labelled(self, document_id: str, label: str) -> list[Clause]:
        return self._clauses("document_id = ? AND label = ?", document_id, label)

    def clauses_of(self, document_id: str) -> list[Clause]:
        return self._clauses("document_id = ?", document_id)

    def clauses_with_units(self) -> list[Clause]:
        return self._clauses("row IN (SELECT clause FROM units)")

    def unit_names(self) -> list[str]:
        return self._unit_names

    def gaps(self, document_id: str) -> list[Gap]:
        rows = self._all("SELECT after, missing FROM gaps WHERE document_id = ?", document_id)
        return [Gap(document_id, after, tuple(json.loads(missing))) for after, missing in rows]

    def repairs(self, document_id: str) -> list[Repair]:
        rows = self._all("SELECT kind, position, removed FROM repairs WHERE document_id = ?", document_id)
        return [Repair(RepairKind(kind), position, removed) for kind, position, removed in rows]

    def parsed(self, document_id: str) -> ParsedDocument | None:
        """A whole document as it was read."""
        rows = self._all("SELECT text, sources, warnings FROM documents WHERE id = ?", document_id)
        if not rows:
            return None
        text, sources, warnings = rows[0]
        spans = self._all('SELECT kind, name, start, "end" FROM spans WHERE document_id = ?', document_id)
        return ParsedDocument(
            self.documents[document_id],
            text,
            tuple((a, b, c) for a, b, c in json.loads(sources)),
            tuple(self.clauses_of(document_id)),
            tuple(Span(SpanKind(kind), name, start, end) for kind, name, start, end in spans),
            tuple(self.gaps(document_id)),
            tuple(self.repairs(document_id)),
            tuple(json.loads(warnings)),
        )

    def fingerprints(self) -> dict[str, str]:
        """Document id by fingerprint of what it was read from."""
        return dict(self._all("SELECT fingerprint, id FROM documents"))

    def _clauses(self, where: str, *values: str) -> list[Clause]:
        return [_clause(row) for row in self._all(f"SELECT {_CLAUSE} FROM clauses WHERE {where} ORDER BY row", *values)]

    def _all(self, query: str, *values: str | int) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        with self._lock:
            return self._connection.execute(query, values).fetchall()


class CatalogueWriter:
    """A catalogue that is being built; `commit` makes it whole."""

    def __init__(self, path: Path) -> None:
        new = not path.exists()
        self._connection = sqlite3.connect(path)
        # The file is written beside the live one and fsynced as a whole before it counts.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA foreign_keys = ON")
        if new:
            self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def commit(self) -> None:
        self._connection.commit()
        self._connection.execute("PRAGMA journal_mode = DELETE")

    def remove(self, document_id: str) -> None:
        self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def add(self, parsed: ParsedDocument, fingerprint: str, passages: Iterable[Passage], blocks: Iterable[str]) -> None:
        """Adds a document whose id is not there yet; `blocks`: the clause id of each. Errors: sqlite3.Error."""
        document = parsed.document
        self._insert(
            "documents",
            (*_document_row(document), fingerprint, parsed.text, json.dumps(parsed.sources), _json(parsed.warnings)),
        )
        rows = {clause.id: self._add_clause(clause) for clause in parsed.clauses}
        for passage in passages:
            self._insert("passages", (None, rows[passage.clause_id], passage.start, passage.end))
        for clause_id in blocks:
            self._insert("blocks", (None, rows[clause_id]))
        for gap in parsed.gaps:
            self._insert("gaps", (document.id, gap.after, _json(gap.missing)))
        for repair in parsed.repairs:
            self._insert("repairs", (document.id, repair.kind, repair.position, repair.removed))
        for span in parsed.spans:
            self._insert("spans", (document.id, span.kind, span.name, span.start, span.end))

    def _add_clause(self, clause: Clause) -> int:
        units = _json([(unit.name, unit.role, unit.collective, unit.open) for unit in clause.units])
        path = _json(clause.path)
        place = (
            clause.kind,
            clause.label,
            path,
            clause.text,
            clause.start,
            clause.end,
            clause.parent,
            units,
            imprint(clause.text),
        )
        row = self._insert("clauses", (None, clause.id, clause.document_id, *place))
        for unit in clause.units:
            self._insert("units", (row, unit.name, unit.role))
        return row

    def _insert(self, table: str, values: Sequence[object]) -> int:
        marks = ",".join("?" * len(values))
        return int(self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", values).lastrowid or 0)


def _document_row(document: Document) -> tuple[object, ...]:
    return (
        document.id,
        document.title,
        _json(document.aliases),
        document.number,
        document.issuer,
        document.issued_on.isoformat() if document.issued_on else None,
        document.year,
        document.kind,
        document.collection,
        document.sha256,
        document.source,
        document.disclosure,
        _json([(d.label, d.reads, d.meant, d.note) for d in document.defects]),
    )


def _document(row: tuple) -> Document:  # type: ignore[type-arg]  # a row of _DOCUMENT
    (
        identifier,
        title,
        aliases,
        number,
        issuer,
        issued_on,
        year,
        kind,
        collection,
        sha256,
        source,
        disclosure,
        defects,
    ) = row
    return Document(
        identifier,
        title,
        tuple(json.loads(aliases)),
        number,
        issuer,
        date.fromisoformat(issued_on) if issued_on else None,
        year,
        DocumentKind(kind),
        collection,
        sha256,
        source,
        disclosure,
        tuple(Defect(*values) for values in json.loads(defects)),
    )


@lru_cache(maxsize=8192)
def _clause(row: tuple) -> Clause:  # type: ignore[type-arg]  # a row of _CLAUSE
    identifier, document_id, kind, label, path, text, start, end, units, parent = row
    return Clause(
        identifier,
        document_id,
        ClauseKind(kind),
        label,
        tuple(json.loads(path)),
        text,
        start,
        end,
        tuple(Unit(name, Role(role), collective, open_) for name, role, collective, open_ in json.loads(units)),
        parent,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
