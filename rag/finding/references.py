"""What a question names exactly: documents by 文号, title or short title, clauses by their number.

No model and no search: a reference is resolved or it is known that nothing of that number exists.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rag.domain import Clause, Document, DocumentKind, Reference
from rag.ports import Catalogue
from rag.text import NUMERAL, bare, fold_brackets, fold_widths, format_numeral, parse_numeral

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}\s*[\[(]\s*\d{4}\s*[\])]\s*第?\s*\d+\s*号")
_SHORT_NUMBER = re.compile(r"(?<![\d\]])(\d{1,4})号文")
_NUMBER_IN_SHORT = re.compile(r"(?:20\d\d年的?)?(?<![\d\]])\d{1,4}号文件?")
_QUOTED = re.compile(r"《([^《》]{2,80})》")
_SHORTEST_NAME = 4
_SHORTEST_TOPIC = 5
_YEAR_OF_DOCUMENT = re.compile(
    r"(20\d\d)年?(?:的|印发的|出台的|发布的)?(?:(?![有在什怎哪，。])[\u4e00-\u9fff“”《]){0,14}?"
    r"(意见|方案|要点|文件|政策|通知|分工表|条例|办法|规划)"
)
# 2021年和2025年两份文件
_JOINED_YEAR = re.compile(r"(20\d\d)年?(?=(?:和|、|与|及|跟)20\d\d年)")
_ANY_KIND = ("文件", "政策")

_ROW = re.compile(rf"附件\s*(?:\d+\s*)?(?:中|里|的|表)?\s*(?:第\s*)?[(]?({NUMERAL})[)]?\s*(?:项|行|条|号)")
_NUMBERED = re.compile(rf"第\s*[(]?\s*({NUMERAL})\s*[)]?\s*(条|项|点|部分|章|段|款)")
_BRACKETED = re.compile(r"[(]([〇零一二三四五六七八九十百]+)[)]")

# How each way of naming may be written as a label, the likeliest first.
_FORMS = {
    "条": ("第{cn}条", "（{cn}）", "{n}．", "附件第{n}项"),
    "款": ("（{cn}）", "第{cn}条", "{n}．"),
    "项": ("{n}．", "附件第{n}项", "（{cn}）", "第{cn}条"),
    "点": ("{n}．", "（{cn}）", "{cn}、"),
    "部分": ("{cn}、", "第{cn}章"),
    "章": ("第{cn}章", "{cn}、"),
    "段": ("第{n}段",),
    "附件": ("附件第{n}项",),
    "括号": ("（{cn}）",),
}


def named_documents(question: str, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Ids of the documents that a question names by 文号, by title or part of one, or by year and kind."""
    named = dict.fromkeys(
        [
            *_by_number(question, documents),
            *_by_quoted_title(question, documents),
            *_by_short_title(question, documents),
        ]
    )
    known = {documents[name].year for name in named}
    return tuple(named | dict.fromkeys(_by_year(question, documents, known)))


def find_references(question: str, documents: Sequence[str], catalogue: Catalogue) -> tuple[Reference, ...]:
    """The clauses that a question names by number, looked for in `documents` (all where it is empty)."""
    looked_in = tuple(documents) or tuple(catalogue.documents)
    return tuple(_resolve(way, number, looked_in, catalogue) for way, number in _mentions(question))


def without_names(question: str, names: Sequence[str], documents: Mapping[str, Document]) -> str:
    """The question without the names of the documents that it names: what it asks of them.

    All of it where little else is left: then the document itself is the subject.
    """
    rest = question
    for start, end in reversed(naming_spans(question)):
        rest = rest[:start] + " " + rest[end:]
    for name in names:
        for title in _titles(documents[name]):
            ending = _ending(_stem(title), rest)
            rest = rest.replace(ending, " ") if ending else rest
    return rest if len(bare(rest)) >= _SHORTEST_TOPIC else question


def naming_spans(question: str) -> list[tuple[int, int]]:
    """Where a question names documents, as (start, end), in order."""
    folded = fold_brackets(question)
    patterns = (_NUMBER, _QUOTED, _YEAR_OF_DOCUMENT, _NUMBER_IN_SHORT)
    found = sorted(match.span() for pattern in patterns for match in pattern.finditer(folded))
    return [span for i, span in enumerate(found) if i == 0 or span[0] >= found[i - 1][1]]


def without_references(question: str) -> str:
    """The question without the numbers and names that were resolved."""
    folded = fold_brackets(question)
    for pattern in (_NUMBER, _ROW, _NUMBERED, _BRACKETED, _QUOTED):
        folded = pattern.sub(" ", folded)
    return folded


