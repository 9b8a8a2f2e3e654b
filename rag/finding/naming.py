"""What a name of a document is, and the words of which titles are made: the kinds of documents and what goes with them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.domain import Document, DocumentKind
from rag.places import PROVINCES
from rag.text import bare

GENRES = (
    "细则|办法|方案|意见|要点|规划|计划|条例|规定|决定|决议|通知|通告|公告|措施|举措|报告|纲要|规则|章程|准则|指南|指引|"
    "清单|标准|规范|制度|规程|规约|批复|法"
)
"""The words that end titles of official documents, as alternatives of a pattern."""
MEDIA = "报道|解读|问答|访谈|新闻稿|通稿|评论"
"""Those that end titles of what is written about them."""
QUOTED = re.compile(r"《([^《》]{2,80})》")
GOES_WITH_GENRE = (
    r"实施|行动|工作|建设|管理|总体|若干|暂行|试行|指导|专项|重点|任务|年度|发展|改革|补充|具体|配套|综合|应急|"
    r"整治|推进|促进|加快|提升|监督|[一二三四五六七八九十两]年|\d+年?"
)
_OPENING = re.compile(r"^.*关于(?:印发)?|^(?:进一步|全面|深入|加快|推动|推进|促进|加强|支持|规范|完善|实施|做好|深化)+")
_HEAD = re.compile(rf"^(?:中华人民共和国|(?:{PROVINCES})(?:省|市|自治区)?|[\u4e00-\u9fff]{{2,3}}[省市县])")
_BARE_GENRE = re.compile(rf"(?:{GENRES}|{GOES_WITH_GENRE})+$")
_ENDS_AS_TITLE = re.compile(rf"(?:{GENRES}|{MEDIA})$")


@dataclass(frozen=True, slots=True)
class Naming:
    """`question[start:end]` names a document; one of `documents` (ids), if several fit."""

    start: int
    end: int
    documents: tuple[str, ...]


def apart(namings: Iterable[Naming], taken: Sequence[Naming] = ()) -> list[Naming]:
    """Those that overlap neither `taken` nor each other, the longest first."""
    kept: list[Naming] = []
    for naming in sorted(namings, key=lambda naming: naming.start - naming.end):
        if not any(naming.start < other.end and other.start < naming.end for other in (*taken, *kept)):
            kept.append(naming)
    return kept


def official(names: Sequence[str], documents: Mapping[str, Document]) -> Sequence[str]:
    """The official ones of these documents; all where none is."""
    return [name for name in names if documents[name].kind is DocumentKind.OFFICIAL] or names


def stems(document: Document) -> Iterator[str]:
    """Title and aliases as people shorten them: without the years in brackets and without 的."""
    return map(_stem, (document.title, *document.aliases))


@lru_cache(maxsize=65_536)
def _stem(title: str) -> str:
    return bare(re.sub(r"[（(][^（()）]*[）)]", "", title)).removesuffix("的通知").replace("的", "")


@lru_cache(maxsize=65_536)
def has_genre(stem: str) -> bool:
    """Whether a title says what kind of document it is; a headline does not."""
    return bool(_ENDS_AS_TITLE.search(stem))


def without_genre(words: str) -> str:
    """The subject of a title.

    >>> without_genre("农机报废更新补贴实施细则"), without_genre("三年行动计划")
    ('农机报废更新补贴', '')
    """
    return _BARE_GENRE.sub("", words)


@lru_cache(maxsize=65_536)
def subject_of(stem: str) -> str:
    """The subject of a title without the place or office, the verb that opens it, and the kind.

    >>> subject_of("国务院关于印发推动农机更新行动方案"), subject_of("福建省水产小作坊管理规定")
    ('农机更新', '水产小作坊')
    """
    return _OPENING.sub("", _HEAD.sub("", _OPENING.sub("", without_genre(stem))))
