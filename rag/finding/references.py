"""What a question names exactly: clauses by their number, in the documents that it names with them.

No model and no search: a reference is resolved or it is known that nothing of that number exists.
"""

import re
from collections.abc import Iterator, Sequence

from rag.domain import Clause, ClauseKind, Reference
from rag.finding.names import naming_spans, namings, unknown_numbers
from rag.finding.naming import GENRES, Naming
from rag.finding.numbers import ANNEX, PARAGRAPH, Mention, Step, mentions
from rag.ports import Catalogue
from rag.text import NUMERAL, fold_brackets, format_numeral

_ROWS = ("项", "行", "条", "号", "点")
_SECTIONS = ("部分", "章", "编", "篇")
# How each way of naming may be written as a label, the likeliest first.
_FORMS = {
    "条": ("第{cn}条", "（{cn}）", "{n}．", "附件第{n}项"),
    "款": ("（{cn}）", "第{cn}条", "{n}．"),
    "项": ("{n}．", "附件第{n}项", "（{cn}）", "第{cn}条", "（{n}）"),
    "点": ("{n}．", "（{cn}）", "{cn}、"),
    "部分": ("{cn}、", "第{cn}部分", "第{cn}章"),
    "章": ("第{cn}章", "{cn}、"),
    "节": ("第{cn}节", "（{cn}）"),
    "编": ("第{cn}编",),
    "分编": ("第{cn}分编",),
    "篇": ("第{cn}篇",),
    "段": ("第{n}段",),
    "行": ("附件第{n}项",),
    "括号": ("（{cn}）", "（{n}）"),
}
_JOINER = re.compile(r"[\s《》]*(?:和|与|、|以?及|跟|同|对比|相比|vs)?[\s《》]*(?:20\d\d年的?)?", re.IGNORECASE)
# 数字社会实施意见 before 第（五）条
_NAME_BEFORE = re.compile(rf"[^\s,。?!:;]{{0,18}}(?:{GENRES}|文件|文|号|报道|里|中|的|》|\s)*$")


def find_references(question: str, documents: Sequence[str], catalogue: Catalogue) -> tuple[Reference, ...]:
    """The clauses that a question names by number, looked for in the documents that are named with them, one reference
    for each document that has a name of its own; else in `documents`, in all where it is empty."""
    named = namings(question, catalogue.documents) if documents else ()
    found = mentions(question, [naming.end for naming in named])
    unknown = () if documents else tuple(unknown_numbers(question, catalogue.documents))
    if unknown:
        return tuple(Reference(f"{unknown[0]}{mention.words}", (), ()) for mention in found)
    otherwise = [tuple(documents) or tuple(catalogue.documents)]
    return tuple(
        _resolve(mention, owners, catalogue)
        for mention in found
        for owners in _owners(mention, named, question) or otherwise
    )


def without_references(question: str) -> str:
    """The question without the numbers of clauses, and without the names of documents before and elsewhere."""
    rest = fold_brackets(question)
    spans = {(mention.start, mention.end) for mention in mentions(rest)} | set(naming_spans(rest))
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + " " + rest[end:]
    first = min((start for start, _ in spans), default=0)
    return _NAME_BEFORE.sub("", rest[:first]) + rest[first:]


def _owners(mention: Mention, named: Sequence[Naming], question: str) -> list[tuple[str, ...]]:
    """What the names nearest before a number name, joined by 和 (31号和12号文的第五条); else the next behind it."""
    before = [naming for naming in named if naming.end <= mention.start]
    if not before:
        return [naming.documents for naming in named[:1]]
    group = [before.pop()]
    while before and _JOINER.fullmatch(question, before[-1].end, group[0].start):
        group.insert(0, before.pop())
    return list(dict.fromkeys(naming.documents for naming in group))


def _resolve(mention: Mention, documents: tuple[str, ...], catalogue: Catalogue) -> Reference:
    steps = mention.steps
    clauses = tuple(clause for name in documents for clause in _clauses(steps, name, catalogue))
    return Reference(_written(steps, clauses, documents, catalogue), clauses, documents)


def _clauses(steps: Sequence[Step], document: str, catalogue: Catalogue) -> list[Clause]:
    """The clauses of one document that a chain of numbers leads to, those of the body before those of an annex."""
    if len(steps) > 1 and steps[-1].level == PARAGRAPH:
        return _paragraph(steps, document, catalogue)
    for label in _labels(steps):
        found = [c for c in catalogue.labelled(document, label) if _leads(steps[:-1], c, catalogue)]
        if found:
            return [c for c in found if not _in_annex(c, catalogue)] or found
    return []


