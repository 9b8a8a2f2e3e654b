"""A text cut where something begins or ends that a reader must see: a quote, a defect, the place of a repair.

Concatenated, the pieces are the text: what is shown around it (marks, buttons) has no characters of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from api.pages.stretches import Stretch


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a note hangs on a text: a stretch of it, or a point where `start == end`."""

    note: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are shown alike, or, without any, the place of a note."""

    text: str
    defective: bool = False
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that a quote holds all or none of. `first`: the quote begins here."""

    pieces: tuple[Piece, ...]
    quoted: bool = False
    first: bool = False


Line = tuple[Run, ...]

_BETWEEN = "\n\t|"


def runs(text: str, stretch: Stretch, marks: Sequence[Mark] = (), quote: Stretch | None = None) -> Line:
    """A stretch of a text with the marks and the quote that fall into it; all places are characters of `text`.

    >>> [(run.quoted, "".join(piece.text for piece in run.pieces)) for run in runs("省民政厅牵头", (0, 6), (), (1, 4))]
    [(False, '省'), (True, '民政厅'), (False, '牵头')]
    """
    opens, closes = quote or (0, 0)
    here = [mark for mark in marks if _falls_into(mark, text, stretch)]
    bounds = {*stretch, opens, closes, *(mark.start for mark in here), *(mark.end for mark in here)}
    cuts = sorted(cut for cut in bounds if stretch[0] <= cut <= stretch[1])
    placed = [
        (opens <= cut < closes if piece.text else opens < cut < closes, cut, piece)
        for cut, following in zip(cuts, [*cuts[1:], cuts[-1]], strict=True)
        for piece in _pieces(text, cut, following, here)
    ]
    grouped = [(quoted, list(group)) for quoted, group in groupby(placed, key=itemgetter(0))]
    return tuple(
        Run(tuple(piece for *_, piece in group), quoted, quoted and group[0][1] == opens) for quoted, group in grouped
    )


def shown(text: str, quote: Stretch) -> Stretch | None:
    """The quote without what separates lines and cells at its start, which is not shown; None where nothing is left.

    >>> shown("1\\t建设", (1, 4)), shown("1\\t建设", (1, 2))
    ((2, 4), None)
    """
    start, end = quote
    while start < end and (text[start] in _BETWEEN or text[start].isspace()):
        start += 1
    return (start, end) if start < end else None


def _falls_into(mark: Mark, text: str, stretch: Stretch) -> bool:
    """A point at the very end belongs to a line that ends there, not to one that is only cut there."""
    start, end = stretch
    if mark.start < mark.end:
        return mark.start < end and start < mark.end
    return start <= mark.start < end or (mark.start == end and text[end : end + 1] in _BETWEEN)


def _pieces(text: str, cut: int, following: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """The notes at a cut, that of a stretch behind its last character; then the characters up to the following cut."""
    yield from (Piece("", note=mark.note) for mark in marks if mark.end == cut)
    if cut < following:
        defective = any(mark.start <= cut and following <= mark.end for mark in marks)
        yield Piece(text[cut:following], defective)
