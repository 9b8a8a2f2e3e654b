"""Tasks of the responsibility ledger as tables: CSV for spreadsheets, Markdown for documents. Cells are text and nothing else."""

import csv
import io
import re
from collections.abc import Callable, Sequence

from rag.answering.responsible import headline, roles_in_words
from rag.domain import Role
from rag.ledger import Task, TaskKind

# Excel takes a file for UTF-8 only when it begins so.
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$]")
_KINDS = {TaskKind.RECORD: "任务分工", TaskKind.MENTION: "正文提及"}

Column = tuple[str, Callable[[Task], str]]
_COLUMNS: tuple[Column, ...] = (
    ("文件", lambda task: task.document.title),
    ("文号", lambda task: task.document.number or ""),
    ("条款", lambda task: task.clause.label),
    ("标题", lambda task: task.clause.path[-1]),
    *((role.word, lambda task, role=role: _names(task, role)) for role in Role),
    ("原文", lambda task: task.clause.text),
    ("编号", lambda task: task.clause.id),
    ("任务", lambda task: task.text),
    ("章节", lambda task: " › ".join(task.section)),
    ("下同", lambda task: roles_in_words(task.defaults)),
    ("类别", lambda task: _KINDS[task.kind]),
)
_READABLE: tuple[Column, ...] = (
    ("文件", lambda task: f"《{task.document.title}》{task.document.number or ''}"),
    ("条款", lambda task: task.clause.label),
    ("任务", lambda task: task.text),
    ("责任单位", lambda task: roles_in_words(task.units)),
    ("下同", lambda task: roles_in_words(task.defaults)),
)


def csv_table(tasks: Sequence[Task]) -> str:
    """A row a task, a column a role, with a BOM and Chinese headers; no cell is a formula."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(name for name, _ in _COLUMNS)
    writer.writerows([inert(value(task)) for _, value in _COLUMNS] for task in tasks)
    return _BOM + lines.getvalue()


def markdown_table(tasks: Sequence[Task]) -> str:
    """A row a task, in the columns that a reader wants."""
    rows = [
        [name for name, _ in _READABLE],
        ["---"] * len(_READABLE),
        *([plain(value(task)) for _, value in _READABLE] for task in tasks),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def plain_rows(tasks: Sequence[Task]) -> list[dict[str, str]]:
    """A row a task, by the names of the columns, with the units in words."""
    columns = (*_COLUMNS, ("责任单位", lambda task: roles_in_words(task.units)))
    return [{name: value(task) for name, value in columns} for task in tasks]


def lines(tasks: Sequence[Task]) -> list[str]:
    """A line a task, with units by default, in the words of an answer."""
    return [f"《{task.document.title}》{headline(task)}（{roles_in_words(task.all_units)}）" for task in tasks]


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("省民政厅")
    ("'=1+1", '省民政厅')
    """
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    r"""A cell in which no character is markup and no line ends.

    >>> plain("甲|乙"), plain("<b>\n丙")
    ('甲\\|乙', '\\<b\\> 丙')
    """
    return _MARKUP.sub(lambda match: f"\\{match.group()}", " ".join(cell.split()))


def _names(task: Task, role: Role) -> str:
    units = [unit for unit in task.units if unit.role is role]
    return "、".join(unit.name for unit in units) + ("等" if units and units[-1].open else "")