def _paragraph(steps: Sequence[Step], document: str, catalogue: Catalogue) -> list[Clause]:
    """第N款: a clause of that label beneath the one that is named, or that one, where it has so many lines."""
    number = steps[-1].number or 0
    found = []
    for clause in _clauses(steps[:-1], document, catalogue):
        named = [c for c in catalogue.children(clause.id) if c.label == f"第{format_numeral(number)}款"]
        lines = len(re.findall(r"[^\n]+", clause.text))
        found += named or ([clause] if 1 <= number <= lines else [])
    return found


def _written(steps: Sequence[Step], clauses: Sequence[Clause], documents: Sequence[str], catalogue: Catalogue) -> str:
    """The label of what was found. Of what is not there, how it would be written: behind the label of the clause above
    (二、（八）, 第三条第五款), or the first number of the chain that is missing."""
    is_paragraph = len(steps) > 1 and steps[-1].level == PARAGRAPH
    if clauses and not is_paragraph:
        return clauses[0].label
    outer = [clause for name in documents for clause in _clauses(steps[:-1], name, catalogue)] if len(steps) > 1 else []
    if is_paragraph and outer:
        return f"{outer[0].label}第{format_numeral(steps[-1].number or 0)}款"
    if len(steps) > 1 and not outer and steps[0].level != ANNEX:
        return _written(steps[:-1], (), documents, catalogue)
    shapes = {_shape(clause.label) for name in documents for clause in catalogue.clauses_of(name)}
    labels = _labels(steps) or [steps[-1].words]
    if steps[-1].level == "条" and not steps[-1].is_bracketed:
        labels = labels[:1]
    label = next((label for label in labels if _shape(label) in shapes), labels[0])
    return f"{outer[0].label}{label}" if outer and not label.startswith(ANNEX) else label


def _labels(steps: Sequence[Step]) -> list[str]:
    """How the clause of a chain may be labelled, the likeliest first."""
    step = steps[-1]
    if step.level == ANNEX:
        return _annexes(step)
    number = step.number or 0
    if step.inserted:
        return [f"第{format_numeral(number)}条之{format_numeral(step.inserted)}"]
    forms = _FORMS.get(step.level, ())
    plain = [form.format(cn=format_numeral(number), n=number) for form in _ordered(forms, step)]
    annexes = [label for outer in steps[:-1] if outer.level == ANNEX for label in _annexes(outer)]
    kind = "项" if step.level in _ROWS else "部分" if step.level in _SECTIONS else ""
    rows = [f"{annex}第{number}{kind}" for annex in annexes if kind]
    return rows + [label for label in plain if label not in rows]


def _ordered(forms: Sequence[str], step: Step) -> Sequence[str]:
    """第（三）点 is （三） before 3． and no row of an annex, and 第3条 is 3． before （三）."""
    if step.is_bracketed:
        forms = [form for form in forms if not form.startswith(ANNEX)]
    if step.is_bracketed and step.level != "条":
        return sorted(forms, key=lambda form: form not in ("（{cn}）", "（{n}）"))
    if step.is_arabic and step.level == "条" and not step.is_bracketed:
        return sorted(forms, key=lambda form: (form != "第{cn}条", form != "{n}．"))
    return forms


def _annexes(step: Step) -> list[str]:
    if step.number is None:
        return [ANNEX, f"{ANNEX}1"]
    return [f"{ANNEX}{step.number}", *([ANNEX] if step.number == 1 else [])]


def _leads(steps: Sequence[Step], clause: Clause, catalogue: Catalogue) -> bool:
    """Whether the outer steps of a chain name clauses above this one, in their order; a 款 between has no clause."""
    above = _above(clause, catalogue)
    for i in range(len(steps) - 1, -1, -1):
        labels = _labels(steps[: i + 1])
        if steps[i].level != PARAGRAPH and not any(outer.label in labels for outer in above):
            return False
    return True


def _above(clause: Clause, catalogue: Catalogue) -> Iterator[Clause]:
    """The clauses above one, the nearest first."""
    while clause.parent and (parent := catalogue.clause(clause.parent)):
        yield parent
        clause = parent


def _in_annex(clause: Clause, catalogue: Catalogue) -> bool:
    return any(outer.kind is ClauseKind.ANNEX for outer in _above(clause, catalogue))


def _shape(label: str) -> str:
    return re.sub(NUMERAL, "#", label)
