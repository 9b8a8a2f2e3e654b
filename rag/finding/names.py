"""The documents that a question names, and where: by 文号, by title or part of one, by year and kind.

    粤府〔2021〕31号, 粤府(2021)31, 31号文, 2021年31号文     the number, in any brackets
    《数字社会实施意见》, 工作要点, 试验区方案              the end of a title, or parts of it in their order
    2021年意见, 2025年的文件, 21年那份                      a year that documents bear, and a kind of document

A name that fits several documents equally well is one naming of all of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.domain import Document, DocumentKind
from rag.text import bare, fold_brackets

_NUMBER = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,8})\s*[\[(]\s*(?P<year>\d{4})\s*年?\s*[\])]\s*第?\s*(?P<number>\d{1,4})(?:\s*号|(?!\d))"
)
_UNBRACKETED = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,8})\s*(?P<year>20\d\d)\s*(?:年\s*第?|[\s\-—/])\s*(?P<number>\d{1,4})\s*号"
)
_YEAR_NUMBER = re.compile(r"[\[(]?(?P<year>20\d\d)(?:年|[\])])\s*(?:的|第)?\s*(?P<number>\d{1,4})\s*号(?:文件?)?")
_SHORT_NUMBER = re.compile(r"(?<![\d\]])(?P<number>\d{1,4})号(?:文件?|(?=附件|第|\(|里|中))")
_QUOTED = re.compile(r"《([^《》]{2,80})》")
_KINDS = "意见|方案|要点|文件|政策|通知|分工表|条例|办法|规划"
_YEAR_OF_DOCUMENT = re.compile(
    rf"(20\d\d)年?(?:的|印发的|出台的|发布的)?(?:(?![有在什怎哪，。])[\u4e00-\u9fff“”《]){{0,14}}?({_KINDS})"
)
# 2021年和2025年两份文件
_JOINED_YEAR = re.compile(r"(20\d\d)年?(?=(?:和|、|与|及|跟)20\d\d年)")
# 21年说要…, 到了25年又要…
_YEAR_SPEAKS = re.compile(
    r"(20\d\d)年?的?(?:那份|那版|这份)|(20\d\d)年?(?=的?(?:说|提|讲|写|想|靠|又|表述|口径|规定|怎么))"
)
_ANY_KIND = ("文件", "政策")
_SHORTEST_NAME = 4
_SHORTEST_IN_PARTS = 5
_SHORTEST_TOPIC = 5
_PIECE = 2


@dataclass(frozen=True, slots=True)
class Naming:
    """`question[start:end]` names a document; one of `documents` (ids), if several fit."""

    start: int
    end: int
    documents: tuple[str, ...]


def named_documents(question: str, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Ids of the documents that a question names, in its order."""
    return tuple(dict.fromkeys(name for naming in namings(question, documents) for name in naming.documents))


def namings(question: str, documents: Mapping[str, Document]) -> tuple[Naming, ...]:
    """Every name of a document in a question, in its order; names do not overlap."""
    text = fold_brackets(question)
    found: list[Naming] = []
    for rule in (_by_number, _by_quoted_title, _by_title):
        found += [naming for naming in rule(text, documents) if not _overlaps(naming, found)]
    found += [naming for naming in _by_year(text, documents, found) if not _overlaps(naming, found)]
    sure = {naming.documents[0] for naming in found if len(naming.documents) == 1}
    narrowed = (replace(n, documents=tuple(d for d in n.documents if d in sure) or n.documents) for n in found)
    return tuple(sorted(narrowed, key=lambda naming: naming.start))


def unknown_numbers(question: str, documents: Mapping[str, Document]) -> list[str]:
    """文号 in a question that no document bears, as they are written there."""
    text = fold_brackets(question)
    known = [naming.start for naming in _by_number(text, documents)]
    return [question[m.start() : m.end()] for m in _NUMBER.finditer(text) if m.start() not in known]


def without_names(question: str, names: Sequence[str], documents: Mapping[str, Document]) -> str:
    """The question without the names of the documents that it names: what it asks of them.

    All of it where little else is left: then the document itself is the subject.
    """
    spans = [(naming.start, naming.end) for naming in namings(question, documents)]
    # A quoted title of none of the documents is asked about.
    spans += [span for span in naming_spans(question) if question[span[0]] != "《"]
    rest = question
    for start, end in reversed(_merged(spans)):
        rest = rest[:start] + " " + rest[end:]
    for name in names:
        for title in _titles(documents[name]):
            ending = _ending(_stem(title), rest)
            rest = rest.replace(ending, " ") if ending else rest
    return rest if len(bare(rest)) >= _SHORTEST_TOPIC else question


def naming_spans(question: str) -> list[tuple[int, int]]:
    """Where a question has the form of a name of a document, whichever it is, as (start, end), in order."""
    folded = fold_brackets(question)
    patterns = (_NUMBER, _QUOTED, _YEAR_OF_DOCUMENT, _YEAR_NUMBER, _SHORT_NUMBER)
    found = sorted(match.span() for pattern in patterns for match in pattern.finditer(folded))
    return [span for i, span in enumerate(found) if i == 0 or span[0] >= found[i - 1][1]]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _overlaps(naming: Naming, others: Iterable[Naming]) -> bool:
    return any(naming.start < other.end and other.start < naming.end for other in others)


