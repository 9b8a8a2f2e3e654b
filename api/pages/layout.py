"""A document laid out for reading: what stands on the page, in order, in one pass over its clauses and spans.

Clauses keep their whole text and their id; tables are put together from their rows; a gap stands where the numbering
jumps. Words are the template's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from api.pages import stretches
from api.pages.jumps import jumps
from api.pages.notes import Note, notes
from api.pages.runs import Line, Mark, runs, shown
from api.pages.stretches import Stretch
from rag.domain import Clause, ClauseKind, Document, Gap, ParsedDocument, Role, Span, SpanKind, Unit

_IN_TABLE = frozenset({ClauseKind.GROUP, ClauseKind.ROW})
_IN_HEAD = frozenset({"letterhead", "number"})
_LOWEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Aside:
    """Metadata between the clauses: a title, a signature, a date; `name` says which."""

    name: str
    line: Line
    form: str = "aside"


@dataclass(frozen=True, slots=True)
class Jump:
    """Numbering that jumps here; `before` is the id of the clause that follows."""

    gap: Gap
    before: str
    form: str = "jump"


@dataclass(frozen=True, slots=True)
class Block:
    """A clause that is no row. `level` is that of its heading, from 2; `run_in`: its first line goes on behind it."""

    clause: Clause
    citation: str
    level: int
    heading: Line
    lines: tuple[Line, ...]
    run_in: bool
    form: str = "block"


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a table; a cell is lines."""

    clause: Clause
    citation: str
    cells: tuple[tuple[Line, ...], ...]
    form: str = "row"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading, or under none."""

    heading: Block | None
    rows: tuple[Row | Jump, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`width`: columns of the widest row."""

    header: tuple[str, ...]
    width: int
    groups: tuple[Group, ...]
    form: str = "table"


Part = Aside | Jump | Block | Table


@dataclass(frozen=True, slots=True)
class Quote:
    """What a link asks to be highlighted: characters of a clause's text."""

    clause_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """`flow`: what is read from top to bottom. `jumps`: gaps that have a place, by the id of the clause behind it."""

    flow: tuple[Part, ...]
    notes: tuple[Note, ...]
    jumps: Mapping[str, Gap]


def lay_out(parsed: ParsedDocument, quote: Quote | None = None) -> Layout:
    """A quote that does not fit its clause, or whose clause is not of this document, is no quote."""
    found, gaps = notes(parsed), jumps(parsed.clauses, parsed.gaps)
    return Layout(tuple(_Page(parsed, quote, [note.mark for note in found], gaps).flow()), found, gaps)


def citation(document: Document, clause: Clause) -> str:
    """What one writes to cite a clause: 《title》（文号）path."""
    number = f"（{document.number}）" if document.number else ""
    return f"《{document.title}》{number}{' › '.join(clause.path)}"


def units_by_role(units: Sequence[Unit]) -> list[tuple[Role, list[Unit]]]:
    """Lead first; roles that nobody has are left out."""
    grouped = [(role, [unit for unit in units if unit.role is role]) for role in Role]
    return [(role, named) for role, named in grouped if named]


