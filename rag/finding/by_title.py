"""Documents that a question names by words of their titles.

    《数字社会实施意见》                 in quotation marks: the title, or characters of it in their order
    工作要点, 试验区方案, 2024年细则     the end of a title, or pieces of it in their order, with what goes before
    老旧渔船改造和农机具报废更新         the whole subject of one title, without its verb and its kind

A kind of document alone (实施细则) names none whose subject is another: what stands directly before it must be of the
title, of who issued it, or of its year (渔港租金优惠实施细则 is no 农机报废更新补贴实施细则).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from rag.domain import Document, DocumentKind
from rag.finding.naming import MEDIA, QUOTED, Naming, has_genre, official, stems, subject_of, without_genre
from rag.places import PROVINCES
from rag.text import bare
from rag.units import spell_out

_SHORTEST_NAME = 4
_SHORTEST_IN_PARTS = 5
_SHORTEST_SUBJECT = 8
_SHORTEST_HEADLINE = 8
_PIECE = 2
_LONGEST_PIECE = 12
# Stand between the words of a name: 省政府2021年印发的那份意见.
_WITHIN = re.compile(
    r"(?:[那这该本][份个版部些]?|[一两二三四几][份个部]|(?:所|已经|最新|新)?(?:印发|出台|发布|公布|制定|下发|颁布|通过|发)?的|"
    r"新版|最新|旧版|老版|现行|上述|有关|相关|[我本全]?[省市县区](?:里|级|里面)?|国家|中央)$"
)
# Stand before a name and are none of its words.
_BEFORE = re.compile(
    r"(?:按照?|依|依据|依照|根据|参照|参考|对照|遵照|关于|对于|至于|结合|落实|执行|贯彻|违反|符合|属于|引用|摘录|概括|总结|归纳|"
    r"列出|介绍|了解|知道|记得|觉得|听说|比较|对比|打开|参见|详见|请教|一下|以及|还是|或者?|(?<![普涉])及|(?<!人)和|与|跟|在|从|"
    r"对|把|将|而|但|是|找|看|读|翻|问|说|讲|里|(?<![检审调督抽核巡侦])查|(?<![高初集])中|(?<![\u4e00-\u9fff])据)$"
)
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)年?$")
_PROVINCE_BEFORE = re.compile(rf"(?:{PROVINCES})[省市]?$")
# Of two characters alone these are verbs as well: 2025年计划新增, 浙江规定.
_VERB = re.compile(r"规定|计划|决定|报告|通知|规划")
_NOUN_BEFORE, _NOUN_BEHIND = re.compile(r"[的份个版]"), re.compile(r"[里中第内的]|$|\W")

_written_out = lru_cache(maxsize=8192)(spell_out)


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of a title that end as it does, in so many pieces of it; the character before them and all behind them."""

    stem: str
    words: str
    pieces: int
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class _Lead:
    """What stands directly before a name: words of the document from `start` on, `length` characters, `own` of them from its
    own title; before them words of something else (`is_foreign`), of another province (`is_elsewhere`), or none."""

    start: int
    length: int
    own: int
    is_foreign: bool
    is_elsewhere: bool


