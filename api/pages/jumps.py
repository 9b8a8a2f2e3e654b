"""Where in a text its numbering jumps: a gap names labels, the reading view needs the clause that comes too early."""

import re
from collections.abc import Mapping, Sequence

from rag.domain import Clause, Gap
from rag.text import NUMERAL, parse_numeral

_NUMERAL = re.compile(NUMERAL)


def jumps(clauses: Sequence[Clause], gaps: Sequence[Gap]) -> Mapping[str, Gap]:
    """Gaps by the id of the clause that they stand before. One whose place cannot be told is left out."""
    placed: dict[str, Gap] = {}
    shapes = [(clause, *_shape(clause.label)) for clause in clauses] if gaps else []
    for gap in gaps:
        shape, last = _shape(gap.missing[-1])
        alike = [(clause, number) for clause, other, number in shapes if other == shape]
        if clause := next((c for c in _next_to(alike, last, gap.after) if c.id not in placed), None):
            placed[clause.id] = gap
    return placed


def _next_to(alike: Sequence[tuple[Clause, int]], last: int, after: str | None) -> list[Clause]:
    """Clauses with the number behind `last` that the label `after` precedes, in the text or in their own list."""
    found: list[Clause] = []
    before: str | None = None
    before_in: dict[str | None, str] = {}
    for clause, number in alike:
        if number == last + 1 and after in (before, before_in.get(clause.parent)):
            found.append(clause)
        before = before_in[clause.parent] = clause.label
    return found


def _shape(label: str) -> tuple[str, int]:
    """A label without its number, and the number: its last numeral; -1 where it has none.

    >>> _shape("（十九）"), _shape("附件2第13项"), _shape("前言")
    (('（#）', 19), ('附件2第#项', 13), ('前言', -1))
    """
    numerals = list(_NUMERAL.finditer(label))
    if not numerals:
        return label, -1
    last = numerals[-1]
    return f"{label[: last.start()]}#{label[last.end() :]}", parse_numeral(last.group())
