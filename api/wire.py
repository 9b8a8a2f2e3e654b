"""What goes over the wire: the domain's frozen values as JSON, every field described.

The words are those of the glossary in `rag/domain.py`. Coordinates are characters (code points), half open; those of a
citation are into the text of its clause, so that `quote == clause.text[start:end]`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from rag import domain


class Wire(BaseModel):
    """A value that goes out. Closed and frozen, so that the schema says all there is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentName(Wire):
    """What a citation says of its document."""

    id: Annotated[str, Field(description="Id of the document; survives a new ingest.", examples=["yuebanhan-2026-12"])]
    title: Annotated[str, Field(description="Title 标题, without 《》.")]
    number: Annotated[
        str | None, Field(description="Official number 文号; null where it has none.", examples=["粤办函〔2026〕12号"])
    ]
    issuer: Annotated[str | None, Field(description="Issuing body 发文机关, or null.")]
    issued_on: Annotated[date | None, Field(description="Day of issue; null where the text bears none.")]
    kind: Annotated[domain.DocumentKind, Field(description="An official document, or a press report.")]


class Unit(Wire):
    name: Annotated[str, Field(description="Full name of the responsible unit 责任单位.", examples=["省民政厅"])]
    role: Annotated[
        domain.Role,
        Field(
            description="Its part, by the literal word: lead 牵头, support 配合, shared 按职责分工负责, "
            "responsible 负责, implement 落实."
        ),
    ]


class Clause(Wire):
    """The smallest part of a document that has a name of its own."""

    id: Annotated[
        str, Field(description="Id of the clause; holds slashes.", examples=["shuzi-guangdong-2025/s2/c4/i7"])
    ]
    document: Annotated[DocumentName, Field(description="The document that it stands in.")]
    kind: Annotated[domain.ClauseKind, Field(description="What it is in the outline.")]
    label: Annotated[str, Field(description="What a reader writes for it.", examples=["（五）", "27．", "附件第13项"])]
    path: Annotated[list[str], Field(description="Every heading from the top; the last is the clause's own.")]
    text: Annotated[str, Field(description="Its own text, from the repaired document. Plain text, never HTML.")]
    units: Annotated[list[Unit], Field(description="Units that answer for it; empty where it names none.")]


class Hit(Wire):
    rank: Annotated[int, Field(description="Place in the list, from 1.", ge=1)]
    score: Annotated[float, Field(description="Higher is better; comparable within one search only.")]
    clause: Annotated[Clause, Field(description="The clause that was found.")]
    also_in: Annotated[list[Clause], Field(description="Near-identical clauses of other documents.")]


Timings = Annotated[
    dict[str, float], Field(description="Milliseconds by stage.", examples=[{"understand": 1.2, "find": 14.8}])
]


class SearchResult(Wire):
    question: Annotated[str, Field(description="The question as it was asked.")]
    hits: Annotated[list[Hit], Field(description="Best first.")]
    notes: Annotated[list[str], Field(description="What a reader must know, such as documents that a filter kept out.")]
    timings_ms: Timings


class Check(Wire):
    kind: Annotated[str, Field(description="What was checked.", examples=["units"])]
    passed: Annotated[bool, Field(description="Whether the cited clauses bear it out.")]
    detail: Annotated[str, Field(description="What was missing; empty where it passed.")]


class Statement(Wire):
    """One sentence of an answer."""

    kind: Annotated[
        domain.StatementKind,
        Field(
            description="quoted: verbatim. composed: a model's or a template's wording. computed: from records. "
            "notice: fixed wording of Wence's own."
        ),
    ]
    text: Annotated[str, Field(description="Plain text, never HTML.")]
    citations: Annotated[list[int], Field(description="Numbers `n` of the citations that it stands on.")]
    checks: Annotated[list[Check], Field(description="Checks that it went through.")]


