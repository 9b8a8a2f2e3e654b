"""Rows of a table as clauses of the tree: a record a clause, under the group that a row without cells opens."""

from collections.abc import Sequence

from rag.domain import ClauseKind
from rag.reading.labels import Family, Label, parse_label
from rag.reading.lines import Line
from rag.reading.tables import RowKind, Table, cells
from rag.reading.tree import GROUP, OUTERMOST, Heading, Tree

_GROUP_LIMIT = 42
_OPEN_ENDED = "。！？；：!?;:，,、…"

HEADER = "table header"


class Rows:
    def __init__(self, tree: Tree, lines: Sequence[Line]) -> None:
        self._tree = tree
        self._lines = lines
        self.restart()

    def restart(self) -> None:
        """Behind this stands another table."""
        self._table, self._rows, self._groups = Table(), 0, 0

    def is_group(self, i: int) -> bool:
        """Whether a line is a heading inside a table, whose empty cells the source did not keep."""
        text = self._lines[i].text
        if not self._table.header or i + 1 >= len(self._lines) or not self._lines[i + 1].is_row:
            return False
        below = self._lines[i + 2].text if i + 2 < len(self._lines) else ""
        opens_table = self._table.opens_another(self._lines[i + 1].text, below)
        return not opens_table and len(text) <= _GROUP_LIMIT and text[-1] not in _OPEN_ENDED

    def add(self, i: int, place: tuple[int, int]) -> str | None:
        """Takes a row into the tree; the name of a span where it is no clause."""
        line = self._lines[i].text
        following = self._lines[i + 1].text if i + 1 < len(self._lines) else ""
        opens = i == 0 or not self._lines[i - 1].is_row
        if opens and self._table.header and len(cells(line)) != len(self._table.header):
            self.restart()
        kind = self._table.row_kind(line, following, opens=opens)
        if kind is RowKind.RULE:
            return HEADER
        if kind is RowKind.HEADER:
            self._open_table(cells(line))
            return HEADER
        if kind is RowKind.GROUP:
            self.add_group(i, place)
        elif kind is RowKind.RECORD or not self._continue_record(i, place):
            self._add_record(line, place)
        return None

    def add_group(self, i: int, place: tuple[int, int]) -> None:
        self._tree.close(GROUP)
        self._groups += 1
        heading = next(filter(None, cells(self._lines[i].text)))
        label = parse_label(heading)
        number = label.number if label else self._groups
        name = f"{self._owner()}第{number}部分"
        self._tree.add_open(place, Heading(ClauseKind.GROUP, name, f"g{number}", heading), GROUP)

    def _open_table(self, header: tuple[str, ...]) -> None:
        if header != self._table.header:
            self.restart()
            self._table = Table(header)

    def _continue_record(self, i: int, place: tuple[int, int]) -> bool:
        """Takes a row without a number as part of the record above it, if there is one."""
        last = self._tree.last
        if not last or last.kind is not ClauseKind.ROW or last.end + 1 != place[0]:
            return False
        self._tree.extend(place[1])
        last.units = tuple(dict.fromkeys([*last.units, *self._table.units(self._lines[i].text)]))
        return True

    def _add_record(self, line: str, place: tuple[int, int]) -> None:
        self._rows = self._table.number(line) or self._rows + 1
        owner, base = self._owner(), self._base()
        label = Label(Family.ROW, self._rows, f"{owner}第{self._rows}项", f"r{self._rows}", 0, owner)
        self._tree.count(label, base)
        heading = Heading(ClauseKind.ROW, label.text, label.token, f"第{self._rows}项")
        self._tree.add(place, heading, under=base).units = self._table.units(line)

    def _owner(self) -> str:
        """What stands before 第N项 in the label of a row: 附件2, or 表 in the body of a text."""
        outermost = self._tree.open[0] if self._tree.open else None
        in_annex = outermost and outermost.rank == OUTERMOST and outermost.draft.kind is ClauseKind.ANNEX
        return outermost.draft.heading.label if outermost and in_annex else "表"

    def _base(self) -> str | None:
        """The id that rows go under: that of their annex or clause, not of their group."""
        ids = [entry.draft.id for entry in self._tree.open if entry.rank != GROUP]
        return ids[-1] if ids else self._tree.document_id
