"""A comparison laid out for reading: from each document to the next, clause beside clause, figures that differ marked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.pages import stretches
from api.pages.stretches import Stretch
from api.wire import reading_view
from rag.answering.align import Pair, PairKind
from rag.answering.changes import FigureChange, Measured
from rag.answering.comparison import Comparison, Transition
from rag.domain import Clause, ClauseKind, Document


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are shown alike; `differs`: they measure what the other side measures, with another figure."""

    text: str
    differs: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A clause. `heading` is empty where it has none. `address`: where it is marked in its document."""

    clause: Clause
    heading: Line
    lines: tuple[Line, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured, and where its words are marked in their document."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A side is None where its document has nothing alike. `figures`: the older and the newer."""

    kind: PairKind
    older: Side | None
    newer: Side | None
    figures: tuple[tuple[Figure, Figure], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """`counts`: all pairs by kind, whatever `rows` shows of them. `silent`: which of the two say nothing on the topic."""

    older: Document
    newer: Document
    counts: Mapping[PairKind, int]
    rows: tuple[Row, ...]
    silent: tuple[Document, ...]


def steps(comparison: Comparison, only: PairKind | None = None) -> list[Step]:
    """`only`: rows of that kind alone. Between two documents that are both silent there is no step."""
    found = [_step(transition, comparison.silent, only) for transition in comparison.transitions]
    return [step for step in found if len(step.silent) < 2]


def line(text: str, stretch: Stretch, differing: Sequence[Stretch]) -> Line:
    """A stretch of a text, cut where a differing one begins or ends; all places are characters of `text`.

    >>> [(piece.text, piece.differs) for piece in line("规模达到38，全国领先。", (0, 12), [(0, 6)])]
    [('规模达到38', True), ('，全国领先。', False)]
    """
    start, end = stretch
    cuts = sorted({start, end} | {cut for each in differing for cut in each if start < cut < end})
    return tuple(
        Piece(text[cut:following], any(opens <= cut and following <= closes for opens, closes in differing))
        for cut, following in pairwise(cuts)
    )


def _step(transition: Transition, silent: Sequence[str], only: PairKind | None) -> Step:
    counts = Counter(pair.kind for pair in transition.pairs)
    return Step(
        transition.older,
        transition.newer,
        counts={kind: counts[kind] for kind in PairKind},
        rows=tuple(_row(pair) for pair in transition.pairs if only in (None, pair.kind)),
        silent=tuple(each for each in (transition.older, transition.newer) if each.id in silent),
    )


def _row(pair: Pair) -> Row:
    return Row(
        pair.kind,
        older=_side(pair.older, [change.older for change in pair.figures]) if pair.older else None,
        newer=_side(pair.newer, [change.newer for change in pair.figures]) if pair.newer else None,
        figures=tuple(_figures(change) for change in pair.figures),
    )


def _side(clause: Clause, measured: Sequence[Measured]) -> Side:
    text, width = clause.text, stretches.heading_width(clause)
    differing = [(each.start, each.end) for each in measured]
    return Side(
        clause,
        heading=line(text, (0, width), differing),
        lines=tuple(line(text, stretch, differing) for stretch in _lines(clause, width)),
        address=reading_view(clause, 0, len(text)),
    )


def _lines(clause: Clause, start: int) -> Iterator[Stretch]:
    """Of a record of a table, its cells."""
    for stretch in stretches.lines(clause.text, start):
        cells = stretches.cells(clause.text, stretch) if clause.kind is ClauseKind.ROW else [stretch]
        yield from ((first, last) for first, last in cells if first < last)


def _figures(change: FigureChange) -> tuple[Figure, Figure]:
    return _figure(change.older), _figure(change.newer)


def _figure(value: Measured) -> Figure:
    return Figure(value.text, reading_view(value.clause, value.start, value.end))