def by_quoted_title(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    for match in QUOTED.finditer(text):
        wanted = bare(match.group(1))
        titles = {name: [bare(title) for title in (d.title, *d.aliases)] for name, d in documents.items()}
        exact = [name for name, own in titles.items() if wanted in own]
        abridged = [name for name, own in titles.items() if any(_abridges(wanted, title) for title in own)]
        if fitting := exact or official(abridged, documents):
            start = _lead(text[: match.start()], documents[fitting[0]], "").start
            yield Naming(start, match.end(), tuple(fitting))


def by_title(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    """Ends of titles, and pieces of titles with their end; at each place the documents of which most is said."""
    squeezed, places = _squeezed(text)
    nicknames = _headlines(documents)
    best: dict[int, dict[str, tuple[int, int]]] = {}
    for name, document in documents.items():
        for stem in stems(document):
            for end in _ends_of(stem[-_PIECE:], squeezed):
                length, pieces = _said(stem, squeezed[:end])
                start, behind = places[end - length], places[end - 1] + 1
                lead = _lead(text[:start], document, nicknames)
                said = _Said(stem, squeezed[end - length : end], pieces, text[start - 1 : start], text[behind:])
                if _names(said, lead):
                    lengths = best.setdefault(end, {})
                    lengths[name] = max((length + lead.own, lead.start), lengths.get(name, (0, 0)))
    for end, lengths in best.items():
        longest, start = max(lengths.values())
        fitting = [name for name, (length, _) in lengths.items() if length == longest]
        yield Naming(start, places[end - 1] + 1, tuple(official(fitting, documents)))


def by_subject(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    """The subject of a title word for word, where it is that of one official document alone and nothing stands before it
    (创建试验区 is not about the document on 试验区)."""
    subjects = {name: {subject_of(stem) for stem in stems(document)} for name, document in documents.items()}
    for subject in sorted({one for own in subjects.values() for one in own if len(one) >= _SHORTEST_SUBJECT}):
        if (start := text.find(subject)) < 0:
            continue
        near = [name for name, own in subjects.items() if any(map(partial(_is_near, subject), own))]
        fitting = official(near, documents)
        if len(fitting) == 1 and not _lead(text[:start], documents[fitting[0]], "").is_foreign:
            yield Naming(start, start + len(subject), tuple(fitting))


def _is_near(subject: str, other: str) -> bool:
    """Whether one subject holds the other, so that either may be meant."""
    return len(other) >= _SHORTEST_NAME and (subject in other or other in subject)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The bare characters of a text without 的, and where each of these stands."""
    places = [i for i, character in enumerate(text) if character != "的" and bare(character)]
    return "".join(bare(text[i])[:1] for i in places), places


def _ends_of(tail: str, text: str) -> Iterator[int]:
    start = text.find(tail) if len(tail) == _PIECE else -1
    while start >= 0:
        yield start + len(tail)
        start = text.find(tail, start + 1)


def _said(stem: str, text: str) -> tuple[int, int]:
    """How many of the last characters of a text are of a title, in how many pieces: its end, and pieces of two characters
    and more before it in their order.

    >>> _said("广东省数字经济试验区建设方案", "问试验区方案"), _said("广东省数字经济试验区建设方案", "行动方案")
    ((5, 2), (2, 1))
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
    return said, pieces


def _names(said: _Said, lead: _Lead) -> bool:
    """Whether these words of a title, with what stands before them, name its document."""
    length = len(said.words)
    if lead.is_elsewhere:
        return False
    if not has_genre(said.stem):
        return said.words == said.stem or length >= _SHORTEST_HEADLINE
    subject = without_genre(said.words)
    if len(subject) >= _PIECE and length >= (_SHORTEST_NAME if said.pieces == 1 else _SHORTEST_IN_PARTS):
        return True
    return not lead.is_foreign and length + lead.length >= _SHORTEST_NAME and not _is_verb(said, subject)


def _lead(before: str, document: Document, nicknames: str) -> _Lead:
    """Reads backwards from a name. `nicknames`: what headlines call the documents that they are about."""
    words = _words(document)
    start, length, own, rest = len(before), 0, 0, before
    while bare(rest[-1:]) and not _BEFORE.search(rest):
        year = _YEAR_BEFORE.search(rest)
        if not year and (within := _WITHIN.search(rest)):
            rest = rest[: within.start()]
            continue
        if year:
            piece = year.group() if int(year[1]) == document.year or year[1] in document.title else ""
        else:
            piece = _last_piece(rest, words) or _last_piece(rest, nicknames)
        if not piece:
            return _Lead(start, length, own, is_foreign=True, is_elsewhere=bool(_PROVINCE_BEFORE.search(rest)))
        rest, length = rest.removesuffix(piece), length + len(piece)
        own += len(piece) if year or _last_piece(piece, words) else 0
        start = len(rest)
    return _Lead(start, length, own, is_foreign=False, is_elsewhere=False)


@lru_cache(maxsize=65_536)
def _words(document: Document) -> str:
    return "\n".join([*stems(document), document.issuer or "", spell_out(document.issuer or "")])


def _last_piece(text: str, words: str) -> str:
    """The longest end of a text that stands in `words`, as it is or written out."""
    pieces = (text[-size:] for size in range(min(len(text), _LONGEST_PIECE), _PIECE - 1, -1))
    return next((piece for piece in pieces if bare(piece) in words or _written_out(piece) in words), "")


def _is_verb(said: _Said, subject: str) -> bool:
    """Whether the kind is a word that is a verb as well, with nothing about it that makes it a noun."""
    is_ambiguous = _VERB.fullmatch(said.words.removeprefix(subject))
    return bool(is_ambiguous) and not (_NOUN_BEFORE.fullmatch(said.before) or _NOUN_BEHIND.match(said.behind))


def _headlines(documents: Mapping[str, Document]) -> str:
    """Titles of reports without the word for what they are: they call documents as people do."""
    return "\n".join(
        re.sub(MEDIA, "\n", stem)
        for document in documents.values()
        for stem in stems(document)
        if document.kind is DocumentKind.PRESS or not has_genre(stem)
    )


def _abridges(short: str, title: str) -> bool:
    """Whether all characters of `short` stand in `title` in their order."""
    rest = iter(title)
    return len(short) >= _SHORTEST_NAME and all(character in rest for character in short)
