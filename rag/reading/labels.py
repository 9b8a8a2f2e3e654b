"""The labels that open a clause: 一、（一）1．（1）① of official documents (GB/T 9704-2012, 7.3.3), 编篇章节条 of
laws, 3.1.2 of standards.

A label opens a clause only at the start of a line, and a mention there (第五条规定的…, 一、二、三产业, 3.5万亿元)
is none. What a line says is all that is judged here; whether a number fits those before it is for `numbering`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rag.domain import ClauseKind
from rag.text import NUMERAL, fold_widths, format_numeral, parse_numeral


class Family(StrEnum):
    """Kinds of label, outermost first; the value is the token that stands in a clause's id."""

    PART = "part"
    SUBPART = "subpart"
    VOLUME = "vol"
    PORTION = "portion"
    CHAPTER = "ch"
    SUBCHAPTER = "sec"
    HEADING = "h"
    NUMERAL = "s"
    QUESTION = "q"
    ARTICLE = "a"
    BRACKET_NUMERAL = "c"
    DECIMAL = "d"
    DOT = "i"
    BRACKET_DIGIT = "n"
    CIRCLED = "o"
    ROW = "r"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def write(self, number: int) -> str:
        """The label of that number, as a reader writes it."""
        return _WRITERS[self](number)


_RANKS = {family: rank for rank, family in enumerate(Family)}
_CLAUSES = frozenset({Family.QUESTION, Family.ARTICLE, Family.BRACKET_NUMERAL})
_ITEMS = frozenset({Family.DECIMAL, Family.DOT, Family.BRACKET_DIGIT, Family.CIRCLED})
_WRITERS: dict[Family, Callable[[int], str]] = {
    Family.PART: lambda n: f"第{format_numeral(n)}编",
    Family.SUBPART: lambda n: f"第{format_numeral(n)}分编",
    Family.VOLUME: lambda n: f"第{format_numeral(n)}篇",
    Family.PORTION: lambda n: f"第{format_numeral(n)}部分",
    Family.CHAPTER: lambda n: f"第{format_numeral(n)}章",
    Family.SUBCHAPTER: lambda n: f"第{format_numeral(n)}节",
    Family.HEADING: str,
    Family.NUMERAL: lambda n: f"{format_numeral(n)}、",
    Family.QUESTION: lambda n: f"第{n}问",
    Family.ARTICLE: lambda n: f"第{format_numeral(n)}条",
    Family.BRACKET_NUMERAL: lambda n: f"（{format_numeral(n)}）",
    Family.DECIMAL: str,
    Family.DOT: lambda n: f"{n}．",
    Family.BRACKET_DIGIT: lambda n: f"（{n}）",
    Family.CIRCLED: lambda n: chr(0x245F + n) if n <= 20 else f"（{n}）",
    Family.ROW: lambda n: f"第{n}项",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label as parsed: `token` stands in ids, `width` is how many characters of the line it takes.

    `prefix` is what stands before the number: 3.1 of 3.1.2, 附件 of 附件第13项. A question's number is for who counts.
    """

    family: Family
    number: int
    text: str
    token: str
    width: int
    prefix: str = ""

    @property
    def kind(self) -> ClauseKind:
        if self.family in _CLAUSES:
            return ClauseKind.CLAUSE
        inner = self.family in _ITEMS and (self.family is not Family.DECIMAL or bool(self.prefix))
        return ClauseKind.ITEM if inner else ClauseKind.SECTION

    @property
    def stands_alone(self) -> bool:
        """Whether such a heading fills its line, with the text beneath it."""
        return self.kind is ClauseKind.SECTION

    def write(self, number: int) -> str:
        """The label of another number in the same list."""
        point = "." if self.prefix and self.family is Family.DECIMAL else ""
        return f"{self.prefix}{point}{self.family.write(number)}"


_CN = r"[〇零一二两三四五六七八九十百千]{1,9}"
_LARGEST = 9999
_HEADING_LIMIT = 42
_NAMED_ARTICLE = re.compile(r"[【\[（(]([^】\]）)]{1,20})[】\]）)]")
# What follows 第五条 or 第三章 where it is only mentioned: 第五条规定的, 第三条和第四条, 第二条第一款.
_MENTION = (
    rf"(?!规定|所述|所称|所列|所指|以外|之外|的|[、，,。；;)》]|第\s*(?:{_CN}|\d{{1,3}})\s*[款项条目]"
    r"|(?:和|或|或者|及|以及|与|至|到)第|中(?:的|所|规定|，|第)|(?:要求|明确)(?:的|，))"
)
# What follows （二） where it is only mentioned: （二）项规定的, （二）至（四）项, （二）（三）项.
_ITEM_MENTION = rf"(?!项(?:规定|所|的|、|和|至|，|情形)|[和或及与至到、，,]?\s*第?\((?:{_CN}|\d{{1,3}})\))"
# What makes a quantity of a decimal number: 3.5万亿元, 2.5 小时.
_QUANTITY = r"(?![万亿%％‰倍元吨米亩]|个(?:百分点|月|小时)|公里|平方|小时|分钟|千瓦|年(?!度)|月(?!度))"
# What may follow the dot of 1. although it is a digit: a product (1.5G建设) or a date (1.2026年, 1.10月).
_AFTER_DOT = r"(?:(?!\d)|(?=\d{1,2}[A-Z](?![A-Za-z])|20\d\d年|\d{1,2}月))"
_UNOPENED = r"(?![，。；、,;.)])"
_GRAMMAR: tuple[tuple[Family, re.Pattern[str]], ...] = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        (Family.SUBPART, rf"第\s*({NUMERAL})\s*分[编編]{_MENTION}\s*"),
        (Family.PART, rf"第\s*({NUMERAL})\s*[编編]{_MENTION}\s*"),
        (Family.VOLUME, rf"第\s*({NUMERAL})\s*篇{_MENTION}\s*"),
        (Family.PORTION, rf"第\s*({NUMERAL})\s*部分{_MENTION}\s*"),
        (Family.CHAPTER, rf"第\s*({NUMERAL})\s*章{_MENTION}\s*"),
        (Family.SUBCHAPTER, rf"第\s*({NUMERAL})\s*[节節]{_MENTION}\s*"),
        (Family.ARTICLE, rf"第\s*({NUMERAL})\s*[条條](之{_CN})?(?:\s+|{_MENTION})"),
        (Family.NUMERAL, rf"({_CN})[、.]\s*"),
        (Family.BRACKET_NUMERAL, rf"\(\s*({_CN})\s*\){_ITEM_MENTION}[、.]?\s*"),
        (Family.BRACKET_NUMERAL, rf"({_CN})\){_UNOPENED}{_ITEM_MENTION}\s*"),
        (Family.DECIMAL, rf"(\d{{1,2}}(?:\.[1-9]\d?){{1,3}})(?:\.?\s+(?=\D)|(?=[\u4e00-\u9fff])){_QUANTITY}"),
        (Family.DECIMAL, rf"(\d{{1,2}}) +(?=[\u4e00-\u9fff]){_QUANTITY}(?=[^，。；：、！？,;:!?\d\s]{{2,20}}$)"),
        (Family.DOT, rf"(\d{{1,3}})(?:、(?!\d{{1,3}}[、号])|\.{_AFTER_DOT})\s*"),
        (Family.BRACKET_DIGIT, rf"\(\s*(\d{{1,3}})\s*\){_ITEM_MENTION}[、.]?\s*"),
        (Family.BRACKET_DIGIT, rf"(\d{{1,3}})\){_UNOPENED}{_ITEM_MENTION}\s*"),
        (Family.CIRCLED, r"([①-⑳])\s*"),
        (Family.QUESTION, r"[问問Q]\s*(\d{0,3})\s*:\s*"),
    )
)
_ENUMERATED = re.compile(rf"({_CN})(、|[产產线線级級类類期次等])")
_LIGATURES = (("㈠", 10, "({})", format_numeral), ("⑴", 20, "({})", str), ("⒈", 20, "{}.", str))
_REACH = 40
_OPENING = re.compile(r"[第〇零一二两三四五六七八九十百千0-9０-９(（问問QＱ①-⑳⑴-⒇⒈-⒛㈠-㈩]")


def parse_label(line: str) -> Label | None:
    """The label at the start of a line, or None.

    >>> parse_label("(五) 打造").text, parse_label("２７．推进").token, parse_label("第五条规定的情形")
    ('（五）', 'i27', None)
    """
    if not _OPENING.match(line):
        return None
    start = line[:_REACH]
    folded = fold_widths(_unfold(start))
    for family, pattern in _GRAMMAR:
        if match := pattern.match(folded):
            return _label(family, match, len(folded) - len(start))
    return None


def heading_of(line: str, label: Label) -> str:
    """The heading that a label opens: with the first sentence; the label alone where the text starts at once.

    >>> heading_of("（五）打造家庭。鼓励新建。", parse_label("（五）打造"))
    '（五）打造家庭'
    """
    rest = line[label.width :].strip(" \t\u3000")
    if label.family is Family.HEADING:
        return rest
    if label.family is Family.ARTICLE:
        named = _NAMED_ARTICLE.match(rest)
        return f"{label.text} {named.group(1)}" if named else label.text
    first = re.split(r"[。；;\n]", rest[: _HEADING_LIMIT + 2], maxsplit=1)[0].strip()
    if not first or len(first) > _HEADING_LIMIT or first.endswith(("：", ":")):
        return label.text
    return f"{label.text}{'' if label.text[-1] in '、）．' else ' '}{first}"


def _unfold(start: str) -> str:
    """㈠ as (一), ⑴ as (1), ⒈ as 1. — where the line opens with one."""
    for first, count, form, write in _LIGATURES:
        offset = ord(start[0]) - ord(first)
        if 0 <= offset < count:
            return form.format(write(offset + 1)) + start[1:]
    return start


def _label(family: Family, match: re.Match[str], added: int) -> Label | None:
    """`added` is by how much unfolding has lengthened the line."""
    written, width = match.group(1), match.end() - added
    if family is Family.DECIMAL:
        prefix, _, last = written.rpartition(".")
        return Label(family, int(last), written, f"{family}{written}", width, prefix)
    if family is Family.QUESTION:
        return Label(family, 0, "", "", width)
    number = ord(written) - 0x245F if family is Family.CIRCLED else parse_numeral(written)
    if number > _LARGEST or (family is Family.NUMERAL and _is_enumeration(match.string[match.end() :], number)):
        return None
    text, token = family.write(number), f"{family}{number}"
    if family is Family.ARTICLE and match.group(2):
        text += match.group(2)
        token += f"-{parse_numeral(match.group(2)[1:])}"
    return Label(family, number, text, token, width)


def _is_enumeration(rest: str, number: int) -> bool:
    """Whether 一、 only begins a list of numbers: 一、二、三产业, 一、二线城市."""
    following = _ENUMERATED.match(rest)
    return following is not None and (following[2] == "、" or parse_numeral(following[1]) == number + 1)
