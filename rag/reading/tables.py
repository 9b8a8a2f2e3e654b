"""Rows of a table, with tabs or pipes between the cells: header, group, record, and rows that go on with a record."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from rag.domain import Unit
from rag.reading.units import column_role, parse_units
from rag.text import bare, fold_widths

_RULE = re.compile(r"[|\s:+-]+")
_NUMBER_COLUMN = re.compile(r"序\s*号|编\s*号|No\.?", re.IGNORECASE)
_HEADER_CELL = re.compile(
    rf"{_NUMBER_COLUMN.pattern}|项目|任务|内容|单位|部门|时限|名称|指标|备\s*注|类别|事项|措施|步骤", re.IGNORECASE
)
_LONGEST_HEADER_CELL = 12
_LONGEST_UNITS = 200


class RowKind(Enum):
    HEADER = auto()
    RULE = auto()
    GROUP = auto()
    RECORD = auto()
    CONTINUED = auto()


@dataclass(frozen=True, slots=True)
class Table:
    """What the header of the table at hand says; no header yet: no names."""

    header: tuple[str, ...] = ()

    def row_kind(self, line: str, following: str = "", *, opens: bool = True) -> RowKind:
        """What a row is. A rule in the line below makes a header of it; a new header may open a table only."""
        row = cells(line)
        filled = [cell for cell in row if cell]
        if _RULE.fullmatch(line):
            return RowKind.RULE
        if self._repeats(row) or is_rule(following) or (opens and _is_header(filled)):
            return RowKind.HEADER
        one_value = len(row) > 1 and len(set(filled)) == 1 and len(filled) in (1, len(row))
        if one_value and row[0] and not _is_number(row[0]):
            return RowKind.GROUP
        column = self._number_column
        return RowKind.CONTINUED if column is not None and not "".join(row[column : column + 1]) else RowKind.RECORD

    def opens_another(self, line: str, following: str) -> bool:
        """Whether a row is the header of another table than this."""
        row = cells(line)
        header = is_rule(following) or _is_header([cell for cell in row if cell])
        return header and not self._repeats(row)

    def number(self, line: str) -> int | None:
        """The number of a record, in the column that the header names, else in the first."""
        row, column = cells(line), self._number_column or 0
        return int(_plain(row[column])) if column < len(row) and _is_number(row[column]) else None

    def units(self, line: str) -> tuple[Unit, ...]:
        """Units of a record: its units' columns where the header names them, else the last cell that names roles."""
        row = cells(line)
        roles = [column_role(name) for name in self.header]
        if not any(roles):
            found = (parse_units(cell) for cell in reversed(row) if len(cell) < _LONGEST_UNITS)
            return next((units for units in found if units), ())
        named = zip(row, roles, strict=False)
        return tuple(dict.fromkeys(unit for cell, role in named if role for unit in parse_units(cell, role)))

    @property
    def _number_column(self) -> int | None:
        return next((i for i, name in enumerate(self.header) if _NUMBER_COLUMN.fullmatch(name)), None)

    def _repeats(self, row: tuple[str, ...]) -> bool:
        return len(row) == len(self.header) and bare("".join(row)) == bare("".join(self.header))


def cells(line: str) -> tuple[str, ...]:
    """Cells of a row, white space off, empty ones kept.

    >>> cells("1\\t建设\\t省厅牵头"), cells("| a | |")
    (('1', '建设', '省厅牵头'), ('a', ''))
    """
    if not line.startswith("|"):
        return tuple(cell.strip() for cell in line.split("\t"))
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", inner))


def is_rule(line: str) -> bool:
    """Whether a line is the rule under a Markdown header."""
    return line.startswith("|") and "-" in line and bool(_RULE.fullmatch(line))


def _is_header(filled: list[str]) -> bool:
    short = all(len(cell) <= _LONGEST_HEADER_CELL and _HEADER_CELL.search(cell) for cell in filled)
    return len(filled) > 1 and short


def _plain(cell: str) -> str:
    return fold_widths(cell).rstrip(".、")


def _is_number(cell: str) -> bool:
    plain = _plain(cell)
    return plain.isascii() and plain.isdigit() and len(plain) < 5
