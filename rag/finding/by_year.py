"""Documents that a question names by their year.

2021年的意见, 2025年两份文件, 2024年农机报废更新文件    with a kind of document, and what it is about
2009年和2024年的细则                                     each year with the kind that follows
2021年说要…，2025年又要…                                 alone, where several years speak
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.domain import Document
from rag.finding.naming import Naming, official, stems
from rag.text import bare

_WITH_SUBJECT = "任务"
_ANY_KIND = f"政策文件|文件|政策|材料|任务分工表|分工表|{_WITH_SUBJECT}"
_NOUNS = "细则|办法|方案|意见|要点|条例|通知|规划|纲要|法规"
# The first words behind a year that are asked or done in it, not written in its document.
_OTHERWISE = r"(?![有在什怎哪，。])"
WITH_KIND = re.compile(
    rf"(?P<year>20\d\d)年?(?P<words>(?:{_OTHERWISE}[\u4e00-\u9fff“”《]){{0,14}}?)(?P<kind>(?:{_ANY_KIND})(?!分工)|{_NOUNS})"
)
# 2021年和2025年两份文件
_JOINED = re.compile(r"(?P<year>20\d\d)年?(?=(?:和|、|与|及|跟)20\d\d年)")
# 21年说要…, 到了25年又要…
_SPEAKS = re.compile(
    r"(?P<year>20\d\d)年?(?:的?(?:那份|那版|这份)|的(?:规定|要求|标准|做法|说法)|(?=的?(?:说|提|讲|写|想|靠|又|表述|口径|规定|怎么)))"
)
# What stands between a year and a kind and says nothing of the subject.
_NO_SUBJECT = re.compile(
    r"的|印发|出台|发布|公布|制定|下发|[那这两三几四一][份个部版些]|[省市县](?:政府|里)?|国家|中央|新|重点|任务|相关|有关|实施|行动|工作"
)
_YEAR = len("2021年")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A year of documents, `text[start:end]` with the kind that is named with it and the `subject` between them."""

    start: int
    end: int
    year: int
    subject: str = ""
    kind: str = _ANY_KIND
    is_joined: bool = False


def by_year(text: str, documents: Mapping[str, Document], named: Iterable[str]) -> Iterator[Naming]:
    """`named`: ids of the documents that are named otherwise; their years speak too."""
    known = {document.year for document in documents.values()}
    of_kind = [_Mention(*m.span(), int(m["year"]), _subject(m["words"]), m["kind"]) for m in WITH_KIND.finditer(text)]
    speaking = [_Mention(*match.span(), int(match["year"])) for match in _SPEAKS.finditer(text)]
    joined = _joined(text, [*of_kind, *speaking])
    years = {mention.year for mention in [*of_kind, *speaking, *joined]} | {documents[name].year for name in named}
    several = len(years & known) > 1
    for mention in [*joined, *of_kind, *(speaking if several else ())]:
        fitting, told = _fitting(mention, documents)
        if fitting:
            yield Naming(mention.start, mention.end if told else mention.start + _YEAR, tuple(fitting))


def _joined(text: str, mentions: Sequence[_Mention]) -> list[_Mention]:
    """Years that share the kind of the year behind them."""
    found = {mention.start: mention for mention in mentions}
    for match in reversed(list(_JOINED.finditer(text))):
        if behind := found.get(match.end() + 1):
            shared = replace(behind, start=match.start(), end=match.end(), year=int(match["year"]), is_joined=True)
            found[match.start()] = shared
    return [mention for mention in found.values() if mention.is_joined]


def _subject(words: str) -> str:
    return _NO_SUBJECT.sub("", words)


def _fitting(mention: _Mention, documents: Mapping[str, Document]) -> tuple[Sequence[str], bool]:
    """Documents of that year, kind and subject, and whether the subject is theirs. A subject of none of them is what is
    asked of any document of the year; with the name of a kind it is that of another document."""
    of_year = official([name for name, document in documents.items() if document.year == mention.year], documents)
    kind, any_kind = mention.kind, mention.kind in _ANY_KIND
    fitting = [name for name in of_year if any_kind or any(kind in stem for stem in stems(documents[name]))] or of_year
    if not mention.subject:
        return (fitting if kind not in _WITH_SUBJECT else ()), True
    told = {name: _told(mention.subject, documents[name]) for name in fitting}
    most = max(told.values(), default=0)
    if 2 * most < len(mention.subject) - 1 or not most:
        return (fitting if (any_kind and kind not in _WITH_SUBJECT) or mention.is_joined else ()), mention.is_joined
    return [name for name in fitting if told[name] == most], True


def _told(subject: str, document: Document) -> int:
    """How many pairs of neighbouring characters of a subject stand in titles of a document."""
    words = "\n".join(stems(document))
    return sum(bare(subject[at : at + 2]) in words for at in range(len(subject) - 1))
