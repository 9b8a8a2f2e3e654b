"""How many clauses there are, and which: from the outline and from exact search over all clauses, never from the best few.

Every count comes with a citation for each clause that is counted. Documents in the order of their dates, the official
before the press; a press report that repeats an official clause is said to repeat it and is not counted with it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from rag.answering.draft import Draft, Quote, notice, quoted
from rag.answering.named import cite
from rag.answering.shapes import Shape, ShapeKind, shape_of
from rag.domain import Clause, ClauseKind, Document, DocumentKind, Question, StatementKind, Status
from rag.ports import Catalogue
from rag.text import NUMERAL, bare, sentences

Answer = tuple[Status, list[Draft]]

# What each level may be labelled, the likeliest first; # stands for a number.
_LEVELS = {
    "条": ("第#条", "（#）", "#．"),
    "项": ("#．", "附件第#项", "（#）", "第#条"),
    "点": ("（#）", "#．", "#、"),
    "款": ("（#）", "第#款", "第#条"),
    "部分": ("#、", "第#部分", "第#章"),
    "章": ("第#章", "#、"),
    "节": ("第#节",),
    "段": ("第#段",),
}
_NAMES = {
    "#、": "个部分",
    "第#章": "章",
    "第#部分": "个部分",
    "（#）": "条",
    "第#条": "条",
    "附件第#部分": "组",
    "第#段": "段",
}
_ANY = ("第#条", "（#）", "#．", "附件第#项")
_LABEL = re.compile(rf"^[(（](?:{NUMERAL})[)）]\s*|^(?:{NUMERAL})[．.、]\s*|^第(?:{NUMERAL})[条章]\s*")
_FEWEST = 5
_SHORTEST = 5
_LONGEST = 80
_PART = re.compile(r"[^，,。；;、：:！!？?（）()\n\t]+")


def counting(catalogue: Catalogue, question: Question, *, within: Collection[str] | None = None) -> Answer | None:
    """The answer to a question that counts or lists clauses; None where it does not, or where nothing is found so.

    `within`: ids of the documents that may be counted in; None: all.
    """
    titles = tuple(
        title
        for name in question.documents
        for title in (catalogue.documents[name].title, *catalogue.documents[name].aliases)
    )
    shape = shape_of(question.text, names=titles)
    if shape is None:
        return None
    allowed = [name for name in catalogue.documents if within is None or name in within]
    named = [name for name in question.documents if name in allowed]
    if shape.kind is ShapeKind.MENTIONS:
        return _mentions(catalogue, shape, _in_order(catalogue, named or allowed))
    if shape.kind is ShapeKind.NAMED:
        return _named(catalogue, shape, _in_order(catalogue, named or allowed))
    if question.references:
        clauses = [clause for reference in question.references for clause in reference.clauses]
        return _beneath(catalogue, shape, [clause for clause in clauses if clause.document_id in allowed])
    return _numbers(catalogue, shape, named, allowed)


def _in_order(catalogue: Catalogue, names: Sequence[str]) -> list[Document]:
    """These documents: the official before the press, the oldest first."""
    return sorted((catalogue.documents[name] for name in names), key=lambda document: document.chronology)


def _mentions(catalogue: Catalogue, shape: Shape, documents: Sequence[Document]) -> Answer | None:
    """Every clause that has the words, widths, marks and spaces aside."""
    found = [
        quote
        for document in documents
        for clause in catalogue.clauses_of(document.id)
        if (quote := _saying(clause, document, bare(shape.word)))
    ]
    rows = sum(quote.clause.kind is ClauseKind.ROW for quote in found)
    what = f"提到“{shape.word}”的条款"
    return _listed(what, "条" + (f"（含附件 {rows} 项）" if rows else ""), found, shape.word) if found else None


def _saying(clause: Clause, document: Document, word: str) -> Quote | None:
    """The first sentence of a clause that has a word; all of it where the word runs over several."""
    if not word or word not in bare(clause.text):
        return None
    spans = [(a, b) for a, b in sentences(clause.text) if word in bare(clause.text[a:b])]
    return Quote(clause, document, *(spans[0] if spans else (0, len(clause.text))))


def _named(catalogue: Catalogue, shape: Shape, documents: Sequence[Document]) -> Answer | None:
    """Every clause that names an action or a project, by the words that do."""
    noun = shape.word.removeprefix("专项").removesuffix("计划")
    name = re.compile(rf"(?:[”×+]|[\u4e00-\u9fff]{{2}}(?<![或和及的各等])){noun}(?!方案|方式|指南)")
    found: dict[tuple[str, str], Quote] = {}
    for document in documents:
        for clause in catalogue.clauses_of(document.id):
            for match in _PART.finditer(clause.text):
                if name.search(match.group()):
                    key = (document.id, bare(match.group()))
                    found.setdefault(key, Quote(clause, document, match.start(), match.end()))
    return _listed(f"提出的{shape.word}", "项", list(found.values()), noun) if found else None


def _listed(what: str, measure: str, found: Sequence[Quote], word: str) -> Answer:
    """The count, then a statement for each document with all its quotes; of a long sentence the part with the word."""
    official = [quote for quote in found if quote.document.kind is DocumentKind.OFFICIAL]
    press = [quote for quote in found if quote.document.kind is not DocumentKind.OFFICIAL]
    repeated = {bare(quote.text) for quote in official}
    counted = official + [quote for quote in press if bare(quote.text) not in repeated]
    repeats = [quote for quote in press if bare(quote.text) in repeated]
    documents = len({quote.document.id for quote in counted})
    drafts = [
        Draft(StatementKind.COMPUTED, f"{what}共 {len(counted)} {measure}，见于 {documents} 份文件", tuple(counted))
    ]
    for _, own in groupby(counted, key=lambda quote: quote.document.id):
        drafts.append(_of_document(list(own), word))
    for _, own in groupby(repeats, key=lambda quote: quote.document.id):
        quotes = list(own)
        labels = "、".join(dict.fromkeys(quote.clause.label for quote in quotes))
        text = f"{cite(quotes[0].document)}（报道）{labels}是相同的文字，未计入"
        drafts.append(Draft(StatementKind.COMPUTED, text, tuple(quotes)))
    return Status.ANSWERED, drafts


def _of_document(quotes: Sequence[Quote], word: str) -> Draft:
    said = "；".join(f"{quote.clause.label}{_words(quote, word)}" for quote in quotes)
    document = quotes[0].document
    name = cite(document) if document.kind is DocumentKind.OFFICIAL else f"{cite(document)}（报道）"
    return Draft(StatementKind.COMPUTED, f"{name}有 {len(quotes)} 处：{said}", tuple(quotes))


def _words(quote: Quote, word: str) -> str:
    """The words quoted, without the label that opens them and the mark that ends them."""
    text = quote.text.rstrip("。；")
    if len(text) > _LONGEST:
        parts = (part.group() for part in _PART.finditer(text))
        return next((f"……{part}……" for part in parts if bare(word) in bare(part)), text)
    return _LABEL.sub("", text) if quote.start == 0 else text


def _numbers(catalogue: Catalogue, shape: Shape, names: Sequence[str], allowed: Sequence[str]) -> Answer | None:
    """How many numbers of a level a document has; with a number given, which document has as many."""
    fitting = [catalogue.documents[name] for name in names] or _meant(catalogue, shape, allowed)
    if len(fitting) > 1 and not names:
        choices = "；".join(map(cite, fitting))
        return Status.CLARIFY, [notice(f"有 {len(fitting)} 份文件符合，请说明要看哪一份：{choices}")]
    drafts = [draft for document in fitting for draft in _count(catalogue, shape, document, None)]
    return (Status.ANSWERED, drafts) if drafts else None


def _meant(catalogue: Catalogue, shape: Shape, allowed: Sequence[str]) -> list[Document]:
    """Official documents that are called so (意见), that have such an annex, or that have as many numbers."""
    official = [document for document in _in_order(catalogue, allowed) if document.kind is DocumentKind.OFFICIAL]
    if shape.document:
        official = [document for document in official if _is_called(document, shape.document)]
    elif not shape.in_annex and (shape.number is None or shape.number < _FEWEST):
        return []
    return [document for document in official if _family(catalogue.clauses_of(document.id), shape)]


def _is_called(document: Document, kind: str) -> bool:
    titles = (re.sub(r"[（(][^（()）]*[）)]", "", title) for title in (document.title, *document.aliases))
    return any(title.endswith(kind) for title in titles)


def _beneath(catalogue: Catalogue, shape: Shape, clauses: Sequence[Clause]) -> Answer | None:
    """How many there are beneath the clauses that the question names."""
    drafts = [
        draft
        for clause in clauses
        for draft in _count(catalogue, shape, catalogue.documents[clause.document_id], clause)
    ]
    return (Status.ANSWERED, drafts) if drafts else None


def _count(catalogue: Catalogue, shape: Shape, document: Document, outer: Clause | None) -> list[Draft]:
    clauses = catalogue.children(outer.id) if outer else catalogue.clauses_of(document.id)
    family = _family(clauses, shape)
    if not family:
        return []
    quotes = tuple(_heading(clause, document) for clause in family)
    others = [_range(other) for other in _families(clauses) if other[0] not in family]
    missing = [
        label
        for gap in catalogue.gaps(document.id)
        for label in gap.missing
        if not outer and _form(label) == _form(family[0].label)
    ]
    above = f"“{outer.path[-1]}”下" if outer else ""
    text = f"{cite(document)}{above}共 {_range(family)}"
    text += f"，编号缺{'、'.join(missing)}" if missing else ""
    text += f"；另有 {'；'.join(others)}" if others and not outer else ""
    told = [] if outer else _stated(catalogue, len(family))
    return [Draft(StatementKind.COMPUTED, text, quotes), *(map(quoted, quotes) if shape.is_list else ()), *told]


def _stated(catalogue: Catalogue, count: int) -> list[Draft]:
    """Where a document itself says so: 提出了18条具体措施."""
    words = re.compile(rf"(?<!\d){count}[条项](?:具体|重点|主要)?(?:措施|任务|举措|工作)")
    return [
        quoted(Quote(clause, document, start, end))
        for document in _in_order(catalogue, list(catalogue.documents))
        for clause in catalogue.clauses_of(document.id)
        for start, end in sentences(clause.text)
        if words.search(clause.text[start:end])
    ]


def _family(clauses: Iterable[Clause], shape: Shape) -> list[Clause]:
    """The clauses of the level that is asked for, or of as many as the question says."""
    families = {_form(family[0].label): family for family in _families(clauses)}
    forms = ("附件第#项",) if shape.in_annex else _LEVELS.get(shape.word, _ANY)
    fitting = [families[form] for form in forms if form in families]
    if shape.number is not None:
        fitting = [family for family in fitting if len(family) == shape.number]
    return fitting[0] if fitting else []


def _families(clauses: Iterable[Clause]) -> list[list[Clause]]:
    """Clauses by the form of their labels: 一、, （一）, 1．, 附件第1项."""
    families: dict[str, list[Clause]] = {}
    for clause in clauses:
        if clause.kind is not ClauseKind.ANNEX and "#" in (form := _form(clause.label)):
            families.setdefault(form, []).append(clause)
    return list(families.values())


def _form(label: str) -> str:
    return re.sub(NUMERAL, "#", label)


def _range(family: Sequence[Clause]) -> str:
    """How many, and from which label to which; numbers that start anew under each heading have no such ends."""
    name = _NAMES.get(_form(family[0].label), "项")
    labels = [clause.label for clause in family]
    if len(set(labels)) < len(labels):
        return f"{len(family)} {name}，各部分分别编号"
    return (
        f"{len(family)} {name}，{labels[0]}至{labels[-1]}"
        if len(labels) > 1
        else f"{len(family)} {name}，即{labels[0]}"
    )


def _heading(clause: Clause, document: Document) -> Quote:
    """The first sentence that says something: of a row its task, not its number."""
    spans = [(a, b) for a, b in sentences(clause.text) if b - a >= _SHORTEST] or [(0, len(clause.text))]
    return Quote(clause, document, *spans[0])