class _Page:
    """`marks` are sorted by start."""

    def __init__(
        self, parsed: ParsedDocument, quote: Quote | None, marks: Sequence[Mark], gaps: Mapping[str, Gap]
    ) -> None:
        self._parsed, self._quote, self._marks, self._gaps = parsed, quote, marks, gaps
        self._longest = max((mark.end - mark.start for mark in marks), default=0)
        self._levels: dict[str | None, int] = {None: 1}

    def flow(self) -> Iterator[Part]:
        parts: list[Clause | Span] = [*self._parsed.clauses, *_spans(self._parsed)]
        parts.sort(key=attrgetter("start"))
        for in_table, group in groupby(parts, key=_stands_in_table):
            members = list(group)
            yield from self._tables(members) if in_table else self._prose(members)

    def _prose(self, members: Sequence[Clause | Span]) -> Iterator[Part]:
        for part in members:
            if isinstance(part, Span):
                yield Aside(part.name, self._runs((part.start, part.end)))
            else:
                yield from self._jump(part)
                yield self._block(part)

    def _tables(self, members: Sequence[Clause | Span]) -> Iterator[Table]:
        """A header of other words opens another table; a repeated one is furniture."""
        header: tuple[str, ...] = ()
        groups: list[Group] = []
        for part in members:
            if isinstance(part, Clause):
                self._add(part, groups)
                continue
            named = stretches.header(self._parsed.text[part.start : part.end]) or header
            if named != header and groups:
                yield _table(header, groups)
                groups = []
            header = named
        if groups:
            yield _table(header, groups)

    def _add(self, clause: Clause, groups: list[Group]) -> None:
        if clause.kind is ClauseKind.GROUP:
            groups.append(Group(self._block(clause), ()))
            return
        last = groups.pop() if groups else Group(None, ())
        groups.append(replace(last, rows=(*last.rows, *self._jump(clause), self._row(clause))))

    def _jump(self, clause: Clause) -> Iterator[Jump]:
        if gap := self._gaps.get(clause.id):
            yield Jump(gap, clause.id)

    def _block(self, clause: Clause) -> Block:
        width = stretches.heading_width(clause)
        level = min(self._levels.get(clause.parent, 1) + 1, _LOWEST_HEADING)
        self._levels[clause.id] = level if width else level - 1
        heading = self._stretch(clause, (0, width)) if width else ()
        lines = tuple(self._stretch(clause, line) for line in stretches.lines(clause.text, width))
        run_in = 0 < width < len(clause.text) and clause.text[width] != "\n"
        return Block(clause, citation(self._parsed.document, clause), level, heading, lines, run_in)

    def _row(self, clause: Clause) -> Row:
        columns: list[list[Line]] = []
        for line in stretches.lines(clause.text):
            for column, cell in enumerate(stretches.cells(clause.text, line)):
                columns += [[]] if column == len(columns) else []
                columns[column] += [self._stretch(clause, cell)] if cell[0] < cell[1] else []
        return Row(clause, citation(self._parsed.document, clause), tuple(map(tuple, columns)))

    def _stretch(self, clause: Clause, stretch: Stretch) -> Line:
        return self._runs((clause.start + stretch[0], clause.start + stretch[1]), self._quoted(clause))

    def _quoted(self, clause: Clause) -> Stretch | None:
        """The quote as characters of the document, if it is one of this clause."""
        quote = self._quote
        if quote is None or quote.clause_id != clause.id or not 0 <= quote.start < quote.end <= len(clause.text):
            return None
        return shown(self._parsed.text, (clause.start + quote.start, clause.start + quote.end))

    def _runs(self, stretch: Stretch, quote: Stretch | None = None) -> Line:
        """A stretch of the document, with the marks that may reach into it."""
        by_start = attrgetter("start")
        first = bisect_left(self._marks, stretch[0] - self._longest, key=by_start)
        behind = bisect_right(self._marks, stretch[1], key=by_start)
        return runs(self._parsed.text, stretch, self._marks[first:behind], quote)


def _table(header: tuple[str, ...], groups: Sequence[Group]) -> Table:
    widths = [len(row.cells) for group in groups for row in group.rows if isinstance(row, Row)]
    return Table(header, max([1, len(header), *widths]), tuple(groups))


def _stands_in_table(part: Clause | Span) -> bool:
    return part.kind is SpanKind.FURNITURE if isinstance(part, Span) else part.kind in _IN_TABLE


def _spans(parsed: ParsedDocument) -> Iterator[Span]:
    """The spans that the head of the page does not show already, the lines of one title as one span."""
    body = min((clause.start for clause in parsed.clauses), default=len(parsed.text))
    for span in _with_whole_titles(parsed.spans):
        title = "".join(parsed.text[span.start : span.end].split())
        above = span.start < body and title == "".join(parsed.document.title.split())
        if span.name not in _IN_HEAD and not above:
            yield span


def _with_whole_titles(spans: Sequence[Span]) -> list[Span]:
    whole: list[Span] = []
    for span in spans:
        if whole and span.name == whole[-1].name == "title" and span.start == whole[-1].end + 1:
            whole[-1] = replace(whole[-1], end=span.end)
        else:
            whole.append(span)
    return whole
