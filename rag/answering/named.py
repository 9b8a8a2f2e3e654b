"""Answers that need no search: a clause asked for by its number, a fact that stands in a document's own head."""

import re
from collections.abc import Sequence

from rag.answering.draft import Draft, Quote, notice, quoted
from rag.domain import Clause, ClauseKind, Document, Gap, Question, QuestionKind, Reference, StatementKind, Status
from rag.ports import Catalogue
from rag.text import NUMERAL, bare, parse_numeral

_CHILDREN_LIMIT = 60
_SAME_LABEL = 3
_LISTED = 6
_PLAIN = (ClauseKind.CLAUSE, ClauseKind.ITEM)
_LINE = re.compile(r"[^\n]+")
_PARAGRAPH = re.compile(rf"第({NUMERAL})款$")
_ISSUED = re.compile(
    r"(?:印发|发布|出台|发文|成文|签发|下发|落款|公布).{0,8}(?:日期|时间|哪一?[年天日]|几[年月号日]|何时|什么时候)|"
    r"(?:什么时候|何时|哪一?[年天日]|几月几[日号]).{0,4}(?:印发|发布|出台|发文|成文|签发|下发|公布)的?"
)
_NUMBER = re.compile(r"(?:文号|发文字号|字号).{0,4}(?:是|多少|什么)|(?:是|的)(?:文号|发文字号)")
_ISSUER = re.compile(
    r"(?:哪个|哪家|什么)(?:单位|部门|机关|机构).{0,3}(?:印发|发布|出台|制定|下发)的?|(?:谁|由谁).{0,3}(?:印发|发布|出台|下发)的?|(?:发文|印发|发布)(?:单位|机关|部门)"
)
_DISCLOSURE = re.compile(r"公开(?:方式|属性)")
# What a question about the head of a document says besides; more than this many characters else ask of its content.
_BESIDES = re.compile(
    r"请问|请教|想知道|查一?下|看一?下|告诉我|一下|通知|文件|正式|具体|最初|当初|公文|落款|上面?|写|的|了|是|在|和|及|又|还有|"
    r"什么|多少|哪一?[个年天日]|几|何|谁|呢|吗|时间|日期|时候"
)
_NOTHING_ELSE = 4
# 是落实哪个文件的: the fact is asked of another document.
_OF_ANOTHER = re.compile(r"(?:落实|贯彻|根据|依据|按照|参照|转发|替代|废止|执行).{0,16}(?:哪|什么|啥|谁|几号)")


def named_clauses(catalogue: Catalogue, question: Question) -> tuple[Status, list[Draft]] | None:
    """What is to be said of the clauses that a question names; None when they are there and more is asked of them."""
    found = [reference for reference in question.references if reference.clauses]
    absent = [reference for reference in question.references if not reference.clauses]
    if absent and not found:
        return Status.NOT_FOUND, _absences(catalogue, absent)
    if question.kind is not QuestionKind.CLAUSE:
        return None
    if choices := [choice for reference in found if (choice := _choice(catalogue, reference))]:
        return Status.CLARIFY, [notice(choice) for choice in dict.fromkeys(choices)]
    read = [
        draft
        for reference in found
        for clause in reference.clauses
        for draft in _verbatim(catalogue, reference, clause)
    ]
    return (Status.PARTIAL if absent else Status.ANSWERED), [*dict.fromkeys(read), *_absences(catalogue, absent)]


def document_facts(catalogue: Catalogue, question: Question) -> tuple[Status, list[Draft]] | None:
    """Date, 文号, issuer or 公开方式 of the documents that a question names; None when it asks for none of them, for that of
    another document, or for more."""
    asked = [
        (what, value)
        for pattern, what, value in (
            (_ISSUED, "印发日期", _day),
            (_NUMBER, "文号", lambda document: document.number),
            (_ISSUER, "发文单位", lambda document: document.issuer),
            (_DISCLOSURE, "公开方式", lambda document: document.disclosure),
        )
        if pattern.search(question.topic)
    ]
    if not asked or not question.documents or question.references or _asks_more(question):
        return None
    documents = [catalogue.documents[name] for name in question.documents]
    facts = [(document, what, value(document)) for document in documents for what, value in asked]
    drafts = [_fact(catalogue, document, what, found) for document, what, found in facts]
    return (Status.ANSWERED if any(found for *_, found in facts) else Status.NOT_FOUND), drafts


def _asks_more(question: Question) -> bool:
    """Whether more is asked than what stands in the head of the documents that are named."""
    if question.topic == question.text:
        return False  # Little was left beside the names.
    rest = question.topic
    for pattern in (_ISSUED, _NUMBER, _ISSUER, _DISCLOSURE, _BESIDES):
        rest = pattern.sub(" ", rest)
    return bool(_OF_ANOTHER.search(question.topic)) or len(bare(rest)) > _NOTHING_ELSE


def _fact(catalogue: Catalogue, document: Document, what: str, found: str | None) -> Draft:
    if not found:
        return notice(f"所持{cite(document)}文本没有写明{what}")
    return Draft(StatementKind.COMPUTED, f"{cite(document)}的{what}：{found}", _opening(catalogue, document))


def cite(document: Document) -> str:
    """《title》（文号）"""
    return f"《{document.title}》" + (f"（{document.number}）" if document.number else "")