def _by_number(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    numbers = {
        name: match for name, d in documents.items() if d.number and (match := _NUMBER.match(fold_brackets(d.number)))
    }
    taken: list[Naming] = []
    for pattern in (_NUMBER, _UNBRACKETED, _YEAR_NUMBER, _SHORT_NUMBER):
        for match in pattern.finditer(text):
            wanted = match.groupdict()
            fitting = tuple(name for name, number in numbers.items() if _bears(number, wanted))
            prefix = wanted.get("prefix")
            start = match.end("prefix") - len(numbers[fitting[0]]["prefix"]) if prefix and fitting else match.start()
            naming = Naming(start, match.end(), fitting)
            if fitting and not _overlaps(naming, taken):
                taken.append(naming)
                yield naming


def _bears(number: re.Match[str], wanted: Mapping[str, str | None]) -> bool:
    """Whether a 文号 is the one wanted, as far as that says: 31号, 2021年31号, 请看粤府〔2021〕31号."""
    year, prefix = wanted.get("year"), wanted.get("prefix")
    return (
        int(number["number"]) == int(wanted["number"] or 0)
        and year in (None, number["year"])
        and (prefix is None or prefix.endswith(number["prefix"]))
    )


def _by_quoted_title(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    for match in _QUOTED.finditer(text):
        wanted = bare(match.group(1))
        exact = [name for name, document in documents.items() if wanted in map(bare, _titles(document))]
        abridged = [name for name, d in documents.items() if any(_abridges(wanted, bare(t)) for t in _titles(d))]
        if fitting := exact or _official(abridged, documents):
            yield Naming(match.start(), match.end(), tuple(fitting))


def _by_title(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    """Ends of titles, and parts of titles with their end; at each place the documents of which most is said."""
    masked = _QUOTED.sub(lambda match: "，" * len(match.group()), text)
    places = [i for i, character in enumerate(masked) if character != "的" and bare(character)]
    squeezed = "".join(bare(masked[i])[:1] for i in places)
    best: dict[int, dict[str, int]] = {}
    for name, document in documents.items():
        for stem in map(_stem, _titles(document)):
            for end in _ends_of(stem[-_PIECE:], squeezed):
                if length := _said(stem, squeezed[:end]):
                    lengths = best.setdefault(end, {})
                    lengths[name] = max(length, lengths.get(name, 0))
    for end, lengths in best.items():
        longest = max(lengths.values())
        fitting = [name for name, length in lengths.items() if length == longest]
        yield Naming(places[end - longest], places[end - 1] + 1, tuple(_official(fitting, documents)))


def _ends_of(tail: str, text: str) -> Iterator[int]:
    start = text.find(tail) if len(tail) == _PIECE else -1
    while start >= 0:
        yield start + len(tail)
        start = text.find(tail, start + 1)


def _said(stem: str, text: str) -> int:
    """How many of the last characters of a text name a title: its end, or pieces of two and more in their order.

    >>> _said("广东省数字经济试验区建设方案", "问试验区方案"), _said("广东省数字经济试验区建设方案", "行动方案")
    (5, 0)
    """
    left, said, pieces = len(stem), 0, 0
    while (piece := text[len(text) - said - _PIECE : len(text) - said]) and len(piece) == _PIECE:
        place = stem.rfind(piece, 0, left)
        if place < 0 or (not pieces and place + _PIECE != len(stem)):
            break
        length = _PIECE
        while place and said + length < len(text) and stem[place - 1] == text[len(text) - said - length - 1]:
            place, length = place - 1, length + 1
        left, said, pieces = place, said + length, pieces + 1
    return said if said >= (_SHORTEST_NAME if pieces == 1 else _SHORTEST_IN_PARTS) else 0


def _by_year(text: str, documents: Mapping[str, Document], found: Sequence[Naming]) -> Iterator[Naming]:
    """Documents of a year that is named with a kind of document (2021年的意见), unless one of that year is named."""
    known = {documents[name].year for naming in found for name in naming.documents}
    of_kind = [(match.span(), int(match.group(1)), match.group(2)) for match in _YEAR_OF_DOCUMENT.finditer(text)]
    joined = [(m.span(), int(m.group(1)), kind) for m in _JOINED_YEAR.finditer(text) for _, _, kind in of_kind[:1]]
    speaking = [(m.span(), int(m.group(1) or m.group(2)), _ANY_KIND[0]) for m in _YEAR_SPEAKS.finditer(text)]
    years = {document.year for document in documents.values()}
    several = len({year for _, year, _ in speaking if year in years} | known | {year for _, year, _ in of_kind}) > 1
    for span, year, kind in [*joined, *of_kind, *(speaking if several else ())]:
        of_year = [name for name, document in documents.items() if document.year == year and year not in known]
        if fitting := _of_kind(_official(of_year, documents), kind, documents):
            yield Naming(span[0], span[1], tuple(fitting))


def _of_kind(names: Sequence[str], kind: str, documents: Mapping[str, Document]) -> Sequence[str]:
    if kind in _ANY_KIND:
        return names
    return [name for name in names if any(kind in title for title in _titles(documents[name]))] or names


def _official(names: Sequence[str], documents: Mapping[str, Document]) -> Sequence[str]:
    return [name for name in names if documents[name].kind is DocumentKind.OFFICIAL] or names


def _ending(stem: str, asked: str) -> str:
    """The longest ending of a title that stands in what is asked; nothing shorter than four characters."""
    endings = (stem[i:] for i in range(len(stem) - _SHORTEST_NAME + 1))
    return next((ending for ending in endings if ending in asked), "")


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
