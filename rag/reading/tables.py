"""Rows of a table, with tabs or pipes between the cells: header, group, record."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from rag.domain import Role, Unit
from rag.reading.units import parse_units
from rag.text import fold_widths

_RULE = re.compile(r"[|\s:+-]+")
_HEADER_CELL = re.compile(r"序号|编号|项目|任务|内容|单位|部门|时限|名称|指标|备注|类别|事项|措施|No\.?", re.IGNORECASE)
_UNITS_COLUMN = re.compile(r"(牵头|配合|责任|负责|主办|协办|实施)?.{0,4}(?:单位|部门)")
_COLUMN_ROLES = {"牵头": Role.LEAD, "主办": Role.LEAD, "配合": Role.SUPPORT, "协办": Role.SUPPORT}


class RowKind(Enum):
    HEADER = auto()
    RULE = auto()
    GROUP = auto()
    RECORD = auto()


@dataclass(frozen=True, slots=True)
class Table:
    """What the header of the table at hand says; no header yet: no names."""

    header: tuple[str, ...] = ()

    def row_kind(self, line: str) -> RowKind:
        row = cells(line)
        if _RULE.fullmatch(line):
            return RowKind.RULE
        if row == self.header or _is_header(row):
            return RowKind.HEADER
        if sum(map(bool, row)) == 1 and len(row) > 1 and not row[0].isdigit():
            return RowKind.GROUP
        return RowKind.RECORD

    def number(self, line: str) -> int | None:
        """The number in a record's first cell."""
        first = fold_widths(cells(line)[0]).rstrip(".、")
        return int(first) if first.isascii() and first.isdigit() and len(first) < 5 else None

    def units(self, line: str) -> tuple[Unit, ...]:
        """Units of a record: its units' columns where the header names them, else the last cell that names roles."""
        row = cells(line)
        columns = [i for i, name in enumerate(self.header) if _UNITS_COLUMN.search(name) and i < len(row)]
        if not columns:
            found = (parse_units(cell) for cell in reversed(row) if len(cell) < 200)
            return next((units for units in found if units), ())
        return tuple(unit for i in columns for unit in parse_units(row[i], self._role(i)))

    def _role(self, column: int) -> Role:
        match = _UNITS_COLUMN.search(self.header[column])
        return _COLUMN_ROLES.get(match.group(1) or "", Role.SHARED) if match else Role.SHARED


def cells(line: str) -> tuple[str, ...]:
    """Cells of a row, white space off, empty ones kept.

    >>> cells("1\\t建设\\t省厅牵头"), cells("| a | |")
    (('1', '建设', '省厅牵头'), ('a', ''))
    """
    if line.startswith("|"):
        inner = line.strip().removeprefix("|").removesuffix("|")
        return tuple(cell.strip() for cell in inner.split("|"))
    return tuple(cell.strip() for cell in line.split("\t"))


def _is_header(row: tuple[str, ...]) -> bool:
    named = [cell for cell in row if cell]
    return len(named) > 1 and all(len(cell) <= 12 and _HEADER_CELL.search(cell) for cell in named)
