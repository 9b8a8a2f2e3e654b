"""What a reader of a document must know of the copy that is held: where it was mended, and where it is in doubt."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from api.pages.runs import Mark
from rag.domain import Clause, Defect, ParsedDocument, Repair


@dataclass(frozen=True, slots=True)
class Note:
    """Either `repairs`, all at one place, or a `defect`; `clause` is None where it stands in none."""

    start: int
    end: int
    clause: Clause | None = None
    repairs: tuple[Repair, ...] = ()
    defect: Defect | None = None
    number: int = 0

    @property
    def mark(self) -> Mark:
        return Mark(self.number, self.start, self.end)


def notes(parsed: ParsedDocument) -> tuple[Note, ...]:
    """In the order of the text, numbered from 1; places are characters of the repaired document."""
    found = sorted([*_repairs(parsed), *_defects(parsed)], key=attrgetter("start", "end"))
    return tuple(replace(note, number=number) for number, note in enumerate(found, start=1))


def _repairs(parsed: ParsedDocument) -> Iterator[Note]:
    place = attrgetter("position")
    for position, repairs in groupby(sorted(parsed.repairs, key=place), key=place):
        yield Note(position, position, _clause_at(parsed.clauses, position), repairs=tuple(repairs))


def _defects(parsed: ParsedDocument) -> Iterator[Note]:
    for defect in parsed.document.defects:
        for clause in parsed.clauses:
            at = clause.text.find(defect.reads) if clause.label == defect.label and defect.reads else -1
            if at >= 0:
                start = clause.start + at
                yield Note(start, start + len(defect.reads), clause, defect=defect)


def _clause_at(clauses: Sequence[Clause], position: int) -> Clause | None:
    place = bisect_right(clauses, position, key=attrgetter("start")) - 1
    return clauses[place] if place >= 0 and position <= clauses[place].end else None
