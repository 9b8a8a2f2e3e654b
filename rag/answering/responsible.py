"""Who answers for what, said from the records: the units of the clause that the question is about, each with its role.

A clause of the body often names nobody, while an annex row that repeats its sentences does: the sentence that fits the
question best leads to the row that has it too. A sentence that stands in no such record has no unit, and that is said.
"""

from collections.abc import Sequence

from rag.answering.draft import Draft, Quote
from rag.answering.evidence import Sentence
from rag.domain import Check, Clause, Document, Role, StatementKind, Unit
from rag.ledger import Task, own_part
from rag.ports import Catalogue
from rag.text import bare, sentences

_NEAR = 0.25
_RECORDS = 4
_LONGEST_NUMBER = 4


def responsible(catalogue: Catalogue, found: Sequence[Sentence]) -> list[Draft]:
    """A statement for each record that the best sentences stand in; none where they stand in none."""
    records: dict[str, tuple[Clause, Document, str]] = {}
    for sentence in found:
        if sentence.score < found[0].score - _NEAR:
            break
        for record in _records(catalogue, sentence):
            records.setdefault(record.id, (record, sentence.hit.document, sentence.text))
    return [_statement(*record) for record in list(records.values())[:_RECORDS]]


def roles_in_words(units: Sequence[Unit]) -> str:
    """Units by role, in the words of the text.

    >>> roles_in_words([Unit("省科技厅", Role.LEAD), Unit("省教育厅", Role.SUPPORT)])
    '省科技厅牵头；省教育厅配合'
    """
    parts = []
    for role in Role:
        names = [unit for unit in units if unit.role is role]
        if names:
            parts.append("、".join(unit.name for unit in names) + ("等" if names[-1].open else "") + role.word)
    return "；".join(parts)


def headline(task: Task) -> str:
    """The heading of a task that has one, else its label and all that is to be done."""
    clause, heading = task.clause, task.clause.path[-1]
    return heading if heading.startswith(clause.label) else f"{clause.label}：{task.text.rstrip('。；')}"


def unit_quote(clause: Clause, document: Document) -> Quote:
    """The last sentence or cell of a record, where its units stand."""
    start, end = sentences(clause.text)[-1]
    return Quote(clause, document, start, end)


def task_quote(clause: Clause, document: Document) -> Quote:
    """The first sentence of a record that says something: not the number of a row."""
    said = ((a, b) for a, b in sentences(clause.text) if b - a > _LONGEST_NUMBER)
    start, end = next(said, (0, len(clause.text)))
    return Quote(clause, document, start, end)


def check_units(clause: Clause) -> Check:
    """That what is said of a record is what the record holds: every name's own part stands in its text."""
    missing = [unit.name for unit in clause.units if own_part(unit) not in clause.text]
    return Check("units", not missing, "、".join(missing))


def _records(catalogue: Catalogue, sentence: Sentence) -> list[Clause]:
    clause = sentence.hit.clause
    if clause.units:
        return [clause]
    wanted = {bare(sentence.text)} if not sentence.is_heading else _bare_sentences(clause)
    others = (other for other in catalogue.clauses_of(clause.document_id) if other.units)
    return [other for other in others if wanted & _bare_sentences(other)]


def _bare_sentences(clause: Clause) -> set[str]:
    return {bare(clause.text[a:b]) for a, b in sentences(clause.text)}


def _statement(clause: Clause, document: Document, about: str) -> Draft:
    units, start = unit_quote(clause, document), clause.text.find(about)
    says_what = start >= 0 and about != units.text
    task = Quote(clause, document, start, start + len(about)) if says_what else task_quote(clause, document)
    named = task.text.rstrip("。；")
    place = named if named.startswith(clause.label) else f"{clause.label}：{named}"
    text = f"{roles_in_words(clause.units)}（{place}）"
    quotes = (units,) if task.start == units.start else (task, units)
    return Draft(StatementKind.COMPUTED, text, quotes, (check_units(clause),))
