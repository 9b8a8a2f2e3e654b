"""GET /v1/documents and /v1/clauses: what the snapshot holds, by name."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from api import wire
from api.problems import responses
from api.readiness import Readiness
from api.requests import ClauseQuery
from rag import domain
from rag.assistant import Assistant
from rag.errors import NotFoundError, UsageError


class Document(wire.DocumentName):
    """What is known of a document as a whole."""

    aliases: Annotated[list[str], Field(description="Other titles, such as that of the 通知 that it is attached to.")]
    year: Annotated[int | None, Field(description="Year of the 文号 or of the day of issue, or null.")]
    collection: Annotated[str, Field(description="Collection that it belongs to.")]
    source: Annotated[str, Field(description="Name of the file that it was read from.")]
    sha256: Annotated[str, Field(description="Digest of that file.")]
    disclosure: Annotated[str | None, Field(description="公开方式, or null.")]


class Documents(wire.Wire):
    documents: Annotated[list[Document], Field(description="Official ones first, then the newer.")]


class Heading(wire.Wire):
    """The head of a clause, without its text."""

    id: Annotated[str, Field(description="Id of the clause.")]
    kind: Annotated[domain.ClauseKind, Field(description="What it is in the outline.")]
    label: Annotated[str, Field(description="What a reader writes for it.")]
    path: Annotated[list[str], Field(description="Every heading from the top; the last is its own.")]
    parent: Annotated[str | None, Field(description="Id of the clause above it, or null.")]


class Gap(wire.Wire):
    """Numbering that jumps in the copy that was read."""

    after: Annotated[str | None, Field(description="Label of the clause before the gap; null: from the start.")]
    missing: Annotated[list[str], Field(description="Labels that do not occur.")]


class Repair(wire.Wire):
    """A place where the scan was mended."""

    kind: Annotated[domain.RepairKind, Field(description="A joined break, a repeated character, left-over markup.")]
    position: Annotated[int, Field(description="Place in the repaired document, in characters.", ge=0)]
    removed: Annotated[str, Field(description="What was taken out of the source there.")]


class Defect(wire.Wire):
    """A known fault of the source text, quoted as it stands."""

    label: Annotated[str, Field(description="Label of the clause that has it.")]
    reads: Annotated[str, Field(description="What the text reads.")]
    meant: Annotated[str, Field(description="What must be meant.")]
    note: Annotated[str, Field(description="Why; may be empty.")]


class DocumentDetail(Document):
    outline: Annotated[list[Heading], Field(description="Every clause, in the order of the text.")]
    gaps: Annotated[list[Gap], Field(description="Places where the numbering jumps.")]
    repairs: Annotated[list[Repair], Field(description="Places where the scan was mended.")]
    warnings: Annotated[list[str], Field(description="What was odd when it was read.")]
    defects: Annotated[list[Defect], Field(description="Known faults of the source text.")]


class ClauseWithChildren(wire.Wire):
    clause: Annotated[wire.Clause, Field(description="The clause that was asked for.")]
    children: Annotated[list[wire.Clause], Field(description="All beneath it, in the order of the text.")]


class Clauses(wire.Wire):
    clauses: Annotated[list[wire.Clause], Field(description="In the order of the text.")]


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(tags=["documents"], dependencies=[Depends(readiness.require)])

    @routes.get("/v1/documents", responses=responses(503))
    def documents() -> Documents:
        """All documents that may be searched."""
        return Documents(documents=[Document(**_metadata(document)) for document in assistant.documents()])

    @routes.get("/v1/documents/{document_id}", responses=responses(404, 422, 503))
    def document(
        document_id: Annotated[str, Path(description="Id of the document.", examples=["yuebanhan-2026-12"])],
    ) -> DocumentDetail:
        """One document: what it is, its outline, and what the reader of it must know."""
        return _detail(assistant.document(document_id))

    @routes.get("/v1/clauses", responses=responses(404, 422, 503))
    def clauses(query: Annotated[ClauseQuery, Query()]) -> Clauses:
        """Every clause of a document, or those that a reference names (in that document, where both are given).

        One of `document` and `ref` must be given. What stands beneath a clause that is named comes along.
        """
        if query.ref is None and query.document is None:
            raise UsageError("请给出 document（文件编号）或 ref（条款，如 粤府〔2021〕31号第五条）")
        if query.ref is None:
            parsed = assistant.document(query.document or "")
            return Clauses(clauses=[wire.clause(clause, parsed.document) for clause in parsed.clauses])
        return Clauses(clauses=_named(assistant, query.ref, query.document))

    @routes.get("/v1/clauses/{clause_id:path}", responses=responses(404, 422, 503))
    def clause(
        clause_id: Annotated[
            str,
            Path(description="Id of the clause; its slashes may stand as they are.", examples=["yuefu-2021-31/s2/c5"]),
        ],
    ) -> ClauseWithChildren:
        """One clause, and all beneath it."""
        first, *children = _on_the_wire(assistant, assistant.clause(clause_id))
        return ClauseWithChildren(clause=first, children=children)

    return routes


def _named(assistant: Assistant, reference: str, document_id: str | None) -> list[wire.Clause]:
    """The clauses that a reference names, each once. Errors: NotFoundError."""
    found = {clause.id: clause for clause in assistant.resolve(reference)}
    kept = [clause for clause in found.values() if document_id in (None, clause.document_id)]
    if not kept:
        raise NotFoundError(f"文件 {document_id} 里没有“{reference}”所指的条款")
    return _on_the_wire(assistant, kept)


def _on_the_wire(assistant: Assistant, clauses: Iterable[domain.Clause]) -> list[wire.Clause]:
    """Errors: NotFoundError where a new snapshot has taken the document out between the two look-ups."""
    documents = assistant.snapshot.catalogue.documents
    try:
        return [wire.clause(clause, documents[clause.document_id]) for clause in clauses]
    except KeyError as error:
        raise NotFoundError(f"没有编号为 {error.args[0]} 的文件") from error


def _metadata(document: domain.Document) -> dict[str, Any]:
    return {
        **dict(wire.document_name(document)),
        "aliases": list(document.aliases),
        "year": document.year,
        "collection": document.collection,
        "source": document.source,
        "sha256": document.sha256,
        "disclosure": document.disclosure,
    }


def _detail(parsed: domain.ParsedDocument) -> DocumentDetail:
    return DocumentDetail(
        **_metadata(parsed.document),
        outline=[
            Heading(id=c.id, kind=c.kind, label=c.label, path=list(c.path), parent=c.parent) for c in parsed.clauses
        ],
        gaps=[Gap(after=gap.after, missing=list(gap.missing)) for gap in parsed.gaps],
        repairs=[Repair(kind=r.kind, position=r.position, removed=r.removed) for r in parsed.repairs],
        warnings=list(parsed.warnings),
        defects=[Defect(label=d.label, reads=d.reads, meant=d.meant, note=d.note) for d in parsed.document.defects],
    )