class Citation(Wire):
    n: Annotated[int, Field(description="Its number in this answer, from 1.", ge=1)]
    clause_id: Annotated[str, Field(description="Id of the clause that is quoted.")]
    label: Annotated[str, Field(description="What a reader writes for the clause.")]
    path: Annotated[list[str], Field(description="Every heading from the top of the document to the clause.")]
    quote: Annotated[str, Field(description="Verbatim: the clause's text from `start` to `end`.")]
    start: Annotated[int, Field(description="First character of the quote in the clause's text.", ge=0)]
    end: Annotated[int, Field(description="One past its last character.", ge=0)]
    document: Annotated[DocumentName, Field(description="The document that is quoted.")]
    url: Annotated[
        str,
        Field(
            description="Reading view of the quote, relative to the server.",
            examples=["/documents/d?clause=d%2Fs3%2Fc5&start=0&end=9#d/s3/c5"],
        ),
    ]


class Model(Wire):
    """A language model that words answers."""

    name: Annotated[str, Field(description="Name to ask for it by.")]
    provider: Annotated[str, Field(description="Who serves it.")]


class Prompt(Wire):
    name: Annotated[str, Field(description="Name of the prompt.")]
    digest: Annotated[str, Field(description="SHA-256 of its text.")]


class Found(Wire):
    """What a streamed answer begins with."""

    id: Annotated[str, Field(description="Id of the answer that follows.")]
    question: Annotated[str, Field(description="The question as it was asked.")]
    rewritten_question: Annotated[
        str | None, Field(description="Its stand-alone form, where it was completed from the conversation.")
    ]
    evidence: Annotated[
        list[Clause], Field(description="Clauses that the answer may lean on; empty where there are none.")
    ]
    model: Annotated[Model | None, Field(description="The model that will be asked to word it, or null.")]
    snapshot: Annotated[str, Field(description="Id of the index that it is made from.")]


class Said(Wire):
    """The next sentence of a streamed answer; it has passed its checks."""

    statement: Annotated[Statement, Field(description="The sentence.")]
    citations: Annotated[list[Citation], Field(description="Citations that no sentence before it has used.")]


class Answer(Wire):
    id: Annotated[str, Field(description="Id of this answer, to give feedback on.")]
    question: Annotated[str, Field(description="The question as it was asked.")]
    rewritten_question: Annotated[
        str | None, Field(description="Its stand-alone form, where it was completed from the conversation.")
    ]
    status: Annotated[
        domain.Status,
        Field(
            description="partial says what is missing; not_found: nothing in the documents supports an answer; "
            "clarify: several documents fit."
        ),
    ]
    confidence: Annotated[
        float,
        Field(description="Estimate that the documents answer the question; 0 and 1 where it is known.", ge=0, le=1),
    ]
    mode: Annotated[domain.Mode, Field(description="extract: sentences of the documents. generate: a model's wording.")]
    text: Annotated[str, Field(description="All statements, one a line, with citation numbers as [1].")]
    statements: Annotated[list[Statement], Field(description="The answer, sentence by sentence.")]
    notes: Annotated[list[str], Field(description="Cautions about what is quoted and what was left out.")]
    citations: Annotated[list[Citation], Field(description="What the statements stand on, by number.")]
    related: Annotated[list[Clause], Field(description="The nearest clauses, where nothing was found.")]
    model: Annotated[Model | None, Field(description="The model that worded it; null in mode extract.")]
    prompt: Annotated[Prompt | None, Field(description="The prompt that it was given; null in mode extract.")]
    removed: Annotated[
        list[Statement],
        Field(
            description="What a model wrote that was not borne out, with the checks it failed. Not part of the answer."
        ),
    ]
    suggestions: Annotated[list[str], Field(description="Questions to go on with, about neighbouring clauses.")]
    snapshot: Annotated[str, Field(description="Id of the index that it was made from.")]
    timings_ms: Timings