def _mentions(question: str) -> Iterator[tuple[str, int]]:
    """(way of naming, number) of every clause that is named, each once, in the order of the question."""
    folded = fold_widths(question)
    found: dict[tuple[int, int], tuple[str, int]] = {}
    for pattern, way in ((_ROW, "附件"), (_NUMBERED, ""), (_BRACKETED, "括号")):
        for match in pattern.finditer(folded):
            if any(a < match.end() and match.start() < b for a, b in found):
                continue
            found[match.span()] = (way or match.group(2), parse_numeral(match.group(1)))
    yield from dict.fromkeys(found[place] for place in sorted(found))


def _resolve(way: str, number: int, documents: tuple[str, ...], catalogue: Catalogue) -> Reference:
    forms = _FORMS[way]
    labels = [form.format(cn=format_numeral(number) if number < 1000 else "", n=number) for form in forms]
    clauses: list[Clause] = []
    for name in documents:
        clauses += next((found for label in labels if (found := catalogue.labelled(name, label))), [])
    known = {clause.label for clause in clauses}
    return Reference(next((label for label in labels if label in known), labels[0]), tuple(clauses), documents)


def _by_number(question: str, documents: Mapping[str, Document]) -> Iterator[str]:
    for match in _NUMBER.findall(fold_brackets(question)):
        wanted = re.sub(r"[\s第]", "", match).replace("(", "[").replace(")", "]")
        for name, document in documents.items():
            if document.number and wanted.endswith(fold_brackets(document.number)):
                yield name
    for short in _SHORT_NUMBER.findall(fold_brackets(question)):
        yield from (n for n, d in documents.items() if fold_brackets(d.number or "").endswith(f"]{short}号"))


def _by_quoted_title(question: str, documents: Mapping[str, Document]) -> Iterator[str]:
    for quoted in _QUOTED.findall(question):
        wanted = bare(quoted)
        exact = [name for name, document in documents.items() if wanted in map(bare, _titles(document))]
        abridged = [name for name, d in documents.items() if any(_abridges(wanted, bare(t)) for t in _titles(d))]
        official = [name for name in abridged if documents[name].kind is DocumentKind.OFFICIAL]
        yield from exact or official or abridged


def _by_short_title(question: str, documents: Mapping[str, Document]) -> list[str]:
    """Documents whose title ends in words that the question has too; of equals, the official ones."""
    asked = _stem(_QUOTED.sub("", question))
    endings = {name: ending for name, document in documents.items() if (ending := _longest_ending(document, asked))}
    longest = {
        ending for ending in endings.values() if not any(ending in other[:-1] for other in set(endings.values()))
    }
    official = {endings[name] for name in endings if documents[name].kind is DocumentKind.OFFICIAL}
    return [
        name
        for name, ending in endings.items()
        if ending in longest and (documents[name].kind is DocumentKind.OFFICIAL or ending not in official)
    ]


def _longest_ending(document: Document, asked: str) -> str:
    endings = [_ending(stem, asked) for title in _titles(document) if (stem := _stem(title))[-_SHORTEST_NAME:] in asked]
    return max(endings, key=len, default="")


def _ending(stem: str, asked: str) -> str:
    """The longest ending of a title that stands in what is asked; nothing shorter than four characters."""
    endings = (stem[i:] for i in range(len(stem) - _SHORTEST_NAME + 1))
    return next((ending for ending in endings if ending in asked), "")


def _by_year(question: str, documents: Mapping[str, Document], known: Collection[int | None]) -> Iterator[str]:
    """Documents of a year that is named with a kind of document (2021年的意见), unless one of that year is named."""
    folded = fold_widths(question)
    found = _YEAR_OF_DOCUMENT.findall(folded)
    joined = [(year, kind) for year in _JOINED_YEAR.findall(folded) for _, kind in found[:1]]
    for year, kind in [*joined, *found]:
        if int(year) in known:
            continue
        of_year = {name: document for name, document in documents.items() if document.year == int(year)}
        official = {name: d for name, d in of_year.items() if d.kind is DocumentKind.OFFICIAL} or of_year
        of_kind = (
            [] if kind in _ANY_KIND else [name for name, d in official.items() if any(kind in t for t in _titles(d))]
        )
        yield from of_kind or official


def _titles(document: Document) -> Iterable[str]:
    return (document.title, *document.aliases)


@lru_cache(maxsize=65_536)
def _stem(title: str) -> str:
    """A title without the years in brackets and without 的, as people shorten it."""
    return bare(re.sub(r"[（(][^（()）]*[）)]", "", title)).removesuffix("的通知").replace("的", "")


def _abridges(short: str, title: str) -> bool:
    """Whether all characters of `short` stand in `title` in their order."""
    rest = iter(title)
    return len(short) >= _SHORTEST_NAME and all(character in rest for character in short)
