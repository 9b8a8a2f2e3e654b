"""The nouns of Wence, as frozen values. Nothing here reads, writes or imports the rest of the library.

Glossary (the same word at every level, in code, on the wire and in the interface):

    document    文件        an official document or a press report, as one file of the corpus
    clause      条款        the smallest part of a document that has a name of its own: （五）, 27．, 附件第13项, 第三条
    label       条款号      what a reader writes for it
    path        层级        every heading from the top of the document down to the clause
    unit        责任单位    who answers for a clause, with a role
    gap         缺号        a place where the numbering jumps
    repair      修补        a place where the scan was mended, with what was taken out
    defect      原文疑误    a known fault of the source text, quoted as it stands, with a caution
    passage     片段        a stretch of a clause that is embedded: a sentence, or a window of a long clause
    hit         命中        a clause that was found, with its score
    evidence    依据        a clause that an answer may lean on
    citation    引用        a verbatim stretch of a clause, with its place
    statement   陈述        one sentence of an answer, with its citations
    removed     略去        a sentence that a model wrote and that did not pass its checks
    snapshot    快照        the index of a whole corpus at one moment

Coordinates are characters, half open: `text[start:end]`. A clause's are into the repaired document, a passage's and a
citation's into the clause.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import itemgetter


class DocumentKind(StrEnum):
    OFFICIAL = "official"
    PRESS = "press"


class ClauseKind(StrEnum):
    NOTICE = "notice"
    PREAMBLE = "preamble"
    SECTION = "section"
    CLAUSE = "clause"
    ITEM = "item"
    ANNEX = "annex"
    GROUP = "group"
    ROW = "row"
    PARAGRAPH = "paragraph"


class Role(StrEnum):
    """The part a unit has in a clause, by the literal word that says so."""

    LEAD = "lead"
    SUPPORT = "support"
    SHARED = "shared"
    RESPONSIBLE = "responsible"
    IMPLEMENT = "implement"

    @property
    def word(self) -> str:
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    Role.LEAD: "牵头",
    Role.SUPPORT: "配合",
    Role.SHARED: "按职责分工负责",
    Role.RESPONSIBLE: "负责",
    Role.IMPLEMENT: "落实",
}


class RepairKind(StrEnum):
    JOIN = "join"
    REPEAT = "repeat"
    MARKUP = "markup"


class SpanKind(StrEnum):
    """What a stretch of a document is that belongs to no clause."""

    METADATA = "metadata"
    FURNITURE = "furniture"


class StatementKind(StrEnum):
    """How a sentence came about, and with it which checks it must face."""

    QUOTED = "quoted"
    COMPOSED = "composed"
    COMPUTED = "computed"
    NOTICE = "notice"


class Status(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    CLARIFY = "clarify"


class Mode(StrEnum):
    EXTRACT = "extract"
    GENERATE = "generate"


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault of the source text: in the clause labelled `label` the text reads `reads` where `meant` must be meant."""

    label: str
    reads: str
    meant: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """`year` comes from the 文号 where the text bears no date. `source` is the name of the file, never a path."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    year: int | None = None
    kind: DocumentKind = DocumentKind.OFFICIAL
    collection: str = "default"
    sha256: str = ""
    source: str = ""
    disclosure: str | None = None
    defects: tuple[Defect, ...] = ()

    @property
    def recency(self) -> tuple[int, int, int]:
        """Sorts by day, then by year; a document that bears neither sorts first. A missing day is not guessed."""
        if self.issued_on:
            return (self.issued_on.year, self.issued_on.month, self.issued_on.day)
        return (self.year or 0, 0, 0)

    @property
    def chronology(self) -> tuple[bool, int, int, int]:
        """Sorts official documents first, then the older."""
        return (self.kind is not DocumentKind.OFFICIAL, *self.recency)

    @property
    def authority(self) -> tuple[bool, int, int, int]:
        """Sorts official documents first, then the newer."""
        year, month, day = self.recency
        return (self.kind is not DocumentKind.OFFICIAL, -year, -month, -day)


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit, by its full name. `collective`: a group such as 省有关单位; `open`: its list ends with 等."""

    name: str
    role: Role
    collective: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """`text == document.text[start:end]`. `path` ends with the clause's own heading; `parent` is a clause id or None."""

    id: str
    document_id: str
    kind: ClauseKind
    label: str
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    units: tuple[Unit, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the repaired document that is no clause; `name` says what it is: title, number, addressee, header …"""

    kind: SpanKind
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbering that jumps: after the clause labelled `after` (None: from the start) the labels `missing` do not occur."""

    document_id: str
    after: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """At `position` of the repaired document the characters `removed` of the source were taken out."""

    kind: RepairKind
    position: int
    removed: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One file, read. `text` is the repaired document; `sources[i]` is the place in the source file of `text[i]`.

    Clauses and spans tile `text`: sorted by start they follow each other with nothing but one line break between.
    """

    document: Document
    text: str
    sources: tuple[tuple[int, int, int], ...]
    clauses: tuple[Clause, ...]
    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...] = ()
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()

    def source_position(self, position: int) -> int:
        """Place in the source file (characters after decoding) of `text[position]`."""
        at = bisect_right(self.sources, position, key=itemgetter(0)) - 1
        start, source, length = self.sources[at] if at >= 0 else (0, 0, 0)
        return source + min(position - start, length)


@dataclass(frozen=True, slots=True)
class Passage:
    clause_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A passage of a hit, with the dense score of it (cosine, -1 to 1).

    `matches`: the best cosine that each token of the question has among its tokens; empty where none were compared.
    """

    start: int
    end: int
    score: float
    matches: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """The parts of a hit's score: the cosine of its best passage, BM25, and the mean of the best matches (cosines) of the
    question's tokens among its own."""

    dense: float
    lexical: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that was found. `also_in`: hits of near-identical clauses of other documents that stand behind it."""

    clause: Clause
    document: Document
    score: float
    parts: Scores
    passages: tuple[ScoredSpan, ...] = ()
    also_in: tuple["Hit", ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """`quote == clause.text[start:end]`, always."""

    n: int
    clause: Clause
    document: Document
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Check:
    kind: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; `citations` are numbers of the answer's citations."""

    kind: StatementKind
    text: str
    citations: tuple[int, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


class QuestionKind(StrEnum):
    """What an answer to the question would have to contain."""

    UNIT = "unit"
    NUMBER = "number"
    DATE = "date"
    DEFINITION = "definition"
    LIST = "list"
    COMPARISON = "comparison"
    CLAUSE = "clause"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Reference:
    """A clause that a question names: `clauses` are those that fit, none when the number does not exist.

    `label` is how the question's number would be written; `documents` are the ids it was looked for in.
    """

    label: str
    clauses: tuple[Clause, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood: `text` is normalised, `topic` is `text` without the names of documents, `content` is `topic`
    without the words that only ask, `completed` the stand-alone form of a follow-up.

    `documents`: ids of those that the question names. `units`: full names of those that it mentions. `subjects`: the things
    that it asks the same of, each for itself; none where it asks of one.
    """

    asked: str
    text: str
    topic: str
    content: str
    kind: QuestionKind
    completed: str | None = None
    documents: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    units: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may be searched. Empty means all. A document without a day never passes a filter by date."""

    documents: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    kinds: tuple[DocumentKind, ...] = ()
    issued_after: date | None = None
    issued_before: date | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    question: str
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelName:
    """A language model, and who serves it."""

    name: str
    provider: str


@dataclass(frozen=True, slots=True)
class PromptName:
    """The templates that a model was asked with; `digest` is the SHA-256 of their texts."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class EvidenceClause:
    """A clause that an answer may lean on."""

    clause: Clause
    document: Document


@dataclass(frozen=True, slots=True)
class Found:
    """What a streamed answer begins with: the evidence, before a sentence is said. `model`: the one that will be asked."""

    id: str
    question: str
    rewritten_question: str | None
    evidence: tuple[EvidenceClause, ...]
    model: ModelName | None
    snapshot: str


@dataclass(frozen=True, slots=True)
class Said:
    """The next statement of a streamed answer; `citations` are those that were not used before it."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`related`: the nearest clauses where nothing was found. `snapshot`: id of the index that it was made from.
    `confidence`: estimate, 0 to 1, that the documents answer the question. `model`, `prompt`: None in mode extract.
    `removed`: what a model wrote that was not borne out; their citations are empty. `suggestions`: questions to go on with."""

    id: str
    question: str
    status: Status
    mode: Mode
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    snapshot: str
    rewritten_question: str | None = None
    notes: tuple[str, ...] = ()
    related: tuple[Hit, ...] = ()
    model: ModelName | None = None
    prompt: PromptName | None = None
    removed: tuple[Statement, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The answer as one reads it: a statement a line, with its citation numbers."""
        return "\n".join(
            statement.text + "".join(f"[{n}]" for n in statement.citations) for statement in self.statements
        )


AnswerEvent = Found | Said | Answer
"""What a streamed answer is made of: one Found, a Said for each statement, and the whole Answer."""