def on_the_wire(value: domain.Answer | domain.SearchResult) -> dict[str, Any]:
    """An answer or a search result as plain JSON values, the same for every interface."""
    wire = answer(value) if isinstance(value, domain.Answer) else search_result(value)
    return wire.model_dump(mode="json")


def document_name(document: domain.Document) -> DocumentName:
    return DocumentName(
        id=document.id,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        issued_on=document.issued_on,
        kind=document.kind,
    )


def clause(value: domain.Clause, document: domain.Document) -> Clause:
    return Clause(
        id=value.id,
        document=document_name(document),
        kind=value.kind,
        label=value.label,
        path=list(value.path),
        text=value.text,
        units=[Unit(name=unit.name, role=unit.role) for unit in value.units],
    )


def search_result(result: domain.SearchResult) -> SearchResult:
    return SearchResult(
        question=result.question,
        hits=[_hit(rank, hit) for rank, hit in enumerate(result.hits, start=1)],
        notes=list(result.notes),
        timings_ms=dict(result.timings_ms),
    )


def found(value: domain.Found) -> Found:
    return Found(
        id=value.id,
        question=value.question,
        rewritten_question=value.rewritten_question,
        evidence=[clause(one.clause, one.document) for one in value.evidence],
        model=_model(value.model),
        snapshot=value.snapshot,
    )


def said(value: domain.Said) -> Said:
    return Said(statement=_statement(value.statement), citations=[_citation(one) for one in value.citations])


def answer(value: domain.Answer) -> Answer:
    return Answer(
        id=value.id,
        question=value.question,
        rewritten_question=value.rewritten_question,
        status=value.status,
        confidence=value.confidence,
        mode=value.mode,
        text=value.text,
        statements=[_statement(statement) for statement in value.statements],
        notes=list(value.notes),
        citations=[_citation(citation) for citation in value.citations],
        related=_clauses(value.related),
        model=_model(value.model),
        prompt=Prompt(name=value.prompt.name, digest=value.prompt.digest) if value.prompt else None,
        removed=[_statement(statement) for statement in value.removed],
        suggestions=list(value.suggestions),
        snapshot=value.snapshot,
        timings_ms=dict(value.timings_ms),
    )


def reading_view(value: domain.Clause, start: int, end: int) -> str:
    """Path of the page that shows a stretch of a clause in its document.

    >>> c = domain.Clause("a/第三条", "a", domain.ClauseKind.CLAUSE, "第三条", (), "", 0, 0)
    >>> reading_view(c, 0, 9)
    '/documents/a?clause=a%2F%E7%AC%AC%E4%B8%89%E6%9D%A1&start=0&end=9#a/%E7%AC%AC%E4%B8%89%E6%9D%A1'
    """
    query = f"clause={quote(value.id, safe='')}&start={start}&end={end}"
    return f"/documents/{quote(value.document_id, safe='')}?{query}#{quote(value.id)}"


def _model(value: domain.ModelName | None) -> Model | None:
    return Model(name=value.name, provider=value.provider) if value else None


def _hit(rank: int, hit: domain.Hit) -> Hit:
    return Hit(rank=rank, score=hit.score, clause=clause(hit.clause, hit.document), also_in=_clauses(hit.also_in))


def _clauses(hits: Sequence[domain.Hit]) -> list[Clause]:
    return [clause(hit.clause, hit.document) for hit in hits]


def _statement(value: domain.Statement) -> Statement:
    checks = [Check(kind=check.kind, passed=check.passed, detail=check.detail) for check in value.checks]
    return Statement(kind=value.kind, text=value.text, citations=list(value.citations), checks=checks)


def _citation(value: domain.Citation) -> Citation:
    return Citation(
        n=value.n,
        clause_id=value.clause.id,
        label=value.clause.label,
        path=list(value.clause.path),
        quote=value.quote,
        start=value.start,
        end=value.end,
        document=document_name(value.document),
        url=reading_view(value.clause, value.start, value.end),
    )
