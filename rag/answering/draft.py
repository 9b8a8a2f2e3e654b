"""Sentences of an answer before they are numbered, and the numbering: one citation for each stretch that is quoted."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Check, Citation, Clause, Document, Statement, StatementKind


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a clause: `clause.text[start:end]`."""

    clause: Clause
    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Draft:
    kind: StatementKind
    text: str
    quotes: tuple[Quote, ...] = ()
    checks: tuple[Check, ...] = ()


def quoted(quote: Quote) -> Draft:
    """A stretch of a clause said as it stands."""
    return Draft(StatementKind.QUOTED, quote.text, (quote,))


def notice(text: str) -> Draft:
    """Fixed wording of Wence's own."""
    return Draft(StatementKind.NOTICE, text)


def numbered(drafts: Sequence[Draft]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Statements with citation numbers from 1, in the order of first use."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    statements: list[Statement] = []
    for draft in drafts:
        for quote in draft.quotes:
            key = (quote.clause.id, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(
                    Citation(numbers[key], quote.clause, quote.document, quote.text, quote.start, quote.end)
                )
        used = dict.fromkeys(numbers[quote.clause.id, quote.start, quote.end] for quote in draft.quotes)
        statements.append(Statement(draft.kind, draft.text, tuple(used), draft.checks))
    return tuple(statements), tuple(citations)
