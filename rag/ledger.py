"""The responsibility ledger 任务分工: a task for every clause that names its units, read whole and not searched for.

A unit may also stand in a clause by default: 各地级以上市人民政府结合实际落实，下同 governs every record behind it in the same
text or annex. A unit that running text gives a part (省发展改革委要牵头…) is a mention and no record. Not read: mentions
without the name of an authority (各有关部门要…).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from rag.domain import Clause, ClauseKind, Document, Role, Unit
from rag.ports import Catalogue
from rag.text import fold_widths, sentences, to_simplified

_CELLS = re.compile(r"[\t|]")
_NUMBER_CELL = re.compile(r"\s*\d{0,4}[.、．]?\s*")
_BRACKET = re.compile(r"[（(\[【〔][^（(\[【〔]*[）)\]】〕][。；;]?\s*$")
_LABEL_END = re.compile(r"[\s.．、:：]*")
_ONWARDS = re.compile(r"下同|以下均|以下各[项条]|不再一一|不再逐一|不再重复")
_PART_END = re.compile(r"[；;。\t|（(]")
# Of the characters of a cell, the share of names from which it is a cell of units.
_MOSTLY_NAMES = 0.3

_LEVEL = r"(?:广东省|省委?|市委?|县委?|区委?|国家|国务院|中央|中国)"
_OFFICE = rf"{_LEVEL}(?:(?!{_LEVEL}|要|应|会同|负责|牵头)[\u4e00-\u9fff]){{1,14}}?(?:厅|局|委|办|部|院|署|总队|分行|联社)(?!门|委|省|分)"
_MENTION = re.compile(
    rf"(?P<names>{_OFFICE}(?:(?:、|和|与|及|会同){_OFFICE})*)(?:要|应当?|须|将|可)?(?:认真|切实|具体|主动)?"
    r"(?:(?P<lead>牵头)|(?P<support>配合|协助)|(?P<responsible>负责(?!人|同志)))"
)


class TaskKind(StrEnum):
    RECORD = "record"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Task:
    """A clause with the units that answer for it; `clause.text[start:end]` says what is to be done.

    `defaults`: units that the clause `governed_by` gives to all records behind it, this one among them.
    """

    clause: Clause
    document: Document
    units: tuple[Unit, ...]
    start: int
    end: int
    defaults: tuple[Unit, ...] = ()
    governed_by: Clause | None = None
    kind: TaskKind = TaskKind.RECORD

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above it."""
        return self.clause.path[:-1]

    @property
    def all_units(self) -> tuple[Unit, ...]:
        return (*self.units, *self.defaults)

    def roles(self, names: Sequence[str]) -> set[Role]:
        """The parts that a unit has in it, by any of its names."""
        return {unit.role for unit in self.all_units if unit.name in names}


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks a unit has, by role; `by_default` of them only because a clause before them says so."""

    name: str
    collective: bool
    total: int
    by_default: int
    roles: dict[Role, int]


def records(catalogue: Catalogue) -> list[Task]:
    """Every record: official documents first, then by date, each in its own order."""
    tasks = []
    governing: dict[str, tuple[Clause, tuple[Unit, ...]]] = {}
    for clause in catalogue.clauses_with_units():
        scope = _scope(clause)
        governor, defaults = governing.get(scope, (None, ()))
        own = {(unit.name, unit.role) for unit in clause.units}
        left = tuple(unit for unit in defaults if (unit.name, unit.role) not in own)
        if onwards := _onwards(clause):
            governing[scope] = (clause, onwards)
        start, end = _what(clause)
        document = catalogue.documents[clause.document_id]
        tasks.append(Task(clause, document, clause.units, start, end, left, governor if left else None))
    return sorted(tasks, key=lambda task: _order(task.document))


def mentions(catalogue: Catalogue) -> list[Task]:
    """Every sentence of running text that gives an authority a part, as a task of its own, in the same order."""
    documents = sorted(catalogue.documents.values(), key=_order)
    clauses = (clause for document in documents for clause in catalogue.clauses_of(document.id) if not clause.units)
    return [task for clause in clauses for task in _mentions(clause, catalogue.documents[clause.document_id])]


def matching(
    tasks: Sequence[Task], *, unit: Sequence[str] = (), role: Role | None = None, words: str = ""
) -> list[Task]:
    """Tasks in which one of the names has the role (any, where none is given) and whose clause has all the words."""
    wanted = [_folded(word) for word in words.split()]
    return [
        task
        for task in tasks
        if any((not unit or one.name in unit) and role in (None, one.role) for one in task.all_units)
        and all(word in _folded("\n".join((*task.clause.path, task.clause.text))) for word in wanted)
    ]


def counts(tasks: Sequence[Task]) -> list[Count]:
    """Of every unit that the tasks name, most tasks first."""
    units: dict[str, list[Task]] = {}
    for task in tasks:
        for name in dict.fromkeys(unit.name for unit in task.all_units):
            units.setdefault(name, []).append(task)
    found = [_count(name, own) for name, own in units.items()]
    return sorted(found, key=lambda count: (-count.total, count.name))


def own_part(unit: Unit) -> str:
    """What a list writes of a name whose level of government it leaves out.

    >>> own_part(Unit("省科技厅", Role.LEAD))
    '科技厅'
    """
    return re.sub(r"^(?:省委?|市委?)", "", unit.name)


def _count(name: str, tasks: Sequence[Task]) -> Count:
    held = [task.roles([name]) for task in tasks]
    roles = {role: total for role in Role if (total := sum(role in parts for parts in held))}
    by_default = sum(all(unit.name != name for unit in task.units) for task in tasks)
    collective = any(unit.collective for task in tasks for unit in task.all_units if unit.name == name)
    return Count(name, collective, len(tasks), by_default, roles)


def _order(document: Document) -> tuple[bool, int, int, int, str]:
    return (*document.chronology, document.id)


def _scope(clause: Clause) -> str:
    """What a 下同 reaches: the rest of the table, else the rest of the text or of the annex."""
    if clause.kind is ClauseKind.ROW:
        return clause.id.rpartition("/")[0]
    return "/".join(part for part in clause.id.split("/") if part == clause.document_id or part.startswith("annex"))


def _onwards(clause: Clause) -> tuple[Unit, ...]:
    """Units that a clause names for all records behind it: those of the part that ends in 下同, in the role of its last."""
    if not (marks := list(_ONWARDS.finditer(clause.text))):
        return ()
    part = _PART_END.split(clause.text[: marks[0].start()])[-1]
    named = [unit for unit in clause.units if own_part(unit) in part]
    return tuple(unit for unit in named if unit.role is named[-1].role)


def _what(clause: Clause) -> tuple[int, int]:
    """Where a record says what is to be done, without its number and its units, as (start, end)."""
    if clause.kind is ClauseKind.ROW:
        return _task_cell(clause)
    bracket = _BRACKET.search(clause.text)
    end = bracket.start() if bracket and any(own_part(unit) in bracket.group() for unit in clause.units) else None
    label = len(clause.label) if clause.text.startswith(clause.label) else 0
    start = _LABEL_END.match(clause.text, label)
    return _stripped(clause.text, start.end() if start else label, len(clause.text) if end is None else end)


def _task_cell(clause: Clause) -> tuple[int, int]:
    """The longest cell before the first that is for the most part names of units; else the longest of all."""
    spans, start = [], 0
    for cell in _CELLS.split(clause.text):
        spans.append((start, start + len(cell)))
        start += len(cell) + 1
    filled = [span for span in spans if not _NUMBER_CELL.fullmatch(clause.text[slice(*span)])]
    before = list(takewhile(lambda span: not _is_of_units(clause.text[slice(*span)], clause.units), filled))
    longest = max(before or filled or spans, key=lambda span: span[1] - span[0])
    return _stripped(clause.text, *longest)


def _is_of_units(cell: str, units: Sequence[Unit]) -> bool:
    names = sum(len(own) for unit in units if (own := own_part(unit)) in cell)
    return names > _MOSTLY_NAMES * len(cell)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def _mentions(clause: Clause, document: Document) -> Iterator[Task]:
    for start, end in sentences(clause.text):
        found = list(_MENTION.finditer(clause.text, start, end))
        if units := tuple(unit for match in found for unit in _named(match)):
            yield Task(clause, document, units, start, end, kind=TaskKind.MENTION)


def _named(match: re.Match[str]) -> Iterator[Unit]:
    for name in re.findall(_OFFICE, match["names"]):
        yield Unit(name.removeprefix("广东") if name.startswith("广东省") else name, Role(str(match.lastgroup)))


def _folded(text: str) -> str:
    return fold_widths(to_simplified(text)).lower()
