"""The tree of clauses as it grows: a stack of what is open, ids that are unique, numbers that are watched."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import Clause, ClauseKind, Gap, Unit
from rag.reading.labels import Label
from rag.reading.numbering import Numbering
from rag.reading.units import clause_units

Rank = tuple[int, int]

OUTERMOST: Rank = (-1, 0)
GROUP: Rank = (100, 0)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a clause is called: `label` for readers, `token` in its id, `text` in paths."""

    kind: ClauseKind
    label: str
    token: str
    text: str


@dataclass(slots=True)
class Draft:
    """A clause in the making: it ends where its last line ends. `lines` counts them, `before` is its elder sibling."""

    id: str
    heading: Heading
    path: tuple[str, ...]
    start: int
    end: int
    parent: str | None
    units: tuple[Unit, ...] = ()
    lines: int = 1
    before: "Draft | None" = None

    @property
    def kind(self) -> ClauseKind:
        return self.heading.kind


@dataclass(frozen=True, slots=True)
class Open:
    """A clause that may still get children; only what ranks lower goes beneath it. `level` counts its #."""

    draft: Draft
    rank: Rank
    label: Label | None = None
    level: int = 0


class Tree:
    def __init__(self, document_id: str) -> None:
        self.gaps: list[Gap] = []
        self.drafts: list[Draft] = []
        self.open: list[Open] = []
        self.numbering = Numbering()
        self.document_id = document_id
        self._used: Counter[str] = Counter()
        self._youngest: dict[str | None, Draft] = {}

    @property
    def last(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    @property
    def parent(self) -> str | None:
        return self.open[-1].draft.id if self.open else None

    def restart(self) -> None:
        """Closes everything; numbers start anew."""
        self.open.clear()
        self._youngest.clear()
        self.numbering = Numbering(self.numbering.warnings)

    def close(self, rank: Rank) -> None:
        """Closes what ranks as `rank` or lower."""
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()

    def add(self, place: tuple[int, int], heading: Heading, *, under: str | None = None) -> Draft:
        """A clause beneath what is open. Its id begins with `under`, else with that of its parent."""
        path = (*(entry.draft.heading.text for entry in self.open), heading.text)
        identifier = self._unique(f"{under or self.parent or self.document_id}/{heading.token}")
        draft = Draft(identifier, heading, path, *place, self.parent, before=self._youngest.get(self.parent))
        self._youngest[self.parent] = draft
        self.drafts.append(draft)
        return draft

    def add_open(
        self, place: tuple[int, int], heading: Heading, rank: Rank, *, label: Label | None = None, level: int = 0
    ) -> None:
        """A clause that may get children."""
        self.open.append(Open(self.add(place, heading), rank, label, level))

    def extend(self, end: int) -> None:
        """The last clause goes on up to `end`."""
        self.drafts[-1].end = end
        self.drafts[-1].lines += 1

    def count(self, label: Label, scope: str | None) -> None:
        """Notes the number of a label, and a gap before it. A number may start anew in another scope."""
        after, missing = self.numbering.missing(label, scope)
        if missing:
            self.gaps.append(Gap(self.document_id, after, missing))

    def clauses(self, text: str) -> Iterator[Clause]:
        """The finished clauses of a document's text."""
        for draft in self.drafts:
            own = text[draft.start : draft.end]
            name = draft.heading
            units = draft.units or clause_units(own)
            yield Clause(
                draft.id,
                self.document_id,
                name.kind,
                name.label,
                draft.path,
                own,
                draft.start,
                draft.end,
                units,
                draft.parent,
            )

    def _unique(self, identifier: str) -> str:
        self._used[identifier] += 1
        count = self._used[identifier]
        return identifier if count == 1 else self._unique(f"{identifier}~{count}")
