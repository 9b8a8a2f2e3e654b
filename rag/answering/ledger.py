"""Which tasks a unit has (省民政厅牵头哪些任务), from records and not from the best passages: the list is whole."""

import re
from collections.abc import Sequence

from rag.answering.draft import Draft, Quote
from rag.answering.named import cite
from rag.answering.responsible import check_units, roles_in_words, task_quote, unit_quote
from rag.domain import Clause, Question, Role, StatementKind
from rag.ports import Catalogue
from rag.text import bare
from rag.units import spell_out

_ASKS = re.compile(
    r"(?:牵头|负责|配合|承担|参与|主管).{0,6}(?:哪些|什么|啥|几|多少)|(?:哪些|什么|几项|多少项?).{0,6}(?:任务|工作|事项?|职责)"
)
_ASKING = re.compile(
    r"牵头|负责|配合|承担|参与|主管|哪些|什么|啥|几|多少|任务|工作|事项|职责|重点|一共|总共|分别|请问|要点|方面|"
    r"\d{4}年|[的了是有在由项里中要都个和与吗呢省广东市县区委]"
)
_ROLES = ((Role.LEAD, "牵头"), (Role.SUPPORT, "配合"))
_ANY_PART = re.compile("参与|负责|承担")
_OTHER_WORDS = 4


def asks_for_ledger(question: Question, titles: Sequence[str]) -> bool:
    """Whether a question names units and wants all their tasks, and nothing of one task in particular."""
    if not question.units or not _ASKS.search(question.text):
        return False
    rest = bare(spell_out(question.text))
    for name in (*question.units, *titles):
        rest = rest.replace(bare(name), "").replace(bare(name).lstrip("省市县区委"), "")
    return len(_ASKING.sub("", rest)) <= _OTHER_WORDS


def ledger(catalogue: Catalogue, question: Question) -> list[Draft]:
    """The count, then a statement for each record, in the order of the documents; lead before the others."""
    roles = [role for role, word in _ROLES if word in question.text]
    role = roles[0] if len(roles) == 1 and not _ANY_PART.search(question.text) else None
    records = [
        clause
        for clause in catalogue.clauses_with_units()
        if (not question.documents or clause.document_id in question.documents)
        and any(unit.name in question.units and role in (None, unit.role) for unit in clause.units)
    ]
    records.sort(key=lambda clause: not _leads(clause, question.units))
    names = "、".join(question.units)
    words = f"{names}{role.word if role else '负责或参与'}的任务"
    documents = len({clause.document_id for clause in records})
    if not records:
        return []
    head = Draft(
        StatementKind.COMPUTED, f"{words}共 {len(records)} 项，见于 {documents} 份文件", _quotes(catalogue, records)
    )
    return [head, *(_record(catalogue, clause) for clause in records)]


def _leads(clause: Clause, units: Sequence[str]) -> bool:
    return any(unit.name in units and unit.role is Role.LEAD for unit in clause.units)


def _record(catalogue: Catalogue, clause: Clause) -> Draft:
    document = catalogue.documents[clause.document_id]
    heading = clause.path[-1]
    task = (
        heading
        if heading.startswith(clause.label)
        else f"{clause.label}：{task_quote(clause, document).text.rstrip('。；')}"
    )
    text = f"{cite(document)}{task}（{roles_in_words(clause.units)}）"
    return Draft(StatementKind.COMPUTED, text, (unit_quote(clause, document),), (check_units(clause),))


def _quotes(catalogue: Catalogue, records: Sequence[Clause]) -> tuple[Quote, ...]:
    return tuple(unit_quote(clause, catalogue.documents[clause.document_id]) for clause in records)
