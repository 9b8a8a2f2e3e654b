"""Sentences of an answer before they are numbered, and the numbering: one citation for each stretch that is quoted."""

from dataclasses import dataclass

from rag.domain import Check, Citation, Clause, Document, Said, Statement, StatementKind


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


class Numbering:
    """Gives out citation numbers from 1, in the order of first use; one for each stretch that is quoted."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}

    def said(self, draft: Draft) -> Said:
        """The draft with its numbers, and the citations that it is the first to use."""
        used: dict[int, None] = {}
        new: list[Citation] = []
        for quote in draft.quotes:
            key = (quote.clause.id, quote.start, quote.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                new.append(
                    Citation(self._numbers[key], quote.clause, quote.document, quote.text, quote.start, quote.end)
                )
            used[self._numbers[key]] = None
        return Said(Statement(draft.kind, draft.text, tuple(used), draft.checks), tuple(new))