def _day(document: Document) -> str | None:
    day = document.issued_on
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def _opening(catalogue: Catalogue, document: Document) -> tuple[Quote, ...]:
    first = catalogue.clauses_of(document.id)[:1]
    return tuple(Quote(clause, document, 0, len(clause.text)) for clause in first)


def _verbatim(catalogue: Catalogue, reference: Reference, clause: Clause) -> list[Draft]:
    """The clause with all beneath it; or the 款 of it that is named, with the items beneath its last one."""
    document = catalogue.documents[clause.document_id]
    children = catalogue.children(clause.id)[:_CHILDREN_LIMIT]
    lines = [match.span() for match in _LINE.finditer(clause.text)]
    number = None if _PARAGRAPH.search(clause.label) else _PARAGRAPH.search(reference.label)
    if number is None:
        return [_whole(part, document) for part in (clause, *children)]
    at = parse_numeral(number[1]) - 1
    items = [child for child in children if not _PARAGRAPH.search(child.label)] if at == len(lines) - 1 else []
    return [quoted(Quote(clause, document, *lines[at])), *(_whole(item, document) for item in items)]


def _whole(clause: Clause, document: Document) -> Draft:
    return quoted(Quote(clause, document, 0, len(clause.text)))


def _choice(catalogue: Catalogue, reference: Reference) -> str | None:
    """What to ask back where a reference fits several documents, or many clauses of one; None where it is plain."""
    documents = {clause.document_id: catalogue.documents[clause.document_id] for clause in reference.clauses}
    if len(documents) > 1:
        names = "；".join(map(cite, documents.values()))
        return f"有 {len(documents)} 份文件含有{reference.label}，请说明要看哪一份：{names}"
    if len(reference.clauses) > _SAME_LABEL:
        paths = "；".join(" ".join(clause.path) for clause in reference.clauses[:_CHILDREN_LIMIT])
        return f"有 {len(reference.clauses)} 处{reference.label}，请说明是哪一部分的：{paths}"
    return None


def _absences(catalogue: Catalogue, absent: Sequence[Reference]) -> list[Draft]:
    """One notice for all the numbers of one kind that are missing in the same documents."""
    groups: dict[tuple[object, ...], list[Reference]] = {}
    for reference in absent:
        key = (reference.documents, _gap(catalogue, reference), _shape(reference.label))
        groups.setdefault(key, []).append(reference)
    return [notice(_absence(catalogue, group)) for group in groups.values()]


def _absence(catalogue: Catalogue, absent: Sequence[Reference]) -> str:
    first, labels = absent[0], list(dict.fromkeys(reference.label for reference in absent))
    written = "、".join(labels) if len(labels) < _LISTED else f"{labels[0]}至{labels[-1]}"
    if not first.documents:
        return f"没有导入{written}所属的文件；wence documents 列出已导入的文件"
    if len(first.documents) > 1:
        return f"已导入的文件都没有{written}"
    document = catalogue.documents[first.documents[0]]
    if gap := _gap(catalogue, first):
        lacking = [label for label in gap.missing if any(_same_number(label, other) for other in labels)]
        return f"所持{cite(document)}文本缺{'、'.join(lacking)}：编号在{gap.after or '开头'}之后跳过了{'、'.join(gap.missing)}"
    return f"{cite(document)}没有{written}；{_existing(catalogue, document, first.label)}"


def _gap(catalogue: Catalogue, reference: Reference) -> Gap | None:
    gaps = catalogue.gaps(reference.documents[0]) if len(reference.documents) == 1 else []
    return next((gap for gap in gaps if any(_same_number(label, reference.label) for label in gap.missing)), None)


def _same_number(label: str, other: str) -> bool:
    strip = re.compile(r"[第条（）()．、项]")
    return strip.sub("", label) == strip.sub("", other)


def _existing(catalogue: Catalogue, document: Document, label: str) -> str:
    """Which numbers there are, beneath the clause whose label opens the one asked for (二、 of 二、（八）), else in all:
    of the family that was asked for, else of the longest of clauses and items."""
    clauses = catalogue.clauses_of(document.id)
    outer = max((c for c in clauses if label.startswith(c.label) and label != c.label), key=_length, default=None)
    if outer and _PARAGRAPH.search(label):
        beneath = [child for child in catalogue.children(outer.id) if _PARAGRAPH.search(child.label)]
        return f"{outer.label}共 {len(_LINE.findall(outer.text)) + len(beneath)} 款"
    families: dict[str, list[str]] = {}
    beneath = (catalogue.children(outer.id) if outer else []) or clauses
    for clause in beneath:
        families.setdefault(_shape(clause.label), []).append(clause.label)
    plain = [families[_shape(clause.label)] for clause in beneath if clause.kind in _PLAIN]
    asked = families.get(_shape(label)) or families.get(_shape(label.removeprefix(outer.label if outer else "")))
    family = sorted(asked or max(plain or families.values(), key=len), key=_number)
    return f"现有编号为{family[0]}至{family[-1]}" if family[0] != family[-1] else f"现有编号只有{family[0]}"


def _length(clause: Clause) -> int:
    return len(clause.label)


def _shape(label: str) -> str:
    return re.sub(r"[〇零一二三四五六七八九十百千\d]+", "#", label)


def _number(label: str) -> int:
    """The last number of a label; 0 for a label without one."""
    numerals = re.findall(NUMERAL, label)
    return parse_numeral(numerals[-1]) if numerals else 0
