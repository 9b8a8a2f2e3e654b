"""Answers that need no search: a clause asked for by its number, a fact that stands in a document's own head."""

import re
from collections.abc import Sequence

from rag.answering.draft import Draft, Quote, notice, quoted
from rag.domain import Clause, Document, Question, QuestionKind, Reference, StatementKind, Status
from rag.ports import Catalogue

_CHILDREN_LIMIT = 60
_ISSUED = re.compile(
    r"(?:印发|发布|出台|发文|成文|签发|下发|落款|公布).{0,8}(?:日期|时间|哪一?[年天日]|几[年月号日]|何时|什么时候)|"
    r"(?:什么时候|何时|哪一?[年天日]|几月几[日号]).{0,4}(?:印发|发布|出台|发文|成文|签发|下发|公布)的?"
)
_NUMBER = re.compile(r"(?:文号|发文字号|字号).{0,4}(?:是|多少|什么)|(?:是|的)(?:文号|发文字号)")
_ISSUER = re.compile(
    r"(?:哪个|哪家|什么)(?:单位|部门|机关|机构).{0,3}(?:印发|发布|出台|制定|下发)的?|(?:谁|由谁).{0,3}(?:印发|发布|出台|下发)的?|(?:发文|印发|发布)(?:单位|机关|部门)"
)
_DISCLOSURE = re.compile(r"公开(?:方式|属性)")


def named_clauses(catalogue: Catalogue, question: Question) -> tuple[Status, list[Draft]] | None:
    """What is to be said of the clauses that a question names; None when they are there and more is asked of them."""
    absent = [reference for reference in question.references if not reference.clauses]
    if absent:
        return Status.NOT_FOUND, [notice(_absence(catalogue, reference)) for reference in absent]
    if question.kind is not QuestionKind.CLAUSE:
        return None
    several = [reference for reference in question.references if _ambiguous(reference)]
    if several:
        return Status.CLARIFY, [notice(_choice(catalogue, reference)) for reference in several]
    clauses = [clause for reference in question.references for clause in reference.clauses]
    return Status.ANSWERED, [draft for clause in clauses for draft in _verbatim(catalogue, clause)]


def document_facts(catalogue: Catalogue, question: Question) -> tuple[Status, list[Draft]] | None:
    """Date, 文号, issuer or 公开方式 of the documents that a question names; None when it asks for none of them."""
    asked = [
        (what, value)
        for pattern, what, value in (
            (_ISSUED, "印发日期", _day),
            (_NUMBER, "文号", lambda document: document.number),
            (_ISSUER, "发文单位", lambda document: document.issuer),
            (_DISCLOSURE, "公开方式", lambda document: document.disclosure),
        )
        if pattern.search(question.text)
    ]
    if not asked or not question.documents or question.references:
        return None
    what, value = asked[0]
    drafts, known = [], False
    for name in question.documents:
        document = catalogue.documents[name]
        found = value(document)
        known = known or bool(found)
        text = f"{cite(document)}的{what}：{found}" if found else f"所持{cite(document)}文本没有写明{what}"
        quotes = _opening(catalogue, document) if found else ()
        drafts.append(Draft(StatementKind.COMPUTED if found else StatementKind.NOTICE, text, quotes))
    return (Status.ANSWERED if known else Status.NOT_FOUND), drafts


def cite(document: Document) -> str:
    """《title》（文号）"""
    return f"《{document.title}》" + (f"（{document.number}）" if document.number else "")


def _day(document: Document) -> str | None:
    day = document.issued_on
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def _opening(catalogue: Catalogue, document: Document) -> tuple[Quote, ...]:
    first = catalogue.clauses_of(document.id)[:1]
    return tuple(Quote(clause, document, 0, len(clause.text)) for clause in first)


def _verbatim(catalogue: Catalogue, clause: Clause) -> list[Draft]:
    document = catalogue.documents[clause.document_id]
    clauses = [clause, *catalogue.children(clause.id)[:_CHILDREN_LIMIT]]
    return [quoted(Quote(part, document, 0, len(part.text))) for part in clauses]


def _ambiguous(reference: Reference) -> bool:
    return len({clause.document_id for clause in reference.clauses}) > 1 and len(reference.documents) > 1


def _choice(catalogue: Catalogue, reference: Reference) -> str:
    names = dict.fromkeys(cite(catalogue.documents[clause.document_id]) for clause in reference.clauses)
    return f"有 {len(names)} 份文件含有{reference.label}，请说明要看哪一份：{'；'.join(names)}"


def _absence(catalogue: Catalogue, reference: Reference) -> str:
    if len(reference.documents) != 1:
        return f"已导入的文件都没有{reference.label}"
    document = catalogue.documents[reference.documents[0]]
    for gap in catalogue.gaps(document.id):
        missing = next((label for label in gap.missing if _same_number(label, reference.label)), None)
        if missing:
            return f"所持{cite(document)}文本缺{missing}：编号在{gap.after or '开头'}之后跳过了{'、'.join(gap.missing)}"
    return f"{cite(document)}没有{reference.label}；{_existing(catalogue.clauses_of(document.id), reference)}"


def _same_number(label: str, other: str) -> bool:
    strip = re.compile(r"[第条（）()．、项]")
    return strip.sub("", label) == strip.sub("", other)


def _existing(clauses: Sequence[Clause], reference: Reference) -> str:
    """Which numbers there are: of the family that was asked for, else of the longest."""
    shapes: dict[str, list[str]] = {}
    for clause in clauses:
        shapes.setdefault(_shape(clause.label), []).append(clause.label)
    labels = shapes.get(_shape(reference.label)) or max(shapes.values(), key=len)
    return f"现有编号为{labels[0]}至{labels[-1]}"


def _shape(label: str) -> str:
    return re.sub(r"[〇零一二三四五六七八九十百千\d]+", "#", label)
