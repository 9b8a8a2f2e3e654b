"""The same measured thing with another figure: 算力规模达到38EFLOPS in the one text, 超过60EFLOPS in the other.

A figure of one clause belongs to that of the other which measures the same sort of thing (see `figures`) and goes with
the same words (see `binding`), each being the best for the other. Dates are left out: another year of a plan is no
change of a target.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.checks.binding import Place, Places, fit
from rag.answering.checks.figures import ITEM, Figure
from rag.answering.checks.prose import prose
from rag.domain import Clause
from rag.text import bare, sentences

_SAME_THING = 0.75


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the words that it goes with, at `start` to `end` of the clause: 算力规模达到38EFLOPS."""

    clause: Clause
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """The same thing as the older and as the newer clause has it."""

    older: Measured
    newer: Measured


@dataclass(frozen=True, slots=True)
class _Mention:
    figure: Figure
    place: Place
    where: Measured


def figure_changes(older: Clause, newer: Clause) -> Iterator[FigureChange]:
    """Things that both clauses measure, with another value; in the order of the older one."""
    before, after = list(_mentions(older)), list(_mentions(newer))
    for mention in before:
        partner = _partner(mention, after)
        if partner and _partner(partner, before) is mention and not partner.figure.equals(mention.figure):
            yield FigureChange(mention.where, partner.where)


def _partner(mention: _Mention, others: list[_Mention]) -> _Mention | None:
    """The mention that measures the same thing, if one does."""
    alike = [(_fit(mention, other), other) for other in others if mention.figure.like(other.figure)]
    best, partner = max(alike, key=lambda scored: scored[0], default=(0.0, None))
    return partner if best >= _SAME_THING else None


def _fit(one: _Mention, other: _Mention) -> float:
    return (fit(one.place, other.place) + fit(other.place, one.place)) / 2


def _mentions(clause: Clause) -> Iterator[_Mention]:
    for start, end in sentences(clause.text):
        written = prose(clause.text[start:end])
        kinds: dict[str, list[Figure]] = {}
        for figure in written.figures:
            if not (figure.is_date or figure.is_article or figure.kind == ITEM or figure.kind.startswith("第")):
                kinds.setdefault(figure.kind, []).append(figure)
        places = Places(written)
        for figures in kinds.values():
            found = places.of((figure.start, figure.end) for figure in figures)
            for figure, place in zip(figures, found, strict=True):
                part = written.text[slice(*written.part_of(figure.start))]
                yield _Mention(figure, place, _measured(clause, (start, end), part))


def _measured(clause: Clause, sentence: tuple[int, int], part: str) -> Measured:
    """Where a part of the sentence stands in the clause: what a check reads has its own widths and no spaces."""
    start, end = sentence
    wanted = bare(part)
    letters = [i for i in range(start, end) if bare(clause.text[i])]
    at = bare(clause.text[start:end]).find(wanted)
    if at < 0 or not wanted or len(letters) != len(bare(clause.text[start:end])):
        return Measured(clause, start, end)
    last = letters[at + len(wanted) - 1] + 1
    closing = clause.text[last : last + 1]
    return Measured(clause, letters[at], last + (closing in ("%", "％")))
