"""The documents that are held, as the list of documents shows and filters them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.assistant import Assistant
from rag.domain import Document, DocumentKind, ParsedDocument
from rag.text import fold_brackets


@dataclass(frozen=True, slots=True)
class Holding:
    """A document, and how many clauses, records of the ledger, missing labels, repairs and defects it has."""

    document: Document
    clauses: int
    tasks: int
    missing: int
    repairs: int
    defects: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are asked for; empty means any."""

    text: str = ""
    kind: DocumentKind | None = None
    year: int | None = None
    collection: str = ""

    def fits(self, document: Document) -> bool:
        """The text is looked for in titles, 文号 and issuer, in any width, case and bracket."""
        fields = (document.title, *document.aliases, document.number, document.issuer, document.source)
        named = _plain("\n".join(field for field in fields if field))
        return (
            all(word in named for word in _plain(self.text).split())
            and self.kind in (None, document.kind)
            and self.year in (None, document.year)
            and self.collection in ("", document.collection)
        )


class Shelf:
    """Counts every document once a snapshot."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._counted: tuple[str, tuple[Holding, ...]] = ("", ())

    def holdings(self) -> Sequence[Holding]:
        """In the assistant's order. Errors: SnapshotError."""
        snapshot, (counted, holdings) = self._assistant.snapshot, self._counted
        if counted != snapshot.id:
            documents = self._assistant.documents()
            parsed = [snapshot.catalogue.parsed(document.id) for document in documents]
            holdings = tuple(_holding(document) for document in parsed if document)
            self._counted = (snapshot.id, holdings)
        return holdings


def _holding(parsed: ParsedDocument) -> Holding:
    return Holding(
        parsed.document,
        clauses=len(parsed.clauses),
        tasks=sum(1 for clause in parsed.clauses if clause.units),
        missing=sum(len(gap.missing) for gap in parsed.gaps),
        repairs=len(parsed.repairs),
        defects=len(parsed.document.defects),
    )


def _plain(text: str) -> str:
    return fold_brackets(text).lower()
