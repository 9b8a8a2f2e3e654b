"""The outline of a document as a tree: its headings, and the numbers that are missing between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.domain import Clause, ClauseKind, Gap

_SHOWN = frozenset(
    {
        ClauseKind.NOTICE,
        ClauseKind.PREAMBLE,
        ClauseKind.SECTION,
        ClauseKind.CLAUSE,
        ClauseKind.ANNEX,
        ClauseKind.GROUP,
    }
)


@dataclass(slots=True)
class Entry:
    """A line of the outline that leads to the clause `anchor`; `missing`: labels of a gap that stands before it."""

    text: str
    anchor: str
    missing: tuple[str, ...] = ()
    entries: list["Entry"] = field(default_factory=list)


def outline(clauses: Sequence[Clause], jumps: Mapping[str, Gap]) -> list[Entry]:
    """Headings down to the clauses; items, rows and paragraphs are left to the text."""
    top: list[Entry] = []
    by_clause: dict[str | None, list[Entry]] = {None: top}
    for clause in clauses:
        beside = by_clause.get(clause.parent, top)
        if gap := jumps.get(clause.id):
            beside.append(Entry("", clause.id, gap.missing))
        if clause.kind not in _SHOWN:
            by_clause[clause.id] = beside
            continue
        entry = Entry(clause.path[-1], clause.id)
        beside.append(entry)
        by_clause[clause.id] = entry.entries
    return top
